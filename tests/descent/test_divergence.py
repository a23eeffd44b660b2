"""What has diverged: one answer of the loop, the sweep, the explorer and the page."""

import numpy as np
import pytest

import gdviz as gd
from gdviz.descent.divergence import diverged_from, divergence_limit, has_diverged, known_minimum
from gdviz.descent.stopping import grad_norm_below, loss_below, no_improvement

LINE = gd.LeastSquares([[1.0], [2.0], [3.0]], [2.0, 4.0, 6.0])  # J = 14/6 (θ − 2)², limit 3/7


class FourthPower:
    """J = θ⁴ in Python's own floats, which raise where NumPy's overflow."""

    n_samples, n_params = 1, 1

    def loss(self, params, rows=None):
        return float(params[0]) ** 4

    def grad(self, params, rows=None):
        return np.array([4 * float(params[0]) ** 3])


@pytest.mark.parametrize("max_steps", [3, 10, 60, 133])
def test_a_run_far_above_its_start_has_diverged_long_before_it_overflows(max_steps):
    run = gd.gradient_descent(LINE, [0.0], learning_rate=1.0, max_steps=max_steps)
    # θ − 2 is multiplied by 1 − 14/3 at each update, J by its square.
    assert run.loss[-1] == pytest.approx(14 / 6 * 4 * (11 / 3) ** (2 * max_steps))
    assert run.stop_reason == "diverged"
    assert run.step[-1] == max_steps


def test_the_limit_is_a_thousand_times_the_excess_at_the_start_or_the_scale_of_the_data():
    y = np.array([2.0, 4.0, 7.0])
    noisy = gd.LeastSquares([[1.0], [2.0], [3.0]], y)
    best = noisy.loss([31 / 14])
    for start in (0.0, 2.0, 31 / 14):
        excess = max(noisy.loss([start]) - best, np.var(y) / 2)
        losses = [noisy.loss([start]), 1e9]
        assert divergence_limit(noisy, losses) == pytest.approx(best + 1000 * excess)


class Plain:
    """An objective that knows of nothing, or of its minimum."""

    def __init__(self, minimum=None):
        if minimum is not None:
            self.minimum = minimum


@pytest.mark.parametrize(
    ("minimum", "losses", "limit"),
    [
        (None, [10.0, 8.0], 8 + 1000 * 10),  # no minimum, no data: the loss itself is the scale
        (None, [10.0, 40.0], 10 + 1000 * 10),
        (None, [-10.0, -11.0], -11 + 1000 * 10),
        (None, [0.0, 1.0], np.inf),  # nothing to compare with
        (5.0, [10.0, 8.0], 5 + 1000 * 5),
        (5.0, [5.0, 6.0], np.inf),
        (5.0, [5.0 + 1e-15, 6.0], np.inf),  # rounding is no scale
        (5.0, [10.0, np.nan, 4.0], 4 + 1000 * 6),  # a run knows better
        (-np.inf, [10.0, 8.0], np.inf),
    ],
)
def test_the_limit_of_objectives_without_data(minimum, losses, limit):
    objective = Plain(minimum)
    assert divergence_limit(objective, losses) == limit
    if np.isfinite(limit):
        start = losses[:1]
        end = float(divergence_limit(objective, [*start, 1e9]))
        assert not has_diverged(objective, np.array([*start, end]))
        assert has_diverged(objective, np.array([*start, end + 1]))


@pytest.mark.parametrize(
    ("scale", "of_variance"), [(gd.objectives.mean, 1.0), (gd.objectives.total, 3.0)]
)
def test_the_scale_of_the_data_has_the_unit_of_the_loss(scale, of_variance):
    y = np.array([2.0, 4.0, 6.0])
    line = gd.LeastSquares([[1.0], [2.0], [3.0]], y, scale=scale)
    assert divergence_limit(line, [0.0, 1.0]) == pytest.approx(1000 * of_variance * np.var(y))


@pytest.mark.parametrize("learning_rate", [0.01, 0.4])
@pytest.mark.parametrize("batch_size", [1, 3])
@pytest.mark.parametrize("y", [[2.0, 4.0, 6.0], [0.0, 0.0, 0.0]])
def test_a_start_at_the_minimum_of_noiseless_data_is_no_divergence(learning_rate, batch_size, y):
    line = gd.LeastSquares([[1.0], [2.0], [3.0]], y)
    run = gd.gradient_descent(
        line,
        line.minimizer + 1e-16,
        learning_rate=learning_rate / 3,
        batch_size=batch_size,
        max_steps=50,
    )
    assert run.stop_reason == "max_steps"
    assert run.loss[-1] < 1e-25


def test_targets_that_are_all_the_same_are_no_scale_and_no_divergence():
    line = gd.LeastSquares(np.ones((5, 1)), np.full(5, 0.1))
    run = gd.gradient_descent(line, line.minimizer, learning_rate=1.9, max_steps=50)
    assert run.stop_reason == "max_steps"


@pytest.mark.parametrize("n_iter_no_change", [3, 5, 50])
def test_no_improvement_does_not_claim_a_diverging_run(n_iter_no_change):
    for learning_rate in (1.0, 5.0):
        run = gd.gradient_descent(
            LINE,
            [0.0],
            learning_rate=learning_rate,
            max_steps=60,
            stop=[no_improvement(n_iter_no_change)],
        )
        assert run.stop_reason == "diverged"


def test_every_stop_condition_gives_way_to_divergence():
    def tired(progress):
        return "tired" if len(progress.losses) > 20 else None

    options = {"learning_rate": 1.0, "max_steps": 60}
    run = gd.gradient_descent(LINE, [0.0], stop=[tired], **options)
    assert (run.stop_reason, run.step[-1]) == ("diverged", 20)
    early = gd.gradient_descent(LINE, [0.0], stop=[lambda progress: "early"], **options)
    assert early.stop_reason == "early"  # 13 times the start is not far above it


def test_a_run_whose_measured_loss_overflows_stops_there():
    for stop in ([], [loss_below(-1)], [grad_norm_below(1e-9)]):
        run = gd.gradient_descent(LINE, [0.0], learning_rate=1e3, max_steps=999, stop=stop)
        assert run.stop_reason == "diverged"
        assert np.isfinite(run.loss).all()
        assert np.isfinite(run.params).all()
        with np.errstate(over="ignore"):
            following = run.params[-1] - 1e3 * LINE.grad(run.params[-1])
            assert np.isinf(LINE.loss(following))


@pytest.mark.parametrize("record_loss", [True, None])
def test_a_loss_that_is_measured_once_a_pass_is_cut_before_it_overflows(record_loss):
    class Slow(FourthPower):
        n_samples = 5

    run = gd.gradient_descent(
        Slow(), [3.0], learning_rate=1.0, batch_size=1, max_steps=40, record_loss=record_loss
    )
    assert run.stop_reason == "diverged"
    assert np.isfinite(run.loss[-1])
    following = run.params[-1] - 4 * run.params[-1] ** 3
    with pytest.raises(OverflowError):
        Slow().loss(following)


@pytest.mark.parametrize("record_loss", [True, None, False])
def test_an_objective_in_python_floats_diverges_without_an_exception(record_loss):
    run = gd.gradient_descent(
        FourthPower(), [3.0], learning_rate=1.0, max_steps=500, record_loss=record_loss
    )
    assert run.stop_reason == "diverged"
    runs = gd.sweep(FourthPower(), [3.0], learning_rates=[0.01, 1.0], batch_sizes=[1], n_steps=50)
    assert runs.trajectory(0, 0).stop_reason == "max_steps"
    assert runs.trajectory(1, 0).stop_reason == "diverged"
    expected = gd.gradient_descent(FourthPower(), [3.0], learning_rate=1.0, max_steps=50)
    np.testing.assert_allclose(runs.trajectory(1, 0).params, expected.params)


@pytest.mark.parametrize("batch_size", [1, 7, 20])
@pytest.mark.parametrize("of_the_limit", [0.5, 1.02, 1.3, 2.0, 50.0])
def test_loop_sweep_and_explorer_say_the_same(of_the_limit, batch_size):
    X, y = gd.datasets.line(20)
    line = gd.LeastSquares(gd.add_bias(X), y)
    rate = of_the_limit * gd.max_learning_rate(line)
    options = {"learning_rates": [rate / 2, rate], "batch_sizes": [1, 7, 20], "n_steps": 40}
    explorer = gd.widgets.descent_explorer(line, [0.0, 0.0], **options)
    explorer.open()
    explorer.learning_rate_index, explorer.batch_size = 1, batch_size
    j = explorer.batch_size_index
    run = gd.gradient_descent(
        line, [0.0, 0.0], learning_rate=rate, batch_size=batch_size, max_steps=40
    )
    of_sweep = gd.sweep(line, [0.0, 0.0], **options).trajectory(1, j)
    limit = np.array(explorer.packing["diverged_above"])
    of_page = diverged_from(explorer.sweep.loss[j][1, 0], limit) < 41
    assert run.stop_reason == of_sweep.stop_reason == explorer.run().stop_reason
    assert (run.stop_reason == "diverged") == of_page


def test_a_run_that_comes_back_has_not_diverged():
    def cooling(step):
        return 1.0 if step < 6 else 0.2

    run = gd.gradient_descent(LINE, [0.0], learning_rate=cooling, max_steps=60)
    assert run.loss.max() > 1e5 * run.loss[0]
    assert run.stop_reason == "max_steps"
    limit = divergence_limit(LINE, run.loss)
    assert diverged_from(run.loss, limit) == len(run)
    gone = diverged_from(run.loss[:7], limit)
    assert run.loss[gone - 1] <= limit < run.loss[gone]


def test_without_a_lower_bound_only_an_overflow_is_divergence():
    class Slope(FourthPower):
        """J = −θ²: a run leaves downhill."""

        minimum = -np.inf

        def loss(self, params, rows=None):
            return -(float(params[0]) ** 2)

        def grad(self, params, rows=None):
            return np.array([-2 * params[0]])

    run = gd.gradient_descent(Slope(), [1.0], learning_rate=1.0, max_steps=100)
    assert run.loss[-1] == pytest.approx(-(9.0**100))
    assert run.stop_reason == "max_steps"

    class Climb(Slope):
        def grad(self, params, rows=None):
            return -Slope.grad(self, params)

    up = gd.gradient_descent(Climb(), [1.0], learning_rate=2.0, max_steps=100)
    assert up.stop_reason == "max_steps"
    assert gd.gradient_descent(Climb(), [1.0], learning_rate=2.0, max_steps=999).stop_reason == (
        "diverged"
    )


def test_a_game_that_circles_outward_has_not_diverged():
    class Game:
        """xy, which x lowers and y raises: simultaneous steps spiral out."""

        n_samples, n_params = 1, 2

        def loss(self, params, rows=None):
            return float(params[0] * params[1])

        def grad(self, params, rows=None):
            return np.array([params[1], -params[0]])

    for start in ([1.0, 0.0], [1.0, 1.0], [0.1, -3.0]):
        run = gd.gradient_descent(Game(), start, learning_rate=0.3, max_steps=400)
        assert np.abs(run.loss).max() > 1e9
        assert run.stop_reason == "max_steps"


def test_logistic_runs_are_measured_by_their_lowest_loss_and_the_spread_of_y():
    X = gd.add_bias([10.0, 20, 30, 40, 50, 60])
    logistic = gd.Logistic(X, [0, 0, 1, 0, 1, 1])
    far, near = (
        gd.gradient_descent(logistic, [0, 0], learning_rate=rate, max_steps=7) for rate in (20, 0.5)
    )
    for run in (far, near):
        losses = np.array([logistic.loss(params) for params in run.params])
        limit = losses.min() + 1000 * max(losses[0] - losses.min(), 0.25 / 2)
        assert (run.stop_reason == "diverged") == (losses[-1] > limit)
    assert (far.stop_reason, near.stop_reason) == ("diverged", "max_steps")


@pytest.mark.parametrize("reason", ["callback", "interrupted"])
def test_who_ended_a_run_by_hand_is_still_said(reason):
    def callback(step, params):
        if step == 50 and reason == "interrupted":
            raise KeyboardInterrupt
        return step == 50

    run = gd.gradient_descent(LINE, [0.0], learning_rate=1.0, max_steps=60, callback=callback)
    assert run.stop_reason == reason
    assert "above 9.333 at the start" in repr(run)


def test_the_line_a_run_prints_says_that_it_ended_above_its_start():
    up = gd.gradient_descent(LINE, [0.0], learning_rate=0.5, max_steps=1)
    assert repr(up) == (
        "Trajectory(1 updates, loss 16.59, above 9.333 at the start, stopped by 'max_steps')"
    )
    down = gd.gradient_descent(LINE, [0.0], learning_rate=0.4, max_steps=1)
    assert repr(down) == "Trajectory(1 updates, loss 7.01, stopped by 'max_steps')"


def test_minima_that_are_known():
    assert known_minimum(LINE) == pytest.approx(0, abs=1e-25)
    assert known_minimum(gd.objectives.himmelblau()) == pytest.approx(0, abs=1e-25)
    wells = gd.objectives.tilted_double_well()
    low = np.sort(np.roots([4, 0, -4, 0.3]).real)[0]
    assert known_minimum(wells) == pytest.approx((low**2 - 1) ** 2 + 0.3 * low)
    assert known_minimum(gd.l2(LINE, 0.1)) is None
    assert known_minimum(FourthPower()) is None
