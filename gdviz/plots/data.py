"""Data space: the samples, the model that belongs to the params, the rows of a mini-batch."""

from typing import NamedTuple

import numpy as np
from matplotlib.lines import Line2D

from gdviz.checks import check_params
from gdviz.plots import style
from gdviz.plots.arguments import check_rows
from gdviz.plots.theme import LIGHT
from gdviz.words import _

MOST_POINTS = 4000
MOST_EDGED = 200


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
        With data ``X`` of shape (n_samples, d), whose columns are [x] or [1, x], and ``y`` of shape
        (n_samples,).
    params : array_like of shape (n_params,), optional
        θ of the fit to draw: what the objective's ``predict(params, X)`` says, whatever its shape.
    ax : matplotlib Axes, optional
        Where to draw; by default on a new figure.
    rows : array_like of int, optional
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
        If the data has another number of features than one, there is no ``predict`` for a fit, or
        an argument is of a wrong kind.

    Notes
    -----
    Of more than 4000 samples, every k-th is drawn, and a note in the picture says so.
    """
    feature, y = single_feature(objective), np.asarray(objective.y)
    rows = None if rows is None else check_rows(rows, len(y))
    curve = None if params is None else fitted_line(objective, check_params(objective, params))
    ax = style.prepare(ax, theme)
    points = draw_points(ax, feature, y, theme)
    batch = None if rows is None else draw_batch(ax, feature[rows], y[rows], theme)
    fit = None if curve is None else draw_fit(ax, *curve, theme)
    ax.set(xlabel="x", ylabel="y")
    return DataWithFit(points, fit, batch)


def single_feature(objective):
    """Return the one feature of the data, shape (n_samples,), without the bias column."""
    if reason := why_not_flat(objective):
        raise ValueError(reason)
    return features_of(objective)[:, 0]


def is_drawable(objective):
    """Whether there are data in the plane, and a model to draw over them."""
    return callable(getattr(objective, "predict", None)) and not why_not_flat(objective)


def why_not_flat(objective):
    """Say why the data cannot be drawn as points (x, y); nothing if they can."""
    if getattr(objective, "X", None) is None or getattr(objective, "y", None) is None:
        return _("objective must have data X and y to be drawn. Got neither, or one of them.")
    n_features, y = features_of(objective).shape[1], np.shape(objective.y)
    if n_features != 1:
        sentence = _("X must have one feature, as columns [x] or [1, x]. Got {n} columns.")
        return sentence.format(n=np.shape(objective.X)[1])
    if y != (len(objective.X),):
        sentence = _("y must have shape ({n},), one value for each row of X. Got {given}.")
        return sentence.format(n=len(objective.X), given=y)
    return ""


def features_of(objective):
    """Return the features of the data, shape (n_samples, d), without the bias column."""
    X = np.asarray(objective.X)
    if X.ndim != 2:
        return X.reshape(len(X), -1)
    return X[:, 1:] if has_bias(X) else X


def has_bias(X):
    """Whether the first of several columns is all ones, and the only one that is."""
    is_one = (np.asarray(X) == 1).all(axis=0)
    return len(is_one) > 1 and bool(is_one[0] and not is_one[1:].any())


def columns_like(objective, features):
    """Return features (n, d) in the columns of the objective's own X: after ones, or as numbers."""
    X = np.asarray(objective.X)
    if X.ndim == 1:
        return features[:, 0]
    return np.column_stack([np.ones(len(features)), features]) if has_bias(X) else features


def fit_curve(objective, params, x):
    """Return what the objective's ``predict`` says along one feature.

    Parameters
    ----------
    objective : object
        As in `data_with_fit`, with ``predict(params, X)``.
    params : ndarray of shape (n_params,)
        θ.
    x : ndarray of shape (n,)
        Values of the feature.

    Returns
    -------
    ndarray of shape (n,)

    Raises
    ------
    ValueError
        If there is no ``predict``, or it does not return one number for each row.
    """
    if not callable(getattr(objective, "predict", None)):
        raise ValueError(_("objective must have predict(params, X) to draw its fit. Got none."))
    output = np.asarray(objective.predict(params, columns_like(objective, x[:, None])))
    if output.size != len(x) or output.dtype.kind not in "biuf":
        raise ValueError(
            _(
                "predict must return one number for each of the {n} rows it is given. Got "
                "shape {shape}, {dtype}."
            ).format(n=len(x), shape=output.shape, dtype=output.dtype)
        )
    return output.reshape(len(x))


def fitted_line(objective, params, n_points=101):
    """Return x along the data and the model's output there, each of shape (n_points,)."""
    feature = single_feature(objective)
    margin = 0.03 * np.ptp(feature)
    x = np.linspace(feature.min() - margin, feature.max() + margin, n_points)
    return x, fit_curve(objective, params, x)


def draw_points(ax, x, y, theme):
    """Draw the samples, all of them up to `MOST_POINTS`."""
    every = -(-len(x) // MOST_POINTS)
    shown = slice(None, None, every)
    alpha = float(np.clip(12 / np.sqrt(len(x)), 0.3, 0.9))
    size = float(np.clip(60 / np.sqrt(len(x)), 4.5, 11))
    looks = {"markersize": size, "mec": "none", "alpha": alpha, "zorder": 2}
    looks["label"] = _("data")
    points = ax.plot(x[shown], y[shown], "o", color=theme.data, **looks)[0]
    if every > 1:
        note = _("1 in {every} of {n:,} samples").format(every=every, n=len(x))
        place = {"transform": ax.transAxes, "ha": "right", "va": "bottom"}
        ax.text(0.98, 0.02, note, color=theme.text, size=style.TICK, **place)
    return points


def draw_batch(ax, x, y, theme):
    """Light up the rows of a mini-batch."""
    looks = {"mfc": theme.batch, "mec": theme.edge, "zorder": 3} | lit_looks(len(x))
    return ax.plot(x, y, "o", label=_("mini-batch"), **looks)[0]


def lit_looks(n_rows):
    """Return size and edge of the dots of a mini-batch: many dark edges would be a black band."""
    size = float(np.clip(60 / np.sqrt(max(n_rows, 1)), 4.5, 11))
    return {"markersize": size, "mew": 1.2 if n_rows <= MOST_EDGED else 0.0}


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
        label=_("fit"),
    )[0]
