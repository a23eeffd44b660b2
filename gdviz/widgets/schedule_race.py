"""`ScheduleRace`: several schedules of the learning rate from one start, and their runs."""

import functools
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from gdviz.checks import check_integer, check_objective, kind_of
from gdviz.descent import schedules, sweep
from gdviz.plots import style
from gdviz.plots.marks import disk
from gdviz.widgets import knobs, pack, rates, stages
from gdviz.widgets.filmed import Racing
from gdviz.widgets.screen import Runner, Screen
from gdviz.words import N_, _

N_RATES, N_SEEDS, N_RECORDS = 12, 20, 101
HIGHEST = 1e12


def schedule_race(
    objective,
    params=None,
    *,
    shapes=None,
    learning_rates=None,
    batch_sizes=None,
    learning_rate=None,
    batch_size=None,
    n_steps=1000,
    seed=0,
    window=None,
):
    """Race schedules: their curves η(t)/η₀, their paths, and their loss.

    The η slider sets η₀. Paths are those of one seed, losses the median over 20. With the same
    seed all schedules see the same batches.

    Parameters
    ----------
    objective : object
        With two parameters.
    params : array_like of shape (2,), optional
        θ₀, where all start. By default zeros, or the upper left of a surface.
    shapes : dict of str to callable, optional
        Name -> schedule step -> η/η₀. By default `usual_shapes`.
    learning_rates : array_like of float, optional
        The values of η₀, increasing, above 0. By default 12, up to past the limit.
    batch_sizes : array_like of int, optional
        The values of the b slider, increasing. By default 1, 4, 16, … N.
    learning_rate, batch_size : float and int, optional
        Where the sliders stand at first; the nearest value is taken.
    n_steps : int
        Updates of every run.
    seed : int
        Source of the random order of the samples: the first of 20.
    window : pairs ((low, high), (low, high)), optional
        The part of parameter space to show.

    Returns
    -------
    ScheduleRace
        Its ``run()`` is a dict of name to a list of `Trajectory`, for `gdviz.plots.compare`.

    Raises
    ------
    ValueError
        If the objective has another number of parameters than two, or an argument is out of range.

    Notes
    -----
    The loss curve shows the excess J − J* where the objective knows its ``minimum``, else J. A
    schedule can lead back from far outside, so a run counts as diverged only once its loss is
    10¹² times that at the start.

    Examples
    --------
    >>> import gdviz as gd
    >>> X, y = gd.datasets.line(100)
    >>> schedule_race(gd.LeastSquares(gd.add_bias(X), y), n_steps=50)
    ScheduleRace(constant, step, 1/t, exponential, cosine, warm-up)
    """
    if check_objective(objective).n_params != 2:
        raise ValueError(
            _("objective must have two parameters. Got {given}.").format(given=objective.n_params)
        )
    n_steps = check_integer("n_steps", n_steps, low=1)
    shapes = usual_shapes(n_steps) if shapes is None else check_shapes(shapes)
    start = knobs.start_of(objective, params)
    limit = rates.stable_limit(objective, None)
    usual = knobs.default_sizes(objective.n_samples)[::2]
    return ScheduleRace(
        objective,
        start,
        shapes,
        n_steps=n_steps,
        window=window,
        seed=seed,
        learning_rate_limit=limit,
        **knobs.rate_slider(
            learning_rates,
            learning_rate,
            lambda: rates.default_rates(objective, start, limit, N_RATES),
            limit=limit,
        ),
        **knobs.size_slider(objective.n_samples, batch_sizes, batch_size, default=4, usual=usual),
    )


def check_shapes(shapes):
    """Return the schedules as a dict of name -> step -> η/η₀."""
    if not (isinstance(shapes, Mapping) and shapes):
        raise ValueError(
            _(
                "shapes must hold at least one schedule, name -> function of the step. Got {given}."
            ).format(given=kind_of(shapes) if shapes else "none")
        )
    return {name: schedules.learning_rate_schedule(shape) for name, shape in shapes.items()}


def usual_shapes(n_steps):
    """Return the six common schedules over ``n_steps`` updates, from η/η₀ = 1: a dict by name."""
    cosine = schedules.cosine(1.0, n_steps=n_steps)
    return {
        "constant": schedules.constant(1.0),
        "step": schedules.step_decay(1.0, factor=0.3, every=-(-n_steps // 5)),
        "1/t": schedules.inverse_time(1.0, half_life=n_steps / 20),
        "exponential": schedules.exponential(1.0, rate=5 / n_steps),
        "cosine": cosine,
        "warm-up": schedules.warmup(cosine, n_steps=-(-n_steps // 10)),
    }


class ScheduleRace(Racing):
    """Several schedules on one objective, for all η₀ × batch sizes.

    ``learning_rate`` (η₀) and ``batch_size`` choose by value (the nearest there is).

    Attributes
    ----------
    shapes : dict of str to callable
        step -> η/η₀.
    """

    learning_rate = knobs.Knob(
        "learning_rates",
        "learning_rate_index",
        "η₀ of the runs on the screen.",
        label=N_("learning rate η₀"),
        short=N_("η₀ = {value}"),
    )
    batch_size = knobs.BATCH_SIZE
    shapes = best = sweep = None
    _losses = ()

    def __init__(self, objective, start, shapes, *, n_steps, **traits):
        self.shapes, self.n_steps = shapes, n_steps
        self.best = getattr(objective, "minimum", None)
        super().__init__(
            objective,
            start,
            kind="schedules",
            title=_("Race of schedules"),
            racers=list(shapes),
            counts=["step", *(["epoch", "samples_seen"] if objective.n_samples > 1 else [])],
            is_random=traits["batch_sizes"][0] < objective.n_samples,
            can_pin=False,
            **traits,
        )

    def __repr__(self):
        return f"ScheduleRace({', '.join(self.shapes)})"

    def run(self):
        """Return what is on the screen: a dict of name to a list of `Trajectory`, one a seed.

        The first is the one whose path is drawn. Long runs are thinned as the picture is.
        """
        j = self.batch_size_index
        return {
            name: [self._trajectory(racer, j, k) for k in range(N_SEEDS)]
            for racer, name in enumerate(self.shapes)
        }

    def screen(self, theme):
        """Return what is on the screen: of each racer a path, and the median loss of all seeds."""
        return Screen(
            self.objective,
            [
                Runner(self._shown(k), style.style_of(k, theme), name)
                for k, name in enumerate(self.shapes)
            ],
            step=self._shown_step(self.sweep.steps[0]),
            x=self.x_axis,
            caption=self._caption(),
            show_future=self.show_future,
            more={"moving": {"schedule": [self._marks]}},
        )

    def _shown(self, racer):
        """Return the run whose path is drawn, with the loss that the curve shows."""
        i, j = self.learning_rate_index, self.batch_size_index
        first = racer * len(self.learning_rates) + i
        step, epoch, samples_seen = pack.clock(self.sweep, j).T
        return replace(
            self.sweep.trajectory(first, j),
            params=self.sweep.params[j][first, 0],
            loss=self._losses[racer * len(self.batch_sizes) + j][i, 0],
            step=step.astype(int),
            epoch=epoch,
            samples_seen=samples_seen,
        )

    def _marks(self, ax, screen, theme):
        """Mark on the curves of the schedules where the time is."""
        colors = [runner.looks["color"] for runner in screen.runners]
        marks = [ax.plot([], [], "o", **disk(color, theme))[0] for color in colors]
        line = ax.axvline(0, color=theme.text, linewidth=1.5, alpha=0.55)

        def move(record):
            step = int(screen.longest.step[record])
            line.set_xdata([step, step])
            for mark, shape in zip(marks, self.shapes.values()):
                mark.set_data([step], [shape(step)])
            return [line, *marks]

        return move

    def _trajectory(self, racer, j, k):
        """Return one run of the sweep with the rates that it had."""
        i = racer * len(self.learning_rates) + self.learning_rate_index
        run = self.sweep.trajectory(i, j, k)
        shape = list(self.shapes.values())[racer]
        rates = [self.learning_rate * shape(step - 1) for step in run.step[1:].tolist()]
        return replace(run, learning_rate=np.array([np.nan, *rates]))

    def _new_runs(self):
        self.sweep = self._sweep()
        paths = self._by_racer(self.sweep.params)
        self._losses = [self._height(loss) for loss in self._by_racer(self.sweep.loss)]
        first = functools.partial(stages.window_for, self.objective, self.start, self.sweep)
        self._show_window(self._window_with(first))
        of_first = [path[:, 0] for path in paths]
        new = pack.pack_paths(self.objective, of_first, self._losses, self.window)
        steps = self.sweep.steps[0].tolist()
        layout = new["packing"] | {
            "n_records": [len(steps)] * len(self.batch_sizes),
            "diverged_above": np.finfo(float).max,  # `_height` has marked them
            "schedules": [[shape(step) for step in steps] for shape in self.shapes.values()],
        }
        clock = pack.joined(pack.clock(self.sweep, j) for j in range(len(self.batch_sizes)))
        return {**new, "clock": clock, "packing": self._new_version(layout)}

    def _sweep(self):
        """Return all runs; each learning rate of the sweep is one η₀ of one schedule."""
        n_rates, shapes = len(self.learning_rates), list(self.shapes.values())
        return sweep(
            self.objective,
            self.start,
            learning_rates=self.learning_rates * len(shapes),
            batch_sizes=self.batch_sizes,
            seeds=range(self.seed, self.seed + N_SEEDS),
            n_steps=self.n_steps,
            optimizer=schedules.follow(
                lambda step: np.repeat([shape(step) for shape in shapes], n_rates)[:, None]
            ),
            max_records=N_RECORDS,
            n_whole=pack.N_WHOLE,
        )

    def _by_racer(self, arrays):
        """Return, racer after racer, the part of each batch size's array that is the racer's."""
        parts = [np.split(array, len(self.shapes)) for array in arrays]
        return [part for of_racer in zip(*parts) for part in of_racer]

    def _height(self, loss):
        """Return what the loss curve shows: the median over the seeds of J − J*, or of J."""
        known = np.where(loss < HIGHEST * abs(loss.flat[0]), loss, np.inf)
        median = np.median(known, axis=1, keepdims=True)
        return median if self.best is None else (median - self.best).clip(min=0)

    def _fit_axes(self):
        known = [np.where(np.isfinite(loss), loss, np.nan) for loss in self._losses]
        self.loss_window = stages.loss_window(self.objective, self.window, known)

    def _panels(self, theme):
        return {
            "schedule": lambda ax: draw_shapes(ax, self.shapes, self.n_steps, theme),
            "params": lambda ax: self._surface(ax, theme),
            "excess": lambda ax: self._draw_excess(ax, theme),
        }

    def _draw_excess(self, ax, theme):
        self._loss_axes(ax, theme)
        style.title(ax, _("{n}-seed median").format(n=N_SEEDS), theme)
        if self.best is not None:
            ax.set(ylabel="J(θ) − J*")


def draw_shapes(ax, shapes, n_steps, theme):
    """Draw η/η₀ of each schedule over its updates."""
    style.dress(ax, theme)
    style.title(ax, _("Schedules"), theme)
    for k, shape in enumerate(shapes.values()):
        heights = [shape(step) for step in range(n_steps + 1)]
        ax.plot(heights, linewidth=style.LINE, zorder=3 - 0.1 * k, **style.style_of(k, theme))
    ax.set(xlabel=_("updates"), ylabel="η/η₀", xlim=(-0.03 * n_steps, 1.03 * n_steps))
    ax.set(ylim=(-0.04 * ax.get_ylim()[1], 1.04 * ax.get_ylim()[1]))
    ax.locator_params(axis="x", nbins=min(5, int(ax.bbox.width // 45)))
