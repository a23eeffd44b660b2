"""Numbers that notebook 05 states about the cost and the worth of a batch."""

import numpy as np
import pytest

import gdviz as gd
from gdviz.objectives.noise import gradient_covariance
from tests.facts.heights import exact_height, expected_excess

SIZES = np.array([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1000])
RATES = 0.0125 * 2 ** (np.arange(14) / 2)
ZEROS = np.zeros(2)


def line_fit(*, standardized=False):
    X, y = gd.datasets.line(1000)
    return gd.LeastSquares(gd.add_bias((X - X.mean()) / X.std() if standardized else X), y)


def singles_at(objective, params):
    """The gradient of each sample, by central differences of its own loss, (n_samples, 2)."""
    h = 1e-5
    losses = [
        [((objective.X @ (params + sign * h * axis) - objective.y) ** 2 / 2) for sign in (1, -1)]
        for axis in np.eye(2)
    ]
    return np.array([(up - down) / (2 * h) for up, down in losses]).T


def noise_over_signal(objective, params):
    singles = singles_at(objective, params)
    full = singles.mean(axis=0)
    return ((singles - full) ** 2).sum(axis=1).mean() / (full @ full)


def draw(singles, b, replace, rng):
    """The gradients of 10,000 mini-batches."""
    parts = []
    for _ in range(10):
        if replace:
            rows = rng.choice(1000, (1000, b))
        else:
            rows = rng.random((1000, 1000)).argsort(axis=1)[:, :b]
        parts.append(singles[rows].mean(axis=1))
    return np.concatenate(parts)


@pytest.mark.parametrize("replace", [True, False])
@pytest.mark.parametrize("b", [1, 8, 32, 128, 512])
def test_ten_thousand_batches_agree_with_the_law_within_four_percent(b, replace):
    objective = line_fit()
    singles = singles_at(objective, ZEROS)
    measured = draw(singles, b, replace, np.random.default_rng(b)).var(axis=0).sum()
    law = gradient_covariance(objective, ZEROS, batch_size=b, replace=replace).trace()
    assert measured == pytest.approx(law, rel=0.04)


def test_all_rows_without_replacement_leave_nothing_to_chance():
    objective = line_fit()
    assert gradient_covariance(objective, ZEROS, batch_size=1000).trace() == 0
    singles = singles_at(objective, ZEROS)
    assert draw(singles, 1000, False, np.random.default_rng(0)).var(axis=0).sum() < 1e-20


@pytest.mark.parametrize(("params", "shown"), [([0, 0], 0.2), ([0.9, 2.1], 57.5)])
def test_noise_scale_grows_towards_the_minimum(params, shown):
    assert noise_over_signal(line_fit(), np.array(params)) == pytest.approx(shown, abs=0.05)


def test_the_trace_shown_at_zero():
    assert singles_at(line_fit(), ZEROS).var(axis=0).sum() == pytest.approx(1.209, abs=5e-4)


def test_linear_scaling_keeps_the_hover_until_the_rate_meets_the_limit():
    objective = line_fit()
    hover = [exact_height(objective, b, b / 40) / 40 for b in (1, 4, 16)]
    np.testing.assert_allclose(hover, [8.0e-4, 8.4e-4, 10.7e-4], rtol=0.02)  # as shown
    np.testing.assert_allclose(hover[:2], 0.0316 / 40, rtol=0.08)  # η tr(S)/(4b), η small
    assert hover[2] == pytest.approx(4 / 3 * 0.0316 / 40, rel=0.02)
    assert gd.max_learning_rate(objective) == pytest.approx(1.556, abs=5e-4)


def test_the_mean_over_all_seeds_is_where_many_runs_end():
    options = {"learning_rates": [0.2], "batch_sizes": [8], "seeds": range(1000), "n_steps": 100}
    runs = gd.sweep(line_fit(), ZEROS, replace=True, max_records=2, **options)
    exact = expected_excess(line_fit(), ZEROS, [8], [0.2], 100)[-1, 0, 0]
    assert runs.loss[0][0, :, -1].mean() - line_fit().minimum == pytest.approx(exact, rel=0.03)


@pytest.mark.parametrize(
    ("standardized", "shown", "low", "high"),
    [
        (
            False,
            {0.01: (10, 121), 0.005: (17, 221), 0.002: (36, 523), 0.001: (67, 1023)},
            11.8,
            15.5,
        ),
        (True, {0.01: (12, 10), 0.005: (25, 20), 0.002: (70, 48), 0.001: (137, 94)}, 0.5, 2),
    ],
    ids=["valley", "bowl"],
)
def test_noise_scale_names_the_critical_size_in_a_bowl_and_not_in_a_valley(
    standardized, shown, low, high
):
    objective = line_fit(standardized=standardized)
    excess = expected_excess(objective, ZEROS, SIZES, RATES, 2000)
    slow = gd.gradient_descent(objective, ZEROS, learning_rate=0.02, max_steps=5000)
    for target, (critical_shown, scale_shown) in shown.items():
        critical = critical_size(updates_until_it_stays(excess, target))[1]
        place = slow.params[np.flatnonzero(slow.loss <= objective.minimum + target)[0]]
        scale = noise_over_signal(objective, place)
        assert critical == pytest.approx(critical_shown, abs=0.6)
        assert scale == pytest.approx(scale_shown, abs=0.6)
        assert low < scale / critical < high


def test_a_batch_of_32_saves_updates_at_a_low_price_in_samples():
    excess = expected_excess(line_fit(), ZEROS, SIZES, RATES, 2000)
    needed = updates_until_it_stays(excess, 0.001)
    assert needed[0] / needed[5] == pytest.approx(22, abs=0.5)
    assert 32 * needed[5] / needed[0] == pytest.approx(1.5, abs=0.05)


def updates_until_it_stays(excess, target):
    """The first update from which the mean excess stays at the target, at the best rate."""
    stays = np.logical_and.accumulate(excess[::-1] <= target)[::-1]
    counts = np.where(stays[-1], stays.argmax(axis=0), len(excess))
    return counts.min(axis=1)


def critical_size(needed):
    """Fit n_min (1 + critical/b) to the numbers of updates."""
    slope, least = np.polyfit(1 / SIZES, needed, 1, w=1 / needed)
    return least, slope / least


def last_epoch(rate, size):
    """Mean excess of reshuffled runs in their 20th epoch, (200,), from NumPy alone."""
    objective, rng = line_fit(), np.random.default_rng(0)
    X, y, params, losses = objective.X, objective.y, np.zeros((200, 2)), []
    for epoch in range(20):
        order = rng.permuted(np.tile(np.arange(1000), (200, 1)), axis=1)
        for first in range(0, 1000, size(epoch)):
            rows = order[:, first : first + size(epoch)]
            residuals = np.einsum("sbi,si->sb", X[rows], params) - y[rows]
            step = np.einsum("sbi,sb->si", X[rows], residuals) / rows.shape[1]
            params = params - rate(epoch) * step
            losses += [gd.objectives.loss_many(objective, params)] if epoch == 19 else []
    return np.mean(losses, axis=0) - objective.minimum


def test_growing_the_batch_ends_where_decaying_the_rate_does():
    constant = last_epoch(lambda epoch: 0.4, lambda epoch: 8)
    decayed = last_epoch(lambda epoch: 0.4 / 4 ** (epoch // 5), lambda epoch: 8)
    grown = last_epoch(lambda epoch: 0.4, lambda epoch: 8 * 4 ** (epoch // 5))
    assert [f"{mean:.0e}" for mean in (constant.mean(), decayed.mean())] == ["2e-03", "7e-06"]
    assert grown.mean() == pytest.approx(8e-6, rel=0.15)
    assert abs(grown.mean() - decayed.mean()) < grown.std()


def test_growing_makes_a_third_of_the_updates():
    grow = gd.schedules.growing_batch(8, factor=4, every=5, largest=1000)
    run = gd.gradient_descent(line_fit(), ZEROS, learning_rate=0.4, batch_size=grow, n_epochs=20)
    assert (run.step[-1], run.samples_seen[-1]) == (5 * (125 + 32 + 8 + 2), 20_000) == (835, 20_000)


def test_the_signal_dies_and_the_noise_does_not():
    objective = line_fit()
    spread = [
        singles_at(objective, params).var(axis=0).sum() for params in (ZEROS, objective.minimizer)
    ]
    assert np.round(spread, 2).tolist() == [1.21, 0.13]
    assert np.linalg.norm(singles_at(objective, ZEROS).mean(axis=0)) == pytest.approx(
        2.36, abs=5e-3
    )
    assert np.sqrt(spread[1] / spread[0]) == pytest.approx(1 / 3, abs=0.02)


def test_the_outlier_leaves_a_batch_of_one_a_fortieth_of_the_limit():
    """Most come down all the same just above it, and nearly none at 0.02."""
    x = np.append(np.linspace(-1, 1, 49), 12.0)
    outlier = gd.LeastSquares(gd.add_bias(x), 2 * x + 1 + 0.3 * np.sin(np.arange(50)))
    limits = [gd.max_learning_rate(outlier, batch_size=b) for b in (1, 2)]
    assert gd.max_learning_rate(outlier) / limits[0] == pytest.approx(40, abs=0.5)
    assert limits[1] / limits[0] == pytest.approx(2, rel=0.03)
    runs = gd.sweep(
        outlier,
        [0, 0],
        learning_rates=[0.013, 0.0156, 0.02],
        batch_sizes=[1],
        seeds=range(200),
        n_steps=3000,
        replace=True,
        max_records=2,
    )
    excess = runs.loss[0] - outlier.minimum
    start, ends = excess[0, 0, 0], excess[..., -1]
    assert (ends > start).mean(axis=1) == pytest.approx([0, 0.125, 1], abs=0.07)
    assert ends[1].mean() > 10 * start
    assert np.median(ends[0]) == pytest.approx(3e-4, rel=0.2)
    assert 1e15 < np.median(ends[2]) < 1e17
