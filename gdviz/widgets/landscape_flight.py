"""`LandscapeFlight`: training in a thousand dimensions, and its shadow on a plane."""

import functools
from dataclasses import replace

import numpy as np
import traitlets

from gdviz.checks import check_integer, check_params, kind_of
from gdviz.descent import gradient_descent, sweep
from gdviz.objectives import Slice, principal_directions
from gdviz.plots.landscape import projected, square_around
from gdviz.plots.window import loss_grid
from gdviz.widgets import codec, knobs, marks, on_curves, pack, stages
from gdviz.widgets.knobs import check_near, check_start
from gdviz.widgets.one_run import OneRun
from gdviz.widgets.player import refusing
from gdviz.widgets.screen import GHOST_LINES
from gdviz.widgets.steps import pack_steps
from gdviz.words import N_, _

RATES = (0.02, 0.05, 0.1, 0.2, 0.5, 1.0)
N_RECORDS, N_GRID = 101, 41
KEY = [
    (marks.PATH, N_("shadow of the path")),
    (marks.BATCH, N_("next step: −η∇J of the next mini-batch")),
    (marks.ALL, N_("−η∇J of all data")),
    (marks.LAW, N_("J in the plane, below the path")),
]


def landscape_flight(
    network,
    params=None,
    *,
    learning_rates=None,
    batch_sizes=None,
    learning_rate=None,
    batch_size=None,
    n_steps=150,
    seed=0,
):
    """Train a network and watch its path from above: projected onto a plane, with the true loss.

    The plane goes through θ₀, along the first two principal components of the run that the sliders
    stand at first. It stays, and the other runs are projected onto it as well. They do not lie in
    it: the colors are J in the plane, the loss curve is J on the path. The dashed curve is what the
    colors say: J in the plane, below the path.

    Parameters
    ----------
    network : object
        An objective with at least two parameters, such as `MLP`.
    params : array_like of shape (n_params,), optional
        θ₀, the start. By default ``network.initial_params(seed)``.
    learning_rates : array_like of float, optional
        The values of the η slider, increasing, above 0. By default six from 0.02 to 1.
    batch_sizes : array_like of int, optional
        The values of the b slider, increasing. By default 4, 16, 64 … N.
    learning_rate, batch_size : float and int, optional
        Where the sliders stand at first; the nearest value is taken. Default: 0.2 and 16.
    n_steps : int
        Updates of every run.
    seed : int
        Source of the start and of the random order.

    Returns
    -------
    LandscapeFlight

    Raises
    ------
    ValueError
        If an argument is out of its range, or the first run does not move.

    Notes
    -----
    A click on the plane starts all runs at that point of it. Between 41 × 41 places where it was
    measured, J in the plane is interpolated.

    References
    ----------
    H. Li, Z. Xu, G. Taylor, C. Studer, T. Goldstein: Visualizing the loss landscape of neural nets.
    NeurIPS (2018), section 7.

    Examples
    --------
    >>> import gdviz as gd
    >>> network = gd.objectives.MLP([[0.0], [1.0], [2.0]], [0, 1, 0], n_hidden=3)
    >>> landscape_flight(network, batch_sizes=[1, 3], n_steps=10)
    LandscapeFlight(12 runs)
    """
    if params is None and not hasattr(network, "initial_params"):
        raise ValueError(
            _("network must have initial_params, or params be given. Got {given}.").format(
                given=kind_of(network)
            )
        )
    params = network.initial_params(seed) if params is None else check_params(network, params)
    rates = knobs.check_rates(RATES if learning_rates is None else learning_rates)
    sizes = knobs.default_sizes(network.n_samples)
    usual = [*sizes[2:-1:2], sizes[-1]]
    return LandscapeFlight(
        network,
        params,
        n_steps=check_integer("n_steps", n_steps, low=2),
        seed=seed,
        learning_rates=rates,
        learning_rate_index=knobs.initial("learning_rate", rates, learning_rate, 0.2),
        **knobs.size_slider(network.n_samples, batch_sizes, batch_size, default=16, usual=usual),
    )


class Chart:
    """A slice whose loss was measured on a grid over ``window``, and is interpolated in between."""

    n_params = 2

    def __init__(self, plane, window, param_names):
        self.n_samples, self.window, self.param_names = plane.n_samples, window, param_names
        self.axes, self.heights = loss_grid(plane, window, N_GRID)

    def loss(self, params, rows=None):
        """J at a place of the plane, a float."""
        return float(self.loss_many(params))

    def loss_many(self, params):
        """J for a stack of places: (..., 2) -> (...); outside of the grid that of its edge."""
        places = np.asarray(params, dtype=float)
        (i, u), (j, v) = (cell_of(axis, places[..., k]) for k, axis in enumerate(self.axes))
        low = (1 - u) * self.heights[j, i] + u * self.heights[j, i + 1]
        high = (1 - u) * self.heights[j + 1, i] + u * self.heights[j + 1, i + 1]
        return (1 - v) * low + v * high


def cell_of(axis, values):
    """Return for each value the cell of the evenly spaced axis, and how far it is through it."""
    place = np.interp(values, axis, np.arange(len(axis)))
    cell = np.minimum(place.astype(int), len(axis) - 2)
    return cell, place - cell


class LandscapeFlight(OneRun):
    """A network, all learning rates × batch sizes, and the shadow of each run on one plane.

    ``learning_rate`` and ``batch_size`` choose a run by value (the nearest there is). ``start`` is
    a place of the plane, [0, 0] for θ₀. `run` hands over the run in the full space.

    Attributes
    ----------
    network : object
    plane : Slice
        ``plane.point(start)`` is where the runs begin.
    below : list of ndarray
        J in the plane below each record of all runs, (n_rates, 1, n_records) for each batch size.
    shares : ndarray of shape (2,)
        Part of the first run's variance along each direction of the plane.
    """

    network = n_steps = plane = shares = below = None

    def __init__(self, network, params, *, n_steps, **traits):
        rates, sizes = traits["learning_rates"], traits["batch_sizes"]
        self.network, self.n_steps = network, n_steps
        first = gradient_descent(
            network,
            params,
            learning_rate=rates[traits["learning_rate_index"]],
            batch_size=sizes[traits["batch_size_index"]],
            max_steps=n_steps,
            seed=traits["seed"],
            record_loss=False,
        )
        directions, self.shares = principal_directions(first.params)
        self.plane = Slice(network, params, directions)
        super().__init__(
            self.plane,
            [0.0, 0.0],
            window=None,
            kind="flight",
            title=_("Flight over a loss landscape"),
            param_names=["a₁", "a₂"],
            counts=["step", "epoch", "samples_seen", "seconds"],
            is_random=min(sizes) < network.n_samples,
            seconds_per_update=pack.seconds_per_update(network, params, sizes),
            **traits,
        )

    def _legend(self):
        return KEY

    def _words(self):
        return {**super()._words(), "flight": _("{state}, in the plane {loss}")}

    def _more_on_screen(self):
        return {"more": {"moving": {"loss": [self._draw_below]}}}

    def _draw_below(self, ax, screen, theme):
        """Draw J in the plane below the path so far."""
        heights = replace(screen.longest, loss=self.plane.loss_many(screen.longest.params))
        time, loss = on_curves.curve_of(screen, heights)
        looks = {"color": theme.text, "linewidth": 2, "linestyle": GHOST_LINES[0], "zorder": 3.5}
        line = ax.plot([], [], **looks)[0]

        def move(record):
            line.set_data(time[: record + 1], loss[: record + 1])
            return [line]

        return move

    def _run(self, which):
        return gradient_descent(
            self.network,
            self.plane.point(which["start"]),
            learning_rate=self.learning_rates[which["i"]],
            batch_size=self.batch_sizes[which["j"]],
            max_steps=self.n_steps,
            seed=which["seed"],
            record_rows=True,
            record_loss=True,
        )

    def _seen(self, run):
        return projected(self.plane, run)

    def _gradient(self, params, rows):
        return self.plane.directions @ self.network.grad(params, rows)

    @traitlets.validate("start")
    @refusing
    def _check_start(self, proposal):
        # The chart is as high outside as at its edge.
        start = check_start(self.plane, proposal.value)
        if self._home:
            check_near(start, self._home, self.param_names)
        return start

    def _new_runs(self):
        self.sweep = sweep(
            self.network,
            self.plane.point(self.start),
            learning_rates=self.learning_rates,
            batch_sizes=self.batch_sizes,
            seeds=[self.seed],
            n_steps=self.n_steps,
            max_records=N_RECORDS,
            n_whole=pack.N_WHOLE,
        )
        paths = [params[:, 0] for params in self.sweep.params]
        shadows = [self.plane.coordinates(path) for path in paths]
        self.below = [self.plane.loss_many(places)[:, None] for places in shadows]
        first = functools.partial(square_around, self._descending(shadows))
        self._show_window(self._window_with(first))
        losses, beside = list(self.sweep.loss), self.below
        new = pack.pack_paths(self.objective, shadows, losses, self.window, beside=beside)
        clock = pack.joined(pack.clock(self.sweep, j) for j in range(len(paths)))
        times = self.learning_rates, self.sweep.steps, self.window
        arrows, scale = pack_steps(
            shadows, *self._gradients(paths), *times, has_step=self.is_random
        )
        layout = self._new_version(new["packing"] | scale)
        return {**new, **arrows, "clock": clock, "packing": layout}

    def _descending(self, shadows):
        """Return the places (n, 2) of all runs where the loss is not above that of the start."""
        losses = [loss[:, 0] for loss in self.sweep.loss]
        pairs = zip(shadows, losses)
        return np.concatenate([places[loss <= losses[0][0, 0]] for places, loss in pairs])

    def _gradients(self, paths):
        """Return ∇J and ∇J_B on the true paths, as they look from above."""
        batches = [
            codec.next_batches(self.n_samples, b, steps, seed=self.seed)
            for b, steps in zip(self.batch_sizes, self.sweep.steps)
        ]
        full = [pack.all_gradients(self.network, path) for path in paths]
        of_batches = [
            whole if batch[0] is None else codec.batch_gradients(self.network, path, batch)
            for whole, path, batch in zip(full, paths, batches)
        ]
        onto = self.plane.directions.T
        return [grad @ onto for grad in full], [grad @ onto for grad in of_batches]

    def _beyond(self):
        return b""  # the chart ends with the window

    def _fit_axes(self):
        label = _("a{k}: {share:.0%} of the variance")
        names = [label.format(k=k, share=share) for k, share in zip("₁₂", self.shares)]
        self.objective = Chart(self.plane, self.window, names)
        heights = [*self.sweep.loss, *self.below]
        self.loss_window = stages.loss_window(self.objective, self.window, heights)

    def _panels(self, theme):
        return {
            "params": lambda ax: self._surface(ax, theme),
            "loss": lambda ax: self._loss_axes(ax, theme),
        }
