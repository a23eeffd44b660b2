"""The sliders: which values they have, which one they stand at, and what they refuse."""

import numpy as np
import pytest

import gdviz as gd
from gdviz.widgets import knobs, rates


@pytest.mark.parametrize(
    ("values", "wanted", "index"),
    [
        ([1, 10, 100], 3.1, 0),  # evenly by ratio: √10 is half way
        ([1, 10, 100], 3.2, 1),
        ([1, 10, 100], 100, 2),
        ([0.0, 0.5, 0.9], 0.24, 0),  # with a 0 among them, evenly by difference
        ([0.0, 0.5, 0.9], 0.26, 1),
        ([0.0, 0.5, 0.9], 0.71, 2),
        ([0.1, 0.2], 0.1, 0),
    ],
)
def test_a_slider_stands_at_the_value_nearest_on_it(values, wanted, index):
    assert knobs.nearest("batch_size", values, wanted) == index
    assert knobs.closest(values, wanted) == index
    assert knobs.initial("batch_size", values, wanted, default=values[0]) == index


def test_a_default_may_lie_outside_a_wish_may_not():
    assert knobs.initial("beta", [2, 4], None, default=100) == 1
    assert knobs.initial("beta", [2, 4], None, default=0) == 0
    for wanted, told in [(5, "between 2 and 4. Got 5."), (1.5, "between 2 and 4. Got 1.5.")]:
        with pytest.raises(ValueError, match=f"beta must be {told}"):
            knobs.initial("beta", [2, 4], wanted, default=3)
    for wanted in (0, -1):
        with pytest.raises(ValueError, match=f"must be above 0. Got {wanted}.*batch_size"):
            knobs.nearest("batch_size", [2, 4], wanted)
    with pytest.raises(ValueError, match=r"beta must be between 0.0 and 0.9. Got -0.1."):
        knobs.nearest("beta", [0.0, 0.9], -0.1)


@pytest.mark.parametrize("limit", [None, 0.8])
def test_the_rate_begins_at_a_quarter_of_the_limit_or_near_the_low_end(limit):
    values = np.geomspace(0.001, 1, 31).tolist()
    slider = knobs.rate_slider(None, None, lambda: values, limit=limit)
    expected = 0.2 if limit else 0.04  # else a 25th of the highest
    at = slider["learning_rates"][slider["learning_rate_index"]]
    assert abs(np.log(at / expected)) <= np.log(1000) / 30 / 2 + 1e-12
    own = knobs.rate_slider([0.3, 0.6], 0.59, lambda: values, limit=limit)
    assert own == {"learning_rates": [0.3, 0.6], "learning_rate_index": 1}


@pytest.mark.parametrize(
    ("n_samples", "sizes", "usual"),
    [
        (1, [1], 1),
        (2, [1, 2], 2),
        (60, [1, 2, 4, 8, 16, 32, 60], 8),
        (64, [1, 2, 4, 8, 16, 32, 64], 8),
        (1024, [2**k for k in range(11)], 8),  # eleven are as many as there is room for
        (1025, [1, 3, 9, 27, 81, 243, 729, 1025], 9),
        (10**9, [*(8**k for k in range(10)), 10**9], 8),
    ],
)
def test_sizes_double_or_more_up_to_all_rows(n_samples, sizes, usual):
    assert knobs.default_sizes(n_samples) == sizes
    slider = knobs.size_slider(n_samples, None, None)
    assert slider["batch_sizes"][slider["batch_size_index"]] == usual
    assert knobs.size_slider(60, None, None, usual=[5, 50], default=50)["batch_size_index"] == 1


@pytest.mark.parametrize(
    ("check", "bad"),
    [
        (knobs.check_rates, []),
        (knobs.check_rates, [0.0, 1.0]),
        (knobs.check_rates, [0.2, 0.2]),
        (knobs.check_rates, [0.2, 0.1]),
        (knobs.check_rates, [0.1, np.inf]),
        (knobs.check_betas, []),
        (knobs.check_betas, [-0.1, 0.5]),
        (knobs.check_betas, [0.5, 1.0]),
        (knobs.check_betas, [0.5, 0.5]),
        (lambda sizes: knobs.check_sizes(sizes, 9), []),
        (lambda sizes: knobs.check_sizes(sizes, 9), [0, 1]),
        (lambda sizes: knobs.check_sizes(sizes, 9), [1, 10]),
        (lambda sizes: knobs.check_sizes(sizes, 9), [2, 2]),
        (lambda sizes: knobs.check_sizes(sizes, 9), [3, 2]),
    ],
)
def test_values_of_a_slider_go_up_and_stay_in_their_range(check, bad):
    with pytest.raises(ValueError, match="must be"):
        check(bad)


def test_values_at_the_ends_of_their_range():
    assert knobs.check_rates(0.1) == [0.1]
    assert knobs.check_rates([1e-300, 2]) == [1e-300, 2.0]
    assert knobs.check_betas([0, 0.999]) == [0.0, 0.999]
    assert knobs.check_sizes([1, 9], 9) == [1, 9]


def test_one_budget_or_the_usual_one():
    nothing = {"n_steps": None, "n_epochs": None}
    assert knobs.budget(200, **nothing) == {"n_steps": 200}
    assert knobs.budget(200, **{**nothing, "n_epochs": 1}) == {"n_epochs": 1}
    with pytest.raises(ValueError, match="at most one of n_steps, n_epochs"):
        knobs.budget(200, n_steps=1, n_epochs=1)
    with pytest.raises(ValueError, match="n_steps must be"):
        knobs.budget(200, n_steps=0, n_epochs=None)


def test_a_run_starts_high_on_the_left_of_its_window_or_at_zero():
    bowl = gd.objectives.bowl()
    (left, right), (low, high) = bowl.window
    start = knobs.default_start(bowl)
    expected = [left + 0.12 * (right - left), low + 0.82 * (high - low)]
    np.testing.assert_allclose(start, expected)
    X = np.ones((4, 3))
    assert knobs.start_of(gd.Logistic(X, [0, 1, 0, 1]), None) == [0.0, 0.0, 0.0]
    network = gd.objectives.MLP(X, [0, 1, 0, 1], n_hidden=2)
    params = network.initial_params(7).tolist()
    assert knobs.start_of(network, None, seed=7) == params
    assert knobs.start_of(network, params[::-1]) == params[::-1]


# --- which learning rates are offered


def line(n_samples=50, seed=0):
    rng = np.random.default_rng(seed)
    X = gd.add_bias(rng.normal(size=n_samples) * 3)
    return gd.LeastSquares(X, X @ [1.0, 2.0] + rng.normal(size=n_samples))


def test_rates_are_in_even_ratios_to_twice_the_limit():
    objective = line()
    X, theta = objective.X, [0.0, 0.0]
    limit = 2 / np.linalg.eigvalsh(X.T @ X / 50)[-1]
    assert rates.stable_limit(objective, None) == pytest.approx(limit)
    assert rates.stable_limit(objective, gd.momentum(beta=0.9)) is None
    offered = rates.default_rates(objective, theta, limit, 30)
    assert len(offered) == 30
    np.testing.assert_allclose(offered, np.geomspace(limit / 250, 2 * limit, 30), rtol=0.05)
    assert all(float(f"{rate:.2g}") == rate for rate in offered)


def test_methods_that_take_the_rate_as_a_length_get_a_tenth_of_the_way():
    objective, start = line(), np.array([1.0, 40.0])
    way = np.abs(objective.minimizer - start).max()
    offered = rates.default_rates(objective, start, 0.1, 20, optimizer=gd.adam())
    np.testing.assert_allclose(offered, np.geomspace(way / 5000, way / 10, 20), rtol=0.05)
    plain = rates.default_rates(objective, start, 0.1, 20, optimizer=gd.momentum(beta=0.9))
    assert plain[-1] == 0.2
    assert rates.longest_step(objective, objective.minimizer, gd.adam()) is None


def test_a_race_reaches_as_far_as_its_longest_step_needs():
    objective, far = line(), np.array([0.0, 4000.0])
    limit = rates.stable_limit(objective, None)
    racers = [gd.sgd(), gd.adam()]
    own = rates.default_rates(objective, far, limit, 20)
    near = objective.minimizer + 0.1
    assert rates.race_rates(objective, near, limit, 20, racers, 200) == own
    wide = rates.race_rates(objective, far, limit, 20, racers, 200)
    way = np.abs(objective.minimizer - far).max()
    assert wide[-1] == pytest.approx(way / 10, rel=0.05)
    assert (wide[0], len(wide)) == (own[0], 20)
    # A way of 10 · top is done in n_steps of the highest rate: then plain descent's rates do.
    enough = int(np.ceil(way / own[-1])) + 20
    assert rates.race_rates(objective, far, limit, 20, racers, enough) == own
    assert rates.race_rates(objective, far, limit, 20, [gd.sgd()], 200) == own


def test_each_batch_size_has_its_limit_with_and_without_replacement():
    objective = line()
    limit = rates.stable_limit(objective, None)
    for replace in (False, True):
        found = rates.batch_limits(objective, limit, [1, 10, 50], replace=replace)
        expected = [
            gd.max_learning_rate(objective, batch_size=b, replace=replace) for b in (1, 10, 50)
        ]
        assert found == pytest.approx(expected)
    assert rates.batch_limits(objective, None, [1, 10], replace=False) == [None, None]


def bending(objective, place, h=1e-5):
    """Return the Hessian by central differences of the gradient."""
    steps = h * np.eye(len(place))
    return np.array([objective.grad(place + s) - objective.grad(place - s) for s in steps]) / (
        2 * h
    )


def test_the_way_down_goes_down_and_the_limit_is_the_lowest_on_it():
    rosenbrock, start = gd.objectives.rosenbrock(), [-1.5, 2.0]
    places = list(rates.way_down(rosenbrock, start))
    losses = [rosenbrock.loss(place) for place in places]
    assert len(places) == rates.N_STOPS
    assert (np.diff(losses) < 0).all()
    np.testing.assert_array_equal(places[0], start)
    curvatures = [np.linalg.eigvalsh(bending(rosenbrock, place))[-1] for place in places]
    assert rates.limit_on_the_way(rosenbrock, start) == pytest.approx(2 / max(curvatures), rel=1e-4)
    bowl = gd.objectives.bowl()
    assert len(list(rates.way_down(bowl, [0.0, 0.0]))) == 1  # from a minimum no way leads down


def test_a_step_down_is_as_low_as_a_tenth_of_what_the_slope_says():
    parabola = gd.objectives.parabola(2.0)  # θ²: from 1 with slope 2
    start, grad = np.array([1.0]), np.array([2.0])
    place, loss, rate = rates.lower(parabola, start, 1.0, grad, 16.0)
    assert (rate, loss) == (0.25, 0.25)  # 16, 4 and 1 do not lower it
    np.testing.assert_allclose(place, 0.5)
    assert rates.lower(parabola, start, 1.0, -grad, 1.0)[0] is None
