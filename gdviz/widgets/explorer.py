"""`Explorer`: a `Player` that knows its objective, computes its runs and answers the page."""

import numpy as np
import traitlets

from gdviz.checks import check_params
from gdviz.descent import gradient_descent, sweep
from gdviz.plots.data import fitted_line, has_bias
from gdviz.plots.stage import is_drawable
from gdviz.widgets import runs, stages
from gdviz.widgets.player import Player

FAN_SEEDS = 20
FAN_RECORDS = 24


class Explorer(Player):
    """One objective, all learning rates × batch sizes, and a picture of each run.

    Made by the functions of `gdviz.widgets`. ``learning_rate`` and ``batch_size`` choose a run by
    value (the nearest there is), `run` hands it over, `save` writes it to a file.

    Attributes
    ----------
    objective : object
    sweep : Sweep
        All runs, exact (the page has a rounded copy).
    """

    usual_theme = "light"  # of the page that asked last: the next one will most likely be the same

    def __init__(self, objective, start, *, rates, sizes, budget, descent, window, **traits):
        self.objective, self.budget, self.descent = objective, budget, descent
        self.window = window
        self._runs_of, self._drawn, self._redraw = None, set(), set()
        super().__init__(
            learning_rates=rates,
            batch_sizes=sizes,
            n_samples=objective.n_samples,
            param_names=["θ"] if objective.n_params == 1 else ["θ₀", "θ₁"],
            start=start,
            key=key_of(objective, sizes),
            palettes=stages.palettes(),
            counts=[
                "step",
                *(["epoch", "samples_seen"] if objective.n_samples > 1 else []),
                "seconds",
            ],
            is_random=min(sizes) < objective.n_samples,
            can_fan=min(sizes) < objective.n_samples,
            seconds_per_update=runs.seconds_per_update(objective, start, sizes),
            **fit_traits(objective),
            **traits,
        )

    def open(self):
        """Compute the runs, then let the page know: it gets everything in one message."""
        if self._runs_of is None:
            self._refresh()
            self.step = int(self.sweep.steps[self.batch_size_index][-1])
        super().open()

    @property
    def learning_rate(self):
        """η of the run on the screen."""
        return self.learning_rates[self.learning_rate_index]

    @learning_rate.setter
    def learning_rate(self, value):
        self.learning_rate_index = nearest("learning_rate", self.learning_rates, value)

    @property
    def batch_size(self):
        """b of the run on the screen."""
        return self.batch_sizes[self.batch_size_index]

    @batch_size.setter
    def batch_size(self, value):
        self.batch_size_index = nearest("batch_size", self.batch_sizes, value)

    def run(self):
        """Return the run on the screen as a `Trajectory`, exact and with its mini-batches."""
        limit = self.budget
        if "n_epochs" not in limit:
            limit = {"max_steps": int(self.sweep.steps[self.batch_size_index][-1])}
        return gradient_descent(
            self.objective,
            self.start,
            learning_rate=self.learning_rate,
            batch_size=self.batch_size,
            seed=self.seed,
            record_rows=True,
            record_loss=True,
            **limit,
            **self.descent,
        )

    def save(self, path):
        """Write what is on the screen to a file.

        Parameters
        ----------
        path : str or Path
            Ending in .png (a picture), .gif or .mp4 (the run, played) or .html (one page with
            sliders and play bar that needs no network and no Python).

        Raises
        ------
        ValueError
            If the suffix is none of these.
        """
        from gdviz.widgets import saving

        saving.save(self, path)

    def draw_all_stages(self):
        """Draw the stage for both themes, so that the page can switch without a kernel."""
        self._publish(self._draw(set(stages.THEMES) - self._drawn))

    def _repr_mimebundle_(self, **kwargs):
        from gdviz.widgets import saving

        bundle = super()._repr_mimebundle_(**kwargs)
        if bundle is None:
            return None
        data, metadata = bundle
        return {**data, "image/png": saving.png(self)}, metadata

    @traitlets.validate("start")
    def _check_start(self, proposal):
        return check_params(self.objective, proposal.value).tolist()

    @traitlets.observe("start", "seed", "show_fan", "theme", "asked_theme", "asked")
    def _answer(self, change):
        if self._runs_of is not None:
            self._refresh()

    def _refresh(self):
        """Bring runs, fan and stage up to what the traits ask for, in one message."""
        new = {"answered": self.asked}
        wanted = (self.start, self.seed)
        if wanted != self._runs_of:
            new |= self._new_runs()
        has_fan = new.get("fan_positions", self.fan_positions)
        if self.show_fan and not has_fan:
            new |= self._new_fan(new.get("bank", self.bank))
        new |= self._draw(self._wanted_themes() - self._drawn)
        self._runs_of = wanted
        self._publish(new)

    def _publish(self, traits):
        with self.hold_sync():
            for name, value in traits.items():
                self.set_trait(name, value)

    def _new_runs(self):
        rates, sizes = self.learning_rates, self.batch_sizes
        n_records = runs.most_records(self.objective.n_params, len(rates), sizes, self.n_samples)
        self.sweep = self._sweep((self.seed,), n_records)
        window = self.window or stages.window_for(self.objective, self.start, self.sweep)
        window = stages.including(window, self.start)
        if window != self.window or not self._drawn:
            self.window = window
            self.loss_window = stages.loss_window(self.objective, window, self.sweep)
            self._redraw, self._drawn = self._drawn, set()
        order = {name: value for name, value in self.descent.items() if name != "optimizer"}
        traits = runs.pack(self.objective, self.sweep, window, seed=self.seed, order=order)
        traits["bank"]["version"] = self.bank.get("version", 0) + 1
        return traits | {"fan_positions": b""}

    def _new_fan(self, layout):
        seeds = range(self.seed + 1, self.seed + 1 + FAN_SEEDS)
        positions, more = runs.pack_fan(self._sweep(seeds, FAN_RECORDS), self.window)
        return {"fan_positions": positions, "bank": {**layout, **more}}

    def _sweep(self, seeds, n_records):
        return sweep(
            self.objective,
            self.start,
            learning_rates=self.learning_rates,
            batch_sizes=self.batch_sizes,
            seeds=seeds,
            max_records=max(2, n_records),
            **self.budget,
            **self.descent,
        )

    def _wanted_themes(self):
        if self.asked_theme:
            Explorer.usual_theme = self.asked_theme
        chosen = self.asked_theme or (Explorer.usual_theme if self.theme == "auto" else self.theme)
        return {chosen} | self._redraw

    def _draw(self, themes):
        traits = {}
        for theme in themes:
            traits |= stages.draw_stage(self.objective, self.window, self.loss_window, theme)
        self._drawn |= themes
        return traits


def nearest(name, values, wanted):
    """Return the index of the value nearest to ``wanted``, which must lie in their range."""
    if not values[0] <= wanted <= values[-1]:
        raise ValueError(f"{name} must be between {values[0]} and {values[-1]}. Got {wanted}.")
    return int(np.argmin(np.abs(np.array(values) - wanted)))


def key_of(objective, sizes):
    """Return what the legend names: (mark, text) pairs."""
    if objective.n_params == 1:
        return [["path", "θ"], ["tangent", "tangent, slope J′(θ)"], ["step", "step −η J′(θ)"]]
    if len(sizes) == 1:
        return [["path", "path of θ"], ["all", "−∇J"]]
    marks = [["path", "path of θ"], ["batch", "−∇J of the next mini-batch"]]
    rows = [["rows", "its samples"]] if is_drawable(objective) else []
    return [*marks, ["all", "−∇J of all data"], *rows]


def fit_traits(objective):
    """Return the traits that let the page draw the model's output: x and features along it."""
    if not is_drawable(objective):
        return {}
    is_curved = not np.allclose(*outputs(objective))
    x, _ = fitted_line(objective, np.zeros(objective.n_params), 81 if is_curved else 2)
    columns = [x, np.ones_like(x), x] if has_bias(objective.X) else [x, x]
    grid = np.stack(columns, axis=1).astype("<f4")
    return {"fit": grid.tobytes(), "fit_is_logistic": bool(is_curved)}


def outputs(objective):
    """Return the model's output for ones as params, and what a linear model would put out."""
    params = np.ones(objective.n_params)
    return objective.predict(params, objective.X[:9]), objective.X[:9] @ params
