"""Cut the rows of a data set into mini-batches: one epoch at a time.

Which rows update t reads is decided in `epochs` alone; the loop, the sweep and the player ask it.
"""

import itertools

import numpy as np

from gdviz.arguments import in_words
from gdviz.checks import MOST_ROWS, as_rng, check_flag, check_integer
from gdviz.words import N_


@in_words()
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
        The source of the random order: a seed, or a generator to go on with. By default another
        order in every call.

    Returns
    -------
    list of ndarray of int
        Row numbers in 0 … N−1, one array per batch.

    Raises
    ------
    ValueError
        If ``n_samples`` or ``batch_size`` is not an integer in its range, or another argument is
        of a wrong kind.

    Examples
    --------
    >>> minibatches(5, 2, shuffle=False)
    [array([0, 1]), array([2, 3]), array([4])]
    >>> len(minibatches(1000, 300, drop_last=True))
    3
    """
    n_samples = check_integer("n_samples", n_samples, high=MOST_ROWS)
    b = check_batch_size(batch_size, n_samples)
    order = check_order(shuffle=shuffle, replace=replace, drop_last=drop_last)
    rng = np.random.default_rng() if rng is None else as_rng("rng", rng)
    return cut(*next(epochs(n_samples, lambda epoch: b, rng=rng, **order)))


def epochs(n_samples, batch_size, *, shuffle, replace, drop_last, rng):
    """Yield the rows that epoch 0, 1, 2, … reads, in their order, and its b; without end.

    Parameters
    ----------
    n_samples : int
        N.
    batch_size : callable
        A schedule epoch -> b. The order itself does not depend on b < N, so that runs of one seed
        can be compared.
    shuffle, replace, drop_last
        As in `minibatches`.
    rng : int or numpy.random.Generator
        Checked already.

    Yields
    ------
    rows : ndarray of numpy.intp, shape (N,), or shorter with ``drop_last``
    batch_size : int
    """
    rng = np.random.default_rng(rng)
    for epoch in itertools.count():
        b = batch_size(epoch)
        if replace:
            rows = rng.integers(n_samples, size=n_samples)
        elif shuffle and b < n_samples:  # one batch of all rows has no order to draw
            rows = rng.permutation(n_samples)
        else:
            rows = np.arange(n_samples)
        # 64-bit row numbers cannot index an array where a pointer has 32 bits.
        yield rows[: rows_per_epoch(n_samples, b, drop_last)].astype(np.intp, copy=False), b


def cut(rows, batch_size):
    """Return consecutive batches of b rows; the last one holds what is left."""
    return [rows[start : start + batch_size] for start in range(0, len(rows), batch_size)]


def batches(n_samples, batch_size, *, replace, rng, **order):
    """Yield the rows of update 1, 2, 3, … without end; None where they are all rows, once each."""
    if batch_size == n_samples and not replace:
        yield from itertools.repeat(None)
    for epoch in epochs(n_samples, lambda epoch: batch_size, replace=replace, rng=rng, **order):
        yield from cut(*epoch)


def check_order(**flags):
    """Return shuffle, replace and drop_last as a dict of bools."""
    return {name: check_flag(name, value) for name, value in flags.items()}


def rows_per_epoch(n_samples, batch_size, drop_last):
    """Return how many rows the batches of one epoch hold together."""
    return n_samples - n_samples % batch_size if drop_last else n_samples


def check_batch_size(batch_size, n_samples, *, name="batch_size"):
    """Return ``batch_size`` as an int in 1 … n_samples; None becomes n_samples.

    Raises
    ------
    ValueError
        If it is neither; ``name`` is the argument's, for the message.
    """
    if batch_size is None:
        return n_samples
    return check_integer(name, batch_size, high=n_samples, of=N_("the number of samples"))
