"""`Cloud`: the gradients of many mini-batches at one place, and the law of their spread."""

import numpy as np
import traitlets

from gdviz.checks import check_integer, check_objective
from gdviz.objectives import batch_gradients, gradient_covariance
from gdviz.plots import style
from gdviz.plots.marks import disk
from gdviz.plots.noise import draw_cloud, draw_ellipse
from gdviz.plots.numbers import format_short
from gdviz.widgets import codec, knobs, marks, on_surface, pack, picture, stages
from gdviz.widgets.interactive import Interactive
from gdviz.widgets.player import synced
from gdviz.words import N_, _

MOST_BATCHES = 10_000
N_STD = 3.3
TINY = 1e-300
SHARE = 0.25  # of the window: the length of the first step
KEY = [
    (marks.ROWS, N_("gradient of a mini-batch")),
    (marks.ELLIPSE, N_("spread measured, 2σ")),
    (marks.LAW, N_("predicted")),
    (marks.BATCH, N_("−η∇J of the last mini-batch, η = {eta}")),
    (marks.ALL, N_("−η∇J of all data")),
]


def gradient_cloud(
    objective,
    params=None,
    *,
    batch_sizes=None,
    batch_size=None,
    n_batches=300,
    replace=False,
    seed=0,
    window=None,
):
    """Draw many mini-batch gradients at one θ, and hold their spread to the law.

    ::

        Cov ∇J_B = S/b                          rows drawn with replacement
        Cov ∇J_B = S/b · (N − b)/(N − 1)        without

    Playing draws batch after batch. A click on the surface takes the gradients there.

    Parameters
    ----------
    objective : object
        With two parameters, and data.
    params : array_like of shape (2,), optional
        θ, where the gradients are taken. Default: zeros.
    batch_sizes : array_like of int, optional
        The values of the b slider, increasing. By default 1, 2, 4, … N.
    batch_size : int, optional
        Where the slider stands at first; the nearest value is taken.
    n_batches : int
        Mini-batches drawn of each size.
    replace : bool
        Whether a batch may hold a row twice.
    seed : int
        Source of the batches.
    window : pairs ((low, high), (low, high)), optional
        The part of parameter space to show.

    Returns
    -------
    Cloud

    Raises
    ------
    ValueError
        If the objective has other than two parameters or a single sample, or an argument is out of
        its range.

    Examples
    --------
    >>> import gdviz as gd
    >>> X, y = gd.datasets.line(100)
    >>> gradient_cloud(gd.LeastSquares(gd.add_bias(X), y), n_batches=50)
    Cloud(50 mini-batches of each of 8 sizes)
    """
    if check_objective(objective).n_params != 2 or objective.n_samples < 2:
        raise ValueError(
            _(
                "objective must have two parameters and at least two samples. Got {given} and "
                "{n_samples}."
            ).format(given=objective.n_params, n_samples=objective.n_samples)
        )
    return Cloud(
        objective,
        knobs.start_of(objective, params),
        n_batches=check_integer("n_batches", n_batches, low=2, high=MOST_BATCHES),
        **knobs.check_flags(replace=replace),
        seed=seed,
        window=window,
        **knobs.size_slider(objective.n_samples, batch_sizes, batch_size),
    )


class Cloud(Interactive):
    """Gradients of mini-batches of every size at one θ; playing draws them one by one.

    ``batch_size`` chooses by value (the nearest there is).

    Attributes
    ----------
    predicted : list of [float, float, float]
        For each batch size the predicted var₀, cov and var₁.
    gradients_of : list of ndarray
        For each batch size ∇J_B, shape (n_batches, 2).
    eta : float
        η of the steps −η∇J and −η∇J_B that are drawn; the same at every place.
    """

    hero = "cloud"
    batch_size = knobs.BATCH_SIZE
    n_batches = replace = None
    gradients_of = full = covariances = cloud_window = law_window = None
    eta = _first = None

    predicted = synced(traitlets.List())

    def __init__(self, objective, start, *, n_batches, replace, **traits):
        self.n_batches, self.replace = n_batches, replace
        super().__init__(
            objective,
            start,
            kind="cloud",
            title=_("Gradients of mini-batches"),
            can_pin=False,
            is_random=True,
            **traits,
        )

    def __repr__(self):
        return f"Cloud({self.n_batches} mini-batches of each of {len(self.batch_sizes)} sizes)"

    def _legend(self):
        return [(mark, _(text).format(eta=format_short(self.eta))) for mark, text in KEY]

    def _words(self):
        sentence = _("{n} mini-batches, variance {measured} measured, {predicted} predicted")
        return {**super()._words(), "cloud": sentence}

    def run(self):
        """Return ∇J_B of the mini-batches on the screen, shape (step, 2)."""
        return self.gradients_of[self.batch_size_index][: self.step]

    def picture(self, theme):
        """Return what is on the screen as a matplotlib figure."""
        figure = self._still(theme)
        noise, place, law = figure.axes
        self._show_noise(noise, theme)
        self._show_arrows(place, theme)
        self._show_law(law, theme)
        picture.write_below(figure, self._caption(), theme)
        return figure

    def _show_noise(self, ax, theme):
        """Draw the cloud so far, what is measured of it, and what is predicted."""
        j, n = self.batch_size_index, max(1, self.step)
        points = self.gradients_of[j][:n] - self.full
        draw_cloud(ax, points, theme)
        law = self.covariances[j]
        draw_ellipse(ax, np.zeros(2), law, color=theme.text, linestyle="--")
        if n > 2:
            draw_ellipse(ax, np.zeros(2), np.cov(points.T), color=theme.limit)
        ax.plot(0, 0, "o", **disk(theme.data, theme))
        ax.plot(*points[-1:].T, "o", **disk(theme.batch, theme) | {"mec": theme.edge})

    def _show_arrows(self, ax, theme):
        """Draw −η∇J and −η∇J_B of the last mini-batch."""
        last = self.gradients_of[self.batch_size_index][max(0, self.step - 1)]
        for glyph, gradient in zip(on_surface.arrow_glyphs(ax, theme), (self.full, last)):
            on_surface.point(glyph, np.array(self.start), -self.eta * gradient)
        ax.plot(*np.array(self.start)[:, None], "o", **disk(theme.path, theme))

    def _show_law(self, ax, theme):
        """Draw the variance against b: predicted, and measured so far."""
        measured = [np.cov(part[: max(2, self.step)].T).trace() for part in self.gradients_of]
        predicted = [covariance.trace() for covariance in self.covariances]
        line = {"color": theme.text, "linestyle": "--", "linewidth": style.LINE}
        ax.plot(self.batch_sizes, np.maximum(predicted, TINY), **line)
        ax.plot(self.batch_sizes, np.maximum(measured, TINY), "o", **disk(theme.limit, theme))
        ax.axvline(self.batch_size, color=theme.text, linewidth=1.5, alpha=0.55)

    def _last_step(self):
        return self.n_batches

    def _new_runs(self):
        params, drawn = np.array(self.start), {"replace": self.replace, "seed": self.seed}
        self.full = self.objective.grad(params)
        self.gradients_of = [
            batch_gradients(self.objective, params, batch_size=b, n_batches=self.n_batches, **drawn)
            for b in self.batch_sizes
        ]
        self.covariances = [
            gradient_covariance(self.objective, params, batch_size=b, replace=self.replace)
            for b in self.batch_sizes
        ]
        window = self._window_with(lambda: stages.window_for(self.objective, self.start))
        needed = self._axes_needed()
        if self._first is None:
            self._first, self.eta = needed, self._fitting_rate(window)
        self._set_axes(*(stages.union(*pair) for pair in zip(needed, self._first)))
        self._show_window(window)
        return {**self._pack(), "message": self._remark()}

    def _axes_needed(self):
        """Return the windows of the noise of the smallest batches, and of the variances, here."""
        spread = N_STD * np.sqrt(np.diagonal(self.covariances[0])).clip(1e-12)
        noise = stages.similar_scales(tuple((-h, h) for h in spread.tolist()))
        traces = [c.trace() for c in self.covariances if c.trace() > 0]
        return noise, ((min(traces, default=1) / 4, max(traces, default=1) * 4),)

    def _set_axes(self, cloud_window, law_windows):
        """Keep the axes of the first place, wider only where the noise needs it."""
        if (cloud_window, law_windows[0]) != (self.cloud_window, self.law_window):
            self.cloud_window, self.law_window = cloud_window, law_windows[0]
            self._draw_anew()

    def _remark(self):
        """Say so where the axes are not those of the first place."""
        grown = np.ptp(self.cloud_window, axis=1).max() / np.ptp(self._first[0], axis=1).max()
        if grown < 1.01:
            return ""
        sentence = _("The noise is stronger here: its axes are {grown} times as wide as at first.")
        return sentence.format(grown=f"{grown:.3g}")

    def _fitting_rate(self, window):
        """Return a round η with which the first step is about a quarter of the window."""
        widths = np.ptp(np.array(window), axis=1)
        both = [np.hypot(*(grad / widths)) for grad in (self.full, self.gradients_of[0][0])]
        size = both[0] if both[0] > 1e-9 * both[1] else both[1]
        return float(f"{SHARE / size:.0e}") if size > 0 else 1.0

    def _fit_axes(self):
        """Nothing here depends on the window alone."""

    def _pack(self):
        noise = [part - self.full for part in self.gradients_of]
        losses = [np.ones((1, 1, self.n_batches)) for _ in noise]
        new = pack.pack_paths(self.objective, [part[None] for part in noise], losses, self.window)
        count = np.arange(1, self.n_batches + 1)
        own = {"start": self.start, "range": codec.reach(self.cloud_window)}
        layout = new["packing"] | own | {"rate": self.eta, "gradient": self.full.tolist()}
        return {
            **new,
            "positions": pack.joined(
                codec.encode_positions(part[None], self.cloud_window) for part in noise
            ),
            "clock": pack.joined(np.stack([count] * 3, axis=1).astype("<f4") for _ in noise),
            "predicted": [
                [float(c[0, 0]), float(c[0, 1]), float(c[1, 1])] for c in self.covariances
            ],
            "packing": self._new_version(layout),
        }

    def _panels(self, theme):
        return {
            "cloud": lambda ax: self._draw_noise(ax, theme),
            "place": lambda ax: self._surface(ax, theme),
            "law": lambda ax: self._draw_law(ax, theme),
        }

    def _draw_noise(self, ax, theme):
        style.dress(ax, theme)
        ax.set(xlim=self.cloud_window[0], ylim=self.cloud_window[1])
        ax.locator_params(axis="y", nbins=5, steps=(1, 2, 5, 10))  # -0.75 would be too wide
        ax.set(xlabel=_("noise of {name}").format(name="∂J/∂θ₀"))
        ax.set(ylabel=_("noise of {name}").format(name="∂J/∂θ₁"))
        style.title(ax, _("Gradient noise"), theme)

    def _draw_law(self, ax, theme):
        style.dress(ax, theme)
        style.log_ticks(ax.xaxis)
        style.log_ticks(ax.yaxis)
        ax.set(xlim=(self.batch_sizes[0] / 1.4, self.batch_sizes[-1] * 1.4), ylim=self.law_window)
        ax.set(xlabel=_("batch size b"), ylabel=_("variance"))
        style.title(ax, _("Noise variance"), theme)
