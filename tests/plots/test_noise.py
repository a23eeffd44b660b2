import numpy as np
import pytest

import gdviz as gd
from gdviz import plots
from gdviz.plots.noise import batch_gradients, ellipse, gradient_covariance

THETA = np.array([0.5, 1.5])


@pytest.mark.parametrize("replace", [True, False])
@pytest.mark.parametrize("batch_size", [1, 8, 100])
def test_predicted_covariance_is_the_measured_one(line, batch_size, replace):
    sampling = {"batch_size": batch_size, "replace": replace}
    cloud = batch_gradients(line, THETA, n_batches=10_000, **sampling)
    predicted = gradient_covariance(line, THETA, **sampling)
    scale = np.sqrt(np.outer(np.diag(predicted), np.diag(predicted)))
    assert (np.abs(np.cov(cloud.T) - predicted) / scale).max() < 0.06
    np.testing.assert_allclose(cloud.mean(axis=0), line.grad(THETA), atol=0.02)


def test_all_rows_without_replacement_have_no_noise(line):
    covariance = gradient_covariance(line, THETA, batch_size=200)
    np.testing.assert_array_equal(covariance, np.zeros((2, 2)))
    assert gradient_covariance(line, THETA, batch_size=200, replace=True)[0, 0] > 0


def test_covariance_of_two_samples_by_hand():
    # ℓ = ½(θx − y)², x = 1 and 1, y = 0 and 2: at θ = 0 the gradients are 0 and −2.
    two = gd.LeastSquares([[1.0], [1.0]], [0.0, 2.0])
    assert gradient_covariance(two, np.zeros(1), batch_size=1).tolist() == [[1]]
    assert gradient_covariance(two, np.zeros(1), batch_size=2, replace=True).tolist() == [[0.5]]


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


def test_same_seed_same_cloud(line):
    options = {"batch_size": 8, "n_batches": 5}
    one = batch_gradients(line, THETA, seed=1, **options)
    np.testing.assert_array_equal(one, batch_gradients(line, THETA, seed=1, **options))
    assert (one != batch_gradients(line, THETA, seed=2, **options)).any()


@pytest.mark.parametrize("batch_size", [0, 201])
def test_batch_size_out_of_range(line, batch_size):
    message = rf"between 1 and 200 \(the number of samples\)\. Got {batch_size}"
    with pytest.raises(ValueError, match=message):
        plots.gradient_cloud(line, THETA, batch_size=batch_size)
