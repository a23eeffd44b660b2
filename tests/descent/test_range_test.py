"""The range test against what a quadratic does by formula."""

import numpy as np
import pytest

import gdviz as gd
from gdviz.objectives import parabola


def by_formula(curvature, start, low, high, n_steps):
    """Return η_t and J after update t of a parabola: θ is multiplied by 1 − η_t h."""
    rates = np.geomspace(low, high, n_steps)
    return rates, 0.5 * curvature * (start * np.cumprod(1 - rates * curvature)) ** 2


@pytest.mark.parametrize("curvature", [0.1, 1.0, 7.0])
def test_rates_and_losses_are_those_of_the_formula(curvature):
    found = gd.range_test(parabola(curvature), [3.0], low=0.01, high=100 / curvature, n_steps=60)
    rates, losses = by_formula(curvature, 3.0, 0.01, 100 / curvature, 60)
    np.testing.assert_allclose(found.rates, rates, rtol=1e-12)
    np.testing.assert_allclose(found.losses, losses, rtol=1e-8)


@pytest.mark.parametrize("curvature", [0.1, 1.0, 7.0])
@pytest.mark.parametrize("n_steps", [20, 50])
def test_the_loss_of_a_parabola_turns_at_the_last_rate_below_its_limit(curvature, n_steps):
    limit = 2 / curvature
    found = gd.range_test(
        parabola(curvature), [3.0], low=limit / 50, high=20 * limit, n_steps=n_steps
    )
    rates = np.geomspace(limit / 50, 20 * limit, n_steps)
    assert found.turn == pytest.approx(rates[rates < limit].max(), rel=1e-12)
    assert found.suggestion == found.turn / 3
    assert f"a third of η = {found.turn:.3g}" in found.rule


def test_mini_batches_turn_near_the_limit_and_all_rows_far_beyond():
    X, y = gd.datasets.line(1000)
    objective = gd.LeastSquares(gd.add_bias(X), y)
    limit = 2 / np.linalg.eigvalsh(gd.add_bias(X).T @ gd.add_bias(X) / 1000).max()
    turns = [gd.range_test(objective, [0, 0], seed=seed).turn for seed in range(200)]
    assert 0.6 < np.median(turns) / limit < 1.2
    all_rows = gd.range_test(objective, [0, 0], batch_size=1000)
    assert all_rows.turn > 3 * limit
    assert "take mini-batches" in all_rows.rule


def test_a_range_that_is_too_low_or_too_high_gets_no_suggestion():
    low = gd.range_test(parabola(1.0), [3.0], low=1e-4, high=0.1, n_steps=30)
    assert (low.turn, low.suggestion) == (None, None)
    assert "still fell at η = 0.1: end with a larger high" in low.rule
    high = gd.range_test(parabola(1.0), [3.0], low=3, high=30, n_steps=30)
    assert (high.turn, high.suggestion) == (None, None)
    assert "begin with a smaller low" in high.rule
    assert repr(high).startswith("RangeTest(no suggestion: the loss never fell")


def test_what_overflows_is_left_out():
    found = gd.range_test(parabola(1.0), [3.0], low=0.1, high=1e60, n_steps=200)
    assert np.isfinite(found.losses).all()
    assert len(found.rates) == len(found.losses) < 200
    assert found.turn < 2


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"low": 0}, r"low must be a finite number, above 0\. Got 0"),
        ({"low": 1, "high": 1}, r"high must be a finite number, above 1\.0\. Got 1"),
        ({"n_steps": 1}, r"n_steps must be at least 2\. Got 1"),
        (
            {"batch_size": 4},
            r"batch_size must be between 1 and 1 \(the number of samples\)",
        ),
    ],
)
def test_what_is_out_of_range_is_refused(options, message):
    with pytest.raises(ValueError, match=message):
        gd.range_test(parabola(), [3.0], **options)
