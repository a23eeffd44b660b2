"""`predict`: a question that is answered before a run, and scored against it."""

import html
import json

import anywidget
import numpy as np
import traitlets

from gdviz.checks import check_number, kind_of
from gdviz.widgets import cells
from gdviz.widgets.facts import FACTS
from gdviz.widgets.player import read, synced
from gdviz.words import _

SCRIPTS = ("numbers.js", "templates.js", "inputs.js", "stored.js", "predict.js")
ROUNDING = 1e-9


def predict(name, question, *, answer, choices=None, unit="", tolerance=0.1, run=None):
    """Ask for a prediction; what is right is computed, and shown once the reader has committed.

    The prediction stays in the reader's browser (``localStorage["gdviz-predict"]``), under ``name``
    and the question, in JupyterLab as on the site; nothing is sent. *Forget my prediction* takes it
    away. A stored notebook holds the question alone.

    Parameters
    ----------
    name : str
        The notebook's number and a letter: "04.a".
    question : str
    answer : float, str or callable
        What is right: a number, or one of the choices. A function is called to compute it, with
        ``run`` if that is given.
    choices : sequence of str or float, optional
        What there is to choose from. Without them a number is asked for.
    unit : str
        Of the number: "updates".
    tolerance : float
        The share of the answer's size by which a number may be off and still be right.
    run : object, optional
        What ``answer`` is a function of, such as a `Trajectory`. Of an interactive it is what
        ``run()`` returns.

    Returns
    -------
    Prediction

    Raises
    ------
    ValueError
        If the answer is not one of the choices, or not a finite number; or an argument is of a
        wrong kind.

    Examples
    --------
    >>> import gdviz as gd
    >>> run = gd.gradient_descent(gd.objectives.parabola(), [1.0], learning_rate=1, max_steps=9)
    >>> asked = predict(
    ...     "01.z", "How many updates does it make?", answer=lambda run: run.step[-1], run=run
    ... )
    >>> asked
    Prediction('01.z', 'How many updates does it make?')
    >>> asked.is_right(8), asked.is_right(9)
    (False, True)
    """
    for key, text in {"name": name, "question": question, "unit": unit}.items():
        if not isinstance(text, str) or not (text or key == "unit"):
            sentence = _("{name} must be text. Got {given}.")
            raise ValueError(sentence.format(name=key, given=kind_of(text)))
    tolerance = check_number("tolerance", tolerance, low=0)
    truth = computed(answer, run)
    if choices is None:
        return _asked_number(name, question, truth, unit, tolerance)
    return _asked_choice(name, question, truth, choices)


def computed(answer, run):
    """Return what is right: ``answer`` itself, or what it returns where it is a function."""
    if not callable(answer):
        return answer
    if run is None:
        return answer()
    own = getattr(run, "run", None)
    return answer(own() if callable(own) else run)


def _asked_number(name, question, truth, unit, tolerance):
    number = check_number("answer", np.asarray(truth).item() if np.size(truth) == 1 else truth)
    off = max(tolerance, ROUNDING) * abs(number) or ROUNDING
    return Prediction(
        name=name,
        question=question,
        unit=unit,
        truth=number,
        right=[number - off, number + off],
        words=words(tolerance),
    )


def _asked_choice(name, question, truth, choices):
    offered = list(choices)
    if len(offered) < 2 or len(set(map(str, offered))) < len(offered):
        sentence = _("choices must be two or more different ones. Got {given}.")
        raise ValueError(sentence.format(given=offered))
    right = [str(choice) for choice in offered if choice == truth]
    if len(right) != 1:
        sentence = _("answer must be one of the choices {choices}. Got {given}.")
        raise ValueError(sentence.format(choices=offered, given=kind_of(truth)))
    return Prediction(
        name=name,
        question=question,
        choices=list(map(str, offered)),
        truth=right[0],
        right=right,
        words=words(),
    )


def words(tolerance=0):
    """Return what the box says, as templates with named fields."""
    share = _("Up to {share} % beside it counts as right.").format(share=f"{100 * tolerance:.3g}")
    return {
        "predict": _("Predict"),
        "asked": _("{predict}: {question}"),
        "number": _("your prediction"),
        "share": share if tolerance else "",
        "commit": _("Commit"),
        "show": _("Show without predicting"),
        "hide": _("Hide the answer"),
        "forget": _("Forget my prediction"),
        "truth": _("It is {truth}."),
        "right": _("Right. You said {given}, and it is {truth}."),
        "wrong": _("You said {given}. It is {truth}."),
        "high": _("You said {given}, which is {off} too high. It is {truth}."),
        "low": _("You said {given}, which is {off} too low. It is {truth}."),
        "tally": _("Right in this notebook: {right} of {n}. Kept in this browser only."),
    }


class Prediction(anywidget.AnyWidget):
    """A question, a place for the reader's prediction, and what turned out.

    Attributes
    ----------
    name, question, unit : str
    choices : list of str
        Empty where a number is asked for.
    given : float, str or None
        What the reader committed to; None before.
    """

    _esm = f"const FACTS = {json.dumps(FACTS)};\n{read(*SCRIPTS)}"
    _css = read("predict.css")
    title = property(lambda self: self.question)

    name = synced(traitlets.Unicode())
    question = synced(traitlets.Unicode())
    choices = synced(traitlets.List(traitlets.Unicode()))
    unit = synced(traitlets.Unicode())
    truth = synced(traitlets.Any())
    right = synced(traitlets.List())
    given = synced(traitlets.Any(None, allow_none=True))
    words = synced(traitlets.Dict())

    def __repr__(self):
        return f"Prediction({self.name!r}, {self.question!r})"

    def is_right(self, given):
        """Return whether a prediction is right; the page asks the same of ``right``."""
        if given is None or self.choices:
            return given in self.right
        return self.right[0] <= given <= self.right[1]

    def save(self, path):
        """Write the question as an .html page that needs no network and no Python."""
        from gdviz.widgets import saving

        saving.save(self, path)

    def _repr_html_(self):
        """Return the question alone: what is stored, and what a page shows at first."""
        items = "".join(f"<li>{html.escape(choice)}</li>" for choice in self.choices)
        predict = f"<b>{html.escape(self.words['predict'])}</b>"
        parts = {"predict": predict, "question": html.escape(self.question)}
        asked = f"<p>{self.words['asked'].format(**parts)}</p>"
        return f"{asked}<ul>{items}</ul>" if items else asked

    def _repr_mimebundle_(self, **kwargs):
        cells.note(self)
        bundle = super()._repr_mimebundle_(**kwargs)
        if bundle is None:
            return None
        data, metadata = bundle
        return {**data, "text/html": self._repr_html_()}, {**metadata, **cells.MARK}
