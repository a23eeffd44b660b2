"""Formulas in the interactives: each one takes them, or says in words what it needs."""

import numpy as np
import pytest

import gdviz as gd
from gdviz import widgets

TEXT = "(1 - x)**2 + 10*(y - x**2)**2"
TAKE = {
    "descent_explorer": widgets.descent_explorer,
    "optimizer_race": widgets.optimizer_race,
    "schedule_race": widgets.schedule_race,
    "rate_batch_map": lambda one, **more: widgets.rate_batch_map(one, target=0.1, **more),
}
NEED = {
    "gradient_cloud": "objective must have two parameters and at least two samples. Got 2 and 1",
    "landscape_flight": "network must have initial_params, or params be given. Got a Formula",
    "slope_walker": "objective must have one parameter. Got 2",
}


@pytest.mark.parametrize("name", TAKE)
def test_a_formula_is_taken(name, tmp_path):
    surface = gd.objectives.formula(TEXT)
    player = TAKE[name](surface, params=[-1.0, 1.0], n_steps=8, learning_rate=0.01)
    player.start = [0.5, -0.5]
    run = player.run()
    run = next(iter(run.values())) if isinstance(run, dict) else run
    run = run[0] if isinstance(run, list) else run
    step = -player.learning_rate * surface.grad([0.5, -0.5])
    assert run.params[1] == pytest.approx(np.add([0.5, -0.5], step))
    player.save(tmp_path / "a.png")


def test_a_formula_of_one_variable_is_walked_down():
    walker = widgets.slope_walker(gd.objectives.formula("t**4 - t"), 2.0, learning_rate=0.01)
    eta = walker.learning_rate
    assert walker.run().params[1, 0] == pytest.approx(2 - eta * (4 * 8 - 1))


@pytest.mark.parametrize("name", NEED)
def test_what_needs_more_than_a_formula_says_so(name):
    with pytest.raises(ValueError, match=NEED[name]):
        getattr(widgets, name)(gd.objectives.formula(TEXT))


def test_a_formula_is_flown_over_from_a_given_start():
    surface = gd.objectives.formula(TEXT)
    flight = widgets.landscape_flight(surface, [-1.0, 1.0], learning_rate=0.02, n_steps=10)
    step = -flight.learning_rate * surface.grad([-1.0, 1.0])
    assert flight.run().params[1] == pytest.approx(np.add([-1.0, 1.0], step))
