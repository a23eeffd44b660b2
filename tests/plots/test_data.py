import numpy as np
import pytest

import gdviz as gd
from gdviz import plots
from gdviz.plots.data import fit_curve, has_bias, is_drawable


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


class Growth:
    """J(θ) of y ≈ θ₀ e^(θ₁ x), with data as a learner may hold them."""

    n_params = 2

    def __init__(self, X, y):
        self.X, self.y, self.n_samples = X, y, len(y)

    def loss(self, params, rows=None):
        return float(np.mean((self.predict(params, self.X) - self.y) ** 2))

    def grad(self, params, rows=None):
        return np.zeros(2)

    def predict(self, params, X):
        x = np.asarray(X, dtype=float).reshape(len(X), -1)[:, -1]
        return params[0] * np.exp(params[1] * x)


DATA = np.linspace(0, 2, 7), np.exp(np.linspace(0, 2, 7))


@pytest.mark.parametrize(
    "X",
    [DATA[0], DATA[0].tolist(), DATA[0][:, None], gd.add_bias(DATA[0])],
    ids=["vector", "list", "column", "with ones"],
)
def test_a_curved_prediction_is_drawn_as_it_is(X):
    own = Growth(X, DATA[1].tolist())
    x, y = plots.data_with_fit(own, [0.5, 1.5]).fit.get_data()
    np.testing.assert_allclose(y, 0.5 * np.exp(1.5 * x))
    assert is_drawable(own)
    np.testing.assert_allclose(fit_curve(own, np.array([1.0, 1.0]), np.array([3.0])), np.exp(3))


def test_without_predict_there_is_no_model_to_draw():
    own = Growth(*DATA)
    own.predict = None
    assert not is_drawable(own)
    assert plots.data_with_fit(own).fit is None
    with pytest.raises(ValueError, match=r"objective must have predict.* Got none"):
        plots.data_with_fit(own, [1.0, 1.0])


@pytest.mark.parametrize(
    ("X", "y"), [(np.eye(3), np.ones(3)), (np.ones((3, 1)), np.ones(4)), (None, None)]
)
def test_data_of_another_shape_have_no_panel(X, y):
    own = Growth(np.ones((3, 1)), np.ones(3))
    own.X, own.y = X, y
    assert not is_drawable(own)


def test_an_error_of_the_learners_own_is_not_swallowed():
    def broken(self):
        raise ValueError("my file is not there")

    own = type("Broken", (), {"X": property(broken), "predict": print})()
    with pytest.raises(ValueError, match="my file is not there"):
        is_drawable(own)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (lambda params, X: params, r"one number for each of the 101 rows.* Got shape \(2,\)"),
        (lambda params, X: ["a"] * len(X), r"one number for each.*Got shape \(101,\), <U1"),
        (lambda params, X: None, r"one number for each.*Got shape \(\), object"),
    ],
)
def test_a_prediction_that_cannot_be_drawn(answer, message):
    own = Growth(*DATA)
    own.predict = answer
    with pytest.raises(ValueError, match=message):
        plots.data_with_fit(own, [1.0, 1.0])


def test_a_feature_of_ones_is_no_bias():
    assert not has_bias(np.ones((4, 2)))
    assert not has_bias(np.ones((4, 1)))
    assert has_bias(np.c_[np.ones(4), np.arange(4)])


def test_a_batch_of_all_rows_is_not_a_black_band():
    X, y = gd.datasets.line(1000)
    line = gd.LeastSquares(gd.add_bias(X), y)
    few, all_rows = (plots.data_with_fit(line, rows=np.arange(n)).batch for n in (16, 1000))
    assert few.get_markeredgewidth() > 1
    assert all_rows.get_markeredgewidth() == 0
    assert all_rows.get_markersize() < few.get_markersize()
