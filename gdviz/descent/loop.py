"""Gradient descent: the loop that every notebook is about.

Batch, stochastic and mini-batch gradient descent are this one loop with another ``batch_size``.
Read `updates` first: it is the whole algorithm. `gradient_descent` runs it and keeps the record.
"""

import itertools
import math

import numpy as np

from gdviz.checks import check_integer, check_params
from gdviz.descent.batches import cut, epochs, rows_per_epoch
from gdviz.descent.divergence import has_diverged
from gdviz.descent.optimizers import sgd
from gdviz.descent.record import Record
from gdviz.descent.schedules import batch_size_schedule, learning_rate_schedule
from gdviz.descent.stopping import Progress
from gdviz.objectives.stacks import at, loss_or_inf

OVERFLOW = object()  # the reason of a run whose loss, measured on the way, is not finite


def updates(
    objective, params, *, learning_rate, batch_size, optimizer, shuffle, replace, drop_last, rng
):
    """Yield (step, epoch, samples_seen, η, b, params, rows) after each update, without end.

    θ ← θ − η d, where the optimizer makes d from the mean gradient over the batch.
    ``learning_rate`` and ``batch_size`` are schedules here.
    """
    n_samples = objective.n_samples
    state = optimizer.init(params)
    step = samples_seen = 0
    order = {"shuffle": shuffle, "replace": replace, "drop_last": drop_last}
    for epoch, (order_of_rows, b) in enumerate(epochs(n_samples, batch_size, rng=rng, **order)):
        batches = cut(order_of_rows, b)
        whole = b == n_samples and not replace
        for k, rows in enumerate(batches, start=1):
            rate = learning_rate(step)
            grad = at(objective, samples_seen).grad(params, None if whole else rows)
            direction, state = optimizer.update(grad, state, params)
            params = params - rate * direction
            step += 1
            samples_seen += len(rows)
            yield step, epoch + k / len(batches), samples_seen, rate, len(rows), params, rows


def gradient_descent(
    objective,
    params,
    *,
    learning_rate,
    batch_size=None,
    n_epochs=None,
    max_steps=None,
    optimizer=None,
    shuffle=True,
    replace=False,
    drop_last=False,
    seed=0,
    stop=(),
    record_every=1,
    record_rows=False,
    record_loss=None,
    callback=None,
    progress=False,
):
    """Minimize ``objective`` from ``params`` and return the path.

    θ_{t+1} = θ_t − η · (1/b) Σ_{i∈B_t} ∇ℓᵢ(θ_t), for batches B_t of b rows.

    Parameters
    ----------
    objective : object
        Has ``n_samples``, ``n_params``, ``loss(params, rows=None)`` and
        ``grad(params, rows=None)``; rows are row numbers, None means all data.
    params : array_like of shape (n_params,)
        θ₀, where to start. It is not changed.
    learning_rate : float or callable
        η ≥ 0, or a schedule step -> η.
    batch_size : int or callable, optional
        b, from 1 (stochastic) to N, or a schedule epoch -> b. None: all N rows.
    n_epochs, max_steps : int, optional
        How long to run: passes over the data, updates, or whichever ends first.
    optimizer : Optimizer, optional
        Default: `sgd`, the plain gradient.
    shuffle, replace, drop_last : bool
        How an epoch is cut into batches, see `minibatches`.
    seed : int or numpy.random.Generator
        Source of the random order.
    stop : sequence of callables
        Reasons to stop early, see `gdviz.stopping`. Asked after each epoch.
    record_every : int
        Keep every so many updates (the first and the last always).
    record_rows : bool
        Keep the row numbers of each recorded batch.
    record_loss : bool, optional
        Measure J over all data at every record (True) or never (False). By default at every
        record where the objective has it for free (``loss_is_cheap``), else once a pass.
    callback : callable, optional
        Called as ``callback(step, params)`` after each update; a true answer ends the run.
    progress : bool
        Show a tqdm progress bar.

    Returns
    -------
    Trajectory
        A run that diverges is a result as well: ``stop_reason`` is "diverged". So is one that is
        interrupted from the keyboard: "interrupted", with all records up to then.

    Raises
    ------
    ValueError
        If an argument, or a value that a schedule returns, is out of its range.

    Notes
    -----
    Robbins & Monro (1951) for batches of one, Cauchy (1847) for all rows at once.

    Examples
    --------
    >>> import gdviz as gd
    >>> parabola = gd.objectives.parabola(2.0)
    >>> run = gd.gradient_descent(parabola, [1.0], learning_rate=0.25, max_steps=3)
    >>> run.params.ravel()
    array([1.   , 0.5  , 0.25 , 0.125])
    """
    params = check_params(objective, params)
    batch_sizes = batch_size_schedule(batch_size, objective.n_samples)
    n_updates, reason = budget(objective.n_samples, batch_sizes, drop_last, n_epochs, max_steps)
    endless = updates(
        objective,
        params,
        learning_rate=learning_rate_schedule(learning_rate),
        batch_size=batch_sizes,
        optimizer=optimizer or sgd(),
        shuffle=shuffle,
        replace=replace,
        drop_last=drop_last,
        rng=np.random.default_rng(seed),
    )
    record = Record(params, every=record_every, with_rows=record_rows)
    ends_early = _early_end(objective, params, stop, callback)
    zeros = np.zeros_like(params)  # 0 · ∞ is NaN: one product finds any parameter that overflowed
    with np.errstate(all="ignore"):
        try:
            steps = itertools.islice(_until_overflow(endless, params), n_updates)
            for update in progress_bar(steps, n_updates, progress):
                step, epoch, *_, params, _ = update
                if math.isnan(params.dot(zeros)):
                    reason = "diverged"
                    break
                record.add(update)
                if ends_early and (early_reason := ends_early(step, epoch, params)):
                    reason = early_reason
                    break
        except KeyboardInterrupt:
            reason = "interrupted"
        if reason == OVERFLOW:
            record.forget_latest()
            reason = "diverged"
        return record.trajectory(objective, stop_reason=reason, record_loss=record_loss)


def _until_overflow(steps, params):
    """Yield from ``steps``; one that Python's floats are too small for has NaN for its params."""
    try:
        yield from steps
    except OverflowError:
        yield math.nan, math.nan, 0, math.nan, 0, np.full_like(params, np.nan), None


def _early_end(objective, params, stop, callback):
    """Return a function that says why the run should end now, or None if nothing can end it."""
    if not (stop or callback):
        return None
    losses = [loss_or_inf(objective, params)] if stop else []

    def ends_early(step, epoch, params):
        if callback and callback(step, params):
            return "callback"
        if not (stop and epoch.is_integer()):
            return None
        losses.append(loss_or_inf(objective, params))
        if not math.isfinite(losses[-1]):
            return OVERFLOW
        now = Progress(objective, params, losses)
        reason = next(filter(None, (condition(now) for condition in stop)), None)
        return "diverged" if reason and has_diverged(objective, np.array(losses)) else reason

    return ends_early


def progress_bar(steps, n_updates, progress):
    """Return ``steps`` with a tqdm progress bar if ``progress``, else as they are."""
    if not progress:
        return steps
    from tqdm.auto import tqdm  # needed to watch, not to compute

    return tqdm(steps, total=n_updates, unit="update")


def budget(n_samples, batch_size, drop_last, n_epochs, max_steps):
    """Return how many updates the run may make and the name of the limit that ends it."""
    if n_epochs is None and max_steps is None:
        raise ValueError("n_epochs or max_steps must say how long to run. Got None for both.")
    if max_steps is not None:
        max_steps = check_integer("max_steps", max_steps, low=0)
    if n_epochs is None:
        return max_steps, "max_steps"
    n_updates = 0
    for epoch in range(check_integer("n_epochs", n_epochs, low=0)):
        b = batch_size(epoch)
        n_updates += math.ceil(rows_per_epoch(n_samples, b, drop_last) / b)
        if max_steps is not None and n_updates > max_steps:
            return max_steps, "max_steps"
    return n_updates, "n_epochs"
