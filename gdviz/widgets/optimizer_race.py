"""`Race`: several optimizers from one start, at the same learning rate."""

from dataclasses import replace

import numpy as np
import traitlets

from gdviz.descent import Optimizer, gradient_descent, sweep
from gdviz.plots import compare, path, style
from gdviz.plots.replay import replay, show_all
from gdviz.widgets import pack, stages
from gdviz.widgets.descent_explorer import nearest
from gdviz.widgets.interactive import Interactive
from gdviz.widgets.player import synced

BYTES_A_RECORD = 6
PANELS = ("params", "loss")


class Race(Interactive):
    """Several optimizers on one surface, for all learning rates × momenta.

    ``learning_rate`` and ``beta`` choose by value (the nearest there is).

    Attributes
    ----------
    optimizers : dict of str to Optimizer or callable
        A callable makes the optimizer from β.
    """

    betas = synced(traitlets.List(traitlets.Float()))
    beta_index = synced(traitlets.Int(0, min=0))

    def __init__(self, objective, start, optimizers, *, rates, betas, sampling, n_steps, **traits):
        self.optimizers, self.sampling, self.n_steps = optimizers, sampling, n_steps
        super().__init__(
            objective,
            start,
            kind="race",
            title="Race of optimizers",
            knob={"values": "betas", "index": "beta_index", "label": "momentum β", "symbol": "β"},
            racers=list(optimizers),
            key=[["racer", name] for name in optimizers],
            learning_rates=rates,
            betas=betas,
            is_random=sampling["batch_size"] < objective.n_samples,
            can_pin=False,
            **traits,
        )

    def __repr__(self):
        return f"Race({', '.join(self.optimizers)})"

    @property
    def learning_rate(self):
        """η on the screen."""
        return self.learning_rates[self.learning_rate_index]

    @learning_rate.setter
    def learning_rate(self, value):
        self.learning_rate_index = nearest("learning_rate", self.learning_rates, value)

    @property
    def beta(self):
        """β on the screen."""
        return self.betas[self.beta_index]

    @beta.setter
    def beta(self, value):
        self.beta_index = nearest("beta", self.betas, value)

    def run(self):
        """Return the runs on the screen: a dict of name to `Trajectory`."""
        return {name: self._run(made(self.optimizers[name], self.beta)) for name in self.racers}

    def picture(self, theme):
        """Return the update on the screen as a matplotlib figure, drawn from the exact runs."""
        shown = {name: until(run, self.step) for name, run in self.run().items()}
        return self._paint(shown, self.step, theme)[0]

    def film(self, theme):
        """Return the race as a matplotlib animation."""
        runs = self.run()
        figure, paths, curves = self._paint(runs, self.n_steps, theme)
        show_all([end for _, _, end in paths], False)
        lines = [line for line, _, _ in paths] + curves
        return replay(figure, lines, max(runs.values(), key=len).step, theme=theme)

    def _paint(self, shown, step, theme):
        """Draw runs up to an update. Return the figure, what `path` drew, and the loss curves."""
        figure = stages.draw_panels(self.objective, PANELS, self.window, self.loss_window, theme)
        surface, loss = figure.axes
        paths = [
            path(run, ax=surface, theme=theme, **style.style_of(k, theme))
            for k, run in enumerate(shown.values())
        ]
        limits = loss.get_ylim()
        curves = compare(shown, ax=loss, theme=theme).medians
        loss.set(ylim=limits, xlim=(0, max(1, 1.04 * step)))
        loss.tick_params(labelbottom=True)
        make_room(figure, 0.83)
        style.legend(loss, theme, loc="upper left", bbox_to_anchor=(1.03, 1.02))
        return figure, paths, list(curves.values())

    @traitlets.validate("beta_index")
    def _check_beta(self, proposal):
        if proposal.value >= max(1, len(self.betas)):
            raise ValueError(f"beta_index must be below {len(self.betas)}. Got {proposal.value}.")
        return proposal.value

    def _run(self, optimizer):
        return gradient_descent(
            self.objective,
            self.start,
            learning_rate=self.learning_rate,
            optimizer=optimizer,
            max_steps=self.n_steps,
            seed=self.seed,
            record_loss=True,
            **self.sampling,
        )

    def _last_step(self):
        return self.n_steps

    def _answers(self):
        return {} if self._question() == self._answered_for else self._new_runs()

    def _new_runs(self):
        sweeps = [one for optimizer in self.optimizers.values() for one in self._sweeps(optimizer)]
        paths = [one.params[0][:, 0] for one in sweeps]
        self._losses = [one.loss[0] for one in sweeps]
        window = self.window or stages.window_for(self.objective, self.start, sweeps[0])
        self._show_window(stages.including(window, self.start))
        new = pack.pack_paths(self.objective, paths, self._losses, self.window)
        layout = new["bank"] | {"n_records": [len(sweeps[0].steps[0])] * len(self.betas)}
        clock = pack.joined(pack.clock(sweeps[0], 0) for _ in self.betas)
        return {**new, "clock": clock, "bank": self._new_version(layout)}

    def _sweeps(self, optimizer):
        """Return the runs of one optimizer, a sweep for each β."""
        if isinstance(optimizer, Optimizer):
            return [self._sweep(optimizer)] * len(self.betas)
        return [self._sweep(optimizer(beta)) for beta in self.betas]

    def _sweep(self, optimizer):
        n_runs = len(self.optimizers) * len(self.betas) * len(self.learning_rates)
        return sweep(
            self.objective,
            self.start,
            learning_rates=self.learning_rates,
            batch_sizes=[self.sampling["batch_size"]],
            seeds=[self.seed],
            n_steps=self.n_steps,
            optimizer=optimizer,
            max_records=max(2, pack.MOST_BYTES // (BYTES_A_RECORD * n_runs)),
        )

    def _fit_axes(self):
        self.loss_window = stages.loss_window(self.objective, self.window, self._losses)

    def _stage(self, theme):
        return stages.draw_stage(self.objective, PANELS, self.window, self.loss_window, theme)


def made(optimizer, beta):
    """Return the optimizer itself, or what the function of β makes."""
    return optimizer if isinstance(optimizer, Optimizer) else optimizer(beta)


def until(run, step):
    """Return the part of a run up to an update."""
    n = max(1, int(np.searchsorted(run.step, step, side="right")))
    parts = ("params", "loss", "step", "epoch", "samples_seen", "seconds")
    return replace(run, **{name: getattr(run, name)[:n] for name in parts})


def make_room(figure, share):
    """Widen the figure to the right, so that its axes as they are take up this share of it."""
    width, height = figure.get_size_inches()
    figure.set_size_inches(width / share, height)
    for ax in figure.axes:
        left, bottom, wide, high = ax.get_position().bounds
        ax.set_position([left * share, bottom, wide * share, high])
