"""A function of one parameter: its curve, the tangent, the next step, a walk downhill."""

from itertools import pairwise

import numpy as np

from gdviz.checks import check_integer, check_number, check_objective, finite_array
from gdviz.objectives import loss_many
from gdviz.plots import style
from gdviz.plots.arguments import path_of
from gdviz.plots.marks import disk
from gdviz.plots.theme import LIGHT
from gdviz.plots.window import check_n_params, check_window, loss_grid
from gdviz.words import _


def curve(objective, *, ax=None, window=None, theme=LIGHT, n_points=401):
    """Draw J(θ) of an objective with one parameter.

    Parameters
    ----------
    objective : object
        With one parameter.
    ax : matplotlib Axes, optional
        Where to draw; by default on a new figure.
    window : pair of a pair ((low, high),), optional
        The part to show; by default `window_around` the objective.
    theme : Theme
        `LIGHT` or `DARK`.
    n_points : int
        Points of the curve.

    Returns
    -------
    matplotlib.lines.Line2D

    Raises
    ------
    ValueError
        If the objective has more than one parameter, no window is known, or an argument is of a
        wrong kind.
    """
    check_n_params(objective, 1)
    window = check_window(objective, window)
    (x,), loss = loss_grid(objective, window, n_points)
    loss[~np.isfinite(loss)] = np.nan
    ax = style.prepare(ax, theme)
    line = ax.plot(x, loss, color=theme.data, linewidth=style.LINE + 0.5, zorder=2)[0]
    room = 0.08 * (np.nanmax(loss) - np.nanmin(loss) or 1.0)
    ax.set(xlim=window[0], ylim=(np.nanmin(loss) - room, np.nanmax(loss) + room))
    ax.set(xlabel="θ", ylabel="J(θ)")
    return line


def tangent(objective, params, *, ax=None, theme=LIGHT, label=None):
    """Draw the tangent of the curve at ``params``, J(θ) + J′(θ)·(x − θ), and the point it touches.

    Parameters
    ----------
    objective : object
        With one parameter.
    params : float or array_like of shape (1,)
        θ, where the tangent touches.
    ax : matplotlib Axes, optional
        Where to draw, usually the axes of `curve`; by default on a new one. The tangent spans a
        quarter of its width.
    theme : Theme
        `LIGHT` or `DARK`.
    label : str, optional
        Text for the legend.

    Returns
    -------
    line, point : matplotlib.lines.Line2D

    Raises
    ------
    ValueError
        If the objective has more than one parameter, or an argument is of a wrong kind.
    """
    theta = as_vector(objective, params)
    ax = style.canvas(ax, theme, lambda: curve(objective, theme=theme))
    line = ax.plot(*tangent_line(objective, theta, ax), color=theme.limit, label=label, zorder=3)[0]
    line.set(linewidth=style.LINE, linestyle=style.LINE_STYLES[1])
    point = ax.plot(theta, [objective.loss(theta)], "o", **disk(theme.path, theme))[0]
    return line, point


def tangent_line(objective, params, ax):
    """Return the two ends of the tangent: x and height, each of shape (2,)."""
    slope, loss = objective.grad(params)[0], objective.loss(params)
    scale = np.ptp(ax.get_ylim()) / np.ptp(ax.get_xlim())
    reach = 0.22 * np.ptp(ax.get_xlim()) / np.hypot(1, slope / scale)
    x = params[0] + np.array([-reach, reach])
    return x, loss + slope * (x - params[0])


def next_step(objective, params, *, ax=None, learning_rate, theme=LIGHT):
    """Draw the update −η J′(θ) as a level arrow that starts on the curve at ``params``.

    Parameters
    ----------
    objective, params, ax, theme
        As in `tangent`.
    learning_rate : float
        η.

    Returns
    -------
    matplotlib.text.Annotation
        Its ``xyann`` is the start of the arrow, its ``xy`` the end.

    Raises
    ------
    ValueError
        As in `tangent`; and if ``learning_rate`` is negative or no number.
    """
    theta = as_vector(objective, params)
    check_number("learning_rate", learning_rate, low=0)
    ax = style.canvas(ax, theme, lambda: curve(objective, theme=theme))
    end = theta - learning_rate * objective.grad(theta)
    height = objective.loss(theta)
    return arrow(ax, (theta[0], height), (end[0], height), theme)


def walk(objective, trajectory, *, ax=None, theme=LIGHT, n_arrows=12):
    """Draw a run on the curve: a dot for every record and arrows for the first updates.

    Parameters
    ----------
    objective : object
        With one parameter.
    trajectory : Trajectory or array_like of shape (n_records, 1)
        A run on it.
    ax : matplotlib Axes, optional
        Where to draw, usually the axes of `curve`; by default on a new one.
    theme : Theme
        `LIGHT` or `DARK`.
    n_arrows : int
        Updates that get an arrow; later ones are mostly too short to see.

    Returns
    -------
    dots : matplotlib.lines.Line2D
        One point for each record.
    arrows : list of matplotlib.text.Annotation

    Raises
    ------
    ValueError
        If the objective or the run has more than one parameter, or an argument is of a wrong kind.
    """
    check_n_params(objective, 1)
    check_integer("n_arrows", n_arrows, low=0)
    params = path_of(trajectory, 1)[0]
    ax = style.canvas(ax, theme, lambda: curve(objective, theme=theme))
    theta, height = params[:, 0], loss_many(objective, params)
    dots = ax.plot(theta, height, "o", **(disk(theme.path, theme) | {"markersize": 9}))[0]
    points = list(zip(theta, height))[: n_arrows + 1]
    return dots, [arrow(ax, start, end, theme) for start, end in pairwise(points)]


def arrow(ax, start, end, theme):
    """Draw an arrow between two points of the axes, without text."""
    looks = {
        "arrowstyle": "-|>",
        "color": theme.path,
        "linewidth": style.LINE,
        "mutation_scale": 18,
    }
    ends = {"shrinkA": 0, "shrinkB": 0}
    return ax.annotate("", xy=end, xytext=start, arrowprops=looks | ends, zorder=4)


def as_vector(objective, params):
    """Return a single parameter as an array of shape (1,)."""
    check_n_params(check_objective(objective), 1)
    theta = finite_array("params", params)
    if theta.size != 1:
        raise ValueError(
            _("params must be a single number, θ. Got shape {given}.").format(given=theta.shape)
        )
    return theta.reshape(1)
