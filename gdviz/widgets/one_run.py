"""`OneRun`: an interactive that shows one run of a grid of learning rates × batch sizes."""

from dataclasses import replace

import traitlets

from gdviz.widgets import codec, knobs
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
            step=self._shown_step(self.sweep.steps[self.batch_size_index]),
            x=self.x_axis,
            caption=self._caption(),
            show_future=self.show_future,
            ghost=ghost and self._in_picture(ghost, self._ghost["j"]),
            next_rows=[slice(None) if batch is None else batch for batch in batches],
            arrows=lambda record: self._arrows(run.params[record], batches[record]),
            **self._more_on_screen(),
        )

    def _figure(self, theme):
        return self._still(theme, SIZE)

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

    def _arrows(self, params, batch):
        """Return −∇J and −∇J_B as the page draws them; one says it all where b is always N."""
        both = [None, batch] if min(self.batch_sizes) < self.n_samples else [None]
        typical = self.packing["typical_length"]
        drawn = [codec.arrow(-self._gradient(params, rows), self.window, typical) for rows in both]
        return drawn if len(drawn) == 2 else [*drawn, None]

    @traitlets.observe("pinned")
    def _pin(self, change):
        """Keep the run that is pinned, whatever start and seed come later."""
        self._ghost = self._now() | dict(zip("ij", self.pinned)) if self.pinned else None

    def _last_step(self):
        return int(self.sweep.steps[self.batch_size_index][-1])
