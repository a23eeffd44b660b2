"""A small neural network, with back-propagation written out."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from gdviz.checks import check_features, check_integer, check_labels, check_number
from gdviz.objectives.likelihood import log_softmax, sigmoid


class Activation(NamedTuple):
    """A nonlinearity and its derivative, which is given the *output* of the first."""

    function: Callable
    derivative: Callable


relu = Activation(lambda z: np.maximum(z, 0), lambda h: (h > 0).astype(float))
tanh = Activation(np.tanh, lambda h: 1 - h**2)
logistic = Activation(sigmoid, lambda h: h * (1 - h))


class MLP:
    r"""A network of two layers that sorts rows of X into classes.

    ::

        H = φ(X W₁ + b₁)          hidden layer, φ elementwise
        P = softmax(H W₂ + b₂)    probability of each class
        J = −1/N Σᵢ log P[i, yᵢ]

    and backwards, with one-hot Y and b rows in the batch::

        dZ  = (P − Y)/b
        dW₂ = Hᵀ dZ               db₂ = Σ rows of dZ
        dA  = (dZ W₂ᵀ) · φ′(A)
        dW₁ = Xᵀ dA               db₁ = Σ rows of dA

    The parameters are θ = [W₁, b₁, W₂, b₂], each flattened; `unpack` gives them back.

    Parameters
    ----------
    X : array_like, shape (n_samples, n_features)
        Features, without a column of ones: the layers have biases of their own.
    y : array_like, shape (n_samples,)
        Integer labels 0 … n_classes − 1.
    n_hidden : int
        Width of the hidden layer.
    activation : Activation
        φ: `relu`, `tanh` or `logistic`.
    n_classes : int, optional
        By default the largest label + 1.
    dropout : float
        Share of hidden units, from 0 to below 1, that `grad` switches off at random for each row,
        while the others grow by 1/(1 − dropout). `loss` and `predict` use them all.
    seed : int
        Source of the random units. Every call of `grad` draws anew: build the objective again to
        repeat a run with dropout.

    Attributes
    ----------
    X, y : ndarray
    n_samples, n_features, n_hidden, n_classes, n_params : int

    Raises
    ------
    ValueError
        If the data or labels do not fit, see `Softmax`, or a number is out of its range.

    References
    ----------
    Rumelhart, Hinton, Williams: Learning representations by back-propagating errors. Nature 323
    (1986). Dropout: Srivastava et al., Journal of Machine Learning Research 15 (2014).

    Examples
    --------
    >>> network = MLP([[0.0], [1.0]], [0, 1], n_hidden=3)
    >>> network.n_params  # 1·3 + 3 + 3·2 + 2
    14
    >>> bool(abs(network.loss(np.zeros(14)) - np.log(2)) < 1e-15)
    True
    """

    def __init__(self, X, y, *, n_hidden, activation=relu, n_classes=None, dropout=0.0, seed=0):
        self.X = check_features(X)
        self.y, self.n_classes = check_labels(y, len(self.X), n_classes)
        self.n_hidden = check_integer("n_hidden", n_hidden)
        self.activation = activation
        self.dropout = check_number("dropout", dropout, low=0, below=1)
        self.n_samples, self.n_features = self.X.shape
        d, h, k = self.n_features, self.n_hidden, self.n_classes
        self._cuts = np.cumsum([d * h, h, h * k])
        self.n_params = d * h + h + h * k + k
        self._one_hot = np.eye(k)[self.y]
        self._rng = np.random.default_rng(seed)

    def __repr__(self):
        sizes = f"{self.n_features}-{self.n_hidden}-{self.n_classes}"
        return f"MLP({sizes}, n_samples={self.n_samples}, n_params={self.n_params})"

    def unpack(self, params):
        """W₁ (d, h), b₁ (h,), W₂ (h, K) and b₂ (K,), as views of ``params``."""
        W1, b1, W2, b2 = np.split(params, self._cuts)
        return W1.reshape(self.n_features, -1), b1, W2.reshape(self.n_hidden, -1), b2

    def initial_params(self, seed=0):
        """Random weights, biases zero: standard deviation √(2/d) and √(1/h) (He et al. 2015).

        All zero would not do: with W₂ = 0 no error reaches W₁, and equal units stay equal.
        """
        rng = np.random.default_rng(seed)
        W1 = rng.standard_normal((self.n_features, self.n_hidden)) * np.sqrt(2 / self.n_features)
        W2 = rng.standard_normal((self.n_hidden, self.n_classes)) * np.sqrt(1 / self.n_hidden)
        return np.concatenate(
            [W1.ravel(), np.zeros(self.n_hidden), W2.ravel(), np.zeros(self.n_classes)]
        )

    def log_probabilities(self, params, X):
        """log P(k | x) for each row of X, shape (len(X), n_classes)."""
        W1, b1, W2, b2 = self.unpack(np.asarray(params))
        return log_softmax(self.activation.function(X @ W1 + b1) @ W2 + b2)

    def predict(self, params, X):
        """The most probable class of each row of X, integers of shape (len(X),)."""
        return self.log_probabilities(params, X).argmax(axis=1)

    def loss(self, params, rows=None):
        """J over all data, or over the given rows, without dropout: a float."""
        X, Y = (self.X, self._one_hot) if rows is None else (self.X[rows], self._one_hot[rows])
        return float(-np.sum(Y * self.log_probabilities(params, X)) / len(Y))

    def grad(self, params, rows=None):
        """∇J over all data, or over the given rows; shape (n_params,)."""
        X, Y = (self.X, self._one_hot) if rows is None else self._batch(rows)
        W1, b1, W2, b2 = self.unpack(np.asarray(params))
        H = self.activation.function(X @ W1 + b1)
        slope = self.activation.derivative(H)
        if self.dropout:
            kept = (self._rng.random(H.shape) >= self.dropout) / (1 - self.dropout)
            H, slope = H * kept, slope * kept
        dZ = (np.exp(log_softmax(H @ W2 + b2)) - Y) / len(Y)
        dA = (dZ @ W2.T) * slope
        parts = X.T @ dA, dA.sum(axis=0), H.T @ dZ, dZ.sum(axis=0)
        return np.concatenate([part.ravel() for part in parts])

    def _batch(self, rows):
        return self.X.take(rows, axis=0), self._one_hot.take(rows, axis=0)
