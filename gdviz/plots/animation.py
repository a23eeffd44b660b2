"""A run as a moving picture, for slides and for pages that cannot run Python.

The stage is drawn once; then artists are moved, never made anew.
"""

import shutil
from pathlib import Path

import numpy as np
from matplotlib import rc_context
from matplotlib.animation import FFMpegWriter, FuncAnimation, PillowWriter
from matplotlib.artist import Artist

from gdviz.checks import check_integer
from gdviz.objectives import loss_many
from gdviz.plots import style
from gdviz.plots.curves import check_x, thinned
from gdviz.plots.data import draw_batch, draw_fit, fitted_line, lit_size, single_feature
from gdviz.plots.stage import rendered, stage
from gdviz.plots.style import LIGHT
from gdviz.plots.surface import disk, line_looks, ring
from gdviz.plots.ticks import format_short
from gdviz.plots.window import window_around


def animate(objective, trajectory, *, fps=20, n_frames=120, x="step", window=None, theme=LIGHT):
    """Play a run: its path on the surface, its fit to the data, its loss.

    Parameters
    ----------
    objective : object
        With one or two parameters.
    trajectory : Trajectory
        The run. Run with ``record_rows=True`` to see the mini-batches light up.
    fps : int
        Frames per second.
    n_frames : int
        Longer runs are thinned evenly to this many records; first and last are always shown.
    x : str
        What the x axis of the loss curve counts, see `loss_curve`.
    window : pairs, optional
        Part of parameter space to show; by default `window_around` the run.
    theme : Theme
        `LIGHT` or `DARK`.

    Returns
    -------
    matplotlib.animation.FuncAnimation
        Hand it to `save`.
    """
    check_integer("fps", fps, low=1)
    check_integer("n_frames", n_frames, low=2)
    figure = stage_for(objective, trajectory, x=x, window=window, theme=theme)
    freeze(figure)
    show = put_on_stage(figure, objective, trajectory, x=x, theme=theme)
    frames = thinned(len(trajectory), n_frames)
    return FuncAnimation(figure, show, frames=frames, init_func=lambda: [], interval=1000 / fps)


def snapshot(objective, trajectory, *, record=-1, x="step", window=None, theme=LIGHT):
    """Draw one moment of a run: what `animate` shows at the given record.

    Parameters
    ----------
    objective, trajectory, x, window, theme
        As in `animate`.
    record : int
        Which record of the trajectory; by default the last.

    Returns
    -------
    matplotlib.figure.Figure
    """
    figure = stage_for(objective, trajectory, x=x, window=window, theme=theme)
    show = put_on_stage(figure, objective, trajectory, x=x, theme=theme)
    show(range(len(trajectory))[record])
    return figure


def save(animation, path):
    """Write an animation, 1280 pixels wide, to a .gif (with Pillow) or an .mp4 file (with ffmpeg).

    Parameters
    ----------
    animation : matplotlib.animation.FuncAnimation
        From `animate`.
    path : str or Path
        Ends in .gif or .mp4.

    Raises
    ------
    ValueError
        If the path ends otherwise.
    RuntimeError
        If ffmpeg is needed and not installed.
    """
    suffix = Path(path).suffix.lower()
    if suffix not in WRITERS:
        raise ValueError(f"path must end in {' or '.join(WRITERS)}. Got {str(path)!r}.")
    ffmpeg = find_ffmpeg() if suffix == ".mp4" else ""
    fps = round(1000 / animation.event_source.interval)
    with rc_context({"animation.ffmpeg_path": ffmpeg}):
        animation.save(path, writer=WRITERS[suffix](fps=fps), dpi="figure")


def find_ffmpeg():
    """Return the path of the ffmpeg program: the machine's, or that of imageio-ffmpeg."""
    if program := shutil.which("ffmpeg"):
        return program
    try:
        import imageio_ffmpeg
    except ImportError:
        raise RuntimeError(
            "Writing .mp4 needs ffmpeg, which was not found. Install it (pip install "
            "imageio-ffmpeg, or ffmpeg from conda, apt, brew or winget) or save a .gif."
        ) from None
    return imageio_ffmpeg.get_ffmpeg_exe()


WRITERS = {".gif": PillowWriter, ".mp4": FFMpegWriter}


def stage_for(objective, trajectory, *, x, window, theme):
    """Draw the stage that the run fits on."""
    check_x(x)
    return stage(
        objective,
        window=window_around(objective, [trajectory]) if window is None else window,
        loss_window=loss_window(trajectory, x),
        loss_x=x,
        theme=theme,
    )


def freeze(figure):
    """Turn the stage into one background picture: drawing a frame takes a fifth of the time."""
    figure.axes[-1].set_title("", loc="left")  # room for the caption that moves
    picture = rendered(figure)
    for ax in figure.axes:
        ax.set_axis_off()
        ax.set_title("", loc="left")
        for artist in (*ax.lines, *ax.collections, *ax.texts):
            artist.set_visible(False)
    figure.add_artist(Backdrop(picture))


class Backdrop(Artist):
    """Pixels of shape (height, width, 4) behind all axes, copied: figimage resamples them."""

    zorder = -1

    def __init__(self, pixels):
        super().__init__()
        self.pixels = np.ascontiguousarray(pixels[::-1])

    def draw(self, renderer):
        """Copy the pixels onto the canvas."""
        renderer.draw_image(renderer.new_gc(), 0, 0, self.pixels)


def put_on_stage(figure, objective, trajectory, *, x, theme):
    """Add the run's artists to the stage; return the function that moves them to a record."""
    parts = {"params": walker, "data": fitter, "loss": tracer}
    moves = [
        parts[ax.get_label()](ax, objective, trajectory, x=x, theme=theme) for ax in figure.axes
    ]

    def show(record):
        return [artist for move in moves for artist in move(record)]

    return show


def loss_window(trajectory, x):
    """Return the limits of the loss panel that hold the whole run."""
    loss = trajectory.loss[np.isfinite(trajectory.loss)]
    low, high = (loss.min(), loss.max()) if loss.size else (1, 1)
    room = 0.05 * (high - low) or 1.0
    limits = (low / 1.3, high * 1.3) if low > 0 else (low - room, high + room)
    return (0, getattr(trajectory, x)[-1] or 1), limits


def walker(ax, objective, trajectory, *, x, theme):
    """Draw the path in parameter space; return the function that moves it."""
    points = trajectory.params.T
    if objective.n_params == 1:
        points = np.stack([points[0], loss_many(objective, trajectory.params)])
    line = ax.plot([], [], color=theme.path, **line_looks(len(trajectory), theme))[0]
    ax.plot(*points[:, :1], "o", **ring(theme.path, theme))
    here = ax.plot([], [], "o", **disk(theme.path, theme))[0]

    def move(record):
        line.set_data(points[:, : record + 1])
        here.set_data(points[:, record : record + 1])
        return [line, here]

    return move


def fitter(ax, objective, trajectory, *, x, theme):
    """Draw the fit and the mini-batch over the data; return the function that moves them."""
    feature, y = single_feature(objective), objective.y
    fit = draw_fit(ax, [], [], theme)
    batch = draw_batch(ax, feature[:0], y[:0], theme)
    fit.set_zorder(batch.get_zorder() + 1)  # a batch of all rows would hide it

    def move(record):
        fit.set_data(fitted_line(objective, trajectory.params[record]))
        rows = trajectory.rows[record] if trajectory.rows else None
        rows = slice(0) if rows is None else rows
        batch.set_data(feature[rows], y[rows])
        batch.set_markersize(lit_size(len(y[rows])))
        return [fit, batch]

    return move


def tracer(ax, objective, trajectory, *, x, theme):
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
    return f"update {step:,}" + ("" if np.isnan(loss) else f", J = {format_short(loss)}")
