"""Least squares on data as they come: every loss and minimum against exact rational arithmetic."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gdviz as gd
from gdviz.objectives import total

EPS = np.finfo(float).eps


def fractions(values):
    return [Fraction(float(value)) for value in values]


def exact_loss(X, y, params):
    """J of half-mean squares for the floats or fractions given, without any rounding."""
    params = [Fraction(p) for p in params]
    rows = zip(map(fractions, X), fractions(y))
    errors = [sum(map(Fraction.__mul__, x, params)) - t for x, t in rows]
    return sum(error**2 for error in errors) / (2 * len(y))


def exact_minimizer(X, y):
    """θ* of the floats given, from the normal equations in fractions; X of full column rank."""
    X, y = [fractions(x) for x in X], fractions(y)
    columns = list(zip(*X))
    table = [[sum(map(Fraction.__mul__, a, b)) for b in [*columns, y]] for a in columns]
    for j, row in enumerate(table):
        table[j] = [value / row[j] for value in row]
        for other in table[:j] + table[j + 1 :]:
            factor = other[j]
            other[:] = [a - factor * b for a, b in zip(other, table[j])]
    return [row[-1] for row in table]


def rounding(X, y, params):
    """How far a residual may be off: all its terms, some units in their last place."""
    return 8 * EPS * (np.abs(X) @ np.abs(params) + np.abs(y))


def tolerance(X, y, params, loss):
    """What that does to a loss, and a bit for the sum."""
    off = float(np.sqrt(np.mean(rounding(X, y, params) ** 2) / 2))
    return 2 * np.sqrt(float(loss)) * off + off**2 + 1e-14 * float(loss)


def table(*columns):
    return np.column_stack(np.broadcast_arrays(*columns)).astype(float)


def percent_polynomial(degree, n_samples=40):
    x = np.linspace(0, 100, n_samples)
    return np.vander(x, degree + 1, increasing=True), np.sin(x / 20)


RNG = np.random.default_rng(0)
YEARS = np.arange(1900.0, 2021.0, 2)
SECONDS = 1.7e9 + 60 * np.arange(200.0)
CASES = {
    "polynomial in percent": percent_polynomial(8),
    "higher polynomial": percent_polynomial(12),
    "cubic in years": (np.vander(YEARS, 4, increasing=True), np.cos(YEARS / 9)),
    "seconds since 1970": (table(1, SECONDS), np.linspace(5, 9, 200)),
    "seconds and their squares": (table(1, SECONDS, SECONDS**2), np.linspace(5, 9, 200) ** 2),
    "offset 1e9": (table(1, 1e9 + np.arange(30)), RNG.normal(size=30)),
    "offset 1e9 in y": (table(1, np.arange(30)), 1e9 + RNG.normal(size=30)),
    "1 and 1e16": (table(1, 1e16 * np.arange(1, 9)), np.arange(8.0)),
    "1e17 alone": (1e17 * table([1, 2, 3], [1, 1, 2]), np.array([1.0, 2.0, 4.0])),
    "large X": (1e155 * RNG.normal(size=(9, 2)), RNG.normal(size=9)),
    "small X": (1e-155 * RNG.normal(size=(9, 2)), RNG.normal(size=9)),
    "far apart columns": (table(1e-150, 1e150 * np.arange(9)), RNG.normal(size=9)),
    "as many rows as parameters": (RNG.normal(size=(3, 3)), RNG.normal(size=3)),
    "one row": (np.array([[3.0]]), np.array([5.0])),
    "one parameter": (np.arange(1.0, 5)[:, None], np.array([1.0, 4, 2, 8])),
    "plain": (table(1, RNG.uniform(size=50)), RNG.normal(size=50)),
}
DEPENDENT = {
    "bias twice": (table(1, 1, np.arange(6)), np.arange(6.0) ** 2),
    "a column of zeros": (table(1, 0, np.arange(6)), np.arange(6.0) ** 2),
    "a sum of columns": (table(1, np.arange(6), 1 + np.arange(6)), np.arange(6.0) ** 2),
    "nothing but zeros": (np.zeros((4, 2)), np.arange(4.0)),
    "more parameters than rows": (RNG.normal(size=(3, 7)), RNG.normal(size=3)),
    "one row, two parameters": (np.array([[3.0, 4.0]]), np.array([5.0])),
    "years in two units": (table(YEARS, 12 * YEARS), np.cos(YEARS)),
}


def places(X, y):
    """Parameters far and near, and the exact minimizer in floats, which cancels most."""
    sizes = 1 / np.maximum(np.abs(X).max(axis=0), 1e-300)
    yield np.zeros(X.shape[1])
    for scale in (1.0, 100.0):
        yield scale * RNG.normal(size=X.shape[1]) * sizes * max(np.abs(y).max(), 1)
    yield gd.LeastSquares(X, y).minimizer


@pytest.mark.parametrize(("X", "y"), (CASES | DEPENDENT).values(), ids=(CASES | DEPENDENT).keys())
def test_loss_over_all_data_is_the_sum_over_rows(X, y):
    objective = gd.LeastSquares(X, y)
    for params in places(X, y):
        exact = exact_loss(X, y, params)
        allowed = tolerance(X, y, params, exact)
        assert abs(objective.loss(params) - float(exact)) <= allowed
        assert abs(objective.loss(params, np.arange(len(y))) - float(exact)) <= allowed
        assert abs(objective.loss_many(params[None, None])[0, 0] - float(exact)) <= allowed
        assert objective.minimum <= objective.loss(params)


@pytest.mark.parametrize(("X", "y"), CASES.values(), ids=CASES.keys())
def test_minimum_is_the_exact_one(X, y):
    objective = gd.LeastSquares(X, y)
    best = exact_minimizer(X, y)
    exact = exact_loss(X, y, [0] * X.shape[1]) if not best else None
    errors = [
        sum(Fraction(float(v)) * p for v, p in zip(x, best)) - t for x, t in zip(X, fractions(y))
    ]
    exact = sum(error**2 for error in errors) / (2 * len(y))
    allowed = tolerance(X, y, np.array(best, dtype=float), exact)
    assert abs(objective.minimum - float(exact)) <= allowed
    assert objective.loss(objective.minimizer) <= float(exact) + 4 * allowed


@pytest.mark.parametrize(("X", "y"), (CASES | DEPENDENT).values(), ids=(CASES | DEPENDENT).keys())
def test_gradient_over_all_data_is_the_sum_over_rows(X, y):
    objective = gd.LeastSquares(X, y)
    for params in places(X, y):
        off = np.abs(X).T @ rounding(X, y, params) / len(y) + 1e-300
        by_rows = objective.grad(params, np.arange(len(y)))
        assert (np.abs(objective.grad(params) - by_rows) <= off).all()
        assert (np.abs(objective.grad_many(params[None])[0] - by_rows) <= 8 * off).all()


@pytest.mark.parametrize(("X", "y"), DEPENDENT.values(), ids=DEPENDENT.keys())
def test_of_many_minimizers_it_is_the_smallest(X, y):
    objective = gd.LeastSquares(X, y)
    np.testing.assert_allclose(objective.minimizer, np.linalg.pinv(X) @ y, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(objective.grad(objective.minimizer), 0, atol=1e-9 * np.abs(X).max())


def test_a_million_rows_leave_dependent_columns_dependent():
    x = np.random.default_rng(1).normal(size=200_000)
    X = table(1, x, 2 * x - 1)
    objective = gd.LeastSquares(X, 3 * x + 1)
    np.testing.assert_allclose(objective.minimizer, np.linalg.pinv(X[:9]) @ (3 * x + 1)[:9])


@pytest.mark.parametrize("distance", [1e-2, 1e-6, 1e-10])
def test_excess_near_the_minimum(distance):
    """J − J* = ½ dᵀHd, of which nothing is left if large squares are subtracted."""
    x = np.random.default_rng(2).uniform(size=500)
    objective = gd.LeastSquares(gd.add_bias(x), 2 * x + 1)
    step = distance * np.array([0.6, -0.8])
    excess = objective.loss(np.array([1.0, 2.0]) + step) - objective.minimum
    expected = step @ objective.hessian() @ step / 2
    assert excess == pytest.approx(expected, rel=1e-5)


@given(
    n_samples=st.integers(1, 30),
    exponents=st.lists(st.integers(-140, 140), min_size=1, max_size=4),
    offset=st.sampled_from([0.0, 1.0, 1e4, 1e9]),
    seed=st.integers(0, 10**6),
)
@settings(deadline=None, max_examples=60)
def test_any_scale_and_offset(n_samples, exponents, offset, seed):
    rng = np.random.default_rng(seed)
    X = (offset + rng.normal(size=(n_samples, len(exponents)))) * 10.0 ** np.array(exponents)
    y = rng.normal(size=n_samples)
    objective = gd.LeastSquares(X, y)
    for params in places(X, y):
        exact = exact_loss(X, y, params)
        assert abs(objective.loss(params) - float(exact)) <= tolerance(X, y, params, exact)
        assert objective.minimum <= objective.loss(params)


def test_lengths_beyond_the_floats_are_said_in_words():
    objective = gd.LeastSquares([[1.7e308], [1.7e308]], [0.0, 1.0])
    with pytest.raises(ValueError, match=r"Got values up to 1\.7e\+308"):
        objective.loss([1e-308])
    assert np.isfinite(objective.loss([1e-308], [0]))


@pytest.mark.parametrize("answer", [np.nan, np.inf, 0, -1, None, "half", Fraction(1, 6)])
def test_a_scale_that_is_no_positive_number_is_refused(answer):
    with pytest.raises(ValueError, match=r"scale\(3\) must be a f"):
        gd.LeastSquares([[1.0], [2.0], [3.0]], [1.0, 2.0, 3.0], scale=lambda n: answer)


def test_a_fit_without_errors_has_the_minimum_zero_and_no_other_has():
    """The minimum is no higher than a loss that exists, to the last bit."""
    x = np.linspace(0, 100, 60)
    X, params = np.vander(x, 9, increasing=True), np.array([1, 0.1, 0.01, *[0.0] * 6])
    exact = gd.LeastSquares(X, 1 + 0.1 * x + 0.01 * x**2)
    assert exact.minimum == 0 <= exact.loss(params, np.arange(60)) < 1e-28
    t = 1.7e9 + 60 * np.arange(200.0)
    line = gd.LeastSquares(gd.add_bias(t), np.linspace(5, 9, 200))
    assert line.minimum == 0
    assert gd.LeastSquares(gd.add_bias(x), x + 1e-9 * np.sin(x)).minimum > 1e-19
    assert gd.LeastSquares(gd.add_bias(x), 1e9 + np.sin(x)).minimum > 0.1


def test_the_total_of_squares_has_the_same_minimizer():
    X, y = CASES["cubic in years"]
    summed, averaged = gd.LeastSquares(X, y, scale=total), gd.LeastSquares(X, y)
    np.testing.assert_array_equal(summed.minimizer, averaged.minimizer)
    assert summed.minimum == pytest.approx(2 * len(y) * averaged.minimum)
