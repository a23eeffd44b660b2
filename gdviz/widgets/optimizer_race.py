"""`Race`: several optimizers from one start, at the same learning rate."""

from collections.abc import Mapping
from functools import partial

import traitlets

from gdviz.checks import check_integer, check_objective, kind_of
from gdviz.descent import (
    Optimizer,
    adagrad,
    adam,
    gradient_descent,
    momentum,
    nesterov,
    rmsprop,
    sgd,
    sweep,
)
from gdviz.descent.batches import check_batch_size
from gdviz.plots import style
from gdviz.plots.window import known_minimum
from gdviz.widgets import advice, knobs, pack, rates, stages
from gdviz.widgets.filmed import Racing
from gdviz.widgets.player import check_index, index_of, refusing, synced
from gdviz.widgets.screen import Runner, Screen
from gdviz.words import N_, _

BYTES_A_RECORD = 6
DEPTH = 1e-17  # who rests and who does not is seen far below what anybody trains to
BETAS, BETA = (0, 0.5, 0.9, 0.95, 0.99), 0.9


def optimizer_race(
    objective,
    params=None,
    *,
    optimizers=None,
    learning_rates=None,
    betas=None,
    learning_rate=None,
    beta=None,
    batch_size=None,
    n_steps=knobs.DEFAULT_STEPS,
    seed=0,
    window=None,
):
    """Race optimizers from one start on one surface, at the same learning rate.

    Parameters
    ----------
    objective : object
        With two parameters.
    params : array_like of shape (2,), optional
        θ₀, the start. By default zeros, or the upper left of a surface.
    optimizers : dict, optional
        Name -> Optimizer, or name -> function of β that makes one. By default plain gradient
        descent, momentum, Nesterov, AdaGrad, RMSprop and Adam, where β is the momentum (Adam's
        β₁), and the other settings are the usual ones.
    learning_rates : array_like of float, optional
        The values of the η slider, increasing, above 0. By default 20, up to past the limit.
    betas : array_like of float, optional
        The values of the β slider, increasing, in [0, 1). Default: 0, 0.5, 0.9, 0.95, 0.99.
    learning_rate, beta : float, optional
        Where the sliders stand at first; the nearest value is taken. Default of β: 0.9.
    batch_size : int, optional
        b of all runs. Default: all data.
    n_steps : int
        Updates of every run.
    seed : int
        Source of the random order of the samples.
    window : pairs ((low, high), (low, high)), optional
        The part of parameter space to show.

    Returns
    -------
    Race
        Its ``run()`` is a dict of name to `Trajectory`.

    Raises
    ------
    ValueError
        If the objective has another number of parameters than two, or an argument is out of range.

    Examples
    --------
    >>> import gdviz as gd
    >>> race = optimizer_race(gd.objectives.ravine(), [-2.0, 2.0], n_steps=50)
    >>> race
    Race(plain, momentum, Nesterov, AdaGrad, RMSprop, Adam)
    """
    if check_objective(objective).n_params != 2:
        raise ValueError(
            _("objective must have two parameters. Got {given}.").format(given=objective.n_params)
        )
    start = knobs.start_of(objective, params)
    limit = rates.stable_limit(objective, None)
    racers = default_racers() if optimizers is None else check_racers(optimizers)
    n_steps = check_integer("n_steps", n_steps, low=1)
    betas = knobs.check_betas(BETAS if betas is None else betas)
    made_now = [made(racer, betas[-1]) for racer in racers.values()]
    usual = partial(
        rates.race_rates, objective, start, limit, rates.N_RACE_RATES, made_now, n_steps
    )
    return Race(
        objective,
        start,
        racers,
        sampling={"batch_size": check_batch_size(batch_size, objective.n_samples)},
        n_steps=n_steps,
        seed=seed,
        window=window,
        betas=betas,
        beta_index=knobs.initial("beta", betas, beta, BETA),
        **knobs.rate_slider(learning_rates, learning_rate, usual, limit=limit),
    )


def default_racers():
    """Return the optimizers of a race: name -> Optimizer, or a function of β that makes one."""
    return {
        "plain": sgd(),
        "momentum": lambda beta: momentum(beta=beta),
        "Nesterov": lambda beta: nesterov(beta=beta),
        "AdaGrad": adagrad(),
        "RMSprop": rmsprop(),
        "Adam": lambda beta: adam(b1=beta),
    }


class Race(Racing):
    """Several optimizers on one surface, for all learning rates × momenta.

    ``learning_rate`` and ``beta`` choose by value (the nearest there is).

    Attributes
    ----------
    optimizers : dict of str to Optimizer or callable
        A callable makes the optimizer from β.
    """

    learning_rate = knobs.LEARNING_RATE
    beta = knobs.Knob(
        "betas", "beta_index", "β on the screen.", label=N_("momentum β"), short=N_("β = {value}")
    )
    optimizers = sampling = steps = None

    betas = synced(traitlets.List(traitlets.Float()))
    beta_index = index_of("betas")
    _check_beta = traitlets.validate("beta_index")(refusing(check_index))

    def __init__(self, objective, start, optimizers, *, sampling, n_steps, **traits):
        self.optimizers, self.sampling, self.n_steps = optimizers, sampling, n_steps
        super().__init__(
            objective,
            start,
            kind="race",
            title=_("Race of optimizers"),
            racers=list(optimizers),
            is_random=sampling["batch_size"] < objective.n_samples,
            can_pin=False,
            **traits,
        )

    def __repr__(self):
        return f"Race({', '.join(self.optimizers)})"

    def run(self):
        """Return the runs on the screen: a dict of name to `Trajectory`."""
        return {name: self._run(made(self.optimizers[name], self.beta)) for name in self.racers}

    def screen(self, theme):
        """Return what is on the screen."""
        return Screen(
            self.objective,
            [
                Runner(run, style.style_of(k, theme), name)
                for k, (name, run) in enumerate(self.run().items())
            ],
            step=self._shown_step(self.steps),
            x=self.x_axis,
            caption=self._caption(),
            show_future=self.show_future,
        )

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

    def _new_runs(self):
        sweeps = [one for optimizer in self.optimizers.values() for one in self._sweeps(optimizer)]
        paths = [one.params[0][:, 0] for one in sweeps]
        self.steps, self._losses = sweeps[0].steps[0], [one.loss[0] for one in sweeps]
        i, blocks = self.learning_rate_index, self._blocks()
        shown = blocks[self.beta_index :: len(self.betas)]
        ends = stages.ends([paths[k][i] for k in shown], [self._losses[k][i, 0] for k in shown])
        self._show_window(self._window_with(lambda: self._first_window(sweeps[0], ends)))
        new = pack.pack_paths(self.objective, paths, self._losses, self.window)
        counts = [len(self.steps)] * len(self.betas)
        layout = new["packing"] | {"n_records": counts, "blocks": blocks}
        clock = pack.joined(pack.clock(sweeps[0], 0) for _beta in self.betas)
        said = advice.of_data(self.objective, self.start)
        return {**new, "clock": clock, "packing": self._new_version(layout), "advice": said}

    def _first_window(self, runs, ends):
        return stages.including(stages.window_for(self.objective, self.start, runs), *ends)

    def _sweeps(self, optimizer):
        """Return the runs of one optimizer: a sweep for each β, or the only one without β."""
        if isinstance(optimizer, Optimizer):
            return [self._sweep(optimizer)]
        return [self._sweep(optimizer(beta)) for beta in self.betas]

    def _blocks(self):
        """Return which of all sweeps belongs to each racer and β."""
        blocks, n_before = [], 0
        for optimizer in self.optimizers.values():
            n_own = 1 if isinstance(optimizer, Optimizer) else len(self.betas)
            blocks += [n_before + k % n_own for k in range(len(self.betas))]
            n_before += n_own
        return blocks

    def _sweep(self, optimizer):
        n_runs = (self._blocks()[-1] + 1) * len(self.learning_rates)
        return sweep(
            self.objective,
            self.start,
            learning_rates=self.learning_rates,
            batch_sizes=[self.sampling["batch_size"]],
            seeds=[self.seed],
            n_steps=self.n_steps,
            optimizer=optimizer,
            max_records=max(2, pack.MOST_BYTES // (BYTES_A_RECORD * n_runs)),
            n_whole=pack.N_WHOLE,
        )

    def _fit_axes(self):
        best = known_minimum(self.objective)
        self.loss_window = stages.loss_window(
            self.objective, self.window, self._losses, best, depth=DEPTH
        )

    def _panels(self, theme):
        return {
            "params": lambda ax: self._surface(ax, theme),
            "loss": lambda ax: self._loss_curve(ax, theme),
        }


def check_racers(optimizers):
    """Return the racers as a dict, if each is an Optimizer or a function that makes one."""
    racers = dict(optimizers) if isinstance(optimizers, Mapping) else {}
    if not racers:
        raise ValueError(
            _(
                "optimizers must be a dict, name -> Optimizer or function of β, with at least "
                "one. Got {given}."
            ).format(given=kind_of(optimizers))
        )
    return {name: check_racer(name, racer) for name, racer in racers.items()}


def check_racer(name, racer):
    """Return the racer, if it is an Optimizer or makes one from β."""
    try:
        is_racer = isinstance(made(racer, BETA), Optimizer)
    except TypeError:
        is_racer = False
    if not is_racer:
        hint = _(": write gd.adam(), with parentheses") if callable(racer) else ""
        raise ValueError(
            _(
                "optimizers[{name!r}] must be an Optimizer, or a function of β that makes "
                "one{hint}. Got {given}."
            ).format(name=name, hint=hint, given=kind_of(racer))
        )
    return racer


def made(optimizer, beta):
    """Return the optimizer itself, or what the function of β makes."""
    return optimizer(beta) if callable(optimizer) else optimizer
