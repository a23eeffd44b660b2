"""Exercises of notebook 04, mini-batch gradient descent."""

import math

import numpy as np

from gdviz.datasets import add_bias, four_points, line
from gdviz.descent import gradient_descent
from gdviz.exercises import judges
from gdviz.objectives import LeastSquares


def n_updates(n_samples, batch_size, n_epochs, drop_last):
    """Updates in n_epochs passes: ⌈N/b⌉ each, or ⌊N/b⌋ without the short last batch."""
    full, tail = divmod(n_samples, batch_size)
    return n_epochs * (full + (tail > 0 and not drop_last))


def batch_step(params, X, y, rows, learning_rate):
    """θ − η · (1/b) Σ_{i∈B} (θᵀxᵢ − yᵢ) xᵢ."""
    residuals = X[rows] @ params - y[rows]
    return params - learning_rate * X[rows].T @ residuals / len(rows)


def scaled_step(factor):
    """A step that is too long or too short by ``factor(X, rows)``."""

    def step(params, X, y, rows, learning_rate):
        return batch_step(params, X, y, rows, learning_rate * factor(X, rows))

    return step


def every_pair_step(params, X, y, rows, learning_rate):
    """A step with all b² differences of a prediction and a target: what (b, 1) − (b,) gives."""
    residuals = (X[rows] @ params)[:, None] - y[rows]
    return params - learning_rate * X[rows].T @ residuals.mean(axis=1)


def epoch_mean(means, sizes):
    """The mean over all rows, from the means (n_batches, n_params) and sizes of the batches."""
    return np.average(means, axis=0, weights=sizes)


def _steps():
    """(params, X, y, rows, learning_rate) of several sizes; one batch holds a row twice."""
    rng = np.random.default_rng(4)
    X, y = four_points()
    yield np.array([1.0, -0.5]), add_bias(X), y, np.array([3, 0]), 0.1
    for n_params, rows in ((2, [0, 2, 2, 5, 6]), (4, [1, 7, 3])):
        X = add_bias(rng.normal(size=(9, n_params - 1)))
        yield rng.normal(size=n_params), X, rng.normal(size=9), np.array(rows), 0.7


def _epochs():
    """(means, sizes) of an epoch with a short last batch, for one to three parameters."""
    rng = np.random.default_rng(5)
    for sizes, n_params in (([300, 300, 300, 100], 2), ([4, 4, 1], 3), ([64, 64, 64, 7], 1)):
        yield rng.normal(1, 1, size=(len(sizes), n_params)), np.array(sizes)


def excess_on_a_parabola(X, *, shuffle):
    """J − J* of a line fitted to y = x² after 60 epochs with b = 50 and η = 0.5, and J*."""
    objective = LeastSquares(add_bias(X), X[:, 0] ** 2)
    run = gradient_descent(
        objective, np.zeros(2), learning_rate=0.5, batch_size=50, n_epochs=60, shuffle=shuffle
    )
    return run.loss[-1] - objective.minimum, objective.minimum


X, _ = line(1000)
SORTED = np.sort(X, axis=0)
EXCESS, MINIMUM = excess_on_a_parabola(SORTED, shuffle=False)

EXERCISES = {
    "04.1": judges.function(
        n_updates,
        [(1000, 32, 1, False), (1000, 32, 5, True), (1000, 50, 3, False), (7, 4, 10, False)],
        otherwise="count the batches of one epoch: with b = 300, 1000 rows make 3 and a rest.",
        mistakes=[
            (
                "drop_last changes nothing here: with it, the short last batch makes no update.",
                lambda N, b, n_epochs, drop_last: n_epochs * math.ceil(N / b),
            ),
            (
                "the short last batch makes an update as well, unless drop_last is set.",
                lambda N, b, n_epochs, drop_last: n_epochs * (N // b),
            ),
            (
                "drop_last is the wrong way round.",
                lambda N, b, n_epochs, drop_last: n_updates(N, b, n_epochs, not drop_last),
            ),
            (
                "this is one epoch: n_epochs is missing.",
                lambda N, b, n_epochs, drop_last: n_updates(N, b, 1, drop_last),
            ),
            (
                "a batch never reaches into the next epoch: round in each epoch, then multiply.",
                lambda N, b, n_epochs, drop_last: (
                    n_epochs * N // b if drop_last else math.ceil(n_epochs * N / b)
                ),
            ),
            (
                "there are no fractions of an update: round up, or down with drop_last.",
                lambda N, b, n_epochs, drop_last: n_epochs * N / b,
            ),
            (
                "round up, not to the nearest: the shortest tail is a batch.",
                lambda N, b, n_epochs, drop_last: n_epochs * round(N / b),
            ),
            (
                "where b divides N there is no short last batch to add.",
                lambda N, b, n_epochs, drop_last: n_epochs * (N // b + (not drop_last)),
            ),
        ],
    ),
    "04.2": judges.function(
        batch_step,
        list(_steps()),
        otherwise="with rows = np.arange(N) it must be params − η · objective.grad(params).",
        mistakes=[
            ("this climbs: the sign in front of η is flipped.", scaled_step(lambda X, rows: -1)),
            ("this is the gradient's sum: 1/b is missing.", scaled_step(lambda X, rows: len(rows))),
            (
                "divide by b, the rows in this batch, not by N.",
                scaled_step(lambda X, rows: len(rows) / len(X)),
            ),
            (
                "the step is twice too long: the 2 of the square cancels the 1/2 of the loss.",
                scaled_step(lambda X, rows: 2),
            ),
            (
                "divide by b once: the step is b times too short.",
                scaled_step(lambda X, rows: 1 / len(rows)),
            ),
            (
                "this is a step of batch gradient descent: take the given rows only.",
                lambda params, X, y, rows, learning_rate: batch_step(
                    params, X, y, np.arange(len(y)), learning_rate
                ),
            ),
            (
                "a row that was drawn twice counts twice: use rows as they are.",
                lambda params, X, y, rows, learning_rate: batch_step(
                    params, X, y, np.unique(rows), learning_rate
                ),
            ),
            (
                "η is missing: the step has the length of the gradient.",
                lambda params, X, y, rows, learning_rate: batch_step(params, X, y, rows, 1),
            ),
            (
                "this is the step alone: return the new params.",
                lambda *case: batch_step(*case) - case[0],
            ),
            (
                "this is the gradient: take a step against it and return the new params.",
                lambda *case: (case[0] - batch_step(*case)) / case[-1],
            ),
            (
                "the targets are missing: residuals are predictions minus y.",
                lambda params, X, y, *rest: batch_step(params, X, 0 * y, *rest),
            ),
            (
                "the bias learns nothing: its feature is 1, so its component is not 0.",
                lambda *case: np.append(case[0][:1], batch_step(*case)[1:]),
            ),
            (
                "a column (b, 1) met a row (b,), and NumPy made all b² pairs of them. "
                "Keep both of shape (b,).",
                every_pair_step,
            ),
        ],
    ),
    "04.3": judges.function(
        epoch_mean,
        list(_epochs()),
        otherwise="a batch of 300 rows must count three times as much as one of 100.",
        mistakes=[
            (
                "this is the mean of the means: the short last batch counts as much as a full one.",
                lambda means, sizes: means.mean(axis=0),
            ),
            (
                "these are sums over rows: divide by N, the sum of the sizes.",
                lambda means, sizes: sizes @ means,
            ),
            (
                "N is the sum of the sizes, not the number of batches times b.",
                lambda means, sizes: sizes @ means / (len(sizes) * sizes[0]),
            ),
            (
                "divide by N, the sum of the sizes, not by the number of batches.",
                lambda means, sizes: sizes @ means / len(sizes),
            ),
            (
                "the weights are upside down: a large batch counts more, not less.",
                lambda means, sizes: np.average(means, axis=0, weights=1 / sizes),
            ),
            (
                "the short last batch is lost here: its rows count as well.",
                lambda means, sizes: means[:-1].mean(axis=0),
            ),
            ("the sign is flipped.", lambda means, sizes: -epoch_mean(means, sizes)),
        ],
    ),
    "04.4": judges.number(
        EXCESS,
        tol=3e-3,
        otherwise="sort by X[:, 0], then b = 50, η = 0.5, 60 epochs from zeros with shuffle=False, "
        "and take run.loss[-1] − objective.minimum.",
        mistakes=[
            (
                "this is J. The excess is J − J*: subtract objective.minimum.",
                EXCESS + MINIMUM,
            ),
            (
                "this is J*, which the best line leaves. How much more does the run leave?",
                MINIMUM,
            ),
            (
                "pass shuffle=False: this run was reshuffled.",
                excess_on_a_parabola(SORTED, shuffle=True)[0],
            ),
            (
                "these rows stand in random order: sort them by X[:, 0] first.",
                excess_on_a_parabola(X, shuffle=False)[0],
            ),
            (
                "rows in random order, reshuffled: do neither.",
                excess_on_a_parabola(X, shuffle=True)[0],
            ),
        ],
    ),
}
