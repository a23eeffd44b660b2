"""`RateBatchMap`: learning rates × batch sizes as a map of how long each run takes to a target."""

from dataclasses import replace

import numpy as np
import traitlets
from matplotlib.patches import Patch
from matplotlib.ticker import NullLocator

from gdviz.checks import check_number
from gdviz.descent.divergence import diverged_from
from gdviz.plots import style
from gdviz.plots.numbers import format_short
from gdviz.widgets import knobs, marks, on_curves, picture
from gdviz.widgets.descent_explorer import Explorer
from gdviz.widgets.facts import TINT
from gdviz.widgets.player import synced
from gdviz.words import N_, _

TARGET = 0.05
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
        The loss to reach. By default 5 % of the way from the lowest loss to that at the start.
    objective, params, learning_rates, batch_sizes, learning_rate, batch_size, n_steps, n_epochs,
    n_samples_seen, optimizer, shuffle, replace, drop_last, seed, window
        As in `descent_explorer`. Default: 20 learning rates, and a budget of 300 updates.

    Returns
    -------
    RateBatchMap
        ``times()`` are the numbers on the map.

    Raises
    ------
    ValueError
        If the objective has another number of parameters than two, or an argument is out of range.

    Examples
    --------
    >>> import gdviz as gd
    >>> X, y = gd.datasets.line(100)
    >>> rate_batch_map(gd.LeastSquares(gd.add_bias(X), y), n_steps=20)
    RateBatchMap(160 runs)
    """
    if objective.n_params != 2:
        raise ValueError(f"objective must have two parameters. Got {objective.n_params}.")
    start = knobs.start_of(objective, params)
    limit = knobs.stable_limit(objective, optimizer)
    limits = {"n_steps": n_steps, "n_epochs": n_epochs, "n_samples_seen": n_samples_seen}
    rates = knobs.rate_slider(
        objective, start, learning_rates, learning_rate, limit=limit, n_rates=knobs.N_RACE_RATES
    )
    sizes = knobs.size_slider(objective.n_samples, batch_sizes, batch_size)
    order = knobs.check_flags(shuffle=shuffle, replace=replace, drop_last=drop_last)
    return RateBatchMap(
        objective,
        start,
        target=None if target is None else check_number("target", target),
        budget=knobs.budget(knobs.MAP_STEPS, **limits),
        descent={"optimizer": optimizer, **order},
        learning_rate_limit=limit,
        seed=seed,
        window=window,
        **rates,
        **sizes,
    )


class RateBatchMap(Explorer):
    """An `Explorer` with a map of all its runs; a click on a cell plays its run.

    Attributes
    ----------
    target : float
        The loss to reach.
    """

    n_more_rows = 1  # the legend has more to say than others

    target = synced(traitlets.Float(None, allow_none=True))
    borders = synced(traitlets.Dict())

    def __init__(self, objective, start, **traits):
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
        return KEY

    def _words(self):
        return {
            **super()._words(),
            "never_reached": _("never reached"),
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

    def picture(self, theme):
        """Return what is on the screen as a matplotlib figure: the map and the chosen run."""
        return picture.moment(picture.with_room(self._still(theme)), self.screen(theme), theme)

    def film(self, theme, **clock):
        """Return the chosen run beside the map as a matplotlib animation."""
        figure = picture.with_room(self._still(theme))
        return picture.film(figure, self.screen(theme), theme, **clock)

    def screen(self, theme):
        """Return what is on the screen."""
        more = {"still": {"map": [self._draw_cells], "loss": [self._draw_legend]}}
        return replace(super().screen(theme), target=self.target, more=more)

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
        loss = self.sweep.loss[j][i, 0]
        if diverged_from(loss, self.sweep.diverged_above[j][i, 0]) < len(loss):
            return np.inf
        reached = np.flatnonzero(loss <= self.target)
        if reached.size == 0:
            return np.nan
        run = self.sweep.trajectory(i, j)
        seconds = run.step * self.seconds_per_update[j]
        return (seconds if self.x_axis == "seconds" else getattr(run, self.x_axis))[reached[0]]

    def _new_runs(self):
        new = super()._new_runs()
        if self.target is None:
            start = self.sweep.loss[0][0, 0, 0]
            lowest = min(np.nanmin(loss) for loss in self.sweep.loss)
            new["target"] = float(lowest + TARGET * (start - lowest))
        return new

    def _panels(self, theme):
        return {
            "map": lambda ax: self._draw_map(ax, theme),
            "params": lambda ax: self._surface(ax, theme),
            "loss": lambda ax: self._loss_axes(ax, theme),
        }

    def _draw_map(self, ax, theme):
        """Draw the empty map; the page writes what time is counted in above it."""
        rates, sizes = self.learning_rates, self.batch_sizes
        style.dress(ax, theme)
        ax.grid(False)
        style.log_ticks(ax.xaxis)
        style.log_ticks(ax.yaxis)
        ax.set(xlim=borders(rates)[[0, -1]], ylim=borders(sizes)[[0, -1]])
        ax.set(xlabel="learning rate η", ylabel="batch size b")
        sizes = sizes[:: -(-len(sizes) // ax.yaxis.get_tick_space())]
        ax.set_yticks(sizes, [f"{size:,}" for size in sizes])
        ax.yaxis.set_minor_locator(NullLocator())
        ax.tick_params(axis="y", labelsize=style.TICK - 1)
        style.title(ax, "Time to target", theme)


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
