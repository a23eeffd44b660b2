"""`RateBatchMap`: learning rates × batch sizes as a map of how long each run takes to a target."""

from dataclasses import replace as replaced
from functools import partial

import numpy as np
import traitlets
from matplotlib.patches import Patch
from matplotlib.ticker import NullLocator

from gdviz.checks import check_integer, check_number, check_objective
from gdviz.descent.divergence import diverged_from
from gdviz.plots import style
from gdviz.plots.numbers import format_short
from gdviz.plots.window import known_minimum
from gdviz.widgets import codec, knobs, marks, on_curves, pack, picture, rates
from gdviz.widgets.descent_explorer import Explorer
from gdviz.widgets.facts import TINT
from gdviz.widgets.player import refusing, synced
from gdviz.words import N_, _

TARGET, MOST_SEEDS = 0.05, 1000
KEY = [
    (marks.FEW, N_("to the target:")),
    (marks.NEVER, N_("target not reached")),
    (marks.GONE, N_("diverged")),
    (marks.PATH, N_("run of the chosen cell")),
]


def rate_batch_map(
    objective,
    params=None,
    *,
    target=None,
    n_seeds=1,
    n_steps=None,
    n_epochs=None,
    n_samples_seen=None,
    learning_rate=None,
    batch_size=None,
    learning_rates=None,
    batch_sizes=None,
    seed=0,
    window=None,
    optimizer=None,
    shuffle=True,
    replace=False,
    drop_last=False,
):
    """Map learning rates × batch sizes: how long to a target, and which runs diverge.

    A click on a cell plays its run. Time counts as the loss curve's x axis does: in updates,
    epochs, samples or seconds.

    Parameters
    ----------
    target : float, optional
        The loss to reach. By default 5 % of the way from J* to the loss at the start; where that
        is not known, or no run gets there, of the way from the lowest loss that a run stays at.
    n_seeds : int
        The map shows how long the median over so many seeds takes, from ``seed`` on; the loss
        curve is that of ``seed``.
    objective : object
        With any number of parameters; the surface is shown where there are two.
    params, learning_rates, batch_sizes, learning_rate, batch_size, n_steps, n_epochs,
    n_samples_seen, optimizer, shuffle, replace, drop_last, seed, window
        As in `descent_explorer`. Default: 20 learning rates, and a budget of 300 updates.

    Returns
    -------
    RateBatchMap
        ``times()`` are the numbers on the map.

    Raises
    ------
    ValueError
        If an argument is out of its range.

    Examples
    --------
    >>> import gdviz as gd
    >>> X, y = gd.datasets.line(100)
    >>> rate_batch_map(gd.LeastSquares(gd.add_bias(X), y), n_steps=20)
    RateBatchMap(160 runs)
    """
    start = knobs.start_of(check_objective(objective), params, seed=seed)
    limit = rates.stable_limit(objective, optimizer)
    limits = {"n_steps": n_steps, "n_epochs": n_epochs, "n_samples_seen": n_samples_seen}
    usual = partial(rates.default_rates, objective, start, limit, rates.N_RACE_RATES)
    sizes = knobs.size_slider(objective.n_samples, batch_sizes, batch_size)
    batch_limits = rates.batch_limits(objective, limit, sizes["batch_sizes"], replace=replace)
    slider = knobs.rate_slider(
        learning_rates,
        learning_rate,
        partial(usual, optimizer=optimizer),
        limit=batch_limits[sizes["batch_size_index"]] or limit,
    )
    order = knobs.check_flags(shuffle=shuffle, replace=replace, drop_last=drop_last)
    return RateBatchMap(
        objective,
        start,
        target=None if target is None else check_number("target", target),
        n_seeds=check_integer("n_seeds", n_seeds, high=MOST_SEEDS),
        budget=knobs.budget(knobs.MAP_STEPS, **limits),
        descent={"optimizer": optimizer, **order},
        learning_rate_limit=limit,
        learning_rate_limits=batch_limits,
        seed=seed,
        window=window,
        **slider,
        **sizes,
    )


class RateBatchMap(Explorer):
    """An `Explorer` with a map of all its runs; a click on a cell plays its run.

    Attributes
    ----------
    target : float
        The loss to reach. Setting it draws the map anew.
    """

    hero = "map"
    n_more_rows = 1  # the legend has more to say than others

    n_seeds = 1
    takes_new_values = False  # the map's cells are drawn for its grid
    _seeds = None

    target = synced(traitlets.Any(None))
    median_losses = synced(traitlets.Bytes())
    borders = synced(traitlets.Dict())

    def __init__(self, objective, start, *, n_seeds, **traits):
        self.n_seeds = n_seeds
        edges = {"x": borders(traits["learning_rates"]), "y": borders(traits["batch_sizes"])}
        super().__init__(
            objective,
            start,
            kind="map",
            title=_("Map of runs"),
            borders={axis: values.tolist() for axis, values in edges.items()},
            **traits,
        )

    def _legend(self):
        own = super()._legend() if self.objective.n_params == 2 else []
        return [*KEY, *own[1:]]

    def _words(self):
        return {
            **super()._words(),
            "never_reached": _("never reached"),
            "target": _("target"),
            "ranges": {
                "step": _("{low} … {high} updates"),
                "epoch": _("{low} … {high} epochs"),
                "samples_seen": _("{low} … {high} samples seen"),
                "seconds": _("{low} … {high} seconds"),
            },
        }

    def times(self):
        """Return the x axis's count at which each run reaches the target, (n_sizes, n_rates).

        NaN where it does not, inf where the run diverged. Counted at recorded updates.
        """
        cells = [
            [self._time(i, j) for i in range(len(self.learning_rates))]
            for j in range(len(self.batch_sizes))
        ]
        return np.array(cells, dtype=float)

    def _figure(self, theme):
        return picture.with_room(self._still(theme))

    def screen(self, theme):
        """Return what is on the screen."""
        more = {"still": {"map": [self._draw_cells], "loss": [self._draw_legend]}}
        return replaced(super().screen(theme), target=self.target, more=more)

    def _draw_cells(self, ax, screen, theme):
        """Draw the map, and a frame around the chosen cell."""
        draw_cells(ax, self.learning_rates, self.batch_sizes, self.times(), theme)
        x, y = borders(self.learning_rates), borders(self.batch_sizes)
        i, j = self.learning_rate_index, self.batch_size_index
        outline = x[[i, i + 1, i + 1, i, i]], y[[j, j, j + 1, j + 1, j]]
        for color, width in ((theme.panel, 6), (theme.path, 3)):
            ax.plot(*outline, color=color, linewidth=width, zorder=4)

    def _draw_legend(self, ax, screen, theme):
        """Say what the looks of a cell mean."""
        known = self.times()[np.isfinite(self.times())]
        words = self.words["never_reached"]
        if known.size:
            low, high = format_short(known.min()), format_short(known.max())
            words = self.words["ranges"][self.x_axis].format(low=low, high=high)
        few, never, gone = (_(text) for _mark, text in KEY[:3])
        on_curves.write_legend(
            ax,
            [
                Patch(facecolor=theme.colormap(0.6), label=f"{few}\n{words}"),
                Patch(label=never, **never_looks(theme)),
                Patch(label=gone, **gone_looks(theme)),
            ],
            theme,
        )

    def _time(self, i, j):
        loss, limit = self.map_losses(j)[i], self.sweep.diverged_above[j][i, 0]
        if diverged_from(loss, limit) < len(loss):
            return np.inf
        reached = np.flatnonzero(loss <= self.target)
        if reached.size == 0:
            return np.nan
        step, epoch, samples_seen = pack.clock(self.sweep, j)[reached[0]]
        seconds = step * self.seconds_per_update[j]
        counted = {"step": step, "epoch": epoch, "samples_seen": samples_seen, "seconds": seconds}
        return counted[self.x_axis]

    def map_losses(self, j):
        """Return what the map goes by: of each rate the loss, the median over the seeds.

        Shape (n_rates, n_records); a run that is not finite any more counts as inf.
        """
        runs = self.sweep if self.n_seeds == 1 else self._seeds
        losses = np.where(np.isnan(runs.loss[j]), np.inf, runs.loss[j])
        return np.median(losses, axis=1)

    def _new_runs(self):
        new = super()._new_runs()
        if self.n_seeds > 1:
            seeds = range(self.seed, self.seed + self.n_seeds)
            self._seeds = self._sweep(seeds, max(map(len, self.sweep.steps)))
            limits, is_log = (new["packing"][name] for name in ("loss_range", "loss_is_log"))
            sizes = range(len(self.batch_sizes))
            losses = [codec.encode_losses(self.map_losses(j), limits, is_log) for j in sizes]
            new["median_losses"] = pack.joined(losses)
        target = self._default_target() if self.target is None else self.target
        said = " · ".join(filter(None, (new["advice"], self._remark(target))))
        return {**new, "target": target, "advice": said}

    def _default_target(self):
        """Return a loss a little above J*; where no run gets there, above the lowest rest."""
        start, best = self.sweep.loss[0][0, 0, 0], known_minimum(self.objective)
        rest = self._lowest_rest()
        low = rest if best is None or rest > best + TARGET * (start - best) else best
        return float(low + TARGET * (start - low if start > low else abs(low)))

    def _lowest_rest(self):
        """Return the lowest loss that a run stays at: the median of the last tenth of a run."""
        rests = []
        for j in range(len(self.batch_sizes)):
            loss = self.map_losses(j)
            tail = loss[:, -max(1, loss.shape[1] // 10) :]
            rests += np.median(tail, axis=1).tolist()
        return min(rests) if np.isfinite(min(rests)) else self.sweep.loss[0][0, 0, 0]

    def _remark(self, target):
        """Say so where J* is known, and no run comes near it."""
        start, best = self.sweep.loss[0][0, 0, 0], known_minimum(self.objective)
        if best is None or self._lowest_rest() <= best + TARGET * (start - best):
            return ""
        far = _("no run comes near J* = {best}: the target is {target}")
        return far.format(best=f"{best:.3g}", target=f"{target:.3g}")

    @traitlets.validate("target")
    @refusing
    def _check_target(self, proposal):
        value = proposal.value
        return value if value is None else check_number("target", value)

    def _panels(self, theme):
        panels = {"map": lambda ax: self._draw_map(ax, theme)}
        if self.objective.n_params == 2:
            panels["params"] = lambda ax: self._surface(ax, theme)
        return {**panels, "loss": lambda ax: self._loss_curve(ax, theme)}

    def _draw_map(self, ax, theme):
        """Draw the empty map; the page writes what time is counted in above it."""
        rates, sizes = self.learning_rates, self.batch_sizes
        style.dress(ax, theme)
        ax.grid(False)
        style.log_ticks(ax.xaxis)
        style.log_ticks(ax.yaxis)
        ax.set(xlim=borders(rates)[[0, -1]], ylim=borders(sizes)[[0, -1]])
        ax.set(xlabel=_("learning rate η"), ylabel=_("batch size b"))
        sizes = sizes[:: -(-len(sizes) // ax.yaxis.get_tick_space())]
        ax.set_yticks(sizes, [f"{size:,}" for size in sizes])
        ax.yaxis.set_minor_locator(NullLocator())
        ax.tick_params(axis="y", labelsize=style.TICK - 1)
        style.title(ax, _("Time to target"), theme)


def borders(values):
    """Return the borders of the cells around values, half way between neighbors in ratio.

    Examples
    --------
    >>> borders([1.0, 4.0, 16.0])
    array([ 0.5,  2. ,  8. , 32. ])
    """
    logs = np.log(values)
    inner = (logs[1:] + logs[:-1]) / 2
    first = inner[0] if len(inner) else logs[0] + np.log(2)
    last = inner[-1] if len(inner) else logs[0] - np.log(2)
    return np.exp([2 * logs[0] - first, *inner, 2 * logs[-1] - last])


def draw_cells(ax, rates, sizes, times, theme):
    """Draw the map: few is light, many is dark; what never gets there is crossed, or hatched."""
    edges = borders(rates), borders(sizes)
    known = np.ma.masked_invalid(np.log(np.maximum(times, 1e-12)))
    if known.count():
        lightest = known.min() - TINT / (1 - TINT) * (np.ptp(known.compressed()) or 1)
        ax.pcolormesh(*edges, known, cmap=theme.colormap, vmin=lightest)
    for where, looks in ((np.isposinf(times), gone_looks), (np.isnan(times), never_looks)):
        ax.pcolor(*edges, np.ma.masked_where(~where, np.ones_like(times)), **looks(theme))


def gone_looks(theme):
    """Return how a run looks that diverged."""
    return {"hatch": "///", "facecolor": "none", "edgecolor": theme.limit, "linewidth": 0}


def never_looks(theme):
    """Return how a run looks that stays, but does not reach the target."""
    return {"hatch": "xx", "facecolor": "none", "edgecolor": theme.ghost, "linewidth": 0}
