"""Checks of what the functions that draw are given. Messages are those of `gdviz.checks`."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import is_color_like

from gdviz.checks import as_rows, finite_array, kind_of
from gdviz.descent import Trajectory
from gdviz.words import _, ngettext


def check_axes(ax, *, in_perspective=False):
    """Return ``ax``, if it is matplotlib axes: flat ones, or those of a surface in perspective.

    Raises
    ------
    ValueError
        If it is anything else: a figure, say, or the array of axes that `pyplot.subplots` returns.
    """
    if (check_any_axes(ax).name == "3d") != in_perspective:
        flat = _("ax must be axes flat. Got the other kind.")
        other = _("ax must be axes made with projection='3d'. Got the other kind.")
        raise ValueError(other if in_perspective else flat)
    return ax


def check_any_axes(ax):
    """Return ``ax``, if it is matplotlib axes of any kind."""
    if isinstance(ax, Axes):
        return ax
    is_several = isinstance(ax, (np.ndarray, list, tuple))
    several = _("{n} of them: pass one, such as axes[0]")
    got = several.format(n=np.size(ax)) if is_several else kind_of(ax)
    raise ValueError(
        _("ax must be matplotlib axes, as pyplot.subplots() makes them. Got {got}.").format(got=got)
    )


def check_drawn(objective):
    """Return ``objective``, if it has what a picture of its loss needs; its gradient is not."""
    if isinstance(objective, type) or not (
        hasattr(objective, "n_params") and callable(getattr(objective, "loss", None))
    ):
        raise ValueError(
            _("objective must have n_params and loss to be drawn. Got {given}.").format(
                given=kind_of(objective)
            )
        )
    return objective


def check_rows(rows, n_samples):
    """Return ``rows`` as an array of row numbers, all of them from 0 to n_samples − 1."""
    rows = as_rows(rows, n_samples)
    if rows.min() < 0 or rows.max() >= n_samples:
        wrong = rows[(rows < 0) | (rows >= n_samples)][0]
        raise ValueError(
            _("rows must be from 0 to {last} (the last row). Got {wrong}.").format(
                last=n_samples - 1, wrong=wrong
            )
        )
    return rows


def check_run(run, n_params=None):
    """Return ``run``, if it is a `Trajectory`, and has so many parameters."""
    if not isinstance(run, Trajectory):
        raise ValueError(
            _(
                "trajectory must be a Trajectory, as gd.gradient_descent returns it. Got {given}."
            ).format(given=kind_of(run))
        )
    if n_params is not None and run.params.shape[1] != n_params:
        raise ValueError(
            ngettext(
                "trajectory must have {n} parameter. Got {given}.",
                "trajectory must have {n} parameters. Got {given}.",
                n_params,
            ).format(n=n_params, given=run.params.shape[1])
        )
    return run


def runs_of(trajectories, n_params):
    """Return one or several runs as a list."""
    if not isinstance(trajectories, (list, tuple)):
        trajectories = [trajectories]
    return [check_run(run, n_params) for run in trajectories]


def check_color(color):
    """Return ``color``, if matplotlib knows it; None chooses the theme's."""
    if color is not None and not is_color_like(color):
        raise ValueError(
            _("color must be a matplotlib color, such as '#D55E00'. Got {color!r:.60}.").format(
                color=color
            )
        )
    return color


def path_of(trajectory, n_params):
    """Return params (n_records, n_params), steps and losses of a run, or of bare params.

    Losses are None where only params are given.
    """
    if isinstance(trajectory, (np.ndarray, list, tuple)):
        params = finite_array("trajectory", trajectory)
        if params.ndim != 2 or params.shape[1] != n_params:
            raise ValueError(
                _(
                    "trajectory must have shape (n_records, {n_params}), θ along the path. Got "
                    "{given}."
                ).format(n_params=n_params, given=params.shape)
            )
        return params, np.arange(len(params)), None
    run = check_run(trajectory, n_params)
    return run.params, run.step, run.loss
