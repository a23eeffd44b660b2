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
from gdviz.plots import style
from gdviz.plots.curves import thinned
from gdviz.plots.moving import put_on_stage, stage_for
from gdviz.plots.stage import rendered
from gdviz.plots.surface import disk
from gdviz.plots.theme import LIGHT

WIDTH = 1280  # pixels


def animate(
    objective,
    trajectory,
    *,
    fps=20,
    n_frames=120,
    next_rows=None,
    x="step",
    window=None,
    theme=LIGHT,
):
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
    next_rows : sequence of (ndarray of int or None), optional
        For each record the mini-batch of the update that follows, which is lit up. By default what
        ``trajectory.rows`` knows of it: nothing after the last record, nor before updates that
        were not recorded.
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
    show = put_on_stage(figure, objective, trajectory, x=x, theme=theme, next_rows=next_rows)
    frames = thinned(len(trajectory), n_frames)
    return FuncAnimation(figure, show, frames=frames, init_func=lambda: [], interval=1000 / fps)


def snapshot(
    objective, trajectory, *, record=-1, next_rows=None, x="step", window=None, theme=LIGHT
):
    """Draw one moment of a run: what `animate` shows at the given record.

    Parameters
    ----------
    objective, trajectory, next_rows, x, window, theme
        As in `animate`.
    record : int
        Which record of the trajectory; by default the last.

    Returns
    -------
    matplotlib.figure.Figure
    """
    figure = stage_for(objective, trajectory, x=x, window=window, theme=theme)
    show = put_on_stage(figure, objective, trajectory, x=x, theme=theme, next_rows=next_rows)
    show(range(len(trajectory))[record])
    return figure


def replay(figure, lines, steps, *, theme, fps=20, n_frames=120):
    """Play lines from their first point to their last, a disk at the end of each.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        The finished picture; its last axes' title becomes "update …".
    lines : list of matplotlib.lines.Line2D
        One point for each record; a line with fewer points ends early.
    steps : ndarray of int, shape (n_records,)
        The update at each record.
    theme : Theme
    fps, n_frames : int
        As in `animate`.

    Returns
    -------
    matplotlib.animation.FuncAnimation
    """
    scale_to_slide(figure)
    paths = [line.get_xydata().copy() for line in lines]
    heads = [line.axes.plot([], [], "o", **disk(line.get_color(), theme))[0] for line in lines]
    show_all(lines, False)
    freeze(figure)
    show_all([legend for ax in figure.axes if (legend := ax.get_legend())], False)
    show_all([*lines, *heads], True)
    caption = style.title(figure.axes[-1], "", theme)

    def show(record):
        for points, line, head in zip(paths, lines, heads):
            line.set_data(*points[: record + 1].T)
            head.set_data(*points[: record + 1][-1:].T)
        caption.set_text(f"update {steps[record]:,}")
        return [*lines, *heads, caption]

    frames = thinned(len(steps), n_frames)
    return FuncAnimation(figure, show, frames=frames, init_func=lambda: [], interval=1000 / fps)


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


def show_all(artists, is_shown):
    """Show all of the artists, or hide them."""
    for artist in artists:
        artist.set_visible(is_shown)


def scale_to_slide(figure):
    """Make the figure `WIDTH` pixels wide, and an even number high: .mp4 wants it so."""
    width, height = figure.get_size_inches()
    figure.set_dpi(WIDTH / width)
    figure.set_size_inches(width, 2 * round(height * figure.dpi / 2) / figure.dpi)
