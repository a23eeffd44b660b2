"""Images and what a classifier makes of them: a grid of small pictures, a table of mistakes."""

from typing import NamedTuple

import numpy as np
from matplotlib.colors import LinearSegmentedColormap, to_rgb
from matplotlib.image import AxesImage
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from gdviz.checks import check_integer, finite_array, kind_of
from gdviz.plots import style
from gdviz.plots.theme import LIGHT
from gdviz.words import _

GAP, CAPTION = 0.14, 0.34  # in units of one picture's side
STRONGEST = 0.5  # of a color in a cell, so that its number stays legible


class ImageGrid(NamedTuple):
    """The artists of `image_grid`."""

    images: list[AxesImage]
    captions: list[Text]


class ConfusionMatrix(NamedTuple):
    """The artists of `confusion_matrix`: the colored cells, and the numbers above 0."""

    cells: AxesImage
    numbers: list[Text]


def image_grid(images, *, captions=(), n_columns=10, signed=False, ax=None, theme=LIGHT):
    """Draw small square pictures in rows, all on one scale.

    Parameters
    ----------
    images : array_like, shape (n_images, n_pixels²) or (n_images, n_pixels, n_pixels)
        Rows of a data set of images, or the images themselves.
    captions : sequence of str
        What to write above each picture; none by default.
    n_columns : int
        Pictures in a row.
    signed : bool
        Draw 0 like the ground, positive values in the color of data and negative ones in that of
        the path, as weights want it. Otherwise the largest value is black and 0 is white, or the
        other way round on a dark ground.
    ax : matplotlib Axes, optional
        Where to draw; by default on a new figure of fitting height.
    theme : Theme
        `LIGHT` or `DARK`.

    Returns
    -------
    ImageGrid

    Raises
    ------
    ValueError
        If the images are not square, or not as many as the captions, or an argument is of a wrong
        kind.
    """
    images, captions = squares(images), list_of("captions", captions)
    if len(captions) not in (0, len(images)):
        raise ValueError(
            _("captions must be as many as the {n_images} images, or none. Got {given}.").format(
                n_images=len(images), given=len(captions)
            )
        )
    n_columns = min(check_integer("n_columns", n_columns), len(images))
    height = 1 + GAP + (CAPTION if len(captions) else 0)
    corners = [(k % n_columns * (1 + GAP), -(k // n_columns) * height) for k in range(len(images))]
    is_new, ax = ax is None, style.prepare(ax, theme)
    drawn = draw_images(ax, images, corners, theme, signed)
    written = [
        ax.text(x + 0.5, y + 0.05, caption, ha="center", fontsize=style.TICK, color=theme.text)
        for caption, (x, y) in zip(captions, corners)
    ]
    frame(ax, n_columns, height, corners[-1][1] - 1, fit=is_new)
    return ImageGrid(drawn, written)


def confusion_matrix(counts, *, labels=None, ax=None, theme=LIGHT):
    """Draw how often each class was taken for each other one.

    Parameters
    ----------
    counts : array_like of int, shape (n_classes, n_classes)
        Row: what it is; column: what it was taken for; as from
        `sklearn.metrics.confusion_matrix`.
    labels : sequence, optional
        Names of the classes, by default 0, 1, 2 …
    ax : matplotlib Axes, optional
        Where to draw; by default on a new figure.
    theme : Theme
        `LIGHT` or `DARK`.

    Returns
    -------
    ConfusionMatrix
        On the diagonal the color grows with the share of the row that is right, elsewhere with
        the number of mistakes.

    Raises
    ------
    ValueError
        If ``counts`` is not a square table of numbers from 0 on, or the labels are not as many as
        its rows.
    """
    counts = finite_array("counts", counts)
    if counts.ndim != 2 or len(counts) != counts.shape[1] or counts.min() < 0:
        raise ValueError(
            _(
                "counts must be a square table of numbers from 0 on. Got shape {shape}, "
                "smallest {smallest:g}."
            ).format(shape=counts.shape, smallest=counts.min())
        )
    labels = range(len(counts)) if labels is None else list_of("labels", labels)
    if len(labels) != len(counts):
        raise ValueError(
            _("labels must be {n_counts}, one a class. Got {given}.").format(
                n_counts=len(counts), given=len(labels)
            )
        )
    ax = style.prepare(ax, theme)
    cells = ax.imshow(cell_colors(counts, theme))
    looks = {"ha": "center", "va": "center", "fontsize": style.TICK, "color": theme.text}
    numbers = [
        ax.text(column, row, f"{counts[row, column]:g}", **looks)
        for row, column in np.argwhere(counts > 0)
    ]
    name_classes(ax, labels, theme)
    ax.set(xlabel=_("read as"), ylabel=_("is"))
    return ConfusionMatrix(cells, numbers)


def list_of(name, values):
    """Return several values as a list, if they are several."""
    if not np.iterable(values):
        raise ValueError(
            _("{name} must be a sequence. Got {given}.").format(name=name, given=kind_of(values))
        )
    return list(values)


def squares(images):
    """Return the images as an array of shape (n_images, n_pixels, n_pixels)."""
    images = finite_array("images", images)
    side = round(images[0].size ** 0.5) if images.ndim else 0
    if images.shape[1:] not in ((side * side,), (side, side)):
        raise ValueError(
            _(
                "images must have shape (n_images, n_pixels²) or (n_images, n_pixels, "
                "n_pixels). Got {given}."
            ).format(given=images.shape)
        )
    return images.reshape(-1, side, side)


def draw_images(ax, images, corners, theme, signed):
    """Draw each image with its upper left corner at (x, y), one unit wide, all on one scale."""
    edge = {"fill": False, "color": theme.grid, "linewidth": 1.2, "zorder": 3}
    for x, y in corners:
        ax.add_patch(Rectangle((x, y - 1), 1, 1, **edge))
    largest = np.abs(images).max() or 1.0
    looks = {"cmap": color_map(theme, signed=signed), "interpolation": "nearest", "zorder": 2}
    looks |= {"vmin": -largest if signed else 0, "vmax": largest}
    return [
        ax.imshow(image, extent=(x, x + 1, y - 1, y), **looks)
        for image, (x, y) in zip(images, corners)
    ]


def color_map(theme, *, signed):
    """Return the color map of pictures: from ground to ink, or from below 0 to above 0."""
    colors = [theme.path, theme.panel, theme.data] if signed else [theme.panel, theme.text]
    return LinearSegmentedColormap.from_list(f"gdviz_{theme.name}_images", colors)


def frame(ax, n_columns, height, bottom, *, fit):
    """Show the whole grid and nothing else of the axes; if ``fit``, cut the figure to it."""
    width, top = n_columns * (1 + GAP) - GAP, height - 1
    ax.set_axis_off()
    ax.set(xlim=(-GAP, width + GAP), ylim=(bottom - GAP, top), aspect="equal")
    if fit:
        wide = ax.figure.get_figwidth()
        ax.figure.set_figheight(wide * (top - bottom + GAP) / (width + 2 * GAP))


def name_classes(ax, names, theme):
    """Write the names at both axes, and separate the cells by thin lines."""
    between = [k + 0.5 for k in range(len(names) - 1)]
    for set_ticks in (ax.set_xticks, ax.set_yticks):
        set_ticks(range(len(names)), names)
        set_ticks(between, minor=True)
    ax.grid(False)
    ax.set_axisbelow(False)
    ax.grid(which="minor", color=theme.grid, linewidth=1)
    ax.tick_params(which="minor", length=0)


def cell_colors(counts, theme):
    """Return the color of each cell, shape (n_classes, n_classes, 3)."""
    is_right = np.eye(len(counts), dtype=bool)
    most_mistakes = counts[~is_right].max(initial=0)
    largest = np.where(is_right, counts.sum(axis=1, keepdims=True), most_mistakes)
    strength = STRONGEST * counts / np.maximum(largest, 1)
    ink = np.where(is_right[..., None], to_rgb(theme.data), to_rgb(theme.path))
    ground = np.array(to_rgb(theme.panel))
    return ground + strength[..., None] * (ink - ground)
