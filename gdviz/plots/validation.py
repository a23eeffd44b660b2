"""How a run does on rows that it was not trained on."""

from typing import NamedTuple

import numpy as np
from matplotlib.lines import Line2D

from gdviz.objectives import loss_many
from gdviz.plots import style
from gdviz.plots.arguments import check_drawn, check_run
from gdviz.plots.curves import check_x, label_axes
from gdviz.plots.theme import LIGHT
from gdviz.words import _

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

    Raises
    ------
    ValueError
        If the objectives have another number of parameters than the run, the validation loss is
        nowhere finite, or an argument is of a wrong kind.
    """
    check_x(x)
    for part in (training, validation):
        check_run(trajectory, check_drawn(part).n_params)
    losses = [loss_many(part, trajectory.params) for part in (training, validation)]
    if not np.isfinite(losses[1]).any():
        raise ValueError(_("the validation loss must be finite somewhere. Got none that is."))
    ax = style.prepare(ax, theme)
    time = getattr(trajectory, x)
    looks = {"linewidth": style.LINE, "zorder": 3}
    solid = ax.plot(time, losses[0], color=theme.text, label=_("training"), **looks)[0]
    looks |= {"color": theme.limit, "label": _("validation")}
    dashed = ax.plot(time, losses[1], linestyle=DASHES, **looks)[0]
    best = np.nanargmin(losses[1])
    dot = ax.plot(time[best], losses[1][best], "o", markersize=10, color=theme.limit, zorder=4)[0]
    label_axes(ax, x, None)
    style.legend(ax, theme)
    return TwoCurves(solid, dashed, dot)
