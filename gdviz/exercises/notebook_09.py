"""Exercises of notebook 09, a neural network."""

import math

import numpy as np

from gdviz.exercises import judges
from gdviz.objectives import MLP, tanh


def n_params(n_features, n_hidden, n_classes):
    """Weights and biases of both layers: (d + 1)·h + (h + 1)·K."""
    return (n_features + 1) * n_hidden + (n_hidden + 1) * n_classes


def hidden_gradient(X, Y, W1, b1, W2, b2):
    """dW₁ of a tanh network, by the class that notebook 09 checks against finite differences."""
    network = MLP(X, Y.argmax(axis=1), n_hidden=len(b1), activation=tanh, n_classes=len(b2))
    params = np.concatenate([part.ravel() for part in (W1, b1, W2, b2)])
    return network.unpack(network.grad(params))[0]


def back_to_hidden(X, Y, W1, b1, W2, b2, *, error=np.subtract, slope=lambda H: 1 - H**2):
    """dW₁ with one step of the way made wrong."""
    H = np.tanh(X @ W1 + b1)
    scores = np.exp(H @ W2 + b2)
    dZ = error(scores / scores.sum(axis=1, keepdims=True), Y) / len(Y)
    return X.T @ (dZ @ W2.T * slope(H))


def wrong_slope(slope):
    """A `hidden_gradient` with another derivative of φ, a function of H."""
    return lambda *case: back_to_hidden(*case, slope=slope)


def normalized(D, W):
    """Every column of D as long as that of W."""
    return D * (np.linalg.norm(W, axis=0) / np.linalg.norm(D, axis=0))


def _networks():
    """(X, Y, W1, b1, W2, b2) of three sizes, with weights that bend tanh."""
    rng = np.random.default_rng(9)
    for n, d, h, k in ((5, 3, 4, 3), (1, 2, 2, 2), (9, 4, 3, 5)):
        parts = (rng.normal(size=shape) for shape in ((d, h), h, (h, k), k))
        yield rng.normal(size=(n, d)), np.eye(k)[rng.integers(0, k, n)], *parts


def _directions():
    """(D, W) with units of different length; the last is square, so that rows fit too."""
    rng = np.random.default_rng(10)
    for shape in ((5, 3), (2, 4), (4, 4)):
        yield rng.normal(size=shape), rng.normal(size=shape) * np.arange(1, shape[1] + 1)


EXERCISES = {
    "09.1": judges.function(
        n_params,
        [(64, 16, 10), (784, 10, 10), (3, 5, 2)],
        otherwise="for 64-16-10 it must be 1210: 1024 + 16 + 160 + 10.",
        mistakes=[
            ("the biases are missing, one for each unit and class.", lambda d, h, k: d * h + h * k),
            (
                "the hidden units have biases too, h of them.",
                lambda d, h, k: d * h + h * k + k,
            ),
            (
                "the classes have biases too, K of them.",
                lambda d, h, k: d * h + h + h * k,
            ),
            (
                "these are the weights from pixels straight to classes: no layer in between.",
                lambda d, h, k: (d + 1) * k,
            ),
            (
                "each layer has one bias a unit, not a single one.",
                lambda d, h, k: d * h + 1 + h * k + 1,
            ),
            ("this is the first layer. The second has (h + 1)·K more.", lambda d, h, k: d * h + h),
        ],
    ),
    "09.2": judges.function(
        hidden_gradient,
        list(_networks()),
        otherwise="compare with the first d·h numbers of MLP(..., activation=tanh).grad(params).",
        mistakes=[
            (
                "the sign is flipped: dZ is prediction minus label.",
                lambda *case: -hidden_gradient(*case),
            ),
            (
                "1/b is missing: this is the sum over the batch.",
                lambda X, *rest: len(X) * hidden_gradient(X, *rest),
            ),
            (
                "φ′ is missing: where tanh is flat, nothing comes through.",
                wrong_slope(np.ones_like),
            ),
            ("this is the derivative of ReLU. That of tanh is 1 − tanh².", wrong_slope(np.sign)),
            (
                "this is the derivative of ReLU. That of tanh is 1 − tanh².",
                wrong_slope(lambda H: H > 0),
            ),
            (
                "H is tanh(A) already: φ′ = 1 − H², not 1 − tanh(H)².",
                wrong_slope(lambda H: 1 - np.tanh(H) ** 2),
            ),
            (
                "φ′ of tanh is 1 − tanh(A)², and A itself is not between −1 and 1.",
                wrong_slope(lambda H: 1 - np.arctanh(H) ** 2),
            ),
            (
                "this is the derivative of the logistic function. That of tanh is 1 − H².",
                wrong_slope(lambda H: H * (1 - H)),
            ),
            ("square H: φ′ = 1 − H².", wrong_slope(lambda H: 1 - H)),
            (
                "the labels are missing: dZ = (P − Y)/b.",
                lambda *case: back_to_hidden(*case, error=lambda P, Y: P),
            ),
        ],
    ),
    "09.3": judges.function(
        normalized,
        list(_directions()),
        otherwise="np.linalg.norm(..., axis=0) of the result must be that of W, and its columns "
        "must point where those of D do.",
        mistakes=[
            (
                "these are columns of length 1: stretch each to the length of its unit's weights.",
                lambda D, W: D / np.linalg.norm(D, axis=0),
            ),
            (
                "this fits the whole matrix: do it for each unit, with axis=0.",
                lambda D, W: D * np.linalg.norm(W) / np.linalg.norm(D),
            ),
            (
                "a unit is a column (the weights *into* it): take the norms along axis=0.",
                lambda D, W: (
                    D
                    * np.linalg.norm(W, axis=1, keepdims=True)
                    / np.linalg.norm(D, axis=1, keepdims=True)
                ),
            ),
            (
                "divide by the length of D's columns as well.",
                lambda D, W: D * np.linalg.norm(W, axis=0),
            ),
            (
                "lengths are upside down: as long as W, not as D is to W.",
                lambda D, W: D * (np.linalg.norm(D, axis=0) / np.linalg.norm(W, axis=0)),
            ),
            (
                "lengths, not their squares: take the root.",
                lambda D, W: D * (W**2).sum(axis=0) / (D**2).sum(axis=0),
            ),
            ("this scales each single weight: one factor a unit is meant.", lambda D, W: D * W),
        ],
    ),
    "09.4": judges.number(
        math.factorial(5) * 2**5,
        otherwise="count the orders of five units, and for each the ways to set five signs.",
        mistakes=[
            ("these are the orders. Each unit may also flip its signs.", math.factorial(5)),
            ("these are the signs. The units may also change places.", 2**5),
            ("orders and signs are chosen independently: multiply.", math.factorial(5) + 2**5),
            ("each of the five units chooses its sign for itself: 2⁵.", math.factorial(5) * 2),
            ("five units can be ordered in 5! ways, not 5.", 5 * 2**5),
            ("five units can be ordered in 5! ways, not 5².", 5**2 * 2**5),
            (
                "a unit's weights flip together, going in and coming out: one sign a unit.",
                math.factorial(5) * 2**10,
            ),
            ("the network itself counts as one of them.", math.factorial(5) * 2**5 - 1),
        ],
    ),
}
