"""Checks of what the functions that draw are given. Messages are those of `gdviz.checks`."""

import numpy as np
from matplotlib.axes import Axes

from gdviz.checks import finite_array, kind_of
from gdviz.descent import Trajectory


def check_axes(ax, *, in_perspective=False):
    """Return ``ax``, if it is matplotlib axes: flat ones, or those of a surface in perspective.

    Raises
    ------
    ValueError
        If it is anything else: a figure, say, or the array of axes that `pyplot.subplots` returns.
    """
    if isinstance(ax, Axes) and in_perspective == (ax.name == "3d"):
        return ax
    wanted = "made with projection='3d'" if in_perspective else "flat matplotlib axes"
    if isinstance(ax, Axes):
        got = "axes in perspective" if ax.name == "3d" else "flat axes"
    elif isinstance(ax, (np.ndarray, list, tuple)):
        got = f"{np.size(ax)} of them: pass one, such as axes[0]"
    else:
        got = kind_of(ax)
    raise ValueError(f"ax must be {wanted}. Got {got}.")


def check_run(run, name="trajectory"):
    """Return ``run``, if it is a `Trajectory`."""
    if not isinstance(run, Trajectory):
        raise ValueError(
            f"{name} must be a Trajectory, as gd.gradient_descent returns it. Got {kind_of(run)}."
        )
    return run


def path_of(trajectory, n_params):
    """Return params (n_records, n_params), steps and losses of a run, or of bare params.

    Losses are None where only params are given.
    """
    if isinstance(trajectory, (np.ndarray, list, tuple)):
        params = finite_array("trajectory", trajectory)
        if params.ndim != 2 or params.shape[1] != n_params:
            raise ValueError(
                f"trajectory must have shape (n_records, {n_params}), θ along the path. "
                f"Got {params.shape}."
            )
        return params, np.arange(len(params)), None
    run = check_run(trajectory)
    if run.params.shape[1] != n_params:
        s = "s" if n_params > 1 else ""
        raise ValueError(
            f"trajectory must have {n_params} parameter{s}. Got {run.params.shape[1]}."
        )
    return run.params, run.step, run.loss
