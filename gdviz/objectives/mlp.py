"""A small neural network, with back-propagation written out."""

import copy
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from gdviz.checks import (
    as_features,
    as_params,
    as_rng,
    as_stack,
    check_features,
    check_integer,
    check_labels,
    check_number,
    kind_of,
)
from gdviz.objectives.likelihood import cross_entropy, log_softmax, sigmoid, softmax_errors
from gdviz.objectives.stacks import in_blocks, take
from gdviz.words import _


class Activation(NamedTuple):
    """A nonlinearity and its derivative, which is given the *output* of the first."""

    function: Callable
    derivative: Callable


relu = Activation(lambda z: np.maximum(z, 0), lambda h: (h > 0).astype(float))
tanh = Activation(np.tanh, lambda h: 1 - h**2)
logistic = Activation(sigmoid, lambda h: h * (1 - h))

MOST_UNITS = 2**31


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
        By default the largest label + 1, if every label below it occurs.
    dropout : float
        Share of hidden units, from 0 to below 1, that an update switches off at random for each
        row, while the others grow by 1/(1 − dropout), see `at`. Everything else uses them all.
    seed : int
        Source of the random units.

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
        self.n_hidden = check_integer("n_hidden", n_hidden, high=MOST_UNITS)
        self.activation = _check_activation(activation)
        self.dropout = check_number("dropout", dropout, low=0, below=1)
        self.seed = check_integer("seed", seed, low=0)
        self.n_samples, self.n_features = self.X.shape
        d, h, k = self.n_features, self.n_hidden, self.n_classes
        self._cuts = np.cumsum([d * h, h, h * k])
        self.n_params = d * h + h + h * k + k
        self._samples_seen = None  # no update: all units are on

    def __repr__(self):
        sizes = f"{self.n_features}-{self.n_hidden}-{self.n_classes}"
        return f"MLP({sizes}, n_samples={self.n_samples}, n_params={self.n_params})"

    def unpack(self, params):
        """W₁ (d, h), b₁ (h,), W₂ (h, K), b₂ (K,), as views; the axes of a stack come in front."""
        W1, b1, W2, b2 = np.split(params, self._cuts, axis=-1)
        stack = W1.shape[:-1]
        W1 = W1.reshape(*stack, self.n_features, self.n_hidden)
        return W1, b1, W2.reshape(*stack, self.n_hidden, self.n_classes), b2

    def initial_params(self, seed=0):
        """Random weights, biases zero: standard deviation √(2/d) and √(1/h) (He et al. 2015).

        All zero would not do: with W₂ = 0 no error reaches W₁, and equal units stay equal.
        """
        rng = as_rng("seed", seed)
        W1 = rng.standard_normal((self.n_features, self.n_hidden)) * np.sqrt(2 / self.n_features)
        W2 = rng.standard_normal((self.n_hidden, self.n_classes)) * np.sqrt(1 / self.n_hidden)
        return np.concatenate(
            [W1.ravel(), np.zeros(self.n_hidden), W2.ravel(), np.zeros(self.n_classes)]
        )

    def at(self, samples_seen):
        """The network that an update meets when its run has read so many rows: with dropout.

        Its units are drawn anew for every row a run reads, from ``seed`` and the number of that row
        in the run alone. So a run is repeated by running it again, and a gradient depends on
        nothing but its arguments.
        """
        if not self.dropout:
            return self
        thinned = copy.copy(self)
        thinned._samples_seen = samples_seen
        return thinned

    def log_probabilities(self, params, X):
        """log P(k | x) for each row of X, shape (len(X), n_classes)."""
        params, X = as_params(params, self.n_params), as_features(X, self.n_features)
        return log_softmax(self._scores(params, X))

    def predict(self, params, X):
        """The most probable class of each row of X, integers of shape (len(X),)."""
        return self.log_probabilities(params, X).argmax(axis=-1)

    @np.errstate(over="ignore", invalid="ignore")
    def loss(self, params, rows=None):
        """J over all data, or over the given rows, without dropout: a float."""
        X, y = self._batch(rows)
        return float(cross_entropy(self._scores(as_params(params, self.n_params), X), y).mean())

    @np.errstate(over="ignore", invalid="ignore")
    def grad(self, params, rows=None):
        """∇J over all data, or over the given rows; shape (n_params,)."""
        X, y = self._batch(rows)
        return self._grads(X, y, as_params(params, self.n_params), self._kept(y.shape[-1]))

    @np.errstate(over="ignore", invalid="ignore")
    def loss_many(self, params):
        """J over all data for a stack of parameters: (..., n_params) -> (...)."""
        return in_blocks(
            lambda block: cross_entropy(self._scores(block, self.X), self.y).mean(axis=-1),
            as_stack(params, self.n_params),
            self._n_numbers,
        )

    @np.errstate(over="ignore", invalid="ignore")
    def grad_many(self, params, rows=None):
        """∇J of many runs, each with its rows: (runs, n_params), (runs, b) -> (runs, n_params)."""
        X, y = self._batch(rows, n_axes=2)
        params, kept = as_stack(params, self.n_params), self._kept(y.shape[-1])
        if rows is not None:
            return self._grads(X, y, params, kept)
        return in_blocks(lambda block: self._grads(X, y, block, kept), params, self._n_numbers)

    def _kept(self, n_rows):
        """0 for units that are off and 1/(1 − dropout) for others, (n_rows, h); or None."""
        if self._samples_seen is None:
            return None
        source = np.random.PCG64(self.seed).advance(self._samples_seen * self.n_hidden)
        noise = np.random.Generator(source).random((n_rows, self.n_hidden))
        return (noise >= self.dropout) / (1 - self.dropout)

    @property
    def _n_numbers(self):
        return self.n_samples * (self.n_hidden + self.n_classes)

    def _scores(self, params, X):
        W1, b1, W2, b2 = self.unpack(params)
        H = self.activation.function(X @ W1 + b1[..., None, :])
        return H @ W2 + b2[..., None, :]

    def _grads(self, X, y, params, kept):
        W1, b1, W2, b2 = self.unpack(params)
        H = self.activation.function(X @ W1 + b1[..., None, :])
        slope = self.activation.derivative(H)
        if kept is not None:
            H, slope = H * kept, slope * kept
        dZ = softmax_errors(H @ W2 + b2[..., None, :], y) / y.shape[-1]
        dA = (dZ @ W2.swapaxes(-1, -2)) * slope
        dW1, dW2 = X.swapaxes(-1, -2) @ dA, H.swapaxes(-1, -2) @ dZ
        parts = dW1, dA.sum(axis=-2), dW2, dZ.sum(axis=-2)
        return np.concatenate([part.reshape(*params.shape[:-1], -1) for part in parts], axis=-1)

    def _batch(self, rows, n_axes=1):
        return (self.X, self.y) if rows is None else take(rows, self.X, self.y, n_axes=n_axes)


def _check_activation(activation):
    parts = [getattr(activation, name, None) for name in Activation._fields]
    if not all(map(callable, parts)):
        raise ValueError(
            _(
                "activation must be gd.objectives.relu, tanh or logistic, or an Activation of "
                "your own. Got {given}."
            ).format(given=kind_of(activation))
        )
    return activation
