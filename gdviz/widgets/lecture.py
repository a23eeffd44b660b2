"""Lecture mode: one line turns a notebook into something a hall can read."""

import anywidget
import traitlets
from IPython.display import display

from gdviz.checks import check_integer
from gdviz.plots import projector
from gdviz.plots.projector import Projector
from gdviz.widgets import cells, wording
from gdviz.widgets.player import read, synced
from gdviz.words import _

NARROWEST, WIDEST = 640, 7680


def lecture(is_on=True, *, width=1280, height=720):
    """Dress this notebook for a projector: larger letters, thicker lines, stronger colors.

    Write ``gd.lecture()`` into the first cell and run the notebook. Text and code grow, figures and
    interactives are drawn to fit the screen, and the code of cells tagged ``hide-input`` gives way
    to the word "code"; a click on it, or Enter in the cell, brings it back. So does the output of
    cells tagged ``hide-output``, to the word "answer", even when they have been run. The notebook's
    file stays as it is. Without JupyterLab the figures change all the same.

    Parameters
    ----------
    is_on : bool
        False goes back to normal. What is drawn already stays as it is until its cell is run again.
    width, height : int
        The projector's size in pixels, as the browser counts them: divide by its zoom, and by the
        scaling of the desktop.

    Raises
    ------
    ValueError
        If a size is not between 640 and 7680, or ``is_on`` is neither True nor False.

    Examples
    --------
    >>> import gdviz as gd
    >>> gd.lecture(width=1024, height=768)
    Lecture(1024 × 768)
    >>> gd.lecture(False)
    Lecture(off)
    """
    if not isinstance(is_on, bool):
        raise ValueError(
            _(
                "is_on must be True or False; a size is given by name, as in "
                "lecture(width=1024, height=768). Got {is_on!r}."
            ).format(is_on=is_on)
        )
    limits = {"low": NARROWEST, "high": WIDEST}
    screen = Projector(
        check_integer("width", width, **limits), check_integer("height", height, **limits)
    )
    page = Lecture(screen, is_on=is_on)
    projector.enter(screen if is_on else None, on_leave=page.end)
    display(page)


class Lecture(anywidget.AnyWidget):
    """What changes the page around its output, as long as ``is_on``."""

    _esm = read("stored.js", "lecture.js")
    _css = read("lecture.css")

    is_on = synced(traitlets.Bool())
    letter = synced(traitlets.Float())
    zoom = synced(traitlets.Float())
    size = synced(traitlets.Unicode())
    words = synced(traitlets.Dict())

    def __init__(self, screen, *, is_on):
        size = f"{screen.width} × {screen.height}"
        words = wording.of_lectures(size)
        super().__init__(
            is_on=is_on, letter=screen.letter, zoom=screen.zoom, size=size, words=words
        )

    def __repr__(self):
        return f"Lecture({self.size if self.is_on else 'off'})"

    def _repr_mimebundle_(self, **kwargs):
        cells.note(self)
        data, metadata = super()._repr_mimebundle_(**kwargs)
        return data, {**metadata, **cells.MARK}

    def end(self):
        """Let the page go back to normal."""
        self.is_on = False
