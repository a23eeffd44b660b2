"""Notebook 04: right answers are right in every spelling, and each mistake gets its own hint."""

import math

import numpy as np
import pytest

import gdviz as gd
from gdviz.exercises import check


def count_batches(n_samples, batch_size, n_epochs, drop_last):
    epoch = gd.minibatches(n_samples, batch_size, drop_last=drop_last)
    return sum(len(epoch) for _ in range(n_epochs))


def run_and_count(n_samples, batch_size, n_epochs, drop_last):
    objective = gd.LeastSquares(np.ones((n_samples, 1)), np.zeros(n_samples))
    options = {"learning_rate": 0, "batch_size": batch_size, "n_epochs": n_epochs}
    return gd.gradient_descent(objective, [0.0], drop_last=drop_last, **options).step[-1]


def count_starts(n_samples, batch_size, n_epochs, drop_last):
    last_start = n_samples - batch_size + 1 if drop_last else n_samples
    return n_epochs * len(range(0, last_start, batch_size))


def row_by_row(params, X, y, rows, learning_rate):
    gradient = sum((X[i] @ params - y[i]) * X[i] for i in rows) / len(rows)
    return params - learning_rate * gradient


def by_the_objective(params, X, y, rows, learning_rate):
    return params - learning_rate * gd.LeastSquares(X, y).grad(params, rows)


def in_place(params, X, y, rows, learning_rate):
    X, y = X[rows], y[rows]
    params -= learning_rate * ((X @ params - y)[:, None] * X).mean(axis=0)
    return params


def as_a_list(*case):
    return row_by_row(*case).tolist()


def add_up(means, sizes):
    return sum(n * mean for n, mean in zip(sizes, means)) / sum(sizes)


def repeat_rows(means, sizes):
    return np.repeat(means, sizes, axis=0).mean(axis=0)


def parabola(*, sort=True, shuffle=False, excess=True):
    """J − J* or J of a line fitted to y = x², with J* from the residuals of lstsq."""
    X, _ = gd.datasets.line(1000)
    x = np.sort(X[:, 0]) if sort else X[:, 0]
    objective = gd.LeastSquares(np.column_stack([np.ones(1000), x]), x * x)
    setting = {"learning_rate": 0.5, "batch_size": 50, "n_epochs": 60}
    run = gd.gradient_descent(objective, [0.0, 0.0], shuffle=shuffle, **setting)
    least = np.linalg.lstsq(objective.X, objective.y, rcond=None)[1][0] / 2000
    return run.loss[-1] - least if excess else run.loss[-1]


RIGHT = [
    ("04.1", count_batches),
    ("04.1", run_and_count),
    ("04.1", count_starts),
    ("04.1", lambda N, b, e, drop: e * (N // b if drop else -(-N // b))),
    ("04.1", lambda N, b, e, drop: e * (math.floor if drop else math.ceil)(N / b)),
    ("04.2", row_by_row),
    ("04.2", by_the_objective),
    ("04.2", in_place),
    ("04.2", as_a_list),
    ("04.3", add_up),
    ("04.3", repeat_rows),
    ("04.3", lambda means, sizes: sizes @ means / sizes.sum()),
    ("04.3", lambda means, sizes: (means * sizes[:, None]).sum(axis=0) / sizes.sum()),
    ("04.4", parabola()),
    ("04.4", 0.00283),
    ("04.4", 2.827e-3),
]


def gradient(params, X, y, rows):
    return X[rows].T @ (X[rows] @ params - y[rows]) / len(rows)


def step(size):
    return lambda params, X, y, rows, rate: (
        params - rate * size(X, rows) * gradient(params, X, y, rows)
    )


def no_bias(params, X, y, rows, rate):
    params[1:] -= rate * gradient(params, X, y, rows)[1:]
    return params


def column_minus_row(params, X, y, rows, rate):
    residuals = X[rows] @ params.reshape(-1, 1) - y[rows]
    return params - rate * (X[rows].T @ residuals).mean(axis=1)


WRONG = [
    ("04.1", lambda N, b, e, drop: e * math.ceil(N / b), "drop_last changes nothing"),
    ("04.1", lambda N, b, e, drop: e * (N // b), "makes an update as well"),
    ("04.1", lambda N, b, e, drop: count_batches(N, b, e, not drop), "the wrong way round"),
    ("04.1", lambda N, b, e, drop: count_batches(N, b, 1, drop), "n_epochs is missing"),
    ("04.1", lambda N, b, e, drop: (e * N + (not drop) * (b - 1)) // b, "round in each epoch"),
    ("04.1", lambda N, b, e, drop: e * N / b, "no fractions"),
    ("04.1", lambda N, b, e, drop: e * round(N / b), "not to the nearest"),
    ("04.1", lambda N, b, e, drop: e * (N // b + (0 if drop else 1)), "where b divides N"),
    ("04.1", lambda N, b, e, drop: e * b, "count the batches of one epoch"),
    ("04.1", 160, "expected a function"),
    ("04.2", step(lambda X, rows: -1), "this climbs"),
    ("04.2", step(lambda X, rows: len(rows)), "1/b is missing"),
    ("04.2", step(lambda X, rows: len(rows) / len(X)), "not by N"),
    ("04.2", step(lambda X, rows: 2), "twice too long"),
    ("04.2", step(lambda X, rows: 1 / len(rows)), "divide by b once"),
    ("04.2", lambda p, X, y, r, rate: row_by_row(p, X, y, range(len(y)), rate), "batch gradient"),
    ("04.2", lambda p, X, y, r, rate: row_by_row(p, X, y, set(r.tolist()), rate), "counts twice"),
    ("04.2", lambda p, X, y, r, rate: row_by_row(p, X, y, r, 1), "η is missing"),
    ("04.2", lambda p, X, y, r, rate: -rate * gradient(p, X, y, r), "the step alone"),
    ("04.2", lambda p, X, y, r, rate: gradient(p, X, y, r), "this is the gradient"),
    ("04.2", lambda p, X, y, r, rate: row_by_row(p, X, np.zeros_like(y), r, rate), "targets"),
    ("04.2", no_bias, "the bias learns nothing"),
    ("04.2", column_minus_row, "b² pairs"),
    ("04.2", lambda params, *rest: params, "objective.grad"),
    (
        "04.2",
        lambda p, X, y, r, rate: p - rate * (X[r] @ p - y[r]) * X[r],
        "must be an array of shape (2,)",
    ),
    ("04.2", lambda p, X, y, r, rate: row_by_row(p, X, y, r, rate)[:, None], "must be an array"),
    ("04.3", lambda means, sizes: np.mean(means, axis=0), "the mean of the means"),
    ("04.3", lambda means, sizes: (means.T * sizes).sum(axis=1), "sums over rows"),
    ("04.3", lambda means, sizes: sizes @ means / (len(sizes) * max(sizes)), "not the number of"),
    ("04.3", lambda means, sizes: (means.T * sizes).mean(axis=1), "not by the number of batches"),
    ("04.3", lambda m, sizes: (m.T / sizes).sum(axis=1) / (1 / sizes).sum(), "upside down"),
    ("04.3", lambda means, sizes: np.mean(means[:-1], axis=0), "is lost here"),
    ("04.3", lambda means, sizes: -add_up(means, sizes), "the sign"),
    ("04.3", lambda means, sizes: add_up(means, sizes) + 1, "three times as much"),
    ("04.3", lambda means, sizes: np.average(means, weights=sizes), "stops with TypeError"),
    ("04.3", lambda means, sizes: add_up(means, sizes).sum(), "the result must be"),
    ("04.4", parabola(excess=False), "this is J."),
    ("04.4", parabola(excess=False) - parabola(), "this is J*"),
    ("04.4", parabola(shuffle=True), "shuffle=False"),
    ("04.4", parabola(sort=False), "sort them by X[:, 0]"),
    ("04.4", parabola(sort=False, shuffle=True), "do neither"),
    ("04.4", 0.085, "60 epochs from zeros"),
]


def read_until_below(b, target=0.01):
    """Samples and updates of a run by hand until J − J* is below the target; J* from lstsq."""
    X, y = gd.datasets.line(1000)
    A, theta, rng = np.column_stack([np.ones(1000), X]), np.zeros(2), np.random.default_rng(0)
    best = np.linalg.lstsq(A, y, rcond=None)[1][0] / 2000
    samples = updates = 0
    while True:
        order = rng.permutation(1000)
        for first in range(0, 1000, b):
            rows = order[first : first + b]
            theta = theta - 0.1 * A[rows].T @ (A[rows] @ theta - y[rows]) / b
            samples, updates = samples + b, updates + 1
            if ((A @ theta - y) ** 2).sum() / 2000 - best < target:
                return samples, updates


(FEW, FEW_UPDATES), (MANY, MANY_UPDATES) = read_until_below(10), read_until_below(500)
RIGHT += [("04.5", MANY / FEW), ("04.5", 51.6)]
WRONG += [
    ("04.5", MANY_UPDATES / FEW_UPDATES, "these are updates"),
    ("04.5", FEW / MANY, "upside down"),
    ("04.5", 50, "as if both made equally many"),
    ("04.5", MANY, "one of the two runs"),
    ("04.5", FEW / 1000, "one of the two runs"),
    ("04.5", MANY - FEW, "Divide instead of subtracting"),
    ("04.5", MANY / FEW - 1, "leave out the −1"),
    ("04.5", 100 * MANY / FEW, "times 100"),
    ("04.5", 7, "the first record with"),
]


@pytest.mark.parametrize(("exercise", "answer"), RIGHT)
def test_right_answers_are_accepted(exercise, answer):
    assert repr(check(exercise, answer)) == f"✓ {exercise}: correct."


@pytest.mark.parametrize(("exercise", "answer", "hint"), WRONG)
def test_wrong_answers_get_the_hint_that_fits(exercise, answer, hint):
    verdict = check(exercise, answer)
    assert not verdict
    assert hint in verdict.message
