"""`overfitting_lab`: size, penalty and dropout of a network, its two curves and its boundary."""

import numpy as np
import traitlets

from gdviz.checks import check_integer, check_number
from gdviz.descent import adam, gradient_descent
from gdviz.objectives import l2
from gdviz.plots import decision_boundary, style
from gdviz.plots.boundary import (
    check_plane,
    class_colors,
    data_window,
    mixed,
    shares_on_grid,
)
from gdviz.plots.validation import two_curves
from gdviz.widgets import codec, pack, picture, stages
from gdviz.widgets.batched_networks import network_of, train_together
from gdviz.widgets.facts import LARGEST_WEIGHT
from gdviz.widgets.interactive import Interactive
from gdviz.widgets.knobs import Knob
from gdviz.widgets.player import check_index, index_of, refusing, synced
from gdviz.widgets.screen import GHOST_LINES
from gdviz.words import N_, _

N_RECORDS = 101


def overfitting_lab(
    X,
    y,
    X_validation,
    y_validation,
    *,
    sizes=(2, 4, 8, 32),
    penalties=(0, 0.001, 0.003, 0.01, 0.03),
    dropouts=(0, 0.25, 0.5),
    learning_rate=0.05,
    n_epochs=300,
    seed=0,
):
    """Overfit a small network, and cure it: training and validation loss, and the boundary.

    Parameters
    ----------
    X : array_like of shape (n_samples, 2)
        Features to train on.
    y : array_like of shape (n_samples,)
        Labels, 0 or 1.
    X_validation, y_validation : array_like
        Rows that are only measured.
    sizes : sequence of int
        The values of the slider "hidden units", increasing.
    penalties : sequence of float
        The values of the slider λ of the penalty ½ λ ‖θ‖², increasing.
    dropouts : sequence of float
        The values of the slider "dropout", increasing, below 1.
    learning_rate : float
        η of Adam, which sees all rows at each update: an update is an epoch.
    n_epochs : int
        How long every network is trained.
    seed : int
        Source of the starting weights and of the units that dropout switches off.

    Returns
    -------
    OverfittingLab

    Raises
    ------
    ValueError
        If the data is not two classes in the plane, or an argument is out of its range.

    Examples
    --------
    >>> from sklearn.datasets import make_moons
    >>> X, y = make_moons(60, noise=0.3, random_state=0)
    >>> lab = overfitting_lab(X[:20], y[:20], X[20:], y[20:], sizes=[2, 8], n_epochs=10)
    >>> lab
    OverfittingLab(30 networks)
    >>> lab.n_hidden, lab.penalty = 8, 0.01
    >>> lab.run().stop_reason
    'n_epochs'
    """
    check_integer("n_epochs", n_epochs, low=1)
    check_number("learning_rate", learning_rate, above=0)
    data = {"training": (X, y), "validation": (X_validation, y_validation)}
    knobs = {
        "sizes": [check_integer("sizes", size) for size in sizes],
        "penalties": [check_number("penalties", penalty, low=0) for penalty in penalties],
        "dropouts": [check_number("dropouts", share, low=0, below=1) for share in dropouts],
    }
    for name, values in knobs.items():
        if not values or (np.diff(values) <= 0).any():
            raise ValueError(
                _("{name} must be increasing. Got {values}.").format(name=name, values=values)
            )
    for part in data.values():
        check_plane(network_of(part, knobs["sizes"][0]))
    return OverfittingLab(data, **knobs, rate=learning_rate, n_epochs=n_epochs, seed=seed)


class OverfittingLab(Interactive):
    """One network for each size × penalty × dropout, trained alike.

    ``n_hidden``, ``penalty`` and ``dropout`` choose one by value (the nearest there is).

    Attributes
    ----------
    size_index, penalty_index, dropout_index : int
        The network on the screen: positions in ``sizes``, ``penalties`` and ``dropouts``.
    measured : list of ndarray
        Training and validation loss of every network at its records, (n_networks, n_records).
    params : list of ndarray
        For each size all records, shape (n_penalties · n_dropouts, n_records, n_params).
    """

    sizes = synced(traitlets.List(traitlets.Int()))
    penalties = synced(traitlets.List(traitlets.Float()))
    dropouts = synced(traitlets.List(traitlets.Float()))
    size_index = index_of("sizes")
    penalty_index = index_of("penalties")
    dropout_index = index_of("dropouts")
    networks = synced(traitlets.Bytes())

    n_hidden = Knob(
        "sizes",
        "size_index",
        "Hidden units of the network on the screen.",
        label=N_("hidden units"),
        short=N_("{value} hidden units"),
    )
    penalty = Knob(
        "penalties",
        "penalty_index",
        "λ on the screen.",
        label=N_("L2 penalty λ"),
        short=N_("λ = {value}"),
    )
    dropout = Knob(
        "dropouts",
        "dropout_index",
        "Share of hidden units switched off in training.",
        label=N_("dropout"),
        short=N_("dropout {value}"),
    )
    data = rate = n_epochs = params = measured = steps = _ghost = None

    _check_knob = traitlets.validate("size_index", "penalty_index", "dropout_index")(
        refusing(check_index)
    )

    def __init__(self, data, *, rate, n_epochs, **traits):
        self.data, self.rate, self.n_epochs = data, rate, n_epochs
        largest = self._network("training", traits["sizes"][-1])
        super().__init__(
            largest,
            largest.initial_params(traits["seed"]).tolist(),
            window=None,
            kind="lab",
            param_names=[],  # there is no start to choose
            title=_("Overfitting lab"),
            racers=list(data),
            is_random=True,
            counts=["epoch"],
            x_axis="epoch",
            size_index=len(traits["sizes"]) - 1,
            **traits,
        )
        self.palettes = {name: palette(theme) for name, theme in stages.THEMES.items()}

    def __repr__(self):
        n_networks = len(self.sizes) * len(self.penalties) * len(self.dropouts)
        return f"OverfittingLab({n_networks} networks)"

    def _words(self):
        return {
            **super()._words(),
            "lab": _("epoch {epoch}, validation loss lowest at epoch {best}: {loss}"),
            "reshuffle": _("Other weights"),
            "reshuffle_hint": _("start from other random weights"),
        }

    def objectives(self):
        """Return the network on the screen over the training and the validation rows."""
        return [self._network(name, self.n_hidden) for name in self.data]

    def run(self):
        """Return the run on the screen as a `Trajectory`; its loss has the penalty in it."""
        network = self._network("training", self.n_hidden, dropout=self.dropout, seed=self.seed)
        return gradient_descent(
            l2(network, self.penalty),
            network.initial_params(self.seed),
            learning_rate=self.rate,
            n_epochs=self.n_epochs,
            optimizer=adam(),
            record_loss=True,
        )

    def picture(self, theme):
        """Return what is on the screen as a matplotlib figure, drawn from the exact run."""
        figure = self._still(theme)
        boundary, curves = figure.axes
        run, heights = self.run(), curves.get_ylim()
        step = self._shown_step(self.steps)
        now = run.params[np.searchsorted(run.step, step, side="right") - 1]
        decision_boundary(self.objectives()[0], now, ax=boundary, window=self.window, theme=theme)
        if self._ghost is not None:
            self._draw_ghost(boundary, curves, theme)
        two_curves(run, *self.objectives(), ax=curves, theme=theme)
        style.title(
            curves,
            _("{title}, epoch {epoch}").format(title=_("The two curves"), epoch=f"{step:,}"),
            theme,
        )
        curves.axvline(step, color=theme.text, alpha=0.55)
        curves.set(xlim=(0, 1.04 * self.n_epochs), ylim=heights)
        curves.tick_params(labelbottom=True)
        picture.write_below(figure, self._caption(), theme)
        return figure

    def _draw_ghost(self, boundary, curves, theme):
        """Draw the pinned network's boundary at its end, and its two curves."""
        network, params, losses = self._ghost
        axes = [np.linspace(low, high, 151) for low, high in self.window]
        shares = shares_on_grid(network, params, axes)
        looks = {"colors": [theme.ghost], "linestyles": ["--"], "linewidths": 2}
        boundary.contour(*axes, shares, levels=[0.5], **looks)
        for loss, line in zip(losses, GHOST_LINES):
            curves.plot(self.steps, loss, color=theme.ghost, linestyle=line, linewidth=2)

    @traitlets.observe("pinned")
    def _pin(self, change):
        """Keep the network that is pinned, whatever weights come later."""
        self._ghost = self._pinned(self.pinned[1]) if self.pinned else None

    def _pinned(self, k):
        """Return a network, its params at the end, and its two losses along the run."""
        size, row = divmod(k, len(self.params[0]))
        network = self._network("training", self.sizes[size])
        return network, self.params[size][row, -1], [loss[k] for loss in self.measured]

    def _network(self, name, n_hidden, **more):
        return network_of(self.data[name], n_hidden, **more)

    def _last_step(self):
        return self.n_epochs

    def _grid(self):
        return 1, len(self.sizes) * len(self.penalties) * len(self.dropouts)

    def _new_runs(self):
        every = -(-self.n_epochs // (N_RECORDS - 1))
        train = {"learning_rate": self.rate, "n_epochs": self.n_epochs, "every": every}
        knobs = {"penalties": self.penalties, "dropouts": self.dropouts, "seed": self.seed}
        self.params = [
            train_together(self.data["training"], size, **knobs, **train) for size in self.sizes
        ]
        self.measured = [self._losses(name) for name in self.data]
        self._show_window(self.window or data_window(self.objective.X))
        self.steps = np.minimum(np.arange(self.params[0].shape[1]) * every, self.n_epochs)
        return self._pack(self.steps)

    def _losses(self, name):
        """Return the loss of every network along its run, shape (n_networks, n_records)."""
        networks = [self._network(name, size) for size in self.sizes]
        losses = [network.loss_many(each) for network, each in zip(networks, self.params)]
        return np.concatenate(losses)

    def _pack(self, steps):
        limits, is_log = codec.loss_range([loss[:, None] for loss in self.measured])
        n_networks, n_records = self.measured[0].shape
        layout = {
            "n_params": 0,
            "start": [],
            "n_records": [n_records] * n_networks,
            "range": [],
            "loss_range": limits,
            "loss_is_log": is_log,
            "diverged_above": 1e300,
            "batches": [],
            "n_shown": 0,
            "n_per_size": len(self.penalties) * len(self.dropouts),
            "scales": [float(np.abs(params).max()) for params in self.params],
        }
        clock = np.stack([steps, steps, steps * len(self.objective.y)], axis=1).astype("<f4")
        return {
            "packing": self._new_version(layout),
            "losses": pack.joined(
                codec.encode_losses(loss, limits, is_log) for loss in self.measured
            ),
            "clock": clock.tobytes() * n_networks,
            "networks": pack.joined(map(encode_networks, self.params, self.sizes)),
            "points": np.column_stack([self.objective.X, self.objective.y]).astype("<f4").tobytes(),
        }

    def _fit_axes(self):
        every = np.concatenate(self.measured)
        self.loss_window = (0, 1), (max(every.min() / 1.3, 1e-3), every.max() * 1.3)

    def _panels(self, theme):
        return {
            "boundary": lambda ax: self._draw_plane(ax, theme),
            "curves": lambda ax: self._draw_curves(ax, theme),
        }

    def _draw_plane(self, ax, theme):
        style.dress(ax, theme).grid(False)
        style.title(ax, _("Decision boundary"), theme)
        ax.set(xlim=self.window[0], ylim=self.window[1], xlabel="x₁", ylabel="x₂")
        ax.locator_params(nbins=5, steps=(1, 2, 5, 10))

    def _draw_curves(self, ax, theme):
        self._loss_axes(ax, theme)
        style.title(ax, _("The two curves"), theme)


def palette(theme):
    """Return the colors of the page: the curves', and both classes' marks and shading."""
    colors = stages.palettes()[theme.name]
    return colors | {
        "series": (theme.text, theme.limit),
        "classes": class_colors(theme),
        "tints": [mixed(color, theme) for color in class_colors(theme)],
    }


def encode_networks(params, n_hidden):
    """Pack the weights that P(y = 1 | x) needs into 16 bits each: W₁, b₁ and differences of W₂, b₂.

    Rounding is 1/32767 of the largest weight, far below what the shading can show.
    """
    first, last = params[..., : 3 * n_hidden], params[..., 3 * n_hidden :]
    weights = np.concatenate([first, last[..., 1::2] - last[..., ::2]], axis=-1)
    return np.round(weights / (2 * np.abs(params).max()) * LARGEST_WEIGHT).astype("<i2")
