"""The loss of a network seen in a plane, and the shadow that its training casts on it."""

from dataclasses import replace

import numpy as np

from gdviz.checks import finite_array, kind_of
from gdviz.descent import Trajectory
from gdviz.objectives import Slice
from gdviz.plots.arguments import check_run, path_of
from gdviz.plots.curves import thinned
from gdviz.plots.paths import path
from gdviz.plots.surface import contour
from gdviz.plots.theme import LIGHT
from gdviz.plots.window import box, check_n_params
from gdviz.words import _

AROUND = ((-1.0, 1.0), (-1.0, 1.0))
MOST_SHOWN = 400


def landscape(
    plane, trajectory=None, *, shares=None, ax=None, window=None, theme=LIGHT, n_points=41
):
    """Draw J on a plane through parameter space, and the path of a run projected onto it.

    The path is dashed, because it does not lie in the plane: its loss is ``trajectory.loss``, not
    what the colors below it say.

    Parameters
    ----------
    plane : Slice
        With two directions.
    trajectory : Trajectory or array_like of shape (n_records, n_params), optional
        A run in the full space; an array holds θ along the path.
    shares : array_like, shape (2,), optional
        Part of the path's variance along each direction, see `principal_directions`; it is
        written beside the axes.
    ax : matplotlib Axes, optional
        Where to draw; by default on a new figure.
    window : pairs ((low, high), (low, high)), optional
        The part of the plane to show; by default the plane's own, else a square around the
        projected path, else −1 … 1.
    theme : Theme
        `LIGHT` or `DARK`.
    n_points : int
        Points of the grid along each axis. Each costs a pass over the data.

    Returns
    -------
    bands : matplotlib.contour.QuadContourSet
        Its ``axes`` is the place to draw more.
    marks : tuple of matplotlib.lines.Line2D
        The projected path, its start and its end; empty without a trajectory.

    Raises
    ------
    ValueError
        If the plane has another number of directions than two, the run another number of
        parameters than the full space, or an argument is of a wrong kind.
    """
    check_plane(plane)
    seen = None if trajectory is None else projected(plane, trajectory)
    if window is None:
        window = plane.window or (AROUND if seen is None else square_around(params_of(seen)))
    shares = None if shares is None else check_shares(shares)
    bands = contour(plane, ax=ax, window=window, theme=theme, n_points=n_points)
    axes = bands.axes
    axes.set_aspect("equal")
    axes.locator_params(nbins=6)
    if shares is not None:
        label = _("direction {k} ({share:.0%} of the variance)")
        across, up = (label.format(k=k, share=share) for k, share in enumerate(shares, 1))
        axes.set(xlabel=across, ylabel=up)
    if seen is None:
        return bands, ()
    return bands, path(thin(seen), ax=axes, theme=theme, linestyle="--")


def shadow(plane, trajectory):
    """Return what a slice shows of a run: the projected path, and the loss of the projected points.

    Parameters
    ----------
    plane : Slice
    trajectory : Trajectory
        A run in the full space.

    Returns
    -------
    Trajectory
        ``params`` are the coordinates of the nearest points of the slice, ``loss`` is J there.
        Where it differs from ``trajectory.loss``, the picture says little about the run.

    Raises
    ------
    ValueError
        If ``plane`` is no slice, or the run has another number of parameters than the full space.
    """
    check_run(trajectory)
    seen = projected(plane, trajectory)
    return replace(seen, loss=plane.loss_many(seen.params))


def check_plane(plane):
    """Refuse what is not a slice with two directions."""
    if not isinstance(plane, Slice):
        raise ValueError(
            _("plane must be a gd.objectives.Slice through parameter space. Got {given}.").format(
                given=kind_of(plane)
            )
        )
    check_n_params(plane, 2)


def check_shares(shares):
    """Return two parts of the variance."""
    shares = finite_array("shares", shares)
    if shares.shape != (2,):
        raise ValueError(
            _("shares must be two numbers, one a direction. Got shape {given}.").format(
                given=shares.shape
            )
        )
    return shares


def projected(plane, trajectory):
    """Return the run in the coordinates of the slice, with the losses of its true path.

    Bare params, shape (n_records, n_params), become bare coordinates.
    """
    if not isinstance(plane, Slice):
        check_plane(plane)
    params = path_of(trajectory, len(plane.origin))[0]
    if not isinstance(trajectory, Trajectory):
        return plane.coordinates(params)
    return replace(trajectory, params=plane.coordinates(params))


def params_of(path):
    """Return the params of a run, or bare ones as they are."""
    return path.params if isinstance(path, Trajectory) else path


def square_around(points):
    """Return a square window that holds the points (n, 2), so that lengths can be compared."""
    edges = np.array(box(points))
    half = np.ptp(edges, axis=1).max() / 2
    return tuple((float(middle - half), float(middle + half)) for middle in edges.mean(axis=1))


def thin(trajectory):
    """Return the run with at most `MOST_SHOWN` records: more would hide the line they make."""
    kept = thinned(len(trajectory), MOST_SHOWN)
    if not isinstance(trajectory, Trajectory):
        return trajectory[kept]
    parts = {name: getattr(trajectory, name)[kept] for name in ("params", "loss", "step")}
    return replace(trajectory, **parts)
