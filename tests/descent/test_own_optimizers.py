"""A reader's own optimizer: in a sweep and in the interactives it takes the path of the loop."""

import math
import re

import numpy as np
import pytest

import gdviz as gd

RATES = (0.01, 0.05, 0.5)


def nothing(params):
    return ()


def clipped(grad, state, params):
    """Clip by the norm over all parameters."""
    return grad / max(1.0, np.linalg.norm(grad)), state


def lars(grad, state, params):
    """Scale each layer's gradient by ‖θ‖/‖g‖: the first parameter is one, the rest another."""
    layers = np.split(np.arange(len(params)), [1])
    direction = np.empty_like(params)
    for layer in layers:
        size = np.linalg.norm(grad[layer])
        direction[layer] = grad[layer] * (np.linalg.norm(params[layer]) / size if size else 1)
    return direction, state


def best_so_far(grad, state, params):
    """A dictionary of Python floats and a list for a memory: shorter steps while ‖g‖ grows."""
    size = math.sqrt(float(grad @ grad))
    shrink = state["shrink"] * 0.5 if size > state["sizes"][-1] else state["shrink"]
    return grad * shrink, {"shrink": shrink, "sizes": [*state["sizes"][-2:], size]}


def running_size(grad, size, params):
    """The memory is one number."""
    size = 0.9 * size + 0.1 * float(np.abs(grad).max())
    return grad / (1 + size), size


def conjugate(grad, state, params):
    """The memory is an odd pair: a direction, and a scalar array."""
    last, squares = state
    now = np.asarray(grad @ grad)
    direction = grad + (0.5 * now / (now + squares)) * last
    return direction, (direction, now)


OWN = {
    "clip by norm": gd.Optimizer(nothing, clipped),
    "LARS": gd.Optimizer(nothing, lars),
    "dictionary": gd.Optimizer(lambda params: {"shrink": 1.0, "sizes": [math.inf]}, best_so_far),
    "one float": gd.Optimizer(lambda params: 0.0, running_size),
    "odd pair": gd.Optimizer(lambda params: (np.zeros_like(params), np.ones(())), conjugate),
    "scheduled": gd.schedules.follow(
        gd.schedules.cosine(1.0, n_steps=30), gd.Optimizer(nothing, clipped)
    ),
}


def line():
    X, y = gd.datasets.line(40)
    return gd.LeastSquares(gd.add_bias(X), y)


def logistic():
    X, y = gd.datasets.two_classes(40)
    return gd.Logistic(gd.add_bias(X), y)


OBJECTIVES = {"line": line, "ravine": gd.objectives.ravine, "logistic": logistic}


@pytest.mark.parametrize("objective", OBJECTIVES)
@pytest.mark.parametrize("name", OWN)
def test_every_run_of_a_sweep_is_the_run_of_the_loop(objective, name):
    objective, start = OBJECTIVES[objective](), [-2.0, 1.5]
    sizes = [1, 8] if objective.n_samples > 1 else [1]
    runs = gd.sweep(
        objective,
        start,
        learning_rates=RATES,
        batch_sizes=sizes,
        seeds=(0, 3),
        n_steps=30,
        optimizer=OWN[name],
    )
    for i, j, k in np.ndindex(len(RATES), len(sizes), 2):
        loop = gd.gradient_descent(
            objective,
            start,
            learning_rate=RATES[i],
            batch_size=sizes[j],
            seed=(0, 3)[k],
            max_steps=30,
            optimizer=OWN[name],
            record_loss=True,
        )
        cell = runs.trajectory(i, j, k)
        np.testing.assert_allclose(cell.params, loop.params, rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(cell.loss, loop.loss, rtol=1e-9, atol=1e-12)
        assert cell.stop_reason == loop.stop_reason


@pytest.mark.parametrize("name", OWN)
def test_other_positions_of_a_slider_do_not_change_a_run(name):
    options = {"batch_sizes": [1], "n_steps": 50, "optimizer": OWN[name]}
    ravine = gd.objectives.ravine()
    alone, among = (
        gd.sweep(ravine, [-2, 1.5], learning_rates=rates, **options).params[0][0, 0]
        for rates in ([0.05], [0.05, 0.1, 0.5])
    )
    np.testing.assert_allclose(alone, among, rtol=1e-12)  # and not to the last bit


def test_what_the_explorer_shows_is_what_it_runs():
    explorer = gd.widgets.descent_explorer(
        line(), learning_rates=RATES, batch_sizes=[1, 40], optimizer=OWN["clip by norm"], n_steps=50
    )
    explorer.open()
    for i, j in np.ndindex(3, 2):
        explorer.learning_rate_index, explorer.batch_size_index = i, j
        shown = explorer.sweep.trajectory(i, j)
        np.testing.assert_allclose(explorer.run().params, shown.params, atol=1e-12)


def test_a_run_that_overflows_leaves_the_others_alone():
    def exploding(grad, size, params):
        return grad * size**4, size * 1e20  # Python's power raises where NumPy's gives inf

    options = {"optimizer": gd.Optimizer(lambda params: 1.0, exploding)}
    run = gd.gradient_descent(line(), [0, 0], learning_rate=1e-9, max_steps=30, **options)
    assert run.stop_reason == "diverged"
    runs = gd.sweep(
        line(), [0, 0], learning_rates=[0, 1e-9], batch_sizes=[40], n_steps=30, **options
    )
    np.testing.assert_allclose(runs.trajectory(1, 0).params, run.params)
    assert runs.trajectory(1, 0).stop_reason == "diverged"


@pytest.mark.parametrize(
    "optimizer",
    [
        gd.sgd(),
        gd.momentum(),
        gd.nesterov(beta=0.5),
        gd.adagrad(),
        gd.rmsprop(),
        gd.adam(),
        gd.adamw(weight_decay=0.1),
        gd.schedules.follow(gd.schedules.constant(1.0), gd.adam()),
    ],
    ids=repr,
)
def test_those_that_say_they_are_elementwise_are(optimizer):
    assert optimizer.elementwise
    rng = np.random.default_rng(0)
    params, grads = rng.standard_normal((3, 4, 2)), rng.standard_normal((5, 3, 4, 2))
    state = optimizer.init(params)
    alone = {place: optimizer.init(params[place]) for place in np.ndindex(params.shape)}
    for grad in grads:
        direction, state = optimizer.update(grad, state, params)
        for place, memory in alone.items():
            one, alone[place] = optimizer.update(grad[place], memory, params[place])
            assert one == pytest.approx(direction[place], rel=1e-12)


def test_an_optimizer_prints_what_it_is_and_unpacks_to_its_two_functions():
    class Update:
        def __call__(self, grad, state, params):
            return grad, state

    shown = [
        repr(optimizer) for optimizer in (gd.momentum(beta=0.5), gd.adam(), *OWN.values(), gd.sgd())
    ]
    shown.append(repr(gd.Optimizer(nothing, Update())))
    assert shown[:3] == [
        "momentum(beta=0.5)",
        "adam(b1=0.9, b2=0.999, eps=1e-08)",
        "Optimizer(nothing, clipped)",
    ]
    assert shown[-1] == "Optimizer(nothing, Update)"
    assert not [line for line in shown if re.search("0x[0-9a-f]{4}", line)]
    init, update = gd.Optimizer(nothing, clipped)
    assert (init, update) == (nothing, clipped)


SHARES = [(gd.momentum, "beta"), (gd.nesterov, "beta"), (gd.rmsprop, "decay")]
SHARES += [(make, name) for make in (gd.adam, gd.adamw) for name in ("b1", "b2")]


@pytest.mark.parametrize(("make", "name"), SHARES)
def test_what_is_kept_of_the_past_is_a_share_from_0_to_below_1(make, name):
    make(**{name: 0})
    make(**{name: 0.999999})
    for wrong in (-0.1, 1, 1.5):
        with pytest.raises(ValueError, match=rf"{name} must be .* Got {wrong}\."):
            make(**{name: wrong})


@pytest.mark.parametrize("make", [gd.adagrad, gd.rmsprop, gd.adam, gd.adamw])
def test_eps_keeps_from_dividing_by_zero(make):
    for wrong in (0, -1e-8):
        with pytest.raises(ValueError, match=r"eps must be .*above 0"):
            make(eps=wrong)


def test_weights_may_decay_or_not_but_never_grow():
    gd.adamw(weight_decay=0)
    with pytest.raises(ValueError, match=r"weight_decay must be .*at least 0"):
        gd.adamw(weight_decay=-0.01)
