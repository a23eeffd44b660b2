"""Time as ratios: two functions in turn, so that a machine's moods meet both alike."""

import time

import numpy as np


def ratio(slow, fast, *, n_pairs=7):
    """Return the median of time(slow)/time(fast) over pairs of runs."""
    slow(), fast()
    return float(np.median([seconds(slow) / seconds(fast) for _ in range(n_pairs)]))


def seconds(function):
    """Return how long a call takes."""
    start = time.perf_counter()
    function()
    return time.perf_counter() - start
