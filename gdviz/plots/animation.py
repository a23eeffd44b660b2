"""A run as a moving picture, for slides and for pages that cannot run Python.

The stage is drawn once; then artists are moved, never made anew.
"""

import math

import numpy as np
from matplotlib.animation import FuncAnimation
from matplotlib.artist import Artist

from gdviz.checks import check_integer, check_number
from gdviz.plots.arguments import check_run
from gdviz.plots.curves import thinned
from gdviz.plots.moving import put_on_stage, stage_for
from gdviz.plots.stage import rendered
from gdviz.plots.theme import LIGHT
from gdviz.words import N_, _

WIDTH = 1280  # pixels
# The clock of the player (playback.js), and how long the last picture stands.
RUN_SECONDS, SLOWEST, HOLD = 8, 1.5, 1.5  # seconds, records a second, seconds


def animate(
    objective,
    trajectory,
    *,
    seconds=None,
    fps=None,
    n_frames=120,
    next_rows=None,
    x="step",
    window=None,
    width=WIDTH,
    theme=LIGHT,
):
    """Play a run: its path on the surface, its fit to the data, its loss.

    Parameters
    ----------
    objective : object
        With one or two parameters.
    trajectory : Trajectory
        The run. Run with ``record_rows=True`` to see the mini-batches light up.
    seconds : float, optional
        How long the run plays. By default as in the interactives: two thirds of a second for each
        record, at most 8 seconds. The last picture then stands for another 1.5 seconds.
    fps : float, optional
        Frames per second, instead of ``seconds``.
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
    width : int
        Width of the film in pixels, from 320 to 7680: 1920 fills a large slide.
    theme : Theme
        `LIGHT` or `DARK`.

    Returns
    -------
    matplotlib.animation.FuncAnimation
        Hand it to `save`.

    Raises
    ------
    ValueError
        If the objective has more than two parameters, the run is not one on it, both ``seconds``
        and ``fps`` are given, or an argument is of a wrong kind.
    """
    clock = timed(len(check_run(trajectory)), seconds=seconds, fps=fps, n_frames=n_frames)
    figure = stage_for(objective, trajectory, x=x, window=window, theme=theme)
    scale_to_slide(figure, width)
    freeze(figure)
    show = put_on_stage(figure, objective, trajectory, x=x, theme=theme, next_rows=next_rows)
    return Film(figure, show, clock)


class Film(FuncAnimation):
    """An animation that need not be saved: to drop it is no mistake that wants a warning.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
    show : callable
        ``show(record)`` moves the artists.
    clock : (records, fps)
        From `timed`.
    """

    def __init__(self, figure, show, clock):
        records, fps = clock
        looks = {"init_func": lambda: [], "interval": 1000 / fps}
        super().__init__(figure, show, frames=records, **looks)

    def __del__(self):
        pass


def timed(n_records, *, seconds=None, fps=None, n_frames=120):
    """Return which record each frame shows, and the frames per second; the last ones hold."""
    if seconds is not None and fps is not None:
        raise ValueError(
            _("at most one of seconds and fps may be given. Got {seconds} and {fps}.").format(
                seconds=seconds, fps=fps
            )
        )
    frames = thinned(n_records, check_integer("n_frames", n_frames, low=2))
    if fps is None:
        seconds = min(RUN_SECONDS, max(1, n_records - 1) / SLOWEST) if seconds is None else seconds
        fps = max(1, len(frames) - 1) / check_number("seconds", seconds, above=0)
    fps = check_number("fps", fps, above=0)
    hold = math.ceil(HOLD * fps)
    return np.append(frames, np.full(hold, frames[-1])), fps


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

    Raises
    ------
    ValueError
        As in `animate`; and if the run has no such record.
    """
    n = len(check_run(trajectory))
    record = check_integer("record", record, low=-n, high=n - 1, of=N_("the last record"))
    figure = stage_for(objective, trajectory, x=x, window=window, theme=theme)
    show = put_on_stage(figure, objective, trajectory, x=x, theme=theme, next_rows=next_rows)
    show(range(len(trajectory))[record])
    return figure


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


def scale_to_slide(figure, width):
    """Make the figure so many pixels wide, and an even number wide and high: .mp4 wants it so."""
    pixels = 2 * (check_integer("width", width, low=320, high=7680) // 2)
    inches, height = figure.get_size_inches()
    figure.set_dpi(pixels / inches)
    figure.set_size_inches(inches, 2 * round(height * figure.dpi / 2) / figure.dpi)
