import numpy as np
import pytest

import gdviz as gd
from gdviz.plots.window import (
    known_minimum,
    log_levels,
    loss_grid,
    loss_limits,
    window_around,
)


def inside(window, point):
    return all(low < value < high for (low, high), value in zip(window, point))


def test_window_of_a_surface_is_its_own():
    assert window_around(gd.objectives.beale()) == ((-4.5, 4.5), (-4.5, 4.5))


def test_window_of_a_surface_grows_to_hold_a_run():
    surface = gd.objectives.himmelblau()
    run = gd.gradient_descent(surface, [5.5, 2.0], learning_rate=0.01, max_steps=20)
    (low, high), other = window_around(surface, [run])
    assert (low, other) == (-5, (-5, 5))
    assert high > 5.5


def test_single_minimum_is_in_the_middle(line, run):
    for runs in ((), [run]):
        window = window_around(line, runs)
        np.testing.assert_allclose(np.mean(window, axis=1), line.minima[0])
        assert inside(window, [0, 0])


def test_divergence_does_not_shrink_the_valley(line):
    tame = gd.gradient_descent(line, [0.0, 0.0], learning_rate=1.0, max_steps=100)
    wild = gd.gradient_descent(line, [0.0, 0.0], learning_rate=3.0, max_steps=100)
    assert np.abs(wild.params).max() > 1e20
    assert np.ptp(window_around(line, [wild])) < 2 * np.ptp(window_around(line, [tame]))


def test_best_params_stand_in_for_an_unknown_minimum(minimal):
    run = gd.gradient_descent(minimal, [2.0, 1.0], learning_rate=0.3, max_steps=50)
    window = window_around(minimal, [run])
    np.testing.assert_allclose(np.mean(window, axis=1), 0, atol=1e-6)
    assert inside(window, [2, 1])


def test_run_that_starts_at_the_minimum_still_has_a_window(line):
    run = gd.gradient_descent(
        line, line.minimizer, learning_rate=0.1, batch_size=1, max_steps=50, replace=True
    )
    window = window_around(line, [run])
    assert all(inside(window, params) for params in run.params)


def test_window_never_has_no_width():
    bowl = gd.objectives.bowl()
    stays = gd.gradient_descent(bowl, [0.0, 0.0], learning_rate=0.1, max_steps=3)
    assert all(low < high for low, high in window_around(bowl, [stays]))
    X, y = gd.datasets.houses()  # y = 200 x exactly, so the bias of the minimum is 0
    (low, high), _ = window_around(gd.LeastSquares(gd.add_bias(X), y))
    assert high - low == pytest.approx(2)


def test_nothing_to_go_by(minimal):
    with pytest.raises(ValueError, match="window must be given"):
        window_around(minimal)


def test_grid_has_the_loss_of_its_points(minimal):
    (x, y), loss = loss_grid(minimal, ((0, 1), (0, 2)), 3)
    np.testing.assert_array_equal(x, [0, 0.5, 1])
    np.testing.assert_array_equal(y, [0, 1, 2])
    assert loss[1, 2] == (1 + 3) / 2
    assert loss[2, 0] == 3 * 4 / 2


def test_levels_are_dense_at_the_bottom():
    levels = log_levels(np.linspace(-1, 99, 2000))
    steps = np.diff(levels)
    assert levels[0] == -1
    assert levels[-1] == pytest.approx(99)
    np.testing.assert_allclose(steps[2:] / steps[1:-1], steps[2] / steps[1])
    assert levels[1] + 1 == pytest.approx(1, rel=0.06)  # one point in a hundred lies below


def test_lowest_loss_is_known_from_minimum_or_minima(line, minimal):
    exact = np.linalg.lstsq(line.X, line.y, rcond=None)[0]
    assert known_minimum(line) == pytest.approx(0.5 * np.mean((line.X @ exact - line.y) ** 2))
    assert known_minimum(gd.objectives.himmelblau()) == pytest.approx(0, abs=1e-20)
    well = gd.objectives.tilted_double_well()
    grid = np.linspace(-3, 3, 6001)
    assert known_minimum(well) == pytest.approx(min(well.loss([x]) for x in grid), abs=1e-6)
    assert known_minimum(minimal) is None


@pytest.mark.parametrize(
    ("losses", "best", "holds"),
    [
        ((0.5, 2.0), 0.01, True),  # reaches down to J*
        ((0.5, 2.0), 1e-9, False),  # would press the run into a line
        ((0.5, 2.0), 0.0, False),  # has no place on a logarithmic axis
        ((0.5, 2.0), None, False),
        ((0.5, 2.0), 0.7, True),  # a window chosen above it
        ((-0.5, 2.0), -3.0, True),
        ((0.0, 0.0), None, False),
        ((0.0, 1.0), 0.0, True),
    ],
)
def test_loss_axis_reaches_down_to_the_minimum(losses, best, holds):
    low, high = loss_limits(*losses, best)
    assert low < losses[0] <= losses[1] < high
    assert (low > 0) == (losses[0] > 0)
    assert (best is not None and low < best < high) == holds
