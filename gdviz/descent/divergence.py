"""When a run has diverged: one rule for the loop, the sweep and the player.

A run stops as soon as a parameter or its loss is not finite. One that goes on to its end is marked
as diverged if it ends far above where it began::

    J(θ) − J_ref > 1000 · max(J(θ₀) − J_ref, s)

J_ref is the minimum where the objective knows it, else the lowest loss of the run; s is the scale
of the data, half the variance of y. Near the minimum of noiseless data J(θ₀) − J_ref is nothing but
rounding, and s keeps it from being taken for a measure.
"""

import numpy as np

TIMES = 1000
ROUNDING = 1e-15


def divergence_limit(objective, losses):
    """Return the loss above which a run that ends there has diverged.

    ::

        J_ref + 1000 · max(J(θ₀) − J_ref, s)

    Parameters
    ----------
    objective : object
        Its ``minimum`` (−∞ if it has none) or ``minima``, and its ``y``, are looked at if it has
        them. Without y and without a known minimum s is \\|J(θ₀)\\|.
    losses : array_like, shape (..., n_records)
        J along each run, from its start; NaN where it was not measured.

    Returns
    -------
    ndarray, shape (...)
        inf if nothing but an overflow can show a divergence: without a lower bound, or where
        there is no scale to compare with.

    Examples
    --------
    >>> from gdviz.objectives import parabola
    >>> divergence_limit(parabola(), [2.0, 0.5])
    array(2000.)
    """
    return divergence_limits(objective, [losses])[0]


def divergence_limits(objective, stacks):
    """Return `divergence_limit` of several stacks of runs; the data are looked at once."""
    known, scale = known_minimum(objective), scale_of_data(objective)
    return [_limit(np.asarray(losses, dtype=float), known, scale) for losses in stacks]


def _limit(losses, known, scale):
    start = losses[..., 0]
    lowest = np.where(np.isfinite(losses), losses, np.inf).min(axis=-1)
    if known is None and scale == 0:
        scale = np.abs(start)
    with np.errstate(all="ignore"):
        reference = lowest if known is None else np.minimum(known, lowest)
        scale = np.maximum(start - reference, scale)
        limit = reference + TIMES * scale
    has_no_scale = np.isneginf(reference) | (scale <= ROUNDING * np.abs(reference))
    return np.where(has_no_scale, np.inf, limit)


def has_diverged(objective, losses):
    """Whether a run ends as a diverged one.

    Parameters
    ----------
    objective : object
    losses : ndarray, shape (n_records,)
        J along the run, NaN where it was not measured.
    """
    measured = losses[~np.isnan(losses)]
    if measured.size < 2 or measured[-1] <= measured[0]:  # the limit is above the start
        return False
    return bool(measured[-1] > divergence_limit(objective, measured))


def diverged_from(losses, limit):
    """Return the record from which on a run stays above its limit, or is not finite.

    A run that comes back has not diverged.

    Parameters
    ----------
    losses : ndarray, shape (..., n_records)
    limit : ndarray, shape (...)
        From `divergence_limit`.

    Returns
    -------
    ndarray of int, shape (...)
        n_records for a run that has not diverged.

    Examples
    --------
    >>> diverged_from(np.array([[1.0, 9.0, 2.0], [1.0, 9.0, np.nan]]), np.array([3.0, 3.0]))
    array([3, 1])
    """
    stays = losses <= np.asarray(limit)[..., None]
    return np.where(stays, np.arange(1, losses.shape[-1] + 1), 0).max(axis=-1)


def known_minimum(objective):
    """Return the lowest value of J where the objective knows it, −∞ if it has none, else None."""
    minimum = getattr(objective, "minimum", None)
    if isinstance(minimum, (int, float, np.number)) and not np.isnan(minimum):
        return float(minimum)
    minima = getattr(objective, "minima", None)
    return None if minima is None or np.ndim(minima) != 2 else float(objective.loss(minima[0]))


def scale_of_data(objective):
    """Return half the variance of y in the unit of the loss; 0 without a y of numbers."""
    try:
        y = np.asarray(getattr(objective, "y", ()), dtype=float)
    except (TypeError, ValueError):
        return 0.0
    if y.size == 0:
        return 0.0
    with np.errstate(all="ignore"):
        variance = max(y.var(), np.square(ROUNDING * np.abs(y).max()))
    factor = objective.scale(y.size) if hasattr(objective, "moments") else 0.5 / y.size
    return float(factor * y.size * variance)
