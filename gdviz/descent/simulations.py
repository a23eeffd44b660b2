"""What many machines do to a step, simulated exactly on one: old gradients, and rare averages.

No process is started and no time passes: a delay is counted in updates, so each run is as exact
and as repeatable as one of `gradient_descent`.
"""

import itertools

import numpy as np

from gdviz.checks import check_integer, check_number, check_params
from gdviz.descent.batches import batches, check_batch_size
from gdviz.descent.divergence import has_diverged
from gdviz.descent.trajectory import Trajectory
from gdviz.objectives.stacks import at, loss_many
from gdviz.words import _


def delayed(objective, params, *, learning_rate, delay, max_steps, batch_size=None, seed=0):
    """Descend by gradients that are τ updates old: θ_{t+1} = θ_t − η ∇J_B(θ_{t−τ}).

    So do asynchronous workers: while one computes, the others have moved on. On a direction of
    curvature λ the run is stable for ηλ < 2 sin(π/(2(2τ+1))): 2, 1, 0.618, 0.445 for τ = 0 … 3.

    Parameters
    ----------
    objective : object
        As for `gradient_descent`.
    params : array_like of shape (n_params,)
        θ₀, and the place of the first τ gradients.
    learning_rate : float
        η ≥ 0.
    delay : int
        τ ≥ 0, in updates.
    max_steps : int
        Updates.
    batch_size : int, optional
        b. Default: all rows.
    seed : int
        Source of the random order.

    Returns
    -------
    Trajectory

    Raises
    ------
    ValueError
        If an argument is out of its range.

    Notes
    -----
    At the limit a root of x^(τ+1) − x^τ + ηλ reaches the unit circle, at the angle π/(2τ+1).

    Examples
    --------
    >>> import gdviz as gd
    >>> run = delayed(gd.objectives.parabola(), [1.0], learning_rate=0.5, delay=1, max_steps=3)
    >>> run.params.ravel()
    array([ 1.  ,  0.5 ,  0.  , -0.25])
    """
    params = check_params(objective, params)
    rate = check_number("learning_rate", learning_rate, low=0)
    delay = check_integer("delay", delay, low=0)
    n_steps = check_integer("max_steps", max_steps, low=0)
    stream = reshuffled(objective.n_samples, batch_size, seed)
    path, sizes, samples_seen = [params], [0], 0
    with np.errstate(all="ignore"):
        for step in range(n_steps):
            rows = next(stream)
            old = path[max(0, step - delay)]
            path.append(path[-1] - rate * at(objective, samples_seen).grad(old, rows))
            sizes.append(len(rows))
            samples_seen += len(rows)
    return trajectory(objective, path, sizes, rate)


def local_steps(objective, params, shards, *, learning_rate, n_local, n_rounds, batch_size, seed=0):
    """Let each worker take k steps on its own rows, then average: local SGD, or FedAvg.

    θᵂ ← θᵂ − η ∇J_B(θᵂ), k times with B ⊂ shard W, then θ ← mean over the workers, weighted by
    their rows.

    Parameters
    ----------
    objective : object
        As for `gradient_descent`, over all rows.
    params : array_like of shape (n_params,)
        θ₀ of all workers.
    shards : sequence of array_like of int
        The rows that each worker holds.
    learning_rate : float
        η ≥ 0.
    n_local : int
        k, steps between two averages.
    n_rounds : int
        Averages.
    batch_size : int
        b, rows of each worker's steps.
    seed : int
        Worker W draws from seed + W.

    Returns
    -------
    Trajectory
        θ at the start and after each average; ``samples_seen`` counts the rows of all workers.

    Raises
    ------
    ValueError
        If an argument is out of its range, or a shard holds rows that are not there.

    Notes
    -----
    McMahan et al. (2017), arXiv:1602.05629; Stich (2019), arXiv:1805.09767.
    """
    params = check_params(objective, params)
    rate = check_number("learning_rate", learning_rate, low=0)
    k, n_rounds = check_integer("n_local", n_local), check_integer("n_rounds", n_rounds, low=0)
    shards = check_shards(shards, objective.n_samples)
    streams = [reshuffled(len(rows), batch_size, seed + w) for w, rows in enumerate(shards)]
    weights = np.array([len(rows) for rows in shards]) / sum(map(len, shards))
    path, sizes = [params], [0]
    with np.errstate(all="ignore"):
        for _ in range(n_rounds):
            ends, n_read = [], sum(sizes)
            for rows, stream in zip(shards, streams):
                end, n_read = walk(objective, path[-1], rows, stream, rate, k, n_read)
                ends.append(end)
            path.append(weights @ ends)
            sizes.append(n_read - sum(sizes))
    return trajectory(objective, path, sizes, rate)


def walk(objective, params, rows, stream, rate, n_steps, n_read):
    """Return where steps on a worker's own rows lead, and how many rows are read by then.

    ``n_read`` are those that all workers have read before.
    """
    for local in itertools.islice(stream, n_steps):
        params = params - rate * at(objective, n_read).grad(params, rows[local])
        n_read += len(local)
    return params, n_read


def reshuffled(n_samples, batch_size, seed):
    """Yield batch after batch of reshuffled epochs, without end."""
    b = check_batch_size(batch_size, n_samples)
    rows = batches(n_samples, b, shuffle=True, replace=False, drop_last=False, rng=seed)
    return (np.arange(n_samples) if batch is None else batch for batch in rows)


def check_shards(shards, n_samples):
    """Return the shards as arrays of row numbers in 0 … N − 1."""
    shards = [np.asarray(rows, dtype=np.intp) for rows in shards]
    for k, rows in enumerate(shards):
        if rows.size == 0 or rows.min() < 0 or rows.max() >= n_samples:
            raise ValueError(
                _("shard {k} must hold rows from 0 to {last}. Got {rows}.").format(
                    k=k, last=n_samples - 1, rows=rows
                )
            )
    if not shards:
        raise ValueError(_("there must be at least one shard. Got none."))
    return shards


def trajectory(objective, path, sizes, rate):
    """Return the record of a run: one entry each for the start and every update."""
    params, samples_seen = np.array(path), np.cumsum(sizes)
    with np.errstate(all="ignore"):
        loss = loss_many(objective, params)
    is_over = ~np.isfinite(loss)
    n = int(is_over.argmax()) if is_over.any() else len(params)
    loss = loss[:n]
    diverged = n < len(params) or has_diverged(objective, loss)
    return Trajectory(
        params=params[:n],
        loss=loss,
        step=np.arange(n),
        epoch=samples_seen[:n] / objective.n_samples,
        samples_seen=samples_seen[:n],
        seconds=np.full(n, np.nan),
        learning_rate=np.where(np.arange(n) > 0, rate, np.nan),
        batch_size=np.array(sizes[:n]),
        rows=None,
        stop_reason="diverged" if diverged else "max_steps",
        n_samples=objective.n_samples,
    )
