"""What an interactive does not take: nothing changes, a sentence says why, and it goes on."""

from functools import partial

import numpy as np
import pytest
import traitlets

import gdviz as gd
from gdviz.widgets.player import Refused
from tests.harness.interactives import EXPLORERS, line, quick

# For every interactive: what the page or a person may send, and a word of the answer.
BAD = {
    "far": ({"start": [1e200, 1e200]}, "start|params"),
    "nan": ({"start": [np.nan, 0.0]}, "params must be finite"),
    "too many": ({"start": [1.0] * 77}, "params must have shape"),
    "text": ({"start": "here"}, "params must be"),
    "none": ({"start": None}, "params must"),
    "negative seed": ({"seed": -1}, "seed must be at least 0. Got -1"),
    "seed in words": ({"seed": "a"}, "seed must be an integer. Got 'a'"),
    "half a seed": ({"seed": 1.5}, "seed must be an integer. Got 1.5"),
    "rate": ({"learning_rate_index": 99}, "learning_rate_index must be between 0 and"),
    "rate below": ({"learning_rate_index": -1}, "learning_rate_index must be"),
    "rate in words": ({"learning_rate_index": "3"}, "learning_rate_index must be an integer"),
    "size": ({"batch_size_index": 99}, "batch_size_index must be between 0 and"),
    "axis": ({"x_axis": "hours"}, "x_axis must be one of"),
    "axis as number": ({"x_axis": 3}, "x_axis must be one of"),
    "pin": ({"pinned": [99, 99]}, "pinned must be"),
    "pin below": ({"pinned": [-1, -1]}, "pinned must be"),
    "half a pin": ({"pinned": [0]}, "pinned must be"),
    "pin in words": ({"pinned": "ab"}, "pinned must be"),
    "standing still": ({"speed": 0}, "speed must be"),
    "backward": ({"speed": -1.0}, "speed must be"),
    "speed in words": ({"speed": "fast"}, "speed must be a finite number"),
    "after the end": ({"step": 10**6}, "step must be between 0 and"),
    "before the start": ({"step": -1}, "step must be"),
    "half a step": ({"step": 0.5}, "step must be an integer"),
    "theme": ({"theme": "blue"}, "theme must be one of auto, light, dark. Got 'blue'"),
    "asked theme": ({"asked_theme": "blue"}, "asked_theme must be one of light, dark"),
    "playing": ({"playing": "yes"}, "playing must be True or False. Got 'yes'"),
    "loop": ({"loop": 1}, "loop must be True or False"),
}


@pytest.fixture(scope="module", params=EXPLORERS)
def interactive(request):
    made = quick(request.param)
    made.open()
    return made


def public(interactive):
    """Return every value that a page could have sent."""
    names = {name for bad, _ in BAD.values() for name in bad}
    return {name: getattr(interactive, name) for name in names}


def bad_traits(interactive, bad):
    """Return what is sent; the loss of a network grows so slowly that far is farther there."""
    is_far = bad == "far" and hasattr(interactive, "plane")
    return {"start": [1e308, 1e308]} if is_far else BAD[bad][0]


@pytest.mark.parametrize("bad", BAD)
def test_what_the_page_may_not_send_is_taken_back_with_a_sentence(interactive, bad):
    traits = bad_traits(interactive, bad)
    before, asked = public(interactive), interactive.answered + 1
    interactive.set_state({**traits, "asked": asked})
    assert public(interactive) == before
    assert interactive.answered == interactive.asked == asked
    (name,) = traits
    assert name.split("_")[0] in interactive.message or "params" in interactive.message
    assert all(word in interactive.message for word in ("must", "Got"))
    interactive.set_state({"seed": interactive.seed + 1, "asked": asked + 1})
    assert interactive.answered == asked + 1
    assert interactive.message == ""


@pytest.mark.parametrize("bad", BAD)
def test_an_attribute_refuses_the_same(interactive, bad):
    ((name, value),) = bad_traits(interactive, bad).items()
    before = public(interactive)
    with pytest.raises(ValueError, match=BAD[bad][1] if name != "pinned" else "pinned"):
        setattr(interactive, name, value)
    assert public(interactive) == before


def set_together(interactive, **traits):
    with interactive.hold_trait_notifications():
        for name, value in traits.items():
            setattr(interactive, name, value)


def test_all_that_came_together_is_taken_back_together(interactive):
    before = public(interactive)
    with pytest.raises(traitlets.TraitError):
        set_together(interactive, speed=2.0, seed=8, step=10**6)
    assert public(interactive) == before


def test_a_slip_of_the_page_without_a_question_is_told_as_well(interactive):
    answered = interactive.answered
    interactive.set_state({"step": -3})
    assert interactive.answered > answered
    assert interactive.message.startswith("step must be")


def test_a_mistyped_attribute_is_an_error_that_names_the_right_one(interactive):
    with pytest.raises(AttributeError, match=r"no attribute 'sede'. Did you mean 'seed'\?"):
        interactive.sede = 3
    with pytest.raises(AttributeError, match=r"has no attribute 'qqqqqq'\.$"):
        interactive.qqqqqq = 3


@pytest.mark.parametrize("path", ["page", "attribute"])
def test_an_exception_is_shown_as_what_it_is_and_the_player_goes_on(interactive, monkeypatch, path):
    before, works = public(interactive), type(interactive)._new_runs

    def fails_once(self):
        monkeypatch.setattr(type(interactive), "_new_runs", works)
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(type(interactive), "_new_runs", fails_once)
    ways = {
        "page": lambda: interactive.set_state({"seed": 77, "asked": interactive.asked + 1}),
        "attribute": lambda: setattr(interactive, "seed", 77),
    }
    with pytest.raises(ZeroDivisionError):
        ways[path]()
    assert public(interactive) == before
    if path == "page":
        assert interactive.message == "ZeroDivisionError: division by zero"
        assert interactive.answered == interactive.asked
    interactive.seed += 1
    assert interactive.answered == interactive.asked


COUNTED = {
    "slope_walker": ("epoch", "step, seconds"),
    "schedule_race": ("seconds", "step, epoch, samples_seen"),
    "optimizer_race": ("samples_seen", "step"),
    "gradient_cloud": ("seconds", "step"),
    "overfitting_lab": ("step", "epoch"),
}


@pytest.mark.parametrize("name", COUNTED)
def test_an_axis_that_the_interactive_does_not_count_is_refused(name):
    interactive, (axis, counts) = quick(name), COUNTED[name]
    with pytest.raises(Refused, match=f"x_axis must be one of {counts}. Got '{axis}'"):
        interactive.x_axis = axis
    interactive._repr_mimebundle_()


def test_a_pin_is_refused_where_nothing_can_be_pinned():
    race = quick("optimizer_race")
    with pytest.raises(Refused, match=r"pinned must be \[\]: Race keeps no ghost. Got \[0, 0\]"):
        race.pinned = [0, 0]


def test_a_theme_of_one_does_not_change_the_others():
    quick("slope_walker").set_state({"asked_theme": "dark", "asked": 1})
    assert quick("slope_walker").stage_dark == b""


MADE_WITH = {
    "beta": partial(gd.widgets.optimizer_race, gd.objectives.bowl(), n_steps=3),
    "learning_rate": partial(gd.widgets.descent_explorer, gd.objectives.bowl(), n_steps=3),
    "batch_size": partial(gd.widgets.descent_explorer, line(), n_steps=3),
}


@pytest.mark.parametrize("name", ["beta", "learning_rate", "batch_size"])
def test_the_constructor_has_the_rule_of_the_attribute(name):
    with pytest.raises(ValueError, match=f"{name} must be between .* Got 5") as by_constructor:
        MADE_WITH[name](**{name: 5e9})
    with pytest.raises(ValueError, match=f"{name} must be between .* Got 5") as by_attribute:
        setattr(MADE_WITH[name](), name, 5e9)
    assert str(by_constructor.value) == str(by_attribute.value)


ARGUMENTS = [
    ("descent_explorer", {"seed": -1}, "seed must be at least 0. Got -1"),
    ("descent_explorer", {"seed": [2]}, "seed must be an integer"),
    ("descent_explorer", {"learning_rate": "0.1"}, "learning_rate must be a finite number"),
    ("descent_explorer", {"learning_rates": ["a"]}, "learning_rates must be a finite number"),
    ("descent_explorer", {"batch_sizes": 8.5}, "batch_sizes must be an integer"),
    ("descent_explorer", {"window": ((1, 0), (0, 1))}, r"Got \(\(1, 0\), \(0, 1\)\)"),
    ("descent_explorer", {"n_steps": "ten"}, "n_steps must be an integer"),
    ("descent_explorer", {"shuffle": "no"}, "shuffle must be True or False"),
    ("optimizer_race", {"optimizers": {}}, "optimizers must be a dict"),
    ("optimizer_race", {"optimizers": [gd.adam()]}, "optimizers must be a dict"),
    ("optimizer_race", {"optimizers": {"a": 1}}, "must be an Optimizer"),
    ("optimizer_race", {"optimizers": {"a": gd.adam}}, "write gd.adam\\(\\)"),
    ("optimizer_race", {"beta": "x"}, "beta must be a finite number"),
    ("optimizer_race", {"beta": 50}, "beta must be between 0.0 and 0.99. Got 50"),
    ("optimizer_race", {"learning_rate": 1e9}, r"learning_rate must be between .* Got 1e\+09"),
    ("descent_explorer", {"batch_size": 41}, "batch_size must be between 1 and 40. Got 41"),
    ("schedule_race", {"shapes": 3}, "shapes must hold at least one schedule"),
    ("rate_batch_map", {"target": "x"}, "target must be a finite number"),
    ("rate_batch_map", {"target": np.nan}, "target must be a finite number"),
    ("gradient_cloud", {"n_batches": 2**64}, "n_batches must be between"),
    ("gradient_cloud", {"replace": 3}, "replace must be True or False"),
]


@pytest.mark.parametrize(("name", "arguments", "sentence"), ARGUMENTS)
def test_arguments_are_refused_in_words(name, arguments, sentence):
    with pytest.raises(ValueError, match=sentence):
        getattr(gd.widgets, name)(line(), **arguments)


def test_a_start_may_be_an_array_or_a_bare_number():
    explorer, walker = quick("descent_explorer"), quick("slope_walker")
    explorer.start = explorer.run().params[-1]
    assert isinstance(explorer.start, list)
    walker.start = 1.5
    assert walker.start == [1.5]
    assert gd.widgets.slope_walker(gd.objectives.parabola(), 1.5, n_steps=2).start == [1.5]
