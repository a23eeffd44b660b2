"""Penalties on large parameters, put around any objective."""

import numpy as np

from gdviz.checks import as_array, as_params, as_stack, check_number, check_objective
from gdviz.objectives.curvature import hessian, row_hessians
from gdviz.objectives.stacks import around, at, grad_many, loss_many
from gdviz.words import _


def l2(objective, strength, *, mask=None):
    """J(θ) + ½ strength Σⱼ θⱼ², with gradient ∇J(θ) + strength · θ.

    The ½ makes `strength` the weight decay of plain gradient descent, as in PyTorch.
    scikit-learn's Ridge has neither the ½ nor the 1/N of the mean.

    Parameters
    ----------
    objective : objective
        Anything with loss and grad.
    strength : float
        0 or above.
    mask : array_like of bool, shape (n_params,), optional
        Which parameters are penalized; all by default. A bias is usually left out:
        ``mask=[False, True]``.

    Returns
    -------
    Penalized
        An objective. Its minima are not those of `objective`, and not known.

    Raises
    ------
    ValueError
        If `strength` is negative or `mask` does not fit.

    References
    ----------
    Goodfellow, Bengio, Courville: Deep Learning, section 7.1.1.

    Examples
    --------
    >>> from gdviz.objectives import bowl
    >>> l2(bowl(), 0.1).loss([1.0, 1.0])
    2.1
    """
    return Penalized(objective, strength, mask, _HALF_SQUARE)


def l1(objective, strength, *, mask=None):
    """J(θ) + strength Σⱼ |θⱼ|, with gradient ∇J(θ) + strength · sign(θ), and sign(0) = 0.

    The kink at 0 has no gradient; 0 is the subgradient of smallest size. So plain descent steps
    to and fro across a zero instead of staying there.

    Parameters
    ----------
    objective : objective
        Anything with loss and grad.
    strength : float
        0 or above.
    mask : array_like of bool, shape (n_params,), optional
        Which parameters are penalized; all by default.

    Returns
    -------
    Penalized
        An objective. Its minima are not those of `objective`, and not known.

    Raises
    ------
    ValueError
        If `strength` is negative or `mask` does not fit.

    References
    ----------
    Goodfellow, Bengio, Courville: Deep Learning, section 7.1.2.
    """
    return Penalized(objective, strength, mask, _ABSOLUTE)


def _half_square(p):
    return 0.5 * p**2


# Value, slope and curvature of the penalty on one parameter; named, so that they can be pickled.
_HALF_SQUARE = (_half_square, np.positive, np.ones_like)
_ABSOLUTE = (np.abs, np.sign, np.zeros_like)


class Penalized:
    """An objective plus a penalty, built by `l1` and `l2`; its data are the objective's."""

    _PASSED_ON = (
        *("X", "y", "predict", "log_probabilities", "n_features", "n_classes"),
        *("unpack", "initial_params", "window", "param_names", "loss_is_cheap"),
    )

    def __init__(self, objective, strength, mask, penalty):
        self.objective = check_objective(objective)
        self.n_samples, self.n_params = objective.n_samples, objective.n_params
        self.weights = check_number("strength", strength, low=0) * _check_mask(mask, self.n_params)
        self._value, self._slope, self._curvature = penalty

    def __repr__(self):
        return f"Penalized({self.objective!r})"

    def __getattr__(self, name):
        if name in self._PASSED_ON:
            return getattr(self.objective, name)
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    def at(self, samples_seen):
        """The penalized objective that an update meets when its run has read so many rows."""
        return around(self, at(self.objective, samples_seen))

    def loss(self, params, rows=None):
        """The penalized loss over all data, or over the given rows: a float."""
        params = as_params(params, self.n_params)
        return float(self.objective.loss(params, rows) + self._penalty(params))

    def grad(self, params, rows=None):
        """The gradient over all data, or over the given rows; shape (n_params,)."""
        params = as_params(params, self.n_params)
        return self.objective.grad(params, rows) + self.weights * self._slope(params)

    def loss_many(self, params):
        """The loss for a stack of parameters: (..., n_params) -> (...)."""
        params = as_stack(params, self.n_params)
        return loss_many(self.objective, params) + self._penalty(params)

    def grad_many(self, params, rows=None):
        """The gradient of many runs: (runs, n_params), (runs, b) -> (runs, n_params)."""
        params = as_stack(params, self.n_params)
        return grad_many(self.objective, params, rows) + self.weights * self._slope(params)

    @np.errstate(over="ignore", invalid="ignore")
    def _penalty(self, params):
        return self._value(params) @ self.weights

    def hessian(self, params=None):
        """The Hessian, shape (n_params, n_params); `params` as the objective's own needs it."""
        return hessian(self.objective, params) + self._penalty_hessian()

    def row_hessians(self, batch_size):
        """Those of the objective, with the penalty as what all rows share; None without."""
        rows = row_hessians(self.objective, batch_size)
        return rows and (rows[0], rows[1] + self._penalty_hessian())

    def _penalty_hessian(self):
        return np.diag(self.weights * self._curvature(self.weights))


def _check_mask(mask, n_params):
    """`mask` as zeros and ones, shape (n_params,)."""
    if mask is None:
        return np.ones(n_params)
    mask = as_array("mask", mask)
    if mask.dtype != bool or mask.shape != (n_params,):
        raise ValueError(
            _(
                "mask must be {n_params} booleans, one for each parameter. Got {dtype} of "
                "shape {shape}."
            ).format(n_params=n_params, dtype=mask.dtype, shape=mask.shape)
        )
    return mask.astype(float)
