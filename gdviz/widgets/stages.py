"""The still part of an interactive, and where its panels are."""

from dataclasses import asdict

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from gdviz.objectives import loss_many
from gdviz.plots import DARK, LIGHT, data_with_fit, projector, title
from gdviz.plots.stage import (
    DPI,
    add_panels,
    draw_loss_axes,
    draw_params,
    panel_geometry,
    png,
)
from gdviz.plots.window import check_window, similar_scales, union, window_around

THEMES = {"light": LIGHT, "dark": DARK}
PANEL_WIDTH, HEIGHT = 373, 430
LABEL_ROOM = 74  # pixels to the left of a panel, for its numbers and label
ROW = 26  # pixels: the map has a row more to say than the others
MARGIN = 0.08
N_GRID = 101

TITLES = {
    "params": "Loss surface",
    "data": "Data and fit",
    "loss": "Loss curve",
    "excess": "20-seed median",
    "schedule": "Schedules",
    "map": "Map of runs",
    "cloud": "Gradients of mini-batches",
    "place": "Loss surface",
    "law": "Variance of the gradient",
    "boundary": "Decision boundary",
    "curves": "The two curves",
}
COLORS = (
    "figure",
    "panel",
    "text",
    "grid",
    "path",
    "batch",
    "data",
    "limit",
    "ghost",
    "minimum",
    "edge",
    "series",
)


def draw_stage(objective, names, window, loss_window, theme, *, draw_other=None):
    """Return the traits of a stage in one theme: picture, size and panels.

    Parameters are those of `draw_panels`.
    """
    figure = draw_panels(objective, names, window, loss_window, theme, draw_other=draw_other)
    size = size_for(names)
    panels = [with_tile(panel, size) for panel in panel_geometry(figure)]
    for panel, right in zip(panels, [p["tile"][0] for p in panels[1:]] + [1.0]):
        panel["tile"][1] = right - panel["tile"][0]
    return {f"stage_{theme.name}": png(figure), "stage_size": size, "panels": panels}


def draw_panels(objective, names, window, loss_window, theme, *, draw_other=None):
    """Return a figure with still panels, side by side; their axes' labels are the names.

    Parameters
    ----------
    objective : object
    names : tuple of str
        The panels, from left to right: "params" (the surface), "data", "loss", or others.
    window, loss_window : pairs
        The part of parameter space, and of x and J, to show.
    theme : Theme
    draw_other : callable, optional
        ``draw_other(name, ax, theme)`` draws panels of other names.
    """
    figure = empty_figure(size_for(names))
    for name, ax in add_panels(figure, names).items():
        if name in ("params", "place"):
            draw_params(objective, ax, window, theme, N_GRID)
        elif name == "data":
            data_with_fit(objective, ax=ax, theme=theme)
            title(ax, TITLES[name], theme)
        elif name == "loss":
            draw_loss(ax, loss_window, theme)
        else:
            draw_other(name, ax, theme)
        ax.set(xlim=ax.get_xlim(), ylim=ax.get_ylim())
    return figure


def size_for(names):
    """Return width and height of a stage in CSS pixels: the usual ones, or those of a lecture."""
    if projector.screen() is None:
        return [PANEL_WIDTH * len(names), HEIGHT]
    width, height = projector.screen().stage
    return [width, height - (ROW if "map" in names else 0)]


def empty_figure(size):
    """Return a figure of so many CSS pixels that pyplot does not know."""
    figure = Figure(figsize=(size[0] / DPI, size[1] / DPI), dpi=DPI)
    FigureCanvasAgg(figure)
    return figure


def draw_loss(ax, loss_window, theme):
    """Draw the axes of the loss curve; the page draws the x axis, which changes with the run."""
    draw_loss_axes(ax, loss_window, None, theme)
    ax.xaxis.grid(False)
    ax.tick_params(axis="x", length=0)


def with_tile(panel, size):
    """Return the panel as a dictionary, with the left edge of the tile that it owns."""
    left = panel.left - LABEL_ROOM / size[0]
    title = TITLES[panel.name]
    return {**panel._asdict(), "title": title, "tile": [max(0.0, left), 1.0]}


def palettes():
    """Return the colors of both themes by the names of what they show."""
    themes = {name: asdict(theme.palette) for name, theme in THEMES.items()}
    return {
        name: {role: colors[role] for role in COLORS} | {"surface": colors["valley_to_ridge"]}
        for name, colors in themes.items()
    }


def window_for(objective, start, sweep):
    """Return the part of parameter space to show: what is worth seeing, and the start.

    Where the objective does not know, its lowest place on any run is put in the middle.
    """
    if knows_window(objective):
        return similar_scales(including(window_around(objective), start))
    params = np.concatenate([path.reshape(-1, objective.n_params) for path in sweep.params])
    lowest = params[np.nanargmin(np.concatenate([loss.ravel() for loss in sweep.loss]))]
    reach = [max(1.3 * abs(a - b), 1e-3, 0.1 * abs(a)) for a, b in zip(start, lowest)]
    return similar_scales(tuple((a - r, a + r) for a, r in zip(lowest.tolist(), reach)))


def knows_window(objective):
    """Whether the objective says what is worth seeing."""
    return any(getattr(objective, name, None) is not None for name in ("window", "minima"))


def including(window, start):
    """Return the window, widened where the start is outside or at its edge."""
    pads = [MARGIN * (high - low) for low, high in window]
    if all(low <= v <= high for v, (low, high) in zip(start, window)):
        return window
    return union(window, tuple((v - pad, v + pad) for v, pad in zip(start, pads)))


def loss_window(objective, window, losses):
    """Return the limits of the loss panel: from the lowest loss to that of most of the window.

    ``losses`` are arrays whose last axis is the record.
    """
    lowest = min(np.nanmin(loss) for loss in losses)
    axes = [np.linspace(low, high, 21) for low, high in check_window(objective, window)]
    heights = loss_many(objective, np.stack(np.meshgrid(*axes), axis=-1))
    start = losses[0].flat[0]
    highest = max(np.nanmedian(heights), start + 2 * (start - lowest))
    if lowest >= 0 and highest > 0:
        return (0, 1), (max(0.8 * lowest, 1e-8 * highest), highest)
    room = 0.06 * (highest - lowest) or 1.0
    return (0, 1), (lowest - room, highest + room)
