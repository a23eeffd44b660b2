"""What a learner hands in, made safe: functions are run and numbers read, whatever they are.

Whatever goes wrong becomes a sentence. Only the stop button (KeyboardInterrupt) is let through.
"""

import contextlib
import copy
import itertools
import numbers
import signal
import threading
import warnings
from typing import NamedTuple

import numpy as np

from gdviz.exercises.telling import MOST, describe, is_sequence, stops_with
from gdviz.words import _

SECONDS = 10


class Refused(Exception):
    """An answer that cannot be judged; its text says why."""


class TooLong(BaseException):
    """The time is over. No Exception, so that an answer's own ``except`` rarely catches it."""


class Outcome(NamedTuple):
    """What a function gave: numbers, or None and the kind and the sentence of the problem."""

    numbers: np.ndarray | None = None
    kind: type = type(None)
    problem: str = ""


def outcome(function, case, **knobs):
    """Return what a function gives for a copy of the arguments of a case."""
    try:
        value = function(*copy.deepcopy(case), **knobs)
    except (KeyboardInterrupt, TooLong):
        raise
    except BaseException as error:  # sys.exit() as well
        return Outcome(None, type(error), stops_with(error))
    try:
        return Outcome(read(value))
    except Refused as refused:
        return Outcome(None, type(value), str(refused))


def read(value):
    """Return the numbers of an answer as an array; `Refused` says what it is instead."""
    try:
        array = np.asarray(_plain(value))
        return array if array.dtype.kind in "bi" else array.astype(float)
    except (Refused, KeyboardInterrupt, TooLong):
        raise
    except BaseException:  # anything may come out of a stranger's __array__ or __len__
        raise _no_numbers(value) from None


def _plain(value):
    """Return numbers, arrays of numbers, or lists of them. Masked numbers become NaN."""
    if hasattr(type(value), "__array__"):
        return _plain_array(np.asanyarray(value))
    if not is_sequence(value):
        return _plain_number(value)
    if len(value) > MOST:
        raise _no_numbers(value)
    return [_plain(item) for item in itertools.islice(iter(value), MOST)]


def _plain_number(value):
    is_complex = isinstance(value, numbers.Complex) and not isinstance(value, numbers.Real)
    if is_complex or isinstance(value, (str, bytes)):
        raise _no_numbers(value)
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        raise _no_numbers(value) from None
    return value if isinstance(value, int) else number


def _plain_array(array):
    if array.size > MOST or array.dtype.kind not in "buifO":
        raise _no_numbers(array)
    if array.dtype.kind == "O":
        return _plain(array.item() if array.ndim == 0 else array.tolist())
    return array.astype(float).filled(np.nan) if np.ma.isMaskedArray(array) else array


def _no_numbers(value):
    expected = _("expected numbers, but this is {given}.")
    return Refused(expected.format(given=describe(value)))


@contextlib.contextmanager
def patience():
    """Silence warnings, and stop what takes longer: where the system has an alarm for that."""
    with warnings.catch_warnings(), np.errstate(all="ignore"), _alarm(SECONDS):
        warnings.simplefilter("ignore")
        yield


@contextlib.contextmanager
def _alarm(seconds):
    is_main = threading.current_thread() is threading.main_thread()
    if not (is_main and hasattr(signal, "setitimer")):  # on Windows only the stop button helps
        yield
        return
    before = signal.signal(signal.SIGALRM, _ring)
    timer = signal.setitimer(signal.ITIMER_REAL, seconds, 1)
    try:
        try:
            yield
        finally:  # it may ring right here, a second time on a busy machine: hence two of them
            signal.setitimer(signal.ITIMER_REAL, *timer)
    finally:
        signal.setitimer(signal.ITIMER_REAL, *timer)
        signal.signal(signal.SIGALRM, before)


def _ring(*_):
    raise TooLong
