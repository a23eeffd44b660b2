"""A whole grid of runs at once: learning rates × batch sizes × seeds.

A slider can only answer within a frame when every answer is there already. `sweep` computes them
together: one NumPy call makes the next update of hundreds of paths.

For least squares even the rows disappear from the loop. The gradient over a batch B is
A_B θ − c_B with A_B = 2s Σ_{i∈B} xᵢxᵢᵀ and c_B = 2s Σ_{i∈B} xᵢyᵢ (s: the scale of the loss), and
all A_B, c_B of an epoch are sums over consecutive pieces of the shuffled rows.
"""

from dataclasses import dataclass

import numpy as np

from gdviz.checks import check_integer, check_number, check_params
from gdviz.descent.batched import quadratic_gradients, sampled_gradients
from gdviz.descent.batches import check_batch_size, rows_per_epoch
from gdviz.descent.divergence import divergence_limit
from gdviz.descent.loop import progress_bar
from gdviz.descent.optimizers import sgd
from gdviz.descent.trajectory import Trajectory
from gdviz.objectives.stacks import loss_many

MOST_PARAMS_FOR_MOMENTS = 8  # A_B has n_params² numbers: beyond this, rows are cheaper


@dataclass(frozen=True, eq=False, repr=False)
class Sweep:
    """The paths of a grid of runs. Runs of another batch size may differ in length.

    Attributes
    ----------
    learning_rates : ndarray of shape (n_rates,)
    batch_sizes : ndarray of int, shape (n_batch_sizes,)
    seeds : tuple, length n_seeds
    steps : tuple of ndarray of int, one per batch size
        ``steps[j]``, shape (n_records,): the updates that were recorded; 0 is the start.
    params : tuple of ndarray, one per batch size
        ``params[j]``, shape (n_rates, n_seeds, n_records, n_params): θ along the paths, NaN once
        a parameter or the loss is not finite.
    loss : tuple of ndarray, one per batch size
        ``loss[j]``, shape (n_rates, n_seeds, n_records): J(θ) over all data; inf where params are
        NaN, unless the sweep was interrupted.
    diverged_above : tuple of ndarray, one per batch size
        ``diverged_above[j]``, shape (n_rates, n_seeds): the loss above which a run that ends there
        has diverged, see `gdviz.descent.divergence`.
    n_samples : int
        N.
    drop_last : bool
        Whether short last batches were left out.
    stop_reason : str
        What ended the runs that did not diverge: "max_steps", "n_epochs" or "interrupted".
    """

    learning_rates: np.ndarray
    batch_sizes: np.ndarray
    seeds: tuple
    steps: tuple
    params: tuple
    loss: tuple
    diverged_above: tuple
    n_samples: int
    drop_last: bool
    stop_reason: str

    def __repr__(self):
        shape = f"{len(self.learning_rates)} learning rates × {len(self.batch_sizes)} batch sizes"
        return f"Sweep({shape} × {len(self.seeds)} seeds)"

    def trajectory(self, i_rate, j_batch, k_seed=0):
        """Return one run of the grid as `gradient_descent` records it.

        ``seconds`` is NaN: the runs were made together, so none has a time of its own. Between
        thinned records a diverged run ends at its last finite one.
        """
        path, steps = self.params[j_batch][i_rate, k_seed], self.steps[j_batch]
        length = int(np.isfinite(path).all(axis=1).sum())
        step, b = steps[:length], int(self.batch_sizes[j_batch])
        rows = rows_per_epoch(self.n_samples, b, self.drop_last)
        loss = self.loss[j_batch][i_rate, k_seed]
        limit = self.diverged_above[j_batch][i_rate, k_seed]
        has_diverged = length < len(steps) or loss[-1] > limit
        return Trajectory(
            params=path[:length],
            loss=loss[:length],
            step=step,
            epoch=step / -(-rows // b),
            samples_seen=samples_after(step, b, rows),
            seconds=np.full(length, np.nan),
            learning_rate=np.where(step > 0, self.learning_rates[i_rate], np.nan),
            batch_size=samples_after(step, b, rows)
            - samples_after(np.maximum(step - 1, 0), b, rows),
            rows=None,
            stop_reason=self._stop_reason(has_diverged),
            n_samples=self.n_samples,
        )

    def _stop_reason(self, has_diverged):
        is_interrupted = self.stop_reason == "interrupted"
        return "diverged" if has_diverged and not is_interrupted else self.stop_reason


def samples_after(step, batch_size, rows_per_epoch):
    """Return how many rows ``step`` updates have read: whole epochs, then whole batches."""
    epochs, position = np.divmod(step, -(-rows_per_epoch // batch_size))
    return epochs * rows_per_epoch + position * batch_size


def sweep(
    objective,
    params,
    *,
    learning_rates,
    batch_sizes,
    seeds=(0,),
    n_steps=None,
    n_epochs=None,
    n_samples_seen=None,
    optimizer=None,
    shuffle=True,
    replace=False,
    drop_last=False,
    max_records=None,
    progress=False,
):
    """Run gradient descent for every learning rate, batch size and seed together.

    Each run equals `gradient_descent` with the same arguments, to rounding.

    Parameters
    ----------
    objective : object
        As for `gradient_descent`. ``moments`` (least squares) or ``grad_many`` make it fast.
    params : array_like of shape (n_params,)
        θ₀, the start of all runs.
    learning_rates : array_like of float
        η ≥ 0, constant within a run.
    batch_sizes : array_like of int
        b, from 1 to N.
    seeds : sequence of int
        Sources of the random order; runs with the same seed see the rows in the same order.
    n_steps, n_epochs, n_samples_seen : int
        The budget of every run, exactly one of: updates, passes, or rows read (rounded up to
        whole updates).
    optimizer : Optimizer, optional
        Default: `sgd`. One that is not ``elementwise``, as your own is unless it says so, is asked
        run by run.
    shuffle, replace, drop_last : bool
        As in `minibatches`.
    max_records : int, optional
        Keep at most so many points of a path, spread evenly from start to end. Default: all.
    progress : bool
        Show a tqdm progress bar.

    Returns
    -------
    Sweep
        Interrupted from the keyboard it holds what was computed, and NaN for the rest.

    Raises
    ------
    ValueError
        If an argument is out of its range, or not exactly one budget is given.

    Examples
    --------
    >>> import gdviz as gd
    >>> objective = gd.LeastSquares([[1.0], [1.0]], [0.0, 2.0])
    >>> runs = sweep(objective, [0.0], learning_rates=[0.5, 1.0], batch_sizes=[1, 2], n_steps=2)
    >>> runs.trajectory(0, 1).params.ravel()
    array([0.  , 0.5 , 0.75])
    """
    params = check_params(objective, params)
    n_samples = objective.n_samples
    rates = np.array([check_number("learning_rates", r, low=0) for r in _listed(learning_rates)])
    sizes = [check_batch_size(b, n_samples, name="batch_sizes") for b in _listed(batch_sizes)]
    seeds = tuple(check_integer("seeds", seed, low=0) for seed in _listed(seeds))
    if not (len(rates) and sizes and seeds):
        raise ValueError("learning_rates, batch_sizes and seeds must not be empty.")
    limits = {"n_steps": n_steps, "n_epochs": n_epochs, "n_samples_seen": n_samples_seen}
    counts = [_n_updates(n_samples, b, drop_last, limits) for b in sizes]
    order = {"shuffle": shuffle, "replace": replace, "drop_last": drop_last}
    make_gradient = quadratic_gradients if _has_moments(objective) else sampled_gradients
    steps = [_recorded(count, max_records) for count in counts]
    paths = [np.full((len(kept), len(seeds), len(rates), params.size), np.nan) for kept in steps]
    finished = True
    for n_updates in dict.fromkeys(counts):  # batch sizes with equally many updates go together
        group = [j for j, count in enumerate(counts) if count == n_updates]
        start = np.tile(params, (len(group), len(seeds), len(rates), 1))
        gradient = make_gradient(objective, [sizes[j] for j in group], seeds, n_updates, **order)
        states = _descend(start, gradient, rates[:, None], optimizer or sgd(), n_updates, progress)
        finished = finished and _keep(states, [paths[j] for j in group], steps[group[0]])
    paths = [np.ascontiguousarray(path.transpose(2, 1, 0, 3)) for path in paths]
    losses = [_measure(objective, path, finished) for path in paths]
    return Sweep(
        learning_rates=rates,
        batch_sizes=np.array(sizes),
        seeds=seeds,
        steps=tuple(steps),
        params=tuple(paths),
        loss=tuple(losses),
        diverged_above=tuple(divergence_limit(objective, loss) for loss in losses),
        n_samples=n_samples,
        drop_last=drop_last,
        stop_reason=("n_epochs" if n_epochs is not None else "max_steps")
        if finished
        else "interrupted",
    )


def _descend(params, gradient, learning_rates, optimizer, n_updates, progress):
    """Yield the stack of params of all runs: at the start and after each update."""
    direction = (_all_at_once if optimizer.elementwise else _one_by_one)(optimizer, params)
    yield params
    for t in progress_bar(range(n_updates), n_updates, progress):
        params = params - learning_rates * direction(gradient(t, params), params)
        yield params


def _all_at_once(optimizer, params):
    """Return a function (grad, params) -> direction for a stack of runs."""
    state = optimizer.init(params)

    def direction(grad, params):
        nonlocal state
        answer, state = optimizer.update(grad, state, params)
        return answer

    return direction


def _one_by_one(optimizer, params):
    """Return the same with a state and a call for each run, so that none can see the others."""
    n_params = params.shape[-1]
    states = [optimizer.init(start) for start in params.reshape(-1, n_params)]

    def direction(grad, params):
        answers = np.full_like(params, np.nan).reshape(-1, n_params)
        runs = grad.reshape(-1, n_params), params.reshape(-1, n_params)
        for r in np.flatnonzero(np.isfinite(runs[1]).all(axis=1)):
            try:
                answers[r], states[r] = optimizer.update(runs[0][r], states[r], runs[1][r])
            except OverflowError:  # of Python's own floats: this run has diverged
                continue
        return answers.reshape(params.shape)

    return direction


def _keep(states, paths, recorded):
    """Copy the recorded states into the paths; return False if the keyboard interrupts."""
    wanted = {step: i for i, step in enumerate(recorded.tolist())}
    try:
        with np.errstate(all="ignore"):
            for step, params in enumerate(states):
                if step in wanted:
                    for path, runs in zip(paths, params):
                        path[wanted[step]] = runs
    except KeyboardInterrupt:
        return False
    return True


def _measure(objective, path, finished):
    """Return J along the paths, and mark in both where θ or J is not finite any more."""
    loss = np.full(path.shape[:-1], np.nan)
    is_finite = np.isfinite(path).all(axis=-1)
    with np.errstate(all="ignore"):
        if is_finite.all():
            loss = loss_many(objective, path)
        else:
            loss[is_finite] = loss_many(objective, path[is_finite])
    is_over = np.logical_or.accumulate(~np.isfinite(loss), axis=-1)
    loss[is_over], path[is_over] = np.inf if finished else np.nan, np.nan
    return loss


def _recorded(n_updates, max_records):
    """Return the updates to record: all, or max_records of them from the first to the last."""
    if max_records is None or max_records > n_updates:
        return np.arange(n_updates + 1)
    check_integer("max_records", max_records, low=2)
    return np.unique(np.linspace(0, n_updates, max_records).round().astype(int))


def _n_updates(n_samples, batch_size, drop_last, limits):
    """Return how many updates the one budget that was given allows with this batch size."""
    given = {name: limit for name, limit in limits.items() if limit is not None}
    if len(given) != 1:
        raise ValueError(
            f"exactly one of {', '.join(limits)} must be given. Got {given or 'none'}."
        )
    ((name, limit),) = given.items()
    limit = check_integer(name, limit, low=0)
    rows = rows_per_epoch(n_samples, batch_size, drop_last)
    per_epoch = -(-rows // batch_size)
    if name == "n_steps":
        return limit
    if name == "n_epochs":
        return limit * per_epoch
    epochs, rest = divmod(limit, rows)
    return epochs * per_epoch + -(-rest // batch_size)


def _has_moments(objective):
    return hasattr(objective, "moments") and objective.n_params <= MOST_PARAMS_FOR_MOMENTS


def _listed(values):
    """Return the values as a list, also when they are an array or a single number."""
    return np.atleast_1d(np.asarray(values)).tolist()
