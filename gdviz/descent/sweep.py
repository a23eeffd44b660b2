"""A whole grid of runs at once: learning rates × batch sizes × seeds.

A slider can only answer within a frame when every answer is there already. `sweep` computes them
together: one NumPy call makes the next update of hundreds of paths.

For least squares even the rows disappear from the loop. The gradient over a batch B is
A_B θ − c_B with A_B = 2s Σ_{i∈B} xᵢxᵢᵀ and c_B = 2s Σ_{i∈B} xᵢyᵢ (s: the scale of the loss), and
all A_B, c_B of an epoch are sums over consecutive pieces of the shuffled rows.
"""

from dataclasses import dataclass, replace

import numpy as np

from gdviz.arguments import in_words
from gdviz.checks import (
    check_flag,
    check_integer,
    check_number,
    check_objective,
    check_params,
    check_parts,
    checked_loss,
)
from gdviz.descent.batched import quadratic_gradients, sampled_gradients
from gdviz.descent.batches import check_batch_size, check_order, rows_per_epoch
from gdviz.descent.divergence import divergence_limits
from gdviz.descent.farm import farmed
from gdviz.descent.first_look import LookedAt
from gdviz.descent.loop import progress_bar
from gdviz.descent.optimizers import check_optimizer
from gdviz.descent.stacked import blank, descend, keep, measure, noted
from gdviz.descent.trajectory import Trajectory
from gdviz.words import _

MOST_PARAMS_FOR_MOMENTS = 8  # A_B has n_params² numbers: beyond this, rows are cheaper
MOST_BYTES = 4e9  # of all paths
MOST_UPDATES = 2**53  # a float counts no further


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
    grads : tuple of ndarray, one per batch size, or None
        ``grads[j]``, in the shape of ``params[j]``: ∇J_B of the batch that the update after each
        record reads. None unless asked for.
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
    grads: tuple | None
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

        Parameters
        ----------
        i_rate, j_batch, k_seed : int
            Places in ``learning_rates``, ``batch_sizes`` and ``seeds``.

        Returns
        -------
        Trajectory

        Raises
        ------
        IndexError
            If there is no such run.
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


@in_words(first=check_objective)
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
    n_whole=0,
    record_loss=True,
    record_grads=False,
    progress=False,
    client=None,
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
    n_whole : int
        Of a path with ``max_records`` keep so many updates at its beginning all, or as many as
        half of the points allow; the others are spread evenly over the rest.
    record_loss : bool
        Measure J at every point that is kept. Where it costs a pass over the data each, leave it
        out if only the paths are wanted.
    record_grads : bool
        Keep ∇J_B at every point that is kept, B the batch of the next update. Not with a client.
    progress : bool
        Show a tqdm progress bar, and a second one while losses that cost a pass are measured.
    client : dask.distributed.Client, optional
        Let its workers run pieces of the grid (`gdviz.distributed.local` starts some). It pays
        where runs take seconds and cannot be vectorised.

    Returns
    -------
    Sweep
        Interrupted from the keyboard it holds what was computed, and NaN for the rest.

    Raises
    ------
    ValueError
        If an argument is out of its range or of a wrong kind, not exactly one budget is given, the
        records would not fit into memory, or the first answer of ``objective`` or ``optimizer`` is
        not what it must be.
    TypeError
        If an argument is not known, or missing.
    ImportError
        If ``progress`` is asked for and tqdm is not installed.
    RuntimeError
        If a ``client`` has no worker left.

    Examples
    --------
    >>> import gdviz as gd
    >>> objective = gd.LeastSquares([[1.0], [1.0]], [0.0, 2.0])
    >>> runs = sweep(objective, [0.0], learning_rates=[0.5, 1.0], batch_sizes=[1, 2], n_steps=2)
    >>> runs.trajectory(0, 1).params.ravel()
    array([0.  , 0.5 , 0.75])
    """
    check_parts(objective)
    params, n_samples = check_params(objective, params), objective.n_samples
    rates = np.array([check_number("learning_rates", r, low=0) for r in _listed(learning_rates)])
    sizes = [check_batch_size(b, n_samples, name="batch_sizes") for b in _listed(batch_sizes)]
    seeds = tuple(check_integer("seeds", seed, low=0) for seed in _listed(seeds))
    if not (len(rates) and sizes and seeds):
        raise ValueError(_("learning_rates, batch_sizes and seeds must not be empty."))
    optimizer = check_optimizer(optimizer)
    order = check_order(shuffle=shuffle, replace=replace, drop_last=drop_last)
    limits = {"n_steps": n_steps, "n_epochs": n_epochs, "n_samples_seen": n_samples_seen}
    counts = [_n_updates(n_samples, b, order["drop_last"], limits) for b in sizes]
    n_whole = check_integer("n_whole", n_whole, low=0)
    steps = _recorded(counts, max_records, n_whole, len(seeds) * len(rates) * params.size)
    is_measured = check_flag("record_loss", record_loss)
    if (with_grads := check_flag("record_grads", record_grads)) and client is not None:
        raise ValueError(_("record_grads must be False where workers run the sweep. Got True."))
    if is_measured:
        checked_loss(objective, params)
    grid = Grid(
        objective, params, rates, sizes, seeds, counts, steps, optimizer, order, is_measured
    )
    grads = grid.blank()[0] if with_grads else None
    if client is None:
        paths, losses, finished, is_measured = walk(grid, progress, grads)
    else:
        paths, losses, finished, is_measured = farmed(client, walk, grid, progress)
    blank(paths, losses, by_loss=is_measured, filling=np.inf if finished else np.nan)
    limits = divergence_limits(objective, losses)
    by_itself = "n_epochs" if n_epochs is not None else "max_steps"
    return Sweep(
        learning_rates=_frozen(rates),
        batch_sizes=_frozen(np.array(sizes)),
        seeds=seeds,
        steps=tuple(map(_frozen, steps)),
        params=tuple(map(_frozen, paths)),
        loss=tuple(map(_frozen, losses)),
        diverged_above=tuple(map(_frozen, limits)),
        grads=None if grads is None else tuple(map(_frozen, grads)),
        n_samples=n_samples,
        drop_last=order["drop_last"],
        stop_reason=by_itself if finished else "interrupted",
    )


@dataclass(frozen=True, eq=False)
class Grid:
    """A grid of runs that was checked: what a process needs to walk it, or a part of it."""

    objective: object
    params: np.ndarray
    rates: np.ndarray
    sizes: list
    seeds: tuple
    counts: list
    steps: list
    optimizer: object
    order: dict
    is_measured: bool

    @property
    def shape(self):
        """How many learning rates, batch sizes and seeds."""
        return len(self.rates), len(self.sizes), len(self.seeds)

    def part(self, rates, j_batch, seeds):
        """Return the grid of some rates and seeds (slices) with one batch size."""
        return replace(
            self,
            rates=self.rates[rates],
            sizes=[self.sizes[j_batch]],
            seeds=self.seeds[seeds],
            counts=[self.counts[j_batch]],
            steps=[self.steps[j_batch]],
        )

    def blank(self):
        """Return paths and losses of no run yet: NaN."""
        shapes = [(len(self.rates), len(self.seeds), len(kept)) for kept in self.steps]
        paths = [np.full((*shape, self.params.size), np.nan) for shape in shapes]
        return paths, [np.full(shape, np.nan) for shape in shapes]


def walk(grid, progress=False, grads=None):
    """Return the paths of a grid, their losses, whether it came to its end and was measured.

    Paths and losses are lists, one array per batch size: (n_rates, n_seeds, n_records, n_params),
    and the same without n_params; NaN where the keyboard interrupted. ``grads``, in the shapes of
    the paths, is filled with the gradient that each record's next update takes.
    """
    paths, finished = _paths(grid, progress, grads)
    losses = [np.full(path.shape[:-1], np.nan) for path in paths]
    is_measured = grid.is_measured and measure(grid.objective, paths, losses, progress)
    return paths, losses, finished and is_measured == grid.is_measured, is_measured


def _paths(grid, progress, grads):
    if _has_moments(grid.objective):
        make_gradient, source = quadratic_gradients, grid.objective
    else:
        make_gradient, source = sampled_gradients, LookedAt(grid.objective)
    n_rates, _, n_seeds = grid.shape
    width, rates = (n_seeds, n_rates, grid.params.size), grid.rates[:, None]
    paths = [np.full((len(kept), *width), np.nan) for kept in grid.steps]
    groups = {n: [j for j, count in enumerate(grid.counts) if count == n] for n in grid.counts}
    ticks = iter(progress_bar(range(sum(groups)), sum(groups), progress))
    finished = True
    for n_updates, group in groups.items():  # batch sizes with equally many updates go together
        start = np.tile(grid.params, (len(group), n_seeds, n_rates, 1))
        sizes = [grid.sizes[j] for j in group]
        n_asked = n_updates + (grads is not None)  # the last record has a next update, too
        gradient = make_gradient(source, sizes, grid.seeds, n_asked, **grid.order)
        if grads is not None:
            gradient = noted(gradient, [grads[j] for j in group], grid.steps[group[0]])
        # The bar comes second: zip would take one tick too many from it.
        clock = (t for t, _ in zip(range(n_updates), ticks))
        states = descend(start, gradient, rates, grid.optimizer, clock)
        finished = finished and keep(states, [paths[j] for j in group], grid.steps[group[0]])
        if finished and grads is not None:
            gradient(n_updates, np.stack([paths[j][-1] for j in group]))
    next(ticks, None)  # the bar ends
    return [np.ascontiguousarray(path.transpose(2, 1, 0, 3)) for path in paths], finished


def _frozen(array):
    array.flags.writeable = False
    return array


def _recorded(counts, max_records, n_whole, width):
    """Return the updates to record, for each batch size: all, or max_records of them.

    ``width`` is how many numbers one record of a batch size holds.
    """
    if max_records is not None:
        max_records = check_integer("max_records", max_records, low=2)
    lengths = [
        count + 1 if max_records is None else min(count + 1, max_records) for count in counts
    ]
    if (n_bytes := 8 * width * sum(lengths)) > MOST_BYTES:
        raise ValueError(
            _(
                "max_records must keep the paths below {most:.0f} GB. Got {max_records}, which "
                "keeps {size:.3g} GB."
            ).format(most=MOST_BYTES / 1e9, max_records=max_records, size=n_bytes / 1e9)
        )
    return [_spread(count, length, n_whole) for count, length in zip(counts, lengths)]


def _spread(count, length, n_whole):
    """Return so many updates of 0 … count: the first ones all, then evenly to the end."""
    n_whole = min(n_whole, length // 2)
    rest = np.linspace(n_whole, count, length - n_whole).round()
    return np.concatenate([np.arange(n_whole), rest]).astype(np.int64)


def _n_updates(n_samples, batch_size, drop_last, limits):
    """Return how many updates the one budget that was given allows with this batch size."""
    given = {name: limit for name, limit in limits.items() if limit is not None}
    if len(given) != 1:
        got = _(" and ").join(given) or _("none")
        raise ValueError(
            _("exactly one of {names} must be given. Got {got}.").format(
                names=", ".join(limits), got=got
            )
        )
    ((name, limit),) = given.items()
    limit = check_integer(name, limit, low=0, high=MOST_UPDATES)
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
    if isinstance(values, np.ndarray):
        return np.atleast_1d(values).tolist()
    # Not by way of an array: that would make floats of large integers.
    return [values] if isinstance(values, str) or not hasattr(values, "__iter__") else list(values)
