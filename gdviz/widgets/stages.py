"""The still part of an interactive, and where its panels are."""

from dataclasses import asdict

import numpy as np

from gdviz.descent import gradient_descent
from gdviz.objectives import loss_many, max_learning_rate
from gdviz.plots import DARK, LIGHT, projector
from gdviz.plots.stage import draw_panels, panel_geometry, png
from gdviz.plots.window import DEEPEST, check_window, similar_scales, union, window_around

THEMES = {"light": LIGHT, "dark": DARK}
PANEL_WIDTH, HEIGHT = 373, 430
WITH_HERO = [800, 460]
ROW = 26  # pixels
MARGIN = 0.08
HIGHEST = 1e4  # times the start: up to here the loss axis follows a window's heights
N_GRID = 101

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


def sent(panels, theme, *, hero=None, n_more_rows=0):
    """Return the traits of a stage in one theme: picture, size and panels.

    Parameters
    ----------
    panels : dict of str to callable
        As in `gdviz.plots.stage.draw_panels`.
    theme : Theme
    hero : str or None
        The panel that is drawn large, where there are three.
    n_more_rows : int
        How many more rows of controls there are than usual.
    """
    size = size_of(len(panels), n_more_rows)
    figure = draw_panels(panels, size, large(hero))
    panels = [
        {**panel._asdict(), "title": ax.get_title(loc="left"), "labels": labels_of(ax)}
        for panel, ax in zip(panel_geometry(figure), figure.axes)
    ]
    return {f"stage_{theme.name}": png(figure), "stage_size": size, "panels": panels}


def large(hero):
    """Return the panel that is drawn large: in a lecture the letters leave no room for it."""
    return hero if projector.screen() is None else None


def labels_of(ax):
    """Return the names of the x and y axis."""
    return [ax.get_xlabel(), ax.get_ylabel()]


def size_of(n_panels, n_more_rows):
    """Return width and height of a stage in CSS pixels: the usual ones, or those of a lecture."""
    if projector.screen() is None:
        return [PANEL_WIDTH * n_panels, HEIGHT] if n_panels < 3 else WITH_HERO
    width, height = projector.screen().stage
    return [width, height - ROW * n_more_rows]


def palettes():
    """Return the colors of both themes by the names of what they show."""
    themes = {name: asdict(theme.palette) for name, theme in THEMES.items()}
    return {
        name: {role: colors[role] for role in COLORS} | {"surface": colors["valley_to_ridge"]}
        for name, colors in themes.items()
    }


def window_for(objective, start, sweep=None):
    """Return the part of parameter space to show: what is worth seeing, and the start.

    Where the objective does not know, the lowest place on any run is put in the middle.
    """
    if knows_window(objective):
        return similar_scales(including(window_around(objective), start))
    lowest = lowest_of(objective, sweep) if sweep else downhill_of(objective, start)
    reach = [max(1.3 * abs(a - b), 1e-3, 0.1 * abs(a)) for a, b in zip(start, lowest)]
    return similar_scales(tuple((a - r, a + r) for a, r in zip(lowest.tolist(), reach)))


def lowest_of(objective, sweep):
    """Return the params of the lowest loss on any run."""
    params = np.concatenate([path.reshape(-1, objective.n_params) for path in sweep.params])
    return params[np.nanargmin(np.concatenate([loss.ravel() for loss in sweep.loss]))]


def downhill_of(objective, start):
    """Return where a short run on all data leads."""
    limit = max_learning_rate(objective, start)
    rate = limit / 2 if np.isfinite(limit) else 0.1
    return gradient_descent(
        objective, start, learning_rate=rate, max_steps=50, record_loss=False
    ).params[-1]


def knows_window(objective):
    """Whether the objective says what is worth seeing."""
    return any(getattr(objective, name, None) is not None for name in ("window", "minima"))


def including(window, *places):
    """Return the window, widened where one of the places is outside or at its edge."""
    for place in places:
        if not all(low <= v <= high for v, (low, high) in zip(place, window)):
            pads = [MARGIN * (high - low) for low, high in window]
            window = union(window, tuple((v - pad, v + pad) for v, pad in zip(place, pads)))
    return window


def ends(paths, losses):
    """Return where runs end, without those that end above their start or nowhere at all.

    ``paths`` are of shape (n_records, n_params), ``losses`` (n_records,).
    """
    pairs = [(path[-1], loss) for path, loss in zip(paths, losses) if loss[-1] <= loss[0]]
    return [end for end, _ in pairs if np.isfinite(end).all()]


def loss_window(objective, window, losses, best=None, depth=1e-8):
    """Return the limits of the loss panel: from the lowest loss to that of most of the window.

    Parameters
    ----------
    objective : object
    window : pairs (low, high) or None
        Without one, the highest loss is the one at the start and above it as much again.
    losses : list of ndarray
        Their last axis is the record.
    best : float, optional
        J*, which the panel reaches down to unless everything else would be pressed together.
    depth : float
        The lowest loss that is shown, as a share of the highest.
    """
    lowest = min(np.nanmin(loss) for loss in losses)
    start = losses[0].flat[0]
    highest = start + 2 * (start - lowest)
    if window is not None:
        axes = [np.linspace(low, high, 21) for low, high in check_window(objective, window)]
        heights = loss_many(objective, np.stack(np.meshgrid(*axes), axis=-1))
        highest = max(highest, min(np.nanmedian(heights), HIGHEST * highest))
    if lowest >= 0 and highest > 0:
        if best is not None and DEEPEST * lowest <= best < lowest:
            lowest = best
        return (0, 1), (max(0.8 * lowest, depth * highest), highest)
    room = 0.06 * (highest - lowest) or 1.0
    return (0, 1), (lowest - room, highest + room)
