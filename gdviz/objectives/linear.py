"""Classifiers that are linear in their features: logistic and softmax regression.

A bias is a feature like any other, a column of ones put first by `gdviz.add_bias`.
"""

import numpy as np

from gdviz.checks import check_binary, check_features, check_labels
from gdviz.objectives.stacks import dot, transposed_dot


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
        The data in float64, read-only, not copied when they are float64 already.
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

    def __repr__(self):
        return f"Logistic(n_samples={self.n_samples}, n_params={self.n_params})"

    def predict(self, params, X):
        """σ(Xθ), shape (len(X),): the probability of label 1 for each row of X."""
        return sigmoid(X @ params)

    def loss(self, params, rows=None):
        """J over all data, or over the given rows: a float."""
        X, y = (self.X, self.y) if rows is None else (self.X[rows], self.y[rows])
        return float(_log_loss(X @ params, y))

    def grad(self, params, rows=None):
        """∇J over all data, or over the given rows; shape (n_params,)."""
        X, y = (self.X, self.y) if rows is None else (self.X.take(rows, axis=0), self.y[rows])
        return X.T @ (sigmoid(X @ params) - y) / len(y)

    def loss_many(self, params):
        """J over all data for a stack of parameters: (..., n_params) -> (...)."""
        params = np.asarray(params, dtype=float)
        stack = params.reshape(-1, self.n_params)
        # In blocks: a 200 × 200 grid over 100 000 samples would be 32 GB of z at once.
        n_blocks = 1 + stack.shape[0] * self.n_samples // 2**20
        blocks = np.array_split(stack, n_blocks)
        losses = [_log_loss(block @ self.X.T, self.y) for block in blocks]
        return np.concatenate(losses).reshape(params.shape[:-1])

    def grad_many(self, params, rows=None):
        """∇J of many runs, each with its rows: (runs, n_params), (runs, b) -> (runs, n_params)."""
        X, y = (self.X, self.y) if rows is None else (self.X[rows], self.y[rows])
        errors = sigmoid(dot(X, params)) - y
        return transposed_dot(X, errors) / y.shape[-1]

    def hessian(self, params=None):
        """1/N Xᵀ diag(σ(1 − σ)) X at `params`; shape (n_params, n_params)."""
        if params is None:
            raise ValueError("params must be given, as the curvature of Logistic varies. Got None.")
        p = sigmoid(self.X @ params)
        return (self.X.T * (p * (1 - p))) @ self.X / self.n_samples


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
        Number of classes K; by default the largest label + 1 (at least 2).

    Attributes
    ----------
    X, y : ndarray
        The data, X in float64, read-only, not copied when it is float64 already; y as integers.
    n_samples, n_features, n_classes, n_params : int
        n_params = n_features · n_classes.

    Raises
    ------
    ValueError
        If the data are empty or not finite, y is not of shape (n_samples,), or holds other labels.

    References
    ----------
    Bishop: Pattern Recognition and Machine Learning, section 4.3.4.

    Examples
    --------
    >>> objective = Softmax([[1.0], [1.0]], [0, 2])
    >>> objective.unpack(objective.grad([0.0, 0.0, 0.0])).round(3)
    array([[-0.167,  0.333, -0.167]])
    """

    def __init__(self, X, y, *, n_classes=None):
        self.X = check_features(X)
        self.y, self.n_classes = check_labels(y, len(self.X), n_classes)
        self.n_samples, self.n_features = self.X.shape
        self.n_params = self.n_features * self.n_classes
        self._one_hot = np.eye(self.n_classes)[self.y]

    def __repr__(self):
        return f"Softmax(n_samples={self.n_samples}, n_params={self.n_params})"

    def unpack(self, params):
        """W of shape (n_features, n_classes), from `params` of shape (n_params,)."""
        params = np.asarray(params)
        return params.reshape(*params.shape[:-1], self.n_features, self.n_classes)

    def predict(self, params, X):
        """The most probable class of each row of X, integers of shape (len(X),)."""
        return np.argmax(X @ self.unpack(params), axis=-1)

    def loss(self, params, rows=None):
        """J over all data, or over the given rows: a float."""
        X, Y = (self.X, self._one_hot) if rows is None else (self.X[rows], self._one_hot[rows])
        return float(-np.sum(Y * log_softmax(X @ self.unpack(params))) / len(Y))

    def grad(self, params, rows=None):
        """∇J over all data, or over the given rows; shape (n_params,)."""
        return self.grad_many(params, rows)

    def grad_many(self, params, rows=None):
        """∇J of many runs, each with its rows: (runs, n_params), (runs, b) -> (runs, n_params)."""
        X, Y = (self.X, self._one_hot) if rows is None else (self.X[rows], self._one_hot[rows])
        P = np.exp(log_softmax(X @ self.unpack(params)))
        grad = X.swapaxes(-1, -2) @ (P - Y) / Y.shape[-2]
        return grad.reshape(*grad.shape[:-2], self.n_params)


def sigmoid(z):
    """1/(1 + e^(−z)), elementwise, written so that no z overflows."""
    return np.exp(-np.logaddexp(0, -z))


def log_softmax(z):
    """log(e^zₖ / Σⱼ e^zⱼ) along the last axis, written so that no z overflows."""
    shifted = z - z.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def _log_loss(z, y):
    """−log p(y | z) = log(1 + e^(±z)), minus for y = 1; the mean along the last axis."""
    return np.logaddexp(0, (1 - 2 * y) * z).mean(axis=-1)
