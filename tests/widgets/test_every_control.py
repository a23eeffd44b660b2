"""Every control of every interactive goes from end to end, and back to the first picture."""

import pytest

from gdviz.widgets import saving
from gdviz.widgets.knobs import knobs_of
from tests.widgets.interactives import KINDS

SWITCHES = ("loop", "playing", "show_fan", "show_batch_loss")


@pytest.fixture(params=KINDS)
def player(request):
    return KINDS[request.param]()


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


def test_every_control_takes_its_values_and_leads_back(player):
    first, step = saving.png(player), player.step
    for name, values in controls(player):
        before = getattr(player, name)
        for value in values:
            setattr(player, name, value)
            assert getattr(player, name) == value
            player.run()
        setattr(player, name, before)
        player.step = step
        assert saving.png(player) == first, name


def test_a_picture_is_drawn_at_both_ends_of_every_slider(player):
    first = saving.png(player)
    for knob in knobs_of(type(player)):
        before = getattr(player, knob.index)
        ends = []
        for index in (0, len(getattr(player, knob.values)) - 1):
            setattr(player, knob.index, index)
            ends.append(saving.png(player))
        assert ends[0] != ends[1], knob.name
        setattr(player, knob.index, before)
    assert saving.png(player)[:4] == first[:4]
