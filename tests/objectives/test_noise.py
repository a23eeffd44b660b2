"""The law of a mini-batch gradient's spread, against draws of it and by hand."""

import numpy as np
import pytest

import gdviz as gd
from gdviz.objectives import batch_gradients, gradient_covariance

THETA = np.array([0.5, 1.5])


@pytest.fixture
def line():
    X, y = gd.datasets.line(200)
    return gd.LeastSquares(gd.add_bias(X), y)


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


def test_same_seed_same_cloud(line):
    options = {"batch_size": 8, "n_batches": 5}
    one = batch_gradients(line, THETA, seed=1, **options)
    np.testing.assert_array_equal(one, batch_gradients(line, THETA, seed=1, **options))
    assert (one != batch_gradients(line, THETA, seed=2, **options)).any()


@pytest.mark.parametrize("batch_size", [0, 201, 1.5])
def test_batch_size_is_checked(line, batch_size):
    with pytest.raises(ValueError, match="batch_size must be"):
        gradient_covariance(line, THETA, batch_size=batch_size)
    with pytest.raises(ValueError, match="batch_size must be"):
        batch_gradients(line, THETA, batch_size=batch_size, n_batches=2)
