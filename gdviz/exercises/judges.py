"""Two kinds of exercises: for a number and for a function.

Both know the mistakes people make, by name; the sentence to a name stands in the folder ``hints``.
A wrong answer is compared with what each mistake would have given; the first that fits is named.
"""

import inspect
import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

import numpy as np

from gdviz.exercises.answers import Outcome, outcome, read
from gdviz.exercises.comparing import TINY, is_rounded, mismatch, rounded, same, within
from gdviz.exercises.telling import brief, describe, is_small, show
from gdviz.words import _

RELATIVE_ERROR = 1e-5  # single precision is good enough
NEARLY = 0.1
ROUGHLY = 1e-3  # for results so extreme that single precision keeps only a few digits
OTHERWISE = "otherwise"  # the name of the hint for a mistake that is not listed
INEXACT = "inexact"  # the name of the hint for an answer that is right but for extreme cases


@dataclass(frozen=True)
class Number:
    """An exercise whose answer is a number.

    Parameters
    ----------
    expected : float
        The right answer.
    mistakes : dict of {str: float, callable, or list of these}
        What each mistake gives, or a function that recognizes it. An answer that is rounded to two
        digits or more fits as well.
    tol : float
        Relative error that is forgiven, for answers read off a picture or rounded.

    Examples
    --------
    >>> exercise = Number(2.0, {"uphill": -2.0})
    >>> hints = {"uphill": "the sign is flipped", "otherwise": "look again"}
    >>> [exercise.judge(answer, hints.get) for answer in (2.0, -2.0, 7.0)]
    [None, 'the sign is flipped', 'look again']
    """

    expected: float
    mistakes: Mapping
    tol: float = RELATIVE_ERROR

    def judge(self, answer, hint):
        """Return a hint, or None when the answer is right. ``hint(name)`` is its sentence."""
        number = read(answer)
        if number.shape:
            message = _("expected a single number, but this is {given}.")
            return message.format(given=describe(answer))
        if not np.isfinite(number):
            return _("there is a NaN or an infinity in it.")
        return None if within(number, self.expected, self.tol) else self._name(float(number), hint)

    def _name(self, number, hint):
        ways = [(name, way) for name in self.mistakes for way in variants(self.mistakes[name])]
        listed = [(name, wrong) for name, wrong in ways if not callable(wrong)]
        for name, wrong in listed:
            if within(number, wrong, min(self.tol, 1e-3)):
                return hint(name)
        if within(number, self.expected, NEARLY) and is_rounded(number, self.expected):
            return _("nearly there: this is rounded too far. Give one more digit.")
        for name, wrong in listed:
            if is_rounded(number, wrong, n_least=2, n_cut=3):
                return hint(name)
        recognized = (name for name, wrong in ways if callable(wrong) and wrong(number))
        return hint(next(recognized, OTHERWISE))


class Trial(NamedTuple):
    """The arguments of a case, the right outcome, and that of the learner's function."""

    case: tuple
    right: Outcome
    given: Outcome


@dataclass(frozen=True)
class Function:
    """An exercise whose answer is a function.

    Parameters
    ----------
    reference : callable
        A function that is right. It may have keyword-only knobs that make it wrong.
    cases : sequence of tuple
        Arguments to try, simple ones first. Every call gets a copy of its own.
    mistakes : dict of {str: callable, dict, or list of these}
        A function that makes the mistake, or knobs of ``reference``. It fits if it gives the same
        in all cases. Mistakes that turn different knobs are also tried two and three at a time.
    tol : float
        Error that is forgiven, relative to the largest number of the right result.
    borders : sequence of tuple
        Arguments that a function may also refuse, with a ValueError.
    extremes : dict of {str: tuple}
        Arguments at which careless answers overflow, and the name of the hint if they do.
    example : tuple, optional
        Arguments of an example in the text, whose result people may hand in instead.

    Examples
    --------
    >>> exercise = Function(lambda x: 2 * x, [(1.0,), (3.0,)], {"square": lambda x: x * x})
    >>> exercise.judge(lambda x: x + x, str)
    >>> exercise.judge(lambda x: x * x, str)
    'square'
    """

    reference: Callable
    cases: Sequence
    mistakes: Mapping
    tol: float = RELATIVE_ERROR
    borders: Sequence = ()
    extremes: Mapping = field(default_factory=dict)
    example: tuple = ()

    def judge(self, answer, hint):
        """Return a hint, or None when the answer is right. ``hint(name)`` is its sentence."""
        if not callable(answer):
            return self._no_function(answer, hint)
        trials = self._trials(answer)
        if name := self._overflow(answer):
            return hint(name)
        failed = [trial for trial in trials if not same(trial.given, trial.right, self.tol)]
        if not failed:
            return None if self._is_exact(answer) else hint(INEXACT)
        if named := self._named(trials, hint) if any(map(has_numbers, trials)) else None:
            return named
        general = self._problem(failed) or self._otherwise(failed, hint)
        return " ".join(filter(None, [self._unchanged(trials), general]))

    def _trials(self, answer):
        cases = [*self.cases, *self.borders]
        right = [outcome(self.reference, case) for case in cases]  # before anybody else touches it
        trials = [Trial(case, out, outcome(answer, case)) for case, out in zip(cases, right)]
        asked, borders = trials[: len(self.cases)], trials[len(self.cases) :]
        return asked + [trial for trial in borders if not issubclass(trial.given.kind, ValueError)]

    def _named(self, trials, hint):
        """Return the hint for the first mistake, or set of mistakes, that gives the same."""
        listed = self._first_hint(self._single(), trials, hint)
        cut = rounded([trial.given for trial in trials], [trial.right for trial in trials])
        if listed or cut or is_yes_or_no(trials) or self._unchanged(trials):
            return listed or cut
        together = itertools.chain(self._together(2), self._together(3))
        return self._first_hint(together, trials, hint)

    def _first_hint(self, tried, trials, hint):
        found = next((names for names, wrong in tried if self._fits(trials, wrong)), ())
        return joined(list(map(hint, found)))

    def _single(self):
        """Yield the names of each mistake, here one, and the function that makes it."""
        for name, listed in self.mistakes.items():
            for wrong in variants(listed):
                yield (name,), wrong if callable(wrong) else partial(self.reference, **wrong)

    def _together(self, n):
        """Yield n names and the function that makes n mistakes at once, by different knobs."""
        knobs = [
            (name, wrong)
            for name, listed in self.mistakes.items()
            for wrong in variants(listed)
            if not callable(wrong)
        ]
        for chosen in itertools.combinations(knobs, n):
            names, wrongs = zip(*chosen)
            merged = {knob: value for wrong in wrongs for knob, value in wrong.items()}
            if len(merged) == sum(map(len, wrongs)):
                yield names, partial(self.reference, **merged)

    def _fits(self, trials, wrong):
        return all(same(trial.given, outcome(wrong, trial.case), self.tol) for trial in trials)

    def _overflow(self, answer):
        """Return the name of the first extreme case that is too much for an answer."""
        for name, case in self.extremes.items():
            result = outcome(answer, case)
            is_finite = result.numbers is None or np.isfinite(result.numbers).all()
            if not is_finite or issubclass(result.kind, OverflowError):
                return name
        return None

    def _is_exact(self, answer):
        pairs = [(outcome(answer, c), outcome(self.reference, c)) for c in self.extremes.values()]
        return all(same(result, right, ROUGHLY) for result, right in pairs)

    def _unchanged(self, trials):
        """Return a sentence if every result is the same one of the arguments."""
        for position, name in enumerate(self._names()):
            given = [outcome(lambda value: value, trial.case[position:][:1]) for trial in trials]
            if all(map(partial(same, tol=TINY), given, [trial.given for trial in trials])):
                return _("your function returns {name} as it came in.").format(name=name)
        return None

    def _problem(self, failed):
        """Return a sentence about the first result that is no number or has another shape."""
        for case, right, given in failed:
            if problem := mismatch(given, right):
                shown = _("It was given {arguments}.").format(arguments=self._show(case))
                return f"{problem} {shown}"
        return None

    def _otherwise(self, failed, hint):
        """Return the general hint, and the first case that the answer fails if it can be typed."""
        small = (trial for trial in failed if all(map(is_small, trial.case)))
        return " ".join([hint(OTHERWISE), *map(self._told, itertools.islice(small, 1))])

    def _told(self, trial):
        case, right, given = trial.case, trial.right.numbers, trial.given.numbers
        digits = next((n for n in (4, 8) if brief(right, n) != brief(given, n)), 16)
        return _("With {arguments} it must give {right}; yours gives {given}.").format(
            arguments=self._show(case), right=brief(right, digits), given=brief(given, digits)
        )

    def _show(self, case):
        return show(self._names(), case)

    def _names(self):
        parameters = inspect.signature(self.reference).parameters.values()
        return [p.name for p in parameters if p.kind is not p.KEYWORD_ONLY]

    def _no_function(self, answer, hint):
        """Judge what is no function: perhaps the number it would give for the example."""
        given = outcome(lambda: answer, ())
        if self.example and same(given, outcome(self.reference, self.example), self.tol):
            right = _("right for {arguments}. Now hand in the function: its name, without ().")
            return right.format(arguments=self._show(self.example))
        for (name,), wrong in self._single() if self.example else ():
            if same(given, outcome(wrong, self.example), self.tol):
                return hint(name)
        expected = _("expected a function, but this is {given}. Pass its name, without ().")
        return expected.format(given=describe(answer))


def has_numbers(trial):
    """Return whether the learner's function gave numbers, or divided by zero as a mistake may."""
    return trial.given.numbers is not None or trial.given.kind is ZeroDivisionError


def is_yes_or_no(trials):
    """Return whether results say too little to tell mistakes apart that are made together."""
    return all(trial.right.numbers.dtype == bool for trial in trials)


def variants(listed):
    """Return the ways to make one mistake as a list: one may stand for itself."""
    return listed if isinstance(listed, (list, tuple)) else [listed]


def joined(hints):
    """Join the hints for mistakes that were made at once; None for no hints."""
    if len(hints) < 2:
        return hints[0] if hints else None
    numbered = " ".join(f"({n}) {text}" for n, text in enumerate(hints, start=1))
    return _("{n} mistakes at once. {hints}").format(n=len(hints), hints=numbered)
