"""Exercises of notebook 07, momentum to Adam."""

import numpy as np

from gdviz.exercises import judges
from gdviz.objectives import bowl, ravine, saddle_with_floor


def keras_momentum(params, grad, learning_rates, beta):
    """v ← βv − ηg, θ ← θ + v, with another η at each update."""
    v = np.zeros_like(params)
    for rate in learning_rates:
        v = beta * v - rate * grad(params)
        params = params + v
    return params


def other_momentum(new_velocity, step):
    """A walk with another velocity(v, g, η, β) and another step(v, g, η, β)."""

    def walk(params, grad, learning_rates, beta):
        v = np.zeros_like(params)
        for rate in learning_rates:
            g = grad(params)
            v, old = new_velocity(v, g, rate, beta), v
            params = params + step(v, g, rate, beta, old)
        return params

    return walk


def keras_velocity(v, g, rate, beta):
    """v ← βv − ηg."""
    return beta * v - rate * g


def amsgrad_directions(grads, decay, eps):
    """s ← ρs + (1 − ρ)g², s̄ ← max(s̄, s), d = g / (√s̄ + ε), for each gradient in turn."""
    return grads / (np.sqrt(np.maximum.accumulate(mean_squares(grads, decay))) + eps)


def mean_squares(grads, decay, *, share=None, first=0.0):
    """The running mean of g² after each gradient, shape (T, n_params)."""
    s, history = first + np.zeros_like(grads[0]), []
    for g in grads:
        s = decay * s + (1 - decay if share is None else share) * g * g
        history.append(s)
    return np.array(history)


def largest(values):
    """The largest value so far, along the first axis."""
    return np.maximum.accumulate(values)


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
    for n_updates, n_params, decay, eps in ((6, 2, 0.9, 1e-2), (9, 3, 0.7, 1e-3)):
        grads = rng.normal(size=(n_updates, n_params))
        grads[1], grads[4] = 10, 15 + np.arange(n_params)
        yield grads, decay, eps


EXERCISES = {
    "07.1": judges.number(
        0.06,
        otherwise="the limit with momentum is (2 + 2β)/λ: which of the curvatures sets it?",
        mistakes=[
            ("that is the limit without momentum, 2/λ_max.", 2 / 50),
            ("the steepest direction sets the limit, not the flattest.", 3.0),
            ("that is the limit of Nesterov's variant, (2 + 2β)/((1 + 2β)λ_max).", 0.03),
            ("that is Polyak's best η for another β; the limit is asked for.", 0.0613936),
            ("β counts twice: 2 + 2β.", 2.5 / 50),
            (
                "steps along a steady slope grow to 1/(1 − β), but the limit does not: "
                "at the border the gradient changes its sign each time.",
                2 / 50 / (1 - 0.5),
            ),
            (
                "momentum makes the limit higher, not lower. "
                "At the border the velocity works against the gradient.",
                2 * (1 - 0.5) / 50,
            ),
        ],
        tol=1e-3,
    ),
    "07.2": judges.number(
        0.1 / np.sqrt(0.001),
        otherwise="at the first update m = (1 − β₁)g and s = (1 − β₂)g²: what is m/√s?",
        mistakes=[
            ("that is the step with both corrections.", 1.0),
            ("take the root of s.", 100.0),
            ("that is m alone, relative to g: divide by √s, which is too small as well.", 0.1),
            ("that is with m corrected and s not. Both corrections are forgotten.", 1000**0.5),
            ("upside down: it is m over √s.", 0.001**0.5 / 0.1),
            ("1 − β₁ is 0.1 and 1 − β₂ is 0.001: the new gradient gets these.", 0.9 / 0.999**0.5),
        ],
        tol=1e-2,
    ),
    "07.3": judges.function(
        keras_momentum,
        list(_walks()),
        otherwise="for each rate: v = beta * v − rate * grad(params), then params = params + v.",
        mistakes=[
            (
                "this is PyTorch's form. Here η goes into the velocity, and stays in it.",
                other_momentum(
                    lambda v, g, rate, beta: beta * v + g, lambda v, g, rate, *_: -rate * v
                ),
            ),
            (
                "this walks uphill: v ← βv − ηg and θ ← θ + v have one minus between them.",
                other_momentum(keras_velocity, lambda v, *_: -v),
            ),
            (
                "nothing is remembered: this is plain gradient descent.",
                other_momentum(keras_velocity, lambda v, g, rate, *_: -rate * g),
            ),
            (
                "do not multiply the gradient by 1 − β: this v is a sum, not a mean.",
                other_momentum(
                    lambda v, g, rate, beta: beta * v - (1 - beta) * rate * g, lambda v, *_: v
                ),
            ),
            (
                "first the new velocity, then the step with it: this steps with the old one.",
                other_momentum(keras_velocity, lambda v, g, rate, beta, old: old),
            ),
            (
                "this is Nesterov's variant.",
                other_momentum(keras_velocity, lambda v, g, rate, beta, old: beta * v - rate * g),
            ),
            (
                "η is in the velocity already: do not multiply by it again.",
                other_momentum(keras_velocity, lambda v, g, rate, *_: rate * v),
            ),
            (
                "the learning rate changes: use the one of each update, not the first.",
                lambda params, grad, rates, beta: keras_momentum(
                    params, grad, np.full(len(rates), rates[0]), beta
                ),
            ),
            (
                "take the gradient where you are now, not at the start.",
                lambda params, grad, rates, beta: keras_momentum(
                    params, lambda _: grad(params), rates, beta
                ),
            ),
        ],
    ),
    "07.4": judges.function(
        amsgrad_directions,
        list(_gradients()),
        otherwise="keep two arrays, s and its largest value so far, and divide each gradient by "
        "the root of the second, plus eps.",
        mistakes=[
            (
                "this is RMSprop without the repair: divide by the largest s so far.",
                lambda grads, decay, eps: grads / (np.sqrt(mean_squares(grads, decay)) + eps),
            ),
            (
                "the mean of the squares goes on from s, not from its maximum: keep both.",
                fed_back,
            ),
            (
                "ε stands outside of the root.",
                lambda grads, decay, eps: (
                    grads / np.sqrt(largest(mean_squares(grads, decay)) + eps)
                ),
            ),
            (
                "the root is missing.",
                lambda grads, decay, eps: grads / (largest(mean_squares(grads, decay)) + eps),
            ),
            (
                "the largest *mean* square is wanted: this takes the largest g².",
                lambda grads, decay, eps: grads / (np.sqrt(largest(grads**2)) + eps),
            ),
            (
                "the new square has the weight 1 − ρ.",
                lambda grads, decay, eps: (
                    grads / (np.sqrt(largest(mean_squares(grads, decay, share=1))) + eps)
                ),
            ),
            (
                "the weights are swapped: ρ belongs to the old s.",
                lambda grads, decay, eps: amsgrad_directions(grads, 1 - decay, eps),
            ),
            (
                "this looks into the future: only the s up to now count.",
                lambda grads, decay, eps: (
                    grads / (np.sqrt(mean_squares(grads, decay).max(axis=0)) + eps)
                ),
            ),
            (
                "each parameter has its own s̄: this takes the largest of all parameters.",
                lambda grads, decay, eps: (
                    grads
                    / (np.sqrt(largest(mean_squares(grads, decay)).max(axis=1))[:, None] + eps)
                ),
            ),
            (
                "this never forgets, it is AdaGrad: s is a mean with the share ρ.",
                lambda grads, decay, eps: grads / (np.sqrt(np.cumsum(grads**2, axis=0)) + eps),
            ),
            (
                "s starts at 0, not at the first square.",
                lambda grads, decay, eps: (
                    grads
                    / (np.sqrt(largest(mean_squares(grads, decay, first=grads[0] ** 2))) + eps)
                ),
            ),
            (
                "the loop takes the minus: a direction has the sign of its gradient.",
                lambda *a: -amsgrad_directions(*a),
            ),
        ],
    ),
}
