"""How every picture of gdviz is dressed: axes, titles, legends, in sizes for a projector.

Sizes are set on the artists; ``matplotlib.rcParams`` is never touched.
"""

import numpy as np
from matplotlib.patheffects import Normal, Stroke
from matplotlib.ticker import AutoLocator, MaxNLocator, NullLocator

from gdviz.checks import kind_of
from gdviz.plots import projector
from gdviz.plots.arguments import check_any_axes, check_axes
from gdviz.plots.theme import LIGHT, check_theme
from gdviz.plots.ticks import LinearTickFormatter, LinearTicks, LogTickFormatter, LogTicks
from gdviz.words import _

TITLE, LABEL, TICK = 14, 12.5, 11
LINE = 2.5
FIGURE_SIZE, FIGURE_DPI = (9.6, 5.4), 100
LINE_STYLES = ("-", (0, (5, 1.5)), (0, (1.2, 1.2)), (0, (6, 1.5, 1.2, 1.5)), (0, (9, 2)), "-")


def prepare(ax, theme):
    """Return ``ax`` dressed for the theme; without one, the axes of a new figure.

    Raises
    ------
    ValueError
        If ``ax`` is not flat axes of matplotlib, or ``theme`` is no theme.
    """
    check_theme(theme)
    if ax is None:
        ax = new_figure().add_subplot()
    return dress(ax, theme)


def canvas(ax, theme, draw_ground):
    """Return ``ax`` as it is, to draw on; without one, those of a new figure with its ground.

    ``draw_ground()`` makes the new figure and returns an artist on it.
    """
    check_theme(theme)
    return draw_ground().axes if ax is None else check_axes(ax)


def new_figure():
    """Return an empty figure that pyplot, and so the notebook, will show."""
    from matplotlib import pyplot

    figure = pyplot.figure(figsize=FIGURE_SIZE, dpi=FIGURE_DPI, layout="constrained")
    figure.get_layout_engine().set(w_pad=0.12, h_pad=0.1)
    return figure


def dress(ax, theme):
    """Set the colors and sizes of the axes, their labels, ticks and grid. Return the axes."""
    check_theme(theme)
    projector.fit(check_axes(ax).figure.canvas.figure)
    ax.figure.set_facecolor(theme.figure)
    ax.set_facecolor(theme.panel)
    ax.set_axisbelow(True)
    ax.grid(color=theme.grid, linewidth=0.8)
    ax.tick_params(which="both", colors=theme.text, labelsize=TICK, length=4, color=theme.grid)
    for spine in ax.spines.values():
        spine.set(color=theme.grid, linewidth=1.2)
    for axis in (ax.xaxis, ax.yaxis):
        axis.label.set(color=theme.text, size=LABEL)
        axis.offsetText.set(color=theme.text, size=TICK)
        if axis.get_scale() == "linear":
            linear_ticks(axis)
    ax.yaxis.offsetText.set(x=-0.02, ha="right")  # over the numbers: the title begins at 0
    ax.yaxis.OFFSETTEXTPAD = 8  # above a number at the very top
    if type(ax.xaxis.get_major_locator()) is AutoLocator:
        ax.xaxis.set_major_locator(LinearTicks())
    return ax


def title(ax, text, theme=LIGHT):
    """Write the title, at the left, where eyes begin.

    Parameters
    ----------
    ax : matplotlib Axes
    text : str
        It is broken into lines where it would run into the panel beside it.
    theme : Theme
        `LIGHT` or `DARK`.

    Returns
    -------
    matplotlib.text.Text

    Raises
    ------
    ValueError
        If ``ax`` is not axes of matplotlib, ``text`` no str, or ``theme`` no theme.
    """
    check_theme(theme)
    check_any_axes(ax)
    if not isinstance(text, str):
        raise ValueError(_("text must be a str. Got {given}.").format(given=kind_of(text)))
    text = projector.broken(text, ax, TITLE)
    return ax.set_title(text, loc="left", fontsize=TITLE, color=theme.text, pad=8)


def legend(ax, theme=LIGHT, **place):
    """Draw a legend in the colors of the theme.

    Parameters
    ----------
    ax : matplotlib Axes
    theme : Theme
        `LIGHT` or `DARK`.
    **place
        Handed to matplotlib's ``Axes.legend``, such as ``loc``.

    Returns
    -------
    matplotlib.legend.Legend or None
        None where there is nothing to name.

    Raises
    ------
    ValueError
        If ``ax`` is not axes of matplotlib, or ``theme`` no theme.
    """
    check_theme(theme)
    check_any_axes(ax)
    if not ax.get_legend_handles_labels()[1]:
        return None
    return ax.legend(
        fontsize=TICK,
        labelcolor=theme.text,
        facecolor=theme.panel,
        edgecolor=theme.grid,
        framealpha=0.9,
        **place,
    )


def linear_ticks(axis):
    """Write numbers out, 300,000 and not 3e5, as long as they are short."""
    axis.set_major_formatter(LinearTickFormatter())


def log_ticks(axis):
    """Make the axis logarithmic, with few ticks that can be read over any range."""
    axis.axes.set(**{f"{axis.axis_name}scale": "log"})
    axis.set_major_locator(LogTicks())
    axis.set_major_formatter(LogTickFormatter())
    axis.set_minor_locator(NullLocator())


def halo(theme, width=2.0):
    """Path effects that draw an outline, so that a mark stands out from the surface."""
    return [Stroke(linewidth=LINE + 2 * width, foreground=theme.panel, alpha=0.85), Normal()]


def style_of(index, theme):
    """Color and line style of the run number ``index`` of a comparison."""
    return {
        "color": theme.series[index % len(theme.series)],
        "linestyle": LINE_STYLES[index % len(LINE_STYLES)],
    }


def surface_colors(theme, n_colors):
    """Return ``n_colors`` colors from valley to ridge, shape (n_colors, 4)."""
    return theme.colormap(np.linspace(0, 1, n_colors))


def dress3d(ax, theme):
    """Set the colors and sizes of 3-D axes. Return the axes."""
    check_theme(theme)
    projector.fit(check_axes(ax, in_perspective=True).figure.canvas.figure)
    ax.figure.set_facecolor(theme.figure)
    ax.set_facecolor(theme.figure)
    ax.set_box_aspect((1.35, 1.35, 0.9), zoom=1.12)
    ax.computed_zorder = False
    ax.grid(False)
    for axis in (ax.xaxis, ax.yaxis, ax.zaxis):
        axis.set_pane_color(theme.grid, alpha=0.35)
        axis.line.set_color(theme.grid)
        axis.label.set(color=theme.text, size=LABEL)
        axis.labelpad = 12
        axis.set_tick_params(colors=theme.text, labelsize=TICK, pad=6)
        axis.set_major_locator(MaxNLocator(5, steps=(1, 2, 5, 10)))
        linear_ticks(axis)
    return ax
