"""The flight over a network's loss, driven by its traits: what is shown is a projected true run."""

import numpy as np
import pytest

import gdviz as gd
from gdviz.objectives import MLP
from gdviz.widgets import codec, landscape_flight
from tests.widgets.arrow_codes import decoded

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(scope="module")
def network():
    rng = np.random.default_rng(0)
    X = rng.standard_normal((60, 5))
    return MLP(X, (X[:, 0] * X[:, 1] > 0).astype(int), n_hidden=6)


@pytest.fixture
def flight(network):
    flight = landscape_flight(
        network,
        learning_rates=[0.05, 0.2, 1.0],
        batch_sizes=[4, 60],
        batch_size=4,
        n_steps=40,
    )
    flight.open()
    return flight


def run_of(network, i, j, start=None, seed=0):
    return gd.gradient_descent(
        network,
        network.initial_params() if start is None else start,
        learning_rate=[0.05, 0.2, 1.0][i],
        batch_size=[4, 60][j],
        max_steps=40,
        record_loss=True,
        seed=seed,
    )


def unpacked(flight, data, dtype, width, j):
    """Return the part of a trait that belongs to one batch size, (n_rates, n_records, width)."""
    n_rates, counts = 3, flight.packing["n_records"]
    codes = np.frombuffer(data, dtype=dtype)[n_rates * sum(counts[:j]) * width :]
    return codes[: n_rates * counts[j] * width].reshape(n_rates, counts[j], width)


@pytest.mark.parametrize(("i", "j"), [(0, 0), (1, 0), (1, 1), (2, 1)])
def test_the_page_has_shadows_of_true_runs_and_their_true_losses(flight, network, i, j):
    run = run_of(network, i, j)
    places = codec.decode_positions(unpacked(flight, flight.positions, "<u2", 2, j), flight.window)
    shadow = (run.params - run.params[0]) @ flight.plane.directions.T
    assert np.abs(places[i] - shadow).max() < 2e-4 * np.ptp(flight.window)
    limits, is_log = flight.packing["loss_range"], flight.packing["loss_is_log"]
    losses = codec.decode_losses(unpacked(flight, flight.losses, "<u2", 1, j), limits, is_log)
    np.testing.assert_allclose(losses[i, :, 0], run.loss, rtol=1e-3)


@pytest.mark.parametrize(("i", "j"), [(0, 0), (1, 1), (2, 0)])
def test_beside_its_loss_the_page_has_that_of_the_ground_below(flight, network, i, j):
    away = run_of(network, i, j).params - network.initial_params()
    onto = flight.plane.directions.T @ flight.plane.directions
    below = [network.loss(network.initial_params() + onto @ part) for part in away]
    limits, is_log = flight.packing["loss_range"], flight.packing["loss_is_log"]
    half = len(flight.losses) // 2
    codes = unpacked(flight, flight.losses[half:], "<u2", 1, j)
    seen = codec.decode_losses(codes, limits, is_log)[i, :, 0]
    np.testing.assert_allclose(seen, below, rtol=1e-3)
    assert flight.loss_window[1][0] < min(below)


def test_the_picture_draws_the_ground_below_up_to_the_update_on_the_screen(flight, network):
    flight.learning_rate, flight.step = 1.0, 20
    flight.batch_size = 4
    (ax,) = [ax for ax in flight.picture(gd.plots.LIGHT).axes if ax.get_label() == "loss"]
    (line,) = [line for line in ax.lines if line.get_linestyle() == "--" and len(line.get_xdata())]
    run = run_of(network, 2, 0)
    seen = gd.plots.shadow(flight.plane, run).loss
    np.testing.assert_allclose(line.get_ydata(), seen[: run.step.searchsorted(20) + 1])


def test_the_plane_is_that_of_the_run_that_the_sliders_stand_at(flight, network):
    from sklearn.decomposition import PCA

    path = run_of(network, 1, 0).params
    pca = PCA(2).fit(path)
    np.testing.assert_allclose(flight.shares, pca.explained_variance_ratio_)
    overlap = np.abs(np.sum(flight.plane.directions * pca.components_, axis=1))
    np.testing.assert_allclose(overlap, 1)
    np.testing.assert_allclose(flight.plane.point([0, 0]), path[0])


def test_the_steps_are_those_on_the_path_seen_from_above(flight, network):
    run = run_of(network, 1, 0)
    shadow = (run.params - run.params[0]) @ flight.plane.directions.T
    codes = unpacked(flight, flight.arrows, "<u4", 1, 0)[1][:, 0]
    for k in (0, 7):
        whole, toward = decoded(int(codes[k]))
        widths = np.ptp(flight.window, axis=1)
        turn = np.exp(1j * toward) / complex(*((shadow[k + 1] - shadow[k]) / widths))
        assert abs(np.angle(turn)) < 0.02
        expected = -flight.learning_rates[1] * flight.plane.directions @ network.grad(run.params[k])
        np.testing.assert_allclose(whole * widths, expected, atol=0.003 * np.abs(expected).max())


def test_the_chart_is_the_loss_of_the_plane(flight):
    (x0, x1), (y0, y1) = flight.window
    chart, plane = flight.objective, flight.plane
    nodes = [[x0, y0], [x1, y1], [x0, y1], [(x0 + x1) / 2, (y0 + y1) / 2]]
    np.testing.assert_allclose(chart.loss_many(nodes), [plane.loss(node) for node in nodes])
    between = np.random.default_rng(0).uniform([x0, y0], [x1, y1], (50, 2))
    np.testing.assert_allclose(chart.loss_many(between), plane.loss_many(between), rtol=0.02)
    assert chart.loss([x1 + 9, y1]) == chart.loss([x1, y1])


def test_run_is_the_run_on_the_screen_in_the_full_space(flight, network):
    flight.learning_rate, flight.batch_size = 1.0, 60
    run = flight.run()
    assert run.params.shape == (41, network.n_params)
    np.testing.assert_allclose(run.params, run_of(network, 2, 1).params)


def test_a_click_starts_at_that_point_of_the_plane(flight, network):
    before = flight.positions
    flight.set_state({"start": [1.0, -0.5], "asked": 1})
    assert flight.answered == 1
    assert flight.positions != before
    start = flight.plane.origin + flight.plane.directions.T @ [1.0, -0.5]
    np.testing.assert_allclose(flight.run().params, run_of(network, 1, 0, start).params)


def test_a_start_outside_widens_the_window(flight):
    stage = flight.stage_light
    flight.start = [50.0, 0.0]
    assert flight.window[0][1] > 50
    assert flight.objective.window == flight.window
    assert flight.stage_light != stage


def test_another_seed_shuffles_and_keeps_the_plane(flight, network):
    directions = flight.plane.directions
    flight.seed = 3
    np.testing.assert_allclose(flight.run().params, run_of(network, 1, 0, seed=3).params)
    assert flight.plane.directions is directions


def test_axes_name_the_shares_and_the_picture_is_in_the_bundle(flight):
    figure = flight.picture(gd.plots.LIGHT)
    assert figure.axes[0].get_xlabel() == f"a₁: {flight.shares[0]:.0%} of the variance"
    assert flight.param_names == ["a₁", "a₂"]
    assert flight._repr_mimebundle_()[0]["image/png"].startswith(PNG)


def test_it_is_saved_as_picture_page_and_film(flight, tmp_path):
    for suffix in ("png", "html", "gif"):
        flight.save(tmp_path / f"flight.{suffix}")
        assert (tmp_path / f"flight.{suffix}").stat().st_size > 10_000


def test_it_says_what_it_is_and_defaults_to_the_start_of_the_network(network):
    flight = landscape_flight(network, n_steps=5)
    assert repr(flight) == "LandscapeFlight(18 runs)"
    assert flight.batch_sizes == [4, 16, 60]
    np.testing.assert_array_equal(flight.plane.origin, network.initial_params(0))


def test_a_dark_page_gets_a_dark_stage(flight):
    flight.set_state({"asked_theme": "dark"})
    assert flight.stage_dark.startswith(PNG)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"params": [1.0, 2.0]}, "params must have shape"),
        ({"n_steps": 1}, "n_steps must be at least 2. Got 1"),
        ({"batch_sizes": [1, 99]}, "batch_sizes must be between 1 and 60"),
        ({"learning_rates": [0.1, 0.1]}, "learning_rates must be increasing"),
        ({"learning_rate": 0.0}, "learning_rate and batch_size must be above 0"),
    ],
)
def test_bad_arguments_say_what_is_allowed(network, arguments, message):
    with pytest.raises(ValueError, match=message):
        landscape_flight(network, **arguments)
