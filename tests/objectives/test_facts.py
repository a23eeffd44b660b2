"""Numbers that the notebooks 01 to 04 state about objectives and data."""

import numpy as np
import pytest

import gdviz as gd
from gdviz.objectives import (
    condition_number,
    half_mean,
    mean,
    parabola,
    tilted_double_well,
    total,
)


def line_fit(scale=half_mean):
    X, y = gd.datasets.line()
    return gd.LeastSquares(gd.add_bias(X), y, scale=scale)


def walk(objective, params, learning_rate, n_steps):
    params = np.asarray(params, dtype=float)
    with np.errstate(over="ignore", invalid="ignore"):
        for _ in range(n_steps):
            params = params - learning_rate * objective.grad(params)
    return params


@pytest.mark.parametrize(("scale", "limit"), [(half_mean, 1.556), (mean, 0.778), (total, 0.000778)])
def test_three_loss_scales_have_three_limits(scale, limit):
    objective = line_fit(scale)
    assert gd.max_learning_rate(objective) == pytest.approx(limit, rel=5e-4)
    slowest_gone = walk(objective, [0, 0], 0.95 * limit, 2000)
    np.testing.assert_allclose(slowest_gone, objective.minimizer, atol=1e-9)
    assert np.abs(walk(objective, [0, 0], 1.05 * limit, 2000)).max() > 1e6


def test_a_learning_rate_can_be_above_one():
    flat = parabola(0.1)
    assert flat.loss([3.0]) == pytest.approx(0.05 * 9)
    assert gd.max_learning_rate(flat) == 20
    assert walk(flat, [3.0], 10, 1) == pytest.approx(0)
    assert walk(flat, [3.0], 20, 8) == pytest.approx(3)  # to and fro for ever


def test_three_walks_end_in_the_wrong_well():
    objective = tilted_double_well()
    low, high = objective.minima
    assert objective.loss(low) < objective.loss(high) - 0.5
    for start in (0.5, 1.0, 1.6):
        np.testing.assert_allclose(walk(objective, [start], 0.05, 500), high, atol=1e-9)
    np.testing.assert_allclose(walk(objective, [-0.5], 0.05, 500), low, atol=1e-9)


def test_four_points_with_and_without_a_bias():
    X, y = gd.datasets.four_points()
    np.testing.assert_allclose(gd.LeastSquares(gd.add_bias(X), y).minimizer, [0.2, 0.2])
    np.testing.assert_allclose(gd.LeastSquares(X, y).minimizer, [2 / 7])


def test_a_line_without_its_bias_is_too_steep():
    assert gd.LeastSquares(*gd.datasets.line()).minimizer[0] == pytest.approx(3.48, abs=0.005)


def houses(scale, X=None):
    X_raw, y = gd.datasets.houses()
    return gd.LeastSquares(gd.add_bias(X_raw if X is None else X), y, scale=scale)


def test_curvature_of_the_raw_house_table():
    objective = houses(mean)
    eigenvalues = np.linalg.eigvalsh(objective.hessian())
    assert eigenvalues[0] == pytest.approx(0.078, abs=5e-4)
    assert eigenvalues[1] == pytest.approx(40_802, abs=0.5)
    assert condition_number(objective) == pytest.approx(5.2e5, rel=0.01)
    assert gd.max_learning_rate(objective) == pytest.approx(4.9e-5, rel=0.01)


@pytest.mark.parametrize(
    ("scale", "too_big", "n_updates"), [(mean, 204, 116), (half_mean, 102, 131)]
)
def test_raw_houses_overflow(scale, too_big, n_updates):
    objective = houses(scale)
    assert round(0.01 / gd.max_learning_rate(objective)) == too_big
    assert np.isfinite(walk(objective, [0, 0], 0.01, n_updates)).all()
    assert not np.isfinite(walk(objective, [0, 0], 0.01, n_updates + 1)).all()


def test_standardized_houses_arrive():
    X, _, std = gd.standardize(gd.datasets.houses()[0])
    params = walk(houses(half_mean, X), [0, 0], 0.01, 1000)
    assert params[1] / std[0] == pytest.approx(199.99, abs=0.005)


def test_short_last_batch_counts_too_much_in_a_mean_of_means():
    objective, start = line_fit(), np.zeros(2)
    batches = np.split(np.arange(1000), [300, 600, 900])
    means = np.array([objective.grad(start, rows) for rows in batches])
    sizes = [len(rows) for rows in batches]
    assert means.mean(axis=0)[0] == pytest.approx(-2.018, abs=5e-4)
    assert objective.grad(start)[0] == pytest.approx(-2.030, abs=5e-4)
    np.testing.assert_allclose(np.average(means, axis=0, weights=sizes), objective.grad(start))


def test_single_gradients_average_to_the_full_one_and_scatter_as_stated():
    objective = line_fit()
    best = objective.minimizer
    singles = np.array([objective.grad(best, np.array([i])) for i in range(1000)])
    np.testing.assert_allclose(singles.mean(axis=0), objective.grad(best), atol=1e-13)
    assert np.trace(np.cov(singles.T)) / 4 == pytest.approx(0.0316, abs=1e-4)
