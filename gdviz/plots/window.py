"""Which part of parameter space to show, and the loss there. NumPy only, nothing is drawn."""

import numpy as np

from gdviz.objectives import loss_many

MARGIN = 0.15


def loss_grid(objective, window, n_points):
    """Return the axes of a grid over ``window`` and the loss on it.

    Returns
    -------
    axes : list of ndarray of shape (n_points,)
        One per parameter.
    loss : ndarray of shape (n_points,) or (n_points, n_points)
        ``loss[j, i]`` belongs to θ₀ = axes[0][i] and θ₁ = axes[1][j], as matplotlib has it.
    """
    axes = [np.linspace(low, high, n_points) for low, high in window]
    return axes, loss_many(objective, np.stack(np.meshgrid(*axes), axis=-1))


def check_n_params(objective, n_params):
    """Refuse an objective that has another number of parameters than the picture has axes."""
    if objective.n_params != n_params:
        raise ValueError(
            f"objective must have {n_params} parameter{'s' if n_params > 1 else ''}"
            f" to be drawn this way. Got {objective.n_params}."
        )


def check_window(objective, window):
    """Return ``window`` as ((low, high), ...), one increasing pair for each parameter."""
    pairs = np.asarray(window, dtype=float)
    shape = (objective.n_params, 2)
    if pairs.shape != shape or not np.isfinite(pairs).all() or (pairs[:, 0] >= pairs[:, 1]).any():
        raise ValueError(
            f"window must be {shape[0]} pair(s) (low, high) with low < high. Got {window!r}."
        )
    return tuple((float(low), float(high)) for low, high in pairs)


def window_around(objective, trajectories=()):
    """Return the window ((low, high), ...) that shows the minima and the given runs.

    A single minimum is put in the middle. The part of a run that climbs above twice its first
    loss is left outside, so that a diverging run does not shrink the valley to a dot.

    Raises
    ------
    ValueError
        If there is nothing to go by: no ``window``, no ``minima`` and no trajectories.
    """
    window = getattr(objective, "window", None)
    if window is not None and not trajectories:
        return window
    points = [usable(objective, run.params) for run in trajectories]
    minima = getattr(objective, "minima", None)
    if minima is not None and window is None:
        minima = np.atleast_2d(minima)
        points.append(minima)
        if not trajectories:
            points.append(np.zeros_like(minima))
        if len(minima) == 1:
            points.append(2 * minima - np.concatenate(points))
    if not points:
        raise ValueError("window must be given: this objective names no window and no minima.")
    tight = box(np.concatenate(points))
    return tight if window is None else union(tight, window)


def usable(objective, params):
    """Return the finite params whose loss is not above twice the loss at the first."""
    params = params[np.isfinite(params).all(axis=1)]
    with np.errstate(over="ignore", invalid="ignore"):
        excess = loss_many(objective, params)
        excess -= np.nanmin(excess)
    return params[excess <= 2 * excess[0]] if excess[0] > 0 else params


def box(points):
    """Return the box around ``points`` (n, n_params), a margin wider on each side."""
    low, high = points.min(axis=0), points.max(axis=0)
    width = np.where(high > low, high - low, 1.0)
    return tuple(zip((low - MARGIN * width).tolist(), (high + MARGIN * width).tolist()))


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
    if not height.max() > 0:
        return finite.min() + np.linspace(0, 1, n_levels)
    first = max(np.quantile(height[height > 0], 0.01), 1e-12 * height.max())
    return finite.min() + np.concatenate([[0], np.geomspace(first, height.max(), n_levels - 1)])
