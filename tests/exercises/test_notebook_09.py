"""Notebook 09: right answers are right in every spelling, and each mistake gets its own hint."""

import itertools
import math
import re

import numpy as np
import pytest

from gdviz.exercises import check
from gdviz.objectives import MLP


def n_params_by_shapes(n_features, n_hidden, n_classes):
    shapes = (n_features, n_hidden), (n_hidden,), (n_hidden, n_classes), (n_classes,)
    return sum(int(np.prod(shape)) for shape in shapes)


def n_params_by_the_library(n_features, n_hidden, n_classes):
    X, y = np.zeros((n_classes, n_features)), np.arange(n_classes)
    return MLP(X, y, n_hidden=n_hidden).n_params


def probabilities(X, W1, b1, W2, b2):
    scores = np.exp(np.tanh(X @ W1 + b1) @ W2 + b2)
    return scores / scores.sum(axis=1, keepdims=True)


def gradient_by_hand(X, Y, W1, b1, W2, b2):
    dA = (probabilities(X, W1, b1, W2, b2) - Y) @ W2.T / np.cosh(X @ W1 + b1) ** 2
    return X.T @ dA / len(X)


def gradient_by_differences(X, Y, W1, b1, W2, b2):
    def loss(W):
        return -np.mean(np.log((probabilities(X, W, b1, W2, b2) * Y).sum(axis=1)))

    slopes = np.empty_like(W1)
    for place in np.ndindex(W1.shape):
        nudge = np.zeros_like(W1)
        nudge[place] = 1e-5
        slopes[place] = (loss(W1 + nudge) - loss(W1 - nudge)) / 2e-5
    return slopes


def gradient_sample_by_sample(X, Y, W1, b1, W2, b2):
    total = np.zeros_like(W1)
    for x, label in zip(X, Y):
        h = np.tanh(x @ W1 + b1)
        p = probabilities(x[None], W1, b1, W2, b2)[0]
        total += np.outer(x, (W2 @ (p - label)) * (1 - h) * (1 + h))
    return total / len(X)


def normalized_column_by_column(D, W):
    columns = [math.hypot(*w) / math.hypot(*d) * d for d, w in zip(D.T, W.T)]
    return np.array(columns).T


def normalized_in_place(D, W):
    D *= np.sqrt((W**2).sum(axis=0) / (D**2).sum(axis=0))
    return D


TWINS = len(set(itertools.permutations(range(5)))) * len(set(itertools.product([1, -1], repeat=5)))

RIGHT = [
    ("09.1", n_params_by_shapes),
    ("09.1", n_params_by_the_library),
    ("09.1", lambda d, h, k: h * (d + k + 1) + k),
    ("09.2", gradient_by_hand),
    ("09.2", gradient_by_differences),
    ("09.2", gradient_sample_by_sample),
    ("09.3", normalized_column_by_column),
    ("09.3", normalized_in_place),
    ("09.4", TWINS),
    ("09.4", 3840.0),
]


@pytest.mark.parametrize(("exercise", "answer"), RIGHT)
def test_right_answers(exercise, answer):
    assert check(exercise, answer)


def slope(of_hidden):
    """The gradient with another derivative of the hidden layer."""

    def gradient(X, Y, W1, b1, W2, b2):
        dA = (probabilities(X, W1, b1, W2, b2) - Y) @ W2.T * of_hidden(X @ W1 + b1)
        return X.T @ dA / len(X)

    return gradient


def unlabeled(X, Y, W1, b1, W2, b2):
    return gradient_by_hand(X, 0 * Y, W1, b1, W2, b2)


MISTAKES = [
    ("09.1", lambda d, h, k: (d + k) * h, "the biases are missing, one"),
    ("09.1", lambda d, h, k: d * h + (h + 1) * k, "hidden units have biases too"),
    ("09.1", lambda d, h, k: (d + 1) * h + h * k, "classes have biases too"),
    ("09.1", lambda d, h, k: d * k + k, "no layer in between"),
    ("09.1", lambda d, h, k: (d + k) * h + 2, "not a single one"),
    ("09.1", lambda d, h, k: (d + 1) * h, "The second has"),
    ("09.1", lambda d, h, k: d + h + k, "for 64-16-10"),
    ("09.1", 1210, "expected a function"),
    ("09.2", lambda *case: 0 - gradient_by_hand(*case), "sign is flipped"),
    ("09.2", lambda X, *rest: gradient_by_hand(X, *rest) * X.shape[0], "1/b is missing"),
    ("09.2", slope(lambda A: 1), "φ′ is missing"),
    ("09.2", slope(lambda A: (A > 0).astype(int)), "derivative of ReLU"),
    ("09.2", slope(lambda A: 1 / np.cosh(np.tanh(A)) ** 2), "H is tanh"),
    ("09.2", slope(lambda A: 1 - A**2), "A itself is not between"),
    ("09.2", slope(lambda A: np.tanh(A) - np.tanh(A) ** 2), "logistic function"),
    ("09.2", slope(lambda A: 1 - np.tanh(A)), "square H"),
    ("09.2", unlabeled, "labels are missing"),
    ("09.2", lambda *case: 7 * gradient_by_hand(*case), "compare with the first"),
    ("09.2", lambda *case: gradient_by_hand(*case).T, "must be an array of shape"),
    ("09.2", lambda X, Y, W1, b1, W2, b2: X.T @ (Y @ W2), "stops with ValueError"),
    ("09.3", lambda D, W: D / np.sqrt((D**2).sum(axis=0)), "columns of length 1"),
    ("09.3", lambda D, W: D / np.sqrt((D**2).sum()) * np.sqrt((W**2).sum()), "whole matrix"),
    ("09.3", lambda D, W: normalized_column_by_column(D.T, W.T).T, "norms along axis=0"),
    ("09.3", lambda D, W: np.sqrt((W**2).sum(axis=0)) * D, "divide by the length"),
    ("09.3", lambda D, W: D**2 / normalized_column_by_column(D, W), "upside down"),
    (
        "09.3",
        lambda D, W: normalized_column_by_column(D, W) ** 2 / D,
        "not their squares",
    ),
    ("09.3", lambda D, W: np.multiply(W, D), "each single weight"),
    ("09.3", lambda D, W: W, "of the result must be that of W"),
    ("09.4", 120, "may also flip"),
    ("09.4", 32, "change places"),
    ("09.4", 152, "multiply"),
    ("09.4", 240, "for itself"),
    ("09.4", 160, "not 5\\."),
    ("09.4", 800, "not 5²"),
    ("09.4", 122880, "one sign a unit"),
    ("09.4", 3839, "counts as one"),
    ("09.4", 10, "count the orders"),
]


@pytest.mark.parametrize(("exercise", "answer", "hint"), MISTAKES)
def test_mistakes_get_their_hint(exercise, answer, hint):
    verdict = check(exercise, answer)
    assert not verdict
    assert re.search(hint, verdict.message)
