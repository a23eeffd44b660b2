"""The stage of the interactives: the still part of the picture, drawn once, as a PNG.

Two or three panels side by side, named by their axes' label: "params" (the loss surface, or the
curve of a one-parameter objective), "data" (the samples, where there are any that can be drawn) and
"loss" (empty axes for the loss curve). What moves is drawn over them by someone else, who needs to
know where the panels are: `panel_geometry`.
"""

import io
from typing import NamedTuple

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from gdviz.plots import style
from gdviz.plots.curves import X_LABELS, check_x
from gdviz.plots.data import data_with_fit, is_drawable
from gdviz.plots.numbers import format_short
from gdviz.plots.slope import curve
from gdviz.plots.surface import contour, mark_minima
from gdviz.plots.theme import LIGHT
from gdviz.plots.tiles import DPI, add_axes, fit_tiles, tiles_of
from gdviz.plots.window import check_window, known_minimum, loss_grid
from gdviz.words import _


class Panel(NamedTuple):
    """Where one panel lies and what its axes show.

    ``left``, ``top``, ``width`` and ``height`` are fractions of the figure, counted from its upper
    left corner as a browser does; scales are "linear" or "log". ``tile`` is the left edge, the
    width, the top and the height of the part of the figure that holds the panel and its labels.
    """

    name: str
    left: float
    top: float
    width: float
    height: float
    xlim: tuple
    ylim: tuple
    xscale: str
    yscale: str
    tile: tuple


def stage(
    objective,
    *,
    window=None,
    loss_window=None,
    loss_x="step",
    theme=LIGHT,
    width_px=1280,
    height_px=480,
    n_points=151,
):
    """Draw the still part of an interactive.

    Parameters
    ----------
    objective : object
        With one or two parameters.
    window : pairs, optional
        Part of parameter space to show; by default `window_around` the objective.
    loss_window : ((low, high), (low, high)), optional
        Limits of the loss panel: x and J. Its y axis is logarithmic if its lower limit is above 0.
        By default 0 … 100 and the range of the loss over ``window``.
    loss_x : str or None
        What the loss panel's x axis counts: "step", "epoch", "samples_seen" or "seconds". None
        leaves out its numbers and label, for an interactive that switches between them.
    theme : Theme
        `LIGHT` or `DARK`.
    width_px, height_px : int
        Size of the figure in CSS pixels (1/100 inch).
    n_points : int
        Points of the loss grid along each axis.

    Returns
    -------
    matplotlib.figure.Figure
        On an Agg canvas; pyplot does not know it.

    Raises
    ------
    ValueError
        If the objective has more than two parameters.
    """
    window = check_window(objective, window)
    loss_window = loss_window or default_loss_window(objective, window)
    panels = {"params": lambda ax: draw_params(objective, ax, window, theme, n_points)}
    if is_drawable(objective):
        panels["data"] = lambda ax: draw_data(objective, ax, theme)
    best = known_minimum(objective)
    panels["loss"] = lambda ax: (
        draw_loss_axes(ax, loss_window, loss_x, theme),
        draw_best(ax, best, theme),
    )
    return draw_panels(panels, (width_px, height_px))


def draw_panels(panels, size, hero=None):
    """Return a figure with still panels, which pyplot does not know.

    Parameters
    ----------
    panels : dict of str to callable
        Name -> function that draws the panel on the axes it is given; from left to right.
    size : (int, int)
        Width and height of the figure in CSS pixels (1/100 inch).
    hero : str, optional
        The panel that is drawn large, with the others above each other beside it; by default, and
        where there are fewer than three, all are side by side.

    Returns
    -------
    matplotlib.figure.Figure
        Its axes' labels are the names.
    """
    figure = Figure(figsize=(size[0] / DPI, size[1] / DPI), dpi=DPI)
    FigureCanvasAgg(figure)
    large = list(panels).index(hero) if hero in panels and len(panels) > 2 else None
    for (name, draw), ax in zip(panels.items(), add_axes(figure, len(panels), large)):
        ax.set_label(name)
        draw(ax)
        settle(ax)
    fit_tiles(figure)
    return figure


def draw_params(objective, ax, window, theme, n_points):
    """Draw what the params move on: a curve for one of them, contours for two."""
    if objective.n_params == 1:
        curve(objective, ax=ax, window=window, theme=theme)
        style.title(ax, _("Loss J(θ)"), theme)
    else:
        contour(objective, ax=ax, window=window, theme=theme, n_points=n_points)
        ax.set_aspect("auto")  # the page counts on the panel's place
        style.title(ax, _("Loss surface J(θ)"), theme)
    if getattr(objective, "minima", None) is not None:
        mark_minima(objective, ax=ax, theme=theme)


def draw_data(objective, ax, theme):
    """Draw the samples, without a fit."""
    data_with_fit(objective, ax=ax, theme=theme)
    style.title(ax, _("Data and fit"), theme)


def default_loss_window(objective, window):
    """Return 0 … 100 updates and the range of the loss over the window."""
    loss = loss_grid(objective, window, 41)[1]
    low, high = np.nanmin(loss), np.nanmax(loss)
    return (0, 100), (low if low < 0 else max(low, 1e-6 * high), high)


def draw_loss_axes(ax, loss_window, loss_x, theme):
    """Draw the empty axes of the loss curve."""
    style.dress(ax, theme)
    style.title(ax, _("Loss curve"), theme)
    (x_low, x_high), (y_low, y_high) = loss_window
    if y_low > 0:
        style.log_ticks(ax.yaxis)
    ax.set(xlim=(x_low, x_high), ylim=(y_low, y_high), ylabel="J(θ)")
    if loss_x is None:
        ax.tick_params(axis="x", bottom=False, labelbottom=False)
        ax.xaxis.grid(False)
    else:
        check_x(loss_x)
        ax.set_xlabel(_(X_LABELS[loss_x]))


def draw_best(ax, best, theme):
    """Draw J* on a loss axis; where it lies far below a logarithmic one, say so.

    A J* of 0, as surfaces have it, has no place there and needs no word. None is unknown.
    """
    low, high = ax.get_ylim()
    looks = {"color": theme.text, "fontsize": style.TICK, "annotation_clip": False}
    place = {"xycoords": ax.get_yaxis_transform(), "textcoords": "offset points"}
    if best is not None and low < best < high:
        ax.axhline(best, color=theme.minimum, linewidth=1, linestyle=(0, (1, 3)), zorder=1.5)
        ax.annotate(" J*", (1, best), (0, 0), va="center", **place, **looks)
    elif best is not None and 0 < best <= low:
        word = _("J* = {best}, below").format(best=format_short(best))
        ax.annotate(word, (0.03, low), (0, 4), va="bottom", **place, **looks)


def settle(ax):
    """Fix the limits, whatever is drawn later, and let no number of the x axis touch another."""
    ax.set(xlim=ax.get_xlim(), ylim=ax.get_ylim())
    if ax.get_xscale() == "linear":
        ax.locator_params(axis="x", nbins=max(2, int(ax.bbox.width // 60)), steps=(1, 2, 5, 10))


def panel_geometry(figure):
    """Return a `Panel` for each axes of a figure that `stage` drew, in order.

    Parameters
    ----------
    figure : matplotlib.figure.Figure

    Returns
    -------
    list of Panel
    """
    return [panel_of(ax, tile) for ax, tile in zip(figure.axes, tiles_of(figure))]


def panel_of(ax, tile):
    """Return where the axes lie and what they show."""
    box = ax.get_position()
    x, y = ax.get_xlim(), ax.get_ylim()
    place = (box.x0, 1 - box.y1, box.width, box.height)
    limits = (tuple(map(float, x)), tuple(map(float, y)))
    scales = ax.get_xscale(), ax.get_yscale()
    return Panel(ax.get_label(), *map(float, place), *limits, *scales, tile)


def png(figure, *, pixel_ratio=2, n_colors=256, refine=False):
    """Return the figure as PNG bytes, with a palette: a quarter of the size, no visible difference.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
    pixel_ratio : float
        Image pixels per CSS pixel; 2 is sharp on high-density displays.
    n_colors : int
        Size of the palette, at most 256.
    refine : bool
        Fit the palette to the picture once more: where many lines cross many tints, 256 colors are
        few, and the tints would shift. It doubles the time.
    """
    from PIL import Image

    image = Image.fromarray(rendered(figure, pixel_ratio)).convert("RGB")
    # Twice as fast as the usual median cut, and the background stays exactly what it was.
    method, dither = Image.Quantize.MAXCOVERAGE, Image.Dither.NONE
    image = image.quantize(n_colors, method=method, kmeans=int(refine), dither=dither)
    file = io.BytesIO()
    image.save(file, format="png")
    return file.getvalue()


def rendered(figure, pixel_ratio=1):
    """Return the figure as pixels, shape (height, width, 4), without changing its dpi."""
    dpi = figure.dpi
    figure.set_dpi(dpi * pixel_ratio)
    try:
        figure.canvas.draw()
        return np.array(figure.canvas.buffer_rgba())
    finally:
        figure.set_dpi(dpi)
