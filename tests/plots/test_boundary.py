import numpy as np
import pytest

import gdviz as gd
from gdviz import plots
from gdviz.plots import DARK, LIGHT
from gdviz.plots.boundary import shares_on_grid

X = np.array([[-1.0, 0.0], [-0.5, 1.0], [1.0, 0.0], [0.5, -1.0], [2.0, 1.0]])
Y = np.array([0, 0, 1, 1, 1])


@pytest.fixture
def network():
    return gd.objectives.MLP(X, Y, n_hidden=2)


@pytest.fixture
def params():
    """relu(x₁) − relu(−x₁) = x₁ are the two hidden units: class 1 wins by 4x₁ − 1."""
    return np.array([1.0, -1, 0, 0, 0, 0, 0, 4, 0, -4, 0, -1])


def test_the_line_lies_where_both_classes_are_equally_likely(network, params):
    assert network.predict(params, [[0.24, 5.0], [0.26, -5.0]]).tolist() == [0, 1]
    drawn = plots.decision_boundary(network, params)
    (segment,) = drawn.line.allsegs[0]
    np.testing.assert_allclose(segment[:, 0], 0.25, atol=0.01)
    low, high = drawn.line.axes.get_ylim()
    assert (segment[:, 1].min(), segment[:, 1].max()) == pytest.approx((low, high))


def test_samples_of_each_class_have_a_color_and_a_shape_of_their_own(network, params):
    zero, one = plots.decision_boundary(network, params).samples
    np.testing.assert_array_equal(zero.get_xydata(), X[:2])
    np.testing.assert_array_equal(one.get_xydata(), X[2:])
    assert zero.get_marker() != one.get_marker()
    assert zero.get_markerfacecolor() != one.get_markerfacecolor()


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_shading_leans_to_the_color_of_the_likelier_class(network, params, theme):
    drawn = plots.decision_boundary(network, params, theme=theme)
    colors = drawn.shading.cmap([0.0, 1.0])[:, :3]
    red, blue = colors[:, 0], colors[:, 2]
    assert blue[0] > blue[1]
    assert red[1] > red[0]


def test_window_holds_all_samples_or_is_what_was_asked_for(network, params):
    ax = plots.decision_boundary(network, params).line.axes
    assert ax.get_xlim()[0] < -1 < 2 < ax.get_xlim()[1]
    ax = plots.decision_boundary(network, params, window=((0, 1), (2, 3))).line.axes
    assert (*ax.get_xlim(), *ax.get_ylim()) == (0, 1, 2, 3)


def test_other_data_than_two_classes_in_the_plane_is_refused(params):
    wide = gd.objectives.MLP(np.ones((4, 3)), [0, 1, 0, 1], n_hidden=2)
    with pytest.raises(ValueError, match=r"two features and two classes.* Got 3 features"):
        plots.decision_boundary(wide, wide.initial_params())
    three = gd.objectives.MLP(X, [0, 1, 2, 0, 1], n_hidden=2)
    with pytest.raises(ValueError, match="labels up to 2"):
        plots.decision_boundary(three, three.initial_params())


def separating(classifier):
    """Params for which P(y = 1 | x) = σ(4x₁ − 1)."""
    if isinstance(classifier, gd.objectives.Softmax):
        return np.array([0, -1, 0, 4, 0, 0], dtype=float)  # W of shape (3, 2)
    return np.array([-1.0, 4, 0])


class Own:
    """A classifier of one's own, without a column of ones."""

    n_samples, n_params = 5, 3
    X, y = X.tolist(), Y.tolist()

    def loss(self, params, rows=None):
        return 0.0

    def grad(self, params, rows=None):
        return np.zeros(3)

    def predict(self, params, X):
        return 1 / (1 + np.exp(-(params[0] + X @ params[1:])))


class Labels(Own):
    def predict(self, params, X):
        return (super().predict(params, X) > 0.5).astype(int)


@pytest.mark.parametrize(
    "classifier",
    [
        gd.Logistic(gd.add_bias(X), Y),
        gd.Softmax(gd.add_bias(X), Y),
        gd.l2(gd.Logistic(gd.add_bias(X), Y), 0.1),
        gd.objectives.l1(gd.Softmax(gd.add_bias(X), Y), 0.1),
        Own(),
        Labels(),
    ],
    ids=["logistic", "softmax", "l2(logistic)", "l1(softmax)", "own", "labels"],
)
def test_the_boundary_of_any_classifier(classifier):
    inner = getattr(classifier, "objective", classifier)
    drawn = plots.decision_boundary(classifier, separating(inner))
    segments = np.concatenate(drawn.line.allsegs[0])
    np.testing.assert_allclose(segments[:, 0], 0.25, atol=0.02)
    np.testing.assert_array_equal(drawn.samples[1].get_xydata(), X[Y == 1])


def test_the_boundary_of_a_network_with_a_penalty(network, params):
    drawn = plots.decision_boundary(gd.l2(network, 0.1), params)
    np.testing.assert_allclose(drawn.line.allsegs[0][0][:, 0], 0.25, atol=0.01)


def test_shares_are_the_probabilities():
    classifier = gd.Logistic(gd.add_bias(X), Y)
    theta = np.array([0.3, -1.2, 0.8])
    axes = [np.array([-1.0, 0.5]), np.array([0.0, 2.0, 3.0])]
    z = 0.3 - 1.2 * axes[0] + 0.8 * axes[1][:, None]
    np.testing.assert_allclose(shares_on_grid(classifier, theta, axes), 1 / (1 + np.exp(-z)))


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (lambda params, X: X[:, 0], r"predict must return probabilities.*Got values from"),
        (lambda params, X: X, r"predict must return shape \(\d+,\)\. Got"),
        (lambda params, X: np.full(len(X), np.nan), "predict must return probabilities"),
    ],
)
def test_answers_that_are_no_probabilities_are_refused(answer, message):
    own = Own()
    own.predict = answer
    with pytest.raises(ValueError, match=message):
        plots.decision_boundary(own, [0.0, 1.0, 1.0])
