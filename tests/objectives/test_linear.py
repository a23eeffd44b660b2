from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit, log_expit, softmax
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.metrics import log_loss, mean_squared_error

import gdviz as gd
from gdviz import checks
from gdviz.objectives import half_mean, mean, total


def line_fit(**options):
    X, y = gd.datasets.line()
    return gd.LeastSquares(gd.add_bias(X), y, **options)


def logistic():
    X, y = gd.datasets.two_classes()
    return gd.Logistic(gd.add_bias(X), y)


def small_network(X, y):
    return gd.objectives.MLP(X, y, n_hidden=2, activation=gd.objectives.tanh)


def three_classes():
    rng = np.random.default_rng(2)
    y = rng.integers(0, 3, 300)
    X = rng.normal(size=(300, 2)) + np.array([[0, 0], [1, 0], [0, 1]])[y]
    return gd.Softmax(gd.add_bias(X), y)


OBJECTIVES = {
    "half_mean": line_fit,
    "mean": lambda: line_fit(scale=mean),
    "total": lambda: line_fit(scale=total),
    "logistic": logistic,
    "softmax": three_classes,
}


@pytest.fixture(params=OBJECTIVES.values(), ids=OBJECTIVES.keys())
def objective(request):
    return request.param()


@pytest.fixture
def params(objective):
    return np.random.default_rng(3).normal(size=objective.n_params)


@pytest.mark.parametrize("rows", [None, np.array([5]), np.array([7, 0, 7, 99])])
def test_gradient_passes_the_check(objective, params, rows):
    assert gd.check_gradient(objective, params, rows=rows) < 1e-6


def test_full_batch_equals_no_batch(objective, params):
    rows = np.random.default_rng(0).permutation(objective.n_samples)
    assert objective.loss(params, rows) == pytest.approx(objective.loss(params), rel=1e-12)
    np.testing.assert_allclose(objective.grad(params, rows), objective.grad(params), atol=1e-12)


def test_loss_is_a_float_and_grad_a_vector(objective, params):
    assert type(objective.loss(params)) is float
    assert type(objective.loss(params, np.array([0]))) is float
    assert objective.grad(params).shape == params.shape
    assert objective.grad(params).dtype == np.float64


def test_stacks_equal_single_losses(objective, params):
    stack = np.array([[params, 2 * params, 0 * params], [-params, params + 1, params - 1]])
    losses = gd.objectives.loss_many(objective, stack)
    assert losses.shape == (2, 3)
    singles = [objective.loss(p) for p in stack.reshape(6, -1)]
    np.testing.assert_allclose(losses.ravel(), singles, rtol=1e-12)


def test_many_gradients_equal_single_gradients(objective, params):
    runs = np.array([params, 2 * params, 0 * params])
    rows = np.random.default_rng(5).integers(0, objective.n_samples, size=(3, 8))
    expected = [objective.grad(p, batch) for p, batch in zip(runs, rows)]
    np.testing.assert_allclose(objective.grad_many(runs, rows), expected, rtol=1e-11, atol=1e-11)
    expected = [objective.grad(p) for p in runs]
    np.testing.assert_allclose(objective.grad_many(runs), expected, rtol=1e-11, atol=1e-11)


def test_hessian_equals_differences_of_the_gradient(objective, params):
    class OnlyLossAndGrad:
        n_params, grad = objective.n_params, staticmethod(objective.grad)

    measured = gd.objectives.hessian(OnlyLossAndGrad(), params)
    scale = np.abs(measured).max()
    np.testing.assert_allclose(
        gd.objectives.hessian(objective, params), measured, atol=1e-8 * scale
    )


def test_data_cannot_be_written_through_the_objective(objective):
    with pytest.raises(ValueError, match="read-only"):
        objective.X[0] = 0


def test_the_callers_data_stay_as_they_were():
    X, y = gd.datasets.two_classes(20)
    X = gd.add_bias(X)
    before = X.copy(), y.copy()
    for build in (gd.LeastSquares, gd.Logistic, gd.Softmax):
        built = build(X, y)
        built.grad(np.zeros(built.n_params))
    np.testing.assert_array_equal(X, before[0])
    np.testing.assert_array_equal(y, before[1])
    assert X.flags.writeable


WRONG_PARAMS = [1.0, [[1.0], [2.0]], np.ones((1, 2)), np.ones(3), [], "ab", None, [1.0, 1j]]


@pytest.mark.parametrize("params", WRONG_PARAMS, ids=repr)
def test_params_of_another_shape_are_refused_in_words(params):
    X = [[1.0, 2.0], [3.0, 4.0], [5.0, 7.0]]
    for objective in (
        gd.LeastSquares(X, [1, 2, 3]),
        gd.Logistic(X, [0, 1, 0]),
        gd.objectives.bowl(),
        gd.objectives.beale(),
        gd.l2(gd.objectives.bowl(), 0.1),
    ):
        for ask in (objective.loss, objective.grad):
            with pytest.raises(ValueError, match=r"params must have shape \(2,\)|must be an"):
                ask(params)
        with pytest.raises(ValueError, match=r"params must have shape \(..., 2\)|must be an"):
            objective.loss_many(np.ones((4, 3)))


ROWS_OF_THREE = [
    ([], "rows must hold at least one row number"),
    ([0.0, 1.0], r"rows must be row numbers from 0 to 2, or 3 booleans\. Got dtype float64"),
    ([0, 3], "rows must be row numbers from 0 to 2. Got 3"),
    ([0, 10**6], "rows must be row numbers from 0 to 2. Got 1000000"),
    ([True, False], "rows must be row numbers from 0 to 2, or 3 booleans. Got dtype bool"),
    (["a"], "rows must be row numbers"),
    ([[0, 1]], r"rows must have shape \(b,\). Got \(1, 2\)"),
]


@pytest.mark.parametrize("build", [gd.LeastSquares, gd.Logistic, gd.Softmax, small_network])
@pytest.mark.parametrize(("rows", "message"), ROWS_OF_THREE)
def test_rows_that_are_none_are_refused_in_words(build, rows, message):
    objective = build([[1.0], [2.0], [4.0]], [0, 1, 0])
    params = np.zeros(objective.n_params)
    for ask in (objective.loss, objective.grad):
        with pytest.raises(ValueError, match=message):
            ask(params, rows)
    with pytest.raises(ValueError, match=message):
        gd.check_gradient(objective, params, rows=rows)


@pytest.mark.parametrize("build", [gd.LeastSquares, gd.Logistic, gd.Softmax, small_network])
@pytest.mark.parametrize("kind", [np.int32, np.uint8, np.int64, list])
def test_marked_rows_and_rows_of_any_integer_are_the_same(build, kind):
    objective = build([[1.0], [2.0], [4.0]], [0, 1, 0])
    params = np.linspace(0.1, 0.5, objective.n_params)
    expected = objective.loss(params, np.array([0, 2])), objective.grad(params, np.array([0, 2]))
    rows = [0, 2] if kind is list else np.array([0, 2], dtype=kind)
    for marks in (rows, [True, False, True], np.array([True, False, True])):
        assert objective.loss(params, marks) == expected[0]
        np.testing.assert_array_equal(objective.grad(params, marks), expected[1])
        assert gd.check_gradient(objective, params + 0.1, rows=marks) < 1e-6


@pytest.mark.parametrize("build", [gd.LeastSquares, gd.Logistic, gd.Softmax, small_network])
def test_predictions_for_rows_without_their_bias_are_refused_with_the_remedy(build):
    objective = build(gd.add_bias([1.0, 2.0, 4.0]), [0, 1, 0])
    params = np.zeros(objective.n_params)
    assert objective.predict(params, [[1, 5.0], [1, 7.0]]).shape == (2,)
    for new in ([[5.0], [7.0]], np.array([5.0, 7.0, 9.0])):
        with pytest.raises(ValueError, match=r"X must have 2 columns.* pass add_bias\(X\) if"):
            objective.predict(params, new)
    with pytest.raises(ValueError, match=r"X must have 2 columns.* Got shape \(1, 3\)\."):
        objective.predict(params, [[1.0, 2.0, 3.0]])


@pytest.mark.parametrize("build", [gd.LeastSquares, gd.Logistic, gd.Softmax])
@pytest.mark.parametrize("kind", [float, np.float32, int])
def test_data_changed_afterwards_change_nothing(build, kind):
    """Losses of the old y and gradients of the new one would be a lie."""
    X, y = np.array([[1, 2], [3, 4], [5, 7]], dtype=kind), np.array([0, 1, 1], dtype=kind)
    objective = build(X, y)
    params = np.linspace(0.1, 0.9, objective.n_params)
    before = objective.loss(params), objective.grad(params).tolist()
    X[:, 1] *= 100
    y[:] = 0
    assert (objective.loss(params), objective.grad(params).tolist()) == before
    assert objective.loss(params, np.arange(3)) == pytest.approx(before[0], rel=1e-14)


def test_data_on_disk_and_large_data_are_looked_at(tmp_path, monkeypatch):
    on_disk = np.memmap(tmp_path / "X", dtype=float, shape=(4, 2), mode="w+")
    on_disk[:] = np.arange(8).reshape(4, 2)
    assert np.shares_memory(gd.LeastSquares(on_disk, np.arange(4)).X, on_disk)
    assert on_disk.flags.writeable
    monkeypatch.setattr(checks, "COPIED_BYTES", 8 * 5)
    X = np.arange(8.0).reshape(4, 2)
    assert np.shares_memory(gd.LeastSquares(X, np.arange(4)).X, X)
    assert X.flags.writeable


def test_unaligned_data_are_aligned_once():
    table = np.zeros(50, dtype=[("mark", "i1"), ("x", "f8", (2,))])
    table["x"] = np.random.default_rng(0).normal(size=(50, 2))
    assert not table["x"].flags.aligned
    objective = gd.LeastSquares(table["x"], np.arange(50))
    assert objective.X.flags.aligned
    np.testing.assert_array_equal(objective.X, table["x"])


def test_repr_has_no_address(objective):
    assert "0x" not in repr(objective)
    assert f"n_params={objective.n_params}" in repr(objective)


# Least squares


def test_least_squares_loss_equals_scikit_learn():
    objective, params = line_fit(), np.array([0.5, -1.5])
    squared = mean_squared_error(objective.y, objective.X @ params)
    assert objective.loss(params) == pytest.approx(squared / 2, rel=1e-12)
    assert line_fit(scale=mean).loss(params) == pytest.approx(squared, rel=1e-12)
    assert line_fit(scale=total).loss(params) == pytest.approx(1000 * squared, rel=1e-12)


def test_minimizer_equals_scikit_learn_and_has_no_slope():
    X, y = gd.datasets.line()
    fit = LinearRegression().fit(X, y)
    objective = line_fit()
    np.testing.assert_allclose(objective.minima, [[fit.intercept_, fit.coef_[0]]], rtol=1e-12)
    np.testing.assert_allclose(objective.grad(objective.minimizer), 0, atol=1e-14)
    np.testing.assert_allclose(objective.predict(objective.minimizer, objective.X), fit.predict(X))


@given(
    n_samples=st.integers(1, 12),
    n_params=st.integers(1, 12),
    n_copies=st.integers(0, 3),
    seed=st.integers(0, 1000),
)
def test_quadratic_form_equals_the_residuals_whatever_the_rank(n_samples, n_params, n_copies, seed):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n_samples, n_params))
    X = np.hstack([X, X[:, :n_copies]])
    objective = gd.LeastSquares(X, rng.normal(size=n_samples))
    params = objective.minimizer + rng.normal(size=objective.n_params)
    direct = objective.loss(params, np.arange(n_samples))
    assert objective.loss(params) == pytest.approx(direct, rel=1e-9, abs=1e-14)
    np.testing.assert_allclose(
        objective.minimizer, np.linalg.pinv(X) @ objective.y, rtol=1e-6, atol=1e-9
    )


def exact_houses_loss(params):
    bias, slope = map(Fraction, params)
    areas = (100, 120, 140, 160, 180)
    return sum((bias + (slope - 200) * area) ** 2 for area in areas) / 10


@pytest.mark.parametrize("distance", [1e4, 1.0, 1e-3, 1e-6])
def test_loss_of_the_raw_house_table_is_exact_down_to_the_minimum(distance):
    X, y = gd.datasets.houses()
    objective = gd.LeastSquares(gd.add_bias(X), y)
    params = [distance, 200 - distance / 150]
    # Prices are rounded at 4e-12, which shows at the last distance.
    assert objective.loss(params) == pytest.approx(
        float(exact_houses_loss(params)), rel=max(1e-9, 1e-9 / distance)
    )


def test_more_parameters_than_samples():
    rng = np.random.default_rng(0)
    objective = gd.LeastSquares(rng.normal(size=(5, 2000)), rng.normal(size=5))
    assert objective.minimum == pytest.approx(0, abs=1e-25)
    assert objective.grad(np.zeros(2000), np.array([1, 3])).shape == (2000,)
    assert gd.check_gradient(objective, rng.normal(size=2000)) < 1e-6


def test_moments_give_the_batch_gradient():
    objective = line_fit()
    rows, params = np.array([3, 1, 4]), np.array([0.3, -0.2])
    A_c = 2 * half_mean(3) * objective.moments()[rows].sum(axis=0)
    assert A_c.shape == (2, 3)
    np.testing.assert_allclose(A_c @ [*params, -1], objective.grad(params, rows), rtol=1e-12)


@pytest.mark.parametrize("scale", ["mean", None, 0.5])
def test_scale_must_be_a_function(scale):
    with pytest.raises(ValueError, match="scale must be a function of the number of rows"):
        line_fit(scale=scale)


# Logistic and softmax regression


def test_logistic_loss_and_probability_equal_scikit_learn_and_scipy():
    objective, params = logistic(), np.array([0.3, 1.2])
    probability = objective.predict(params, objective.X)
    np.testing.assert_allclose(probability, expit(objective.X @ params), rtol=1e-13)
    expected = log_loss(objective.y, expit(objective.X @ params))
    assert objective.loss(params) == pytest.approx(expected, rel=1e-12)


def test_logistic_is_flat_where_scikit_learn_stops():
    objective = logistic()
    fit = LogisticRegression(C=1e12, fit_intercept=False, tol=1e-10).fit(objective.X, objective.y)
    np.testing.assert_allclose(objective.grad(fit.coef_[0]), 0, atol=1e-6)
    expected = log_loss(objective.y, fit.predict_proba(objective.X))
    assert objective.loss(fit.coef_[0]) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("z", [0, 30, 1e4, -1e4])
def test_logistic_is_stable(z):
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        for label in (0, 1):
            objective = gd.Logistic([[1.0]], [label])
            slope = objective.grad(np.array([z]))
            assert slope[0] == pytest.approx(expit(z) - label, rel=1e-12)
            expected = -log_expit(z if label else -z)
            assert objective.loss(np.array([z])) == pytest.approx(expected, rel=1e-12)


def test_softmax_loss_and_classes_equal_scipy():
    objective = three_classes()
    params = np.random.default_rng(0).normal(size=9)
    z = objective.X @ params.reshape(3, 3)
    expected = log_loss(objective.y, softmax(z, axis=1))
    assert objective.loss(params) == pytest.approx(expected, rel=1e-12)
    np.testing.assert_array_equal(objective.predict(params, objective.X), z.argmax(axis=1))


def test_softmax_is_flat_where_scikit_learn_stops():
    objective = three_classes()
    fit = LogisticRegression(C=1e12, fit_intercept=False, tol=1e-10, max_iter=1000)
    fit.fit(objective.X, objective.y)
    params = fit.coef_.T.ravel()
    np.testing.assert_allclose(objective.grad(params), 0, atol=1e-6)
    expected = log_loss(objective.y, fit.predict_proba(objective.X))
    assert objective.loss(params) == pytest.approx(expected, rel=1e-12)
    np.testing.assert_array_equal(objective.predict(params, objective.X), fit.predict(objective.X))


def test_softmax_of_two_classes_is_logistic():
    two, theta = logistic(), np.array([0.4, -0.7])
    objective = gd.Softmax(two.X, two.y)
    params = np.column_stack([np.zeros(2), theta]).ravel()
    assert objective.loss(params) == pytest.approx(two.loss(theta), rel=1e-12)
    np.testing.assert_allclose(
        objective.unpack(objective.grad(params))[:, 1], two.grad(theta), rtol=1e-12
    )


def test_softmax_is_stable():
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        objective = gd.Softmax([[1.0]], [0], n_classes=3)
        assert objective.loss(np.array([-1e4, 1e4, 0.0])) == pytest.approx(2e4)
        np.testing.assert_allclose(objective.grad(np.array([-1e4, 1e4, 0.0])), [-1, 1, 0])


def test_softmax_with_a_class_that_does_not_occur():
    objective = gd.Softmax([[1.0], [2.0]], [0, 1], n_classes=4)
    assert objective.n_params == 4
    assert objective.loss(np.zeros(4)) == pytest.approx(np.log(4))
