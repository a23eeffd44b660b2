"""Where a path leaves the picture: a mark at the edge, and a word."""

from typing import NamedTuple

import numpy as np

from gdviz.plots import style
from gdviz.plots.marks import triangle
from gdviz.words import _

MARKERS = {(0, -1): "<", (0, 1): ">", (1, -1): "v", (1, 1): "^"}  # by axis and side
INWARD = 14  # points from the mark to the word


class Crossing(NamedTuple):
    """Where a path goes through the edge: the place, through which side, to which point.

    ``side`` is the axis (0 or 1) and −1 or 1; ``index`` is None where no point is inside.
    """

    place: np.ndarray
    side: tuple
    index: int | None


def crossing(points, limits):
    """Return the last `Crossing` of a path that ends outside of the box, else None.

    Parameters
    ----------
    points : ndarray, shape (n, 2)
        The path; what is not finite is left out. Without any point inside, it is taken to come
        from the middle.
    limits : ndarray, shape (2, 2)
        ``[[low, high], [low, high]]``.
    """
    known = np.flatnonzero(np.isfinite(points).all(axis=1))
    inside = ((points[known] >= limits[:, 0]) & (points[known] <= limits[:, 1])).all(axis=1)
    if not known.size or inside[-1]:
        return None
    if not inside.any():
        return through(limits.mean(axis=1), points[known[-1]], limits, None)
    last = np.flatnonzero(inside)[-1]
    return through(points[known[last]], points[known[last + 1]], limits, int(known[last + 1]))


def through(start, end, limits, index):
    """Return the `Crossing` of the line from ``start`` within the box to ``end`` without."""
    past = np.maximum(limits[:, 0] - end, end - limits[:, 1])
    way = np.where(past > 0, np.abs(end - start), 1.0)
    share = np.where(past > 0, 1 - past / way, np.inf)
    axis = int(share.argmin())
    place = np.clip(start + share[axis] * (end - start), *limits.T)
    return Crossing(place, (axis, 1 if end[axis] > start[axis] else -1), index)


def mark_outside(ax, points, steps, color, theme):
    """Mark where a path comes into the axes, or leaves them for good, if it begins or ends outside.

    Parameters
    ----------
    ax : matplotlib Axes
        Its limits are those of the picture.
    points : ndarray, shape (n, 2)
    steps : ndarray of int, shape (n,)
        The update at each point.
    color : color
    theme : Theme

    Returns
    -------
    list of matplotlib.text.Annotation
        What is written beside the marks.
    """
    limits = np.sort([ax.get_xlim(), ax.get_ylim()], axis=1)
    marks = []
    if (entry := crossing(points[::-1], limits)) is not None:
        marks.append(mark(ax, entry, _("starts outside"), color, theme))
    if (exit_ := crossing(points, limits)) is not None:
        word = _("ends outside")
        if exit_.index is not None:
            word = _("leaves at update {step:,}").format(step=steps[exit_.index])
        marks.append(mark(ax, exit_, word, color, theme))
    return marks


def point_outward(line, crossing):
    """Put a `triangle` where a path crosses the edge; with None, take it away."""
    if crossing is None:
        line.set_data([], [])
    else:
        line.set_data(*crossing.place[:, None])
        line.set_marker(MARKERS[crossing.side])


def mark(ax, crossing, word, color, theme):
    """Draw a triangle on the edge that points outward, and the word within."""
    limits = ax.axis()
    point_outward(ax.plot([], [], clip_on=False, **triangle(color, theme))[0], crossing)
    ax.axis(limits)
    axis, sign = crossing.side
    is_right = sign > 0 if axis == 0 else crossing.place[0] > np.mean(ax.get_xlim())
    align = {"ha": "right" if is_right else "left"}
    align["va"] = "center" if axis == 0 else "top" if sign > 0 else "bottom"
    looks = {"color": theme.text, "fontsize": style.TICK, "path_effects": style.halo(theme, 0.5)}
    inward = [-sign * INWARD * (axis == 0), -sign * INWARD * (axis == 1)]
    place = {"xytext": inward, "textcoords": "offset points", "zorder": 6}
    return ax.annotate(word, crossing.place, **place, **align, **looks)
