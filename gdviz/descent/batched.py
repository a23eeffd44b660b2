"""Gradients of many runs in one call: what makes a sweep faster than its loops.

Both functions return ``gradient(t, params)`` for update t = 0, 1, …, where params has the shape
(n_batch_sizes, n_seeds, n_rates, n_params): one batch size, one seed, one learning rate a run.
"""

import itertools

import numpy as np

from gdviz.descent.batches import epoch_order, minibatches, rows_per_epoch
from gdviz.objectives.stacks import grad_many


def quadratic_gradients(objective, batch_sizes, seeds, n_updates, *, drop_last, **order):
    """Return gradients A_B θ − c_B of least squares, all A_B and c_B computed beforehand."""
    p = objective.n_params
    moments = objective.moments().reshape(-1, p * (p + 1))
    sums = np.empty((n_updates, len(batch_sizes), len(seeds), p * (p + 1)))
    for k, seed in enumerate(seeds):
        _fill(sums[:, :, k], moments, objective.scale, batch_sizes, seed, drop_last, order)
    sums = sums.reshape(*sums.shape[:3], p, p + 1)
    A, c = np.ascontiguousarray(sums[..., :p]), np.ascontiguousarray(sums[..., None, :, p])
    return lambda t, params: params @ A[t] - c[t]  # rows θᵀA are (Aθ)ᵀ, because A = Aᵀ


def _fill(sums, moments, scale, batch_sizes, seed, drop_last, order):
    """Write 2s Σ moments of every batch of every epoch into sums[t, j], for one seed."""
    n_updates, n_samples = len(sums), len(moments)
    rng = np.random.default_rng(seed)
    done = np.zeros(len(batch_sizes), dtype=int)
    for j, b in enumerate(batch_sizes):
        if b == n_samples and not order["replace"]:
            sums[:, j] = 2 * scale(b) * moments.sum(axis=0)
            done[j] = n_updates
    while (done < n_updates).any():
        rows = epoch_order(n_samples, min(batch_sizes), rng=rng, **order)
        longest = max((n_updates - n) * b for n, b in zip(done, batch_sizes))
        shuffled = moments.take(rows[:longest], axis=0)
        for j, b in enumerate(batch_sizes):
            stop = min(rows_per_epoch(n_samples, b, drop_last), (n_updates - done[j]) * b)
            if stop:
                starts = np.arange(0, stop, b)
                factors = [2 * scale(count) for count in (b, stop - starts[-1])]
                batch = np.add.reduceat(shuffled[:stop], starts, axis=0) * factors[0]
                batch[-1] *= factors[1] / factors[0]
                sums[done[j] : done[j] + len(starts), j] = batch
                done[j] += len(starts)


def sampled_gradients(objective, batch_sizes, seeds, n_updates, *, drop_last, **order):
    """Return gradients over the rows of each batch, for any objective."""
    streams = [
        [_batches(objective.n_samples, b, seed, drop_last, order) for seed in seeds]
        for b in batch_sizes
    ]

    def gradient(t, params):
        return np.stack([grads(*pair) for pair in zip(params, streams)])

    def grads(params, seed_streams):
        batches = [next(stream) for stream in seed_streams]
        n_rates = params.shape[1]
        rows = None if batches[0] is None else np.repeat(batches, n_rates, axis=0)
        return grad_many(objective, params.reshape(-1, params.shape[-1]), rows).reshape(
            params.shape
        )

    return gradient


def _batches(n_samples, batch_size, seed, drop_last, order):
    """Yield batch after batch as the loop of `gradient_descent` uses them; None is all rows."""
    if batch_size == n_samples and not order["replace"]:
        yield from itertools.repeat(None)
    rng = np.random.default_rng(seed)
    while True:
        yield from minibatches(n_samples, batch_size, drop_last=drop_last, rng=rng, **order)
