"""From a sweep to what travels: clocks, limits, gradients and sizes, counted by hand."""

from types import SimpleNamespace

import numpy as np
import pytest

import gdviz as gd
from gdviz.widgets import pack
from gdviz.widgets.fits import batch_loss_factor

START = [3.0, -1.0]


def line(n_samples=23):
    X, y = gd.datasets.line(n_samples, seed=4)
    return gd.LeastSquares(gd.add_bias(X), y)


class Bare:
    """The same without moments and without loss for free, as one's own objective is."""

    def __init__(self, objective):
        self.n_samples, self.n_params = objective.n_samples, objective.n_params
        self.loss, self.grad = objective.loss, objective.grad


def sweep(objective, **order):
    budget = {} if "n_steps" in order else {"n_epochs": 3}
    sizes = [1, 5, objective.n_samples]
    return gd.sweep(
        objective, START, learning_rates=[0.01, 0.2], batch_sizes=sizes, **budget, **order
    )


def run(objective, i, j, order):
    return gd.gradient_descent(
        objective,
        START,
        learning_rate=[0.01, 0.2][i],
        batch_size=[1, 5, objective.n_samples][j],
        n_epochs=3,
        record_rows=True,
        **order,
    )


ORDERS = [{}, {"drop_last": True}, {"replace": True}, {"shuffle": False}]


@pytest.mark.parametrize("order", ORDERS)
def test_the_clock_counts_as_the_run_does(order):
    objective = line()
    for j in range(3):
        times = pack.clock(sweep(objective, **order), j)
        expected = run(objective, 0, j, order)
        np.testing.assert_array_equal(times[:, 0], expected.step)
        np.testing.assert_allclose(times[:, 1], expected.epoch, rtol=1e-6)
        np.testing.assert_array_equal(times[:, 2], expected.samples_seen)


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("wrap", [lambda objective: objective, Bare])
def test_gradients_are_those_of_the_next_batch(wrap, order):
    objective = line()
    runs = sweep(wrap(objective), record_grads=True, **order)
    for j, gradients in enumerate(grads[:, 0] for grads in runs.grads):
        for i in range(2):
            one = run(objective, i, j, order)
            for m in range(int(one.step[-1])):
                expected = objective.grad(one.params[m], one.rows[m + 1])
                np.testing.assert_allclose(gradients[i, m], expected, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("at_once", [1, 23, 200, 10**6])
def test_full_gradients_are_the_same_in_pieces(monkeypatch, at_once):
    objective = line()
    path = np.random.default_rng(0).normal(size=(2, 7, 2))
    monkeypatch.setattr(pack, "MOST_AT_ONCE", at_once)
    found = pack.all_gradients(Bare(objective), path)
    expected = [[objective.grad(place) for place in row] for row in path]
    np.testing.assert_allclose(found, expected)


def test_one_limit_where_all_runs_share_it_else_one_of_each():
    X = np.eye(2)
    objective = gd.LeastSquares(X, [1.0, 1.0])
    same = [np.array([[[2.0, 1.0]], [[2.0, 0.5]]])]
    (reference, y_scale) = (objective.minimum, np.var([1.0, 1.0]) / 2)
    expected = reference + 1000 * max(2.0 - reference, y_scale)
    assert pack.diverged_above(objective, same) == pytest.approx(expected)
    starts = [np.array([[[2.0, 1.0]], [[3.0, 1.0]]]), np.array([[[5.0, 1.0]]])]
    assert pack.diverged_above(objective, starts) == pytest.approx([2000, 3000, 5000])
    unbounded = Bare(objective)
    unbounded.minimum = -np.inf
    assert pack.diverged_above(unbounded, same) == 1e300  # JSON has no infinity


@pytest.mark.parametrize(
    ("n_params", "n_rates", "sizes", "n_samples", "expected"),
    [
        (2, 30, [1, 8, 64], 64, 300),  # as many as a curve has pixels
        (2, 100, [1, 8, 64], 64, int(820_000 / (100 * 3 * 10 + 2 + 8))),
        (1, 200, [1, 8, 64], 64, int(820_000 / (200 * 3 * 8 + 2 + 8))),
        (9, 200, [1, 8, 64], 64, 300 if 820_000 / 3610 > 300 else int(820_000 / 3610)),
        (2, 100, [1, 2000, 5000], 5000, int(820_000 / (100 * 3 * 10 + 2 + 125))),
        (2, 100, [1, 2000, 5000], 2000, int(820_000 / (100 * 3 * 10 + 2))),
    ],
)
def test_records_fit_into_the_bytes_that_travel(
    monkeypatch, n_params, n_rates, sizes, n_samples, expected
):
    monkeypatch.setattr(pack, "bytes_of_first", lambda *asked: 0)
    objective = SimpleNamespace(n_params=n_params, n_samples=n_samples)
    assert pack.most_records(objective, n_rates, sizes, None) == expected


def test_the_numbers_of_the_first_updates_leave_less_room_for_records(monkeypatch):
    monkeypatch.setattr(pack, "bytes_of_first", lambda *asked: 420_000)
    objective = SimpleNamespace(n_params=2, n_samples=64)
    expected = int(400_000 / (100 * 3 * 10 + 2 + 8))
    assert pack.most_records(objective, 100, [1, 8, 64], None) == expected


def test_numbers_too_large_for_32_bits_are_the_largest_there_are():
    largest = np.finfo("f4").max
    found = pack.as_floats(np.array([1.5, 1e300, -1e300, np.inf]))
    np.testing.assert_array_equal(found, np.array([1.5, largest, -largest, largest], "f4"))


def test_seconds_are_those_of_one_update(monkeypatch):
    asked = []

    def descent(objective, start, **settings):
        asked.append(settings)
        return gd.gradient_descent(objective, start, **settings)

    monkeypatch.setattr(pack, "gradient_descent", descent)
    monkeypatch.setattr(pack, "MOST_TIMED", 100)
    found = pack.seconds_per_update(line(), START, np.array([1, 23]))
    assert [settings["batch_size"] for settings in asked] == [1, 23]
    assert [settings["max_steps"] for settings in asked] == [12, 4]
    assert len(found) == 2
    assert min(found) > 0


def test_the_page_computes_the_loss_of_a_batch_only_where_it_has_every_row_once():
    objective = line()
    factor = batch_loss_factor(objective, False)
    params, rows = np.array([1.0, -2.0]), np.array([3, 0, 20])
    squares = (objective.X[rows] @ params - objective.y[rows]) ** 2
    assert factor / 3 * squares.sum() == pytest.approx(objective.loss(params, rows))
    assert batch_loss_factor(objective, True) is None  # a row drawn twice counts twice
    total = gd.LeastSquares(objective.X, objective.y, scale=gd.objectives.total)
    assert batch_loss_factor(total, False) is None
    assert batch_loss_factor(line(1000), False) is not None
    assert batch_loss_factor(line(1001), False) is None  # the page has some of so many
    logistic = gd.Logistic(objective.X, (objective.y > objective.y.mean()) * 1.0)
    assert batch_loss_factor(logistic, False) is None
    for replace in (False, True):
        explorer = gd.widgets.descent_explorer(objective, START, n_steps=3, replace=replace)
        assert (explorer.batch_loss_factor is None) == replace
