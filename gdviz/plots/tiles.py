"""Panels side by side, each in a tile of its own that holds its labels, however long they are."""

import numpy as np

DPI = 100
TOP, BOTTOM = 44, 62  # pixels above and below the panels
EDGE = np.array([16, 10])  # pixels left and right of all tiles
LEAST = np.array([74, 24])  # pixels left and right of a panel, within its tile
AIR = 4  # pixels between a label and the edge of its tile
NARROWEST = 40  # pixels of a panel
HERO = 0.58  # of the width, for a panel that is larger than the others


def add_axes(figure, n, hero=None):
    """Add n axes, with the usual room for numbers and labels.

    Side by side; or with the one numbered ``hero`` large on the left, and the others above each
    other beside it.
    """
    axes = [figure.add_axes((0, 0, 1, 1), label=f"panel {k}") for k in range(n)]
    figure.gdviz_hero = hero
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


def hero_of(figure):
    """Return the number of the large panel, None where all are side by side."""
    return getattr(figure, "gdviz_hero", None)


def place(figure, rooms):
    """Place the panels of a figure, with so many pixels on their left and right."""
    if hero_of(figure) is not None:
        return place_beside(figure, rooms)
    width, height = figure.get_size_inches() * DPI
    wide = max(NARROWEST, (width - EDGE.sum() - rooms.sum()) / len(rooms))
    lefts = EDGE[0] + np.cumsum(rooms[:, 0]) + np.r_[0, np.cumsum(rooms[:-1, 1] + wide)]
    for ax, left in zip(figure.axes, lefts):
        size = wide / width, (height - TOP - BOTTOM) / height
        ax.set_position([left / width, BOTTOM / height, *size])
    return None


def place_beside(figure, rooms):
    """Place the hero on the left, and the others in equal parts of the height beside it."""
    width, height = figure.get_size_inches() * DPI
    hero, border = hero_of(figure), HERO * width
    others = [k for k in range(len(rooms)) if k != hero]
    wide = max(NARROWEST, border - EDGE[0] - rooms[hero].sum())
    high = height - TOP - BOTTOM
    corner = (EDGE[0] + rooms[hero, 0]) / width, BOTTOM / height
    figure.axes[hero].set_position([*corner, wide / width, high / height])
    left, right = rooms[others].max(axis=0)
    wide = max(NARROWEST, width - border - left - right - EDGE[1])
    part = height / len(others)
    for row, k in enumerate(others):
        bottom = height - (row + 1) * part + BOTTOM
        size = wide / width, max(NARROWEST, part - TOP - BOTTOM) / height
        figure.axes[k].set_position([(border + left) / width, bottom / height, *size])


def tiles_of(figure):
    """Return (left, width, top, height) of each panel's tile, as fractions of the figure.

    Side by side, a tile begins where the room for its labels does, and ends where the next one
    begins.
    """
    if (hero := hero_of(figure)) is not None:
        n_others = len(figure.axes) - 1
        part = 1 / n_others
        beside = [(HERO, 1 - HERO, row * part, part) for row in range(n_others)]
        return [*beside[:hero], (0.0, HERO, 0.0, 1.0), *beside[hero:]]
    width = figure.get_figwidth() * DPI
    lefts = [ax.get_position().x0 for ax in figure.axes] - rooms_of(figure)[:, 0] / width
    lefts = np.maximum(lefts, 0)
    widths = np.diff(lefts, append=1.0)
    return [(left, wide, 0.0, 1.0) for left, wide in zip(lefts.tolist(), widths.tolist())]
