"""Numbers that notebook 05 states about the cost and the worth of a batch."""

import numpy as np
import pytest

import gdviz as gd
from gdviz.plots.noise import gradient_covariance

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
    objective, batches = line_fit(), [1, 4, 16, 64]
    runs = gd.sweep(
        objective,
        ZEROS,
        learning_rates=[b / 40 for b in batches],
        batch_sizes=batches,
        seeds=range(20),
        n_samples_seen=4096,
        replace=True,
        max_records=257,
    )
    hover = [runs.loss[j][j, :, 128:].mean() - objective.minimum for j in range(3)]
    np.testing.assert_allclose(hover, [7.8e-4, 8.2e-4, 10.5e-4], atol=5e-6)  # as shown
    np.testing.assert_allclose(hover[:2], 0.0316 / 40, rtol=0.05)  # η tr(S)/(4b), η small
    np.testing.assert_allclose(
        hover, [stationary(objective, b / 40, b) for b in (1, 4, 16)], rtol=0.07
    )
    assert np.median(runs.loss[3][3, :, -1]) > 100
    assert gd.max_learning_rate(objective) == pytest.approx(1.556, abs=5e-4)


@pytest.mark.parametrize(
    ("standardized", "shown", "low", "high"),
    [
        (False, {0.01: (6, 121), 0.005: (10, 221), 0.002: (16, 523), 0.001: (38, 1023)}, 15, 40),
        (True, {0.01: (13, 10), 0.005: (17, 20), 0.002: (60, 48), 0.001: (73, 94)}, 0.5, 2),
    ],
    ids=["valley", "bowl"],
)
def test_noise_scale_names_the_critical_size_in_a_bowl_and_not_in_a_valley(
    standardized, shown, low, high
):
    objective = line_fit(standardized=standardized)
    options = {"learning_rates": RATES, "batch_sizes": SIZES, "seeds": range(20)}
    runs = gd.sweep(objective, ZEROS, n_steps=1100, replace=True, **options)
    slow = gd.gradient_descent(objective, ZEROS, learning_rate=0.02, max_steps=5000)
    for target, (critical_shown, scale_shown) in shown.items():
        level = objective.minimum + target
        critical = critical_size(runs, level)[1]
        place = slow.params[np.flatnonzero(slow.loss <= level)[0]]
        scale = noise_over_signal(objective, place)
        assert critical == pytest.approx(critical_shown, abs=0.6)
        assert scale == pytest.approx(scale_shown, abs=0.6)
        assert low < scale / critical < high


def stationary(objective, learning_rate, batch_size):
    """The excess loss at which a noisy run settles: the fixed point of its covariance."""
    H, n = objective.X.T @ objective.X / 1000, 2
    S = np.cov(singles_at(objective, objective.minimizer).T, bias=True)
    shrink = np.kron(np.eye(n) - learning_rate * H, np.eye(n) - learning_rate * H)
    noise = learning_rate**2 / batch_size * S
    covariance = np.linalg.solve(np.eye(n * n) - shrink, noise.ravel()).reshape(n, n)
    return np.trace(H @ covariance) / 2


def critical_size(runs, level):
    """Fit n_min (1 + critical/b) to the fewest updates after which the mean loss is at level."""
    with np.errstate(over="ignore", invalid="ignore"):
        below = [(loss.mean(axis=1) <= level).any(axis=0) for loss in runs.loss]
    needed = np.array([np.flatnonzero(reached)[0] for reached in below])
    slope, least = np.polyfit(1 / SIZES, needed, 1, w=1 / needed)
    return least, slope / least


def test_growing_the_batch_does_what_decaying_the_rate_does_with_a_third_of_the_updates():
    objective = line_fit()
    decay = gd.schedules.step_decay(0.4, factor=1 / 4, every=625)
    grow = gd.schedules.growing_batch(8, factor=4, every=5, largest=1000)
    settings = {"constant": (0.4, 8), "decay": (decay, 8), "grow": (0.4, grow)}
    ends, updates = {}, {}
    for name, (rate, size) in settings.items():
        group = [
            gd.gradient_descent(
                objective,
                ZEROS,
                learning_rate=rate,
                batch_size=size,
                n_epochs=20,
                seed=k,
                record_every=100,
            )
            for k in range(10)
        ]
        assert {run.samples_seen[-1] for run in group} == {20_000}
        ends[name] = np.array([run.loss[-1] for run in group]) - objective.minimum
        updates[name] = group[0].step[-1]
    assert updates == {"constant": 2500, "decay": 2500, "grow": 5 * (125 + 32 + 8 + 2)}
    both = np.concatenate([ends["decay"], ends["grow"]])
    assert abs(ends["decay"].mean() - ends["grow"].mean()) < both.std()
    assert both.mean() < ends["constant"].mean() / 100
