"""What moves over the loss surface or the curve of one parameter, in pictures and films.

Each function draws one part of a `Screen` on the axes. Where the part moves, it returns the
function that moves it to a record.
"""

import numpy as np

from gdviz.objectives import loss_many
from gdviz.plots import style
from gdviz.plots.edge import crossing, point_outward, triangle
from gdviz.plots.marks import disk, line_looks, ring
from gdviz.plots.slope import tangent_line
from gdviz.widgets.screen import GHOST

SHORTEST, LONGEST = 0.03, 100  # inches: shorter arrows are hidden, longer ones cut
STUB, STUB_ALPHA = 0.26, 0.55  # inches: below this length a stub shows the direction
FAN_ALPHA = 0.5  # of twenty paths, one over the other
GLYPH = {"units": "inches", "scale_units": "xy", "scale": 1, "angles": "xy"}
HEAD = {"headwidth": 3.2, "headlength": 3.2, "headaxislength": 3.2, "minshaft": 1, "minlength": 0}


def places(screen, run):
    """Return where a run is on the panel of the params, shape (2, n_records)."""
    if screen.objective.n_params == 2:
        return run.params.T
    return np.stack([run.params[:, 0], loss_many(screen.objective, run.params)])


def starts(ax, screen, theme):
    """Draw a ring at the start."""
    color = theme.path if len(screen.runners) == 1 else theme.text
    ax.plot(*places(screen, screen.longest)[:, :1], "o", **ring(color, theme))


def ghost_path(ax, screen, theme):
    """Draw the pinned run, whole."""
    if screen.ghost is None:
        return
    looks = {"color": theme.ghost, "linewidth": 2, "path_effects": style.halo(theme, 1)}
    ax.plot(*screen.ghost.params.T, zorder=3.5, **GHOST, **looks)
    ax.plot(*screen.ghost.params[-1:].T, "o", **disk(theme.ghost, theme) | {"markersize": 9})


def ghost_hops(ax, screen, theme):
    """Draw the pinned run along the curve."""
    if screen.ghost is not None:
        looks = {"color": theme.ghost, "linewidth": 1.6, "marker": "o", "markersize": 5}
        ax.plot(*places(screen, screen.ghost), zorder=3.5, **GHOST, **looks)


def fan(ax, screen, theme):
    """Draw the paths of other seeds so far."""
    looks = {"color": theme.ghost, "linewidth": 1.3, "alpha": FAN_ALPHA, "zorder": 3}
    lines = [ax.plot([], [], **looks)[0] for _ in screen.fan]

    def move(record):
        for line, path in zip(lines, screen.fan):
            line.set_data(*path.params[path.steps <= screen.longest.step[record]].T)
        return lines

    return move


def paths(ax, screen, theme):
    """Draw the way so far of every runner."""
    lines = []
    for runner in screen.runners:
        looks = line_looks(len(runner.run), theme)
        if len(screen.runners) > 1:
            looks["marker"] = ""
        lines += ax.plot([], [], **looks, **runner.looks)

    def move(record):
        for line, runner in zip(lines, screen.runners):
            line.set_data(*runner.run.params[: record + 1].T)
        return lines

    return move


def heads(ax, screen, theme):
    """Draw a disk where every runner is."""
    disks = [ax.plot([], [], "o", **disk(r.looks["color"], theme))[0] for r in screen.runners]

    def move(record):
        for mark, runner in zip(disks, screen.runners):
            mark.set_data(*runner.run.params[: record + 1][-1:].T)
        return disks

    return move


def leaving(ax, screen, theme):
    """Mark at the edge where a runner has left the panel."""
    limits = np.array([ax.get_xlim(), ax.get_ylim()])
    marks = []
    for runner in screen.runners:
        if crossing(runner.run.params, limits) is not None:
            looks = triangle(runner.looks["color"], theme)
            marks.append((runner.run, ax.plot([], [], clip_on=False, **looks)[0]))

    def move(record):
        for run, mark in marks:
            point_outward(mark, crossing(run.params[: record + 1], limits))
        return [mark for _, mark in marks]

    return move


def arrows(ax, screen, theme):
    """Draw −η∇J and the step to the next place, to scale."""
    if screen.arrows is None:
        return None
    glyphs = arrow_glyphs(ax, theme)

    def move(record):
        for glyph, step in zip(glyphs, screen.arrows(record)):
            point(glyph, screen.longest.params[record], step)
        return [artist for glyph in glyphs for artist in glyph]

    return move


def arrow_glyphs(ax, theme):
    """Draw two arrows without length, for all data and for the step; `point` moves them.

    Each is an arrow, and a stub that shows the direction of a step too short to be seen.
    """
    whole = ax.quiver(0, 0, 0, 0, color=theme.data, width=0.06, zorder=5, **GLYPH, **HEAD)
    part = ax.quiver(0, 0, 0, 0, color=theme.batch, width=0.032, zorder=5.1, **GLYPH, **HEAD)
    whole.set(edgecolor=theme.panel, linewidth=1)
    part.set(edgecolor=theme.edge, linewidth=1)
    stub = {"solid_capstyle": "round", "alpha": STUB_ALPHA, "zorder": 4.9}
    widths = {theme.data: 5, theme.batch: 2.4}
    return [
        (one, ax.plot([], [], color=c, linewidth=w, **stub)[0])
        for one, (c, w) in zip((whole, part), widths.items())
    ]


def point(glyph, place, step):
    """Let an arrow lead from a place as far as the step does; hide it without a step."""
    arrow, stub = glyph
    size = 0.0 if step is None else inches(step, arrow.axes)
    is_known = 0 < size < np.inf
    arrow.set_visible(is_known and size >= SHORTEST)
    stub.set_data([], [])
    if arrow.get_visible():
        arrow.set_offsets([place])
        arrow.set_UVC(*(np.asarray(step) * min(1, LONGEST / size))[:, None])
    if is_known and size < STUB:
        stub.set_data(*np.stack([place, place + np.asarray(step) * STUB / size], axis=1))


def inches(step, ax):
    """Return how long a move in the panel's units is in the picture."""
    box = ax.get_position().size * ax.figure.get_size_inches()
    widths = np.ptp([ax.get_xlim(), ax.get_ylim()], axis=1)
    with np.errstate(over="ignore", invalid="ignore"):
        return float(np.hypot(*(np.asarray(step) / widths * box)))


def batch_contour(ax, screen, theme):
    """Draw the ellipse on which J_B, the loss of the next mini-batch, is as high as here."""
    if screen.batch_loss is None:
        return None
    edge = ax.plot([], [], color=theme.edge, linewidth=4, zorder=3.6)[0]
    line = ax.plot([], [], color=theme.batch, linewidth=2.4, zorder=3.7, **GHOST)[0]

    def move(record):
        params, X = screen.longest.params[record], screen.objective.X[screen.next_rows[record]]
        y = screen.objective.y[screen.next_rows[record]]
        reach = 30 * np.ptp(ax.get_xlim())
        for one in (edge, line):
            one.set_data(*level_set(params, X, y, reach))
        return [edge, line]

    return move


def level_set(params, X, y, reach):
    """Return the ellipse ‖Xθ − y‖² = const through the params of a line, shape (2, n).

    A valley that is flat or nearly so is closed at ``reach``.
    """
    n, residual = len(y), X @ params - y
    floor = 1e-6 + np.mean(residual**2) / reach**2
    H, grad = X.T @ X / n + floor * np.eye(2), X.T @ residual / n
    middle = params - np.linalg.solve(H, grad)
    values, axes = np.linalg.eigh(H)
    height = (params - middle) @ H @ (params - middle)
    turn = np.linspace(0, 2 * np.pi, 73)
    circle = np.sqrt(height / values)[:, None] * np.stack([np.cos(turn), np.sin(turn)])
    return middle[:, None] + axes @ circle


def hops(ax, screen, theme):
    """Draw the way so far along the curve of one parameter."""
    points = places(screen, screen.longest)
    line = ax.plot([], [], color=theme.path, **line_looks(len(screen.longest), theme))[0]
    here = ax.plot([], [], "o", **disk(theme.path, theme))[0]

    def move(record):
        line.set_data(*points[:, : record + 1])
        here.set_data(*points[:, record : record + 1])
        return [line, here]

    return move


def tangent(ax, screen, theme):
    """Draw the tangent, and the level step −η J′(θ) to the next hop."""
    points = places(screen, screen.longest)
    looks = {"color": theme.limit, "linewidth": style.LINE, "linestyle": style.LINE_STYLES[1]}
    line = ax.plot([], [], zorder=3.8, path_effects=style.halo(theme, 1), **looks)[0]
    step = ax.plot([], [], color=theme.path, linewidth=3.5, zorder=5, marker=">", markersize=9)[0]
    step.set(markevery=[-1], markeredgecolor=theme.panel)

    def move(record):
        line.set_data(*tangent_line(screen.objective, screen.longest.params[record], ax))
        (x, y), ends = points[:, record], points[0, record : record + 2]
        step.set_data(ends, np.full(len(ends), y))
        step.set_marker("<" if ends[-1] < x else ">")
        step.set_visible(len(ends) == 2)
        return [line, step]

    return move


MOVING = (fan, batch_contour, paths, arrows, heads, leaving)
ON_CURVE = (hops, tangent)
