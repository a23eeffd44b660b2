"""`RavineLab`: a ravine whose condition number and angle are sliders."""

import numpy as np
import traitlets

from gdviz.checks import check_integer
from gdviz.descent import gradient_descent, sweep
from gdviz.objectives.surfaces import ravine
from gdviz.plots import style
from gdviz.plots.stage import draw_loss_axes, draw_panels, draw_params
from gdviz.widgets import knobs, legends, pack, stages
from gdviz.widgets.filmed import SIZE, Filmed
from gdviz.widgets.knobs import Knob
from gdviz.widgets.player import check_index, index_of, refusing, synced
from gdviz.widgets.screen import Runner, Screen
from gdviz.words import N_, _

CONDITION_NUMBERS = [1.0, 2.0, 5.0, 10.0, 25.0, 100.0]
ANGLES = [0.0, 15.0, 30.0, 45.0, 60.0, 90.0]
RATES = [float(f"{rate:.2g}") for rate in np.geomspace(0.005, 2.5, 24)]
MOST_STEPS = 100
LOWEST, HIGHEST = 1e-14, 1e3  # of the loss axis


def ravine_lab(params=None, *, condition_number=25.0, angle=30.0, learning_rate=None, n_steps=100):
    """Make a valley longer and turn it, and see what that does to the path.

    ::

        J(θ) = ½ (u² + κ v²)

    u is the way along the floor of the valley, v that across. The limit of η is 2/κ, whatever the
    angle: the steepest direction sets it, and the flattest one waits.

    Parameters
    ----------
    params : array_like of shape (2,), optional
        θ₀ and θ₁ at the start. Default: (−2, 1.5).
    condition_number, angle, learning_rate : float
        Where the sliders of κ, of the floor's angle in degrees, and of η stand at first; the
        nearest value is taken. By default η is a quarter of the limit.
    n_steps : int
        Updates of every run, at most 100.

    Returns
    -------
    RavineLab

    Raises
    ------
    ValueError
        If a number lies beyond the ends of its slider, or an argument is of a wrong kind.

    Examples
    --------
    >>> lab = ravine_lab(condition_number=10, learning_rate=0.1)
    >>> lab
    RavineLab(864 runs)
    >>> lab.condition_number, lab.angle = 25, 0
    >>> lab.objective.grad([1.0, 1.0])
    array([ 1., 25.])
    """
    kappa = knobs.nearest("condition_number", CONDITION_NUMBERS, condition_number)
    turn = knobs.nearest("angle", ANGLES, angle)
    limit = limits()[kappa]
    start = knobs.check_start(ravine(), [-2.0, 1.5] if params is None else params)
    return RavineLab(
        start,
        check_integer("n_steps", n_steps, low=1, high=MOST_STEPS),
        condition_index=kappa,
        angle_index=turn,
        **knobs.rate_slider(None, learning_rate, lambda: RATES, limit=limit),
    )


def limits():
    """Return the limit 2/λ_max of each condition number."""
    return [2 / kappa for kappa in CONDITION_NUMBERS]


class RavineLab(Filmed):
    """One run for each condition number × angle × learning rate.

    ``condition_number``, ``angle`` and ``learning_rate`` choose by value (the nearest there is).

    Attributes
    ----------
    condition_index, angle_index : int
        Positions in ``condition_numbers`` and ``angles``.
    """

    condition_numbers = synced(traitlets.List(traitlets.Float(), CONDITION_NUMBERS))
    angles = synced(traitlets.List(traitlets.Float(), ANGLES))
    condition_index = index_of("condition_numbers")
    angle_index = index_of("angles")
    condition_number = Knob(
        "condition_numbers",
        "condition_index",
        "κ on the screen.",
        label=N_("condition number κ"),
        short=N_("κ = {value}"),
    )
    angle = Knob(
        "angles",
        "angle_index",
        "Angle of the valley's floor, in degrees.",
        label=N_("angle"),
        short=N_("angle {value}°"),
    )
    learning_rate = knobs.LEARNING_RATE
    limits = synced(traitlets.List(traitlets.Float(), limits()))
    n_steps = None

    _check_knobs = traitlets.validate("condition_index", "angle_index")(refusing(check_index))

    def __init__(self, start, n_steps, **traits):
        self.n_steps = n_steps
        kappa, angle = traits["condition_index"], traits["angle_index"]
        super().__init__(
            valley(CONDITION_NUMBERS[kappa], ANGLES[angle]),
            start,
            window=None,
            kind="ravine",
            title=_("Ravine lab"),
            can_pin=False,
            **traits,
        )

    def __repr__(self):
        return f"RavineLab({len(CONDITION_NUMBERS) * len(ANGLES) * len(RATES)} runs)"

    def run(self):
        """Return the run on the screen as a `Trajectory`."""
        return gradient_descent(
            self.objective,
            self.start,
            learning_rate=self.learning_rate,
            max_steps=self.n_steps,
            record_loss=True,
        )

    def screen(self, theme):
        """Return what is on the screen."""
        runner = Runner(self.run(), {"color": theme.path})
        return Screen(
            self.objective,
            [runner],
            step=self.step,
            x=self.x_axis,
            caption=self._caption(),
            show_future=self.show_future,
        )

    @traitlets.observe("condition_index", "angle_index")
    def _turn(self, change):
        self.objective = valley(self.condition_number, self.angle)

    def _new_runs(self):
        sweeps = [
            sweep(
                valley(kappa, angle),
                self.start,
                learning_rates=RATES,
                batch_sizes=[1],
                n_steps=self.n_steps,
            )
            for kappa in CONDITION_NUMBERS
            for angle in ANGLES
        ]
        paths = [one.params[0][:, 0] for one in sweeps]
        self._losses = [one.loss[0] for one in sweeps]
        self._show_window(stages.including(self.objective.window, self.start))
        new = pack.pack_paths(self.objective, paths, self._losses, self.window)
        clock = pack.joined(pack.clock(one, 0) for one in sweeps)
        return {**new, "clock": clock, "packing": self._new_version(new["packing"])}

    def _fit_axes(self):
        highest = max(HIGHEST, *(2 * float(loss[0, 0, 0]) for loss in self._losses))
        self.loss_window = ((0, 1), (LOWEST, highest))

    def _last_step(self):
        return self.n_steps

    def _legend(self):
        return [legends.PATH]

    def _panels(self, theme):
        """Return frames: the page draws the valley, which turns."""
        return {
            "params": lambda ax: self._frame(ax, theme),
            "loss": lambda ax: draw_loss_axes(ax, self.loss_window, None, theme),
        }

    def _frame(self, ax, theme):
        style.dress(ax, theme).grid(False)
        style.title(ax, _("Loss surface J(θ)"), theme)
        ax.set(xlim=self.window[0], ylim=self.window[1], xlabel="θ₀", ylabel="θ₁")

    def _figure(self, theme):
        panels = self._panels(theme)
        panels["params"] = lambda ax: draw_params(
            self.objective, ax, self.window, theme, stages.N_GRID
        )
        return draw_panels(panels, SIZE)


def valley(condition_number, angle):
    """Return the ravine whose floor has an angle in degrees."""
    return ravine(condition_number, angle=np.radians(angle))
