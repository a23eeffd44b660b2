"""Exercises of notebook 03, stochastic gradient descent."""

import numpy as np

from gdviz.datasets import add_bias, four_points, two_classes
from gdviz.exercises.judges import Function, Number


def covariance(params, X, y, *, center=1, n=lambda y: len(y), factor=1, error=np.subtract):
    """S(θ) = 1/N Σ (∇ℓᵢ − ∇J)(∇ℓᵢ − ∇J)ᵀ."""
    each = error(X @ params, y)[:, None] * X
    deviations = each - center * each.mean(axis=0)
    return factor * deviations.T @ deviations / n(y)


def correlation(*case):
    """S divided by the standard deviations."""
    S = covariance(*case)
    return S / np.sqrt(np.outer(np.diag(S), np.diag(S)))


def sigmoid(z):
    """1/(1 + e^(−z))."""
    return 1 / (1 + np.exp(-z))


def epoch(
    params,
    X,
    y,
    learning_rate,
    rows,
    *,
    sign=1,
    predict=sigmoid,
    slope=lambda p: 1,
    feature=lambda x: x,
    share=lambda y, rows: 1,
    order=lambda rows, y: rows,
    target=1,
):
    """One update for each of the rows, in their order: θ ← θ − η (p(θᵀxᵢ) − yᵢ) xᵢ."""
    rate = sign * learning_rate * share(y, rows)
    for i in order(rows, y):
        p = predict(X[i] @ params)
        params = params - rate * (p - target * y[i]) * slope(p) * feature(X[i])
    return params


def one_update(params, X, y, learning_rate, rows):
    """All gradients taken at the first params and added up."""
    errors = sigmoid(X[rows] @ params) - y[rows]
    return params - learning_rate * X[rows].T @ errors


def _tables():
    """(params, X, y) of several sizes, for least squares."""
    rng = np.random.default_rng(3)
    X, y = four_points()
    yield np.array([1.0, -0.5]), add_bias(X), y
    for n_samples, n_params in ((5, 3), (9, 2)):
        X = add_bias(rng.normal(size=(n_samples, n_params - 1)).round(1))
        yield rng.normal(size=n_params).round(1), X, rng.normal(size=n_samples).round(1)


def _epochs():
    """(params, X, y, learning_rate, rows): one row, part of an epoch, rows drawn twice."""
    rng = np.random.default_rng(4)
    for rows in ([5], [2, 0, 1, 3], [4, 1, 5], [3, 3, 0, 2, 2, 6]):
        X, y = two_classes(7, seed=len(rows))
        yield rng.normal(size=2).round(1), add_bias(X.round(1)), y, 0.5, np.array(rows)


MISSED = (3 / 4) ** 4

EXERCISES = {
    "03.1": Function(
        covariance,
        list(_tables()),
        {
            "not_centered": {"center": 0},
            "n_minus_one": {"n": lambda y: len(y) - 1},
            "sum": {"n": lambda y: 1},
            "of_the_mean": {"n": lambda y: len(y) ** 2},
            "four_times": {"factor": 4},
            "twice": {"factor": 2},
            "features": {"error": lambda prediction, y: np.ones_like(y)},
            "no_targets": {"error": lambda prediction, y: prediction},
            "variances_only": lambda *a: np.diag(np.diag(covariance(*a))),
            "correlations": correlation,
        },
    ),
    "03.2": Number(
        0.2,
        {
            "other_way_round": [0.0125, 0.025],
            "same_rate": 0.05,
            "root": 0.1,
            "squared": 0.8,
        },
    ),
    "03.3": Number(
        MISSED,
        {
            "percent": 100 * MISSED,
            "many_rows": [np.exp(-1), 100 * np.exp(-1)],
            "seen": [1 - MISSED, 100 * (1 - MISSED), 1 - np.exp(-1)],
            "rows_missed": 4 * MISSED,
            "one_draw": [3 / 4, 75],
            "one_hit": [1 / 4, 25],
            "same_row": (1 / 4) ** 4,
            "wrong_power": [(3 / 4) ** 3, (3 / 4) ** 2, (3 / 4) ** 8],
            "none_missed": 24 / 4**4,
            "some_missed": 1 - 24 / 4**4,
        },
        tol=2e-3,
    ),
    "03.4": Function(
        epoch,
        list(_epochs()),
        {
            "uphill": {"sign": -1},
            "no_sigmoid": {"predict": lambda z: z},
            "mirrored": {"predict": lambda z: sigmoid(-z)},
            "rounded": {"predict": lambda z: 1.0 * (z > 0)},
            "squared_error": {"slope": lambda p: p * (1 - p)},
            "first_row": {"order": lambda rows, y: rows[:1]},
            "last_row": {"order": lambda rows, y: rows[-1:]},
            "at_the_start": one_update,
            "mini_batch": lambda params, X, y, rate, rows: one_update(
                params, X, y, rate / len(rows), rows
            ),
            "by_n": {"share": lambda y, rows: 1 / len(y)},
            "by_rows": {"share": lambda y, rows: 1 / len(rows)},
            "own_order": [
                {"order": lambda rows, y: range(len(y))},
                {"order": lambda rows, y: range(len(rows))},
                {"order": lambda rows, y: np.sort(rows)},
                {"order": lambda rows, y: rows[::-1]},
            ],
            "unique": {"order": lambda rows, y: dict.fromkeys(rows)},
            "no_targets": {"target": 0},
            "no_features": {"feature": np.ones_like},
            "no_bias": {"feature": lambda x: x * (np.arange(len(x)) > 0)},
        },
    ),
}
