import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import gdviz as gd
from gdviz import plots
from gdviz.plots.edge import crossing

BOX = np.array([[0.0, 4.0], [0.0, 2.0]])


@pytest.mark.parametrize(
    ("path", "place", "side", "index"),
    [
        ([[1, 1], [5, 1]], [4, 1], (0, 1), 1),
        ([[1, 1], [-1, 0]], [0, 0.5], (0, -1), 1),
        ([[2, 1], [4, 5]], [2.5, 2], (1, 1), 1),
        ([[2, 1], [2, -1], [9, 9]], [2, 0], (1, -1), 1),
        ([[9, 9], [2, 1], [3, 1], [3, 5]], [3, 2], (1, 1), 3),
        ([[2, 1], [np.nan, np.nan], [6, 1]], [4, 1], (0, 1), 2),
        ([[6, 1]], [4, 1], (0, 1), None),
    ],
)
def test_crossing_is_where_the_line_meets_the_edge(path, place, side, index):
    found = crossing(np.array(path, dtype=float), BOX)
    np.testing.assert_allclose(found.place, place)
    assert (found.side, found.index) == (side, index)


@pytest.mark.parametrize("path", [[[1, 1], [9, 9], [2, 2]], [[4, 2]], [[np.nan, 1]]])
def test_a_path_that_ends_inside_has_no_crossing(path):
    assert crossing(np.array(path, dtype=float), BOX) is None


@given(st.lists(st.tuples(*[st.floats(-9, 9)] * 2), min_size=1, max_size=5))
def test_a_crossing_is_on_the_edge_and_on_the_path(path):
    points = np.array(path)
    found = crossing(points, BOX)
    is_inside = ((points[-1] >= BOX[:, 0]) & (points[-1] <= BOX[:, 1])).all()
    assert (found is None) == is_inside
    if found is None:
        return
    axis, sign = found.side
    assert found.place[axis] == pytest.approx(BOX[axis, (sign + 1) // 2])
    assert ((found.place >= BOX[:, 0]) & (found.place <= BOX[:, 1])).all()
    if found.index:
        (ax, ay), (bx, by) = points[found.index - 1 : found.index + 1]
        x, y = found.place
        assert (bx - ax) * (y - ay) == pytest.approx((by - ay) * (x - ax), abs=1e-6)


def words(ax):
    return [text.get_text() for text in ax.texts]


def test_a_run_that_leaves_says_when():
    bowl = gd.objectives.bowl()
    run = gd.gradient_descent(bowl, [1.0, 1.0], learning_rate=2.5, max_steps=40)
    ax = plots.contour(bowl).axes
    limits = ax.axis()
    plots.path(run, ax=ax)
    outside = np.flatnonzero((np.abs(run.params) > np.abs(ax.axis()).max()).any(axis=1))
    assert words(ax) == [f"leaves at update {outside[0]}"]
    assert ax.axis() == limits


def test_a_run_within_the_window_has_no_mark():
    bowl = gd.objectives.bowl()
    ax = plots.contour(bowl).axes
    plots.path(gd.gradient_descent(bowl, [1.0, 1.0], learning_rate=0.1, max_steps=40), ax=ax)
    assert words(ax) == []
    plots.path([[8.0, 8.0], [9.0, 9.0]], ax=plots.path([[1.0, 2.0], [3.0, 4.0]])[0].axes)


def test_a_start_outside_is_marked_too():
    ax = plots.contour(gd.objectives.bowl(), window=((-1, 1), (-1, 1))).axes
    plots.path([[3.0, 0.5], [0.0, 0.0]], ax=ax)
    plots.path([[3.0, 0.5], [3.0, 0.4]], ax=ax)
    assert words(ax) == ["starts outside", "starts outside", "ends outside"]
