"""Least squares: the squared error of a model that is linear in its parameters.

A bias is a feature like any other, a column of ones put first by `gdviz.add_bias`.
"""

from functools import cached_property

import numpy as np

from gdviz.checks import (
    as_features,
    as_params,
    as_stack,
    check_features,
    check_number,
    check_targets,
    kind_of,
    takes,
)
from gdviz.objectives.factor import Directions, factor, least
from gdviz.objectives.stacks import dot, take, transposed_dot
from gdviz.words import _


def half_mean(n_rows):
    """1/(2n): the scale of the half-mean of squares, whose gradient has no factor 2."""
    return 1 / (2 * n_rows)


def mean(n_rows):
    """1/n: the scale of the mean of squares."""
    return 1 / n_rows


def total(n_rows):
    """1: the scale of the plain sum of squares, whose gradient grows with n."""
    return 1.0


class LeastSquares:
    r"""Squared error of a linear model.

    ::

        J(θ)  = scale(N) Σᵢ (θᵀxᵢ − yᵢ)²        half_mean: 1/(2N) Σ …
        ∇J(θ) = 2 scale(N) Xᵀ(Xθ − y)           half_mean: 1/N Xᵀ(Xθ − y)

    For the rows of a mini-batch, read b for N.

    Parameters
    ----------
    X : array_like, shape (n_samples, n_features)
        Features; for a line with a bias pass ``add_bias(x)``.
    y : array_like, shape (n_samples,)
        Targets.
    scale : callable, default half_mean
        Number of rows -> factor before the sum of squares: `half_mean`, `mean` or `total`.

    Attributes
    ----------
    X, y : ndarray
        The data in float64, read-only. They are copies, so what happens to your arrays later
        changes nothing; only an X above 100 MB or on disk (np.memmap) is not copied: leave it as
        it is.
    n_samples, n_params : int
    minimizer : ndarray, shape (n_params,)
        θ*, the minimizer of smallest norm.
    minimum : float
        J(θ*).

    Raises
    ------
    ValueError
        If the data are empty or not finite, or y is not of shape (n_samples,).

    Notes
    -----
    Over all data, ``J(θ) = scale(N) (‖Rθ − Qᵀy‖² + ‖y − QQᵀy‖²)`` with X = QR: the same number
    without reading the N rows again, for every X, and without the cancellation of large squares
    near the minimum.

    References
    ----------
    Hastie, Tibshirani, Friedman: The Elements of Statistical Learning, 2nd ed., section 3.2.

    Examples
    --------
    >>> from gdviz.datasets import add_bias, four_points
    >>> X, y = four_points()
    >>> objective = LeastSquares(add_bias(X), y)
    >>> round(objective.loss([0.0, 0.0]), 12)
    0.25
    >>> objective.grad([0.0, 0.0])
    array([-0.5, -1. ])
    """

    loss_is_cheap = True  # over all data it is a quadratic form, see `loss_many`

    def __init__(self, X, y, *, scale=half_mean):
        self.X = check_features(X)
        self.y = check_targets(y, len(self.X))
        self.n_samples, self.n_params = self.X.shape
        if not takes(scale, 1):
            raise ValueError(
                _(
                    "scale must be a function of the number of rows: half_mean, mean or total. Got "
                    "{scale!r}."
                ).format(scale=scale)
            )
        self._check_scale(scale(self.n_samples))
        self.scale = scale

    def _check_scale(self, factor):
        name = f"scale({self.n_samples})"
        check_number(name, factor, above=0)
        if not isinstance(factor, (int, float)):  # it is multiplied with arrays as it is
            raise ValueError(
                _("{name} must be a float. Got {given}.").format(name=name, given=kind_of(factor))
            )

    def __repr__(self):
        return f"LeastSquares(n_samples={self.n_samples}, n_params={self.n_params})"

    def predict(self, params, X):
        """Xθ, shape (len(X),): the values of the fit at the rows of X."""
        return as_features(X, self.n_params) @ as_params(params, self.n_params)

    @np.errstate(over="ignore", invalid="ignore")
    def loss(self, params, rows=None):
        """J over all data, or over the given rows: a float."""
        params = as_params(params, self.n_params)
        if rows is None:
            R, q, beyond = self._factor
            errors, n_rows = R.dot(params) - q, self.n_samples
        else:
            X, y = take(rows, self.X, self.y)
            errors, n_rows, beyond = X.dot(params) - y, len(y), 0.0
        return float(self.scale(n_rows) * (errors.dot(errors) + beyond))

    @np.errstate(over="ignore", invalid="ignore")
    def grad(self, params, rows=None):
        """∇J over all data, or over the given rows; shape (n_params,)."""
        params = as_params(params, self.n_params)
        X, y = (self.X, self.y) if rows is None else take(rows, self.X, self.y)
        return 2 * self.scale(len(y)) * X.T.dot(X.dot(params) - y)

    @np.errstate(over="ignore", invalid="ignore")
    def loss_many(self, params):
        """J over all data for a stack of parameters: (..., n_params) -> (...)."""
        R, q, beyond = self._factor
        errors = as_stack(params, self.n_params) @ R.T - q
        return self.scale(self.n_samples) * (np.einsum("...i,...i", errors, errors) + beyond)

    @np.errstate(over="ignore", invalid="ignore")
    def grad_many(self, params, rows=None):
        """∇J of many runs, each with its rows: (runs, n_params), (runs, b) -> (runs, n_params)."""
        params = as_stack(params, self.n_params)
        if rows is None:
            R, q, _ = self._factor
            return 2 * self.scale(self.n_samples) * ((params @ R.T - q) @ R)
        X, y = take(rows, self.X, self.y, n_axes=2)
        return 2 * self.scale(y.shape[-1]) * transposed_dot(X, dot(X, params) - y)

    def hessian(self, params=None):
        """2 scale(N) XᵀX, the same everywhere; shape (n_params, n_params)."""
        return 2 * self.scale(self.n_samples) * (self.X.T @ self.X)

    def condition_number(self):
        """κ of the Hessian, from the data themselves: squares would lose it from 1e16 on."""
        R, q, _ = self._factor
        stretch = Directions(R, q).stretch()
        return stretch * stretch

    def row_hessians(self, batch_size):
        """√(2 scale(b) b) X, whose rows z have the Hessians zzᵀ in a mean of b, and no rest."""
        factor = np.sqrt(2 * self.scale(batch_size) * batch_size)
        return factor * self.X, np.zeros((self.n_params, self.n_params))

    def moments(self):
        """[xᵢxᵢᵀ | xᵢyᵢ] of every row, shape (N, n_params, n_params + 1).

        Summed over a batch and multiplied by 2 scale(b) they are A and c of its gradient Aθ − c.
        """
        return self.X[:, :, None] * np.column_stack([self.X, self.y])[:, None, :]

    @property
    def minima(self):
        """The minimizer as a list of one; shape (1, n_params)."""
        return self.minimizer[None]

    @property
    def minimizer(self):
        """θ*, the minimizer of smallest norm; shape (n_params,)."""
        return self._solution[0]

    @property
    def minimum(self):
        """J(θ*), a float."""
        return self._solution[1]

    @cached_property
    def _factor(self):
        """R, Qᵀy and ‖y − QQᵀy‖², for X = QR."""
        whole, n = factor(self.X, self.y), self.n_params
        beyond = whole[n:, n]
        return whole[:n, :n].copy(), whole[:n, n].copy(), float(beyond.dot(beyond))

    @cached_property
    def _solution(self):
        """θ* and J(θ*)."""
        params, square = least(self.X, self.y, *self._factor)
        return params, min(self.scale(self.n_samples) * square, self.loss(params))
