"""Every control of every interactive goes from end to end, and back to where all began."""

import pytest

import gdviz as gd
from gdviz.plots import LIGHT
from gdviz.widgets.knobs import knobs_of
from tests.harness.interactives import EXPLORERS, quick

SWITCHES = ("loop", "playing", "show_fan", "show_batch_loss")
MEASURED = ("seconds_per_update", "fan_positions", "fan_losses", "packing", "stage_dark")


def walkers():
    functions = {"θ²": gd.objectives.parabola(), "θ⁴ − θ": gd.objectives.formula("t**4 - t")}
    return gd.widgets.slope_walker(functions, n_steps=6)


@pytest.fixture(params=[*EXPLORERS, "functions"])
def player(request):
    return quick(request.param) if request.param in EXPLORERS else walkers()


def controls(player):
    """Yield each control that a person has, with the values that it is to take."""
    for knob in knobs_of(type(player)):
        yield knob.index, (0, len(getattr(player, knob.values)) - 1)
    yield "speed", (0.25, 4.0)
    yield "x_axis", tuple(player.counts)
    yield "theme", ("dark", "light")
    yield "seed", (99,)
    yield from ((name, (True, False)) for name in SWITCHES if player.has_trait(name))
    if player.has_trait("function_index"):
        yield "function_index", tuple(range(len(player.functions)))
    if player.param_names:
        yield "start", ([value + 0.01 for value in player.start],)
    if player.can_pin:
        yield "pinned", ([0, 0],)
    last = player._last_step()
    if last is not None:
        yield "step", (0, last // 2, last)


def shown(player):
    """Return all that the page has of it, but for what is measured or sent once."""
    traits = {name: getattr(player, name) for name in player.trait_names(sync=True, gdviz=None)}
    known = {name: value for name, value in traits.items() if name not in MEASURED}
    apart = ("version", "fan_steps", "n_seeds", "fan_range", "fan_is_log")
    known |= {"packing": {k: v for k, v in player.packing.items() if k not in apart}}
    return {name: value for name, value in known.items() if not hasattr(value, "comm_id")}


def test_every_control_takes_its_values_and_leads_back(player):
    first, step = shown(player), player.step
    for name, values in controls(player):
        before = getattr(player, name)
        for value in values:
            setattr(player, name, value)
            assert getattr(player, name) == value
            player.run()
        setattr(player, name, before)
        player.step = step
        now = shown(player)
        assert [one for one in first if first[one] != now[one]] == [], name
    player.picture(LIGHT)
