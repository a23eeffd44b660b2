"""Every word of the page, as templates with named fields: the page holds no sentence of its own.

They are looked up when they are shown, so that they are in the reader's language.
"""

from gdviz.plots.curves import X_LABELS
from gdviz.widgets.facts import FAN_SEEDS
from gdviz.words import _


def player_words():
    """Return what all interactives say."""
    return {**of_controls(), **of_states(), **of_messages()}


def of_controls():
    """Return the words of buttons, boxes and sliders, and their hints."""
    return {
        "play": _("▶ Play"),
        "pause": _("❚❚ Pause"),
        "play_hint": _("play or pause (space)"),
        "back": _("one update back"),
        "back_hint": _("one update back (left arrow)"),
        "on": _("one update"),
        "on_hint": _("one update (right arrow)"),
        "back_many": _("{n} updates back"),
        "back_many_hint": _("{n} updates back (left arrow): in between none is kept"),
        "on_many": _("{n} updates"),
        "on_many_hint": _("{n} updates (right arrow): in between none is kept"),
        "scrub": _("update"),
        "scrubbed": _("update {step}"),
        "speed": _("speed"),
        "loop": _("loop"),
        "pin": _("Pin"),
        "unpin": _("Unpin"),
        "pin_hint": _("keep this run as a ghost"),
        "x_axis": _("x axis:"),
        "counts": {count: _(label) for count, label in X_LABELS.items()},
        "start": _("start"),
        "start_of": _("start {name}"),
        "reshuffle": _("Reshuffle"),
        "reshuffle_hint": _("draw the batches in another order"),
        "fan": _("{n} seeds").format(n=FAN_SEEDS),
        "batch_loss": _("batch loss"),
        "above_limit": _("{value}, above the stable limit"),
    }


def of_states():
    """Return the line below the picture, its parts, and how they are put together."""
    return {
        "now": _("{setting}: {state}"),
        "described": _("{title}: {all}"),
        "entry": _("{name} {value}"),
        "also": _("{all}, {entry}"),
        "spoken": _("{all}. {note}"),
        "update": _("update {step}, loss {loss}"),
        "diverged": _("diverged after {n} updates"),
        "diverged_at_once": _("diverged after the first update"),
        "reached": _("{state}, the target is reached after {time}"),
        "missed": _("{state}, the target is not reached"),
        "times": {
            "step": _("{n} updates"),
            "epoch": _("{n} epochs"),
            "samples_seen": _("{n} samples seen"),
            "seconds": _("{n} seconds"),
        },
        "limit": _("stable limit η < {limit}"),
        "limit_of_all": _("stable limit η < {limit} (all rows)"),
        "limit_of_batch": _("stable limit η < {limit} (b = {b}, in mean square)"),
    }


def of_messages():
    """Return what is said where Python is needed and does not answer."""
    return {
        "no_kernel": _("This needs a running kernel. Sliders and play bar work without one."),
        "no_answer": _("The kernel has not answered yet. Sliders and play bar work without it."),
        "restarted": _("The kernel was restarted: run the cell again."),
        "needs_python": _("Other starts and other random draws need Python behind the page."),
        "needs_python_here": _(
            "Other starts and other random draws need Python behind the page. {binder}."
        ),
        "binder": _("Open this notebook on Binder"),
    }


def of_data():
    """Return the line of an interactive with samples, which has more to count."""
    return {"update": _("update {step}, epoch {epoch}, {samples} samples, loss {loss}")}


def of_pages():
    """Return what a page without Jupyter says where it cannot show its player."""
    return {
        "damaged": _("This file is damaged. Get it again from where it came."),
        "lacks": _("This browser lacks {feature}, which unpacks the player. A newer one has it."),
    }


def of_lectures(size):
    """Return what lecture mode writes into the notebook; ``size`` is that of the projector."""
    return {
        "on": _("Lecture mode, {size} pixels.").format(size=size),
        "off": _("Lecture mode is off."),
        "code": _("code"),
        "answer": _("answer"),
        "show": _("Show all code"),
        "hide": _("Hide code"),
        "one_hidden": _("The code of one cell is hidden."),
        "hidden": _("The code of {n} cells is hidden."),
        "untagged": _("This page does not say which cells are tagged, so all code stays."),
    }


def setting_words(knobs):
    """Return the template of what the sliders stand at: "b = {batch_size}, η = {learning_rate}".

    Learning rates come last; what cannot be chosen is left out.
    """
    named = [knob for knob in knobs if knob["is_said"]]
    named.sort(key=lambda knob: knob["name"] == "learning_rate")
    parts = [knob["short"] for knob in named]
    whole = parts[0] if parts else ""
    for part in parts[1:]:
        whole = _("{all}, {entry}").format(all=whole, entry=part)
    return whole
