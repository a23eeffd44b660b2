"""What moves in the picture of a run: its path, its fit and mini-batch, its loss so far.

Artists are moved from record to record, never made anew.
"""

import numpy as np

from gdviz.checks import kind_of
from gdviz.objectives import loss_many
from gdviz.plots import style
from gdviz.plots.arguments import check_drawn, check_rows, check_run
from gdviz.plots.curves import HIGHEST, check_x
from gdviz.plots.data import draw_batch, draw_fit, fitted_line, lit_looks, single_feature
from gdviz.plots.edge import crossing, point_outward
from gdviz.plots.marks import disk, line_looks, ring, triangle
from gdviz.plots.numbers import format_short
from gdviz.plots.stage import stage
from gdviz.plots.window import known_minimum, loss_limits, window_around
from gdviz.words import _


def stage_for(objective, trajectory, *, x, window, theme):
    """Draw the stage that the run fits on."""
    check_x(x)
    check_run(trajectory, check_drawn(objective).n_params)
    return stage(
        objective,
        window=window_around(objective, [trajectory]) if window is None else window,
        loss_window=loss_window(trajectory, x, known_minimum(objective)),
        loss_x=x,
        theme=theme,
    )


def loss_window(trajectory, x, best):
    """Return the limits of the loss panel that hold the whole run, and J* where it is known."""
    loss = trajectory.loss[np.abs(trajectory.loss) < HIGHEST]
    low, high = (loss.min(), loss.max()) if loss.size else (1, 1)
    return (0, getattr(trajectory, x)[-1] or 1), loss_limits(low, high, best)


def put_on_stage(figure, objective, trajectory, *, x, theme, next_rows=None):
    """Add the run's artists to the stage; return the function that moves them to a record."""
    next_rows = checked_next_rows(next_rows, objective, trajectory)
    parts = {
        "params": lambda ax: walker(ax, objective, trajectory, theme),
        "data": lambda ax: fitter(ax, objective, trajectory, next_rows, theme),
        "loss": lambda ax: tracer(ax, trajectory, x, theme),
    }
    moves = [parts[ax.get_label()](ax) for ax in figure.axes]

    def show(record):
        return [artist for move in moves for artist in move(record)]

    return show


def checked_next_rows(next_rows, objective, trajectory):
    """Return which rows to light at each record: row numbers, a slice, or None for none."""
    if next_rows is None:
        return known_next_rows(trajectory)
    if not isinstance(next_rows, (list, tuple)) or len(next_rows) != len(trajectory):
        raise ValueError(
            _(
                "next_rows must be a sequence of {n} mini-batches, one a record. Got {given} "
                "of length {n_given}."
            ).format(n=len(trajectory), given=kind_of(next_rows), n_given=np.size(next_rows))
        )
    return [
        rows if rows is None or isinstance(rows, slice) else check_rows(rows, objective.n_samples)
        for rows in next_rows
    ]


def known_next_rows(trajectory):
    """Return the mini-batch of the update that follows each record; None where it was not kept."""
    if trajectory.rows is None:
        return [None] * len(trajectory)
    is_next = np.diff(trajectory.step, append=-1) == 1
    after = (*trajectory.rows[1:], None)
    return [rows if known else None for rows, known in zip(after, is_next)]


def walker(ax, objective, trajectory, theme):
    """Draw the path in parameter space; return the function that moves it."""
    points = trajectory.params.T
    if objective.n_params == 1:
        points = np.stack([points[0], loss_many(objective, trajectory.params)])
    line = ax.plot([], [], color=theme.path, **line_looks(len(trajectory), theme))[0]
    ax.plot(*points[:, :1], "o", **ring(theme.path, theme))
    here = ax.plot([], [], "o", **disk(theme.path, theme))[0]
    away = ax.plot([], [], clip_on=False, **triangle(theme.path, theme))[0]
    limits = np.array([ax.get_xlim(), ax.get_ylim()])

    def move(record):
        line.set_data(points[:, : record + 1])
        here.set_data(points[:, record : record + 1])
        point_outward(away, crossing(points[:, : record + 1].T, limits))
        return [line, here, away]

    return move


def fitter(ax, objective, trajectory, next_rows, theme):
    """Draw the fit and the next mini-batch over the data; return the function that moves them."""
    feature, y = single_feature(objective), np.asarray(objective.y)
    fit = draw_fit(ax, [], [], theme)
    batch = draw_batch(ax, feature[:0], y[:0], theme)
    fit.set_zorder(batch.get_zorder() + 1)  # a batch of all rows would hide it

    def move(record):
        fit.set_data(fitted_line(objective, trajectory.params[record]))
        rows = slice(0) if next_rows[record] is None else next_rows[record]
        batch.set_data(feature[rows], y[rows])
        batch.set(**lit_looks(len(y[rows])))
        return [fit, batch]

    return move


def tracer(ax, trajectory, x, theme):
    """Draw the loss so far; return the function that moves it."""
    time, loss = getattr(trajectory, x), trajectory.loss
    known = np.flatnonzero(np.isfinite(loss))
    line = ax.plot([], [], color=theme.path, linewidth=style.LINE)[0]
    here = ax.plot([], [], "o", clip_on=False, **disk(theme.path, theme))[0]
    caption = style.title(ax, "", theme)

    def move(record):
        past = known[known <= record]
        line.set_data(time[past], loss[past])
        here.set_data(time[past[-1:]], loss[past[-1:]])
        caption.set_text(words(trajectory, record))
        return [line, here, caption]

    return move


def words(trajectory, record):
    """Say in words where the run is: "update 57, J = 0.047"."""
    step, loss = trajectory.step[record], trajectory.loss[record]
    if np.isnan(loss):
        return _("update {step:,}").format(step=step)
    return _("update {step:,}, J = {loss}").format(step=step, loss=format_short(loss))
