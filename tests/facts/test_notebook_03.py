"""Numbers that notebook 03 states about single rows, noise and fair comparisons.

The heights at which runs hover are compared with the stationary state of the linear recursion
d ← (I − ηA_B)d − ηξ_B, solved without running it.
"""

import math

import numpy as np
import pytest

import gdviz as gd

ETA = 0.05


def line_fit():
    X, y = gd.datasets.line()
    return gd.LeastSquares(gd.add_bias(X), y)


def noise(objective):
    """S at the minimum, from least-squares residuals rather than from the objective's gradient."""
    x, y = objective.X[:, 1], objective.y
    slope, bias = np.polyfit(x, y, 1)
    residuals = y - bias - slope * x
    return np.cov((residuals[:, None] * objective.X).T, ddof=0)


def heights(objective, b, *, replace, n_epochs, n_seeds=20, learning_rate=ETA):
    """Excess · b/η of runs that start at the minimum, without the first quarter of each."""
    runs = gd.sweep(
        objective,
        objective.minimizer,
        learning_rates=[learning_rate],
        batch_sizes=[b],
        seeds=range(n_seeds),
        n_epochs=n_epochs,
        replace=replace,
    )
    excess = (runs.loss[0][0] - objective.minimum) * b / learning_rate
    return excess[:, excess.shape[1] // 4 :].mean()


def exact_height(objective, b, learning_rate):
    """Excess · b/η with replacement: the fixed point of the recursion of E[d dᵀ]."""
    X, H, S = objective.X, objective.X.T @ objective.X / objective.n_samples, noise(objective)
    eye = np.eye(len(H))
    pairs = np.einsum("ni,nj->nij", X, X).reshape(len(X), -1)
    fourth = np.einsum("na,nb->ab", pairs, pairs) / len(X)
    square = fourth / b + np.kron(H, H) * (1 - 1 / b)
    step = learning_rate * (np.kron(H, eye) + np.kron(eye, H)) - learning_rate**2 * square
    second_moment = np.linalg.solve(step, (learning_rate**2 * S / b).ravel()).reshape(H.shape)
    return np.trace(H @ second_moment) / 2 * b / learning_rate


def reshuffled_height(objective, b):
    """Excess · b/η of reshuffled epochs, for each curvature λ alone, A_B taken to be H.

    In an epoch the batch noises have the covariance S·N/(N − 1)·(δᵢⱼ/bᵢ − 1/N): their sum is 0.
    """
    n = objective.n_samples
    sizes = np.array([b] * (n // b) + [n % b] * (n % b > 0))
    pairs = (np.diag(1 / sizes) - 1 / n) * n / (n - 1)
    curvatures, axes = np.linalg.eigh(objective.X.T @ objective.X / n)
    excess = 0
    for curvature, variance in zip(curvatures, np.diag(axes.T @ noise(objective) @ axes)):
        keep = 1 - ETA * curvature
        behind = np.arange(1, len(sizes) + 1)[:, None] - 1 - np.arange(len(sizes))
        weights = np.where(behind >= 0, keep ** np.maximum(behind, 0), 0)
        fresh = ETA**2 * variance * np.einsum("ti,ij,tj->t", weights, pairs, weights)
        kept = keep ** (2 * np.arange(1, len(sizes) + 1))
        excess += curvature / 2 * (fresh + kept * fresh[-1] / (1 - kept[-1])).mean()
    return excess * b / ETA


@pytest.mark.parametrize("learning_rate", [0.05, 0.1])
@pytest.mark.parametrize(("b", "n_epochs"), [(1, 20), (8, 100), (250, 2000)])
def test_with_replacement_the_excess_hovers_at_eta_trace_over_4b(b, n_epochs, learning_rate):
    objective = line_fit()
    theory = np.trace(noise(objective)) / 4
    assert theory == pytest.approx(0.0316, abs=1e-4)
    measured = heights(objective, b, replace=True, n_epochs=n_epochs, learning_rate=learning_rate)
    assert 0.031 <= measured <= 0.035
    assert measured == pytest.approx(exact_height(objective, b, learning_rate), rel=0.05)
    assert exact_height(objective, b, 1e-6) == pytest.approx(theory, rel=1e-5)


def test_a_short_last_batch_of_64_adds_its_own_noise():
    objective = line_fit()
    sizes = [64] * 15 + [40]
    expected = exact_height(objective, 64, ETA) * np.mean(64 / np.array(sizes))
    assert expected == pytest.approx(0.0338, abs=1e-4)
    assert heights(objective, 64, replace=True, n_epochs=600) == pytest.approx(expected, rel=0.03)


@pytest.mark.parametrize(
    ("b", "n_epochs", "stated"),
    [(1, 40, 0.031), (8, 100, 0.025), (64, 500, 0.009), (256, 1500, 0.0025)],
)
def test_reshuffled_epochs_hover_lower_the_larger_the_batch(b, n_epochs, stated):
    objective = line_fit()
    measured = heights(objective, b, replace=False, n_epochs=n_epochs)
    assert measured == pytest.approx(reshuffled_height(objective, b), rel=0.04)
    assert measured == pytest.approx(stated, rel=0.05)


def test_an_epoch_with_replacement_misses_37_rows_in_a_hundred():
    seen = [
        len(np.unique(np.concatenate(gd.minibatches(1000, 1, replace=True, rng=seed))))
        for seed in range(50)
    ]
    assert 1 - np.mean(seen) / 1000 == pytest.approx(0.368, abs=0.002)
    assert math.exp(-1) == pytest.approx(0.999**1000, rel=1e-3)


def excess_after_ten_epochs(objective, schedule):
    fixed = {"batch_size": 1, "n_epochs": 10, "replace": True, "record_every": 10_000}
    runs = [
        gd.gradient_descent(objective, [0, 0], learning_rate=schedule, seed=seed, **fixed)
        for seed in range(6)
    ]
    return np.mean([run.loss[-1] for run in runs]) - objective.minimum


def test_a_rate_that_falls_like_one_over_t_settles_and_one_that_falls_faster_stops_short():
    objective = line_fit()
    constant = excess_after_ten_epochs(objective, gd.schedules.constant(0.2))
    falling = excess_after_ten_epochs(objective, gd.schedules.inverse_time(0.2, half_life=100))
    too_fast = excess_after_ten_epochs(objective, gd.schedules.exponential(0.2, rate=0.01))
    assert falling < constant / 20
    assert too_fast > 10 * falling


def test_rates_that_add_up_to_something_finite_leave_part_of_the_way():
    objective = line_fit()
    schedule = gd.schedules.exponential(0.2, rate=0.01)
    run = gd.gradient_descent(objective, [0, 0], learning_rate=schedule, max_steps=5000)
    slowest, axis = np.linalg.eigh(objective.hessian())
    way = axis[:, 0] @ (run.params - objective.minimizer).T
    total = 0.2 / (1 - math.exp(-0.01))
    assert way[-1] / way[0] == pytest.approx(math.exp(-slowest[0] * total), rel=0.03)
    assert way[-1] / way[0] == pytest.approx(0.28, abs=0.005)


def test_equal_updates_are_not_equal_work():
    objective = line_fit()
    batch = gd.gradient_descent(objective, [0, 0], learning_rate=1.0, max_steps=1000)
    single = gd.gradient_descent(objective, [0, 0], learning_rate=ETA, batch_size=1, max_steps=1000)
    assert (batch.samples_seen[-1], single.samples_seen[-1]) == (1_000_000, 1000)
    first_pass, later = (np.searchsorted(batch.samples_seen, rows) for rows in (1000, 100_000))
    best = objective.minimum
    assert batch.loss[first_pass] - best > 100 * (single.loss[-1] - best)
    assert batch.loss[later] - best < 1e-3 * (single.loss[-1] - best)


def slopes(replace, n_seeds):
    objective = gd.LeastSquares(*gd.datasets.four_points())
    runs = gd.sweep(
        objective,
        [0.0],
        learning_rates=[0.02],
        batch_sizes=[1],
        seeds=range(n_seeds),
        n_steps=1000,
        replace=replace,
    )
    return runs.params[0][0, :, -1, 0]


def test_two_hundred_seeds_give_two_hundred_answers_on_the_four_points():
    ends = slopes(replace=True, n_seeds=200)
    assert ends.mean() == pytest.approx(0.281, abs=5e-4)
    assert ends.std() == pytest.approx(0.040, abs=5e-4)
    assert (ends.min(), ends.max()) == pytest.approx((0.159, 0.403), abs=5e-4)
    assert slopes(replace=False, n_seeds=200).std() == pytest.approx(0.0037, abs=1e-4)


def test_the_spread_on_the_four_points_is_what_paper_says():
    # E x² = 14/4, E x⁴ = 98/4; at the slope 2/7 the gradients are 0, −5/7, 8/7, −3/7.
    variance = 0.02**2 * 0.5 / (2 * 0.02 * 3.5 - 0.02**2 * 24.5)
    assert math.sqrt(variance) == pytest.approx(0.0392, abs=5e-5)
    ends = slopes(replace=True, n_seeds=800)
    assert ends.mean() == pytest.approx(2 / 7, abs=0.004)
    assert ends.std() == pytest.approx(math.sqrt(variance), rel=0.06)
