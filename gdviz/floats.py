"""Exact tools for floating-point numbers."""

import numpy as np


def power_of_two(sizes):
    """The power of two next above each size, and 1 for 0: dividing by it rounds nothing.

    Parameters
    ----------
    sizes : ndarray
        Finite, 0 or above.

    Returns
    -------
    ndarray, same shape

    Examples
    --------
    >>> power_of_two(np.array([0.0, 0.3, 5.0]))
    array([1. , 0.5, 8. ])
    """
    exponents = np.minimum(np.frexp(sizes)[1], 1023)  # 2**1024 is no float any more
    return np.where(sizes > 0, np.ldexp(1.0, exponents), 1.0)
