"""Gradients of many runs in one call: what makes a sweep faster than its loops.

Both functions return ``gradient(t, params)`` for update t = 0, 1, …, where params has the shape
(n_batch_sizes, n_seeds, n_rates, n_params): one batch size, one seed, one learning rate a run.
t never goes back.
"""

import weakref

import numpy as np

from gdviz.descent.batches import batches, epochs, rows_per_epoch
from gdviz.objectives.stacks import at, grad_many

MOST_SUMS = 2**22  # numbers of A_B and c_B at a time: 32 MB
MOST_REMEMBERED = 2**18  # of them for the next sweep with other starts or rates: 2 MB
MOST_ROWS = 2**20  # rows of data that one call reads, over all its runs


def quadratic_gradients(objective, batch_sizes, seeds, n_updates, *, drop_last, **order):
    """Return gradients A_B θ − c_B of least squares, many A_B and c_B computed beforehand."""
    p = objective.n_params
    sums = _sums(objective, batch_sizes, seeds, n_updates, drop_last, order)
    A = c = np.empty(0)
    begin = end = 0

    def gradient(t, params):
        nonlocal A, c, begin, end
        while t >= end:
            chunk = next(sums)
            chunk = chunk.reshape(*chunk.shape[:3], p, p + 1)
            A = np.ascontiguousarray(chunk[..., :p])
            c = np.ascontiguousarray(chunk[..., None, :, p])
            begin, end = end, end + len(chunk)
        with np.errstate(all="ignore"):
            return params @ A[t - begin] - c[t - begin]  # rows θᵀA are (Aθ)ᵀ, because A = Aᵀ

    return gradient


def _sums(objective, batch_sizes, seeds, n_updates, drop_last, order):
    """Yield 2s Σ moments of the batches of update 0, 1, …, a chunk of updates at a time.

    A chunk has the shape (n_updates, n_batch_sizes, n_seeds, n_params · (n_params + 1)).
    """
    width = objective.n_params * (objective.n_params + 1)
    shape = len(batch_sizes), len(seeds), width
    longest = max(1, MOST_SUMS // np.prod(shape))
    if n_updates <= longest:
        yield _remembered(objective, batch_sizes, seeds, n_updates, drop_last, order)
        return
    moments = objective.moments().reshape(-1, width)
    streams = [
        [_Sums(moments, objective.scale, b, seed, drop_last, order) for seed in seeds]
        for b in batch_sizes
    ]
    for begin in range(0, n_updates, longest):
        chunk = np.empty((min(longest, n_updates - begin), *shape))
        for j, k in np.ndindex(shape[:2]):
            streams[j][k].fill(chunk[:, j, k])
        yield chunk


_last_sums = weakref.WeakKeyDictionary()  # objective -> (what was asked for, the sums)


def _remembered(objective, batch_sizes, seeds, n_updates, drop_last, order):
    """Return all sums; those of the sweep before where only its start or its rates differed.

    They depend on the data and the order of the rows alone. Data that may change are read again.
    """
    asked = tuple(batch_sizes), tuple(seeds), n_updates, drop_last, tuple(sorted(order.items()))
    before, sums = _last_sums.get(objective, (None, None)) if _is_fixed(objective) else (None, None)
    if before == asked:
        return sums
    width = objective.n_params * (objective.n_params + 1)
    moments = objective.moments().reshape(-1, width)
    sums = np.empty((n_updates, len(batch_sizes), len(seeds), width))
    for k, seed in enumerate(seeds):
        _fill(sums[:, :, k], moments, objective.scale, batch_sizes, seed, drop_last, order)
    if _is_fixed(objective) and sums.size <= MOST_REMEMBERED:
        _last_sums[objective] = asked, sums
    return sums


def _is_fixed(objective):
    """Whether these are data that nobody can write to."""
    data = [getattr(objective, name, None) for name in "Xy"]
    return all(isinstance(part, np.ndarray) and not part.flags.writeable for part in data)


def _fill(sums, moments, scale, batch_sizes, seed, drop_last, order):
    """Write the sums of every update into sums[t, j], for one seed: all sizes share its epochs."""
    n_updates, n_samples = len(sums), len(moments)
    done = np.zeros(len(batch_sizes), dtype=int)
    for j, b in enumerate(batch_sizes):
        if b == n_samples and not order["replace"]:
            sums[:, j] = _sum_of_all(moments, scale)
            done[j] = n_updates
    b_min = min(batch_sizes)
    orders = epochs(n_samples, lambda epoch: b_min, drop_last=False, rng=seed, **order)
    while (done < n_updates).any():
        rows, _ = next(orders)
        longest = max((n_updates - n) * b for n, b in zip(done, batch_sizes))
        shuffled = moments.take(rows[:longest], axis=0)
        for j, b in enumerate(batch_sizes):
            stop = min(rows_per_epoch(n_samples, b, drop_last), (n_updates - done[j]) * b)
            if stop:
                batch = _sums_of_batches(shuffled[:stop], b, scale)
                sums[done[j] : done[j] + len(batch), j] = batch
                done[j] += len(batch)


class _Sums:
    """The sums of one batch size and seed, chunk after chunk: it holds the rows of one epoch."""

    def __init__(self, moments, scale, batch_size, seed, drop_last, order):
        self.moments, self.scale, self.batch_size = moments, scale, batch_size
        self.reads_all = batch_size == len(moments) and not order["replace"]
        order = {**order, "drop_last": drop_last, "rng": seed}
        self.epochs = epochs(len(moments), lambda epoch: batch_size, **order)
        self.rows = np.empty(0, np.intp)

    def fill(self, sums):
        """Write the sums of the next updates into ``sums``."""
        if self.reads_all:
            sums[:] = _sum_of_all(self.moments, self.scale)
            return
        done = 0
        while done < len(sums):
            if not len(self.rows):
                self.rows, _ = next(self.epochs)
            here, self.rows = np.split(self.rows, [(len(sums) - done) * self.batch_size])
            batch = _sums_of_batches(self.moments.take(here, axis=0), self.batch_size, self.scale)
            sums[done : done + len(batch)] = batch
            done += len(batch)


def _sum_of_all(moments, scale):
    return 2 * scale(len(moments)) * moments.sum(axis=0)


def _sums_of_batches(moments, batch_size, scale):
    """Return 2s Σ moments over consecutive batches; the last may be shorter."""
    starts = np.arange(0, len(moments), batch_size)
    factors = [2 * scale(count) for count in (batch_size, len(moments) - starts[-1])]
    sums = np.add.reduceat(moments, starts, axis=0) * factors[0]
    sums[-1] *= factors[1] / factors[0]
    return sums


def sampled_gradients(objective, batch_sizes, seeds, n_updates, *, drop_last, **order):
    """Return gradients over the rows of each batch, for any objective."""
    order = {**order, "drop_last": drop_last}
    streams = [
        [batches(objective.n_samples, b, rng=seed, **order) for seed in seeds] for b in batch_sizes
    ]

    samples_seen = [0] * len(batch_sizes)

    def gradient(t, params):
        return np.stack([grads(j, *pair) for j, pair in enumerate(zip(params, streams))])

    def grads(j, params, seed_streams):
        rows = [next(stream) for stream in seed_streams]
        now = at(objective, samples_seen[j])
        samples_seen[j] += objective.n_samples if rows[0] is None else len(rows[0])
        if rows[0] is None and len(params) > 1 and _is_repeated(params):
            return np.broadcast_to(_gradients(now, params[0], [None]), params.shape)
        runs = params.reshape(-1, params.shape[-1])
        return _gradients(now, runs, rows).reshape(params.shape)

    return gradient


def _is_repeated(params):
    """Whether the runs of all seeds are at the same places, as without randomness they are."""
    return np.array_equal(params, np.broadcast_to(params[:1], params.shape), equal_nan=True)


def _gradients(objective, params, rows):
    """Return the gradients of runs; ``rows`` has those of each seed, for its share of the runs.

    Runs are taken some at a time, as b rows of data are copied for each of them.
    """
    share = len(params) // len(rows)
    b = objective.n_samples if rows[0] is None else len(rows[0])
    at_once = max(1, MOST_ROWS // b)
    parts = [slice(start, start + at_once) for start in range(0, len(params), at_once)]
    if rows[0] is None:
        return np.concatenate([grad_many(objective, params[part]) for part in parts])
    rows, seed_of = np.stack(rows), np.arange(len(params)) // share
    return np.concatenate(
        [grad_many(objective, params[part], rows[seed_of[part]]) for part in parts]
    )
