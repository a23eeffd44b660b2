"""When two results count as equal, as rounded, or as no results at all."""

import math
from decimal import Decimal
from functools import partial

import numpy as np

from gdviz.exercises.answers import Outcome
from gdviz.exercises.telling import describe
from gdviz.words import _

TINY = 1e-12  # the error that is forgiven where the right answer is 0


def same(result, other, tol):
    """Return whether two outcomes are equal numbers or stop in the same way."""
    if result.numbers is None or other.numbers is None:
        return result.numbers is other.numbers and result.kind is other.kind
    return within(result.numbers, other.numbers, tol)


def within(value, other, tol):
    """Return whether |value − other| ≤ tol · max |other|; infinities and NaN have to be equal."""
    value, other = np.asarray(value, dtype=float), np.asarray(other, dtype=float)
    if value.shape != other.shape:
        return False
    finite = np.isfinite(other)
    allowed = tol * np.abs(other[finite]).max(initial=0) or TINY
    close = np.abs(value[finite] - other[finite]) <= allowed
    return bool(close.all()) and np.array_equal(value[~finite], other[~finite], equal_nan=True)


def is_rounded(number, exact, *, n_least=1, n_cut=1):
    """Return whether a number is ``exact`` with fewer digits: n_least or more if it is rounded,
    n_cut or more if the others are just cut off.
    """
    shown = Decimal(repr(number).removesuffix(".0"))
    n_digits, unit = len(shown.as_tuple().digits), Decimal(1).scaleb(shown.as_tuple().exponent)
    if not math.isfinite(exact) or n_digits < n_least:
        return False
    lost = (Decimal(exact) - shown) * (1 if shown > 0 else -1)
    return -unit / 2 <= lost <= unit / 2 or (n_digits >= n_cut and 0 <= lost < unit)


def rounded(given, right):
    """Return a hint if all results are right but for the digits that were rounded or cut off."""
    if any(result.numbers.dtype == bool for result in right):
        return None
    ways = [np.floor, np.ceil, *(partial(np.round, decimals=n) for n in range(4))]
    for way in ways:
        cut = [Outcome(way(result.numbers)) for result in right]
        if all(map(partial(same, tol=TINY), given, cut)):
            return _("no need to round: return the numbers as they are.")
    return None


def mismatch(result, right):
    """Return a sentence if a result is no number, or of another shape than the right one."""
    if result.numbers is None and result.kind is type(None):
        return _("your function returns None: does it end with `return`? `print` is not enough.")
    if result.numbers is None:
        return result.problem
    if result.numbers.shape != right.numbers.shape:
        expected = _("the result must be {right}, but yours is {given}.")
        return expected.format(right=describe(right.numbers), given=describe(result.numbers))
    if not np.isfinite(result.numbers).all():
        return _("there is a NaN or an infinity in it.")
    return None
