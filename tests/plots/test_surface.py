import numpy as np
import pytest
from matplotlib import pyplot

import gdviz as gd
from gdviz import plots

SQUARE = ((-2, 2), (-2, 2))


def test_contours_span_the_losses_of_the_window():
    bands = plots.contour(gd.objectives.rosenbrock(), window=((-2, 2), (-1, 3)))
    # By hand: (1 + 2)² + 100 (−1 − 4)² at (−2, −1), and the minimum (1, 1) is a grid point.
    assert bands.levels[-1] == pytest.approx(2509)
    assert bands.levels[0] == 0
    assert (np.diff(bands.levels) > 0).all()


def test_contour_line_runs_where_the_loss_has_that_value(minimal):
    bands = plots.contour(minimal, window=SQUARE, levels=[0, 1, 6])
    edge = np.concatenate([np.concatenate(parts) for parts in bands.allsegs[:1]])
    assert len(edge) > 50
    # ½(x² + 3y²) = 1 is an ellipse with half-axes √2 and √(2/3).
    np.testing.assert_allclose(edge[:, 0] ** 2 / 2 + edge[:, 1] ** 2 / (2 / 3), 1, rtol=2e-3)


@pytest.mark.parametrize(("surface", "point"), [("himmelblau", (3, 2)), ("beale", (3, 0.5))])
def test_bottom_of_the_valley_is_in_the_lowest_bands(surface, point):
    bands = plots.contour(getattr(gd.objectives, surface)())
    below = bands.levels[3]
    x, y = np.concatenate(bands.allsegs[2]).T
    assert (np.hypot(x - point[0], y - point[1]) < 1).any()
    assert below < 0.02 * bands.levels[-1]


def test_contour_draws_on_the_given_axes_in_the_given_window(minimal):
    ax = pyplot.figure().add_subplot()
    bands = plots.contour(minimal, ax=ax, window=SQUARE)
    assert bands.axes is ax
    assert (ax.get_xlim(), ax.get_ylim()) == SQUARE
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("θ₀", "θ₁")


def test_contour_copes_with_a_flat_and_with_an_infinite_surface(minimal):
    minimal.loss = lambda params, rows=None: 3.0
    assert plots.contour(minimal, window=SQUARE).levels[0] == 3
    minimal.loss = lambda params, rows=None: np.inf if params[0] > 1 else float(params[1] ** 2)
    assert plots.contour(minimal, window=SQUARE).levels[-1] == 4


def test_contour_of_a_slope_too_small_for_the_numbers(minimal):
    minimal.loss = lambda params, rows=None: 1e8 + 1e-6 * float(params[0])
    assert len(plots.contour(minimal, window=np.array(SQUARE)).levels) > 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({}, "window must be given"),
        ({"window": (0, 1)}, r"window must be 2 pair\(s\) .* Got \(0, 1\)"),
        ({"window": ((0, 1), (1, 0))}, "low < high"),
    ],
)
def test_contour_refuses_a_window_it_cannot_show(minimal, arguments, message):
    with pytest.raises(ValueError, match=message):
        plots.contour(minimal, **arguments)


@pytest.mark.parametrize("draw", [plots.contour, plots.surface3d])
def test_surface_needs_two_parameters(draw):
    with pytest.raises(ValueError, match=r"2 parameters to be drawn this way\. Got 1"):
        draw(gd.objectives.parabola())


def test_path_is_the_trajectory(line, run):
    ax = plots.contour(line).axes
    path, start, end = plots.path(run, ax=ax, label="b = 20")
    np.testing.assert_array_equal(path.get_xydata(), run.params)
    np.testing.assert_array_equal(start.get_xydata(), run.params[:1])
    np.testing.assert_array_equal(end.get_xydata(), run.params[-1:])
    assert ax.get_legend_handles_labels()[1] == ["b = 20"]


def test_path_on_a_surface_runs_at_the_height_of_its_loss(line, run):
    ax = plots.surface3d(line).axes
    path = plots.path(run, ax=ax)[0]
    np.testing.assert_array_equal(path.get_data_3d()[2], run.loss)


def test_path_needs_two_parameters():
    run = gd.gradient_descent(gd.objectives.parabola(), [1.0], learning_rate=0.1, max_steps=2)
    with pytest.raises(ValueError, match=r"trajectory must have 2 parameters\. Got 1"):
        plots.path(run)


def test_surface_has_the_heights_of_the_loss(minimal):
    surface = plots.surface3d(minimal, window=SQUARE)
    assert surface.axes.get_zlabel() == "J(θ)"
    low, high = surface.axes.get_zlim()
    assert low <= 0 < 8 <= high  # ½(4 + 3·4) in the corners


def test_minima_are_marked_where_they_are_known():
    surface = gd.objectives.himmelblau()
    ax = plots.contour(surface).axes
    marks = plots.mark_minima(surface, ax=ax)
    assert [3, 2] in marks.get_xydata().tolist()
    assert len(marks.get_xydata()) == 4


def test_minima_of_a_curve_lie_on_it():
    well = gd.objectives.tilted_double_well()
    ax = plots.curve(well).axes
    x, height = plots.mark_minima(well, ax=ax).get_data()
    np.testing.assert_allclose(height, (x**2 - 1) ** 2 + 0.3 * x)


def test_unknown_minima_cannot_be_marked(minimal):
    ax = plots.contour(minimal, window=SQUARE).axes
    with pytest.raises(ValueError, match="objective must have minima"):
        plots.mark_minima(minimal, ax=ax)


def test_arrows_are_the_steps_when_a_learning_rate_is_given(minimal):
    ax = plots.contour(minimal, window=SQUARE).axes
    arrows = plots.gradient_arrows(minimal, [[1, 1], [0, -1]], ax=ax, learning_rate=0.1)
    np.testing.assert_allclose(arrows.U, [-0.1, 0])
    np.testing.assert_allclose(arrows.V, [-0.3, 0.3])
    np.testing.assert_array_equal(arrows.get_offsets(), [[1, 1], [0, -1]])


def test_longest_arrow_takes_its_share_of_the_axes(minimal):
    ax = plots.contour(minimal, window=SQUARE).axes
    arrows = plots.gradient_arrows(minimal, [[1, 0], [2, 0]], ax=ax)
    np.testing.assert_allclose(arrows.U, [-0.3, -0.6])  # 15 % of a width of 4, and half of it


def test_arrow_of_a_mini_batch_is_the_gradient_of_its_rows(line):
    ax = plots.contour(line).axes
    rows = np.array([3, 5])
    arrow = plots.gradient_arrows(line, [0, 0], ax=ax, rows=rows, learning_rate=1)
    steps = line.X[rows].T @ line.y[rows] / 2  # at θ = 0 the residuals are −y
    np.testing.assert_allclose([arrow.U[0], arrow.V[0]], steps)


def test_no_arrow_where_there_is_no_slope(minimal):
    ax = plots.contour(minimal, window=SQUARE).axes
    assert plots.gradient_arrows(minimal, [0, 0], ax=ax).U[0] == 0


@pytest.mark.parametrize("window", [None, ((-2, 2), (-1, 3)), ((0, 6), (0, 2.5))])
def test_gradients_stand_at_right_angles_on_the_contours(window):
    """Drawn on the screen, −∇J and the tangent of the level line at its foot."""
    ravine = gd.objectives.bowl()
    ax = plots.contour(ravine, window=window).axes
    ax.figure.canvas.draw()
    for foot in ([1.3, 0.7], [0.4, -0.9], [2.0, 0.2]):
        gradient = ravine.grad(np.array(foot))
        level = np.array([-gradient[1], gradient[0]])
        origin, along, across = ax.transData.transform([foot, foot + level, foot + gradient])
        cosine = (along - origin) @ (across - origin)
        cosine /= np.linalg.norm(along - origin) * np.linalg.norm(across - origin)
        assert abs(np.degrees(np.arcsin(cosine))) < 0.5


def test_an_oblong_window_fills_its_place():
    ax = plots.contour(gd.objectives.bowl(), window=((0, 10), (0, 1))).axes
    assert ax.get_aspect() == "auto"


def test_path_takes_bare_params(line):
    points = np.array([[0.0, 0.0], [1.0, 0.5], [1.0, 2.0]])
    ax = plots.contour(line).axes
    drawn, start, end = plots.path(points, ax=ax)
    np.testing.assert_array_equal(drawn.get_xydata(), points)
    np.testing.assert_array_equal(start.get_xydata(), points[:1])
    np.testing.assert_array_equal(end.get_xydata(), points[-1:])
    with pytest.raises(ValueError, match=r"trajectory must have shape \(n_records, 2\).*\(3, 3\)"):
        plots.path(np.zeros((3, 3)), ax=ax)
    perspective = plots.surface3d(line, n_points=5).axes
    with pytest.raises(ValueError, match="must be a Trajectory to run at the height"):
        plots.path(points, ax=perspective)
