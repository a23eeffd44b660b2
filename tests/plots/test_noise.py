import numpy as np
import pytest

from gdviz import plots
from gdviz.objectives import batch_gradients
from gdviz.plots.noise import ellipse

THETA = np.array([0.5, 1.5])


def test_ellipse_lies_at_the_given_number_of_standard_deviations():
    covariance = np.array([[4.0, 1.0], [1.0, 2.0]])
    points = ellipse([3, -1], covariance, n_std=2) - [3, -1]
    squares = (points @ np.linalg.inv(covariance) * points).sum(axis=1)
    np.testing.assert_allclose(squares, 4)


def test_cloud_draws_what_it_computed(line):
    drawn = plots.gradient_cloud(line, THETA, batch_size=8, n_batches=50, seed=3)
    cloud = batch_gradients(line, THETA, batch_size=8, n_batches=50, seed=3)
    np.testing.assert_array_equal(drawn.points.get_xydata(), cloud)
    np.testing.assert_allclose(drawn.full.xy, line.grad(THETA))
    np.testing.assert_allclose(drawn.measured.get_xydata()[:-1].mean(axis=0), cloud.mean(axis=0))
    ax = drawn.points.axes
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("∂J/∂θ₀", "∂J/∂θ₁")
    assert len(ax.get_legend().get_texts()) == 4


@pytest.mark.parametrize("batch_size", [0, 201])
def test_batch_size_out_of_range(line, batch_size):
    message = rf"between 1 and 200 \(the number of samples\)\. Got {batch_size}"
    with pytest.raises(ValueError, match=message):
        plots.gradient_cloud(line, THETA, batch_size=batch_size)
