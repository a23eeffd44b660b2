import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import rosen, rosen_der

import gdviz as gd
from gdviz.objectives import (
    beale,
    bowl,
    himmelblau,
    parabola,
    quadratic,
    ravine,
    rosenbrock,
    saddle_with_floor,
    tilted_double_well,
)

SURFACES = [
    beale(),
    bowl(),
    himmelblau(),
    parabola(),
    quadratic(np.diag([1.0, 2.0, 3.0])),
    ravine(),
    rosenbrock(),
    saddle_with_floor(),
    tilted_double_well(),
]
LOWEST = {
    "beale": 0,
    "bowl": 0,
    "himmelblau": 0,
    "rosenbrock": 0,
    "saddle with a floor": -0.25,
}


@pytest.fixture(params=SURFACES, ids=lambda surface: surface.name)
def surface(request):
    return request.param


def places(surface, n_places=20):
    low, high = np.array(surface.window).T
    return np.random.default_rng(0).uniform(low, high, size=(n_places, surface.n_params))


def test_gradients_pass_the_check_all_over_the_window(surface):
    for params in places(surface):
        assert gd.check_gradient(surface, params) < 1e-6


def test_minima_have_no_slope_and_curve_upward(surface):
    for params in surface.minima:
        np.testing.assert_allclose(surface.grad(params), 0, atol=1e-12)
        assert np.linalg.eigvalsh(gd.objectives.hessian(surface, params))[0] > 0


def test_minima_are_known_values(surface):
    lowest = LOWEST.get(surface.name.lower())
    if lowest is not None:
        np.testing.assert_allclose(surface.loss_many(surface.minima), lowest, atol=1e-25)


def test_no_place_in_the_window_is_lower_than_the_first_minimum(surface):
    assert (surface.loss_many(places(surface, 5000)) >= surface.loss(surface.minima[0])).all()


def test_minima_lie_inside_the_window(surface):
    low, high = np.array(surface.window).T
    assert ((surface.minima > low) & (surface.minima < high)).all()


def test_stacks_equal_single_points(surface):
    stack = places(surface, 6).reshape(2, 3, -1)
    losses, grads = surface.loss_many(stack), surface.grad_many(stack)
    assert losses.shape == (2, 3)
    assert grads.shape == stack.shape
    for index in np.ndindex(2, 3):
        assert losses[index] == pytest.approx(surface.loss(stack[index]), rel=1e-12)
        np.testing.assert_allclose(grads[index], surface.grad(stack[index]), rtol=1e-12)


def test_rows_change_nothing(surface):
    params, rows = places(surface, 1)[0], np.array([0])
    assert surface.n_samples == 1
    assert surface.loss(params, rows) == surface.loss(params)
    np.testing.assert_array_equal(surface.grad(params, rows), surface.grad(params))


def test_whole_numbers_give_floats(surface):
    ones = np.ones(surface.n_params, dtype=int)
    assert type(surface.loss(ones)) is float
    assert surface.grad(ones).dtype == np.float64


def test_repr_has_no_address(surface):
    assert "0x" not in repr(surface)


def test_rosenbrock_equals_scipy():
    for params in places(rosenbrock()):
        assert rosenbrock().loss(params) == pytest.approx(rosen(params), rel=1e-12)
        np.testing.assert_allclose(rosenbrock().grad(params), rosen_der(params), rtol=1e-11)


def test_himmelblau_has_four_different_minima():
    assert len(np.unique(himmelblau().minima.round(6), axis=0)) == 4


def test_beale_at_the_origin():
    assert beale().loss([0.0, 0.0]) == pytest.approx(14.203125)  # 1.5² + 2.25² + 2.625²


def test_the_origin_is_a_saddle_and_the_floor_holds():
    surface = saddle_with_floor()
    np.testing.assert_array_equal(surface.grad([0.0, 0.0]), 0)
    np.testing.assert_allclose(
        np.linalg.eigvalsh(gd.objectives.hessian(surface, [0.0, 0.0])), [-1, 1], atol=1e-8
    )
    far = np.random.default_rng(0).normal(scale=1e3, size=(1000, 2))
    assert (surface.loss_many(far) >= -0.25).all()


@pytest.mark.parametrize("condition_number", [1.0, 25.0, 100.0])
@pytest.mark.parametrize("angle", [0.0, np.pi / 6, 1.0])
def test_ravine_has_the_condition_number_it_was_given(condition_number, angle):
    surface = ravine(condition_number, angle=angle)
    assert gd.objectives.condition_number(surface) == pytest.approx(condition_number)
    floor = np.array([np.cos(angle), np.sin(angle)])
    assert surface.loss(floor) == pytest.approx(0.5)


@given(seed=st.integers(0, 1000), size=st.integers(1, 5))
def test_quadratic_equals_its_formula_for_any_size(seed, size):
    rng = np.random.default_rng(seed)
    root = rng.normal(size=(size, size))
    H, params = root @ root.T + np.eye(size), rng.normal(size=size)
    surface = quadratic(H)
    expected = sum(H[i, j] * params[i] * params[j] for i in range(size) for j in range(size)) / 2
    assert surface.loss(params) == pytest.approx(expected, rel=1e-9)
    np.testing.assert_array_equal(surface.hessian(), H)


@pytest.mark.parametrize(
    ("matrix", "message"),
    [
        ([1.0, 2.0], "must be square"),
        ([[1.0, 2.0]], "must be square"),
        ([[1.0, 2.0], [0.0, 1.0]], "must be symmetric"),
        ([[1.0, 0.0], [0.0, -1.0]], "must be positive definite"),
        ([[1.0, 0.0], [0.0, 0.0]], "must be positive definite"),
        ([[np.nan]], "must be finite"),
    ],
)
def test_quadratic_checks_its_matrix(matrix, message):
    with pytest.raises(ValueError, match=message):
        quadratic(matrix)


@pytest.mark.parametrize("bad", [0, -1, np.inf, "steep"])
def test_curvatures_are_checked(bad):
    with pytest.raises(ValueError, match="curvature must be"):
        parabola(bad)
    with pytest.raises(ValueError, match="condition_number must be"):
        ravine(bad)


def plane(value=lambda x, y: 2 * x + 1.0, slopes=lambda x, y: (2.0, 0.0)):
    return gd.objectives.Surface("plane", value, slopes, np.zeros((1, 2)), ((-1, 1), (-1, 1)))


@pytest.mark.parametrize(
    ("surface", "slope"),
    [
        (plane(), [2, 0]),
        (plane(slopes=lambda x, y: (2 * np.ones_like(x), 0.0)), [2, 0]),
        (plane(slopes=lambda x, y: [2, 0]), [2, 0]),
        (plane(slopes=lambda x, y: np.array([2.0, 0.0])), [2, 0]),
        (plane(lambda x, y: 3.0, lambda x, y: (0, 0)), [0, 0]),
    ],
)
def test_a_constant_is_repeated_wherever_it_is_asked_for(surface, slope):
    stack = np.random.default_rng(0).normal(size=(4, 3, 2))
    expected = [[surface.loss(params) for params in row] for row in stack]
    np.testing.assert_array_equal(surface.loss_many(stack), expected)
    np.testing.assert_array_equal(surface.grad_many(stack), np.broadcast_to(slope, stack.shape))
    np.testing.assert_array_equal(surface.grad([1.0, 2.0]), slope)
    run = gd.sweep(surface, [0.0, 0.0], learning_rates=[0.1, 0.2], batch_sizes=[1], n_steps=3)
    np.testing.assert_allclose(run.params[0][1, 0, -1], -0.6 * np.array(slope))


def test_one_parameter_may_have_a_slope_instead_of_a_tuple_of_one():
    bent = gd.objectives.Surface("bent", lambda x: x**2, lambda x: 2 * x, [[0.0]], ((-1, 1),))
    assert bent.grad([3.0]).tolist() == [6]
    assert bent.grad_many(np.array([[1.0], [2.0], [4.0]])).tolist() == [[2], [4], [8]]


@pytest.mark.parametrize("slopes", [lambda x, y: (1.0,), lambda x, y: 2 * x, lambda x, y: None])
def test_slopes_are_counted(slopes):
    for ask in (plane(slopes=slopes).grad, plane(slopes=slopes).grad_many):
        with pytest.raises(ValueError, match="gradient must return 2 numbers, one partial deriv"):
            ask(np.array([1.0, 2.0]))


def test_a_matrix_changed_afterwards_changes_nothing():
    H = np.diag([1.0, 3.0])
    surface = quadratic(H)
    H *= 10
    assert surface.loss([1.0, 1.0]) == 2
