"""Notebook 08: right answers are right in every spelling, and each mistake gets its own hint."""

import math

import numpy as np
import pytest
from scipy import special

import gdviz as gd
from gdviz.exercises import check


def softmax_by_shift(Z):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


def softmax_row_by_row(Z):
    rows = []
    for row in Z.tolist():
        exponentials = [math.exp(z - max(row)) for z in row]
        rows.append([e / sum(exponentials) for e in exponentials])
    return rows


def softmax_in_place(Z):
    Z -= Z.max(axis=1)[:, None]
    np.exp(Z, out=Z)
    Z /= Z.sum(axis=1)[:, None]
    return Z


def loss_by_logsumexp(Z, y):
    return np.mean(special.logsumexp(Z, axis=1) - Z[np.arange(len(Z)), y])


def loss_by_one_hot(Z, y):
    return -(np.eye(Z.shape[1])[y] * special.log_softmax(Z, axis=1)).sum() / len(Z)


def loss_by_the_library(Z, y):
    # Z as features and the identity as weights: then the scores are Z.
    n_classes = Z.shape[1]
    return gd.Softmax(Z, y, n_classes=n_classes).loss(np.eye(n_classes).ravel())


def gradient_by_differences(W, x, label):
    def loss(x):
        return special.logsumexp(x @ W) - (x @ W)[label]

    steps = 1e-5 * np.eye(len(x))
    return np.array([(loss(x + step) - loss(x - step)) / 2e-5 for step in steps])


def gradient_by_sums(W, x, label):
    p = special.softmax(W.T @ x)
    return sum(W[:, k] * (p[k] - (k == label)) for k in range(len(p)))


RIGHT = [
    ("08.1", softmax_by_shift),
    ("08.1", softmax_row_by_row),
    ("08.1", softmax_in_place),
    ("08.1", lambda Z: special.softmax(Z, axis=1)),
    ("08.1", lambda Z: np.exp(Z - special.logsumexp(Z, axis=1, keepdims=True))),
    ("08.2", math.log(100)),
    ("08.2", 4.605),
    ("08.2", -np.log(1 / 100)),
    ("08.3", loss_by_logsumexp),
    ("08.3", loss_by_one_hot),
    ("08.3", loss_by_the_library),
    ("08.4", gradient_by_differences),
    ("08.4", gradient_by_sums),
    ("08.4", lambda W, x, label: (special.softmax(x @ W) - np.eye(len(W.T))[label]) @ W.T),
]


def divided(E):
    return E / E.sum(axis=1, keepdims=True)


def p_right(Z, y):
    return special.softmax(Z, axis=1)[np.arange(len(y)), y]


def log_p(Z):
    return special.log_softmax(Z, axis=1)


def pull(W, x, label, *, p=special.softmax, wanted=None):
    return W @ (p(x @ W) - np.eye(W.shape[1])[label if wanted is None else wanted])


WRONG = [
    ("08.1", lambda Z: None, "does it end with `return`?"),
    (
        "08.1",
        lambda Z: divided(np.exp(Z - Z.mean(axis=1, keepdims=True))),
        "not its mean",
    ),
    ("08.1", lambda Z: divided(np.exp(Z.clip(-700, 700))), "Clipped scores"),
    ("08.2", -4.6, "sign is flipped"),
    ("08.2", 5, "rounded too far"),
    ("08.1", lambda Z: divided(np.exp(Z)), "e^1000 is infinite"),
    ("08.1", lambda Z: [[math.exp(z) for z in row] for row in Z], "e^1000 is infinite"),
    (
        "08.1",
        lambda Z: divided(np.exp(Z - Z.max())),
        "of that row, not of the table",
    ),
    ("08.1", lambda Z: divided(np.exp(Z - Z.max(axis=0))), "or of a column"),
    ("08.1", lambda Z: special.softmax(Z, axis=0), "your columns add up to 1"),
    ("08.1", special.softmax, "all probabilities together"),
    ("08.1", lambda Z: special.log_softmax(Z, axis=1), "these are the logarithms"),
    ("08.1", lambda Z: np.exp(Z - Z.max(axis=1, keepdims=True)), "do not add up to 1"),
    ("08.1", lambda Z: np.exp(Z - Z.max()), "do not add up to 1"),
    ("08.1", lambda Z: special.softmax(-Z, axis=1), "the sign is flipped"),
    ("08.1", special.expit, "the sigmoid of each score"),
    ("08.1", lambda Z: Z / Z.sum(axis=1)[:, None], "the exponential is missing"),
    ("08.1", lambda Z: np.floor(Z - Z.max(axis=1, keepdims=True)).clip(-1) + 1, "Softmax is soft"),
    ("08.1", lambda Z: softmax_by_shift(2 * Z), "divide by their sum"),
    ("08.1", lambda Z: softmax_by_shift(Z)[0], "must be an array of shape (2, 3)"),
    ("08.1", lambda Z: Z / Z.sum(axis=1), "stops with ValueError"),
    ("08.1", 0.5, "expected a function"),
    ("08.2", math.log(10), "for 10 classes"),
    ("08.2", 2, "base 10"),
    ("08.2", math.log2(100), "base 2"),
    ("08.2", math.log(0.01), "the sign is flipped"),
    ("08.2", 1 / 100, "the probability of the right class"),
    ("08.2", 0.99, "the share of wrong guesses"),
    ("08.2", 0, "certainty"),
    ("08.2", 100 * math.log(100), "only the right class counts"),
    ("08.2", 50.0, "every class gets the same probability"),
    ("08.3", lambda Z, y: -np.log(p_right(Z, y)).mean(), "never the logarithm of p"),
    (
        "08.3",
        lambda Z, y: -np.mean(np.eye(Z.shape[1])[y] * np.log(special.softmax(Z, axis=1))),
        "never the logarithm of p",
    ),
    ("08.3", lambda Z, y: -np.log(p_right(Z, y) + 1e-12).mean(), "a clipped p"),
    ("08.3", lambda Z, y: -np.log(np.clip(p_right(Z, y), 1e-7, 1)).mean(), "a clipped p"),
    ("08.3", lambda Z, y: -loss_by_logsumexp(Z, y), "the sign is flipped"),
    ("08.3", lambda Z, y: len(Z) * loss_by_logsumexp(Z, y), "the sum over the rows"),
    ("08.3", lambda Z, y: -(np.eye(Z.shape[1])[y] * log_p(Z)).mean(), "number of classes"),
    ("08.3", lambda Z, y: loss_by_logsumexp(Z, y) / math.log(2), "base 2"),
    ("08.3", lambda Z, y: loss_by_logsumexp(Z, y) / math.log(10), "base 10"),
    ("08.3", lambda Z, y: -log_p(Z).max(axis=1).mean(), "the right one"),
    ("08.3", lambda Z, y: -log_p(Z)[:, y].mean(), "Pair them"),
    ("08.3", lambda Z, y: -log_p(Z)[:, y].sum() / len(Z), "Pair them"),
    (
        "08.3",
        lambda Z, y: -special.log_softmax(Z, axis=0)[np.arange(len(y)), y].mean(),
        "along the columns",
    ),
    ("08.3", lambda Z, y: -Z[np.arange(len(y)), y].mean(), "log Σ e^z is missing"),
    ("08.3", lambda Z, y: 1 - p_right(Z, y).mean(), "probability went elsewhere"),
    ("08.3", lambda Z, y: p_right(Z, y).mean(), "the mean probability"),
    (
        "08.3",
        lambda Z, y: np.sum((special.softmax(Z, axis=1) - np.eye(Z.shape[1])[y]) ** 2) / len(y),
        "a squared error",
    ),
    ("08.3", lambda Z, y: 3 * loss_by_logsumexp(Z, y) + 1, "minus the score of the right class"),
    ("08.3", lambda Z, y: -log_p(Z)[np.arange(len(y)), y], "must be a single number"),
    ("08.4", lambda *a: -pull(*a), "the sign is flipped"),
    ("08.4", lambda W, x, label: W @ special.softmax(x @ W), "the label is missing"),
    ("08.4", lambda W, x, label: W @ (special.softmax(x @ W) - label), "not the number"),
    ("08.4", lambda W, x, label: -W.T[label], "only the pull toward the right class"),
    ("08.4", lambda *a: pull(*a, p=np.asarray), "scores are no probabilities"),
    ("08.4", lambda *a: pull(*a, p=special.expit), "a sigmoid"),
    (
        "08.4",
        lambda W, x, label: pull(W, x, label, wanted=np.argmax(x @ W)),
        "not the class that wins",
    ),
    ("08.4", lambda *a: np.sign(pull(*a)), "its sign only"),
    ("08.4", lambda *a: pull(*a) / a[0].shape[1], "not the mean"),
    (
        "08.4",
        lambda W, x, label: np.outer(x, special.softmax(x @ W) - np.eye(len(W.T))[label]),
        "must be an array of shape (2,)",
    ),
    ("08.4", lambda W, x, label: W @ x, "stops with ValueError"),
    ("08.4", lambda W, x, label: x, "∂ℓ/∂zⱼ"),
]


@pytest.mark.parametrize(("exercise", "answer"), RIGHT)
def test_right_answers_are_accepted(exercise, answer):
    assert repr(check(exercise, answer)) == f"✓ {exercise}: correct."


@pytest.mark.parametrize(("exercise", "answer", "hint"), WRONG)
def test_wrong_answers_get_the_hint_that_fits(exercise, answer, hint):
    verdict = check(exercise, answer)
    assert not verdict
    assert hint in verdict.message
