"""Exercises of notebook 04, mini-batch gradient descent."""

import math

import numpy as np

from gdviz.datasets import add_bias, four_points, line
from gdviz.descent import gradient_descent
from gdviz.exercises.judges import Function, Number
from gdviz.objectives import LeastSquares

COUNTS = [
    (7, 4, 10, False),
    (12, 4, 2, True),
    (1000, 32, 1, False),
    (1000, 32, 5, True),
    (1000, 50, 3, False),
    (8, 8, 3, True),
    (8, 8, 3, False),
    (1, 1, 4, True),
]
LARGER_THAN_THE_DATA = [(5, 8, 2, False), (5, 8, 2, True)]


def n_updates(
    n_samples,
    batch_size,
    n_epochs,
    drop_last,
    *,
    has_tail=lambda tail: tail > 0,
    drop=lambda drop_last: drop_last,
    times=lambda n_epochs: n_epochs,
):
    """Updates in n_epochs passes: ⌈N/b⌉ each, or ⌊N/b⌋ without the short last batch."""
    full, tail = divmod(n_samples, batch_size)
    return times(n_epochs) * (full + (has_tail(tail) and not drop(drop_last)))


def across_epochs(n_samples, batch_size, n_epochs, drop_last):
    """The count when a batch may reach into the next epoch."""
    batches = n_epochs * n_samples / batch_size
    return math.floor(batches) if drop_last else math.ceil(batches)


def batch_step(
    params,
    X,
    y,
    rows,
    learning_rate,
    *,
    sign=1,
    factor=1,
    n=lambda X, rows: len(rows),
    choose=lambda rows, X: rows,
    choose_y=lambda rows, X: rows,
    rate=lambda eta: eta,
    keep=1,
    target=1,
    feature=lambda X: X,
    learns=1,
):
    """θ − η · (1/b) Σ_{i∈B} (θᵀxᵢ − yᵢ) xᵢ."""
    X_batch = X[choose(rows, X)]
    residuals = X_batch @ params - target * y[choose_y(choose(rows, X), X)]
    grad = factor * feature(X_batch).T @ residuals / n(X, rows)
    return keep * params - sign * rate(learning_rate) * grad * np.append(learns, grad[1:] ** 0)


def every_pair_step(params, X, y, rows, learning_rate):
    """A step with all b² differences of a prediction and a target: what (b, 1) − (b,) gives."""
    residuals = (X[rows] @ params)[:, None] - y[rows]
    return params - learning_rate * X[rows].T @ residuals.mean(axis=1)


def not_transposed(params, X, y, rows, learning_rate):
    """A step with X where Xᵀ belongs, which only fits where b is the number of parameters."""
    return params - learning_rate * X[rows] @ (X[rows] @ params - y[rows]) / len(rows)


def mean_over_features(params, X, y, rows, learning_rate):
    """A step along the mean of each row's gradient over the features."""
    residuals = X[rows] @ params - y[rows]
    return params - learning_rate * (residuals[:, None] * X[rows]).mean(axis=1)


def one_after_the_other(params, X, y, rows, learning_rate):
    """Each parameter moves before the gradient of the next is taken."""
    for j in range(len(params)):
        moved = batch_step(params, X, y, rows, learning_rate)
        params = np.where(np.arange(len(params)) == j, moved, params)
    return params


def row_after_row(params, X, y, rows, learning_rate):
    """One update for each row of the batch."""
    for i in rows:
        params = batch_step(params, X, y, [i], learning_rate)
    return params


def epoch_mean(means, sizes, *, sign=1, weigh=lambda sizes: sizes, n=np.sum, use=slice(None)):
    """The mean over all rows, from the means (n_batches, n_params) and sizes of the batches."""
    return sign * weigh(sizes[use]) @ means[use] / n(weigh(sizes[use]))


def _steps():
    """(params, X, y, rows, learning_rate) of several sizes; one batch holds a row twice."""
    rng = np.random.default_rng(4)
    X, y = four_points()
    yield np.array([1.0, -0.5]), add_bias(X), y, np.array([3, 0]), 0.1
    for n_samples, n_params, rows in ((8, 2, [0, 2, 2, 5, 6]), (6, 4, [1, 5, 3]), (5, 2, [3])):
        X = add_bias(rng.normal(size=(n_samples, n_params - 1)).round(1))
        params, y = rng.normal(size=n_params).round(1), rng.normal(size=n_samples).round(1)
        yield params, X, y, np.array(rows), 0.7


def _epochs():
    """(means, sizes) of an epoch, for one to three parameters; the last batch need not be short."""
    rng = np.random.default_rng(5)
    for sizes, n_params in (
        ([300, 100], 2),
        ([300, 300, 300, 100], 2),
        ([4, 4, 1], 3),
        ([64, 64, 64, 7], 1),
        ([3, 5, 2], 2),
        ([10], 2),
    ):
        yield rng.normal(1, 1, size=(len(sizes), n_params)).round(1), np.array(sizes)


def excess_on_a_parabola(X, *, shuffle):
    """J − J* of a line fitted to y = x² after 60 epochs with b = 50 and η = 0.5, and J*."""
    objective = LeastSquares(add_bias(X), X[:, 0] ** 2)
    run = gradient_descent(
        objective, np.zeros(2), learning_rate=0.5, batch_size=50, n_epochs=60, shuffle=shuffle
    )
    return run.loss[-1] - objective.minimum, objective.minimum


def arrival(batch_size, *, target=0.01):
    """Updates and samples after which the excess of a line fit is first below the target."""
    X, y = line(1000)
    objective = LeastSquares(add_bias(X), y)
    run = gradient_descent(
        objective, np.zeros(2), learning_rate=0.1, batch_size=batch_size, max_steps=200
    )
    first = np.argmax(run.loss - objective.minimum < target)
    return int(run.step[first]), int(run.samples_seen[first])


X, _ = line(1000)
SORTED = np.sort(X, axis=0)
EXCESS, MINIMUM = excess_on_a_parabola(SORTED, shuffle=False)

(FEW_UPDATES, FEW_SAMPLES), (MANY_UPDATES, MANY_SAMPLES) = arrival(10), arrival(500)

EXERCISES = {
    "04.1": Function(
        n_updates,
        COUNTS,
        {
            "drop_last_ignored": {"drop": lambda drop_last: False},
            "tail_ignored": {"drop": lambda drop_last: True},
            "drop_last_inverted": {"drop": lambda drop_last: not drop_last},
            "one_epoch": {"times": lambda n_epochs: 1},
            "across_epochs": across_epochs,
            "fractions": lambda N, b, n_epochs, drop_last: n_epochs * N / b,
            "nearest": lambda N, b, n_epochs, drop_last: n_epochs * round(N / b),
            "always_a_tail": {"has_tail": lambda tail: True},
            "one_less": lambda N, b, n_epochs, drop_last: n_epochs * (math.ceil(N / b) - drop_last),
        },
        borders=LARGER_THAN_THE_DATA,
    ),
    "04.2": Function(
        batch_step,
        list(_steps()),
        {
            "climbs": {"sign": -1},
            "sum": {"n": lambda X, rows: 1},
            "by_n": {"n": lambda X, rows: len(X)},
            "twice": {"factor": 2},
            "half": {"factor": 0.5},
            "by_b_twice": {"n": lambda X, rows: len(rows) ** 2},
            "all_rows": {"choose": lambda rows, X: np.arange(len(X)), "n": lambda X, rows: len(X)},
            "other_rows": [
                {"choose": lambda rows, X: np.arange(len(rows))},
                {"choose": lambda rows, X: np.arange(len(X) - len(rows), len(X))},
            ],
            "other_targets": [
                {"choose_y": lambda rows, X: np.arange(len(rows))},
                {"choose_y": lambda rows, X: np.arange(len(X) - len(rows), len(X))},
            ],
            "unique": {
                "choose": lambda rows, X: np.unique(rows),
                "n": lambda X, rows: len(np.unique(rows)),
            },
            "features_for_rows": [not_transposed, mean_over_features],
            "one_after_the_other": one_after_the_other,
            "row_after_row": row_after_row,
            "no_rate": {"rate": lambda eta: 1},
            "step_only": [{"keep": 0}, {"keep": 0, "sign": -1}],
            "gradient": {"keep": 0, "sign": -1, "rate": lambda eta: 1},
            "no_targets": {"target": 0},
            "plus": {"target": -1},
            "no_features": {"feature": np.ones_like},
            "no_bias": {"learns": 0},
            "pairs": every_pair_step,
        },
    ),
    "04.3": Function(
        epoch_mean,
        list(_epochs()),
        {
            "mean_of_means": {"weigh": np.ones_like},
            "sum": {"n": lambda weights: 1},
            "n_times_b": [
                {"n": lambda weights: len(weights) * weights[0]},
                {"n": lambda weights: len(weights) * weights.max()},
            ],
            "n_batches": {"n": len},
            "upside_down": {"weigh": lambda sizes: 1 / sizes},
            "squared": {"weigh": lambda sizes: sizes**2},
            "last_lost": [{"use": slice(-1)}, {"use": slice(-1), "weigh": np.ones_like}],
            "sign": {"sign": -1},
        },
    ),
    "04.4": Number(
        EXCESS,
        {
            "loss": EXCESS + MINIMUM,
            "minimum": MINIMUM,
            "shuffled": excess_on_a_parabola(SORTED, shuffle=True)[0],
            "not_sorted": excess_on_a_parabola(X, shuffle=False)[0],
            "neither": excess_on_a_parabola(X, shuffle=True)[0],
            "sign": -EXCESS,
            "twice": 2 * EXCESS,
            "half": EXCESS / 2,
            "root": [np.sqrt(EXCESS), np.sqrt(2 * EXCESS)],
            "percent": 100 * EXCESS,
            "relative": [EXCESS / MINIMUM, 100 * EXCESS / MINIMUM, 1 + EXCESS / MINIMUM],
        },
        tol=3e-3,
    ),
    "04.5": Number(
        MANY_SAMPLES / FEW_SAMPLES,
        {
            "updates": [MANY_UPDATES / FEW_UPDATES, FEW_UPDATES / MANY_UPDATES],
            "upside_down": FEW_SAMPLES / MANY_SAMPLES,
            "sizes": 500 / 10,
            "alone": [MANY_SAMPLES, FEW_SAMPLES, MANY_SAMPLES / 1000, FEW_SAMPLES / 1000],
            "difference": [MANY_SAMPLES - FEW_SAMPLES, FEW_SAMPLES - MANY_SAMPLES],
            "more": MANY_SAMPLES / FEW_SAMPLES - 1,
            "percent": 100 * MANY_SAMPLES / FEW_SAMPLES,
        },
        tol=3e-3,
    ),
}
