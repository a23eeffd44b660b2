"""make bench: what gdviz costs, as ratios to what a learner would otherwise use, in one run.

Then what a class costs: the memory of kernels, the pages of site/, and 300 readers of them at once.

Prints each row as it is measured and writes benchmarks/latest.json: name, value, goal and met, and
the error where measuring failed. The rest goes on then, and the exit status is 1; with STRICT=1 in
the environment it is so where a goal is missed, too.
"""

import subprocess
import sys
import tracemalloc
from functools import partial
from pathlib import Path

import numpy as np

import gdviz as gd
from benchmarks.classroom import classroom_rows
from benchmarks.own_data import own_data_rows
from benchmarks.pages import page_rows
from benchmarks.readers import reader_rows
from benchmarks.table import Row, attempt, report
from benchmarks.timing import ratio, seconds
from benchmarks.training import digits_rows, epoch_rows, mnist_rows

RATES = np.geomspace(0.01, 2, 30)
N_STEPS = 300


def line(n_samples=1000):
    X, y = gd.datasets.line(n_samples)
    return gd.LeastSquares(gd.add_bias(X), y)


def by_hand(X, y, *, learning_rate, batch_size, n_steps):
    """Mini-batch gradient descent as one writes it without a library."""
    rng, theta, step = np.random.default_rng(0), np.zeros(X.shape[1]), 0
    while step < n_steps:
        order = rng.permutation(len(X))
        for start in range(0, len(X), batch_size):
            rows = order[start : start + batch_size]
            Xb, yb = X[rows], y[rows]
            theta = theta - learning_rate * (Xb.T @ (Xb @ theta - yb)) / len(rows)
            step += 1
            if step == n_steps:
                break
    return theta


def by_torch(X, y, *, learning_rate, batch_size, n_steps):
    """The same run by PyTorch, as its tutorials write it."""
    import torch

    torch.set_num_threads(1)  # its best at this size
    X, y = torch.from_numpy(X.copy()), torch.from_numpy(y.copy())
    model = torch.nn.Linear(X.shape[1], 1, bias=False, dtype=torch.float64)
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    step = 0
    while step < n_steps:
        for rows in torch.randperm(len(X)).split(batch_size):
            optimizer.zero_grad()
            loss = torch.nn.functional.mse_loss(model(X[rows])[:, 0], y[rows]) / 2
            loss.backward()
            optimizer.step()
            step += 1
            if step == n_steps:
                break
    return model


def by_gdviz(objective, *, learning_rate, batch_size, n_steps):
    return gd.gradient_descent(
        objective,
        np.zeros(objective.n_params),
        learning_rate=learning_rate,
        batch_size=batch_size,
        max_steps=n_steps,
    )


def whole_grid(objective):
    return gd.sweep(
        objective,
        [0, 0],
        learning_rates=RATES,
        batch_sizes=[2**k for k in range(10)] + [1000],
        n_steps=N_STEPS,
    )


def step_rows(objective):
    for b in (1, 32, 1000):
        value = ratio(*runs_of(objective, b, by_gdviz, by_hand))
        yield Row(f"step, gdviz / NumPy loop by hand, b = {b}", value, 1.5)
    value = ratio(*runs_of(objective, 32, by_torch, by_gdviz))
    yield Row("step, PyTorch eager / gdviz, b = 32", value, 10, at_least=True)


def runs_of(objective, batch_size, *functions):
    """Return functions of no argument that make 1000 updates each."""
    options = {"learning_rate": 0.1, "batch_size": batch_size, "n_steps": 1000}
    X, y = objective.X, objective.y
    return [
        partial(by_gdviz, objective, **options) if f is by_gdviz else partial(f, X, y, **options)
        for f in functions
    ]


def sweep_rows(objective):
    def loops():
        for b in [2**k for k in range(10)] + [1000]:
            for rate in RATES[::10]:
                by_gdviz(objective, learning_rate=rate, batch_size=b, n_steps=N_STEPS)

    share = len(RATES) / len(RATES[::10])  # every tenth rate: a loop costs the same at any rate
    value = share * ratio(loops, lambda: whole_grid(objective), n_pairs=5)
    yield Row("sweep 30 × 11 × 300, loops / sweep", value, 40, at_least=True)
    yield Row("sweep 30 × 11 × 300, ms", 1e3 * min(seconds_of_grid(objective)))
    base = min(seconds_of_grid(line(1000)))
    for n in (10_000, 100_000, 1_000_000):
        cost = min(seconds_of_grid(line(n), n_runs=3))
        yield Row(f"sweep cost, N = {n:,} / N = 1,000", cost / base)


def seconds_of_grid(objective, n_runs=5):
    return [seconds(lambda: whole_grid(objective)) for _ in range(n_runs)]


def memory_rows(objective):
    """Bytes kept for each recorded update, and what thinning the record leaves of a run."""
    peaks = [peak_bytes(objective, n, 1) for n in (10_000, 40_000)]
    yield Row("memory of a run, bytes an update", (peaks[1] - peaks[0]) / 30_000, 600)
    thinned = peak_bytes(objective, 40_000, 100)
    yield Row("memory, every 100th update / every update", thinned / peaks[1], 0.1)


def peak_bytes(objective, n_steps, record_every):
    tracemalloc.start()
    gd.gradient_descent(
        objective,
        [0, 0],
        learning_rate=0.1,
        batch_size=32,
        max_steps=n_steps,
        record_every=record_every,
    )
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def import_rows():
    def loading(name):
        subprocess.run([sys.executable, "-c", f"import {name}"], check=True)

    value = ratio(lambda: loading("gdviz"), lambda: loading("numpy"), n_pairs=15)
    yield Row("import gdviz / import numpy, whole process", value, 1.3)


def rows():
    objective = line()
    yield from attempt("steps", step_rows, objective)
    yield from attempt("sweeps", sweep_rows, objective)
    yield from attempt("memory of a run", memory_rows, objective)
    yield from attempt("import", import_rows)
    yield from attempt("own data", own_data_rows)
    yield from attempt("digits", digits_rows)
    yield from attempt("epochs of a network", epoch_rows)
    yield from attempt("60,000 × 784", mnist_rows)
    yield from attempt("a class", classroom_rows)
    yield from attempt("pages", page_rows)
    yield from attempt("readers", reader_rows)


if __name__ == "__main__":
    sys.exit(report(rows(), Path(__file__).with_name("latest.json")))
