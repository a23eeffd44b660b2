"""`OneRun`: an interactive that shows one run of a grid of learning rates × batch sizes."""

from dataclasses import replace

import numpy as np
import traitlets

from gdviz.descent.divergence import diverged_from
from gdviz.widgets import codec, knobs, picture
from gdviz.widgets.camera import view_of
from gdviz.widgets.filmed import SIZE, Filmed
from gdviz.widgets.screen import Runner, Screen


class OneRun(Filmed):
    """One run of a sweep, with its mini-batches and its ghost.

    A subclass says how a run is made (`_run`), and where it does not lie in the picture itself,
    how it is seen there (`_seen`, `_gradient`).

    Attributes
    ----------
    sweep : Sweep
        All runs, exact (the page has a rounded copy).
    """

    learning_rate, batch_size = knobs.LEARNING_RATE, knobs.BATCH_SIZE
    sweep = None
    _ghost = None
    is_plain = True  # whether an update is −η∇J_B

    def run(self):
        """Return the run on the screen as a `Trajectory`, exact and with its mini-batches."""
        return self._run(self._now())

    def screen(self, theme):
        """Return what is on the screen: its one owner, for the picture and the film."""
        run, ghost = self.run(), self._ghost and self._run(self._ghost)
        batches = self._next_batches(run.step)
        return Screen(
            self.objective,
            [Runner(self._in_picture(run, self.batch_size_index), {"color": theme.path})],
            step=self._seen_step(),
            x=self.x_axis,
            caption=self._caption(),
            show_future=self.show_future,
            ghost=ghost and self._in_picture(ghost, self._ghost["j"]),
            next_rows=[slice(None) if batch is None else batch for batch in batches],
            arrows=lambda record: self._arrows(run, record, batches[record]),
            **self._more_on_screen(),
        )

    def picture(self, theme):
        """Return what is on the screen, with the surface around a run that has left the window."""
        screen = self.screen(theme)
        if self.far:
            self._view = view_of(self.window, screen.longest.params, screen.record)
        try:
            return picture.moment(self._figure(theme), screen, theme)
        finally:
            self._view = None

    def _figure(self, theme):
        return self._still(theme, SIZE)

    def _seen_step(self):
        """Return the update on the screen: a run is shown up to where it has diverged."""
        i, j = self.learning_rate_index, self.batch_size_index
        steps, loss = self.sweep.steps[j], self.sweep.loss[j][i, 0]
        gone = diverged_from(loss, self.sweep.diverged_above[j][i, 0])
        return min(self._shown_step(steps), int(steps[min(gone, len(steps) - 1)]))

    def _more_on_screen(self):
        """Return what else the screen shows, see `Screen`."""
        return {}

    def _now(self):
        """Return which run is on the screen."""
        i, j = self.learning_rate_index, self.batch_size_index
        return {"start": self.start, "seed": self.seed, "i": i, "j": j}

    def _in_picture(self, run, j):
        """Return a run as it is seen, its seconds counted as the page does."""
        return replace(self._seen(run), seconds=run.step * self.seconds_per_update[j])

    def _seen(self, run):
        return run

    def _gradient(self, params, rows):
        return self.objective.grad(params, rows)

    def _order(self):
        """Return how batches are drawn, as `minibatches` has it."""
        return {}

    def _next_batches(self, steps):
        drawn = {"seed": self.seed, **self._order()}
        return codec.next_batches(self.n_samples, self.batch_size, steps, **drawn)

    def _arrows(self, run, record, batch):
        """Return −η∇J, and the way to the next place or None where the first one is that way."""
        here = run.params[record]
        whole = -self.learning_rate * self._gradient(here, None)
        return whole, self._step(run, record, batch) if self.packing["has_step"] else None

    def _step(self, run, record, batch):
        """Return the way to the next place, NaN where it is not known."""
        if record + 1 < len(run) and run.step[record + 1] == run.step[record] + 1:
            return self._seen(run).params[record + 1] - self._seen(run).params[record]
        if not self.is_plain:
            return np.full(2, np.nan)
        return -self.learning_rate * self._gradient(run.params[record], batch)

    @traitlets.observe("pinned")
    def _pin(self, change):
        """Keep the run that is pinned, whatever start and seed come later."""
        self._ghost = self._now() | dict(zip("ij", self.pinned)) if self.pinned else None

    def _last_step(self):
        return int(self.sweep.steps[self.batch_size_index][-1])
