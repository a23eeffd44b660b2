import numpy as np
import pytest

import gdviz as gd
from gdviz import plots


def test_points_are_the_data_and_the_lit_ones_the_batch(line):
    rows = np.array([7, 0, 99])
    drawn = plots.data_with_fit(line, [1.0, 2.0], rows=rows)
    np.testing.assert_array_equal(drawn.points.get_xdata(), line.X[:, 1])
    np.testing.assert_array_equal(drawn.points.get_ydata(), line.y)
    np.testing.assert_array_equal(drawn.batch.get_xydata(), np.c_[line.X[rows, 1], line.y[rows]])
    assert drawn.points.axes.get_legend_handles_labels()[1] == ["data", "mini-batch", "fit"]


def test_fit_with_bias_is_the_line(line):
    x, y = plots.data_with_fit(line, [1.0, 2.0]).fit.get_data()
    np.testing.assert_allclose(y, 1 + 2 * x)
    assert x[0] < line.X[:, 1].min() < line.X[:, 1].max() < x[-1]


def test_fit_without_bias_goes_through_the_origin():
    X, y = gd.datasets.four_points()
    x, y = plots.data_with_fit(gd.LeastSquares(X, y), [0.5]).fit.get_data()
    np.testing.assert_allclose(y, 0.5 * x)


def test_fit_of_a_classifier_is_the_sigmoid():
    X, y = gd.datasets.two_classes()
    x, p = plots.data_with_fit(gd.Logistic(gd.add_bias(X), y), [0.0, 2.0]).fit.get_data()
    np.testing.assert_allclose(np.log(p / (1 - p)), 2 * x, atol=1e-9)


def test_nothing_is_drawn_that_was_not_asked_for(line):
    drawn = plots.data_with_fit(line)
    assert drawn.fit is None
    assert drawn.batch is None


def test_large_data_is_thinned_and_the_picture_says_so():
    X, y = gd.datasets.line(10_000)
    drawn = plots.data_with_fit(gd.LeastSquares(X, y))
    assert len(drawn.points.get_xdata()) == 3334
    assert [text.get_text() for text in drawn.points.axes.texts] == ["1 in 3 of 10,000 samples"]


@pytest.mark.parametrize(
    ("objective", "message"),
    [
        (gd.objectives.bowl(), "objective must have data X and y"),
        (gd.LeastSquares(np.eye(3), np.ones(3)), r"one feature.* Got 3 columns"),
    ],
)
def test_data_that_cannot_be_drawn(objective, message):
    with pytest.raises(ValueError, match=message):
        plots.data_with_fit(objective)
