"""The gradient cloud: its spread against the law, and what the page gets of it."""

import numpy as np
import pytest

import gdviz as gd
from gdviz.widgets import codec, gradient_cloud


@pytest.fixture(scope="module")
def objective():
    X, y = gd.datasets.line(120)
    return gd.LeastSquares(gd.add_bias(X), y)


@pytest.fixture
def cloud(objective):
    return gradient_cloud(objective, [0.0, 1.0], batch_sizes=[1, 6, 30, 120], n_batches=400)


def single_gradients(objective, params):
    return np.array([objective.grad(params, np.array([i])) for i in range(120)])


def test_predicted_spread_is_that_of_single_rows(objective, cloud):
    S = np.cov(single_gradients(objective, np.array([0.0, 1.0])).T, bias=True)
    for b, predicted in zip(cloud.batch_sizes, cloud.predicted):
        law = S / b * (120 - b) / 119
        np.testing.assert_allclose(predicted, [law[0, 0], law[0, 1], law[1, 1]], atol=1e-15)


def test_measured_spread_agrees_with_the_law(cloud):
    for gradients, predicted in zip(cloud.gradients_of, cloud.predicted):
        measured = np.cov(gradients.T).trace()
        assert measured == pytest.approx(predicted[0] + predicted[2], rel=0.25, abs=1e-25)


def test_all_rows_without_replacement_are_the_full_gradient(objective, cloud):
    full = np.tile(objective.grad(np.array([0.0, 1.0])), (400, 1))
    np.testing.assert_allclose(cloud.gradients_of[-1], full, atol=1e-12)


def test_the_page_has_the_noise(cloud):
    codes = np.frombuffer(cloud.positions, dtype="<u2").reshape(4, 400, 2)
    noise = cloud.gradients_of[1] - cloud.objective.grad(np.array([0.0, 1.0]))
    decoded = codec.decode_positions(codes[1], cloud.cloud_window)
    pixels = np.abs(decoded - noise) / np.ptp(cloud.cloud_window, axis=1) * 1000
    assert pixels.max() < 0.2


def test_another_place_has_another_cloud(cloud):
    before = cloud.predicted
    cloud.set_state({"start": [3.0, -4.0], "asked": 1})
    assert cloud.answered == 1
    assert cloud.predicted != before
    (low, high), _ = cloud.cloud_window
    assert high > 2 * np.sqrt(cloud.predicted[0][0])
    assert cloud.panels[0]["xlim"] == pytest.approx((low, high))


def test_where_there_is_no_noise(objective):
    X = np.ones((4, 2)) * [[1.0, 2.0]]
    cloud = gradient_cloud(
        gd.LeastSquares(X, np.zeros(4)), [1.0, 1.0], n_batches=5, window=((-1, 3), (-1, 3))
    )
    assert np.allclose(cloud.predicted, 0)
    assert cloud._repr_mimebundle_()[0]["image/png"].startswith(b"\x89PNG")


def test_run_picture_and_page(cloud, tmp_path):
    cloud.batch_size, cloud.step = 6, 50
    assert cloud.run().shape == (50, 2)
    assert repr(cloud) == "Cloud(400 mini-batches of each of 4 sizes)"
    cloud.save(tmp_path / "cloud.png")
    cloud.save(tmp_path / "cloud.html")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [({"n_batches": 1}, "n_batches must be"), ({"batch_sizes": [0]}, "batch_sizes must be")],
)
def test_bad_arguments(objective, arguments, message):
    with pytest.raises(ValueError, match=message):
        gradient_cloud(objective, **arguments)


def test_data_is_needed():
    with pytest.raises(ValueError, match="at least two samples"):
        gradient_cloud(gd.objectives.bowl())
