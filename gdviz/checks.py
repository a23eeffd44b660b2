"""Checks of arguments. Messages have one form: "<name> must be <allowed>. Got <given>."."""

import math
import operator

import numpy as np


def check_integer(name, value, *, low=1, high=None, of=""):
    """Return ``value`` as an int, if it is an integer from ``low`` to ``high``.

    Parameters
    ----------
    name : str
        The argument's name, for the message.
    value : int
        What was given. NumPy integers are fine; True, 2.0 and "2" are not.
    low, high : int
        The smallest and the largest value allowed; ``high=None`` sets no upper limit.
    of : str
        What the upper limit is, in words: "the number of samples".

    Raises
    ------
    ValueError
        If ``value`` is not an integer or out of range.

    Examples
    --------
    >>> check_integer("batch_size", 1024, high=1000, of="the number of samples")
    Traceback (most recent call last):
        ...
    ValueError: batch_size must be between 1 and 1000 (the number of samples). Got 1024.
    """
    try:
        integer = None if isinstance(value, (bool, np.bool_)) else operator.index(value)
    except TypeError:
        integer = None
    if integer is None:
        raise ValueError(f"{name} must be an integer. Got {value!r}.")
    if integer < low or (high is not None and integer > high):
        limits = f"at least {low}" if high is None else f"between {low} and {high}"
        raise ValueError(f"{name} must be {limits}{of and f' ({of})'}. Got {integer}.")
    return integer


def check_number(name, value, *, low=None, above=None, below=None):
    """Return ``value`` as a float, if it is finite and in its range.

    Parameters
    ----------
    name : str
        The argument's name, for the message.
    value : float
        What was given. True and "2" are not numbers.
    low : float, optional
        The smallest value allowed.
    above, below : float, optional
        Limits that are themselves not allowed.

    Raises
    ------
    ValueError
        If ``value`` is not a finite number or out of range.

    Examples
    --------
    >>> check_number("learning_rate", -0.1, low=0)
    Traceback (most recent call last):
        ...
    ValueError: learning_rate must be a finite number, at least 0. Got -0.1.
    """
    limits = {"at least": low, "above": above, "below": below}
    allowed = " and ".join(f"{word} {limit}" for word, limit in limits.items() if limit is not None)
    number = _as_float(value)
    fits = (
        math.isfinite(number)
        and (low is None or number >= low)
        and (above is None or number > above)
        and (below is None or number < below)
    )
    if not fits:
        raise ValueError(
            f"{name} must be a finite number{allowed and f', {allowed}'}. Got {value!r}."
        )
    return number


def finite_array(name, value):
    """Return ``value`` as a read-only float64 array, if it is made of finite numbers.

    An array that is float64 and C-contiguous already is not copied: the result looks at the same
    memory, and writing through it is an error.

    Raises
    ------
    ValueError
        If ``value`` is not an array of real numbers, is empty, or holds NaN or inf.

    Examples
    --------
    >>> finite_array("y", [1.0, float("nan"), 2.0])
    Traceback (most recent call last):
        ...
    ValueError: y must be finite. Got 1 NaN or inf among 3 values.
    """
    array = _as_floats(name, value).view()
    if array.size == 0:
        raise ValueError(f"{name} must not be empty. Got shape {array.shape}.")
    # The sum needs no array of N·d flags, and is finite for nearly all data that are.
    with np.errstate(over="ignore", invalid="ignore"):
        looks_finite = np.isfinite(array.sum())
    if not looks_finite and (n_bad := np.count_nonzero(~np.isfinite(array))):
        raise ValueError(
            f"{name} must be finite. Got {n_bad} NaN or inf among {array.size} values."
        )
    array.flags.writeable = False
    return array


def check_params(objective, params):
    """Return a copy of ``params`` as a float64 vector of shape (objective.n_params,).

    Raises
    ------
    ValueError
        If ``params`` has another shape, or holds anything but finite numbers.
    """
    params = finite_array("params", params)
    if params.shape != (objective.n_params,):
        raise ValueError(
            f"params must have shape ({objective.n_params},), one number for each parameter of "
            f"the objective. Got {params.shape}."
        )
    return params.copy()


def _as_float(value):
    """Return ``value`` as a float, NaN where it is not a real number."""
    try:
        return math.nan if isinstance(value, (bool, np.bool_, str)) else float(value)
    except (TypeError, ValueError):
        return math.nan


def _as_floats(name, value):
    """Return ``value`` as a C-contiguous float64 array."""
    try:
        given = np.asarray(value)
        if given.dtype.kind in "biufO":
            return np.asarray(given, dtype=np.float64, order="C")
    except (TypeError, ValueError):
        raise ValueError(f"{name} must be an array of real numbers. Got {value!r:.80}.") from None
    raise ValueError(f"{name} must be an array of real numbers. Got dtype {given.dtype}.")
