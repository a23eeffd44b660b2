"""Notebook 07: right answers are right in every spelling, and each mistake gets its own hint."""

import math

import numpy as np
import pytest

import gdviz as gd
from gdviz.exercises import check


def keras_in_place(params, grad, learning_rates, beta):
    v = 0
    for rate in learning_rates:
        v = beta * v - rate * grad(params)
        params += v
    return params


def keras_by_positions(params, grad, learning_rates, beta):
    """θ_{t+1} = θ_t − η g + β (θ_t − θ_{t−1}), without a velocity."""
    before = params
    for rate in learning_rates:
        params, before = params - rate * grad(params) + beta * (params - before), params
    return params


def keras_by_hand(params, grad, learning_rates, beta):
    """Every update adds −ηg, and what is left of all earlier ones."""
    pushes = []
    for rate in learning_rates:
        pushes = [beta * push for push in pushes] + [-rate * grad(params)]
        params = params + sum(pushes)
    return list(params)


def amsgrad_by_loop(grads, decay, eps):
    s = top = 0
    directions = []
    for g in grads:
        s = decay * s + (1 - decay) * g**2
        top = np.maximum(top, s)
        directions.append(g / (top**0.5 + eps))
    return directions


def amsgrad_by_numbers(grads, decay, eps):
    directions = np.empty_like(grads)
    for j in range(grads.shape[1]):
        for t in range(len(grads)):
            s = [
                (1 - decay) * sum(decay ** (k - i) * grads[i, j] ** 2 for i in range(k + 1))
                for k in range(t + 1)
            ]
            directions[t, j] = grads[t, j] / (math.sqrt(max(s)) + eps)
    return directions


RIGHT = [
    ("07.1", 0.06),
    ("07.1", 3 / 50),
    ("07.1", np.float64((2 + 2 * 0.5) / 50)),
    ("07.2", 3.16),
    ("07.2", math.sqrt(10)),
    ("07.2", 0.1 / 0.001**0.5),
    ("07.3", keras_in_place),
    ("07.3", keras_by_positions),
    ("07.3", keras_by_hand),
    ("07.4", amsgrad_by_loop),
    ("07.4", amsgrad_by_numbers),
]


def pytorch(params, grad, learning_rates, beta):
    v = np.zeros(2)
    for rate in learning_rates:
        v = beta * v + grad(params)
        params = params - rate * v
    return params


def velocity_walk(velocity, step):
    def walk(params, grad, learning_rates, beta):
        v = np.zeros(2)
        for rate in learning_rates:
            g = grad(params)
            params = params + step(v, velocity(v, g, rate, beta), g, rate, beta)
            v = velocity(v, g, rate, beta)
        return params

    return walk


def inside(v, g, rate, beta):
    return beta * v - rate * g


def plain(params, grad, learning_rates, beta):
    for rate in learning_rates:
        params = params - rate * grad(params)
    return params


def first_rate_only(params, grad, learning_rates, beta):
    return keras_by_positions(params, grad, [learning_rates[0]] * len(learning_rates), beta)


def gradient_of_the_start(params, grad, learning_rates, beta):
    g = grad(params)
    return keras_by_positions(params, lambda theta: g, learning_rates, beta)


def library(optimizer):
    """The directions of one of the library's own optimizers."""

    def directions(grads, decay, eps):
        tool = optimizer(decay, eps)
        state, result = tool.init(grads[0]), []
        for g in grads:
            direction, state = tool.update(g, state, grads[0])
            result.append(direction)
        return np.array(result)

    return directions


def scaled(root=np.sqrt, *, square=1.0, eps_inside=False, start=0.0):
    def directions(grads, decay, eps):
        s = top = start * grads[0] ** 2
        result = []
        for g in grads:
            s = decay * s + square * (1 - decay) * g * g
            top = np.maximum(top, s)
            result.append(g / (root(top + eps) if eps_inside else root(top) + eps))
        return np.array(result)

    return directions


def means(grads, decay):
    lags = np.subtract.outer(np.arange(len(grads)), np.arange(len(grads)))
    return np.where(lags >= 0, (1 - decay) * decay ** np.maximum(lags, 0), 0) @ grads**2


def largest_square(grads, decay, eps):
    return np.array([g / (np.abs(grads[: t + 1]).max(axis=0) + eps) for t, g in enumerate(grads)])


def without_share(grads, decay, eps):
    top = np.array([means(grads, decay)[: t + 1].max(axis=0) for t in range(len(grads))])
    return grads / (np.sqrt(top / (1 - decay)) + eps)


def maximum_averaged(grads, decay, eps):
    s, result = np.zeros(grads.shape[1]), []
    for g in grads:
        s = np.maximum(s, s + (1 - decay) * (g**2 - s))
        result.append(g / (np.sqrt(s) + eps))
    return result


def over_all_parameters(grads, decay, eps):
    top = [means(grads, decay)[: t + 1].max() for t in range(len(grads))]
    return grads / (np.sqrt(top)[:, None] + eps)


WRONG = [
    ("07.1", 0.04, "without momentum"),
    ("07.1", 3, "not the flattest"),
    ("07.1", 0.03, "Nesterov"),
    ("07.1", (2 / (math.sqrt(50) + 1)) ** 2, "Polyak"),
    ("07.1", 0.05, "β counts twice"),
    ("07.1", 0.08, "1/(1 − β)"),
    ("07.1", 0.02, "higher, not lower"),
    ("07.1", 1.0, "which of the curvatures"),
    ("07.1", "0.06 or so", "expected numbers"),
    ("07.2", 1, "with both corrections"),
    ("07.2", 100, "the root of s"),
    ("07.2", 0.1, "m alone"),
    ("07.2", 31.6, "m corrected and s not"),
    ("07.2", 0.316, "upside down"),
    ("07.2", 0.9, "the new gradient gets these"),
    ("07.2", 10, "its square"),
    ("07.3", pytorch, "PyTorch's form"),
    ("07.3", velocity_walk(inside, lambda old, v, *_: -v), "uphill"),
    ("07.3", plain, "nothing is remembered"),
    (
        "07.3",
        velocity_walk(
            lambda v, g, rate, beta: beta * v - (1 - beta) * rate * g, lambda old, v, *_: v
        ),
        "1 − β",
    ),
    ("07.3", velocity_walk(inside, lambda old, v, *_: old), "the old one"),
    (
        "07.3",
        velocity_walk(inside, lambda old, v, g, rate, beta: beta * v - rate * g),
        "Nesterov",
    ),
    ("07.3", velocity_walk(inside, lambda old, v, g, rate, beta: rate * v), "again"),
    ("07.3", first_rate_only, "not the first"),
    ("07.3", gradient_of_the_start, "where you are now"),
    ("07.3", lambda params, *a: params, "for each rate"),
    ("07.3", lambda *a: None, "does it end with `return`?"),
    ("07.3", lambda params, grad, rates, beta: params[0], "must be an array of shape (2,)"),
    ("07.4", library(lambda decay, eps: gd.rmsprop(decay=decay, eps=eps)), "without the repair"),
    ("07.4", maximum_averaged, "keep both"),
    ("07.4", scaled(eps_inside=True), "outside of the root"),
    ("07.4", scaled(lambda s: s), "the root is missing"),
    ("07.4", largest_square, "the largest g²"),
    ("07.4", without_share, "weight 1 − ρ"),
    ("07.4", lambda grads, decay, eps: amsgrad_by_loop(grads, 1 - decay, eps), "swapped"),
    (
        "07.4",
        lambda grads, decay, eps: grads / (np.sqrt(means(grads, decay).max(axis=0)) + eps),
        "the future",
    ),
    ("07.4", over_all_parameters, "the largest of all parameters"),
    ("07.4", library(lambda decay, eps: gd.adagrad(eps=eps)), "it is AdaGrad"),
    ("07.4", scaled(start=1.0), "not at the first square"),
    ("07.4", lambda *a: -np.array(amsgrad_by_loop(*a)), "the loop takes the minus"),
    ("07.4", lambda grads, decay, eps: grads, "keep two arrays"),
    ("07.4", lambda grads, decay, eps: amsgrad_by_loop(grads, decay, eps)[-1], "must be an array"),
]


@pytest.mark.parametrize(("exercise", "answer"), RIGHT)
def test_right_answers_are_accepted(exercise, answer):
    assert repr(check(exercise, answer)) == f"✓ {exercise}: correct."


@pytest.mark.parametrize(("exercise", "answer", "hint"), WRONG)
def test_wrong_answers_get_the_hint_that_fits(exercise, answer, hint):
    verdict = check(exercise, answer)
    assert not verdict
    assert hint in verdict.message
