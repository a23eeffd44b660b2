"""Every word of the page, as templates with named fields: the page holds no sentence of its own.

They are looked up when they are shown, so that they are in the reader's language.
"""

from gdviz.plots.curves import X_LABELS
from gdviz.widgets.facts import FAN_SEEDS
from gdviz.widgets.first_updates import is_plain
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
        "fit": _("Fit"),
        "fit_hint": _("show all of the run, wherever it goes"),
        "reset": _("Reset"),
        "reset_hint": _("everything as it was at first"),
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


def fan_word():
    """Return what is said of the other seeds; the first is the one with the lowest loss."""
    return _("{n} other seeds at update {step}: {low}–{high}, this one is no. {rank} of {all}")


def of_states():
    """Return the line below the picture, its parts, and how they are put together."""
    return {
        "now": _("{setting}: {state}"),
        "described": _("{title}: {all}"),
        "entry": _("{name} {value}"),
        "also": _("{all}, {entry}"),
        "spoken": _("{all}. {note}"),
        "update": _("update {step}, loss {loss}"),
        "away": _("J = {loss}"),
        "diverged": _("diverged after {n} updates"),
        "diverged_at_once": _("diverged after the first update"),
        "diverged_at": _("{state}, loss {loss}"),
        "reached": _("{state}, the target is reached after {time}"),
        "missed": _("{state}, the target is not reached"),
        "times": {
            "step": _("{n} updates"),
            "epoch": _("{n} epochs"),
            "samples_seen": _("{n} samples seen"),
            "seconds": _("{n} seconds"),
        },
        "fan_spread": fan_word(),
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


def of_inspector(*, has_rows, optimizer, shuffle, replace, drop_last):
    """Return the words of the step inspector, for runs of this method and order."""
    rule = _("θ = θ − η · mean of the batch's gradients") if has_rows else _("θ = θ − η · ∇J(θ)")
    if not is_plain(optimizer):
        rule = _("θ = θ − η · {method} of the mean gradient").format(method=optimizer)
    return {
        "inspector": _("One update in numbers"),
        "inspected": _("Update {update}"),
        "code": [*code_of(has_rows, shuffle, replace, drop_last), f"{'        ' * has_rows}{rule}"],
        "columns": {
            "row": _("row"),
            "target": "y",
            "prediction": _("prediction"),
            "residual": _("residual"),
            "gradient": _("gradient, {name}"),
        },
        "and_more": _("… and {n} more"),
        "mean_of": _("mean of {n}"),
        "gradient_here": _("gradient ∇J(θ)"),
        "scaled": _("η · mean"),
        "moved": _("step θ before − θ after"),
        "before": _("θ before"),
        "after": _("θ after"),
        "epoch_strip": _("epoch {epoch}, batch {k} of {n}, {rows} rows"),
        "short_batch": _("the last one has {n}"),
        "left_out": _("{n} rows are left out of each epoch"),
        "unseen": _("{n} of {all} rows not seen in this epoch after it"),
        "all_seen": _("all {all} rows seen in this epoch"),
        "run_ends": _("The run ends with update {n}: go back to see one."),
        "inspect_later": _("From update {n} on the numbers need Python behind the page."),
        "inspect_waits": _("Python is asked for these numbers."),
        "model_unknown": _("The numbers of the rows need Python behind the page."),
    }


def code_of(has_rows, shuffle, replace, drop_last):
    """Return the lines of the algorithm around the one that an update is."""
    if not has_rows:
        return [_("repeat:")]
    order = _("rows in a new random order") if shuffle else _("rows as they come")
    if replace:
        order = _("N rows drawn, each out of all")
    batches = _("for batch in pieces of b rows:")
    if drop_last:
        batches = _("for batch in pieces of b rows, no short one:")
    return [_("for each epoch:"), f"    {order}", f"    {batches}"]


def of_fields(*, takes_new):
    """Return the words of the fields for numbers; ``takes_new`` if Python computes what is new."""
    return {
        "values": _("Numbers to type"),
        "type_rate": "η",
        "type_size": "b",
        "type_seed": _("seed"),
        "type_step": _("go to update"),
        "takes_new": "1" if takes_new else "",
        "nearest": _("{asked} is not held here: {taken} is shown. Others need Python."),
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
