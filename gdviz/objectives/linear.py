"""Classifiers that are linear in their features: logistic and softmax regression.

A bias is a feature like any other, a column of ones put first by `gdviz.add_bias`.
"""

import numpy as np

from gdviz.checks import (
    as_features,
    as_params,
    as_stack,
    check_binary,
    check_features,
    check_labels,
)
from gdviz.objectives.likelihood import (
    cross_entropy,
    log_softmax,
    sigmoid,
    softmax_errors,
    softplus,
)
from gdviz.objectives.stacks import dot, in_blocks, take, transposed_dot
from gdviz.words import _


class Logistic:
    r"""Logistic regression: mean negative log-likelihood of labels 0 and 1.

    ::

        p(y = 1 | x) = σ(θᵀx) = 1 / (1 + e^(−θᵀx))
        J(θ)  = −1/N Σᵢ [ yᵢ log σ(θᵀxᵢ) + (1 − yᵢ) log(1 − σ(θᵀxᵢ)) ]
        ∇J(θ) = 1/N Xᵀ(σ(Xθ) − y)

    Parameters
    ----------
    X : array_like, shape (n_samples, n_features)
        Features; for a bias pass ``add_bias(x)``.
    y : array_like, shape (n_samples,)
        Labels, 0 or 1.

    Attributes
    ----------
    X, y : ndarray
        The data in float64, read-only. Copies, but for an X above 100 MB or on disk.
    n_samples, n_params : int

    Raises
    ------
    ValueError
        If the data are empty or not finite, y is not of shape (n_samples,), or holds other labels.

    References
    ----------
    Hastie, Tibshirani, Friedman: The Elements of Statistical Learning, 2nd ed., section 4.4.

    Examples
    --------
    >>> objective = Logistic([[-1.0], [1.0]], [0, 1])
    >>> objective.grad([0.0])
    array([-0.5])
    """

    def __init__(self, X, y):
        self.X = check_features(X)
        self.y = check_binary(y, len(self.X))
        self.n_samples, self.n_params = self.X.shape
        self._signs = 1 - 2 * self.y

    def __repr__(self):
        return f"Logistic(n_samples={self.n_samples}, n_params={self.n_params})"

    def predict(self, params, X):
        """σ(Xθ), shape (len(X),): the probability of label 1 for each row of X."""
        return sigmoid(as_features(X, self.n_params) @ as_params(params, self.n_params))

    @np.errstate(over="ignore", invalid="ignore")
    def loss(self, params, rows=None):
        """J over all data, or over the given rows: a float."""
        X, signs = self._batch(rows)
        return float(softplus(signs * X.dot(as_params(params, self.n_params))).mean())

    @np.errstate(over="ignore", invalid="ignore")
    def grad(self, params, rows=None):
        """∇J over all data, or over the given rows; shape (n_params,)."""
        X, signs = self._batch(rows)
        errors = signs * sigmoid(signs * X.dot(as_params(params, self.n_params)))
        return X.T.dot(errors) / len(errors)

    @np.errstate(over="ignore", invalid="ignore")
    def loss_many(self, params):
        """J over all data for a stack of parameters: (..., n_params) -> (...)."""
        signed = self._signed.T.copy()
        return in_blocks(
            lambda block: softplus(block @ signed).mean(axis=-1),
            as_stack(params, self.n_params),
            self.n_samples,
        )

    @np.errstate(over="ignore", invalid="ignore")
    def grad_many(self, params, rows=None):
        """∇J of many runs, each with its rows: (runs, n_params), (runs, b) -> (runs, n_params)."""
        params = as_stack(params, self.n_params)
        if rows is None:
            signed = self._signed
            return in_blocks(lambda block: mean_slopes(signed, block), params, self.n_samples)
        X, signs = self._batch(rows, n_axes=2)
        return mean_slopes(signs[..., None] * X, params)

    def hessian(self, params=None):
        """1/N Xᵀ diag(σ(1 − σ)) X at `params`; shape (n_params, n_params)."""
        if params is None:
            raise ValueError(
                _("params must be given, as the curvature of Logistic varies. Got None.")
            )
        z = self.X.dot(as_params(params, self.n_params))
        return (self.X.T * (sigmoid(z) * sigmoid(-z))) @ self.X / self.n_samples

    @property
    def _signed(self):
        """The rows (1 − 2y)x: all that the loss depends on."""
        return self._signs[:, None] * self.X

    def _batch(self, rows, n_axes=1):
        """X and 1 − 2y, so that a row's loss is log(1 + e^((1−2y) θᵀx)): right answers go to 0."""
        if rows is None:
            return self.X, self._signs
        return take(rows, self.X, self._signs, n_axes=n_axes)


def mean_slopes(signed, params):
    """∇J of many runs from the rows (1 − 2y)x: (b, d) or (runs, b, d), (runs, d) -> (runs, d)."""
    return transposed_dot(signed, sigmoid(dot(signed, params))) / signed.shape[-2]


class Softmax:
    r"""Softmax regression: mean cross-entropy of integer labels.

    ::

        p(k | x) = e^zₖ / Σⱼ e^zⱼ,   z = Wᵀx,   W of shape (d, K)
        J(W)  = −1/N Σᵢ log p(yᵢ | xᵢ)
        ∇J(W) = 1/N Xᵀ(P − Y),   Y one-hot

    The parameters are θ = W.ravel(); `unpack` gives W back.

    Parameters
    ----------
    X : array_like, shape (n_samples, n_features)
        Features; for biases pass ``add_bias(X)``.
    y : array_like, shape (n_samples,)
        Integer labels 0 … n_classes − 1.
    n_classes : int, optional
        Number of classes K; by default the largest label + 1 (at least 2), if every label below
        it occurs.

    Attributes
    ----------
    X, y : ndarray
        The data, X in float64, read-only, a copy unless it is above 100 MB or on disk; y as
        integers.
    n_samples, n_features, n_classes, n_params : int
        n_params = n_features · n_classes.

    Raises
    ------
    ValueError
        If the data are empty or not finite, y is not of shape (n_samples,), holds other labels, or
        leaves one out and `n_classes` is not given.

    References
    ----------
    Bishop: Pattern Recognition and Machine Learning, section 4.3.4.

    Examples
    --------
    >>> objective = Softmax([[1.0], [1.0]], [0, 2], n_classes=3)
    >>> objective.unpack(objective.grad([0.0, 0.0, 0.0])).round(3)
    array([[-0.167,  0.333, -0.167]])
    """

    def __init__(self, X, y, *, n_classes=None):
        self.X = check_features(X)
        self.y, self.n_classes = check_labels(y, len(self.X), n_classes)
        self.n_samples, self.n_features = self.X.shape
        self.n_params = self.n_features * self.n_classes

    def __repr__(self):
        return f"Softmax(n_samples={self.n_samples}, n_params={self.n_params})"

    def unpack(self, params):
        """W of shape (n_features, n_classes), from `params` of shape (n_params,)."""
        params = np.asarray(params)
        return params.reshape(*params.shape[:-1], self.n_features, self.n_classes)

    def predict(self, params, X):
        """The most probable class of each row of X, integers of shape (len(X),)."""
        return np.argmax(self._scores(params, X), axis=-1)

    def log_probabilities(self, params, X):
        """log P(k | x) for each row of X, shape (len(X), n_classes)."""
        return log_softmax(self._scores(params, X))

    @np.errstate(over="ignore", invalid="ignore")
    def loss(self, params, rows=None):
        """J over all data, or over the given rows: a float."""
        X, y = self._batch(rows)
        return float(cross_entropy(X @ self.unpack(as_params(params, self.n_params)), y).mean())

    @np.errstate(over="ignore", invalid="ignore")
    def grad(self, params, rows=None):
        """∇J over all data, or over the given rows; shape (n_params,)."""
        X, y = self._batch(rows)
        return self._grads(X, y, as_params(params, self.n_params))

    @np.errstate(over="ignore", invalid="ignore")
    def loss_many(self, params):
        """J over all data for a stack of parameters: (..., n_params) -> (...)."""
        return in_blocks(
            lambda block: cross_entropy(self.X @ self.unpack(block), self.y).mean(axis=-1),
            as_stack(params, self.n_params),
            self.n_samples * self.n_classes,
        )

    @np.errstate(over="ignore", invalid="ignore")
    def grad_many(self, params, rows=None):
        """∇J of many runs, each with its rows: (runs, n_params), (runs, b) -> (runs, n_params)."""
        X, y = self._batch(rows, n_axes=2)
        params = as_stack(params, self.n_params)
        if rows is not None:
            return self._grads(X, y, params)
        size = self.n_samples * self.n_classes
        return in_blocks(lambda block: self._grads(X, y, block), params, size)

    def _scores(self, params, X):
        W = self.unpack(as_params(params, self.n_params))
        return as_features(X, self.n_features) @ W

    def _grads(self, X, y, params):
        errors = softmax_errors(X @ self.unpack(params), y)
        grads = X.swapaxes(-1, -2) @ errors / y.shape[-1]
        return grads.reshape(params.shape)

    def _batch(self, rows, n_axes=1):
        return (self.X, self.y) if rows is None else take(rows, self.X, self.y, n_axes=n_axes)
