"""Landscapes by their artists: what is drawn must be the slice's loss and the run's shadow."""

import numpy as np
import pytest

import gdviz as gd
from gdviz.objectives import MLP, Slice, principal_directions
from gdviz.plots import DARK
from gdviz.plots.landscape import MOST_SHOWN, landscape, shadow


@pytest.fixture
def network():
    rng = np.random.default_rng(0)
    return MLP(rng.standard_normal((40, 5)), rng.integers(0, 3, 40), n_hidden=4)


@pytest.fixture
def run(network):
    start = network.initial_params()
    return gd.gradient_descent(network, start, learning_rate=0.3, batch_size=4, n_epochs=50)


@pytest.fixture
def directions(run):
    return principal_directions(run.params)


@pytest.fixture
def plane(network, run, directions):
    return Slice(network, run.params[-1], directions[0])


def test_the_end_of_the_run_is_the_origin_and_its_shadow_stands_upright(plane, run):
    seen = shadow(plane, run)
    np.testing.assert_allclose(seen.params[-1], [0, 0], atol=1e-12)
    rest = run.params - plane.point(seen.params)
    np.testing.assert_allclose(rest @ plane.directions.T, 0, atol=1e-12)
    np.testing.assert_allclose(seen.loss[:3], [plane.loss(params) for params in seen.params[:3]])
    np.testing.assert_array_equal(seen.step, run.step)
    assert np.linalg.norm(rest[0]) > 0.1  # the path is not in the plane


def test_colors_are_the_loss_of_the_slice(plane):
    bands, marks = landscape(plane, n_points=11)
    assert marks == ()
    corners = plane.loss_many(np.array(np.meshgrid([-1, 1], [-1, 1])).T)
    assert bands.zmin <= corners.min()
    assert corners.max() <= bands.zmax
    assert bands.axes.get_xlim() == (-1, 1)


def test_path_is_the_shadow_dashed_and_thinned(plane, run):
    _, (line, start, end) = landscape(plane, run, n_points=11)
    seen = plane.coordinates(run.params)
    assert line.is_dashed()
    assert len(run) > len(line.get_xdata()) == MOST_SHOWN
    np.testing.assert_allclose(start.get_xydata(), seen[:1])
    np.testing.assert_allclose(end.get_xydata(), seen[-1:])


def test_default_window_is_a_square_around_the_shadow(plane, run):
    bands, _ = landscape(plane, run, n_points=11)
    low, high = np.array([bands.axes.get_xlim(), bands.axes.get_ylim()]).T
    assert np.ptp(high - low) < 1e-9
    seen = plane.coordinates(run.params)
    assert ((low < seen) & (seen < high)).all()


def test_window_of_the_slice_and_of_the_caller(network, plane):
    own = Slice(network, plane.origin, plane.directions, window=((-3, 3), (-2, 2)))
    assert landscape(own, n_points=5)[0].axes.get_ylim() == (-2, 2)
    window = ((0, 1), (0, 2))
    assert landscape(own, window=window, n_points=5)[0].axes.get_ylim() == (0, 2)


def test_axes_say_how_much_they_show(plane, directions):
    bands, _ = landscape(plane, shares=directions[1], n_points=5, theme=DARK)
    labels = bands.axes.get_xlabel(), bands.axes.get_ylabel()
    for label, share, number in zip(labels, directions[1], "12"):
        assert label == f"direction {number} ({100 * share:.0f}% of the variance)"


def test_a_line_is_refused(network, plane):
    line = Slice(network, plane.origin, plane.directions[0])
    with pytest.raises(ValueError, match="objective must have 2 parameters"):
        landscape(line)
