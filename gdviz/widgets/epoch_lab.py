"""`epoch_lab`: the details of an epoch that most descriptions leave out, each as a switch."""

from dataclasses import replace
from functools import partial

import numpy as np
import traitlets

from gdviz.checks import as_features, check_features, check_integer, check_targets
from gdviz.datasets import add_bias
from gdviz.descent import gradient_descent
from gdviz.descent.batches import epochs
from gdviz.objectives import LeastSquares
from gdviz.objectives.stacks import loss_many
from gdviz.plots import style
from gdviz.plots.curves import X_LABELS
from gdviz.plots.marks import disk
from gdviz.widgets import knobs, marks, one_epoch, pack, picture, rates, stages
from gdviz.widgets.interactive import Interactive
from gdviz.widgets.player import check_index, index_of, refusing, synced
from gdviz.words import N_, _

RATES, SIZES = (0.03, 0.1, 0.2, 0.5, 1.0, 1.4), (4, 10, 16, 30, 60, 100)
COUNTS = ("step", "epoch", "samples_seen")
MOST_ROWS, N_SEEDS, N_RECORDS = 400, 20, 101
HIGHEST = 1e9  # of the excess: a run that is higher has left
FOOT = 0.08  # of the strip, below its zero: which row it is
DEEPEST = 1e-7


def epoch_lab(
    X,
    y,
    params=None,
    *,
    learning_rates=RATES,
    batch_sizes=None,
    learning_rate=None,
    batch_size=None,
    order=one_epoch.DRAWN,
    drawing=one_epoch.RESHUFFLED,
    last=one_epoch.KEPT,
    n_epochs=10,
    seed=0,
    window=None,
):
    """Fit a line with every silent detail of an epoch on a switch, and see what each one does.

    The strip shows the rows of the present epoch in the order in which they are read, colored by
    their y, as high as each one weighs in its update.

    Parameters
    ----------
    X : array_like of shape (n_samples, 1)
    y : array_like of shape (n_samples,)
        At most 400 rows: each one is a bar.
    params : array_like of shape (2,), optional
        θ₀, bias and slope. By default zeros.
    learning_rates, batch_sizes : array_like, optional
        The values of the sliders, increasing. Batch sizes are by default 4, 10, 16, 30, 60, 100
        and N, as far as they are not above N.
    learning_rate, batch_size : float and int, optional
        Where the sliders stand at first; the nearest value is taken.
    order : str
        How the rows lie: "as drawn", "sorted by x" or "sorted by y".
    drawing : str
        How an epoch reads them: "fixed" (as they lie), "reshuffled" or "with replacement".
    last : str
        What becomes of a short last batch: "kept" (its mean is a step like any other), "dropped",
        or "divided by b", its sum over b as if it were full.
    n_epochs : int
    seed : int
        Source of the random order: the first of 20.
    window : pairs ((low, high), (low, high)), optional
        The part of parameter space to show.

    Returns
    -------
    EpochLab

    Raises
    ------
    ValueError
        If X has not one column, there are more than 400 rows, or an argument is out of its range.

    Examples
    --------
    >>> import gdviz as gd
    >>> lab = epoch_lab(*gd.datasets.line(40), batch_sizes=[15, 40], n_epochs=2)
    >>> lab
    EpochLab(324 runs)
    >>> lab.last = "dropped"
    >>> lab.batch_size = 15
    >>> int(lab.run().step[-1])  # two batches an epoch, and ten rows that nobody reads
    4
    """
    X = as_features(check_features(X), 1)
    y = check_targets(y, len(X))
    check_integer("n_samples", len(X), low=2, high=MOST_ROWS)
    if batch_sizes is None:
        batch_sizes = sorted({min(b, len(X)) for b in (*SIZES, len(X))})
    objective = LeastSquares(add_bias(X), y)
    limit = rates.stable_limit(objective, None)
    switches = {"order": order, "drawing": drawing, "last": last}
    lab = EpochLab(
        objective,
        knobs.start_of(objective, params),
        n_epochs=check_integer("n_epochs", n_epochs),
        seed=seed,
        window=window,
        learning_rate_limit=limit,
        **knobs.rate_slider(learning_rates, learning_rate, lambda: RATES, limit=limit),
        **knobs.size_slider(len(X), batch_sizes, batch_size, default=30),
    )
    for name, value in switches.items():
        setattr(lab, name, value)
    return lab


class EpochLab(Interactive):
    """The same line fit for every learning rate × batch size × order × drawing × last batch.

    ``learning_rate`` and ``batch_size`` choose by value (the nearest there is); ``order``,
    ``drawing`` and ``last`` by name.

    Attributes
    ----------
    excess : list of ndarray
        J − J* at the records of each setting but the learning rate, (n_rates, n_seeds, n_records);
        where nothing is random there is one seed.
    """

    orders = synced(traitlets.List(list(one_epoch.ORDERS)))
    drawings = synced(traitlets.List(list(one_epoch.DRAWINGS)))
    lasts = synced(traitlets.List(list(one_epoch.LASTS)))
    order_index = index_of("orders")
    drawing_index = index_of("drawings")
    last_index = index_of("lasts")
    rows = synced(traitlets.List())  # of each order: the rows as they lie
    draws = synced(traitlets.List())  # of each drawing: the places that each epoch reads
    shades = synced(traitlets.List())  # of each row: the rank of its y, from 0 to 1
    tail_weights = synced(traitlets.List())  # of b and last: of a row in a short last batch, × b

    batch_size = knobs.BATCH_SIZE
    learning_rate = knobs.LEARNING_RATE
    order = knobs.Switch(
        "orders",
        "order_index",
        "How the rows lie.",
        label=N_("rows"),
        short=N_("rows {value}"),
    )
    drawing = knobs.Switch(
        "drawings",
        "drawing_index",
        "How an epoch reads them.",
        label=N_("each epoch"),
        short=N_("{value}"),
    )
    last = knobs.Switch(
        "lasts",
        "last_index",
        "What becomes of a short last batch.",
        label=N_("short last batch"),
        short=N_("last batch {value}"),
    )
    n_more_rows = 4
    n_epochs = paths = excess = times = _ghost = None

    _check_switch = traitlets.validate("order_index", "drawing_index", "last_index")(
        refusing(check_index)
    )

    def __init__(self, objective, start, *, n_epochs, **traits):
        self.n_epochs = n_epochs
        n = objective.n_samples
        super().__init__(
            objective,
            start,
            kind="epoch",
            title=_("Epoch lab"),
            racers=["seed", "median"],
            counts=list(COUNTS),
            x_axis="epoch",
            is_random=True,
            drawing_index=one_epoch.DRAWINGS.index(one_epoch.RESHUFFLED),
            rows=[one_epoch.lying(objective, order).tolist() for order in one_epoch.ORDERS],
            shades=(objective.y.argsort().argsort() / (n - 1)).tolist(),
            tail_weights=[
                [one_epoch.tail_weight(n, b, last) for last in one_epoch.LASTS]
                for b in traits["batch_sizes"]
            ],
            **traits,
        )

        self.palettes = {
            name: colors | {"ramp": one_epoch.ramp(stages.THEMES[name])}
            for name, colors in self.palettes.items()
        }

    def __repr__(self):
        return f"EpochLab({len(self.learning_rates) * self._n_settings()} runs)"

    def _legend(self):
        return [
            (marks.racer(0), _("this seed")),
            (marks.racer(1), _("median of {n} seeds").format(n=N_SEEDS)),
            (marks.FRAME, _("the next batch")),
            (marks.RAMP, _("rows, by their y from low to high")),
        ]

    def _words(self):
        sentence = _("epoch {epoch}: {unread} of {n} rows not read in it, {never} in none so far")
        return {**super()._words(), "epoch_lab": sentence}

    def run(self):
        """Return the run on the screen; its rows are places in the order that was chosen."""
        divisor = self.batch_size if self.last == one_epoch.BY_B else None
        run = gradient_descent(
            one_epoch.fit(self.objective, self.order, divisor),
            self.start,
            learning_rate=self.learning_rate,
            batch_size=self.batch_size,
            n_epochs=self.n_epochs,
            seed=self.seed,
            record_rows=True,
            record_loss=False,
            **one_epoch.reading(self.drawing, self.last),
        )
        with np.errstate(over="ignore", invalid="ignore"):
            return replace(run, loss=loss_many(self.objective, run.params))

    def _n_settings(self):
        return len(self.batch_sizes) * len(one_epoch.SETTINGS)

    def _grid(self):
        return len(self.learning_rates), self._n_settings()

    @traitlets.observe("pinned")
    def _pin(self, change):
        """Keep the run that is pinned, whatever start and seed come later."""
        i, j = self.pinned or (0, 0)
        run = self.paths[j][i], self.excess[j][i, 0], self.times[j]
        self._ghost = run if self.pinned else None

    def _last_step(self):
        return int(self._steps()[-1]) if self.packing else None

    def _setting(self):
        """Return the position of the setting on the screen among those of `excess`."""
        here = one_epoch.SETTINGS.index((self.order, self.drawing, self.last))
        return self.batch_size_index * len(one_epoch.SETTINGS) + here

    def _new_runs(self):
        """Compute every setting; where all batches are full, there is no short last one."""
        seeds = range(self.seed, self.seed + N_SEEDS)
        budget = {"n_epochs": self.n_epochs, "max_records": N_RECORDS, "record_loss": False}
        grid = {"learning_rates": self.learning_rates, **budget}
        found = {}
        for setting in one_epoch.SETTINGS:
            some = one_epoch.sizes_that_differ(self.batch_sizes, len(self.rows[0]), setting[-1])
            start = self.objective, self.start
            found |= one_epoch.swept(*start, *setting, some, seeds=seeds, **grid)
        names = [(b, *setting) for b in self.batch_sizes for setting in one_epoch.SETTINGS]
        found = [found.get(name) or found[(*name[:3], one_epoch.KEPT)] for name in names]
        self.paths = [sweep.params[j][:, 0] for sweep, j in found]
        self.excess = [self._height(sweep.params[j]) for sweep, j in found]
        self.times = [pack.clock(*pair) for pair in found]
        window = self.window or stages.window_for(self.objective, self.start)
        self._show_window(stages.including(window, self.start))
        return self._pack()

    def _height(self, params):
        """Return J − J* over all rows, infinite where a run has left."""
        with np.errstate(over="ignore", invalid="ignore"):
            excess = loss_many(self.objective, params) - self.objective.minimum
        return np.where(excess < HIGHEST, excess.clip(min=0), np.inf)

    def _pack(self):
        ours = [excess[:, :1] for excess in self.excess]
        medians = [np.median(excess, axis=1, keepdims=True) for excess in self.excess]
        new = pack.pack_paths(self.objective, self.paths, ours, self.window, beside=medians)
        return {
            **new,
            "draws": [self._draws(drawing) for drawing in one_epoch.DRAWINGS],
            "clock": pack.joined(self.times),
            "packing": self._new_version(new["packing"] | {"diverged_above": HIGHEST}),
        }

    def _draws(self, drawing):
        """Return the places that each epoch reads, with a batch smaller than all rows."""
        order = one_epoch.reading(drawing, one_epoch.KEPT)
        read = epochs(self.objective.n_samples, lambda epoch: 1, rng=self.seed, **order)
        return [rows.tolist() for _epoch, (rows, _b) in zip(range(self.n_epochs), read)]

    def _fit_axes(self):
        known = np.concatenate([excess[np.isfinite(excess)] for excess in self.excess])
        lowest = max(DEEPEST, known[known > 0].min())
        self.loss_window = (0, 1), (lowest / 2, 4 * known[0])  # all begin at the start

    def _panels(self, theme):
        names = {"params": self._surface, "strip": self._draw_strip, "excess": self._draw_excess}
        return {name: partial(draw, theme=theme) for name, draw in names.items()}

    def _draw_strip(self, ax, theme):
        style.dress(ax, theme).grid(False)
        style.title(ax, _("Rows of this epoch"), theme)
        top = 1.1 * max(map(max, self.tail_weights))
        ax.set(xlim=(0, self.objective.n_samples), ylim=(-FOOT * top, top))
        ax.set(xlabel=_("in the order of reading"), ylabel=_("weight of a row × b"))
        ax.locator_params(nbins=5, integer=True)

    def _draw_excess(self, ax, theme):
        self._loss_axes(ax, theme)
        style.title(ax, _("Excess loss"), theme)
        ax.set(ylabel="J(θ) − J*")

    def picture(self, theme):
        """Return what is on the screen as a matplotlib figure."""
        figure = self._still(theme)
        surface, strip, curves = figure.axes
        times, path = self.times[self._setting()], self.paths[self._setting()]
        step = self._shown_step(times[:, 0])
        path = path[self.learning_rate_index][times[:, 0] <= step]
        looks = style.style_of(0, theme)
        surface.plot(*path.T, linewidth=style.LINE, **looks)
        surface.plot(*path[-1:].T, "o", **disk(looks["color"], theme))
        epoch, n_read = one_epoch.place_of(
            step, self.objective.n_samples, self.batch_size, self.last
        )
        weight = self.tail_weights[self.batch_size_index][self.last_index]
        ranks = np.array(self.shades)[self._read(epoch)]
        one_epoch.draw_bars(strip, ranks, n_read, self.batch_size, weight, theme)
        excess = self.excess[self._setting()][self.learning_rate_index]
        x, label = times[:, COUNTS.index(self.x_axis)], _(X_LABELS[self.x_axis])
        one_epoch.draw_curves(curves, x, excess, times[:, 0] <= step, theme)
        if self._ghost is not None:
            one_epoch.draw_ghost(surface, curves, self._ghost, COUNTS.index(self.x_axis), theme)
        curves.set(xlim=(0, 1.04 * x[-1]), xlabel=label)
        curves.tick_params(axis="x", bottom=True, labelbottom=True)
        picture.write_below(figure, self._caption(), theme)
        return figure

    def _read(self, epoch):
        """Return the rows that an epoch reads, in the order of reading."""
        is_whole = (
            self.batch_size == self.objective.n_samples and self.drawing != one_epoch.REPLACED
        )
        drawing = one_epoch.DRAWINGS.index(one_epoch.FIXED) if is_whole else self.drawing_index
        return np.array(self.rows[self.order_index])[self.draws[drawing][epoch]]
