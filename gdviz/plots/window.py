"""Which part of parameter space to show, and the loss there. NumPy only, nothing is drawn."""

import numpy as np

from gdviz.checks import check_integer
from gdviz.objectives import loss_many
from gdviz.plots.arguments import check_drawn, runs_of
from gdviz.words import _, ngettext

MARGIN = 0.15
MOST_POINTS = 10_000  # of a grid, in each direction
SIMILAR = 8  # widths of a window: up to here they are made equal
DEEPEST = 1e-4  # of the lowest loss: down to here the loss axis reaches for J*


def loss_grid(objective, window, n_points):
    """Return the axes of a grid over ``window`` and the loss on it.

    Returns
    -------
    axes : list of ndarray of shape (n_points,)
        One per parameter.
    loss : ndarray of shape (n_points,) or (n_points, n_points)
        ``loss[j, i]`` belongs to θ₀ = axes[0][i] and θ₁ = axes[1][j], as matplotlib has it.
    """
    check_integer("n_points", n_points, low=2, high=MOST_POINTS)
    axes = [np.linspace(low, high, n_points) for low, high in window]
    with np.errstate(over="ignore", invalid="ignore"):
        loss = loss_many(objective, np.stack(np.meshgrid(*axes), axis=-1))
    if not np.isfinite(loss).any():
        raise ValueError(
            _("loss must be finite somewhere in the window. Got only {given}.").format(
                given=loss.flat[0]
            )
        )
    return axes, loss


def check_n_params(objective, n_params):
    """Refuse an objective that has another number of parameters than the picture has axes."""
    check_drawn(objective)
    if objective.n_params != n_params:
        raise ValueError(
            ngettext(
                "objective must have {n} parameter to be drawn this way. Got {given}.",
                "objective must have {n} parameters to be drawn this way. Got {given}.",
                n_params,
            ).format(n=n_params, given=objective.n_params)
        )


def check_window(objective, window):
    """Return ``window`` as ((low, high), ...), one increasing pair for each parameter.

    None becomes `window_around` the objective.
    """
    return pairs_of(window_around(objective) if window is None else window, objective.n_params)


def pairs_of(window, n):
    """Return a window as n increasing pairs of finite floats ((low, high), ...)."""
    try:
        pairs = np.asarray(window, dtype=float)
    except (TypeError, ValueError):
        pairs = np.empty(0)
    if pairs.shape != (n, 2) or not np.isfinite(pairs).all() or (pairs[:, 0] >= pairs[:, 1]).any():
        raise ValueError(
            _("window must be {n} pair(s) (low, high) with low < high. Got {window!r}.").format(
                n=n, window=window
            )
        )
    return tuple((float(low), float(high)) for low, high in pairs)


def window_around(objective, trajectories=()):
    """Return the window ((low, high), ...) that shows the minima and the given runs.

    The minimum, or else the best params of the runs, comes to lie in the middle, except where the
    objective names a window of its own: that one is only made larger. The part of a run that climbs
    above twice its first loss is left outside, so that divergence does not shrink the valley to a
    dot. Without runs, a start at 0 is assumed.

    Parameters
    ----------
    objective : object
    trajectories : Trajectory or sequence of Trajectory
        The runs to show.

    Returns
    -------
    tuple of (low, high)
        One pair for each parameter.

    Raises
    ------
    ValueError
        If there is nothing to go by: no ``window``, no ``minima`` and no trajectories.
    """
    check_drawn(objective)
    trajectories = runs_of(trajectories, objective.n_params)
    own = getattr(objective, "window", None)
    minima = getattr(objective, "minima", None)
    if own is not None and not trajectories:
        return own
    if minima is None and not trajectories:
        raise ValueError(_("window must be given: this objective names no window and no minima."))
    paths = [usable(objective, run.params) for run in trajectories] or [np.zeros_like(minima)]
    points = np.concatenate(paths)
    if own is not None:
        return union(own, box(points))
    if minima is None:
        minima = points[[loss_many(objective, points).argmin()]]
    return box(np.concatenate([points, minima, 2 * minima[:1] - points]))


def similar_scales(window):
    """Return the window with equal widths, if they are of similar size.

    Then an angle on the screen is an angle in parameter space, and −∇J crosses the contours at a
    right angle.
    """
    widths = np.ptp(np.array(window), axis=1)
    if widths.max() > SIMILAR * widths.min():
        return window
    grow = (widths.max() - widths) / 2
    return tuple((low - g, high + g) for (low, high), g in zip(window, grow.tolist()))


def known_minimum(objective):
    """Return J*, the lowest loss that the objective knows of, or None.

    Its ``minimum``, or the lowest of its ``minima``.
    """
    if (minimum := getattr(objective, "minimum", None)) is not None:
        return float(minimum)
    if (minima := getattr(objective, "minima", None)) is not None:
        return float(loss_many(objective, np.asarray(minima, dtype=float)).min())
    return None


def loss_limits(low, high, best=None):
    """Return the limits of a loss axis that holds losses from ``low`` to ``high``, and J*.

    A lower limit above 0 means that the axis is logarithmic. J* is left below it where it is not
    above 0, or so small (`DEEPEST`) that the losses would be pressed into a line.
    """
    if low <= 0:
        low = low if best is None else min(low, best)
        room = 0.05 * (high - low) or 1.0
        return low - room, high + room
    if best is not None and DEEPEST * low <= best < low:
        low = best
    return low / 1.3, high * 1.3


def usable(objective, params):
    """Return the finite params whose loss is not above twice the loss at the first."""
    params = params[np.isfinite(params).all(axis=1)]
    minima = getattr(objective, "minima", None)
    lowest = np.inf if minima is None else loss_many(objective, np.asarray(minima)).min()
    with np.errstate(over="ignore", invalid="ignore"):
        loss = loss_many(objective, params)
    excess = loss - min(lowest, loss[0], np.nanmin(loss))
    return params[excess <= (2 * excess[0] or 20 * np.nanmedian(excess))]


def box(points):
    """Return the box around ``points`` (n, n_params), a margin wider on each side."""
    low, high = points.min(axis=0), points.max(axis=0)
    flat = high - low <= 1e-9 * np.abs(points).max()
    margin = np.where(flat, 1.0, MARGIN * (high - low))
    return tuple(zip((low - margin).tolist(), (high + margin).tolist()))


def union(one, other):
    """Return the smallest box that holds both."""
    return tuple((min(a, c), max(b, d)) for (a, b), (c, d) in zip(one, other))


def log_levels(loss, n_levels=15):
    """Return increasing levels from the lowest to the highest loss, denser near the bottom.

    Their heights above the lowest loss form a geometric series that starts where one grid point in
    a hundred lies below, so the bottom of a narrow valley shows as well as its walls.
    """
    finite = loss[np.isfinite(loss)]
    height = finite - finite.min()
    if height.max() <= 1e-9 * np.abs(finite).max():
        return finite.min() + np.linspace(0, 1, n_levels)
    first = max(np.quantile(height[height > 0], 0.01), 1e-12 * height.max())
    heights = np.concatenate([[0], np.geomspace(first, height.max(), n_levels - 1)])
    return np.unique(finite.min() + heights)
