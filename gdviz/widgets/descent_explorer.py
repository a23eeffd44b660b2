"""`Explorer`: learning rate and batch size to play with, on one objective."""

import traitlets

from gdviz.checks import check_objective
from gdviz.descent import gradient_descent, sweep
from gdviz.plots.stage import draw_data
from gdviz.plots.window import known_minimum
from gdviz.widgets import advice, knobs, pack, rates, stages
from gdviz.widgets.fits import batch_loss_factor, pack_fit, shows_data
from gdviz.widgets.legends import legend_of, more_of
from gdviz.widgets.lit import pack_lit
from gdviz.widgets.player import Checked, check_flag, synced
from gdviz.widgets.steps import is_plain
from gdviz.widgets.typed import Typed
from gdviz.words import _


def descent_explorer(
    objective,
    params=None,
    *,
    learning_rates=None,
    batch_sizes=None,
    learning_rate=None,
    batch_size=None,
    n_steps=None,
    n_epochs=None,
    n_samples_seen=None,
    optimizer=None,
    shuffle=True,
    replace=False,
    drop_last=False,
    seed=0,
    window=None,
    step=None,
    show_future=True,
):
    """Play with learning rate and batch size: path, data and fit, loss curve.

    Parameters
    ----------
    objective : object
        With one or two parameters.
    params : array_like of shape (n_params,), optional
        θ₀, the start. By default zeros, or the upper left of a surface.
    learning_rates : array_like of float, optional
        The values of the η slider, increasing, above 0. By default 30 from slow to past the limit.
    batch_sizes : array_like of int, optional
        The values of the b slider, increasing. By default 1, 2, 4, … N.
    learning_rate, batch_size : float and int, optional
        Where the sliders stand at first; a value between theirs is among them.
    n_steps, n_epochs, n_samples_seen : int, optional
        The budget of every run, at most one of: updates, passes, samples read. Default: 200
        updates.
    optimizer : Optimizer, optional
        Default: `sgd`. The red zone is shown for `sgd` only, whose limit 2/λ_max is.
    shuffle, replace, drop_last : bool
        As in `minibatches`.
    seed : int
        Source of the random order.
    window : pairs ((low, high), (low, high)), optional
        The part of parameter space to show.
    step : int, optional
        The update that is shown at first. Default: the last one; 0 where the rest is hidden.
    show_future : bool
        Whether what comes after the update on the screen is seen. Say False where a class is to
        guess how a run goes on.

    Returns
    -------
    Explorer

    Raises
    ------
    ValueError
        If the objective has more than two parameters, or an argument is out of its range.

    Notes
    -----
    A run counts as diverged from the update on after which its loss is not finite, or stays above
    the limit of `gdviz.descent.divergence`, which holds for ``run()`` as well.

    Examples
    --------
    >>> import gdviz as gd
    >>> surface = gd.objectives.bowl()
    >>> explorer = descent_explorer(surface, [-2.0, 2.0], learning_rates=[0.1, 0.5], n_steps=10)
    >>> explorer
    Explorer(2 runs)
    >>> explorer.learning_rate = 0.5
    >>> explorer.run()
    Trajectory(10 updates, loss 7.629e-06, stopped by 'max_steps')
    """
    if check_objective(objective).n_params > 2:
        raise ValueError(
            _(
                "objective must have one or two parameters to be drawn. Got {given}; a larger "
                "one needs its own picture, see gdviz.plots."
            ).format(given=objective.n_params)
        )
    start = knobs.start_of(objective, params)
    limit = rates.stable_limit(objective, optimizer)
    sizes = knobs.size_slider(objective.n_samples, batch_sizes, batch_size, enters=True)
    limits = rates.batch_limits(objective, limit, sizes["batch_sizes"], replace=replace)
    return Explorer(
        objective,
        start,
        budget=knobs.budget(
            knobs.DEFAULT_STEPS, n_steps=n_steps, n_epochs=n_epochs, n_samples_seen=n_samples_seen
        ),
        descent={
            "optimizer": optimizer,
            **knobs.check_flags(shuffle=shuffle, replace=replace, drop_last=drop_last),
        },
        window=window,
        seed=seed,
        step=step,
        show_future=show_future,
        learning_rate_limit=limit,
        learning_rate_limits=limits,
        **sizes,
        **knobs.rate_slider(
            learning_rates,
            learning_rate,
            lambda: rates.default_rates(
                objective, start, limit, rates.N_RATES, optimizer=optimizer
            ),
            limit=limits[sizes["batch_size_index"]] or limit,
            enters=True,
        ),
    )


class Explorer(Typed):
    """One objective, all learning rates × batch sizes, and a picture of each run.

    ``learning_rate`` and ``batch_size`` choose a run by value; one that is not on the slider is
    computed, and from then on there.

    Attributes
    ----------
    learning_rates, batch_sizes : list
        The values of the sliders.
    show_batch_loss : bool
        Whether the mini-batch's own loss is drawn, where the page can compute it.
    show_fan : bool
        Whether the paths of 20 more seeds are drawn.

    Examples
    --------
    >>> import gdviz as gd
    >>> X, y = gd.datasets.line(40)
    >>> explorer = descent_explorer(gd.LeastSquares(gd.add_bias(X), y), batch_size=8)
    >>> explorer.learning_rate = 0.25
    >>> explorer.step, explorer.show_fan = 20, True
    >>> explorer.run()
    Trajectory(200 updates, loss 0.05192, stopped by 'max_steps')
    """

    budget = _said = _lit = _lit_for = None

    batch_loss_factor = synced(traitlets.Float(None, allow_none=True))
    slopes = synced(traitlets.Bytes())
    lit = synced(traitlets.Bytes())
    fit = synced(traitlets.Bytes())
    learning_rate_limits = synced(traitlets.List())
    show_batch_loss = Checked(False, check_flag)

    def __init__(self, objective, start, *, budget, descent, window, **traits):
        self.budget, self.descent = budget, descent
        sizes = traits["batch_sizes"]
        has_data, is_random = objective.n_samples > 1, min(sizes) < objective.n_samples
        factor = batch_loss_factor(objective, descent["replace"]) if is_random else None
        super().__init__(
            objective,
            start,
            window=window,
            counts=["step", *(["epoch", "samples_seen"] if has_data else []), "seconds"],
            is_random=is_random,
            can_fan=is_random and objective.n_params == 2,  # on a curve all lie upon each other
            batch_loss_factor=factor,
            seconds_per_update=pack.seconds_per_update(objective, start, sizes),
            **traits,
        )

    @property
    def is_plain(self):
        """Whether an update is −η∇J_B, without a memory."""
        return is_plain(self.descent["optimizer"])

    def _legend(self):
        known = legend_of(self.objective, self.batch_sizes, is_plain=self.is_plain)
        return [*known, *more_of(self.objective)]

    @property
    def fit_is_logistic(self):
        """Whether the fit that is drawn is a sigmoid."""
        return self.packing.get("fit", {}).get("kind") == "logistic"

    def _run(self, which):
        limit = self.budget
        if "n_epochs" not in limit:
            limit = {"max_steps": int(self.sweep.steps[which["j"]][-1])}
        return gradient_descent(
            self.objective,
            which["start"],
            learning_rate=self.learning_rates[which["i"]],
            batch_size=self.batch_sizes[which["j"]],
            seed=which["seed"],
            record_rows=True,
            record_loss=True,
            **limit,
            **self.descent,
        )

    def _order(self):
        return {name: value for name, value in self.descent.items() if name != "optimizer"}

    def _more_on_screen(self):
        is_known = self.show_batch_loss and self.batch_loss_factor is not None
        return {
            **super()._more_on_screen(),
            "batch_loss": self.objective.loss if is_known else None,
        }

    def _new_runs(self):
        rates, sizes = self.learning_rates, self.batch_sizes
        optimizer = self.descent["optimizer"]
        n_records = pack.most_records(self.objective, len(rates), sizes, optimizer)
        is_seen = self.objective.n_params == pack.MOST_SEEN
        self.sweep = self._sweep((self.seed,), n_records, record_grads=is_seen)
        self._show_window(self._wanted_window())
        lit = self._packed_lit()
        new = pack.pack(self.objective, self.sweep, self.window, lit, is_plain=self.is_plain)
        fit, layout = pack_fit(self.objective, self.window)
        first, more = self._first_updates()
        layout = self._new_version({**new["packing"], **layout, **more})
        return {**new, **fit, **first, "packing": layout, "advice": self._advice()}

    def _packed_lit(self):
        """Return which samples light up: the same as before from another start."""
        asked = self.seed, [len(steps) for steps in self.sweep.steps]
        if self._lit_for != asked:
            self._lit = pack_lit(self.objective, self.sweep, seed=self.seed, order=self._order())
            self._lit_for = asked
        return self._lit

    def _sweep(self, seeds, n_records, n_whole=pack.N_WHOLE, *, record_grads=False):
        return sweep(
            self.objective,
            self.start,
            learning_rates=self.learning_rates,
            batch_sizes=self.batch_sizes,
            seeds=seeds,
            max_records=max(2, n_records),
            n_whole=n_whole,
            record_grads=record_grads,
            **self.budget,
            **self.descent,
        )

    def _fit_axes(self):
        best = known_minimum(self.objective)
        losses = self.sweep.loss
        self.loss_window = stages.loss_window(self.objective, self.window, losses, best)

    def _advice(self):
        """Return what is said of the data and of the runs."""
        if self._said is None:
            self._said = advice.of_data(self.objective, self.start)
        return " · ".join(filter(None, (self._said, advice.of_runs(self.objective, self.sweep))))

    def _wanted_window(self):
        """Return the window of the beginning, and with it the start of this moment."""
        return self._window_with(self._first_window) if self.sees_params else None

    @property
    def sees_params(self):
        """Whether the parameters can be drawn."""
        return self.objective.n_params <= pack.MOST_SEEN

    def _first_window(self):
        """Return a window that holds what is worth seeing, the start, and the end of the run."""
        i, j = self.learning_rate_index, self.batch_size_index
        path, loss = self.sweep.params[j][i, 0], self.sweep.loss[j][i, 0]
        window = stages.window_for(self.objective, self.start, self.sweep)
        return stages.including(window, self.start, *stages.ends([path], [loss]))

    def _panels(self, theme):
        panels = {"params": lambda ax: self._surface(ax, theme)}
        if shows_data(self.objective):
            panels["data"] = lambda ax: draw_data(self.objective, ax, theme)
        return {**panels, "loss": lambda ax: self._loss_curve(ax, theme)}
