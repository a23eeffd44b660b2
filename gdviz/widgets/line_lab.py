"""`LineLab`: points that can be dragged, and the fit of a line that follows them."""

import numpy as np
import traitlets

from gdviz.checks import check_integer
from gdviz.descent import Trajectory
from gdviz.descent.divergence import TIMES, has_diverged
from gdviz.widgets import knobs
from gdviz.widgets.filmed import Filmed
from gdviz.widgets.knobs import Knob
from gdviz.widgets.line_drawing import LineDrawing
from gdviz.widgets.line_sample import (
    LARGEST,
    MOST_POINTS,
    N_DRAWS,
    NOISES,
    SIZES,
    TRUTH,
    Samples,
    check_points,
    columns,
)
from gdviz.widgets.line_view import RATES, objective_of, rates_for, view_of
from gdviz.widgets.line_words import KEY, words
from gdviz.widgets.player import Checked, check_flag, check_index, index_of, refusing, synced
from gdviz.widgets.screen import Runner, Screen
from gdviz.words import N_, _

MOST_STEPS = 500
NUMBERS = 65536  # a random order is drawn as whole numbers below


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
        raise ValueError(_("X and y must be given together. Got one of them."))
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


class LineLab(LineDrawing, Filmed):
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

    hero = "data"
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

    def screen(self, theme):
        """Return what is on the screen, for the picture and the film."""
        run = self.run()
        return Screen(
            self.objective,
            [Runner(run, {"color": theme.path})],
            step=self.step,
            x=self.x_axis,
            caption=self._caption(),
            show_future=self.show_future,
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
