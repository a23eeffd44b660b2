"""Exercises of notebook 09, a neural network."""

import math

import numpy as np

from gdviz.exercises.judges import Function, Number

FIVE, SIGNS = math.factorial(5), 2**5


def n_params(
    n_features, n_hidden, n_classes, *, hidden_biases=lambda h: h, class_biases=lambda k: k
):
    """Weights and biases of both layers: d·h + h + h·K + K."""
    weights = n_features * n_hidden + n_hidden * n_classes
    return weights + hidden_biases(n_hidden) + class_biases(n_classes)


def hidden_gradient(
    X,
    Y,
    W1,
    b1,
    W2,
    b2,
    *,
    sign=1,
    n=len,
    bend=np.tanh,
    slope=lambda H, A: 1 - H**2,
    scores=np.exp,
    error=np.subtract,
    biases=1,
    weights=lambda W2: W2,
):
    """dW₁ = Xᵀ (dZ W₂ᵀ ⊙ (1 − H²)) with dZ = (P − Y)/b, of a network with tanh."""
    A = X @ W1 + biases * b1
    H = bend(A)
    odds = scores(H @ W2 + biases * b2)
    dZ = error(odds / odds.sum(axis=1, keepdims=True), Y) / n(Y)
    return sign * X.T @ (dZ @ weights(W2).T * slope(H, A))


def columns(M):
    """The length of every column."""
    return np.linalg.norm(M, axis=0)


def rows(M):
    """The length of every row, as a column."""
    return np.linalg.norm(M, axis=1, keepdims=True)


def normalized(D, W, *, length=columns, target=lambda length, W: length(W), divide=1):
    """Every column of D as long as that of W."""
    return D * target(length, W) / length(D) ** divide


def _networks():
    """(X, Y, W1, b1, W2, b2) of three sizes, with weights that bend tanh."""
    rng = np.random.default_rng(9)
    for n, d, h, k in ((1, 2, 2, 2), (5, 3, 4, 3), (6, 4, 3, 5)):
        shapes = (d, h), h, (h, k), k
        parts = [rng.normal(size=shape).round(1) for shape in shapes]
        yield rng.normal(size=(n, d)).round(1), np.eye(k)[rng.integers(0, k, n)], *parts


def _directions():
    """(D, W) with units of different length; the last is square, so that rows fit too."""
    rng = np.random.default_rng(10)
    for shape in ((2, 4), (5, 3), (4, 4), (3, 1)):
        D, W = rng.normal(size=(2, *shape)).round(1)
        yield D, W * np.arange(1, shape[1] + 1)


EXERCISES = {
    "09.1": Function(
        n_params,
        [(3, 5, 2), (64, 16, 10), (784, 10, 10)],
        {
            "no_biases": {"hidden_biases": lambda h: 0, "class_biases": lambda k: 0},
            "no_hidden_biases": {"hidden_biases": lambda h: 0},
            "no_class_biases": {"class_biases": lambda k: 0},
            "no_layer": lambda d, h, k: (d + 1) * k,
            "one_bias_each": {"hidden_biases": lambda h: 1, "class_biases": lambda k: 1},
            "first_layer": lambda d, h, k: d * h + h,
            "second_layer": lambda d, h, k: (h + 1) * k,
            "input_biases": lambda d, h, k: n_params(d, h, k) + d,
        },
        example=(784, 10, 10),
    ),
    "09.2": Function(
        hidden_gradient,
        list(_networks()),
        {
            "sign": {"sign": -1},
            "sum": {"n": lambda Y: 1},
            "n_classes": {"n": lambda Y: Y.shape[1]},
            "no_slope": {"slope": lambda H, A: 1},
            "relu": {
                "bend": lambda A: np.maximum(A, 0),
                "slope": lambda H, A: H > 0,
            },
            "relu_slope": [{"slope": lambda H, A: H > 0}, {"slope": lambda H, A: np.sign(H)}],
            "tanh_twice": {"slope": lambda H, A: 1 - np.tanh(H) ** 2},
            "slope_of_a": {"slope": lambda H, A: 1 - A**2},
            "logistic": {"slope": lambda H, A: H * (1 - H)},
            "logistic_network": {
                "bend": lambda A: 1 / (1 + np.exp(-A)),
                "slope": lambda H, A: H * (1 - H),
            },
            "no_square": {"slope": lambda H, A: 1 - H},
            "slope_sign": {"slope": lambda H, A: 1 + H**2},
            "no_labels": {"error": lambda P, Y: P},
            "no_softmax": lambda X, Y, W1, b1, W2, b2: hidden_gradient(
                X, Y, W1, b1, W2, b2, error=lambda P, Y: np.tanh(X @ W1 + b1) @ W2 + b2 - Y
            ),
            "no_biases": {"biases": 0},
        },
    ),
    "09.3": Function(
        normalized,
        list(_directions()),
        {
            "length_one": {"target": lambda length, W: 1},
            "whole_matrix": {"length": np.linalg.norm},
            "rows": {"length": rows},
            "not_divided": {"divide": 0},
            "upside_down": lambda D, W: D * columns(D) / columns(W),
            "squares": {"length": lambda M: columns(M) ** 2},
            "sums": {"length": lambda M: np.abs(M).sum(axis=0)},
            "largest": {"length": lambda M: np.abs(M).max(axis=0)},
            "each_weight": lambda D, W: D * W,
            "weights_scaled": lambda D, W: normalized(W, D),
        },
    ),
    "09.4": Number(
        FIVE * SIGNS,
        {
            "orders": FIVE,
            "signs": SIGNS,
            "added": FIVE + SIGNS,
            "one_sign": FIVE * 2,
            "five_orders": 5 * SIGNS,
            "five_squared": 5**2 * SIGNS,
            "signs_squared": 5**2 * FIVE,
            "signs_twice_five": 10 * FIVE,
            "sign_in_and_out": FIVE * 2**10,
            "not_itself": FIVE * SIGNS - 1,
        },
    ),
}
