"""Numbers that notebook 03 states about single rows, noise and fair comparisons.

The heights at which runs hover are compared with those that `heights` computes without a run.
"""

import math
import statistics

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

import gdviz as gd
from tests.facts import claims
from tests.facts.heights import exact_height, noise, reshuffled_height

ETA = 0.05


def line_fit():
    X, y = gd.datasets.line()
    return gd.LeastSquares(gd.add_bias(X), y)


def measured_height(objective, b, *, replace, n_epochs, n_seeds=20, learning_rate=ETA):
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


@pytest.mark.parametrize("learning_rate", [0.05, 0.1])
@pytest.mark.parametrize(("b", "n_epochs"), [(1, 12), (8, 60), (250, 1200)])
def test_with_replacement_the_excess_hovers_at_eta_trace_over_4b(b, n_epochs, learning_rate):
    objective = line_fit()
    theory = np.trace(noise(objective)) / 4
    assert theory == pytest.approx(0.0316, abs=1e-4)
    measured = measured_height(
        objective, b, replace=True, n_epochs=n_epochs, learning_rate=learning_rate
    )
    assert 0.031 <= measured <= 0.035
    assert measured == pytest.approx(exact_height(objective, b, learning_rate), rel=0.05)
    assert exact_height(objective, b, 1e-6) == pytest.approx(theory, rel=1e-5)


def test_a_short_last_batch_of_64_adds_its_own_noise():
    objective = line_fit()
    sizes = [64] * 15 + [40]
    expected = exact_height(objective, 64, ETA) * np.mean(64 / np.array(sizes))
    assert expected == pytest.approx(0.0338, abs=1e-4)
    assert measured_height(objective, 64, replace=True, n_epochs=300) == pytest.approx(
        expected, rel=0.03
    )


@pytest.mark.parametrize(
    ("b", "n_epochs", "stated"),
    [(1, 12, 0.031), (8, 60, 0.025), (64, 300, 0.009), (256, 900, 0.0025)],
)
def test_reshuffled_epochs_hover_lower_the_larger_the_batch(b, n_epochs, stated):
    objective = line_fit()
    measured = measured_height(objective, b, replace=False, n_epochs=n_epochs)
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


def test_the_spread_on_the_four_points_is_what_paper_says():
    # E x² = 14/4, E x⁴ = 98/4; at the slope 2/7 the gradients are 0, −5/7, 8/7, −3/7.
    variance = 0.02**2 * 0.5 / (2 * 0.02 * 3.5 - 0.02**2 * 24.5)
    assert math.sqrt(variance) == pytest.approx(0.0392, abs=5e-5)
    ends = claims.slopes(replace=True)
    assert ends.mean() == pytest.approx(2 / 7, abs=0.006)
    assert ends.std() == pytest.approx(math.sqrt(variance), rel=0.1)
    assert ends.max() > 2.5 * ends.min()
    assert claims.slopes(replace=False).std() == pytest.approx(ends.std() / 10, rel=0.1)


def test_where_one_line_passes_through_all_points_a_constant_rate_does_converge():
    X, y = gd.datasets.line(noise=0)
    options = {"learning_rate": 0.2, "batch_size": 1, "max_steps": 10_000, "replace": True}
    run = gd.gradient_descent(gd.LeastSquares(gd.add_bias(X), y), [0, 0], **options)
    np.testing.assert_allclose(run.params[-1], [1, 2], atol=1e-14)


def test_a_small_rate_has_not_arrived_after_1000_updates():
    objective = line_fit()
    options = {"batch_sizes": [1], "seeds": range(20), "n_steps": 1000, "replace": True}
    ends = gd.sweep(objective, [0, 0], learning_rates=[0.01, 0.05], **options).params[0][:, :, -1]
    middle, spread = ends.mean(axis=1), ends.std(axis=1)
    assert np.linalg.norm(middle[0] - objective.minimizer) == pytest.approx(0.7, abs=0.05)
    assert (spread[0] < spread[1]).all()


def test_the_flat_direction_remembers_317_updates_and_the_steep_one_16():
    x = line_fit().X[:, 1]
    low, high = np.linalg.eigvalsh([[1, x.mean()], [x.mean(), np.mean(x**2)]])
    assert (round(1 / (ETA * high)), round(1 / (ETA * low))) == (16, 317)


def test_least_log_loss_is_not_most_labels_right():
    objective = claims.two_classes()
    x, y = objective.X[:, 1], objective.y
    model = LogisticRegression(C=np.inf).fit(x[:, None], y)
    middle = -model.intercept_[0] / model.coef_[0, 0]
    assert round(middle, 2) == -0.19
    assert model.score(x[:, None], y) == pytest.approx(0.81)
    assert max(np.mean((x > other) == y) for other in x) == pytest.approx(0.845)
    assert statistics.NormalDist().cdf(1) == pytest.approx(0.841, abs=5e-4)  # nobody knows better


def test_no_curvature_of_the_log_loss_is_above_a_quarter_of_that_of_the_features():
    objective = claims.two_classes()
    safe = 2 / (np.linalg.eigvalsh(objective.X.T @ objective.X)[-1] / 4 / objective.n_samples)
    assert safe == pytest.approx(3.84, abs=5e-3)
    minimizer = gd.gradient_descent(objective, [0, 0], learning_rate=2.0, max_steps=2000).params[-1]
    assert gd.max_learning_rate(objective, minimizer) == pytest.approx(16.5, abs=0.05)
    for start in ([0, 0], [8, -8], [-30, 5]):
        loss = gd.gradient_descent(objective, start, learning_rate=3.84, max_steps=60).loss
        assert (np.diff(loss) < 1e-14).all()


def test_where_classes_do_not_overlap_there_is_no_minimum():
    apart = gd.Logistic([[-1.0], [1.0]], [0, 1])
    run = gd.gradient_descent(apart, [0.0], learning_rate=1.0, max_steps=10_000)
    assert np.round(run.params[[100, 1000, 10_000], 0], 2).tolist() == [4.59, 6.91, 9.21]
    assert (np.diff(run.loss) < 0).all()
    growth = run.params[10_000, 0] - run.params[1000, 0]
    assert growth == pytest.approx(math.log(10), rel=0.005)
