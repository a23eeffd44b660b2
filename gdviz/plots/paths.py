"""The path of a run through parameter space, on whatever ground."""

from gdviz.plots import style
from gdviz.plots.arguments import check_any_axes, check_color, path_of
from gdviz.plots.edge import mark_outside
from gdviz.plots.marks import disk, line_looks, ring
from gdviz.plots.theme import LIGHT, check_theme
from gdviz.words import _


def path(trajectory, *, ax=None, theme=LIGHT, color=None, linestyle="-", label=None):
    """Draw the path of a run: a dot for every record, a ring at the start, a disk at the end.

    Parameters
    ----------
    trajectory : Trajectory or array_like of shape (n_records, 2)
        With two parameters; an array holds θ along the path.
    ax : matplotlib Axes, optional
        Where to draw, usually the axes of `contour`. On the axes of `surface3d` the path runs at
        the height of its loss.
    theme : Theme
        `LIGHT` or `DARK`.
    color : matplotlib color, optional
        By default that of the path. With ``linestyle`` and ``label``, for several runs on one
        surface.
    linestyle : str or tuple
        As in matplotlib.
    label : str, optional
        Text for the legend.

    Returns
    -------
    line, start, end : matplotlib.lines.Line2D

    Raises
    ------
    ValueError
        If the path has another number of parameters than two, or no loss for axes in perspective.

    Notes
    -----
    A path that begins or ends outside of the axes' limits gets a mark at the edge.
    """
    params, steps, loss = path_of(trajectory, 2)
    color = check_color(color) or check_theme(theme).path
    ax = style.prepare(ax, theme) if ax is None else check_any_axes(ax)
    points = list(params.T)
    if ax.name == "3d":
        points.append(heights(loss))
    line = ax.plot(
        *points, linestyle=linestyle, color=color, label=label, **line_looks(len(points[0]), theme)
    )
    start = ax.plot(*(p[:1] for p in points), "o", **ring(color, theme))
    end = ax.plot(*(p[-1:] for p in points), "o", **disk(color, theme))
    if ax.name != "3d":
        mark_outside(ax, params, steps, color, theme)
    return line[0], start[0], end[0]


def heights(loss):
    """Return the losses of a run, which a path in perspective runs at."""
    if loss is None:
        raise ValueError(
            _("trajectory must be a Trajectory to run at the height of its loss. Got bare params.")
        )
    return loss
