"""A picture of several runs, drawn already, as a film: its lines grow from their first point."""

from matplotlib.animation import FuncAnimation

from gdviz.plots import style
from gdviz.plots.animation import freeze
from gdviz.plots.curves import thinned
from gdviz.plots.surface import disk

WIDTH = 1280  # pixels


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


def show_all(artists, is_shown):
    """Show all of the artists, or hide them."""
    for artist in artists:
        artist.set_visible(is_shown)


def scale_to_slide(figure):
    """Make the figure `WIDTH` pixels wide, and an even number high: .mp4 wants it so."""
    width, height = figure.get_size_inches()
    figure.set_dpi(WIDTH / width)
    figure.set_size_inches(width, 2 * round(height * figure.dpi / 2) / figure.dpi)
