"""Where a classifier of two features changes its answer from one class to the other."""

from typing import NamedTuple

import numpy as np
from matplotlib.colors import LinearSegmentedColormap, to_rgb
from matplotlib.contour import ContourSet
from matplotlib.lines import Line2D

from gdviz.plots import style
from gdviz.plots.theme import LIGHT

MARKERS = ("o", "s")
STRONGEST = 0.42  # of a class color in the shading, so that the samples stand out from it
MARGIN = 0.08


class DecisionBoundary(NamedTuple):
    """The artists of `decision_boundary`."""

    shading: ContourSet
    line: ContourSet
    samples: list[Line2D]


def class_colors(theme):
    """Return the colors of class 0 and class 1."""
    return theme.series[0], theme.series[1]


def decision_boundary(objective, params, *, ax=None, window=None, theme=LIGHT, n_points=151):
    """Draw P(y = 1 | x) as shading, the line where it is one half, and the samples.

    Parameters
    ----------
    objective : object
        A classifier of two classes, with data ``X`` of shape (n_samples, 2), ``y``, and
        ``log_probabilities(params, X)``, such as `gdviz.objectives.MLP`.
    params : array_like of shape (n_params,)
        θ of the classifier to draw.
    ax : matplotlib Axes, optional
        Where to draw; by default on a new figure.
    window : pairs ((low, high), (low, high)), optional
        The part of feature space to show; by default what holds all samples.
    theme : Theme
        `LIGHT` or `DARK`.
    n_points : int
        Points of the grid along each axis.

    Returns
    -------
    DecisionBoundary
        Shading, line, and the samples of class 0 (disks) and class 1 (squares).

    Raises
    ------
    ValueError
        If the data has another number of features or classes than two.
    """
    check_plane(objective)
    window = data_window(objective.X) if window is None else window
    axes = [np.linspace(low, high, n_points) for low, high in window]
    shares = probability_of_one(objective, params, axes)
    ax = style.prepare(ax, theme)
    ax.grid(False)
    shading = ax.contourf(*axes, shares, levels=np.linspace(0, 1, 21), cmap=shading_map(theme))
    line = ax.contour(*axes, shares, levels=[0.5], colors=[theme.text], linewidths=style.LINE)
    samples = [draw_class(ax, objective, label, theme) for label in (0, 1)]
    ax.set(xlim=window[0], ylim=window[1], xlabel="x₁", ylabel="x₂")
    return DecisionBoundary(shading, line, samples)


def check_plane(objective):
    """Refuse data that is not two classes in the plane."""
    if objective.X.shape[1] != 2 or np.max(objective.y) > 1:
        raise ValueError(
            "objective must have two features and two classes to be drawn in the plane. "
            f"Got {objective.X.shape[1]} features and labels up to {np.max(objective.y)}."
        )


def data_window(X):
    """Return ((low, high), (low, high)) around the rows of X."""
    low, high = X.min(axis=0), X.max(axis=0)
    room = MARGIN * (high - low)
    return tuple(zip((low - room).tolist(), (high + room).tolist()))


def probability_of_one(objective, params, axes):
    """Return P(y = 1 | x) on a grid; ``[j, i]`` belongs to x₁ = axes[0][i] and x₂ = axes[1][j]."""
    grid = np.stack(np.meshgrid(*axes), axis=-1)
    logs = objective.log_probabilities(params, grid.reshape(-1, 2))
    return np.exp(logs[:, 1]).reshape(grid.shape[:2])


def shading_map(theme):
    """Return the color map from class 0 over the ground to class 1."""
    zero, one = class_colors(theme)
    colors = [(0.0, mixed(zero, theme)), (0.5, theme.panel), (1.0, mixed(one, theme))]
    return LinearSegmentedColormap.from_list(f"gdviz_{theme.name}_classes", colors)


def mixed(color, theme):
    """Return the color, thinned with the ground."""
    color, ground = np.array(to_rgb(color)), np.array(to_rgb(theme.panel))
    return tuple(ground + STRONGEST * (color - ground))


def draw_class(ax, objective, label, theme):
    """Draw the samples of one class, in a color and a shape of their own."""
    points = objective.X[objective.y == label]
    size = float(np.clip(60 / np.sqrt(len(objective.y)), 4, 9))
    looks = {"mfc": class_colors(theme)[label], "mec": theme.panel, "mew": 1, "zorder": 3}
    marker, name = MARKERS[label], f"class {label}"
    return ax.plot(*points.T, marker, linestyle="", markersize=size, label=name, **looks)[0]
