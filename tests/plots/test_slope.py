import numpy as np
import pytest

import gdviz as gd
from gdviz import plots


@pytest.fixture
def parabola():
    return gd.objectives.parabola(2.0)  # J = x², J′ = 2x


def test_curve_is_the_loss(parabola):
    line = plots.curve(parabola, window=((-2, 2),))
    x, height = line.get_data()
    assert (x[0], x[-1]) == (-2, 2)
    np.testing.assert_allclose(height, x**2, atol=1e-12)


def test_tangent_touches_with_the_slope_of_the_curve(parabola):
    ax = plots.curve(parabola).axes
    line, point = plots.tangent(parabola, 1.5, ax=ax)
    x, height = line.get_data()
    assert np.diff(height) / np.diff(x) == pytest.approx(3)
    assert height.mean() == pytest.approx(1.5**2)
    np.testing.assert_array_equal(point.get_xydata(), [[1.5, 2.25]])


def test_next_step_is_minus_learning_rate_times_slope(parabola):
    ax = plots.curve(parabola).axes
    arrow = plots.next_step(parabola, [2.0], ax=ax, learning_rate=0.25)
    assert tuple(arrow.xyann) == (2, 4)
    assert tuple(arrow.xy) == (1, 4)


def test_walk_has_a_dot_for_each_record_and_arrows_between_the_first(parabola):
    run = gd.gradient_descent(parabola, [2.0], learning_rate=0.25, max_steps=20)
    ax = plots.curve(parabola).axes
    dots, arrows = plots.walk(parabola, run, ax=ax, n_arrows=3)
    np.testing.assert_allclose(dots.get_xdata(), 2.0 * 0.5 ** np.arange(21))
    np.testing.assert_allclose(dots.get_ydata(), 4.0 * 0.25 ** np.arange(21))
    assert [tuple(arrow.xy) for arrow in arrows] == [(1, 1), (0.5, 0.25), (0.25, 0.0625)]


def test_drawing_on_a_curve_leaves_its_limits(parabola):
    ax = plots.curve(parabola).axes
    before = ax.axis()
    run = gd.gradient_descent(parabola, [2.0], learning_rate=1.2, max_steps=20)
    plots.walk(parabola, run, ax=ax)
    plots.next_step(parabola, 2.9, ax=ax, learning_rate=5)
    assert ax.axis() == before


@pytest.mark.parametrize("draw", [plots.tangent, plots.walk])
def test_more_parameters_are_refused(draw):
    bowl = gd.objectives.bowl()
    ax = plots.contour(bowl).axes
    with pytest.raises(ValueError, match=r"must have 1 parameter .* Got 2"):
        draw(bowl, [1.0, 2.0], ax=ax)
