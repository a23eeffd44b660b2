"""What happens to each row in one epoch: where it lies, when it is read, what it weighs."""

from itertools import product

import numpy as np
from matplotlib.colors import LinearSegmentedColormap, to_hex

from gdviz.descent import sweep
from gdviz.descent.batches import rows_per_epoch
from gdviz.objectives import LeastSquares
from gdviz.plots import style
from gdviz.widgets.screen import GHOST
from gdviz.words import N_

DRAWN, BY_X, BY_Y = N_("as drawn"), N_("sorted by x"), N_("sorted by y")
ORDERS = (DRAWN, BY_X, BY_Y)
FIXED, RESHUFFLED, REPLACED = N_("fixed"), N_("reshuffled"), N_("with replacement")
DRAWINGS = (FIXED, RESHUFFLED, REPLACED)
KEPT, DROPPED, BY_B = N_("kept"), N_("dropped"), N_("divided by b")
LASTS = (KEPT, DROPPED, BY_B)
SETTINGS = tuple(product(ORDERS, DRAWINGS, LASTS))
PALE = 0.3  # what is still to come
N_TINTS = 22


def lying(objective, order):
    """Return the rows of a line fit in the order in which they lie."""
    X, y = objective.X[:, 1], objective.y
    keys = {DRAWN: np.zeros(len(y)), BY_X: X, BY_Y: y}
    return keys[order].argsort(kind="stable")


def fit(objective, order, divisor=None):
    """Return the line fit on the rows in that order; ``divisor`` stands for a batch's size."""
    rows = lying(objective, order)
    data = objective.X[rows], objective.y[rows]
    if divisor is None:
        return LeastSquares(*data)
    return LeastSquares(*data, scale=lambda n_rows: 0.5 / divisor)


def sizes_that_differ(batch_sizes, n_samples, last):
    """Return the batch sizes for which it matters what becomes of a short last batch."""
    return [b for b in batch_sizes if last == KEPT or n_samples % b]


def swept(objective, start, order, drawing, last, batch_sizes, *, seeds, **grid):
    """Return the sweep of each batch size and its place in it, by the name of its setting.

    Where b is the divisor each b is another objective. Where nothing is random one seed will do.
    """
    seeds = seeds[:1] if drawing == FIXED else seeds
    found = {}
    for sizes in [[b] for b in batch_sizes] if last == BY_B else [batch_sizes] * bool(batch_sizes):
        model = fit(objective, order, sizes[0] if last == BY_B else None)
        options = {"batch_sizes": sizes, "seeds": seeds, **reading(drawing, last), **grid}
        runs = sweep(model, start, **options)
        found |= {(b, order, drawing, last): (runs, j) for j, b in enumerate(sizes)}
    return found


def reading(drawing, last):
    """Return shuffle, replace and drop_last of a setting."""
    return {
        "shuffle": drawing == RESHUFFLED,
        "replace": drawing == REPLACED,
        "drop_last": last == DROPPED,
    }


def tail_weight(n_samples, batch_size, last):
    """Return what a row of a short last batch weighs in its update, times b: b/n_tail, 0 or 1."""
    tail = n_samples % batch_size
    return {KEPT: batch_size / tail if tail else 1.0, DROPPED: 0.0, BY_B: 1.0}[last]


def place_of(step, n_samples, batch_size, last):
    """Return the epoch after ``step`` updates, from 0, and how many of its rows were read."""
    n_rows = rows_per_epoch(n_samples, batch_size, last == DROPPED)
    per_epoch = -(-n_rows // batch_size)
    epoch = max(0, step - 1) // per_epoch
    return epoch, min(n_rows, (step - epoch * per_epoch) * batch_size)


def ramp(theme):
    """Return the colors of rows, from the lowest y to the highest."""
    ends = LinearSegmentedColormap.from_list("gdviz_rows", [theme.data, theme.grid, theme.path])
    return [to_hex(color) for color in ends(np.linspace(0, 1, N_TINTS))]


def draw_bars(ax, ranks, n_read, batch_size, tail_weight, theme):
    """Draw the rows of an epoch in the order of reading, colored by the rank of their y.

    Those that are not read yet are pale. Below zero a foot shows rows that weigh nothing.
    """
    n, foot = len(ranks), ax.get_ylim()[0]
    places = np.arange(n)
    heights = np.where(places < n - n % batch_size, 1.0, tail_weight)
    tints = ramp(theme)
    bars = ax.bar(places + 0.5, heights - foot, 1.0, bottom=foot)
    for bar, rank, place in zip(bars, ranks, places):
        bar.set(color=tints[round(rank * (len(tints) - 1))], alpha=1.0 if place < n_read else PALE)


def draw_curves(ax, x, excess, is_past, theme):
    """Draw the excess loss of the first seed and the median of all: so far, and the rest pale."""
    for k, curve in enumerate((excess[0], np.median(excess, axis=0))):
        curve, looks = np.where(np.isfinite(curve), curve, np.nan), style.style_of(k, theme)
        ax.plot(x, curve, linewidth=2, alpha=PALE, **looks)
        ax.plot(x[is_past], curve[is_past], linewidth=style.LINE, **looks)


def draw_ghost(surface, curves, ghost, axis, theme):
    """Draw the pinned run: its path, and its excess loss on the axis that is counted on."""
    path, excess, times = ghost
    looks = {"color": theme.ghost, "linewidth": 2, **GHOST}
    surface.plot(*path.T, **looks)
    curves.plot(times[:, axis], np.where(np.isfinite(excess), excess, np.nan), **looks)
