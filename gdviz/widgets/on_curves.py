"""What moves over the loss curve and over the data, in pictures and films.

Each function draws one part of a `Screen` on the axes. Where the part moves, it returns the
function that moves it to a record.
"""

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D

from gdviz.plots import style
from gdviz.plots.curves import HIGHEST, LONG, X_LABELS, thinned
from gdviz.plots.data import fitted_line
from gdviz.plots.marks import disk
from gdviz.plots.moving import fitter, words
from gdviz.widgets.camera import grown
from gdviz.widgets.screen import GHOST
from gdviz.words import _

BAND = 0.0, 0.1, 0.9, 1.0  # quantiles: all seeds, and eight in ten
BAND_ALPHAS = 0.22, 0.4


def ghost_fit(ax, screen, theme):
    """Draw where the pinned run ends in the space of the data."""
    if screen.ghost is not None:
        looks = {"color": theme.ghost, "linewidth": 2, "path_effects": style.halo(theme, 1)}
        line = fitted_line(screen.objective, screen.ghost.params[-1])
        ax.plot(*line, zorder=3.4, **GHOST, **looks)


def fan_fits(ax, screen, theme):
    """Draw the fits of the other seeds."""
    looks = {"color": theme.ghost, "linewidth": 1.2, "alpha": 0.5, "zorder": 2.9}
    lines = [ax.plot([], [], **looks)[0] for _ in screen.fan]

    def move(record):
        for line, path in zip(lines, screen.fan):
            past = path.params[path.steps <= screen.longest.step[record]]
            line.set_data(*fitted_line(screen.objective, past[-1]))
        return lines

    return move


def fan_band(ax, screen, theme):
    """Shade where the losses of the other seeds are so far: all, and eight in ten."""
    if not screen.fan:
        return None
    steps, losses = screen.fan[0].steps, np.array([path.loss for path in screen.fan])
    times = np.interp(steps, screen.longest.step, getattr(screen.longest, screen.x))
    quantiles = np.quantile(np.where(np.isfinite(losses), losses, np.nan), BAND, axis=0)
    looks = {"color": theme.ghost, "linewidth": 0, "zorder": 2.2}
    areas = [ax.fill_between([], [], alpha=alpha, **looks) for alpha in BAND_ALPHAS]

    def move(record):
        past = steps <= screen.longest.step[record]
        for k, area in enumerate(areas):
            low, high = quantiles[[k, -1 - k]][:, past]
            there = (
                np.stack([times[past], low], axis=1),
                np.stack([times[past], high], axis=1)[::-1],
            )
            area.set_verts([np.concatenate(there)])
        return areas

    return move


def fit(ax, screen, theme):
    """Draw the fit, and light the mini-batch of the next update."""
    return fitter(ax, screen.objective, screen.longest, screen.next_rows, theme)


def curve_of(screen, run):
    """Return the time and the loss of a run, NaN where it is too high to be drawn."""
    loss = np.where(np.abs(run.loss) < HIGHEST, run.loss, np.nan)
    return np.asarray(getattr(run, screen.x), dtype=float), loss


def time_axis(ax, screen, theme):
    """Let the x axis count what the page's does; there is room for the last disk."""
    ax.set(xlim=(0, 1.04 * screen.end), xlabel=_(X_LABELS[screen.x]))
    ax.tick_params(axis="x", bottom=True, labelbottom=True)
    ax.xaxis.grid(True)


def loss_axis(ax, screen, theme):
    """Let the y axis hold the runs up to the record on the screen, and all of the pinned one."""
    curves = [curve_of(screen, r.run)[1][: screen.record + 1] for r in screen.runners]
    if screen.ghost is not None:
        curves.append(curve_of(screen, screen.ghost)[1])
    ax.set_ylim(grown(ax.get_ylim(), np.concatenate(curves), is_log=ax.get_yscale() == "log"))


def ghost_curve(ax, screen, theme):
    """Draw the loss of the pinned run."""
    if screen.ghost is not None:
        ax.plot(*curve_of(screen, screen.ghost), color=theme.ghost, linewidth=2, **GHOST)


def rest(ax, screen, theme):
    """Draw the whole loss curves faintly: what is ahead."""
    if not screen.show_future:
        return
    for runner in screen.runners:
        segments = [np.stack(curve_of(screen, runner.run), axis=1)]
        looks = {"linewidth": 2, "alpha": 0.32, "zorder": 2.5}
        ax.add_collection(LineCollection(segments, **runner.looks, **looks), autolim=False)


def target(ax, screen, theme):
    """Draw the loss to reach."""
    if screen.target is not None:
        ax.axhline(screen.target, color=theme.text, linewidth=1.5, linestyle=":")


def legend(ax, screen, theme):
    """Name the runners beside the last panel."""
    lines = [Line2D([], [], linewidth=style.LINE, label=r.name, **r.looks) for r in screen.runners]
    if len(lines) > 1:
        write_legend(ax, lines, theme)


def write_legend(ax, handles, theme):
    """Draw a legend to the right of the axes."""
    looks = {"labelcolor": theme.text, "facecolor": theme.panel, "edgecolor": theme.grid}
    place = {"loc": "upper left", "bbox_to_anchor": (1.03, 1.02)}
    ax.legend(handles=handles, fontsize=style.TICK, **looks, **place)


def now_line(ax, screen, theme):
    """Draw where the time is on the axis."""
    looks = {"color": theme.text, "linewidth": 1.5, "alpha": 0.55, "zorder": 2}
    line = LineCollection([], transform=ax.get_xaxis_transform(), **looks)
    ax.add_collection(line, autolim=False)
    time = getattr(screen.longest, screen.x)

    def move(record):
        line.set_segments([[(time[record], 0), (time[record], 1)]])
        return [line]

    return move


def batch_losses(ax, screen, theme):
    """Draw J_B of each next mini-batch so far, at the place where it is drawn."""
    if screen.batch_loss is None:
        return None
    run = screen.longest
    shown = thinned(len(run), LONG)
    losses = np.array([screen.batch_loss(run.params[k], screen.next_rows[k]) for k in shown])
    time = getattr(run, screen.x)[shown]
    looks = {"mfc": theme.batch, "mec": theme.edge, "mew": 0.5, "markersize": 4, "zorder": 2.8}
    dots = ax.plot([], [], "o", **looks)[0]

    def move(record):
        past = shown <= record
        dots.set_data(time[past], losses[past])
        return [dots]

    return move


def curves(ax, screen, theme):
    """Draw the loss so far of every runner."""
    lines = [ax.plot([], [], linewidth=style.LINE, zorder=4, **r.looks)[0] for r in screen.runners]
    drawn = [curve_of(screen, runner.run) for runner in screen.runners]

    def move(record):
        for line, (time, loss) in zip(lines, drawn):
            line.set_data(time[: record + 1], loss[: record + 1])
        return lines

    return move


def curve_heads(ax, screen, theme):
    """Draw a disk at the end of each loss curve so far."""
    drawn = [curve_of(screen, runner.run) for runner in screen.runners]
    colors = [runner.looks["color"] for runner in screen.runners]
    size = disk("", theme)["markersize"] ** 2
    looks = {"edgecolors": theme.panel, "linewidths": 1.8, "zorder": 6}
    dots = ax.scatter([0] * len(drawn), [1] * len(drawn), size, colors, clip_on=False, **looks)

    def move(record):
        dots.set_offsets([(time[: record + 1][-1], loss[: record + 1][-1]) for time, loss in drawn])
        return [dots]

    return move


def update_words(run, record):
    """Say which update it is."""
    return _("update {step}").format(step=f"{run.step[record]:,}")


def title(ax, screen, theme):
    """Say where the run is."""
    what = [ax.get_title(loc="left")] if ax.get_label() == "excess" else []
    text = style.title(ax, "", theme)
    run, is_race = screen.longest, len(screen.runners) > 1

    def move(record):
        now = update_words(run, record) if is_race else words(run, record)
        text.set_text(", ".join(filter(None, [*what, now])))
        return [text]

    return move


STILL = (time_axis, loss_axis, ghost_curve, rest, target, legend)
MOVING = (fan_band, now_line, batch_losses, curves, curve_heads, title)
