"""What lies beyond the window: drawn as lines, for a camera that moves back after a run."""

import numpy as np
from contourpy import contour_generator

from gdviz.objectives import loss_many
from gdviz.plots.window import log_levels, loss_grid
from gdviz.widgets import codec

N_SURFACE, N_CURVE = 81, 600  # points along an axis
MOST_LEVELS = 9  # beyond those of the window
RATIO = 2.5  # of the heights of two of them


def lines_beyond(objective, window):
    """Return the land around the window as places (n, 2), NaN between two lines.

    Of a surface the contours, at the levels of the picture and above; of a function of one
    parameter the curve (θ, J).
    """
    limits = codec.reach(window)
    if objective.n_params == 1:
        thetas = np.linspace(*limits[0], N_CURVE)
        with np.errstate(over="ignore", invalid="ignore"):
            return np.stack([thetas, loss_many(objective, thetas[:, None])], axis=1)
    axes = [spaced(*pair) for pair in limits]
    with np.errstate(over="ignore", invalid="ignore"):
        loss = loss_many(objective, np.stack(np.meshgrid(*axes), axis=-1))
    generator = contour_generator(*axes, np.ma.masked_invalid(loss))
    lines = [line for level in levels(objective, window, loss) for line in generator.lines(level)]
    gap = np.full((1, 2), np.nan)
    return np.concatenate([part for line in lines for part in (line, gap)] or [gap])


def spaced(low, high):
    """Return places of an axis, the closer together the nearer to the window in the middle."""
    share = np.linspace(-1, 1, N_SURFACE)
    return (low + high) / 2 + np.sign(share) * share**2 * (high - low) / 2


def levels(objective, window, loss):
    """Return the losses of the lines: those of the window's bands, then ever higher ones."""
    within = log_levels(loss_grid(objective, window, N_SURFACE)[1])
    heights = (within[-1] - within[0]) * RATIO ** np.arange(1, MOST_LEVELS + 1)
    above = within[0] + heights
    return [*within[1:], *above[above < np.nanmax(np.where(np.isfinite(loss), loss, np.nan))]]


def packed(objective, window):
    """Return the lines as 32-bit floats."""
    lines = lines_beyond(objective, window)
    return np.where(np.abs(lines) < 1e38, lines, np.nan).astype("<f4").tobytes()
