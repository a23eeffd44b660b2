"""Data space: the samples, the model that belongs to the params, the rows of a mini-batch."""

from typing import NamedTuple

import numpy as np
from matplotlib.lines import Line2D

from gdviz.plots import style
from gdviz.plots.theme import LIGHT

MOST_POINTS = 4000


class DataWithFit(NamedTuple):
    """The artists of `data_with_fit`; ``fit`` or ``batch`` is None where it was not asked for."""

    points: Line2D
    fit: Line2D | None
    batch: Line2D | None


def data_with_fit(objective, params=None, *, ax=None, rows=None, theme=LIGHT):
    """Draw the samples, the model at ``params`` and the mini-batch ``rows``.

    Parameters
    ----------
    objective : object
        With data ``X`` of shape (n_samples, d), whose columns are [x] or [1, x], ``y`` of shape
        (n_samples,), and ``predict(params, X)``.
    params : array_like of shape (n_params,), optional
        θ of the line (or sigmoid) to draw.
    ax : matplotlib Axes, optional
        Where to draw; by default on a new figure.
    rows : ndarray of int, optional
        The rows of the mini-batch to light up.
    theme : Theme
        `LIGHT` or `DARK`.

    Returns
    -------
    DataWithFit
        The artists: points, fit, batch.

    Raises
    ------
    ValueError
        If the data has another number of features than one.

    Notes
    -----
    Of more than 4000 samples, every k-th is drawn, and a note in the picture says so.
    """
    feature = single_feature(objective)
    ax = style.prepare(ax, theme)
    points = draw_points(ax, feature, objective.y, theme)
    fit = batch = None
    if rows is not None:
        batch = draw_batch(ax, feature[rows], objective.y[rows], theme)
    if params is not None:
        fit = draw_fit(ax, *fitted_line(objective, params), theme)
    ax.set(xlabel="x", ylabel="y")
    return DataWithFit(points, fit, batch)


def single_feature(objective):
    """Return the one feature of the data, shape (n_samples,), without the bias column."""
    X = getattr(objective, "X", None)
    if X is None:
        raise ValueError("objective must have data X and y. Got neither.")
    features = X[:, 1:] if has_bias(X) else X
    if features.shape[1] != 1:
        raise ValueError(
            f"X must have one feature, as columns [x] or [1, x]. Got {X.shape[1]} columns."
        )
    return features[:, 0]


def has_bias(X):
    """Whether the first of several columns is all ones."""
    return X.shape[1] > 1 and bool((X[:, 0] == 1).all())


def fitted_line(objective, params, n_points=101):
    """Return x and the model's output there, each of shape (n_points,)."""
    feature = single_feature(objective)
    margin = 0.03 * np.ptp(feature)
    x = np.linspace(feature.min() - margin, feature.max() + margin, n_points)
    columns = [np.ones_like(x), x] if has_bias(objective.X) else [x]
    return x, objective.predict(np.asarray(params, dtype=float), np.stack(columns, axis=1))


def draw_points(ax, x, y, theme):
    """Draw the samples, all of them up to `MOST_POINTS`."""
    every = -(-len(x) // MOST_POINTS)
    shown = slice(None, None, every)
    alpha = float(np.clip(12 / np.sqrt(len(x)), 0.3, 0.9))
    size = float(np.clip(60 / np.sqrt(len(x)), 4.5, 11))
    looks = {"markersize": size, "mec": "none", "alpha": alpha, "zorder": 2, "label": "data"}
    points = ax.plot(x[shown], y[shown], "o", color=theme.data, **looks)[0]
    if every > 1:
        note = f"1 in {every} of {len(x):,} samples"
        place = {"transform": ax.transAxes, "ha": "right", "va": "bottom"}
        ax.text(0.98, 0.02, note, color=theme.text, size=style.TICK, **place)
    return points


def draw_batch(ax, x, y, theme):
    """Light up the rows of a mini-batch."""
    looks = {"mfc": theme.batch, "mec": theme.edge, "mew": 1.2, "zorder": 3}
    return ax.plot(x, y, "o", label="mini-batch", markersize=lit_size(len(x)), **looks)[0]


def lit_size(n_rows):
    """Return the size of the dots of a mini-batch: the more of them, the smaller."""
    return float(np.clip(60 / np.sqrt(max(n_rows, 1)), 4.5, 11))


def draw_fit(ax, x, y, theme):
    """Draw the model's output as a line."""
    effects = style.halo(theme, width=1)
    return ax.plot(
        x,
        y,
        color=theme.path,
        linewidth=style.LINE + 0.5,
        path_effects=effects,
        zorder=2.5,
        label="fit",
    )[0]
