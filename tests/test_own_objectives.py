"""The first look at an own objective: right ones pass, and each mistake has its sentence."""

import functools

import numpy as np
import pytest

import gdviz as gd
from gdviz.checks import check_objective, checked_grad, checked_loss

START = np.array([1.0, -2.0])


class Own:
    """½‖θ‖², written by a reader; `answer` turns the right gradient into the wrong one."""

    n_samples, n_params = 3, 2

    def __init__(self, answer=lambda grad: grad):
        self.answer = answer

    def loss(self, params, rows=None):
        return self.answer(params @ params / 2)

    def grad(self, params, rows=None):
        return self.answer(params.copy())


@pytest.mark.parametrize("build", [Own, gd.objectives.beale, gd.objectives.bowl])
def test_a_right_objective_gets_its_own_answers_back(build):
    objective = check_objective(build())
    np.testing.assert_array_equal(checked_grad(objective, START), objective.grad(START))
    assert checked_loss(objective, START, np.array([0])) == objective.loss(START)


@pytest.mark.parametrize("kind", [np.float32, int, np.int8, np.uint8])
def test_gradients_of_another_number_type_become_float64(kind):
    grad = checked_grad(Own(lambda g: np.abs(g).astype(kind)), START)
    assert grad.dtype == np.float64
    assert grad.tolist() == [1, 2]


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (lambda g: g[:, None], r"grad must return shape \(2,\)\. Got \(2, 1\)\."),
        (lambda g: g[None], r"grad must return shape \(2,\)\. Got \(1, 2\)\."),
        (lambda g: np.append(g, 0), r"grad must return shape \(2,\)\. Got \(3,\)\."),
        (lambda g: g.mean(), r"grad must return shape \(2,\)\. Got \(\)\."),
        (lambda g: 0, r"grad must return shape \(2,\)\. Got \(\)\."),
        (lambda g: g.tolist(), r"grad must return an array of shape \(2,\)\. Got a list: return"),
        (tuple, r"grad must return an array of shape \(2,\)\. Got a tuple: return np\.array"),
        (lambda g: None, r"grad must return an array of shape \(2,\)\. Got None\."),
        (lambda g: g.astype(str), "grad returns must be an array of real numbers"),
        (lambda g: g + 0j, "grad returns must be an array of real numbers. Got dtype complex"),
        (lambda g: g * np.nan, r"finite numbers\. Got nan in component 0, at params \[1, -2\]\."),
        (lambda g: g * [0, np.inf], r"finite numbers\. Got -inf in component 1, at params"),
    ],
)
def test_a_wrong_gradient_has_its_sentence(answer, message):
    with pytest.raises(ValueError, match=message):
        checked_grad(Own(answer), START)


def test_params_that_grad_changes_are_seen_and_not_kept():
    class InPlace(Own):
        def grad(self, params, rows=None):
            params -= 0.1 * params
            return params

    start = START.copy()
    with pytest.raises(ValueError, match=r"grad must leave params as they are\. Got them changed"):
        checked_grad(InPlace(), start)
    assert start.tolist() == START.tolist()


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (lambda loss: None, "loss must return a finite number. Got None, at params"),
        (lambda loss: "low", "loss must return a finite number. Got 'low', at params"),
        (lambda loss: np.array([loss]), r"loss must return a single number\. Got shape \(1,\): "),
        (lambda loss: [loss, loss], r"loss must return a single number\. Got shape \(2,\): "),
        (lambda loss: np.nan, "loss must return a finite number. Got nan, at params"),
        (lambda loss: 1e400, "loss must return a finite number. Got inf, at params"),
        (lambda loss: 10**400, "loss must return a finite number. Got 1000"),
    ],
)
def test_a_wrong_loss_has_its_sentence(answer, message):
    with pytest.raises(ValueError, match=message):
        checked_loss(Own(answer), START)


class OnlyParams(Own):
    def grad(self, params):
        return params


class NeedsRows(Own):
    def loss(self, params, rows):
        return 0.0


class NoLoss:
    n_samples, n_params, grad = 3, 2, Own.grad


class ListOfGrads(Own):
    grad = (1.0, 2.0)


def with_size(n):
    objective = Own()
    objective.n_params = n
    return objective


@pytest.mark.parametrize(
    ("objective", "message"),
    [
        ("beale", r"objective must have n_samples, n_params, loss and grad\. Got 'beale'\."),
        (None, r"loss and grad\. Got None\."),
        (Own, r"loss and grad\. Got the class Own\."),
        (gd.objectives.beale, r"loss and grad\. Got the function beale\."),
        (functools.partial(Own), r"loss and grad\. Got a partial\."),
        (NoLoss(), r"loss and grad\. Got a NoLoss, without loss\."),
        (OnlyParams(), r"grad must be a method grad\(params, rows=None\)\. Got grad\(params\)\."),
        (NeedsRows(), r"loss must be a method .* Got loss\(params, rows\)\."),
        (ListOfGrads(), r"grad must be a method grad\(params, rows=None\)\. Got a tuple\."),
        (with_size(0), "n_params of the objective must be at least 1. Got 0"),
        (with_size(2.5), "n_params of the objective must be an integer. Got 2.5"),
    ],
)
def test_what_is_no_objective_has_its_sentence(objective, message):
    with pytest.raises(ValueError, match=message):
        check_objective(objective)


def test_what_is_no_objective_has_no_params_either():
    with pytest.raises(
        ValueError, match=r"objective must have n_samples, .* Got the function beale"
    ):
        gd.check_gradient(gd.objectives.beale, [1.0, 2.0])
