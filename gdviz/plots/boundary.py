"""Where a classifier of two features changes its answer from one class to the other."""

from typing import NamedTuple

import numpy as np
from matplotlib.colors import LinearSegmentedColormap, to_rgb
from matplotlib.contour import ContourSet
from matplotlib.lines import Line2D

from gdviz.checks import check_integer, check_params
from gdviz.plots import style
from gdviz.plots.data import columns_like, features_of
from gdviz.plots.theme import LIGHT
from gdviz.plots.window import pairs_of
from gdviz.words import _

MARKERS = ("o", "s")
STRONGEST = 0.42  # of a class color in the shading, so that the samples stand out from it
MARGIN = 0.08
MOST_POINTS = 10_000  # in each direction


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
        A classifier of two classes: `gdviz.Logistic`, `gdviz.Softmax`, `gdviz.objectives.MLP`, one
        of them with a penalty, or your own. It has data ``X`` with the columns [x₁, x₂] or
        [1, x₁, x₂], labels ``y`` of 0 and 1, and one of two methods for rows of X:
        ``log_probabilities(params, X)``, shape (n, 2), or ``predict(params, X)``, shape (n,),
        which returns P(y = 1 | x) or labels.
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
        If the data has another number of features or classes than two, there is no probability to
        draw, or an argument is of a wrong kind.

    Examples
    --------
    >>> import gdviz as gd
    >>> from matplotlib.figure import Figure
    >>> X = [[-1.0, 0.0], [1.0, 0.0], [0.0, 2.0]]
    >>> classifier = gd.Logistic(gd.add_bias(X), [0, 1, 1])
    >>> drawn = decision_boundary(classifier, [0.0, 1.0, 1.0], ax=Figure().add_subplot())
    """
    check_plane(objective)
    params = check_params(objective, params)
    window = data_window(features_of(objective)) if window is None else pairs_of(window, 2)
    check_integer("n_points", n_points, low=2, high=MOST_POINTS)
    axes = [np.linspace(low, high, n_points) for low, high in window]
    shares = shares_on_grid(objective, params, axes)
    ax = style.prepare(ax, theme)
    ax.grid(False)
    shading = ax.contourf(*axes, shares, levels=np.linspace(0, 1, 21), cmap=shading_map(theme))
    line = ax.contour(*axes, shares, levels=[0.5], colors=[theme.text], linewidths=style.LINE)
    samples = [draw_class(ax, objective, label, theme) for label in (0, 1)]
    ax.set(xlim=window[0], ylim=window[1], xlabel="x₁", ylabel="x₂")
    return DecisionBoundary(shading, line, samples)


def check_plane(objective):
    """Refuse data that is not two classes in the plane."""
    if getattr(objective, "X", None) is None or getattr(objective, "y", None) is None:
        raise ValueError(_("objective must have data X and y. Got neither, or one of them."))
    n_features, labels = features_of(objective).shape[1], np.unique(objective.y)
    if n_features != 2 or labels.max() > 1:
        raise ValueError(
            _(
                "objective must have two features and two classes to be drawn in the plane. "
                "Got {n_features} features and labels up to {given:g}."
            ).format(n_features=n_features, given=labels.max())
        )
    if not np.isin(labels, (0, 1)).all():
        raise ValueError(
            _("y must hold the labels 0 and 1. Got values such as {given:g}.").format(
                given=labels[0]
            )
        )


def data_window(X):
    """Return ((low, high), (low, high)) around the rows of X."""
    low, high = X.min(axis=0), X.max(axis=0)
    room = MARGIN * (high - low)
    return tuple(zip((low - room).tolist(), (high + room).tolist()))


def shares_on_grid(objective, params, axes):
    """Return P(y = 1 | x) on a grid; ``[j, i]`` belongs to x₁ = axes[0][i] and x₂ = axes[1][j]."""
    grid = np.stack(np.meshgrid(*axes), axis=-1)
    columns = columns_like(objective, grid.reshape(-1, 2))
    return probability_of_one(objective, params, columns).reshape(grid.shape[:2])


def probability_of_one(objective, params, X):
    """Return P(y = 1 | x) for rows of X, shape (n,), from what the classifier has to say.

    Raises
    ------
    ValueError
        If it has neither ``log_probabilities`` nor ``predict``, or they answer otherwise.
    """
    if hasattr(objective, "log_probabilities"):
        name, wanted = "log_probabilities", (len(X), 2)
    elif hasattr(objective, "predict"):
        name, wanted = "predict", (len(X),)
    else:
        raise ValueError(_("objective must have log_probabilities or predict. Got neither."))
    answer = np.asarray(getattr(objective, name)(params, X))
    if answer.shape != wanted:
        raise ValueError(
            _("{name} must return shape {wanted}. Got {given}.").format(
                name=name, wanted=wanted, given=answer.shape
            )
        )
    shares = np.exp(answer[:, 1]) if name == "log_probabilities" else answer.astype(float)
    if not ((shares >= 0) & (shares <= 1 + 1e-9)).all():
        raise ValueError(
            _(
                "{name} must return probabilities, or labels 0 and 1. Got values from "
                "{low:.3g} to {high:.3g}."
            ).format(name=name, low=np.min(shares), high=np.max(shares))
        )
    return np.minimum(shares, 1)


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
    points = features_of(objective)[np.asarray(objective.y) == label]
    size = float(np.clip(60 / np.sqrt(len(objective.y)), 4, 9))
    looks = {"mfc": class_colors(theme)[label], "mec": theme.panel, "mew": 1, "zorder": 3}
    marker, name = MARKERS[label], _("class {label}").format(label=label)
    return ax.plot(*points.T, marker, linestyle="", markersize=size, label=name, **looks)[0]
