"""Cut the rows of a data set into mini-batches: one epoch at a time."""

import numpy as np

from gdviz.checks import check_integer


def minibatches(
    n_samples, batch_size=None, *, shuffle=True, replace=False, drop_last=False, rng=None
):
    """Return the batches of one epoch, as arrays of row numbers.

    An epoch draws n_samples rows and cuts them into ⌈N/b⌉ batches. The last one is shorter
    when b does not divide N; ``drop_last`` leaves it out, so ⌊N/b⌋ remain.

    Parameters
    ----------
    n_samples : int
        N, the number of rows in the data.
    batch_size : int, optional
        b, from 1 (stochastic) to N. None means all rows at once (batch gradient descent).
    shuffle : bool
        Draw the rows in a new random order; otherwise take them as they come.
    replace : bool
        Draw every row independently, so a row may come twice and another not at all. An epoch
        of N such draws misses a row with probability (1 − 1/N)ᴺ ≈ 36.8 %.
    drop_last : bool
        Leave out a last batch that is shorter than b.
    rng : int or numpy.random.Generator, optional
        The source of the random order: a seed, or a generator to go on with.

    Returns
    -------
    list of ndarray of int
        Row numbers in 0 … N−1, one array per batch.

    Raises
    ------
    ValueError
        If ``n_samples`` or ``batch_size`` is not an integer in its range.

    Examples
    --------
    >>> minibatches(5, 2, shuffle=False)
    [array([0, 1]), array([2, 3]), array([4])]
    >>> len(minibatches(1000, 300, drop_last=True))
    3
    """
    n_samples = check_integer("n_samples", n_samples)
    batch_size = check_batch_size(batch_size, n_samples)
    order = epoch_order(
        n_samples, batch_size, shuffle=shuffle, replace=replace, rng=np.random.default_rng(rng)
    )
    starts = range(0, rows_per_epoch(n_samples, batch_size, drop_last), batch_size)
    return [order[start : start + batch_size] for start in starts]


def epoch_order(n_samples, batch_size, *, shuffle, replace, rng):
    """Return the N rows of one epoch in the order they are used."""
    if replace:
        return rng.integers(n_samples, size=n_samples)
    if shuffle and batch_size < n_samples:  # one batch of all rows has no order to draw
        return rng.permutation(n_samples)
    return np.arange(n_samples)


def rows_per_epoch(n_samples, batch_size, drop_last):
    """Return how many rows the batches of one epoch hold together."""
    return n_samples - n_samples % batch_size if drop_last else n_samples


def check_batch_size(batch_size, n_samples, *, name="batch_size"):
    """Return ``batch_size`` as an int in 1 … n_samples; None becomes n_samples."""
    if batch_size is None:
        return n_samples
    return check_integer(name, batch_size, high=n_samples, of="the number of samples")
