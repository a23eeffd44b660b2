"""How every picture of gdviz looks: two themes, one palette, sizes for a projector.

The colors start from those of Okabe & Ito (2008), which color-blind people tell apart; a test holds
what became of them to that. A color always means the same thing: what belongs to the path (the
params, their fit, their loss) is vermilion, what belongs to all data is blue, the mini-batch is
lit in yellow.
Sizes are set on the artists; ``matplotlib.rcParams`` is never touched.
"""

from dataclasses import dataclass, replace

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patheffects import Normal, Stroke
from matplotlib.ticker import AutoLocator, MaxNLocator, NullLocator

from gdviz.plots import projector
from gdviz.plots.ticks import LinearTickFormatter, LinearTicks, LogTickFormatter, LogTicks

TITLE, LABEL, TICK = 14, 12.5, 11
LINE = 2.5
FIGURE_SIZE, FIGURE_DPI = (9.6, 5.4), 100


@dataclass(frozen=True)
class Theme:
    """The colors of one theme, each named after what it shows.

    Attributes
    ----------
    name : str
        "light" or "dark".
    figure, panel, text, grid : str
        Background around and inside the axes, letters, grid lines.
    path, batch, data, limit, ghost, minimum : str
        The run (and its fit), the mini-batch, all data, the stable limit, an earlier run,
        a minimum.
    edge : str
        Outline that lifts a mark off whatever lies below it.
    valley_to_ridge : tuple of str
        The color map of a loss surface, from its lowest to its highest part.
    series : tuple of str
        Colors of runs that are compared, used together with `LINE_STYLES`.
    """

    name: str
    figure: str
    panel: str
    text: str
    grid: str
    path: str
    batch: str
    data: str
    limit: str
    ghost: str
    minimum: str
    edge: str
    valley_to_ridge: tuple
    series: tuple

    @property
    def colormap(self):
        """The matplotlib color map of ``valley_to_ridge``."""
        return LinearSegmentedColormap.from_list(f"gdviz_{self.name}", self.valley_to_ridge)


LIGHT = Theme(
    name="light",
    figure="#FFFFFF",
    panel="#FFFFFF",
    text="#1B2430",
    grid="#DDE3EA",
    path="#D55E00",
    batch="#FFC21A",
    data="#0072B2",
    limit="#A3123F",
    ghost="#6B7280",
    minimum="#1B2430",
    edge="#1B2430",
    valley_to_ridge=("#FFFFFF", "#DCE9F5", "#B3CFE8", "#86AFD6", "#5D8DBF"),
    series=("#0072B2", "#D55E00", "#009E73", "#D187B4", "#6B3E00", "#1B2430"),
)

DARK = Theme(
    name="dark",
    figure="#11151B",
    panel="#171D26",
    text="#E8EDF3",
    grid="#313B49",
    path="#FF7A2B",
    batch="#FFF27A",
    data="#56B4E9",
    limit="#FF6F91",
    ghost="#A5AFBD",
    minimum="#FFFFFF",
    edge="#0A0D12",
    valley_to_ridge=("#131A24", "#1A2A3F", "#23405F", "#2F587F", "#3E709B"),
    series=("#56B4E9", "#FF7A2B", "#2FCB9B", "#B65A93", "#FFF27A", "#FFFFFF"),
)

# Light from the hall washes a projected picture out: nothing on white may be pale.
PROJECTED = replace(
    LIGHT,
    text="#0B1020",
    grid="#9AA6B5",
    path="#C24E00",
    data="#0052E0",
    limit="#A3003A",
    ghost="#525A66",
    minimum="#0B1020",
    edge="#0B1020",
    valley_to_ridge=("#FFFFFF", "#D3E4F6", "#9CC3E9", "#649DD6", "#3A76B8"),
    series=("#0052E0", "#C24E00", "#1E7A50", "#B040A8", "#5A3A00", "#0B1020"),
)
UNPROJECTED = replace(LIGHT)

LINE_STYLES = ("-", (0, (5, 1.5)), (0, (1.2, 1.2)), (0, (6, 1.5, 1.2, 1.5)), (0, (9, 2)), "-")


def project(screen):
    """Draw from now on for a `projector.Projector`, or with None for the learner's own screen.

    `LIGHT` itself takes the other colors, because notebooks and defaults hold on to it.
    """
    projector.current = screen
    vars(LIGHT).update(vars(UNPROJECTED if screen is None else PROJECTED))


def prepare(ax, theme):
    """Return ``ax`` dressed for the theme; without one, the axes of a new figure."""
    if ax is None:
        ax = new_figure().add_subplot()
    return dress(ax, theme)


def new_figure():
    """Return an empty figure that pyplot, and so the notebook, will show."""
    from matplotlib import pyplot

    figure = pyplot.figure(figsize=FIGURE_SIZE, dpi=FIGURE_DPI, layout="constrained")
    figure.get_layout_engine().set(w_pad=0.12, h_pad=0.1)
    return figure


def dress(ax, theme):
    """Set the colors and sizes of the axes, their labels, ticks and grid. Return the axes."""
    projector.fit(ax.figure.canvas.figure)
    ax.figure.set_facecolor(theme.figure)
    ax.set_facecolor(theme.panel)
    ax.set_axisbelow(True)
    ax.grid(color=theme.grid, linewidth=0.8)
    ax.tick_params(which="both", colors=theme.text, labelsize=TICK, length=4, color=theme.grid)
    for spine in ax.spines.values():
        spine.set(color=theme.grid, linewidth=1.2)
    for axis in (ax.xaxis, ax.yaxis):
        axis.label.set(color=theme.text, size=LABEL)
        if axis.get_scale() == "linear":
            linear_ticks(axis)
    if type(ax.xaxis.get_major_locator()) is AutoLocator:
        ax.xaxis.set_major_locator(LinearTicks())
    return ax


def title(ax, text, theme):
    """Write the title, at the left, where eyes begin."""
    text = projector.broken(text, ax, TITLE)
    return ax.set_title(text, loc="left", fontsize=TITLE, color=theme.text, pad=8)


def legend(ax, theme, **place):
    """Draw a legend in the colors of the theme; None where there is nothing to name."""
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
    """Write numbers out, 300,000 and not 3e5 with an offset in the corner."""
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
    projector.fit(ax.figure.canvas.figure)
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
