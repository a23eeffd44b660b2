"""Exercises that answer back: ``check("02.1", answer)`` says "correct" or names the likely mistake.

The exercises of each notebook stand in a file of their own, a dictionary ``EXERCISES`` of judges:
functions from an answer to a hint, or to None when the answer is right.
"""

import importlib
import pkgutil
from typing import NamedTuple

from gdviz.words import _

__all__ = ["Verdict", "check"]


class Verdict(NamedTuple):
    """What `check` says of an answer: whether it is correct, and a sentence."""

    correct: bool
    message: str

    def __repr__(self):
        return f"{'✓' if self.correct else '✗'} {self.message}"

    def __bool__(self):
        return self.correct


def check(exercise, answer=...):
    """Test an answer, a number or a function, against cases it has not seen.

    Parameters
    ----------
    exercise : str
        Notebook and number, such as "02.1".
    answer : object
        What you found. ``...`` means: not tried yet.

    Returns
    -------
    Verdict
        Shown as one line: "correct", or a hint. True in an ``if`` when correct.

    Raises
    ------
    ValueError
        If there is no such exercise.

    Examples
    --------
    >>> check("02.1")
    ✗ 02.1 is still open: put your answer where the three dots are.
    """
    judge = _judge(exercise)
    if answer is ...:
        still_open = _("{exercise} is still open: put your answer where the three dots are.")
        return Verdict(False, still_open.format(exercise=exercise))
    hint = judge(answer)
    message = hint or _("correct.")
    return Verdict(not hint, f"{exercise}: {message}")


def _judge(exercise):
    judges = _all_judges()
    if exercise not in judges:
        raise ValueError(f"exercise must be one of {', '.join(judges)}. Got {exercise!r}.")
    return judges[exercise]


def _all_judges():
    names = (module.name for module in pkgutil.iter_modules(__path__))
    modules = [
        importlib.import_module(f"{__name__}.{n}") for n in names if n.startswith("notebook_")
    ]
    return {name: judge for module in modules for name, judge in module.EXERCISES.items()}
