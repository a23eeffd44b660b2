import numpy as np
import pytest

import gdviz as gd
from gdviz import plots


@pytest.fixture
def two_parts():
    """J = θ²/2 to train on, J = (θ − 1)²/2 + 1/8 held out."""
    held_out = gd.LeastSquares([[1.0], [1.0]], [1.5, 0.5])
    return gd.LeastSquares([[1.0]], [0.0]), held_out


@pytest.fixture
def run(two_parts):
    return gd.gradient_descent(two_parts[0], [4.0], learning_rate=0.5, max_steps=4)


def test_both_losses_are_drawn_and_the_lowest_validation_loss_is_marked(run, two_parts):
    drawn = plots.two_curves(run, *two_parts)
    theta = np.array([4, 2, 1, 0.5, 0.25])
    np.testing.assert_allclose(drawn.training.get_ydata(), theta**2 / 2)
    np.testing.assert_allclose(drawn.validation.get_ydata(), (theta - 1) ** 2 / 2 + 1 / 8)
    np.testing.assert_allclose(drawn.lowest.get_xydata(), [[2, 1 / 8]])


def test_the_curves_differ_in_style_as_well_and_are_named(run, two_parts):
    drawn = plots.two_curves(run, *two_parts)
    assert drawn.training.get_linestyle() != drawn.validation.get_linestyle()
    named = [text.get_text() for text in drawn.training.axes.get_legend().get_texts()]
    assert named == ["training", "validation"]
    assert drawn.training.axes.get_yscale() == "log"


def test_x_counts_what_was_asked_for(run, two_parts):
    assert plots.two_curves(run, *two_parts, x="step").training.axes.get_xlabel() == "updates"
    with pytest.raises(ValueError, match="x must be one of"):
        plots.two_curves(run, *two_parts, x="hours")


def test_a_penalty_is_not_part_of_what_is_compared(run, two_parts):
    training, validation = two_parts
    penalized = gd.gradient_descent(gd.l2(training, 0.5), [4.0], learning_rate=0.5, max_steps=4)
    drawn = plots.two_curves(penalized, training, validation)
    np.testing.assert_allclose(drawn.training.get_ydata(), (4 * 0.25 ** np.arange(5)) ** 2 / 2)
