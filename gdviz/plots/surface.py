"""Parameter space: the loss surface from above and in perspective, and what moves on it."""

import numpy as np

from gdviz.objectives import loss_many
from gdviz.plots import style
from gdviz.plots.arguments import path_of
from gdviz.plots.edge import mark_outside
from gdviz.plots.theme import LIGHT
from gdviz.plots.window import (
    check_n_params,
    check_window,
    log_levels,
    loss_grid,
    similar_scales,
    window_around,
)

ARROW_SHARE = 0.15
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
        If the objective has another number of parameters than two, or no window is known.

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
    levels = log_levels(loss) if levels is None else np.asarray(levels, dtype=float)
    ax = style.prepare(ax, theme)
    ax.grid(False)
    colors = style.surface_colors(theme, len(levels) - 1)
    bands = ax.contourf(x, y, np.ma.masked_invalid(loss), levels=levels, colors=colors)
    ax.set(xlim=window[0], ylim=window[1], **axis_labels(objective))
    widths = np.ptp(window, axis=1)
    ax.set_aspect("equal" if widths.max() <= MOST_OBLONG * widths.min() else "auto")
    return bands


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
    """
    check_n_params(objective, 2)
    window = check_window(objective, window)
    axes, loss = loss_grid(objective, window, n_points)
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


def path(trajectory, *, ax=None, theme=LIGHT, color=None, linestyle="-", label=None):
    """Draw the path of a run: a dot for every record, a ring at the start, a disk at the end.

    Parameters
    ----------
    trajectory : Trajectory or array_like of shape (n_records, 2)
        With two parameters; an array holds θ along the path.
    ax : matplotlib Axes, optional
        Where to draw, usually the axes of `contour`. On the axes of `surface3d` the path runs at
        the height of its loss.
    theme : Theme
        `LIGHT` or `DARK`.
    color, linestyle, label : optional
        For several runs on one surface.

    Returns
    -------
    line, start, end : matplotlib.lines.Line2D

    Raises
    ------
    ValueError
        If the path has another number of parameters than two, or no loss for axes in perspective.

    Notes
    -----
    A path that begins or ends outside of the axes' limits gets a mark at the edge.
    """
    params, steps, loss = path_of(trajectory, 2)
    ax = style.prepare(ax, theme) if ax is None else ax
    points = list(params.T)
    if ax.name == "3d":
        points.append(heights(loss))
    color = color or theme.path
    line = ax.plot(
        *points, linestyle=linestyle, color=color, label=label, **line_looks(len(points[0]), theme)
    )
    start = ax.plot(*(p[:1] for p in points), "o", **ring(color, theme))
    end = ax.plot(*(p[-1:] for p in points), "o", **disk(color, theme))
    if ax.name != "3d":
        mark_outside(ax, params, steps, color, theme)
    return line[0], start[0], end[0]


def heights(loss):
    """Return the losses of a run, which a path in perspective runs at."""
    if loss is None:
        raise ValueError(
            "trajectory must be a Trajectory to run at the height of its loss. Got bare params."
        )
    return loss


def line_looks(n_records, theme):
    """Return the properties of a path; long ones get no dots, they would hide the line."""
    return {
        "linewidth": style.LINE,
        "marker": "o" if n_records <= 150 else "",
        "markersize": 5,
        "zorder": 4,
        "path_effects": style.halo(theme),
    }


def ring(color, theme):
    """Return the properties of the mark where a run starts."""
    return {"markersize": 11, "mfc": theme.panel, "mec": color, "mew": 2.5, "zorder": 5}


def disk(color, theme):
    """Return the properties of the mark where a run is now."""
    return {"markersize": 12, "mfc": color, "mec": theme.panel, "mew": 1.8, "zorder": 6}


def mark_minima(objective, *, ax, theme=LIGHT):
    """Mark the known minima of the objective with a cross.

    Returns
    -------
    matplotlib.lines.Line2D
        Its data are the minima; of an objective with one parameter, the minima and their loss.

    Raises
    ------
    ValueError
        If the objective has no ``minima``.
    """
    if getattr(objective, "minima", None) is None:
        raise ValueError("objective must have minima to mark. Got none.")
    points = list(np.atleast_2d(objective.minima).T)
    if len(points) == 1:
        points.append(loss_many(objective, points[0][:, None]))
    limits = ax.axis()
    marks = ax.plot(*points, "P", **cross(theme))[0]
    ax.axis(limits)
    return marks


def cross(theme):
    """Return the properties of the mark of a minimum."""
    return {"markersize": 11, "mfc": theme.minimum, "mec": theme.panel, "mew": 1.3, "zorder": 3}


def gradient_arrows(objective, params, *, ax, rows=None, learning_rate=None, theme=LIGHT):
    """Draw −∇J(θ), or −∇J_B(θ) of a mini-batch, as arrows that start at the params.

    Parameters
    ----------
    objective : object
        With two parameters.
    params : array_like of shape (2,) or (n, 2)
        Where the arrows start.
    ax : matplotlib Axes
        Where to draw, usually the axes of `contour`.
    rows : ndarray of int, optional
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
    """
    check_n_params(objective, 2)
    params = np.atleast_2d(np.asarray(params, dtype=float))
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


def share_of_axes(arrows, ax):
    """Return the factor that lets the longest arrow span `ARROW_SHARE` of the axes."""
    widths = np.array([np.ptp(ax.get_xlim()), np.ptp(ax.get_ylim())])
    longest = np.linalg.norm(arrows / widths, axis=1).max()
    return ARROW_SHARE / longest if longest > 0 else 1.0
