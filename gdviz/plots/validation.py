"""How a run does on rows that it was not trained on."""

from typing import NamedTuple

from matplotlib.lines import Line2D

from gdviz.objectives import loss_many
from gdviz.plots import style
from gdviz.plots.curves import check_x, label_axes
from gdviz.plots.theme import LIGHT

DASHES = (0, (4, 1.5))


class TwoCurves(NamedTuple):
    """The artists of `two_curves`."""

    training: Line2D
    validation: Line2D
    lowest: Line2D


def two_curves(trajectory, training, validation, *, ax=None, x="epoch", theme=LIGHT):
    """Draw the loss along one run over two sets of data: trained on, and held out.

    Parameters
    ----------
    trajectory : Trajectory
        The run. Both losses are measured at each of its records.
    training, validation : object
        Objectives of the same model, each with its own rows. A penalty is left out, when this is
        the objective without it.
    ax : matplotlib Axes, optional
        Where to draw; by default on a new figure.
    x : str
        What the x axis counts, see `loss_curve`.
    theme : Theme
        `LIGHT` or `DARK`.

    Returns
    -------
    TwoCurves
        Both lines, and the dot where the validation loss is lowest.
    """
    check_x(x)
    ax = style.prepare(ax, theme)
    time = getattr(trajectory, x)
    losses = [loss_many(part, trajectory.params) for part in (training, validation)]
    looks = {"linewidth": style.LINE, "zorder": 3}
    solid = ax.plot(time, losses[0], color=theme.text, label="training", **looks)[0]
    looks |= {"color": theme.limit, "label": "validation"}
    dashed = ax.plot(time, losses[1], linestyle=DASHES, **looks)[0]
    best = losses[1].argmin()
    dot = ax.plot(time[best], losses[1][best], "o", markersize=10, color=theme.limit, zorder=4)[0]
    label_axes(ax, x, None)
    style.legend(ax, theme)
    return TwoCurves(solid, dashed, dot)
