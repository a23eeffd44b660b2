"""Exercises that answer back: ``check("02.1", answer)`` says "correct" or names the likely mistake.

The exercises of each notebook stand in a file of their own, a dictionary ``EXERCISES``. What is
said about them stands in ``hints/`` under the same name: a section for each exercise, in it a
sentence for a right answer ("correct"), for each mistake, and for all others ("otherwise").
"""

import difflib
import html
import importlib
import reprlib
from typing import NamedTuple

from gdviz.exercises import answers
from gdviz.exercises.sentences import all_hints
from gdviz.words import _

__all__ = ["Verdict", "check"]

CORRECT = "correct"  # the name of the sentence that says why


class Verdict(NamedTuple):
    """What `check` says of an answer: whether it is correct, a sentence, and why it is right."""

    correct: bool
    message: str
    why: str | None = None  # None as long as the exercise is open

    def __repr__(self):
        return f"{'✓' if self.correct else '✗'} {self.message}"

    def _repr_html_(self):
        if self.why is None:
            return None
        color = "#2b8a3e" if self.correct else "#e8590c"  # both can be read on white and on black
        mark, text = repr(self).split(" ", 1)
        return f'<b style="color: {color}">{mark}</b> {html.escape(f"{text} {self.why}".strip())}'

    def __bool__(self):
        return self.correct


def check(exercise, answer=...):
    """Test an answer, a number or a function, against cases it has not seen.

    A number may be rounded to three digits. A function gets copies of its arguments; one that runs
    for more than 10 seconds is stopped (on Windows only by the stop button).

    Parameters
    ----------
    exercise : str
        Notebook and number, such as "02.1".
    answer : object
        What you found. ``...`` means: not tried yet.

    Returns
    -------
    Verdict
        Shown as one line: "correct", in a notebook also why, or a hint. True in an ``if`` when
        correct.

    Raises
    ------
    ValueError
        If there is no such exercise.

    Examples
    --------
    >>> check("02.1")
    ✗ 02.1 is still open: put your answer where the three dots are.
    """
    hints = _hints(exercise)
    if answer is ...:
        still_open = _("{exercise} is still open: put your answer where the three dots are.")
        return Verdict(False, still_open.format(exercise=exercise))
    if problem := _judge(exercise, answer, lambda name: _(hints[name])):
        return Verdict(False, f"{exercise}: {problem}", "")
    return Verdict(True, f"{exercise}: {_('correct.')}", _(hints[CORRECT]))


def _judge(exercise, answer, hint):
    """Return what is wrong with an answer, or None."""
    notebook = importlib.import_module(f"{__name__}.notebook_{exercise[:2]}")
    try:
        with answers.patience():
            return notebook.EXERCISES[exercise].judge(answer, hint)
    except answers.Refused as refused:
        return str(refused)
    except answers.TooLong:
        too_long = _("stopped after {n} seconds: does your loop come to an end?")
        return too_long.format(n=answers.SECONDS)


def _hints(exercise):
    """Return the sentences about an exercise: name → English sentence."""
    known = all_hints()
    if not isinstance(exercise, str) or exercise not in known:
        raise ValueError(_no_such_exercise(exercise, list(known)))
    return known[exercise]


def _no_such_exercise(given, known):
    message = _('exercise must be one of {first} to {last}, in quotes: "02.1". Got {given}.')
    message = message.format(first=known[0], last=known[-1], given=reprlib.repr(given))
    meant = f"{given:04.1f}" if isinstance(given, (int, float)) and abs(given) < 100 else str(given)
    if near := difflib.get_close_matches(meant, known, n=1, cutoff=0.3):
        message += " " + _('Did you mean "{near}"?').format(near=near[0])
    return message
