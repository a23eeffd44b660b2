"""Parameter space: the loss surface from above and in perspective, and what moves on it."""

import numpy as np

from gdviz.checks import finite_array
from gdviz.objectives import loss_many
from gdviz.plots import style
from gdviz.plots.arguments import check_drawn
from gdviz.plots.marks import cross
from gdviz.plots.slope import curve
from gdviz.plots.theme import LIGHT, check_theme
from gdviz.plots.window import (
    check_n_params,
    check_window,
    log_levels,
    loss_grid,
    similar_scales,
    window_around,
)
from gdviz.words import _

MOST_OBLONG = 3  # sides of a surface: beyond, equal units would make it a strip


def contour(objective, *, ax=None, window=None, theme=LIGHT, n_points=101, levels=None):
    """Draw the loss over all data, J(θ₀, θ₁), as filled contours.

    Parameters
    ----------
    objective : object
        With two parameters.
    ax : matplotlib Axes, optional
        Where to draw; by default on a new figure.
    window : pairs ((low, high), (low, high)), optional
        The part of parameter space to show; by default `window_around` the objective, widened to
        equal widths where one is at most 8 times the other.
    theme : Theme
        `LIGHT` or `DARK`.
    n_points : int
        Points of the grid along each axis.
    levels : array_like, optional
        Losses where the bands change, increasing; by default logarithmic above the lowest loss.

    Returns
    -------
    matplotlib.contour.QuadContourSet
        The bands; its ``axes`` is the place to draw more.

    Raises
    ------
    ValueError
        If the objective has another number of parameters than two, no window is known, or an
        argument is of a wrong kind.

    Notes
    -----
    Where the window's widths are similar (3 to 1 at most), a unit is as long on the x axis as on
    the y axis: −∇J stands at a right angle on the contours. Else the axes fill their place, and
    angles are not those of parameter space.

    Examples
    --------
    >>> import gdviz as gd
    >>> from matplotlib.figure import Figure
    >>> bowl = gd.objectives.bowl()
    >>> run = gd.gradient_descent(bowl, [2.0, 1.0], learning_rate=0.1, max_steps=20)
    >>> ax = Figure().add_subplot()
    >>> bands = gd.plots.contour(bowl, ax=ax)
    >>> line, start, end = gd.plots.path(run, ax=ax)
    """
    check_n_params(objective, 2)
    if window is None:
        window = similar_scales(window_around(objective))
    window = check_window(objective, window)
    (x, y), loss = loss_grid(objective, window, n_points)
    levels = log_levels(loss) if levels is None else check_levels(levels)
    ax = style.prepare(ax, theme)
    ax.grid(False)
    colors = style.surface_colors(theme, len(levels) - 1)
    bands = ax.contourf(x, y, np.ma.masked_invalid(loss), levels=levels, colors=colors)
    ax.set(xlim=window[0], ylim=window[1], **axis_labels(objective))
    widths = np.ptp(window, axis=1)
    ax.set_aspect("equal" if widths.max() <= MOST_OBLONG * widths.min() else "auto")
    return bands


def check_levels(levels):
    """Return levels as an array of at least two increasing numbers."""
    levels = finite_array("levels", levels)
    if levels.ndim != 1 or len(levels) < 2 or (np.diff(levels) <= 0).any():
        raise ValueError(
            _("levels must be two or more increasing numbers. Got {given}.").format(
                given=levels.tolist()
            )
        )
    return levels


def surface3d(objective, *, ax=None, window=None, theme=LIGHT, n_points=81):
    """Draw J(θ₀, θ₁) as a surface in perspective.

    Parameters
    ----------
    objective, window, theme, n_points
        As in `contour`.
    ax : mpl_toolkits.mplot3d.Axes3D, optional
        Where to draw; by default on a new figure.

    Returns
    -------
    mpl_toolkits.mplot3d.art3d.Poly3DCollection

    Raises
    ------
    ValueError
        As in `contour`; and if ``ax`` is flat.
    """
    check_n_params(objective, 2)
    window = check_window(objective, window)
    axes, loss = loss_grid(objective, window, n_points)
    check_theme(theme)
    ax = style.new_figure().add_subplot(projection="3d") if ax is None else ax
    style.dress3d(ax, theme)
    levels = log_levels(loss)
    shade = np.interp(loss, levels, np.linspace(0, 1, len(levels)))
    surface = ax.plot_surface(
        *np.meshgrid(*axes),
        loss,
        facecolors=theme.colormap(shade),
        rstride=1,
        cstride=1,
        shade=False,
        antialiased=False,
    )
    ax.set(zlabel="J(θ)", **axis_labels(objective))
    return surface


def axis_labels(objective):
    """Return what x and y are called: the objective's ``param_names``, or else θ₀ and θ₁."""
    return dict(zip(("xlabel", "ylabel"), getattr(objective, "param_names", ("θ₀", "θ₁"))))


def mark_minima(objective, *, ax=None, theme=LIGHT):
    """Mark the known minima of the objective with a cross.

    Parameters
    ----------
    objective : object
        With one or two parameters and ``minima``.
    ax : matplotlib Axes, optional
        Where to draw; by default on a new `contour` of the objective, or its `curve`.
    theme : Theme
        `LIGHT` or `DARK`.

    Returns
    -------
    matplotlib.lines.Line2D
        Its data are the minima; of an objective with one parameter, the minima and their loss.

    Raises
    ------
    ValueError
        If the objective has no ``minima``, or more than two parameters, or an argument is of a
        wrong kind.
    """
    check_drawn(objective)
    if getattr(objective, "minima", None) is None:
        raise ValueError(_("objective must have minima to mark. Got none."))
    points = list(np.atleast_2d(objective.minima).T)
    if len(points) == 1:
        points.append(loss_many(objective, points[0][:, None]))
    if len(points) != 2:
        raise ValueError(
            _("objective must have one or two parameters to be drawn. Got {given}.").format(
                given=len(points)
            )
        )
    ground = curve if objective.n_params == 1 else contour
    ax = style.canvas(ax, theme, lambda: ground(objective, theme=theme))
    limits = ax.axis()
    marks = ax.plot(*points, "P", **cross(theme))[0]
    ax.axis(limits)
    return marks
