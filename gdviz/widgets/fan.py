"""`Fanned`: a run, and the paths of other seeds beside it once they are asked for."""

import numpy as np
import traitlets

from gdviz.plots.numbers import format_short
from gdviz.widgets import pack, wording
from gdviz.widgets.facts import FAN_SEEDS
from gdviz.widgets.interactive import Interactive
from gdviz.widgets.one_run import OneRun
from gdviz.widgets.player import Checked, check_flag, synced
from gdviz.widgets.screen import Path

N_RECORDS = 24


def record_at(steps, step):
    """Return the last record that is not after an update."""
    return max(0, int(np.searchsorted(steps, step, side="right")) - 1)


class Fanned(OneRun):
    """A subclass has all runs of some seeds (`_sweep`).

    The run's own seed is among them, as the first: so its rank is that of the same updates.
    """

    _fan = None

    can_fan = synced(traitlets.Bool(False))
    fan_positions = synced(traitlets.Bytes())
    fan_losses = synced(traitlets.Bytes())
    show_fan = Checked(False, check_flag)

    def _more_on_screen(self):
        return {"fan": self._shown_fan(), "remark": self.spread()} if self.show_fan else {}

    def _shown_fan(self):
        i, j = self.learning_rate_index, self.batch_size_index
        runs = zip(self._fan.params[j][i], self._fan.loss[j][i])
        return [Path(self._fan.steps[j], path, loss) for path, loss in runs][1:]

    def spread(self):
        """Say between which losses the other seeds are, and how many are lower than this one.

        At the last update up to the one on the screen at which all of them were recorded.
        """
        i, j = self.learning_rate_index, self.batch_size_index
        record = record_at(self._fan.steps[j], self.step)
        losses = np.where(
            np.isfinite(self._fan.loss[j][i][:, record]), self._fan.loss[j][i][:, record], np.inf
        )
        return wording.fan_word().format(
            n=FAN_SEEDS,
            step=f"{self._fan.steps[j][record]:,}",
            low=format_short(losses[1:].min()),
            high=format_short(losses[1:].max()),
            rank=1 + int((losses[1:] < losses[0]).sum()),
            all=len(losses),
        )

    def _question(self):
        return {**super()._question(), "show_fan": self.show_fan}

    def _answers(self):
        known = self._answered_for or {}
        is_new = any(known.get(name) != value for name, value in super()._question().items())
        new = {"fan_positions": b"", "fan_losses": b"", **self._new_runs()} if is_new else {}
        if self.show_fan and not new.get("fan_positions", self.fan_positions):
            new |= self._new_fan(new.get("packing", self.packing))
        return new

    _observed_fan = traitlets.observe("show_fan")(Interactive._answer)

    def _new_fan(self, layout):
        seeds = range(self.seed, self.seed + 1 + FAN_SEEDS)
        self._fan = self._sweep(seeds, N_RECORDS, n_whole=0)
        traits, more = pack.pack_fan(self._fan, self.window)
        return {**traits, "packing": self._new_version({**layout, **more})}
