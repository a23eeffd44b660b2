"""Panels side by side, each in a tile of its own that holds its labels, however long they are."""

import numpy as np

DPI = 100
TOP, BOTTOM = 44, 62  # pixels above and below the panels
EDGE = np.array([16, 10])  # pixels left and right of all tiles
LEAST = np.array([74, 24])  # pixels left and right of a panel, within its tile
AIR = 4  # pixels between a label and the edge of its tile
NARROWEST = 40  # pixels of a panel


def add_axes(figure, n):
    """Add n axes side by side, with the usual room for numbers and labels."""
    axes = [figure.add_axes((0, 0, 1, 1), label=f"panel {k}") for k in range(n)]
    place(figure, np.tile(LEAST, (n, 1)))
    return axes


def fit_tiles(figure):
    """Move the panels of a figure until their labels fit into their tiles; they stay equally wide.

    Numbers are measured, once they are known: other numbers need another room.
    """
    before = None
    for _ in range(3):  # narrower panels may have other numbers
        rooms = rooms_of(figure)
        if before is not None and (rooms <= before).all():
            return
        before = rooms if before is None else np.maximum(rooms, before)
        place(figure, before)


def rooms_of(figure):
    """Return how many pixels each panel needs on its left and right, shape (n, 2)."""
    return np.array([np.maximum(reach(ax) + AIR, LEAST) for ax in figure.axes])


def reach(ax):
    """Return how many pixels numbers and labels reach out of a panel, left and right."""
    renderer = ax.figure.canvas.get_renderer()
    boxes = [axis.get_tightbbox(renderer) for axis in (ax.xaxis, ax.yaxis)]
    ends = np.array([(box.x0, box.x1) for box in boxes if box is not None] or [ax.bbox.intervalx])
    return np.array([ax.bbox.x0 - ends[:, 0].min(), ends[:, 1].max() - ax.bbox.x1])


def place(figure, rooms):
    """Place the panels of a figure, with so many pixels on their left and right."""
    width, height = figure.get_size_inches() * DPI
    wide = max(NARROWEST, (width - EDGE.sum() - rooms.sum()) / len(rooms))
    lefts = EDGE[0] + np.cumsum(rooms[:, 0]) + np.r_[0, np.cumsum(rooms[:-1, 1] + wide)]
    for ax, left in zip(figure.axes, lefts):
        size = wide / width, (height - TOP - BOTTOM) / height
        ax.set_position([left / width, BOTTOM / height, *size])


def tiles_of(figure):
    """Return (left, width) of each panel's tile, as fractions of the figure's width.

    A tile begins where the room for its labels does, and ends where the next one begins.
    """
    width = figure.get_figwidth() * DPI
    lefts = [ax.get_position().x0 for ax in figure.axes] - rooms_of(figure)[:, 0] / width
    lefts = np.maximum(lefts, 0)
    return list(zip(lefts.tolist(), np.diff(lefts, append=1.0).tolist()))
