"""Probabilities and their logarithms against decimals of 400 digits."""

from decimal import Context, Decimal, localcontext

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit

import gdviz as gd
from gdviz.objectives.likelihood import cross_entropy, log_softmax, sigmoid, softmax_errors

MANY_DIGITS = Context(prec=400)
PLACES = [0.0, 1e-9, 0.5, 5.0, 30.0, 37.0, 40.0, 100.0, 600.0, 700.0]
BOTH_SIDES = PLACES + [-z for z in PLACES[1:]]


def exact_probability(z):
    """σ(z)."""
    with localcontext(MANY_DIGITS):
        return 1 / (1 + (-Decimal(z)).exp())


def exact_loss(z, label):
    with localcontext(MANY_DIGITS):
        return (1 + (Decimal(-z) if label else Decimal(z)).exp()).ln()


@pytest.mark.parametrize("z", BOTH_SIDES)
@pytest.mark.parametrize("label", [0, 1])
def test_logistic_is_exact_for_right_and_wrong_answers_however_sure(z, label):
    objective = gd.Logistic([[1.0]], [label])
    params = np.array([z])
    with localcontext(MANY_DIGITS):
        slope = exact_probability(z) - label
        curvature = exact_probability(z) * (1 - exact_probability(z))
    assert objective.loss(params) == pytest.approx(float(exact_loss(z, label)), rel=1e-13, abs=0)
    assert objective.grad(params)[0] == pytest.approx(float(slope), rel=1e-13, abs=0)
    assert objective.hessian(params)[0, 0] == pytest.approx(float(curvature), rel=1e-13, abs=0)
    assert objective.loss_many(params) == pytest.approx(objective.loss(params), rel=1e-15, abs=0)
    assert objective.grad_many(params[None])[0] == objective.grad(params)


@pytest.mark.parametrize("z", BOTH_SIDES)
@pytest.mark.parametrize("label", [0, 1])
def test_softmax_of_two_classes_is_as_exact(z, label):
    objective, params = gd.Softmax([[1.0]], [label], n_classes=2), np.array([0.0, z])
    with localcontext(MANY_DIGITS):
        slope = float(exact_probability(z) - label)
    assert objective.loss(params) == pytest.approx(float(exact_loss(z, label)), rel=1e-13, abs=0)
    np.testing.assert_allclose(objective.grad(params), [-slope, slope], rtol=1e-13, atol=0)


@pytest.mark.parametrize(
    "z", [[1e308, -1e308, 0.0], [-1e308, -1e308, 1e308], [1e308, 1e308, -1e308], [800.0, 0, -800]]
)
@pytest.mark.parametrize("label", [0, 1, 2])
def test_logits_of_any_size_give_no_nan_and_no_warning(z, label):
    objective, z = gd.Softmax([[1.0]], [label], n_classes=3), np.array(z)
    expected = np.where(z == z.max(), 1.0, 0.0) / (z == z.max()).sum()
    np.testing.assert_allclose(objective.grad(z), expected - np.eye(3)[label], atol=1e-300)
    loss = objective.loss(z)
    assert loss >= 0
    assert loss == np.inf or loss == pytest.approx(
        z.max() - z[label] + np.log((z == z.max()).sum())
    )
    assert not np.isnan(np.exp(objective.log_probabilities(z, objective.X))).any()


@given(st.lists(st.floats(-1e300, 1e300), min_size=1, max_size=5))
def test_sigmoid_is_that_of_scipy(z):
    np.testing.assert_allclose(sigmoid(np.array(z)), expit(z), rtol=4e-16, atol=0)


@given(st.integers(0, 10**6), st.integers(1, 5), st.integers(2, 6))
def test_the_slope_of_the_cross_entropy_of_stacks(seed, n_rows, n_classes):
    rng = np.random.default_rng(seed)
    z, y = 4 * rng.normal(size=(2, n_rows, n_classes)), rng.integers(0, n_classes, (2, n_rows))
    one_hot = np.eye(n_classes)[y]
    logs = log_softmax(z)
    np.testing.assert_allclose(cross_entropy(z, y), -(one_hot * logs).sum(-1), atol=1e-14)
    np.testing.assert_allclose(softmax_errors(z, y), np.exp(logs) - one_hot, atol=1e-14)
    np.testing.assert_array_equal(cross_entropy(z, y[0])[0], cross_entropy(z[0], y[0]))


@pytest.mark.parametrize("build", [gd.Logistic, gd.Softmax])
def test_large_stacks_come_in_pieces_and_are_the_same(build):
    rng = np.random.default_rng(0)
    objective = build(rng.normal(size=(3000, 2)), rng.integers(0, 2, 3000))
    stack = rng.normal(size=(2, 21, objective.n_params))
    losses, grads = objective.loss_many(stack), objective.grad_many(stack[0])
    assert losses.shape == (2, 21)
    np.testing.assert_allclose(losses[1, 3], objective.loss(stack[1, 3]), rtol=1e-13)
    np.testing.assert_allclose(grads, [objective.grad(p) for p in stack[0]], rtol=1e-11, atol=1e-15)
    assert objective.loss_many(stack[:0]).shape == (0, 21)
