"""A walk with a list of functions: each one is the walk that it would be alone."""

import json

import numpy as np
import pytest

import gdviz as gd
from gdviz.widgets import saving, slope_walker
from gdviz.widgets.function_walker import OWN
from gdviz.widgets.player import Refused

FUNCTIONS = {
    "parabola": gd.objectives.parabola(),
    "quartic": gd.objectives.formula("t**4 - t"),
    "two valleys": gd.objectives.tilted_double_well(),
}


@pytest.fixture
def walker():
    return slope_walker(FUNCTIONS, n_steps=8)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_chosen_function_is_the_walk_it_is_alone(walker, name):
    alone = slope_walker(FUNCTIONS[name], n_steps=8)
    walker.function = "quartic" if name != "quartic" else "parabola"
    walker.function = name
    for trait in set(OWN) - {"packing", "seconds_per_update"}:
        assert getattr(walker, trait) == getattr(alone, trait), trait
    assert walker.packing | {"version": 0} == alone.packing | {"version": 0}
    for one in (walker, alone):
        one.learning_rate_index = 3
    np.testing.assert_array_equal(walker.run().params, alone.run().params)
    for one in (walker, alone):
        one.start = [0.7]
    assert walker.positions == alone.positions
    assert saving.png(walker) == saving.png(alone)


def test_another_function_is_another_version_of_the_runs(walker):
    before = walker.packing["version"]
    walker.function = "quartic"
    assert walker.packing["version"] > before


def test_the_page_has_a_copy_of_every_function(walker):
    saving.state(walker)
    for choice, (name, function) in zip(walker.choices, FUNCTIONS.items()):
        alone = slope_walker(function, n_steps=8)
        alone.draw_all_stages()
        for trait in ("stage_dark", "stage_light", "positions", "losses"):
            at, size = choice[trait]["from"], choice[trait]["size"]
            assert walker.packed_functions[at : at + size] == getattr(alone, trait), (name, trait)
        assert choice["learning_rates"] == alone.learning_rates
    json.dumps(walker.choices)


def test_formulas_bear_their_text_as_name():
    texts = ["t**2", "t**4 - t"]
    walker = slope_walker([gd.objectives.formula(text) for text in texts], n_steps=3)
    assert walker.functions == texts
    assert walker.function == "t**2"


BAD = [
    ([], "at least one. Got none"),
    ({}, "at least one. Got none"),
    ([gd.objectives.parabola(), gd.objectives.parabola()], "Got parabola, parabola"),
    ([gd.objectives.bowl()], "objective must have one parameter. Got 2"),
]


@pytest.mark.parametrize(("functions", "sentence"), BAD)
def test_what_is_no_list_of_functions_is_refused(functions, sentence):
    with pytest.raises(ValueError, match=sentence):
        slope_walker(functions)


def test_a_function_that_is_not_there_is_refused(walker):
    with pytest.raises(ValueError, match="function must be one of parabola, quartic, two valleys"):
        walker.function = "cubic"
    with pytest.raises(Refused, match="function_index must be between 0 and 2"):
        walker.function_index = 3
    assert walker.function == "parabola"
