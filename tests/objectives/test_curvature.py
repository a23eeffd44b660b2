from decimal import Context, Decimal, localcontext

import numpy as np
import pytest

import gdviz as gd
from gdviz.objectives import (
    bowl,
    condition_number,
    hessian,
    parabola,
    ravine,
    rosenbrock,
    saddle_with_floor,
)


class Plane:
    """A slope without curvature."""

    n_samples, n_params = 1, 2

    def __init__(self, curvature=0.0):
        self.curvature = curvature

    def grad(self, params, rows=None):
        return np.ones(2) + self.curvature * params


def test_hessian_by_differences_equals_the_known_one():
    # By hand: 2 − 400 (y − 3x²), −400x, 200.
    np.testing.assert_allclose(
        hessian(rosenbrock(), [1.5, -0.5]), [[2902, -600], [-600, 200]], rtol=1e-7
    )


def test_a_flat_or_falling_place_has_no_limit():
    assert gd.max_learning_rate(Plane(), [1.0, 2.0]) == np.inf
    assert gd.max_learning_rate(Plane(-1.0), [1.0, 2.0]) == np.inf
    assert gd.max_learning_rate(gd.LeastSquares([[0.0], [0.0]], [1.0, 2.0])) == np.inf


def test_a_saddle_has_the_limit_of_its_upward_direction():
    assert gd.max_learning_rate(saddle_with_floor(), [0.0, 0.0]) == pytest.approx(2)


def test_condition_number_is_infinite_on_flat_ground_and_saddles():
    assert condition_number(saddle_with_floor(), [0.0, 0.0]) == np.inf
    assert condition_number(Plane(), [0.0, 0.0]) == np.inf
    column = np.arange(5.0)[:, None]
    assert condition_number(gd.LeastSquares(np.hstack([column, column]), column[:, 0])) == np.inf


@pytest.mark.parametrize("ask", [hessian, gd.max_learning_rate, condition_number])
def test_where_curvature_varies_a_place_must_be_named(ask):
    logistic = gd.Logistic([[1.0], [2.0]], [0, 1])
    for objective in (rosenbrock(), logistic, gd.l2(logistic, 1.0)):
        with pytest.raises(ValueError, match=r"params must be given, as the curvature .* Got None"):
            ask(objective)
    with pytest.raises(ValueError, match=r"params must have shape \(2,\)"):
        ask(rosenbrock(), [1.0])


@pytest.mark.parametrize("objective", [parabola(0.1), bowl(), ravine(), ravine(angle=0.0)])
def test_the_limit_separates_walks_that_settle_from_walks_that_leave(objective):
    start, limit = np.full(objective.n_params, 0.7), gd.max_learning_rate(objective)

    def distance_after(n_steps, learning_rate):
        params = start
        for _ in range(n_steps):
            params = params - learning_rate * objective.grad(params)
        return np.linalg.norm(params)

    assert distance_after(1000, 0.99 * limit) < 1e-3
    assert distance_after(1000, 1.01 * limit) > 1e3


def test_best_constant_rate_contracts_as_kappa_says():
    objective = ravine(25.0)
    eigenvalues, directions = np.linalg.eigh(objective.hessian())
    best = 2 / eigenvalues.sum()
    rate = (condition_number(objective) - 1) / (condition_number(objective) + 1)
    assert rate == pytest.approx(24 / 26)
    worst = directions.sum(axis=1)  # equal parts of the flattest and the steepest direction

    def contraction(learning_rate):
        moved = worst - learning_rate * objective.grad(worst)
        return np.linalg.norm(moved) / np.linalg.norm(worst)

    def slowest(learning_rate):
        return np.abs(1 - learning_rate * eigenvalues).max()

    assert contraction(best) == pytest.approx(rate)
    assert slowest(0.95 * best) > rate
    assert slowest(1.05 * best) > rate


def exact_condition_number(X):
    """κ of XᵀX for two columns of whole numbers: trace and determinant without rounding."""
    columns = [[int(value) for value in column] for column in X.T]
    a, b, c = (sum(map(int.__mul__, columns[i], columns[j])) for i, j in [(0, 0), (0, 1), (1, 1)])
    trace, determinant = Decimal(a + c), Decimal(a * c - b * b)
    with localcontext(Context(prec=100)):
        root = (trace * trace - 4 * determinant).sqrt()
        return float((trace + root) / (trace - root))


@pytest.mark.parametrize("offset", [0, 1900, 10**6, 1_700_000_000])
def test_condition_number_of_raw_data_is_exact_beyond_the_square_root_of_the_floats(offset):
    X = np.column_stack([np.ones(120), offset + np.arange(120.0)])
    objective = gd.LeastSquares(X, np.ones(120))
    assert condition_number(objective) == pytest.approx(exact_condition_number(X), rel=1e-6)


@pytest.mark.parametrize("scale", [1e-155, 1e155])
def test_condition_number_knows_no_unit(scale):
    X = np.random.default_rng(0).normal(size=(30, 3))
    expected = np.linalg.cond(X) ** 2
    assert condition_number(gd.LeastSquares(scale * X, np.ones(30))) == pytest.approx(expected)


DEPENDENT = [np.ones((5, 2)), np.zeros((5, 1)), np.eye(2)[:1], np.ones((1, 3))]


@pytest.mark.parametrize("columns", DEPENDENT)
def test_dependent_or_missing_directions_have_no_condition_number(columns):
    assert condition_number(gd.LeastSquares(columns, np.ones(len(columns)))) == np.inf
