"""Rows for a reader's own data and objective: building, a new start, memory, the first look.

Seconds are those of a quiet machine; beside them stands the ratio to a loop of NumPy in the same
run, which a busy one slows down alike.
"""

import tracemalloc

import numpy as np

import gdviz as gd
from benchmarks.table import Row
from benchmarks.timing import ratio, seconds

REFERENCE_UPDATES = 20_000  # a tenth of a second


def reference():
    """Mini-batch steps of least squares, as one writes them by hand."""
    X, y = gd.datasets.line(1000)
    X, theta = gd.add_bias(X), np.zeros(2)
    for t in range(REFERENCE_UPDATES):
        rows = slice(32 * t % 960, 32 * t % 960 + 32)
        theta = theta - 0.01 * (X[rows].T @ (X[rows] @ theta - y[rows])) / 32
    return theta


class Plain:
    """The four names in plain Python, a loop over the rows: what a reader writes first."""

    def __init__(self, n_samples=60):
        X, y = gd.datasets.line(n_samples)
        self.data = list(zip(X[:, 0].tolist(), y.tolist()))
        self.n_samples, self.n_params = n_samples, 2

    def loss(self, params, rows=None):
        return sum(error**2 / 2 for error, _ in self._errors(params, rows)) / self._count(rows)

    def grad(self, params, rows=None):
        pairs = list(self._errors(params, rows))
        sums = sum(error for error, _ in pairs), sum(error * x for error, x in pairs)
        return np.array(sums) / self._count(rows)

    def _errors(self, params, rows):
        bias, slope = map(float, params)
        for i in range(self.n_samples) if rows is None else rows:
            x, y = self.data[i]
            yield bias + slope * x - y, x

    def _count(self, rows):
        return self.n_samples if rows is None else len(rows)


def line(n_samples):
    X, y = gd.datasets.line(n_samples)
    return gd.LeastSquares(gd.add_bias(X), y)


def logistic(n_samples):
    X, y = gd.datasets.line(n_samples)
    return gd.Logistic(gd.add_bias(X), (y > np.median(y)).astype(int))


def own_data_rows():
    """Yield all rows."""
    explorer = gd.widgets.descent_explorer
    for name, objective, goal in (
        ("logistic, N = 1,000", logistic(1000), 0.6),
        ("own, plain Python, N = 60", Plain(), None),
        ("least squares, N = 100,000", line(100_000), 0.6),
        ("least squares, N = 1,000,000", line(1_000_000), 3),
    ):
        n_runs = 1 if objective.n_samples > 100_000 else 3
        yield from timed(f"explorer, {name}", lambda it=objective: explorer(it), goal, n_runs)
        if objective.n_samples >= 100_000:
            yield from new_start_rows(objective, name, goal)
    yield from fan_rows()
    yield first_look_row()


def timed(name, function, goal, n_runs):
    """Yield the seconds, and how many times the reference's they are."""
    pairs = [(seconds(function), seconds(reference)) for _ in range(n_runs + 1)][1:]
    yield Row(f"{name}: s", min(took for took, _ in pairs), goal)
    yield Row(f"{name}: times a NumPy loop", float(np.median([a / b for a, b in pairs])))


def new_start_rows(objective, name, goal):
    shown, starts = gd.widgets.descent_explorer(objective), iter(range(100))

    def move():
        shown.start = [0.1 * next(starts), 1.0]

    yield from timed(f"new start, {name}", move, {0.6: 0.3, 3: 2}[goal], 3)


def fan_rows():
    """Bytes at the most while the 20 seeds beside a run of 100,000 rows are made."""
    shown = gd.widgets.descent_explorer(line(100_000))
    tracemalloc.start()
    shown.show_fan = True
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    yield Row("20 seeds, N = 100,000: MB at the most", peak / 1e6, 200)


def first_look_row():
    """An own objective's run of ten updates, with its checks, as a share of the loop alone."""
    objective = Plain()

    def by_hand():
        theta, rng = np.zeros(2), np.random.default_rng(0)
        for rows in gd.minibatches(60, 6, rng=rng):
            theta = theta - 0.1 * objective.grad(theta, rows)

    options = {"learning_rate": 0.1, "batch_size": 6, "n_epochs": 1, "record_loss": False}
    checked = ratio(lambda: gd.gradient_descent(objective, [0, 0], **options), by_hand, n_pairs=51)
    return Row("10 updates of an own objective, checked / by hand", checked, 3)
