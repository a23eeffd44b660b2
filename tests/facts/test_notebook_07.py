"""Numbers that notebook 07 states about momentum, adaptive methods and their failures.

Quadratics are checked against their linear recursions, solved without running them.
"""

import math

import numpy as np
import pytest

import gdviz as gd
from tests.facts import claims

START = np.array([-2.0, 1.5])
TURN = np.array([[math.sqrt(3), -1], [1, math.sqrt(3)]]) / 2


def walk(objective, start, learning_rate, optimizer, n_steps):
    return gd.gradient_descent(
        objective, start, learning_rate=learning_rate, optimizer=optimizer, max_steps=n_steps
    )


def momentum_matrix(beta, decay):
    """(θ_t, θ_{t−1}) -> (θ_{t+1}, θ_t) for heavy-ball momentum, decay = ηλ."""
    return np.array([[1 + beta - decay, -beta], [1, 0]])


def nesterov_matrix(beta, decay):
    return np.array([[(1 + beta) * (1 - decay), -beta * (1 - decay)], [1, 0]])


def distances(matrix, n_steps, first):
    """|θ_t| for t = 0 … n_steps, from θ₀ = 1 and θ₁."""
    pair, seen = np.array([first, 1.0]), [1.0, first]
    for _ in range(n_steps - 1):
        pair = matrix @ pair
        seen.append(pair[0])
    return np.array(seen)


@pytest.mark.parametrize("beta", [0.0, 0.5, 0.9])
@pytest.mark.parametrize(
    ("make", "matrix", "limit"),
    [
        (gd.momentum, momentum_matrix, lambda beta: 2 + 2 * beta),
        (gd.nesterov, nesterov_matrix, lambda beta: (2 + 2 * beta) / (1 + 2 * beta)),
    ],
)
def test_limits_of_the_learning_rate(make, matrix, limit, beta):
    assert max(abs(np.linalg.eigvals(matrix(beta, limit(beta))))) == pytest.approx(1)
    curvature = 25.0
    for share, grows in ((0.99, False), (1.01, True)):
        rate = share * limit(beta) / curvature
        run = walk(gd.objectives.parabola(curvature), [1.0], rate, make(beta=beta), 1000)
        assert (run.loss[-1] > run.loss[0]) == grows


def test_momentum_overshoots_and_nesterov_less():
    parabola = gd.objectives.parabola()
    swing = distances(momentum_matrix(0.9, 0.1), 80, first=0.9)
    run = walk(parabola, [1.0], 0.1, gd.momentum(), 80)
    np.testing.assert_allclose(run.params[:, 0], swing, atol=1e-12)
    assert swing.min() == pytest.approx(-0.604, abs=5e-4)

    swing = distances(nesterov_matrix(0.9, 0.1), 80, first=1 - 0.1 * 1.9)
    run = walk(parabola, [1.0], 0.1, gd.nesterov(), 80)
    np.testing.assert_allclose(run.params[:, 0], swing, atol=1e-12)
    assert swing.min() == pytest.approx(-0.394, abs=5e-4)


@pytest.mark.parametrize(("kappa", "n_plain", "n_momentum"), [(25, 173, 45), (100, 691, 95)])
def test_momentum_turns_kappa_into_its_root(kappa, n_plain, n_momentum):
    assert math.ceil(math.log(1e-6) / math.log((kappa - 1) / (kappa + 1))) == n_plain

    root = math.sqrt(kappa)
    rate, beta = (2 / (root + 1)) ** 2, ((root - 1) / (root + 1)) ** 2
    curvatures, directions = np.linalg.eigh(gd.objectives.ravine(kappa).hessian())
    parts = [
        part * distances(momentum_matrix(beta, rate * curvature), 300, first=1 - rate * curvature)
        for part, curvature in zip(START @ directions, curvatures)
    ]
    share = np.hypot(*parts) / np.hypot(*START)
    assert np.argmax(share < 1e-6) == n_momentum

    run = walk(gd.objectives.ravine(kappa), START, rate, gd.momentum(beta=beta), 300)
    share = np.hypot(*run.params.T) / np.hypot(*START)
    assert np.argmax(share < 1e-6) == n_momentum


ADAPTIVE = [(gd.adagrad(), 0.5), (gd.rmsprop(), 0.05), (gd.adam(), 0.1)]


@pytest.mark.parametrize(("optimizer", "rate"), ADAPTIVE, ids=["adagrad", "rmsprop", "adam"])
def test_adaptive_methods_do_not_feel_kappa_along_the_axes_and_do_when_turned(optimizer, rate):
    def end(kappa, angle, start):
        return walk(gd.objectives.ravine(kappa, angle=angle), start, rate, optimizer, 20).params[-1]

    np.testing.assert_allclose(end(1, 0, START), end(1e6, 0, START), rtol=0, atol=1e-6)
    turned = end(100, math.pi / 6, TURN @ START)
    assert np.linalg.norm(turned) > 1.5 * np.linalg.norm(end(100, 0, START))


@pytest.mark.parametrize("optimizer", [gd.sgd(), gd.momentum(), gd.nesterov()])
def test_methods_without_axes_walk_the_turned_path(optimizer):
    straight = walk(gd.objectives.ravine(100, angle=0), START, 0.005, optimizer, 100)
    turned = walk(gd.objectives.ravine(100), TURN @ START, 0.005, optimizer, 100)
    np.testing.assert_allclose(straight.params @ TURN.T, turned.params, atol=1e-10)


def test_first_step_of_adam_with_and_without_its_corrections():
    adam, g = gd.adam(), np.array([1000.0, -0.001])
    direction, (_, mean, squares) = adam.update(g, adam.init(g), g)
    np.testing.assert_allclose(direction, [1, -1], rtol=1e-4)
    np.testing.assert_allclose(mean / np.sqrt(squares), [math.sqrt(10), -math.sqrt(10)])


def test_strength_of_an_l2_penalty_cancels_in_adam_and_not_in_adamw():
    unused = gd.LeastSquares([[0.0, 1.0]], [1.0])
    inside, outside = {}, {}
    for strength in (0.1, 0.001):
        penalized = gd.l2(unused, strength)
        inside[strength] = walk(penalized, [1.0, 0.0], 0.01, gd.adam(), 50).params[-1, 0]
        decay = gd.adamw(weight_decay=strength)
        outside[strength] = walk(unused, [1.0, 0.0], 0.01, decay, 50).params[-1, 0]
    assert inside[0.1] == pytest.approx(inside[0.001], abs=5e-4)
    assert outside[0.1] == pytest.approx(0.999**50)
    assert outside[0.001] == pytest.approx(0.99999**50)


RATES = np.array([1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0])


def updates_until_it_stays(surface, starts, optimizer):
    """For each rate and start, with a loop of its own: the first update of the rest below 0.01."""
    params = np.repeat(starts[None], len(RATES), axis=0)
    state, losses = optimizer.init(params), []
    with np.errstate(over="ignore", invalid="ignore"):
        for _ in range(500):
            grads = surface.grad_many(params.reshape(-1, 2)).reshape(params.shape)
            direction, state = optimizer.update(grads, state, params)
            params = params - RATES[:, None, None] * direction
            losses.append(surface.loss_many(params.reshape(-1, 2)).reshape(params.shape[:2]))
        stays = np.logical_and.accumulate((np.array(losses) < 0.01)[::-1])[::-1]
    return np.where(stays[-1], stays.argmax(axis=0) + 1, 501)


STARTS = 2.5 * np.random.default_rng(1).uniform(-1, 1, (400, 2))


@pytest.mark.parametrize(
    ("optimizer", "straight", "turned"),
    [
        (gd.adagrad(), 4, 150),
        (gd.rmsprop(), 72, 470),
        (gd.nesterov(), 38, 38),
        (gd.sgd(), 230, 230),
    ],
    ids=["AdaGrad", "RMSprop", "Nesterov", "plain"],
)
def test_turned_by_thirty_degrees_adaptive_methods_lose_their_edge(optimizer, straight, turned):
    for angle, starts, stated in ((0, STARTS, straight), (math.pi / 6, STARTS @ TURN.T, turned)):
        needed = updates_until_it_stays(gd.objectives.ravine(100, angle=angle), starts, optimizer)
        best = np.median(needed[:, :200], axis=1).argmin()
        assert np.median(needed[best, 200:]) == pytest.approx(stated, rel=0.2, abs=0.6)


@pytest.mark.parametrize(("optimizer", "length"), [(gd.adagrad(), 1), (gd.rmsprop(), 10)])
def test_first_steps_that_do_not_depend_on_the_gradient(optimizer, length):
    for g in (1e-4, 1000.0):
        direction, _ = optimizer.update(np.array([g]), optimizer.init(np.zeros(1)), np.zeros(1))
        assert direction[0] == pytest.approx(length, rel=2e-3)


def test_with_noise_momentum_hovers_like_a_larger_rate():
    # An autoregression of second order, θ ← (1 + β − ηλ)θ − βθ' + noise, in each direction.
    X, y = gd.datasets.line()
    line = gd.LeastSquares(gd.add_bias(X), y)
    curvatures, axes = np.linalg.eigh(line.X.T @ line.X / 1000)
    residuals = line.y - line.X @ np.linalg.lstsq(line.X, line.y, rcond=None)[0]
    noise = (((line.X * residuals[:, None]) @ axes) ** 2).mean(axis=0) / 8

    def height(rate, beta):
        decay = rate * curvatures
        spread = rate**2 * noise * (1 + beta) / ((1 - beta) * decay * (2 + 2 * beta - decay))
        return np.sum(curvatures * spread) / 2

    for rate, beta, shown in ((0.05, 0, 2.1e-4), (0.05, 0.9, 2.0e-3), (0.005, 0.9, 2.0e-4)):
        assert height(rate, beta) == pytest.approx(shown, rel=0.06)
        law = rate / (1 - beta) * noise.sum() / 4
        assert height(rate, beta) == pytest.approx(law, rel=0.04)


def test_plain_descent_needs_the_updates_that_two_factors_say():
    # Bowl, η = 1/2: both directions halve. Ravine, η = 1/100: one is gone at once, one keeps 0.99.
    n_bowl = math.ceil(math.log(0.01 / 9.125) / math.log(0.25))
    n_ravine = math.ceil(math.log(0.01 / 2) / math.log(0.99**2))
    assert (n_bowl, n_ravine) == (5, 264)
    bowl = walk(gd.objectives.bowl(), [-2.5, 2.0], 0.5, None, 10)
    ravine = walk(gd.objectives.ravine(100), TURN @ START, 0.01, None, 300)
    assert np.argmax(bowl.loss < 0.01) == n_bowl
    assert np.argmax(ravine.loss < 0.01) == n_ravine


@pytest.mark.parametrize(
    ("rate", "leader"), [(0.001, "momentum"), (0.02, "Nesterov"), (0.2, "Adam"), (2.0, "AdaGrad")]
)
def test_at_a_common_rate_everybody_can_win(rate, leader):
    optimizers = {
        "plain": gd.sgd(),
        "momentum": gd.momentum(),
        "Nesterov": gd.nesterov(),
        "AdaGrad": gd.adagrad(),
        "RMSprop": gd.rmsprop(),
        "Adam": gd.adam(),
    }
    ravine = gd.objectives.ravine(25.0)
    last = {name: walk(ravine, START, rate, one, 600).loss[-1] for name, one in optimizers.items()}
    assert min(last, key=last.get) == leader


def test_rmsprop_is_thrown_up_again():
    loss = walk(gd.objectives.ravine(25.0), START, 2.0, gd.rmsprop(), 1000).loss
    assert loss[200] < 1e-16
    assert loss[600] == pytest.approx(0.98, abs=0.01)
    assert loss[1000] == pytest.approx(25, abs=1)


def crossings(optimizer, rate):
    """How many of 101 walks came over the ridge into the lower well, and how many went away."""
    wells, starts = gd.objectives.tilted_double_well(), np.linspace(-1.7, 1.7, 101)[:, None]
    params, state = starts, optimizer.init(starts)
    for _ in range(600):
        direction, state = optimizer.update(wells.grad_many(params), state, params)
        params = params - rate * direction
    return np.sum((starts > RIDGE) & (params < 0)), np.sum((starts < RIDGE) & (params > 0))


@pytest.mark.parametrize(
    ("optimizer", "rate", "expected"),
    [
        (gd.sgd(), 0.02, (0, 0)),
        (gd.sgd(), 0.2, (8, 5)),
        (gd.momentum(), 0.02, (6, 2)),
        (gd.rmsprop(), 0.02, (0, 0)),
        (gd.rmsprop(), 0.2, (36, 24)),
        (gd.adam(), 0.02, (0, 0)),
        (gd.adam(), 1.0, (37, 33)),
    ],
)
def test_bold_steps_jump_the_ridge_from_both_sides(optimizer, rate, expected):
    assert crossings(optimizer, rate) == expected


LEFT, RIDGE, RIGHT = np.sort(np.roots([4, 0, -4, 0.3]).real)


@pytest.mark.parametrize(
    ("optimizer", "start", "end"),
    [
        (gd.momentum(), 1.7, LEFT),
        (gd.momentum(), -1.7, RIGHT),
        (gd.sgd(), 1.7, RIGHT),
        (gd.sgd(), -1.7, LEFT),
        (gd.adam(), 1.7, RIGHT),
        (gd.adam(), -1.7, LEFT),
    ],
)
def test_momentum_rolls_over_the_ridge_both_ways(optimizer, start, end):
    run = walk(gd.objectives.tilted_double_well(), [start], 0.02, optimizer, 600)
    assert run.params[-1, 0] == pytest.approx(end, abs=1e-3)


def test_53_of_101_starts_lie_left_of_the_ridge():
    assert np.sum(np.linspace(-1.7, 1.7, 101) < RIDGE) == 53


@pytest.mark.parametrize(
    ("optimizer", "rate", "nearest"),
    [(gd.sgd(), 0.01, 3), (gd.momentum(), 0.01, 0), (gd.adam(), 0.1, 2)],
)
def test_three_optimizers_reach_three_minima(optimizer, rate, nearest):
    himmelblau = gd.objectives.himmelblau()
    end = walk(himmelblau, [0.0, -3.0], rate, optimizer, 300).params[-1]
    np.testing.assert_allclose(end, himmelblau.minima[nearest], atol=0.05)


def test_adagrad_slows_down_on_a_steady_slope_and_never_forgets_a_cliff():
    adagrad = gd.adagrad()
    state = adagrad.init(np.zeros(1))
    for t in range(1, 101):
        direction, state = adagrad.update(np.array([3.0]), state, None)
        assert direction[0] == pytest.approx(1 / math.sqrt(t))

    rosenbrock = gd.objectives.rosenbrock()
    assert walk(rosenbrock, [0.0, 0.0], 0.1, adagrad, 10_000).loss[-1] < 1e-8
    assert walk(rosenbrock, [-2.0, -1.0], 0.1, adagrad, 10_000).loss[-1] > 2
    assert np.linalg.norm(rosenbrock.grad([-2.0, -1.0])) == pytest.approx(math.hypot(4006, 1000))


@pytest.mark.parametrize("curvature", [1.0, 100.0])
@pytest.mark.parametrize("rate", [0.1, 0.02])
def test_rmsprop_ends_at_half_its_learning_rate(curvature, rate):
    run = walk(gd.objectives.parabola(curvature), [0.3], rate, gd.rmsprop(decay=0.9), 3000)
    np.testing.assert_allclose(abs(run.params[-100:, 0]), rate / 2, rtol=1e-3)


SLOPES = np.array([1010.0] + [-10.0] * 100)


def drift(b1, b2, *, rate=0.01):
    """Change of θ per epoch once the means of the slopes repeat themselves."""
    lag = np.subtract.outer(np.arange(101), np.arange(101)) % 101

    def mean(values, beta):
        return (1 - beta) * beta**lag @ values / (1 - beta**101)

    return -rate * np.sum(mean(SLOPES, b1) / np.sqrt(mean(SLOPES**2, b2)))


class RareSlope:
    n_params, n_samples = 1, 101

    def grad(self, params, rows=None):
        return SLOPES[slice(None) if rows is None else rows].mean(keepdims=True)

    def loss(self, params, rows=None):
        return float(self.grad(params, rows)[0] * params[0])


@pytest.mark.parametrize(
    ("optimizer", "shares"), [(gd.rmsprop(), (0, 0.99)), (gd.adam(b2=0.99), (0.9, 0.99))]
)
def test_adam_and_rmsprop_walk_uphill_on_rare_slopes(optimizer, shares):
    options = {"learning_rate": 0.01, "batch_size": 1, "shuffle": False, "n_epochs": 40}
    theta = gd.gradient_descent(RareSlope(), [0.0], optimizer=optimizer, **options).params[:, 0]
    assert SLOPES.mean() == pytest.approx(10 / 101)
    assert theta[-1] - theta[-102] == pytest.approx(drift(*shares), rel=1e-6)
    assert drift(*shares) > 0.01


@pytest.mark.parametrize(
    ("b2", "turns"),
    [(0.99, False), (0.999, False), (0.9995, False), (0.9997, True), (0.9999, True)],
)
def test_a_memory_of_some_thirty_gaps_turns_adam_round(b2, turns):
    options = {"learning_rate": 0.01, "batch_size": 1, "shuffle": False, "n_epochs": 300}
    run = gd.gradient_descent(RareSlope(), [0.0], optimizer=gd.adam(b2=b2), **options)
    assert (run.params[-1, 0] < 0) == turns == (drift(0.9, b2) < 0)


def test_the_range_in_which_momentum_keeps_the_root_of_beta():
    for decay in (1.001 * (1 - math.sqrt(0.9)) ** 2, 0.1, 1.0, 3.79):
        largest = max(abs(np.linalg.eigvals(momentum_matrix(0.9, decay))))
        assert largest == pytest.approx(math.sqrt(0.9), abs=2e-3)
    assert round((1 - math.sqrt(0.9)) ** 2, 3) == 0.003


def test_adamw_hovers_nearer_to_zero_than_the_minimum():
    X, y = gd.datasets.line()
    line = gd.LeastSquares(gd.add_bias(X), y)
    assert line.minimizer[1] == pytest.approx(np.polyfit(X[:, 0], y, 1)[0])
    for weight_decay, shown in ((0.0, 1.99), (0.01, 1.98), (0.1, 1.88)):
        slopes = claims.adamw_slopes(weight_decay)
        assert slopes.mean() == pytest.approx(shown, abs=5e-3)
        assert slopes.std() < 2e-3


def test_nesterov_walks_on_the_tips_of_what_the_velocity_will_do_anyhow():
    """Sutskever et al. 2013: v ← βv − η∇J(θ + βv), θ ← θ + v; libraries keep θ + βv."""
    ravine, theta, v = gd.objectives.ravine(25.0), START, np.zeros(2)
    tips = [theta]
    for _ in range(60):
        v = 0.9 * v - 0.02 * ravine.grad(theta + 0.9 * v)
        theta = theta + v
        tips.append(theta + 0.9 * v)
    run = walk(ravine, START, 0.02, gd.nesterov(beta=0.9), 60)
    np.testing.assert_allclose(run.params, tips, atol=1e-12)
