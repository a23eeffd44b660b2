"""`LineLab`: points that can be dragged, and the fit of a line that follows them."""

import numpy as np
import traitlets

from gdviz.checks import check_features, check_integer, check_targets, finite_array
from gdviz.datasets import add_bias
from gdviz.descent import Trajectory
from gdviz.descent.divergence import TIMES, has_diverged
from gdviz.objectives import LeastSquares, max_learning_rate
from gdviz.plots import style
from gdviz.plots.data import data_with_fit, fitted_line
from gdviz.plots.stage import draw_loss_axes, draw_panels, draw_params
from gdviz.plots.surface import cross
from gdviz.widgets import knobs, marks, picture, stages
from gdviz.widgets.interactive import Interactive
from gdviz.widgets.knobs import Knob
from gdviz.widgets.player import Checked, check_flag, check_index, index_of, refusing, synced
from gdviz.widgets.screen import Runner, Screen
from gdviz.words import N_, _

MOST_POINTS, MOST_STEPS, N_DRAWS = 300, 500, 20
LARGEST = 1e6
GROWTH = 1e6  # of the loss axis, at most
SIZES = [5, 10, 20, 50, 100, 200, MOST_POINTS]
NOISES = [0.0, 0.1, 0.2, 0.3, 0.5, 1.0, 2.0]
RATES = [float(f"{rate:.2g}") for rate in np.geomspace(0.003, 3, 40)]
TRUTH = [1.0, 2.0]
FAR = 12.0  # where the outlier lies; all others are in [−1, 1]
NUMBERS = 65536  # a random order is drawn as whole numbers below
SIZE = (1280, 480)  # pixels of a picture
KEY = [
    (marks.ROWS, N_("next mini-batch")),
    (marks.PATH, N_("path of θ, its line")),
    (marks.BATCH, N_("next step −η∇J of the mini-batch")),
    (marks.ALL, N_("−η∇J of all points")),
    (marks.BEST, N_("θ*, the lowest loss")),
    (marks.TRUTH, N_("truth")),
]


def line_lab(
    X=None,
    y=None,
    params=None,
    *,
    n_samples=20,
    noise=0.3,
    learning_rate=0.1,
    batch_size=4,
    n_steps=200,
    seed=0,
):
    """Drag points, and see loss surface, limit and path of the line's fit follow.

    ::

        J(θ) = 1/(2N) Σ (θ₀ + θ₁ xᵢ − yᵢ)²

    Points are dragged with mouse, finger or arrow keys, added, removed, pasted as two columns or
    read from a CSV file. The page computes the fit itself, so it needs no kernel for that.

    Parameters
    ----------
    X : array_like of shape (n_samples,) or (n_samples, 1), optional
        x of your own points. By default a sample of y = 1 + 2x + noise, x uniform in [−1, 1], whose
        truth is drawn beside the fit.
    y : array_like of shape (n_samples,), optional
        y of your own points.
    params : array_like of shape (2,), optional
        θ₀ and θ₁ at the start.
    n_samples, noise : int and float
        N and the standard deviation of the sample at first; the nearest value of the slider.
    learning_rate, batch_size : float and int
        Where the sliders stand at first; the nearest value is taken.
    n_steps : int
        Updates of the run, at most 500.
    seed : int
        Source of the samples, and of the random order of the rows.

    Returns
    -------
    LineLab

    Raises
    ------
    ValueError
        If there are fewer than 2 or more than 300 points, or an argument is out of its range.

    Examples
    --------
    >>> lab = line_lab(noise=0.5)
    >>> lab
    LineLab(20 points)
    >>> lab.points = [[0, 1], [1, 3], [2, 5]]
    >>> lab.batch_size = 3
    >>> lab.run()
    Trajectory(200 updates, loss 7.361e-06, stopped by 'max_steps')
    """
    if (X is None) != (y is None):
        raise ValueError("X and y must be given together. Got one of them.")
    samples = Samples(seed)
    traits = {
        "sample_size_index": knobs.nearest("n_samples", SIZES, n_samples),
        "noise_index": knobs.nearest("noise", NOISES, noise),
        "has_truth": X is None,
        "n_steps": check_integer("n_steps", n_steps, low=1, high=MOST_STEPS),
        "seed": seed,
    }
    if X is None:
        size, spread = SIZES[traits["sample_size_index"]], NOISES[traits["noise_index"]]
        points = samples.points(0, size, spread)
    else:
        points = check_points("points", columns(X, y))
    start = [-0.5, 3.5] if params is None else params
    return LineLab(points, start, samples, learning_rate, batch_size, **traits)


def columns(X, y):
    """Return the rows (x, y) of a feature and its target."""
    features = check_features(X, or_bias=False) if np.ndim(X) == 2 else np.asarray(X)
    if features.ndim == 2 and features.shape[1] != 1:
        raise ValueError(f"X must have one feature. Got {features.shape[1]}.")
    x = finite_array("X", features).reshape(-1)
    return np.column_stack([x, check_targets(y, len(x))])


class Samples:
    """Random numbers, drawn once: the page and Python make the same samples of them.

    Attributes
    ----------
    seed : int
    uniforms, normals : ndarray, shape (N_DRAWS, MOST_POINTS)
        Single precision, as they travel.
    """

    def __init__(self, seed):
        self.seed = check_integer("seed", seed, low=0)
        rng, shape = np.random.default_rng(self.seed), (N_DRAWS, MOST_POINTS)
        self.uniforms = rng.random(shape, dtype="f4")
        self.normals = rng.standard_normal(shape, dtype="f4")

    def points(self, draw, n, noise):
        """Return n rows [x, y]: y = θ₀ + θ₁x + noise · ε."""
        x = self.uniforms[draw, :n].astype(float) * 2 - 1
        y = TRUTH[0] + TRUTH[1] * x + noise * self.normals[draw, :n].astype(float)
        return np.column_stack([x, y]).tolist()

    def with_outlier(self):
        """Return 49 points in [−1, 1] and one far to their right."""
        x = np.append(np.linspace(-1, 1, 49), FAR)
        y = TRUTH[0] + TRUTH[1] * x + 0.3 * self.normals[0, :50].astype(float)
        return np.column_stack([x, y]).tolist()


def check_points(name, value):
    """Return the points as a list of [x, y]."""
    points = finite_array(name, value)
    if points.ndim != 2 or points.shape[1] != 2:
        raise ValueError(f"{name} must be rows of two numbers. Got shape {points.shape}.")
    if not 2 <= len(points) <= MOST_POINTS:
        raise ValueError(f"{name} must be between 2 and {MOST_POINTS} rows. Got {len(points)}.")
    if (largest := np.abs(points).max()) > LARGEST:
        raise ValueError(f"{name} must lie within ±{LARGEST:,.0f}. Got {largest:.6g}.")
    return points.tolist()


def objective_of(points):
    """Return the least squares of a line through the points."""
    x, y = np.array(points).T
    return LeastSquares(add_bias(x[:, None]), y)


def rates_for(objective):
    """Return the η of the slider, in powers of ten where 2/λ_max is in the upper half."""
    power = int(np.floor(np.log10(max_learning_rate(objective) / 0.3) + 1e-9))
    return [float(f"{rate * 10.0**power:.2g}") for rate in RATES]


def view_of(objective, start, truth):
    """Return what the axes show, as the page works it out (line_lab.js).

    Everything: all points; θ*, start and truth; the loss from below J* to above the start's.
    """
    best = np.linalg.lstsq(objective.X, objective.y, rcond=None)[0]
    lowest, first = objective.loss(best), objective.loss(np.array(start))
    places = np.array([start, *([truth] if truth else [])])
    reach = np.maximum(1.3 * np.abs(places - best).max(axis=0), 0.1 * np.abs(best) + 1e-3)
    if reach.max() < 3.3 * reach.min():
        reach[:] = reach.max()
    high = 4 * first if first > 0 else 1.0
    return {
        "params": [[a - r, a + r] for a, r in zip(best.tolist(), reach.tolist())],
        "data": [padded(objective.X[:, 1]), padded(objective.y)],
        "loss": [lowest / 1.5 if lowest > 1e-6 * high else 1e-7 * high, high],
    }


def padded(values):
    """Return the range of the values and a tenth on either side."""
    low, high = float(values.min()), float(values.max())
    pad = 0.1 * (high - low) or max(0.1 * abs(low), 1e-3)
    return [low - pad, high + pad]


class LineLab(Interactive):
    """Points in the plane, and gradient descent on the line through them.

    ``learning_rate``, ``batch_size``, ``sample_size`` and ``noise`` choose by value (the nearest
    there is); the last two draw a new sample.

    Attributes
    ----------
    points : list of [float, float]
        What is on the screen: 2 to 300 rows [x, y]. Set it, and everything follows.
    draw : int
        Which of 20 samples of this size is drawn; *another sample* takes the next.
    has_truth : bool
        Whether the points are noise around a known line, and that is shown.
    n_steps : int
        Updates of the run.
    """

    sample_sizes = synced(traitlets.List(traitlets.Int(), SIZES))
    noises = synced(traitlets.List(traitlets.Float(), NOISES))
    sample_size_index = index_of("sample_sizes")
    noise_index = index_of("noises")
    sample_size = Knob(
        "sample_sizes",
        "sample_size_index",
        "N of the sample.",
        label=N_("samples N"),
        short=N_("N = {value}"),
    )
    noise = Knob(
        "noises",
        "noise_index",
        "σ of the sample.",
        label=N_("noise σ"),
        short=N_("σ = {value}"),
    )
    learning_rate, batch_size = knobs.LEARNING_RATE, knobs.BATCH_SIZE

    points = Checked([], check_points)
    draw = Checked(0, check_integer, low=0, high=N_DRAWS - 1)
    has_truth = Checked(True, check_flag)
    n_steps = synced(traitlets.Int(200))
    most_points = synced(traitlets.Int(MOST_POINTS))
    largest = synced(traitlets.Float(LARGEST))
    true_params = synced(traitlets.List(traitlets.Float(), TRUTH))
    diverges_above = synced(traitlets.Float(TIMES))
    base_rates = synced(traitlets.List(traitlets.Float(), RATES))
    view = synced(traitlets.Dict())
    outlier = synced(traitlets.List())
    uniforms = synced(traitlets.Bytes())
    normals = synced(traitlets.Bytes())
    orders = synced(traitlets.Bytes())

    samples = None

    _check_knobs = traitlets.validate("sample_size_index", "noise_index")(refusing(check_index))

    def __init__(self, points, start, samples, learning_rate, batch_size, **traits):
        self.samples = samples
        objective = objective_of(points)
        rates, start = rates_for(objective), knobs.check_start(objective, start)
        super().__init__(
            objective,
            start,
            window=None,
            kind="line",
            title=_("Line lab"),
            param_names=[],  # the surface is clicked on, which needs no kernel
            points=points,
            counts=["step", "epoch", "samples_seen"],
            can_pin=False,
            is_random=True,
            learning_rates=rates,
            learning_rate_index=knobs.nearest("learning_rate", rates, learning_rate),
            uniforms=samples.uniforms.tobytes(),
            normals=samples.normals.tobytes(),
            outlier=samples.with_outlier(),
            **knobs.size_slider(len(points), None, min(batch_size, len(points))),
            **traits,
        )

    def __repr__(self):
        return f"LineLab({len(self.points)} points)"

    @property
    def truth(self):
        """The params that the points are noise around; None where nobody knows them."""
        return self.true_params if self.has_truth else None

    def run(self):
        """Return the run on the screen as a `Trajectory`, with its mini-batches."""
        batches, params = self._batches(), [np.array(self.start)]
        with np.errstate(over="ignore", invalid="ignore"):
            for rows in batches:
                step = self.learning_rate * self.objective.grad(params[-1], rows)
                if not np.isfinite(params[-1] - step).all():
                    break
                params.append(params[-1] - step)
            losses = self.objective.loss_many(np.array(params))
        sizes = np.array([0, *map(len, batches)])[: len(params)]
        seen, is_short = np.cumsum(sizes), len(params) <= self.n_steps
        is_gone = is_short or has_diverged(self.objective, losses)
        return Trajectory(
            params=np.array(params),
            loss=losses,
            step=np.arange(len(params)),
            epoch=seen / self.n_samples,
            samples_seen=seen,
            seconds=np.zeros(len(params)),
            learning_rate=np.where(sizes > 0, self.learning_rate, np.nan),
            batch_size=sizes,
            rows=(None, *batches[: len(params) - 1]),
            stop_reason="diverged" if is_gone else "max_steps",
            n_samples=self.n_samples,
        )

    def picture(self, theme):
        """Return what is on the screen as a matplotlib figure, drawn from the exact run."""
        return picture.moment(self._still(theme, SIZE), self.screen(theme), theme)

    def film(self, theme, **clock):
        """Return the run on the screen as a matplotlib animation."""
        return picture.film(self._still(theme, SIZE), self.screen(theme), theme, **clock)

    def screen(self, theme):
        """Return what is on the screen, for the picture and the film."""
        run = self.run()
        return Screen(
            self.objective,
            [Runner(run, {"color": theme.path})],
            step=self.step,
            x=self.x_axis,
            caption=self._caption(),
            next_rows=[*run.rows[1:], slice(0)],
        )

    def _batches(self):
        """Return the rows of every update, in the order of the epoch's random numbers."""
        n, b = self.n_samples, self.batch_size
        if b == n:
            return [np.arange(n)] * self.n_steps
        found = []
        for numbers in np.frombuffer(self.orders, "<u2").reshape(-1, MOST_POINTS):
            order = np.argsort(numbers[:n], kind="stable")
            found += [order[k : k + b] for k in range(0, n, b)]
            if len(found) >= self.n_steps:
                break
        return found[: self.n_steps]

    def _new_runs(self):
        shape = self.n_steps, MOST_POINTS
        orders = np.random.default_rng(self.seed).integers(0, NUMBERS, shape, dtype="u2")
        view = {} if self._hears and self.view else {"view": self._view()}
        packing = self._new_version({"start": self.start})
        return {**view, "orders": orders.astype("<u2").tobytes(), "packing": packing}

    def _view(self):
        return view_of(self.objective, self.start, self.truth)

    def _last_step(self):
        return self.n_steps

    def _steps(self, **indices):
        return np.arange(self.n_steps + 1)

    @traitlets.observe("sample_size_index", "noise_index", "draw")
    def _sample(self, change):
        """Draw the sample that the sliders ask for; the page does it by itself."""
        if self._answered_for is None or self._hears:
            return
        self.has_truth = True
        self.points = self.samples.points(self.draw, self.sample_size, self.noise)

    @traitlets.observe("points", "has_truth")
    def _refit(self, change):
        """Fit another line; axes and sliders follow, unless the page has seen to that."""
        if self._answered_for is None:
            return
        self.objective, self.n_samples = objective_of(self.points), len(self.points)
        self._set_slider("batch_size", knobs.default_sizes(self.n_samples))
        if not self._hears:
            self._set_slider("learning_rate", rates_for(self.objective))
            self.view = self._view()

    def _set_slider(self, name, values):
        """Give a slider other values; it stays as close as it can to where it was."""
        knob, wanted = getattr(type(self), name), getattr(self, name)
        if values != getattr(self, knob.values):
            self._publish({knob.values: values, knob.index: knobs.closest(values, wanted)})

    def _slider(self, knob):
        is_sample = knob.name in ("sample_size", "noise")
        return {**super()._slider(knob), "is_said": not is_sample}

    def _legend(self):
        return KEY

    def _words(self):
        return {**super()._words(), **words()}

    def _panels(self, theme):
        """Return frames without numbers, which the page writes as they change."""
        named = {
            "data": (_("Points and line"), "x", "y"),
            "params": (_("Loss surface J(θ)"), "θ₀", "θ₁"),
            "loss": (_("Loss curve"), "", "J(θ)"),
        }
        return {name: lambda ax, text=text: frame(ax, text, theme) for name, text in named.items()}

    def _still(self, theme, size=None):
        panels = {
            "data": lambda ax: self._draw_points(ax, theme),
            "params": lambda ax: self._draw_surface(ax, theme),
            "loss": lambda ax: draw_loss_axes(ax, ((0, 1), self._loss_limits()), None, theme),
        }
        return draw_panels(panels, size or stages.size_of(len(panels), self.n_more_rows))

    def _draw_surface(self, ax, theme):
        window = tuple(map(tuple, self.view["params"]))
        draw_params(self.objective, ax, window, theme, stages.N_GRID)
        ax.plot(*self._best()[:, None], "P", **cross(theme))
        if self.has_truth:
            ax.plot(*np.array(self.true_params)[:, None], "D", **truth_mark(theme))

    def _draw_points(self, ax, theme):
        data_with_fit(self.objective, ax=ax, theme=theme)
        style.title(ax, _("Points and line"), theme)
        lines = {"--": self._best(), **({":": self.true_params} if self.has_truth else {})}
        for dashes, params in lines.items():
            looks = {"color": theme.text, "linewidth": 2, "linestyle": dashes}
            ax.plot(*fitted_line(self.objective, params), **looks)
        ax.set(xlim=self.view["data"][0], ylim=self.view["data"][1])

    def _loss_limits(self):
        """Return the limits of the loss axis, which grow as the page's do (line_lab.js)."""
        (low, high), losses = self.view["loss"], self.run().loss
        best = self.objective.loss(self._best())
        if best > 0:
            low = min(low, max(best, low / GROWTH) / 1.5)
        return low, max(high, 1.5 * min(np.nanmax(losses), GROWTH * high))

    def _best(self):
        return np.linalg.lstsq(self.objective.X, self.objective.y, rcond=None)[0]


def frame(ax, texts, theme):
    """Draw empty axes, with room for numbers beside them."""
    title, across, up = texts
    style.dress(ax, theme).grid(False)
    style.title(ax, title, theme)
    ax.tick_params(labelbottom=False, labelleft=False, length=0)
    ax.set_xlabel(across, labelpad=22)
    ax.set_ylabel(up, labelpad=36)


def truth_mark(theme):
    """Return the properties of the mark of the true params."""
    return {"markersize": 9, "mfc": "none", "mec": theme.text, "mew": 2, "zorder": 3.1}


def words():
    """Return what only this interactive says."""
    return {
        "needs_python": _("Other random orders of the rows need Python behind the page."),
        "needs_python_here": _(
            "Other random orders of the rows need Python behind the page. {binder}."
        ),
        "facts": [
            _("points N"),
            _("condition number κ"),
            _("limit of η, all rows"),
            _("limit of η, b = {b}"),
            _("J(θ*), the lowest"),
            _("J(truth)"),
        ],
        "noise_fitted": _(
            "The truth has loss {truth}, θ* has {best}: θ* fits the noise of these points too, "
            "so it can lie below."
        ),
        "no_noise": _("Truth and θ* are the same here: there is no noise to fit."),
        "no_truth": _("Nobody knows the truth behind these points; θ* is the line that fits best."),
        "outlier_does": _(
            "One point of {n} lies at x = {x}. All rows together bear η < {all}, one row alone "
            "only η < {limit}: whenever it is drawn, θ leaps."
        ),
        "another": _("Another sample"),
        "another_hint": _("draw the noise and the x anew"),
        "one_outlier": _("One outlier"),
        "one_outlier_hint": _("49 points in [−1, 1] and one at 12, b = 1"),
        "add": _("Add point"),
        "add_hint": _("in the middle of the data; a click on an empty place adds one there"),
        "remove": _("Remove point"),
        "remove_hint": _("the chosen one (Delete)"),
        "undo": _("Undo"),
        "undo_hint": _("bring back the points from before"),
        "fit_view": _("Fit axes"),
        "fit_view_hint": _("let the axes show all points, start and θ*"),
        "own_data": _("Own data"),
        "own_data_label": _("two columns, x and y"),
        "own_data_example": _("0.5, 1.2\n1, 3.4\n1.5, 3.9"),
        "use": _("Use these points"),
        "file": _("or a CSV file:"),
        "edit_points": _(
            "points: Tab chooses the next, arrow keys move it, Delete removes it, Escape leaves"
        ),
        "edit_start": _("start: a click or the arrow keys move it"),
        "chosen": _("point {k} of {n}: x {x}, y {y}"),
        "bad_line": _("Line {line} must be two numbers. Got {given}."),
        "bad_count": _("There must be between 2 and {most} points. Got {n}."),
        "bad_size": _("Numbers must lie within ±{most}. Got {given} in line {line}."),
        "taken": _("{n} points taken."),
    }
