"""Numbers that notebook 02 states, from closed forms: powers of I − ηH, plain sums, NumPy alone."""

import math

import numpy as np
import pytest

import gdviz as gd
from gdviz.descent.stopping import grad_norm_below, loss_below, no_improvement
from gdviz.objectives import mean, total


@pytest.fixture(scope="module")
def line():
    X, y = gd.datasets.line()
    return gd.LeastSquares(gd.add_bias(X), y)


def residuals(objective, params):
    return objective.X @ np.asarray(params) - objective.y


def errors_on_the_axes(objective, start, learning_rate, n_steps):
    """θ_t − θ* along the eigenvectors of H: each shrinks by 1 − ηλ, t times."""
    H = objective.X.T @ objective.X / objective.n_samples
    best = np.linalg.solve(objective.X.T @ objective.X, objective.X.T @ objective.y)
    eigenvalues, axes = np.linalg.eigh(H)
    powers = (1 - learning_rate * eigenvalues) ** np.arange(n_steps + 1)[:, None]
    return powers * (axes.T @ (start - best)), eigenvalues


def test_four_points_by_hand():
    X, y = gd.datasets.four_points()
    four = gd.LeastSquares(gd.add_bias(X), y)
    assert residuals(four, [0, 0.5]).tolist() == [0, -0.5, 1, 0.5]
    assert four.loss([0, 0.5]) == pytest.approx(1.5 / 8)
    np.testing.assert_allclose(four.grad([0, 0.5]), [1 / 4, 3 / 4])


def test_best_line_and_its_loss(line):
    slope, bias = np.polyfit(line.X[:, 1], line.y, 1)
    assert (round(bias, 4), round(slope, 4)) == (0.9996, 1.9938)
    assert (residuals(line, [bias, slope]) ** 2).mean() / 2 == pytest.approx(0.0473, abs=5e-5)


def test_a_rate_scaled_with_the_loss_walks_the_same_path(line):
    options = {"params": [0, 0], "max_steps": 100}
    half = gd.gradient_descent(line, learning_rate=0.5, **options)
    for scale, rate in ((mean, 0.25), (total, 0.5 / 2000)):
        scaled = gd.LeastSquares(line.X, line.y, scale=scale)
        run = gd.gradient_descent(scaled, learning_rate=rate, **options)
        np.testing.assert_allclose(run.params, half.params, rtol=1e-9)


def test_a_rate_just_below_the_limit_overtakes_after_ten_updates(line):
    fast, slow = (
        gd.gradient_descent(line, [0, 0], learning_rate=rate, max_steps=12).loss
        for rate in (1.4, 0.5)
    )
    assert (fast[1:10] > slow[1:10]).all()
    assert fast[12] < slow[12]


@pytest.mark.parametrize("start", [[0, 0], [5, -5], [-3, 8], [40, 40]])
def test_every_start_ends_at_the_same_line(line, start):
    end = gd.gradient_descent(line, start, learning_rate=1.0, max_steps=500).params[-1]
    np.testing.assert_allclose(end, np.polyfit(line.X[:, 1], line.y, 1)[::-1], atol=5e-5)


def test_with_a_feature_twice_the_loss_is_the_same_and_the_params_are_not(line):
    twice = gd.LeastSquares(line.X[:, [0, 1, 1]], line.y)
    options = {"learning_rate": 0.5, "max_steps": 2000}
    one, other = (gd.gradient_descent(twice, start, **options) for start in ([0, 0, 0], [0, 4, -4]))
    assert one.loss[-1] == pytest.approx(other.loss[-1], abs=1e-12)
    np.testing.assert_allclose(other.params[-1] - one.params[-1], [0, 4, -4], atol=1e-6)


def test_steps_to_each_stop_are_what_the_eigenvalues_say(line):
    errors, eigenvalues = errors_on_the_axes(line, [0, 0], 0.5, 1000)
    losses = line.minimum + (eigenvalues * errors**2).sum(axis=1) / 2
    norms = np.linalg.norm(eigenvalues * errors, axis=1)
    assert np.argmax(losses < 0.05) == 46
    assert np.argmax(norms < 1e-4) == 209
    assert losses.min() > 0.04
    gain = losses[:-5] - losses[5:]  # five updates that together bring no more than tol
    assert np.argmax(gain <= 1e-6) + 5 == 154
    rules = (loss_below(0.05), grad_norm_below(1e-4), no_improvement(5, tol=1e-6))
    runs = [
        gd.gradient_descent(line, [0, 0], learning_rate=0.5, max_steps=1000, stop=[rule])
        for rule in rules
    ]
    assert [run.step[-1] for run in runs] == [46, 209, 154]
    assert runs[0].samples_seen[-1] == 46 * 1000


def test_divergence_ends_when_the_sum_of_squares_overflows(line):
    run = gd.gradient_descent(line, [0, 0], learning_rate=3.0, max_steps=1000)
    errors, eigenvalues = errors_on_the_axes(line, [0, 0], 3.0, 0)
    at_start = 1000 * eigenvalues[-1] * errors[0, -1] ** 2  # grows by (ηλ − 1)² an update
    room = np.log10(np.finfo(float).max) - np.log10(at_start)
    assert run.stop_reason == "diverged"
    assert run.step[-1] == pytest.approx(room / np.log10(3 * eigenvalues[-1] - 1) / 2, abs=2)
    assert np.isfinite(run.params).all()
    assert np.isfinite(run.loss).all()


def test_raw_houses_explode_at_the_usual_rate():
    area, price = gd.datasets.houses()
    houses = gd.LeastSquares(gd.add_bias(area), price)
    slopes = gd.gradient_descent(houses, [0, 0], learning_rate=0.01, max_steps=5).params[:, 1]
    assert slopes[1] == pytest.approx(0.01 * (area[:, 0] * price).mean())
    growth = 0.01 * (1 + (area**2).mean()) - 1  # 0.01 λ_max − 1, and λ_max is nearly the trace
    np.testing.assert_allclose(slopes[2:] / slopes[1:-1], -growth, rtol=0.02)
    assert f"{slopes[-1]:.2g}" == "6.9e+13"


def test_standardized_houses_have_the_identity_as_hessian_and_need_one_update():
    area, price = gd.datasets.houses()
    x, _, _ = gd.standardize(area)
    houses = gd.LeastSquares(gd.add_bias(x), price + 5000)
    np.testing.assert_allclose(houses.hessian(), np.eye(2), atol=1e-12)
    run = gd.gradient_descent(houses, [0, 0], learning_rate=1, max_steps=1)
    np.testing.assert_allclose(run.params[-1], [33_000, 200 * math.sqrt(800)])


def test_the_gutter_of_raw_houses_lies_across_both_parameters():
    area, _ = gd.datasets.houses()
    H = [[1, area.mean()], [area.mean(), (area**2).mean()]]  # along the bias alone: 1
    eigenvalues, axes = np.linalg.eigh(H)
    assert eigenvalues[0] == pytest.approx(0.039, abs=5e-4)
    assert axes[0, 0] / axes[1, 0] == pytest.approx(-146, abs=0.5)


@pytest.mark.parametrize(
    ("center", "scale", "kappa"),
    [(0, 1, 520_249), (0, 100, 114), (140, 1, 800), (0, 800**0.5, 700), (140, 800**0.5, 1)],
)
def test_only_center_and_scale_together_make_a_circle(center, scale, kappa):
    x = (gd.datasets.houses()[0][:, 0] - center) / scale
    low, high = np.linalg.eigvalsh([[1, x.mean()], [x.mean(), np.mean(x**2)]])
    assert high / low == pytest.approx(kappa, rel=5e-3)


def test_two_correlated_features_keep_a_condition_number_after_scaling():
    rng = np.random.default_rng(0)
    first = rng.normal(size=500)
    X = gd.standardize(np.stack([first, first + 0.1 * rng.normal(size=500)], axis=1))[0]
    assert gd.objectives.condition_number(gd.LeastSquares(gd.add_bias(X), first)) > 100


def test_a_fee_is_out_of_reach_for_raw_houses():
    area, price = gd.datasets.houses()
    houses = gd.LeastSquares(gd.add_bias(area), price + 5000)
    run = gd.gradient_descent(houses, [0, 0], learning_rate=9e-5, max_steps=1000)
    rmse = np.sqrt((residuals(houses, run.params[-1]) ** 2).mean())
    assert rmse == pytest.approx(986, abs=1)
    errors = residuals(houses, run.params[-1])
    np.testing.assert_allclose(errors, [-1563, -879, -195, 488, 1172], atol=0.6)
    errors, eigenvalues = errors_on_the_axes(houses, [0, 0], 9e-5, 1000)
    assert rmse == pytest.approx(np.sqrt((eigenvalues * errors[-1] ** 2).sum()), rel=1e-6)


@pytest.mark.parametrize("n_samples", [1_000, 100_000])
def test_twenty_updates_lead_to_the_same_place_whatever_the_number_of_rows(n_samples):
    X, y = gd.datasets.line(n_samples)
    objective = gd.LeastSquares(gd.add_bias(X), y)
    run = gd.gradient_descent(objective, [0, 0], learning_rate=0.5, max_steps=20)
    assert run.samples_seen[-1] == 20 * n_samples
    np.testing.assert_allclose(run.params[-1], [1.31, 1.42], atol=0.015)


def test_no_rate_finds_the_line_of_the_patients_in_200_updates():
    """Raw, the bias stays near 0; the line is at (−118, 10.2), by lstsq; κ from singular values."""
    X, y = gd.datasets.diabetes()
    with_bias = np.column_stack([np.ones(442), X[:, 2]])
    best = np.linalg.lstsq(with_bias, y, rcond=None)[0]
    assert best == pytest.approx([-118, 10.2], rel=0.005)
    raw = gd.LeastSquares(with_bias, y)
    explorer = gd.widgets.descent_explorer(raw, [0, 0], batch_sizes=[442])
    ends = explorer.sweep.params[0][:, 0, -1]
    kept = np.isfinite(ends).all(axis=1)
    assert np.abs(ends[kept, 0] - best[0]).min() > 100
    assert np.linalg.cond(with_bias) ** 2 == pytest.approx(26_000, rel=0.02)
    assert "26,000" in explorer.advice


def test_standardizing_ten_measures_of_the_patients_leaves_a_valley():
    X = gd.datasets.diabetes().X
    scaled = (X - X.mean(axis=0)) / X.std(axis=0)
    for features, kappa in ((X, 52e6), (scaled, 470)):
        with_bias = np.column_stack([np.ones(442), features])
        assert np.linalg.cond(with_bias) ** 2 == pytest.approx(kappa, rel=0.01)
