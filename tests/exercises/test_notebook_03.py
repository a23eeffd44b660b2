"""Notebook 03: right answers are right in every spelling, and each mistake gets its own hint."""

import math

import numpy as np
import pytest

import gdviz as gd
from gdviz.exercises import check


def covariance_by_pairs(params, X, y):
    each = [(x @ params - target) * x for x, target in zip(X, y)]
    full = sum(each) / len(each)
    return [
        [
            sum((g[i] - full[i]) * (g[j] - full[j]) for g in each) / len(each)
            for j in range(len(full))
        ]
        for i in range(len(full))
    ]


def covariance_by_the_library(params, X, y):
    objective = gd.LeastSquares(X, y)
    each = [objective.grad(params, np.array([i])) for i in range(len(y))]
    return np.cov(np.array(each), rowvar=False, ddof=0)


def covariance_by_moments(params, X, y):
    errors = X @ params - y
    full = X.T @ errors / len(y)
    return X.T @ np.diag(errors**2) @ X / len(y) - np.outer(full, full)


def epoch_in_place(params, X, y, learning_rate, rows):
    for i in rows:
        params -= learning_rate * (1 / (1 + np.exp(-(X[i] @ params))) - y[i]) * X[i]
    return params


def epoch_by_the_library(params, X, y, learning_rate, rows):
    objective = gd.Logistic(X, y)
    for i in rows:
        params = params - learning_rate * objective.grad(params, np.array([i]))
    return params


def epoch_by_tanh(params, X, y, learning_rate, rows):
    for x, label in zip(X[rows], y[rows]):
        probability = (1 + math.tanh(x @ params / 2)) / 2
        params = [p + learning_rate * (label - probability) * xj for p, xj in zip(params, x)]
    return params


RIGHT = [
    ("03.1", covariance_by_pairs),
    ("03.1", covariance_by_the_library),
    ("03.1", covariance_by_moments),
    ("03.2", 0.2),
    ("03.2", np.float64(4 * 0.05)),
    ("03.3", 0.3164),
    ("03.3", 81 / 256),
    ("03.3", round(0.75**4, 3)),
    ("03.4", epoch_in_place),
    ("03.4", epoch_by_the_library),
    ("03.4", epoch_by_tanh),
]


def gradients(params, X, y):
    return X * (X @ params - y).reshape(-1, 1)


def with_error(error, *, every=lambda rows, y: rows, bias=True):
    """A pass over the rows whose error is computed by the given function of z and label."""

    def walk(params, X, y, learning_rate, rows):
        for i in every(rows, y):
            step = learning_rate * error(X[i] @ params, y[i]) * X[i]
            params = params - (step if bias else [0, 1] * step)
        return params

    return walk


def logistic(z, label):
    return 1 / (1 + np.exp(-z)) - label


def batch_step(scale):
    def walk(params, X, y, learning_rate, rows):
        return params - learning_rate * scale(rows) * gd.Logistic(X, y).grad(params, rows)

    return walk


def without_features(params, X, y, learning_rate, rows):
    for i in rows:
        params = params - learning_rate * logistic(X[i] @ params, y[i])
    return params


def slower(factor):
    walk = with_error(logistic)
    return lambda params, X, y, rate, rows: walk(params, X, y, rate * factor(y, rows), rows)


def epoch_that_returns_early(params, X, y, learning_rate, rows):
    for i in rows:
        return epoch_by_tanh(params, X, y, learning_rate, [i])


WRONG = [
    ("03.3", 0.32, "rounded too far"),
    ("03.4", epoch_that_returns_early, "inside of the loop"),
    ("03.1", lambda *a: gradients(*a).T @ gradients(*a) / len(a[2]), "subtract the mean first"),
    ("03.1", lambda *a: np.cov(gradients(*a).T), "N − 1"),
    ("03.1", lambda *a: len(a[2]) * covariance_by_moments(*a), "1/N is missing"),
    ("03.1", lambda *a: np.cov(2 * gradients(*a).T, bias=True), "four times"),
    ("03.1", lambda params, X, y: np.cov(X.T, ddof=0), "covariance of the features"),
    ("03.1", lambda *a: np.diag(gradients(*a).var(axis=0)), "vary together"),
    ("03.1", lambda *a: np.corrcoef(gradients(*a).T), "correlations"),
    ("03.1", lambda *a: np.cov(gradients(*a)), "the result must be an array of shape (2, 2)"),
    ("03.1", lambda *a: np.trace(covariance_by_moments(*a)), "the result must be an array"),
    ("03.1", lambda params, X, y: np.cov(((X @ params - y) * X).T), "stops with ValueError"),
    ("03.1", lambda *a: covariance_by_moments(*a) + 1, "average the outer products"),
    ("03.2", 0.05 / 4, "the other way round"),
    ("03.2", 0.05, "a quarter of the height"),
    ("03.2", 0.1, "√b"),
    ("03.2", 0.8, "not squared"),
    ("03.2", 3.0, "what must η do"),
    ("03.2", (0.2, 0.2), "expected a single number"),
    ("03.3", 1 / math.e, "the limit of many rows"),
    ("03.3", 0.368, "the limit of many rows"),
    ("03.3", 1 - 0.75**4, "were seen"),
    ("03.3", 4 * 0.75**4, "how many of the 4"),
    ("03.3", 0.75, "what one draw misses"),
    ("03.3", 0.25, "to hit the row"),
    ("03.3", 0.25**4, "the same row four times"),
    ("03.3", 24 / 256, "no row at all"),
    ("03.3", 232 / 256, "at least one row"),
    ("03.3", 0.5, "All four draws"),
    ("03.4", with_error(lambda z, label: -logistic(z, label)), "uphill"),
    ("03.4", with_error(lambda z, label: z - label), "the sigmoid is missing"),
    ("03.4", with_error(lambda z, label: 1 / (1 + np.exp(z)) - label), "mirrored"),
    ("03.4", with_error(lambda z, label: float(z > 0) - label), "round nothing"),
    ("03.4", batch_step(len), "taken at the start"),
    ("03.4", batch_step(lambda rows: 1), "one mini-batch update"),
    ("03.4", slower(lambda y, rows: 1 / len(y)), "do not divide by N"),
    ("03.4", slower(lambda y, rows: 1 / len(rows)), "do not divide by the number of rows"),
    ("03.4", with_error(logistic, every=lambda rows, y: range(len(y))), "not 0, 1, 2"),
    ("03.4", with_error(logistic, every=lambda rows, y: range(len(rows))), "not 0, 1, 2"),
    ("03.4", without_features, "inner derivative"),
    ("03.4", with_error(logistic, bias=False), "the bias learns nothing"),
    ("03.4", lambda params, *a: params, "for each i in rows"),
    ("03.4", lambda *a: None, "does it end with `return`?"),
]


@pytest.mark.parametrize(("exercise", "answer"), RIGHT)
def test_right_answers_are_accepted(exercise, answer):
    assert repr(check(exercise, answer)) == f"✓ {exercise}: correct."


@pytest.mark.parametrize(("exercise", "answer", "hint"), WRONG)
def test_wrong_answers_get_the_hint_that_fits(exercise, answer, hint):
    verdict = check(exercise, answer)
    assert not verdict
    assert hint in verdict.message
