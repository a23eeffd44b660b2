"""The line lab: its points, what follows from them, and what it does not take."""

import numpy as np
import pytest

import gdviz as gd
from gdviz.widgets import line_lab
from gdviz.widgets.line_sample import MOST_POINTS, N_DRAWS
from gdviz.widgets.player import Refused
from tests.harness.interactives import quick


@pytest.fixture
def lab():
    return line_lab(n_steps=30)


def test_points_can_be_set_and_all_follows(lab):
    lab.points = [[0, 1], [1, 3], [2, 5]]
    assert lab.n_samples == lab.objective.n_samples == 3
    assert lab.batch_sizes == [1, 2, 3]
    assert repr(lab) == "LineLab(3 points)"
    np.testing.assert_allclose(lab.objective.loss(np.array([1.0, 2.0])), 0, atol=1e-15)
    assert lab.view["data"] == [pytest.approx([-0.2, 2.2]), pytest.approx([0.6, 5.4])]


def test_a_path_by_hand(lab):
    """Two points, all rows: θ ← θ − η (1/N) Σ (θᵀx − y) x."""
    lab.points, lab.start = [[0, 1], [2, 3]], [0.0, 0.0]
    lab.batch_size, lab.learning_rate = 2, 0.1
    eta = lab.learning_rate
    first = eta * np.array([2.0, 3.0])  # residuals −1 and −3: means (−2, −3)
    np.testing.assert_allclose(lab.run().params[1], first, rtol=1e-14)
    residuals = np.array([first[0] - 1, first[0] + 2 * first[1] - 3])
    second = first - eta * np.array([residuals.mean(), residuals[1]])
    np.testing.assert_allclose(lab.run().params[2], second, rtol=1e-14)


def test_every_epoch_reads_each_row_once(lab):
    lab.batch_size = 8
    rows = lab.run().rows[1:]
    assert [len(batch) for batch in rows[:3]] == [8, 8, 4]
    for epoch in range(10):
        read = np.concatenate(rows[3 * epoch : 3 * epoch + 3])
        assert sorted(read) == list(range(20))
    assert not np.array_equal(rows[0], rows[3])


def test_a_seed_is_a_picture_and_another_seed_another_order(lab):
    again, other = line_lab(n_steps=30), line_lab(n_steps=30)
    other.seed = 1
    assert other.points == lab.points  # the sample stays: only the order is drawn anew
    np.testing.assert_array_equal(lab.run().params, again.run().params)
    assert np.abs(lab.run().params - other.run().params).max() > 1e-3
    assert line_lab(seed=1).points != lab.points


def test_noise_and_size_draw_a_sample_around_the_truth(lab):
    lab.noise = 0.0
    x, y = np.array(lab.points).T
    np.testing.assert_allclose(y, 1 + 2 * x, rtol=1e-15)
    lab.noise, lab.sample_size = 0.5, 300
    x, y = np.array(lab.points).T
    assert len(x) == 300
    assert np.abs(x).max() <= 1
    assert np.std(y - 1 - 2 * x) == pytest.approx(0.5, rel=0.1)
    before = lab.points
    lab.draw = N_DRAWS - 1
    assert lab.points != before


def test_own_points_have_no_truth_until_a_sample_is_drawn():
    lab = line_lab([1, 2, 4], [2, 2, 5], n_steps=5)
    assert lab.truth is None
    lab.noise = 0.1
    assert lab.truth == [1.0, 2.0]


def test_one_outlier_shortens_the_limit_of_single_rows_fortyfold(lab):
    lab.points = lab.outlier
    every = gd.objectives.max_learning_rate(lab.objective)
    single = gd.objectives.max_learning_rate(lab.objective, batch_size=1, replace=False)
    assert every == pytest.approx(0.616, abs=5e-4)
    assert single == pytest.approx(0.0154, abs=5e-5)


BAD_POINTS = [
    ([[1, 2]], "between 2 and 300 rows. Got 1"),
    ([[0.0, k] for k in range(301)], "between 2 and 300 rows. Got 301"),
    ([[1, 2], [3, np.nan]], "points must be finite"),
    ([[1, 2], [3, "x"]], "points must"),
    ([[1, 2, 3], [4, 5, 6]], "rows of two numbers"),
    ([1, 2], "rows of two numbers"),
    ([], "points must"),
    ([[1, 2], [3]], "points must"),
    ([[1, 2], [3, 1e9]], "within ±1,000,000. Got 1e"),
    (None, "points must"),
]


@pytest.mark.parametrize(("points", "sentence"), BAD_POINTS)
@pytest.mark.parametrize("way", ["attribute", "page"])
def test_what_are_no_points_is_refused_and_nothing_is_lost(lab, points, sentence, way):
    before = lab.points
    if way == "page":
        lab.set_state({"points": points})
        assert sentence in lab.message
    else:
        with pytest.raises(Refused, match=sentence):
            lab.points = points
    assert lab.points == before
    assert lab.objective.n_samples == 20


ARGUMENTS = [
    ({"X": [1, 2]}, "X and y must be given together"),
    ({"X": [1], "y": [1]}, "between 2 and 300 rows. Got 1"),
    ({"X": np.ones((3, 2)), "y": [1, 2, 3]}, "X must have one feature. Got 2"),
    ({"X": [1, 2], "y": [1, 2, 3]}, "y must"),
    ({"X": [1, np.nan], "y": [1, 2]}, "X must be finite"),
    ({"X": ["a", "b"], "y": [1, 2]}, "X must"),
    ({"n_samples": 1000}, "n_samples must be between 5 and 300. Got 1000"),
    ({"noise": -1}, "noise must be between 0.0 and 2.0. Got -1"),
    ({"n_steps": 501}, "n_steps must be between 1 and 500"),
    ({"seed": -1}, "seed must be at least 0"),
    ({"params": [1, 2, 3]}, "params must have shape"),
    ({"batch_size": 0}, "Got 0"),
    ({"learning_rate": 50}, "learning_rate must be between"),
]


@pytest.mark.parametrize(("arguments", "sentence"), ARGUMENTS)
def test_arguments_are_refused_in_words(arguments, sentence):
    with pytest.raises(ValueError, match=sentence):
        line_lab(**arguments)


def test_a_drag_in_the_page_leaves_axes_and_rates_alone(lab):
    view, rates = lab.view, lab.learning_rates
    moved = [[0.0, 50.0], *lab.points[1:]]
    lab.set_state({"points": moved})
    assert (lab.points, lab.view, lab.learning_rates) == (moved, view, rates)
    np.testing.assert_array_equal(lab.objective.y[0], 50.0)


def test_b_stays_where_it_was_when_points_come_and_go(lab):
    lab.batch_size = 8
    lab.points = lab.points[:11]
    assert (lab.batch_sizes, lab.batch_size) == ([1, 2, 4, 8, 11], 8)
    lab.points = lab.points[:3]
    assert lab.batch_size == 3
    assert lab.batch_size_index < len(lab.batch_sizes)


def test_data_in_large_units_bring_the_slider_to_their_limit():
    x = np.linspace(50, 200, 30)
    lab = line_lab(x, 3 * x + 10, learning_rate=1e-5)
    limit = gd.objectives.max_learning_rate(lab.objective)
    assert lab.learning_rates[0] < limit / 50
    assert limit < lab.learning_rates[-1] < 20 * limit


def test_equal_x_have_a_fit_as_well():
    lab = line_lab([2, 2, 2], [1, 2, 6], n_steps=5)
    assert np.isfinite(lab.run().params).all()
    assert np.isfinite([*lab.view["params"], *lab.view["data"]]).all()


def test_the_picture_has_points_lines_and_marks(lab):
    figure = lab.picture(gd.plots.LIGHT)
    data, params, loss = figure.axes
    assert [ax.get_label() for ax in figure.axes] == ["data", "params", "loss"]
    drawn = [line.get_xydata() for line in data.lines]
    assert any(len(xy) == 20 and np.allclose(xy, lab.points) for xy in drawn)
    best = np.linalg.lstsq(lab.objective.X, lab.objective.y, rcond=None)[0]
    marks = [line.get_xydata()[0] for line in params.lines if len(line.get_xydata()) == 1]
    assert any(np.allclose(mark, best) for mark in marks)
    assert any(np.allclose(mark, [1, 2]) for mark in marks)
    assert loss.get_ylim()[0] < lab.run().loss.min()


@pytest.mark.parametrize("suffix", ["png", "svg", "html"])
def test_it_is_saved_after_a_run_that_left(tmp_path, suffix):
    lab = line_lab(n_steps=500, batch_size=1, learning_rate=3.0)
    lab.points = lab.outlier
    assert lab.run().stop_reason == "diverged"
    lab.save(tmp_path / f"lab.{suffix}")
    assert (tmp_path / f"lab.{suffix}").stat().st_size > 1000


def test_its_state_is_small():
    lab = line_lab(n_samples=MOST_POINTS)
    state = lab.get_state()
    assert sum(len(value) for value in state.values() if isinstance(value, bytes)) < 300_000
    assert quick("line_lab")._repr_mimebundle_()[0]["image/png"][:4] == b"\x89PNG"
