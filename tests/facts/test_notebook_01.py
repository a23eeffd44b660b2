"""Numbers that notebook 01 states about walking downhill."""

import numpy as np
import pytest

import gdviz as gd
from gdviz.descent.stopping import grad_norm_below, loss_below, no_improvement
from gdviz.objectives import (
    bowl,
    himmelblau,
    parabola,
    ravine,
    rosenbrock,
    saddle_with_floor,
    tilted_double_well,
)
from tests.facts.seeds import text_of


def walk(objective, params, learning_rate, max_steps, *stop):
    return gd.gradient_descent(
        objective, params, learning_rate=learning_rate, max_steps=max_steps, stop=stop
    )


@pytest.mark.parametrize(
    ("learning_rate", "distance"), [(1, 0.365), (10, 0), (19, 0.365), (20, 3), (21, 20.182)]
)
def test_learning_rates_on_a_flat_parabola(learning_rate, distance):
    run = walk(parabola(0.1), [3.0], learning_rate, 20)  # 3 · |1 − 0.1 η|²⁰
    assert abs(run.params[-1, 0]) == pytest.approx(distance, abs=5e-4)


def ravine_by_formula(learning_rate, n_updates):
    """θ along the ravine's floor and across it, from (−2, 1.5), after 0, 1, 2 … updates."""
    along = [np.cos(np.pi / 6), 0.5] @ np.array([-2.0, 1.5])
    across = [-0.5, np.cos(np.pi / 6)] @ np.array([-2.0, 1.5])
    t = np.arange(n_updates + 1)
    return along * (1 - learning_rate) ** t, across * (1 - 25 * learning_rate) ** t


def test_on_the_square_a_rate_of_one_never_settles():
    run = walk(parabola(2.0), [2.5], 1, 10)
    np.testing.assert_allclose(np.abs(run.params), 2.5)


def test_of_all_degrees_of_the_compass_the_one_against_the_gradient_goes_down_most():
    compass = np.deg2rad(np.arange(360))
    around = [1.5, 1.0] + 1e-4 * np.stack([np.cos(compass), np.sin(compass)], axis=1)
    assert bowl().loss_many(around).argmin() == 243  # 180° + arctan 2 = 243.4°


@pytest.mark.parametrize("learning_rate", [0.01, 0.04, 0.076, 0.081])
def test_the_ravine_shrinks_along_its_floor_and_across_by_separate_factors(learning_rate):
    along, across = ravine_by_formula(learning_rate, 50)
    run = walk(ravine(25.0), [-2.0, 1.5], learning_rate, 50)
    np.testing.assert_allclose(np.linalg.norm(run.params, axis=1), np.hypot(along, across))


def test_arrows_cross_contours_at_right_angles_only_where_both_axes_have_one_scale():
    assert "plan.set_aspect(" in text_of(1)


def test_two_by_two_by_hand():
    quadratic = gd.LeastSquares(np.linalg.cholesky([[2, 1], [1, 2]]).T, [0, 0], scale=lambda n: 0.5)
    for start, kept in (([1, 1], 0.7), ([1, -1], 0.9)):
        run = walk(quadratic, start, 0.1, 5)
        np.testing.assert_allclose(run.params[-1], kept**5 * np.array(start))
    assert gd.max_learning_rate(quadratic, [0, 0]) == pytest.approx(2 / 3, rel=1e-4)


@pytest.mark.parametrize("start", [0.2, 0.5, 1.0, 1.6])
def test_walks_from_the_right_end_in_the_upper_well(start):
    run = walk(tilted_double_well(), [start], 0.05, 200)
    assert run.params[-1, 0] == pytest.approx(0.960, abs=5e-4)
    low, high = np.sort(np.roots([4, 0, -4, 0.3]))[[0, 2]]
    drop = (high**2 - 1) ** 2 + 0.3 * high - (low**2 - 1) ** 2 - 0.3 * low
    assert drop == pytest.approx(0.6, abs=5e-3)


def test_a_long_step_may_jump_into_the_lower_well_hop_forever_or_leave():
    wells = tilted_double_well()
    assert walk(wells, [1.6], 0.15, 100).params[-1, 0] == pytest.approx(-1.036, abs=5e-4)
    hopping = walk(wells, [1.6], 0.25, 500).params[-4:, 0]
    np.testing.assert_allclose(hopping, [-0.827, -1.163, -0.827, -1.163], atol=5e-4)
    assert gd.max_learning_rate(wells, wells.minima[0]) == pytest.approx(0.225, abs=5e-3)
    assert walk(wells, [1.6], 0.35, 100).stop_reason == "diverged"


def test_himmelblau_has_four_basins_of_about_equal_size():
    starts = np.random.default_rng(1).uniform(-5, 5, (4000, 2))
    params = starts
    for _ in range(400):
        params = params - 0.01 * himmelblau().grad_many(params)
    distance = np.linalg.norm(params[:, None] - himmelblau().minima, axis=2)
    assert distance.min(axis=1).max() < 1e-9
    assert (np.bincount(distance.argmin(axis=1)) > 0.2 * len(starts)).all()


def test_limits_at_the_minima_of_himmelblau():
    limits = [gd.max_learning_rate(himmelblau(), minimum) for minimum in himmelblau().minima]
    np.testing.assert_allclose(limits, [0.024, 0.025, 0.015, 0.019], atol=5e-4)


def test_on_the_ridge_the_saddle_is_the_end_and_beside_it_a_plateau():
    on_ridge, beside = (walk(saddle_with_floor(), [1.5, y], 0.3, 80) for y in (0.0, 1e-6))
    np.testing.assert_allclose(on_ridge.params[-1], [0, 0], atol=1e-9)
    np.testing.assert_allclose(beside.params[-1], [0, 1], atol=1e-6)
    assert (np.abs(beside.loss[8:45]) < 0.02).all()
    np.testing.assert_allclose(beside.params[10:20, 1] / beside.params[9:19, 1], 1.3, rtol=1e-6)


@pytest.mark.parametrize(
    ("learning_rate", "max_steps", "stop", "reason", "n_updates"),
    [
        (0.07, 30, [], "max_steps", 30),
        (0.07, 9000, [loss_below(1e-3)], "loss_below", 43),
        (0.07, 9000, [grad_norm_below(1e-3)], "grad_norm_below", 95),
        (0.07, 9000, [no_improvement(10, tol=1e-4)], "no_improvement", 67),
        (0.1, 9000, [], "diverged", 869),
    ],
)
def test_five_ways_to_stop(learning_rate, max_steps, stop, reason, n_updates):
    run = walk(ravine(25.0), [-2.0, 1.5], learning_rate, max_steps, *stop)
    assert (run.stop_reason, run.step[-1]) == (reason, n_updates)


def test_the_five_ends_agree_with_the_formula():
    along, across = ravine_by_formula(0.07, 200)
    loss = (along**2 + 25 * across**2) / 2
    assert np.argmax(loss < 1e-3) == 43
    assert np.argmax(np.hypot(along, 25 * across) < 1e-3) == 95
    assert 10 + np.argmax(loss[:-10] - loss[10:] <= 1e-4) == 67
    with np.errstate(over="ignore"):
        _, across = ravine_by_formula(0.1, 2000)
    # The last finite loss: after the next update 25 θ² overflows.
    assert np.argmax(np.abs(across) > np.sqrt(np.finfo(float).max / 25)) - 1 == 869


@pytest.mark.parametrize("rule", [grad_norm_below(1e-3), no_improvement(10, tol=1e-4)])
def test_a_plateau_fools_the_rules_that_look_for_a_standstill(rule):
    run = walk(saddle_with_floor(), [1.5, 1e-6], 0.3, 80, rule)
    assert run.step[-1] < 30
    assert run.loss[-1] == pytest.approx(0, abs=1e-6)


def test_rosenbrocks_valley_takes_some_fifteen_thousand_updates():
    assert gd.max_learning_rate(rosenbrock(), [1, 1]) == pytest.approx(0.002, rel=2e-3)
    assert gd.objectives.condition_number(rosenbrock(), [1, 1]) == pytest.approx(2508, rel=1e-3)
    run = walk(rosenbrock(), [-1.0, 1.0], 0.001, 20_000, loss_below(1e-6))
    assert run.step[-1] == pytest.approx(15_000, rel=0.01)
