import numpy as np
import pytest

import gdviz as gd


class Mistaken:
    """The squared error of a line, with one mistake in its gradient."""

    n_samples, n_params = 1000, 2

    def __init__(self, mistake):
        X, y = gd.datasets.line()
        self.right = gd.LeastSquares(gd.add_bias(X), y)
        self.mistake = mistake

    def loss(self, params, rows=None):
        return self.right.loss(params, rows)

    def grad(self, params, rows=None):
        return self.mistake(self.right.grad(params, rows), params)


@pytest.mark.parametrize(
    "mistake",
    [
        lambda grad, params: -grad,
        lambda grad, params: 2 * grad,
        lambda grad, params: grad * [0.5, 1],
        lambda grad, params: grad * params,
        lambda grad, params: grad * 1000,
        lambda grad, params: grad + 0.1 * params,
    ],
    ids=["sign", "factor", "factor of the bias", "stray factor", "no mean", "stray penalty"],
)
def test_mistakes_are_found(mistake):
    assert gd.check_gradient(Mistaken(mistake), [0.5, 0.3]) > 0.01


def test_the_right_gradient_passes_on_raw_and_scaled_data():
    X, y = gd.datasets.houses()
    for features in (X, gd.standardize(X)[0]):
        objective = gd.LeastSquares(gd.add_bias(features), y)
        assert gd.check_gradient(objective, [1.0, 2.0]) < 1e-6


def test_wrong_shape_is_named():
    mistaken = Mistaken(lambda grad, params: grad[:, None])
    with pytest.raises(ValueError, match=r"grad must return shape \(2,\). Got \(2, 1\)"):
        gd.check_gradient(mistaken, [0.5, 0.3])


def test_flat_ground_is_no_mistake():
    class Flat:
        n_samples, n_params = 1, 2

        def loss(self, params, rows=None):
            return 1.0

        def grad(self, params, rows=None):
            return np.zeros(2)

    assert gd.check_gradient(Flat(), [0.0, 0.0]) == 0


@pytest.mark.parametrize("step", [0, -1e-6, np.nan])
def test_step_is_checked(step):
    with pytest.raises(ValueError, match="step must be"):
        gd.check_gradient(gd.objectives.bowl(), [1.0, 1.0], step=step)


class Parabola:
    """½θ², whose answers a test may spoil."""

    n_samples, n_params = 3, 2

    def __init__(self, spoil_loss=lambda v: v, spoil_grad=lambda v: v):
        self.spoil_loss, self.spoil_grad = spoil_loss, spoil_grad

    def loss(self, params, rows=None):
        return self.spoil_loss(float(params @ params) / 2)

    def grad(self, params, rows=None):
        return self.spoil_grad(1.0 * params)


@pytest.mark.parametrize(
    ("objective", "message"),
    [
        (Parabola(lambda v: np.array([v])), r"loss must return a single number. Got shape \(1,\)"),
        (Parabola(lambda v: None), "loss must return a finite number. Got None"),
        (Parabola(lambda v: np.inf), "loss must return a finite number. Got inf"),
        (Parabola(spoil_grad=list), "grad must return an array of shape .* Got a list"),
        (Parabola(spoil_grad=np.sum), r"grad must return shape \(2,\). Got \(\)"),
        (Parabola(spoil_grad=lambda v: v * np.nan), "grad must return finite numbers. Got nan"),
        (None, "objective must have n_samples, n_params, loss and grad. Got None"),
    ],
)
def test_what_cannot_be_checked_is_said_in_words(objective, message):
    with pytest.raises(ValueError, match=message):
        gd.check_gradient(objective, [1.0, 2.0])


@pytest.mark.parametrize("grad", [np.zeros_like, lambda v: 1e-9 * v, lambda v: 1e9 * v])
def test_the_error_is_relative_to_the_larger_of_both(grad):
    error = gd.check_gradient(Parabola(spoil_grad=grad), [1.0, 2.0])
    assert error == pytest.approx(1, rel=1e-6)


def test_losses_that_leave_the_floats_are_no_check():
    with pytest.raises(ValueError, match="must return"):
        gd.check_gradient(gd.objectives.beale(), [1e200, 1.0])
    with pytest.raises(ValueError, match=r"loss must return a finite number\. Got inf"):
        gd.check_gradient(gd.objectives.bowl(), [1.0, 1.0], step=1e300)


def test_many_parameters_need_no_square_of_memory():
    class Wide(Parabola):
        n_params = 100_000

        def loss(self, params, rows=None):
            self.asked = params.size
            raise RuntimeError("asked")

    with pytest.raises(RuntimeError, match="asked"):  # not MemoryError: the unit matrix has 80 GB
        gd.check_gradient(Wide(), np.zeros(100_000))
