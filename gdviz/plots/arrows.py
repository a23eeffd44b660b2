"""Gradients as arrows on the loss surface."""

import numpy as np

from gdviz.checks import check_number, check_objective, finite_array
from gdviz.plots import style
from gdviz.plots.arguments import check_rows
from gdviz.plots.surface import contour
from gdviz.plots.theme import LIGHT
from gdviz.plots.window import check_n_params
from gdviz.words import _

ARROW_SHARE = 0.15


def gradient_arrows(objective, params, *, ax=None, rows=None, learning_rate=None, theme=LIGHT):
    """Draw −∇J(θ), or −∇J_B(θ) of a mini-batch, as arrows that start at the params.

    Parameters
    ----------
    objective : object
        With two parameters.
    params : array_like of shape (2,) or (n, 2)
        Where the arrows start.
    ax : matplotlib Axes, optional
        Where to draw, usually the axes of `contour`; by default on a new one.
    rows : array_like of int, optional
        The mini-batch; by default all data.
    learning_rate : float, optional
        Draw the step −η∇J in true length. By default the longest arrow takes a fixed share of
        the axes, and the others keep their proportion to it.
    theme : Theme
        `LIGHT` or `DARK`.

    Returns
    -------
    matplotlib.quiver.Quiver
        Its ``U`` and ``V`` are the arrows' components.

    Raises
    ------
    ValueError
        If the objective has another number of parameters than two, ``rows`` are not rows of its
        data, or an argument is of a wrong kind.
    """
    check_n_params(check_objective(objective), 2)
    params = points_of(params)
    rows = None if rows is None else check_rows(rows, objective.n_samples)
    if learning_rate is not None:
        check_number("learning_rate", learning_rate, low=0)
    ax = style.canvas(ax, theme, lambda: contour(objective, theme=theme))
    downhill = -np.array([objective.grad(point, rows) for point in params])
    rate = share_of_axes(downhill, ax) if learning_rate is None else learning_rate
    return ax.quiver(
        *params.T,
        *(rate * downhill).T,
        color=theme.data if rows is None else theme.batch,
        edgecolor=theme.panel if rows is None else theme.edge,
        linewidth=1,
        angles="xy",
        scale_units="xy",
        scale=1,
        width=0.006,
        headwidth=4,
        minshaft=1.6,
        zorder=5 if rows is None else 4.5,
    )


def points_of(params):
    """Return one or several points of parameter space, shape (n, 2)."""
    params = np.atleast_2d(finite_array("params", params))
    if params.ndim != 2 or params.shape[1] != 2:
        raise ValueError(
            _("params must have shape (2,) or (n, 2). Got {given}.").format(given=params.shape)
        )
    return params


def share_of_axes(arrows, ax):
    """Return the factor that lets the longest arrow span `ARROW_SHARE` of the axes."""
    widths = np.array([np.ptp(ax.get_xlim()), np.ptp(ax.get_ylim())])
    longest = np.linalg.norm(arrows / widths, axis=1).max()
    return ARROW_SHARE / longest if longest > 0 else 1.0
