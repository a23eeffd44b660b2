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
