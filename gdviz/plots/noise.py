"""The noise of a mini-batch gradient: a cloud around the full one, and the law of its spread."""

from typing import NamedTuple

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.text import Annotation

from gdviz.checks import check_objective, check_params
from gdviz.objectives import batch_gradients, gradient_covariance
from gdviz.plots import style
from gdviz.plots.theme import LIGHT
from gdviz.plots.window import check_n_params
from gdviz.words import _


class GradientCloud(NamedTuple):
    """The artists of `gradient_cloud`."""

    points: Line2D
    full: Annotation
    measured: Line2D
    predicted: Line2D


def gradient_cloud(
    objective,
    params,
    *,
    batch_size,
    n_batches=400,
    replace=False,
    seed=0,
    ax=None,
    theme=LIGHT,
):
    """Draw the gradients of many mini-batches at one θ, and how far they should scatter.

    Parameters
    ----------
    objective : object
        With two parameters.
    params : array_like of shape (2,)
        θ, where the gradients are taken.
    batch_size : int
        b.
    n_batches : int
        How many mini-batches to draw, at least 2.
    replace : bool
        Whether a batch may hold a row twice.
    seed : int or numpy.random.Generator
        Source of the batches.
    ax : matplotlib Axes, optional
        Where to draw; by default on a new figure.
    theme : Theme
        `LIGHT` or `DARK`.

    Returns
    -------
    GradientCloud
        The artists: a point for each batch, the arrow of the full gradient, and two ellipses of
        two standard deviations: the spread measured, and the one `gradient_covariance` predicts.

    Raises
    ------
    ValueError
        If batch_size is not between 1 and N, the objective has not two parameters, or an argument
        is of a wrong kind.
    """
    check_n_params(check_objective(objective), 2)
    params = check_params(objective, params)
    sampling = {"batch_size": batch_size, "replace": replace}
    cloud = batch_gradients(objective, params, **sampling, n_batches=n_batches, seed=seed)
    full, predicted = objective.grad(params), gradient_covariance(objective, params, **sampling)
    ax = style.prepare(ax, theme)
    artists = GradientCloud(
        draw_cloud(ax, cloud, theme),
        draw_full_gradient(ax, full, theme),
        draw_ellipse(
            ax, cloud.mean(axis=0), np.cov(cloud.T), color=theme.limit, label=_("measured, 2σ")
        ),
        draw_ellipse(
            ax, full, predicted, color=theme.text, linestyle="--", label=_("predicted, 2σ")
        ),
    )
    ax.set(xlabel="∂J/∂θ₀", ylabel="∂J/∂θ₁")
    style.legend(ax, theme)
    return artists


def ellipse(center, covariance, *, n_std=2, n_points=101):
    """Return the points ``n_std`` standard deviations from the center, shape (n_points, 2)."""
    variances, directions = np.linalg.eigh(covariance)
    angle = np.linspace(0, 2 * np.pi, n_points)
    circle = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return center + n_std * (circle * np.sqrt(np.maximum(variances, 0))) @ directions.T


def draw_cloud(ax, gradients, theme):
    """Draw one dot for each mini-batch."""
    looks = {"markersize": 5.5, "mfc": theme.batch, "mec": theme.edge, "mew": 0.5, "alpha": 0.8}
    return ax.plot(*gradients.T, "o", label=_("mini-batch gradients"), zorder=2, **looks)[0]


def draw_full_gradient(ax, full, theme):
    """Draw the full gradient as an arrow from the origin."""
    looks = {"arrowstyle": "-|>", "color": theme.data, "linewidth": style.LINE + 0.5}
    looks |= {"mutation_scale": 22, "shrinkA": 0, "shrinkB": 0}
    ax.plot(
        [0, full[0]],
        [0, full[1]],
        color=theme.data,
        linewidth=style.LINE,
        label=_("full gradient ∇J"),
    )
    return ax.annotate("", xy=full, xytext=(0, 0), arrowprops=looks, zorder=4)


def draw_ellipse(ax, center, covariance, **looks):
    """Draw the ellipse of two standard deviations."""
    looks = {"linewidth": style.LINE, "zorder": 3} | looks
    return ax.plot(*ellipse(center, covariance).T, **looks)[0]
