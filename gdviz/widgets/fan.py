"""`Fanned`: a run, and the paths of other seeds beside it once they are asked for."""

import traitlets

from gdviz.widgets import pack
from gdviz.widgets.facts import FAN_SEEDS
from gdviz.widgets.interactive import Interactive
from gdviz.widgets.one_run import OneRun
from gdviz.widgets.player import Checked, check_flag, synced

N_RECORDS = 24


class Fanned(OneRun):
    """A subclass has all runs of some seeds (`_sweep`)."""

    _fan = None

    can_fan = synced(traitlets.Bool(False))
    fan_positions = synced(traitlets.Bytes())
    show_fan = Checked(False, check_flag)

    def _more_on_screen(self):
        return {"fan": self._shown_fan() if self.show_fan else []}

    def _shown_fan(self):
        i, j = self.learning_rate_index, self.batch_size_index
        return [(self._fan.steps[j], path) for path in self._fan.params[j][i]]

    def _question(self):
        return {**super()._question(), "show_fan": self.show_fan}

    def _answers(self):
        known = self._answered_for or {}
        is_new = any(known.get(name) != value for name, value in super()._question().items())
        new = {"fan_positions": b"", **self._new_runs()} if is_new else {}
        if self.show_fan and not new.get("fan_positions", self.fan_positions):
            new |= self._new_fan(new.get("packing", self.packing))
        return new

    _observed_fan = traitlets.observe("show_fan")(Interactive._answer)

    def _new_fan(self, layout):
        seeds = range(self.seed + 1, self.seed + 1 + FAN_SEEDS)
        self._fan = self._sweep(seeds, N_RECORDS, n_whole=0)
        positions, more = pack.pack_fan(self._fan, self.window)
        return {"fan_positions": positions, "packing": self._new_version({**layout, **more})}
