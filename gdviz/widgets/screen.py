"""`Screen`: everything that is on the screen of an interactive, for its picture and its film."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from gdviz.descent import Trajectory
from gdviz.widgets.facts import GHOST_DASH

GHOST_LINES = (0, tuple(length / 2 for length in GHOST_DASH)), (0, (1, 2))  # of two curves
GHOST = {"linestyle": GHOST_LINES[0]}


@dataclass(frozen=True)
class Runner:
    """A run on the screen, and how its line looks.

    Attributes
    ----------
    run : Trajectory
        Exact; its loss is what the loss curve shows.
    looks : dict
        Color and line style.
    name : str
        What the legend calls it; empty where there is only one.
    """

    run: Trajectory
    looks: dict
    name: str = ""


@dataclass(frozen=True)
class Path:
    """A run of another seed: at the updates (n,) the params (n, n_params), and the loss (n,)."""

    steps: np.ndarray
    params: np.ndarray
    loss: np.ndarray


@dataclass(frozen=True)
class Screen:
    """What an interactive shows at the moment. The page has the same from the traits.

    Attributes
    ----------
    objective : object
        What the surface and the fit are of.
    runners : list of Runner
    step : int
        The update on the screen, one that the page has a record of.
    x : str
        What the loss curve counts.
    caption : str
        What the sliders stand at, and the seed.
    ghost : Trajectory or None
        The pinned run.
    fan : list of Path
        Runs of other seeds.
    next_rows : list
        For each record the mini-batch of the update that follows: row numbers, or a slice.
    arrows : callable or None
        record -> (−η∇J, the way to the next place or None where that is the same).
    batch_loss : callable or None
        (params, rows) -> J_B, where it is shown.
    remark : str
        What is said of other seeds.
    target : float or None
        The loss to reach.
    show_future : bool
        Whether the rest of the run is seen.
    more : dict
        Parts of panels that only this interactive has: "still" or "moving" -> panel -> list of
        functions, as in on_curves.py.
    """

    objective: object
    runners: list
    step: int
    x: str
    caption: str
    ghost: Trajectory | None = None
    fan: tuple = ()
    next_rows: tuple = ()
    arrows: Callable | None = None
    batch_loss: Callable | None = None
    target: float | None = None
    show_future: bool = True
    remark: str = ""
    more: dict = field(default_factory=dict)

    @property
    def longest(self):
        """The run that tells the time."""
        return max((runner.run for runner in self.runners), key=len)

    @property
    def record(self):
        """The record of the longest run that is on the screen."""
        return record_at(self.longest, self.step)

    @property
    def end(self):
        """Where the x axis of the loss curve ends, without the margin."""
        runs = [self.longest, *([self.ghost] if self.ghost is not None else [])]
        return max(getattr(run, self.x)[-1] for run in runs) or 1


def record_at(run, step):
    """Return the last record of a run that is not after an update."""
    return max(0, int(np.searchsorted(run.step, step, side="right")) - 1)
