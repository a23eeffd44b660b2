"""The screen of a lecture hall: how large figures may be, and how large their letters have to be.

Matplotlib measures letters and lines in points. A figure of fewer inches at more dots per inch has
larger letters, thicker lines and larger marks on the same screen, so nothing has to be set one by
one.
"""

import math
import textwrap
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from gdviz.plots.ticks import LETTER

SMALLEST, USUAL_DPI = 11, 100  # points: the letters at the ticks
BESIDE, ABOVE = 110, 110  # pixels that JupyterLab keeps for itself
SENTENCE = 120  # pixels for the text that reads a figure
LABELS = 40  # points that the numbers beside a panel take
CONTROLS = 174_000  # square pixels, before they are enlarged: the narrower, the more rows


class Projector(NamedTuple):
    """A screen of ``width`` × ``height`` pixels.

    Examples
    --------
    >>> Projector(1280, 720).letter
    20.0
    """

    width: int
    height: int

    @property
    def letter(self):
        """Size of the smallest letters, in pixels: 1/48 of the side of a square as large."""
        return math.sqrt(self.width * self.height) / 48

    @property
    def dpi(self):
        """Pixels per inch at which `SMALLEST` points are a ``letter``."""
        return 72 * self.letter / SMALLEST

    @property
    def zoom(self):
        """How many times as large everything is as on a learner's own screen."""
        return self.dpi / USUAL_DPI

    @property
    def room(self):
        """Width and height that an interactive can have without scrolling, in pixels."""
        return self.width - BESIDE, self.height - ABOVE

    @property
    def inches(self):
        """Width and height that leave room for a sentence below, in inches."""
        width, height = self.room
        return np.array([width, height - SENTENCE]) / self.dpi

    @property
    def stage(self):
        """Width and height of an interactive's still part, in pixels that ``zoom`` enlarges."""
        width, height = (pixels / self.zoom for pixels in self.room)
        return [round(width), round(height - CONTROLS / width)]


class Drawing(NamedTuple):
    """What pictures are drawn for, and whom to tell when that is over."""

    screen: Projector | None = None
    on_leave: Callable = lambda: None


_now = Drawing()


def screen():
    """Return the `Projector` that pictures are drawn for; None is the learner's own screen."""
    return _now.screen


def enter(screen, on_leave=lambda: None):
    """Draw from now on for a `Projector`, or with None for the learner's own screen.

    This is all that a lecture changes in Python: sizes (`fit`) and palettes (`theme.Theme`) ask
    for the screen when they are used. ``on_leave()`` is called when another screen is entered.
    """
    global _now
    before, _now = _now, Drawing(screen, on_leave)
    before.on_leave()


def is_projected(figure):
    """Whether there is a lecture, and pyplot shows the figure in it."""
    return screen() is not None and figure.canvas.manager is not None


def fit(figure):
    """Cut a figure to the projector of a lecture, if it is shown in one."""
    if not is_projected(figure):
        return
    figure.set_dpi(screen().dpi)
    figure.set_size_inches(np.minimum(figure.get_size_inches(), screen().inches))


def broken(text, ax, size):
    """Break a title of ``size`` points where it would run into the panel beside it."""
    figure, place = ax.figure.canvas.figure, ax.get_subplotspec()
    if place is None or not is_projected(figure):
        return text
    share = place.colspan.stop - place.colspan.start
    width = 72 * figure.get_figwidth() * share / place.get_gridspec().ncols
    return textwrap.fill(text, int((width - LABELS) / (LETTER * size)))
