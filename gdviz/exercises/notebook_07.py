"""Exercises of notebook 07, momentum to Adam."""

import numpy as np

from gdviz.exercises.judges import Function, Number
from gdviz.objectives import bowl, ravine, saddle_with_floor


def keras_velocity(v, g, rate, beta):
    """v ← βv − ηg."""
    return beta * v - rate * g


def keras_momentum(
    params,
    grad,
    learning_rates,
    beta,
    *,
    velocity=keras_velocity,
    step=lambda v, g, rate, beta, old: v,
    rates=lambda rates: rates,
    place=lambda params, start: params,
):
    """v ← βv − ηg, θ ← θ + v, with another η at each update."""
    v, start = np.zeros_like(params), params
    for rate in rates(learning_rates):
        g = grad(place(params, start))
        v, old = velocity(v, g, rate, beta), v
        params = params + step(v, g, rate, beta, old)
    return params


def largest(values):
    """The largest value so far, along the first axis."""
    return np.maximum.accumulate(values)


def amsgrad_directions(
    grads,
    decay,
    eps,
    *,
    sign=1,
    weights=lambda rho: (rho, 1 - rho),
    first=lambda grads: np.zeros_like(grads[0]),
    top=largest,
    root=lambda s, eps: np.sqrt(s) + eps,
    numerator=lambda grads: grads,
):
    """s ← ρs + (1 − ρ)g², s̄ ← max(s̄, s), d = g / (√s̄ + ε), for each gradient in turn."""
    (old, new), s, history = weights(decay), first(grads), []
    for g in grads:
        s = old * s + new * g * g
        history.append(s)
    return sign * numerator(grads) / root(top(np.array(history)), eps)


def fed_back(grads, decay, eps):
    """The maximum takes the place of s, and is averaged on."""
    top, directions = np.zeros_like(grads[0]), []
    for g in grads:
        top = np.maximum(top, decay * top + (1 - decay) * g * g)
        directions.append(g / (np.sqrt(top) + eps))
    return np.array(directions)


def _walks():
    """(params, grad, learning_rates, beta): schedules that fall, rise and stay."""
    yield np.array([2.0, -1.0]), bowl().grad, np.array([0.3, 0.2, 0.1, 0.05]), 0.5
    yield np.array([-2.0, 1.5]), ravine(9.0).grad, np.linspace(0.01, 0.1, 6), 0.9
    yield np.array([1.0, 0.2]), saddle_with_floor().grad, np.full(5, 0.2), 0.8


def _gradients():
    """(grads, decay, eps): sequences with two large gradients, and an ε that can be seen."""
    rng = np.random.default_rng(7)
    for n_updates, n_params, decay, eps in (
        (5, 1, 0.8, 1e-2),
        (6, 2, 0.9, 1e-2),
        (8, 3, 0.7, 1e-3),
    ):
        grads = rng.normal(size=(n_updates, n_params)).round(1) + 0.05
        grads[1], grads[4] = 10, 15 + np.arange(n_params)
        yield grads, decay, eps


EXERCISES = {
    "07.1": Number(
        0.06,
        {
            "plain": 2 / 50,
            "flattest": [3.0, 2.0],
            "half": 0.03,
            "polyak": 0.0613936,
            "beta_once": 2.5 / 50,
            "steady_slope": 2 / 50 / (1 - 0.5),
            "lower": 2 * (1 - 0.5) / 50,
            "twice": 0.12,
            "upside_down": 50 / 3,
        },
        tol=1e-3,
    ),
    "07.2": Number(
        0.1 / np.sqrt(0.001),
        {
            "both_corrected": 1.0,
            "no_root": 100.0,
            "mean_only": 0.1,
            "one_corrected": 1000**0.5,
            "upside_down": 0.001**0.5 / 0.1,
            "old_weights": 0.9 / 0.999**0.5,
            "squared": 10.0,
            "negative": -(10**0.5),
        },
        tol=1e-2,
    ),
    "07.3": Function(
        keras_momentum,
        list(_walks()),
        {
            "pytorch": {
                "velocity": lambda v, g, rate, beta: beta * v + g,
                "step": lambda v, g, rate, *_: -rate * v,
            },
            "uphill": {"step": lambda v, *_: -v},
            "nothing_remembered": {"step": lambda v, g, rate, *_: -rate * g},
            "mean": {"velocity": lambda v, g, rate, beta: beta * v - (1 - beta) * rate * g},
            "old_velocity": {"step": lambda v, g, rate, beta, old: old},
            "nesterov": {"step": lambda v, g, rate, beta, old: beta * v - rate * g},
            "rate_twice": {"step": lambda v, g, rate, *_: rate * v},
            "no_rate": {"velocity": lambda v, g, rate, beta: beta * v - g},
            "no_beta": {"velocity": lambda v, g, rate, beta: v - rate * g},
            "first_rate": {"rates": lambda rates: np.full(len(rates), rates[0])},
            "one_rate_short": [
                {"rates": lambda rates: rates[:-1]},
                {"rates": lambda rates: rates[1:]},
            ],
            "grad_at_start": {"place": lambda params, start: start},
        },
    ),
    "07.4": Function(
        amsgrad_directions,
        list(_gradients()),
        {
            "rmsprop": {"top": lambda s: s},
            "fed_back": fed_back,
            "eps_in_root": {"root": lambda s, eps: np.sqrt(s + eps)},
            "no_eps": {"root": lambda s, eps: np.sqrt(s)},
            "no_root": {"root": lambda s, eps: s + eps},
            "largest_square": lambda grads, decay, eps: grads / (np.sqrt(largest(grads**2)) + eps),
            "full_weight": {"weights": lambda rho: (rho, 1)},
            "swapped": {"weights": lambda rho: (1 - rho, rho)},
            "future": {"top": lambda s: s.max(axis=0)},
            "all_params": {"top": lambda s: largest(s.max(axis=1, keepdims=True))},
            "adagrad": {"weights": lambda rho: (1, 1), "top": lambda s: s},
            "first_square": {"first": lambda grads: grads[0] ** 2},
            "minus": {"sign": -1},
            "squares_only": {"numerator": np.ones_like},
        },
    ),
}
