"""What a step costs on many machines: the slowest one's rows, and the way there and back."""

import numpy as np

from gdviz.checks import check_number, finite_array
from gdviz.words import _


def step_time(
    n_workers, batch_size, *, per_sample, per_message=0.0, per_param=0.0, n_params=1, slowest=1.0
):
    """Return the seconds of one synchronous update.

    ::

        T(K, b) = s · ⌈b/K⌉ c + 2⌈log₂ K⌉ α + 2 (K − 1)/K · p β

    The K workers take equal parts of the batch, and all wait for the slowest. Then the gradient is
    added up over all of them and handed back: in a tree that takes 2⌈log₂ K⌉ messages one after
    the other, and each worker sends and gets 2 (K − 1)/K · p numbers. One worker alone sends
    nothing.

    Parameters
    ----------
    n_workers : array_like of int
        K ≥ 1.
    batch_size : array_like of int
        b ≥ 1, over all workers; broadcast against ``n_workers``.
    per_sample : float
        c, seconds for the gradient of one sample.
    per_message : float
        α, seconds of a message without content, the latency.
    per_param : float
        β, seconds to send one number: 8 bytes / bandwidth.
    n_params : int
        p.
    slowest : float
        s ≥ 1: how many times as long the slowest worker takes, a straggler.

    Returns
    -------
    ndarray
        T, shape of the two broadcast.

    Raises
    ------
    ValueError
        If an argument is not finite, or below what is said above.

    References
    ----------
    R. Thakur, R. Rabenseifner, W. Gropp: Optimization of collective communication operations in
    MPICH. Int. J. High Performance Computing Applications 19 (2005),
    doi:10.1177/1094342005051521.

    Examples
    --------
    >>> step_time([1, 2, 4], 1000, per_sample=1e-3, per_message=0.1)
    array([1.  , 0.7 , 0.65])
    """
    K, b = at_least_one("n_workers", n_workers), at_least_one("batch_size", batch_size)
    c, alpha, beta = (
        check_number(name, value, low=0)
        for name, value in (
            ("per_sample", per_sample),
            ("per_message", per_message),
            ("per_param", per_param),
        )
    )
    p, s = check_number("n_params", n_params, low=0), check_number("slowest", slowest, low=1)
    computing = s * np.ceil(b / K) * c
    sending = 2 * np.ceil(np.log2(K)) * alpha + 2 * (K - 1) / K * p * beta
    return computing + sending


def at_least_one(name, values):
    """Return the values as floats if all are whole numbers of 1 or more."""
    values = finite_array(name, values)
    if (values < 1).any() or (values != np.round(values)).any():
        told = _("{name} must be whole numbers of 1 or more. Got {values}.")
        raise ValueError(told.format(name=name, values=values))
    return values
