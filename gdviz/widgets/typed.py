"""`Typed`: values between those of a slider, from Python or from the page's number fields."""

import traitlets

from gdviz.checks import check_number
from gdviz.descent.batches import check_batch_size
from gdviz.widgets import pack, rates, wording
from gdviz.widgets.inspection import Inspected
from gdviz.widgets.player import Checked, refusing
from gdviz.words import _

NAMES = ("learning_rate", "batch_size")


def check_typed(name, value):
    """Return ``value`` as [] or as [name of a slider, number]."""
    pair = list(value) if isinstance(value, (list, tuple)) else [None]
    if pair and (len(pair) != 2 or pair[0] not in NAMES):
        raise ValueError(
            _("{name} must be [] or a pair of {names} and a number. Got {given}.").format(
                name=name, names=" / ".join(NAMES), given=f"{value!r:.80}"
            )
        )
    return pair and [pair[0], check_number(pair[0], pair[1])]


class Typed(Inspected):
    """A value that no slider has is computed when it is asked for, and its run is then there.

    Attributes
    ----------
    typed : list
        What was typed in the page: [] or a pair of a slider's name and a value.
    """

    takes_new_values = True

    typed = Checked([], check_typed)

    def _words(self):
        return {**super()._words(), **wording.of_fields(takes_new=self.takes_new_values)}

    @traitlets.observe("typed")
    @refusing
    def _take(self, change):
        if change.new:
            setattr(self, *change.new)

    def _choose(self, knob, index, value):
        values = getattr(self, knob.values)
        if values[index] == value or not self.takes_new_values:
            return super()._choose(knob, index, value)
        value = self._checked(knob.name, value)
        with self.hold_sync():
            self._enter(knob, sorted([*values, value]), value)
        return None

    def _checked(self, name, value):
        if name == "batch_size":
            return check_batch_size(value, self.n_samples)
        return check_number(name, value)

    def _enter(self, knob, values, value):
        """Put a value among those of a slider, and compute the runs that it has now."""
        place = values.index(value)
        share = self.step / (self._last_step() or 1)
        self.set_trait(knob.values, values)
        self._shift_ghost("i" if knob.name == "learning_rate" else "j", place)
        if knob.name == "batch_size":
            self._measure_sizes()
        self._answered_for = None  # lets nobody answer in between
        setattr(self, knob.index, place)
        self._answered_for = {}
        self._refresh()
        steps = self.sweep.steps[self.batch_size_index]
        self.step = self._shown_step_at(steps, share)

    def _shown_step_at(self, steps, share):
        return int(min(steps, key=lambda step: abs(step - share * steps[-1])))

    def _measure_sizes(self):
        """Find what each batch size has of its own: the limit of η, and its time."""
        limit, sizes = self.learning_rate_limit, self.batch_sizes
        replace = self.descent["replace"]
        self.learning_rate_limits = rates.batch_limits(
            self.objective, limit, sizes, replace=replace
        )
        self.seconds_per_update = pack.seconds_per_update(self.objective, self.start, sizes)

    def _shift_ghost(self, axis, place):
        """Let the pinned run be the one that it was, where another comes before it."""
        if not self.pinned:
            return
        ghost, pinned = dict(self._ghost), list(self.pinned)
        pinned["ij".index(axis)] += pinned["ij".index(axis)] >= place
        ghost[axis] += ghost[axis] >= place
        self.set_trait("pinned", pinned)
        self._ghost = ghost
