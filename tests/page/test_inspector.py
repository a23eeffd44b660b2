"""The numbers that the step inspector works out in the page are those of Python."""

import json

import numpy as np
import pytest

import gdviz as gd
from gdviz.widgets import descent_explorer
from tests.page.test_decoding import evaluate

RATES = [0.02, 0.2, 0.9, 1.8]
MODES = {
    "shuffle": {},
    "in order": {"shuffle": False},
    "replace": {"replace": True},
    "drop last": {"drop_last": True},
}


def line(n_samples=60):
    X, y = gd.datasets.line(n_samples, seed=2)
    return gd.LeastSquares(gd.add_bias(X), y)


def logistic(n_samples=60):
    rng = np.random.default_rng(4)
    x = rng.normal(size=(n_samples, 1))
    y = (x[:, 0] + rng.normal(size=n_samples) > 0).astype(int)
    return gd.Logistic(gd.add_bias(x), y)


def two_features(n_samples=30):
    rng = np.random.default_rng(5)
    X = rng.normal(size=(n_samples, 2))
    return gd.LeastSquares(X, X @ [1.0, -2.0] + rng.normal(size=n_samples))


def looks(explorer, updates):
    """Return what the page's inspector has of updates (i, j, update)."""
    told = json.dumps([list(map(int, one)) for one in updates])
    first = "new FirstUpdates(model, runs.packing)"
    (found,) = evaluate(explorer, f"{told}.map((one) => {first}.look(...one))")
    return found


def run_of(explorer, i, j):
    explorer.learning_rate_index, explorer.batch_size_index = i, j
    return explorer.run()


def close(found, expected, scale):
    """Compare to far more digits than are shown; next to 0, to those of the terms that made it."""
    found = np.array(found, dtype=float)
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-11 * scale)


def assert_is_the_update(found, objective, run, step):
    before, after, rows = run.params[step - 1], run.params[step], run.rows[step]
    scale = np.abs(before).max() + 1
    close(found["before"], before, scale)
    close(found["after"], after, scale)
    close(found["mean"], objective.grad(before, rows), scale)
    assert found["n_rows"] == len(rows)
    few = rows[:6]
    assert [sample["row"] for sample in found["samples"]] == few.tolist()
    for sample, row in zip(found["samples"], few):
        prediction = float(objective.predict(before, objective.X[[row]])[0])
        close(sample["x"], objective.X[row], 1)
        assert sample["y"] == objective.y[row]
        close(sample["prediction"], prediction, scale)
        close(sample["residual"], prediction - objective.y[row], scale)
        close(sample["gradient"], objective.grad(before, np.array([row])), scale)


@pytest.mark.parametrize("make", [line, logistic, two_features])
@pytest.mark.parametrize("mode", MODES)
def test_the_first_fifty_updates_are_those_of_the_run_without_a_kernel(make, mode):
    objective, rng = make(), np.random.default_rng(7)
    sizes = [1, 4, 7, objective.n_samples - 1, objective.n_samples]
    explorer = descent_explorer(
        objective, [-1.0, 2.5], learning_rates=RATES, batch_sizes=sizes, seed=3, **MODES[mode]
    )
    updates = [(rng.integers(4), rng.integers(5), rng.integers(1, 52)) for _ in range(20)]
    for found, (i, j, step) in zip(looks(explorer, updates), updates):
        assert_is_the_update(found, objective, run_of(explorer, i, j), step)


def test_rows_not_seen_in_an_epoch_are_counted_with_and_without_replacement():
    objective, sizes = line(10), [1, 3, 10]
    for more in ({}, {"replace": True}, {"drop_last": True}):
        explorer = descent_explorer(objective, batch_sizes=sizes, learning_rates=[0.1], **more)
        updates = [(0, j, step) for j in range(3) for step in (1, 2, 3, 4, 10, 11)]
        for found, (_, j, step) in zip(looks(explorer, updates), updates):
            run = run_of(explorer, 0, j)
            per_epoch = 10 // sizes[j] + (10 % sizes[j] > 0 and "drop_last" not in more)
            begin = 1 + (step - 1) // per_epoch * per_epoch
            read = np.concatenate([run.rows[k] for k in range(begin, step + 1)])
            assert found["unseen"] == 10 - len(set(read.tolist()))


class Bent(gd.LeastSquares):
    """A model that the page does not know."""

    def predict(self, params, X):
        return np.tanh(X @ params)

    def loss(self, params, rows=None):
        rows = slice(None) if rows is None else rows
        return float(np.mean((self.predict(params, self.X[rows]) - self.y[rows]) ** 2))

    def grad(self, params, rows=None):
        rows = slice(None) if rows is None else rows
        p = self.predict(params, self.X[rows])
        return 2 * self.X[rows].T @ ((p - self.y[rows]) * (1 - p**2)) / len(p)


def own(n_samples=40):
    fitted = line(n_samples)

    class Own:
        n_params, X, y = 2, fitted.X, fitted.y
        predict, loss, grad = Bent.predict, Bent.loss, Bent.grad

    Own.n_samples = n_samples
    return Own()


CASES = {
    "a method with a memory": (line, {"optimizer": gd.adam()}),
    "a model that the page does not know": (own, {}),
    "both": (own, {"optimizer": gd.momentum()}),
    "rows that do not all travel": (lambda: line(1500), {}),
    "both, and with replacement": (lambda: line(1500), {"optimizer": gd.adam(), "replace": True}),
}


@pytest.mark.parametrize("case", CASES)
def test_of_other_runs_theta_and_mean_are_there_as_well(case):
    make, more = CASES[case]
    objective, rng = make(), np.random.default_rng(8)
    sizes = [1, 8, 32, objective.n_samples]
    explorer = descent_explorer(
        objective, [0.5, -1.0], learning_rates=RATES[:3], batch_sizes=sizes, **more
    )
    updates = [(rng.integers(3), rng.integers(4), rng.integers(1, 52)) for _ in range(12)]
    for found, (i, j, step) in zip(looks(explorer, updates), updates):
        run = run_of(explorer, i, j)
        before, rows = run.params[step - 1], run.rows[step]
        np.testing.assert_allclose(found["before"], before, rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(found["after"], run.params[step], rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(found["mean"], objective.grad(before, rows), rtol=1e-7)
        assert [one["row"] for one in found["samples"]] == rows[:6].tolist()
        known = found["samples"][0]["prediction"]
        expected = objective.predict(before, objective.X[rows[:1]])[0]
        assert known is None if make is own else known == pytest.approx(expected)


def test_a_surface_has_a_gradient_and_no_rows():
    surface = gd.objectives.himmelblau()
    explorer = descent_explorer(surface, [-2.0, 3.0], learning_rates=[0.001, 0.01], n_steps=60)
    for found, step in zip(looks(explorer, [(1, 0, 1), (1, 0, 51)]), (1, 51)):
        run = run_of(explorer, 1, 0)
        np.testing.assert_allclose(found["mean"], surface.grad(run.params[step - 1]), rtol=1e-9)
        assert found["samples"] == []


@pytest.mark.parametrize(
    "objective",
    [line(), logistic(), two_features(), gd.objectives.l2(line(), 0.1)],
    ids=["line", "logistic", "two features", "penalty"],
)
def test_a_rule_for_rows_is_claimed_only_where_it_holds(objective):
    from gdviz.widgets.first_updates import row_rule

    rule, theta = row_rule(objective), np.array([0.37, -1.21])
    rows = np.arange(objective.n_samples)
    links = {"line": lambda z: z, "logistic": lambda z: 1 / (1 + np.exp(-z))}
    if rule is None:
        assert type(objective).__name__ not in ("LeastSquares", "Logistic")
        return
    residual = links[rule["kind"]](objective.X @ theta) - objective.y
    expected = rule["factor"] * np.mean(residual[:, None] * objective.X, axis=0)
    np.testing.assert_allclose(objective.grad(theta, rows), expected)
