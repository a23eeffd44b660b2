"""A loss of a thousand parameters, cut along a line or a plane that can be drawn."""

import numpy as np

from gdviz.checks import (
    as_params,
    as_rng,
    as_stack,
    check_integer,
    check_params,
    finite_array,
    kind_of,
)
from gdviz.floats import power_of_two
from gdviz.objectives.stacks import around, at, loss_many
from gdviz.words import N_, _


class Slice:
    """J(origin + Σₖ aₖ dₖ): an objective in the one or two coordinates a.

    Everything that draws, checks or minimizes an objective takes it as well. What lies outside of
    the line or plane it does not show: `coordinates` projects, and a projected point has a loss of
    its own.

    Parameters
    ----------
    objective : objective
        With any number of parameters.
    origin : array_like, shape (n_params,)
        The point where a = 0.
    directions : array_like, shape (k, n_params) or (n_params,)
        d₁ … d_k, linearly independent.
    window : tuple of (low, high), optional
        For each coordinate the range worth drawing.

    Attributes
    ----------
    n_samples : int
        As of the objective.
    n_params : int
        k.
    param_names : list of str
        How a picture calls its axes: "direction 1", …

    Raises
    ------
    ValueError
        If origin or directions have another length than the objective has parameters, or the
        directions depend on each other.

    Examples
    --------
    >>> from gdviz.objectives import quadratic
    >>> line = Slice(quadratic(np.diag([1.0, 3.0, 5.0])), [0.0, 0.0, 1.0], [0.0, 2.0, 0.0])
    >>> line.loss([1.0])  # at (0, 2, 1): ½ (3·4 + 5)
    8.5
    >>> line.coordinates([7.0, 4.0, 9.0])
    array([2.])
    """

    def __init__(self, objective, origin, directions, *, window=None):
        self.objective = objective
        self.origin = check_params(objective, origin)
        self.directions = np.atleast_2d(finite_array("directions", directions))
        self.n_samples, self.n_params = objective.n_samples, len(self.directions)
        self.window = window
        self.param_names = [_("direction {k}").format(k=k) for k in range(1, self.n_params + 1)]
        if self.directions.shape[1] != objective.n_params:
            raise ValueError(
                _(
                    "directions must have {n_params} components, one for each parameter. Got "
                    "{given}."
                ).format(n_params=objective.n_params, given=self.directions.shape[1])
            )
        if np.linalg.matrix_rank(self.directions) < self.n_params:
            raise ValueError(_("directions must be linearly independent. Got dependent ones."))

    def __repr__(self):
        return f"Slice({self.n_params} of {self.objective.n_params} dimensions)"

    def point(self, params):
        """The place in the full space: coordinates (..., k) -> (..., n_params)."""
        return self.origin + np.asarray(params, dtype=float) @ self.directions

    def coordinates(self, points):
        """The coordinates of the nearest point of the slice: (..., n_params) -> (..., k)."""
        return (np.asarray(points, dtype=float) - self.origin) @ np.linalg.pinv(self.directions)

    def at(self, samples_seen):
        """The slice of what an update meets when its run has read so many rows."""
        return around(self, at(self.objective, samples_seen))

    def loss(self, params, rows=None):
        """J at the place, a float."""
        return self.objective.loss(self.point(as_params(params, self.n_params)), rows)

    def grad(self, params, rows=None):
        """The slope along each direction, dₖᵀ∇J; shape (k,)."""
        place = self.point(as_params(params, self.n_params))
        return self.directions @ self.objective.grad(place, rows)

    def loss_many(self, params):
        """J over all data for a stack of coordinates: (..., k) -> (...)."""
        return loss_many(self.objective, self.point(as_stack(params, self.n_params)))


def random_directions(network, params, n_directions=2, *, seed=0):
    """Random directions, each unit as long as the network's own: filter-wise normalization.

    ::

        d ← d/‖d‖ · ‖w‖    for the weights w into each unit;    d ← 0 for biases

    So a step of 1 changes every unit by as much as it weighs, and slices through networks whose
    layers are scaled differently can be compared.

    Parameters
    ----------
    network : objective
        With ``unpack(params)``: views of the weights (n_inputs, n_units) and biases (n_units,) of
        every layer, as `MLP` has it.
    params : array_like, shape (n_params,)
        The trained network.
    n_directions : int
    seed : int

    Returns
    -------
    ndarray, shape (n_directions, n_params)

    References
    ----------
    H. Li, Z. Xu, G. Taylor, C. Studer, T. Goldstein: Visualizing the loss landscape of neural nets.
    NeurIPS (2018), section 4. Leaving biases alone is what the authors' program does by default.
    """
    params = check_params(network, params)
    if not hasattr(network, "unpack"):
        raise ValueError(
            _("network must have unpack(params), as an MLP has. Got {given}.").format(
                given=kind_of(network)
            )
        )
    n = check_integer("n_directions", n_directions, high=network.n_params)
    shape = n, network.n_params
    directions = as_rng("seed", seed).standard_normal(shape)
    for direction in directions:
        for part, own in zip(network.unpack(direction), network.unpack(params), strict=True):
            lengths = np.linalg.norm(own, axis=0) / np.linalg.norm(part, axis=0)
            part *= lengths if own.ndim == 2 else 0
    return directions


def principal_directions(params, n_directions=2):
    """The directions in which a path moves most: its principal components.

    ::

        P − mean(P) = U S Vᵀ    directions: first rows of Vᵀ    shares: S²/ΣS²

    Parameters
    ----------
    params : array_like, shape (n_records, n_params)
        The path, one point a row.
    n_directions : int

    Returns
    -------
    directions : ndarray, shape (n_directions, n_params)
        Orthonormal; each points to the side of the path's end.
    shares : ndarray, shape (n_directions,)
        Part of the path's variance along each, decreasing.

    Raises
    ------
    ValueError
        If the path has no more points than directions are asked for, or stands still.

    Examples
    --------
    >>> directions, shares = principal_directions([[0, 0, 0], [4, 0, 1], [8, 0, 0]], 1)
    >>> directions.round(3) + 0.0, shares.round(3)
    (array([[1., 0., 0.]]), array([0.98]))
    """
    path = finite_array("params", params)
    n_directions = check_integer("n_directions", n_directions)
    if path.ndim != 2 or len(path) <= n_directions:
        raise ValueError(
            _("params must hold at least {least} points, one a row. Got {given}.").format(
                least=n_directions + 1, given=path.shape
            )
        )
    check_integer("n_directions", n_directions, high=path.shape[1], of=N_("the number of params"))
    path = path / power_of_two(np.abs(path).max())  # squares may leave the range of floats
    sizes, axes = np.linalg.svd(path - path.mean(axis=0), full_matrices=False)[1:]
    if sizes[0] == 0:
        raise ValueError(
            _("params must move to have a direction. Got the same point in every row.")
        )
    directions = axes[:n_directions]
    ahead = np.where(directions @ (path[-1] - path[0]) < 0, -1.0, 1.0)
    return directions * ahead[:, None], sizes[:n_directions] ** 2 / np.sum(sizes**2)
