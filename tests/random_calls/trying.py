"""One random call after the other, each from a seed and a number of its own."""

import contextlib
import io
import traceback
import warnings
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

import gdviz
from tests.harness.patience import limited
from tests.random_calls import values
from tests.random_calls.calls import CALLS

PACKAGE = str(Path(gdviz.__file__).parent)
BUDGETS, MOST_UPDATES = {"max_steps", "n_steps", "n_batches", "n_seeds"}, 50  # a promise to keep
NAMES = sorted(CALLS)
SHARES = np.array([CALLS[name][0] for name in NAMES], dtype=float)


def attempt(seed, number):
    """Make one call; return its name, its arguments in short, and what is wrong, or None."""
    rng = np.random.default_rng([seed, number])
    name = NAMES[rng.choice(len(NAMES), p=SHARES / SHARES.sum())]
    _weight, function, make, judge = CALLS[name]
    arguments = spoiled(rng, make(rng))
    said = ", ".join(f"{key}={brief(value)}" for key, value in arguments.items())
    try:
        outcome = tried(function, judge, arguments)
    except Exception:
        outcome = traceback.format_exc(limit=-4)
    return name, said, outcome


def spoiled(rng, arguments):
    """Put something hostile in the place of some arguments: in half of the calls of none."""
    if rng.integers(2):
        return arguments
    keys = list(arguments)
    for key in rng.permutation(len(keys))[: 1 + (rng.integers(4) == 0)]:
        value = values.hostile(rng)
        is_endless = keys[key] in BUDGETS and isinstance(value, int) and value > MOST_UPDATES
        arguments[keys[key]] = MOST_UPDATES if is_endless else value
    return arguments


def tried(function, judge, arguments):
    """Return what is wrong with what a call does, or None."""
    given = [value for key, value in arguments.items() if isinstance(key, int)]
    named = {key: value for key, value in arguments.items() if not isinstance(key, int)}
    try:
        with quiet(), warnings.catch_warnings(), limited():
            warnings.simplefilter("error")
            answer = function(*given, **named)
    except Exception as error:
        return judged_error(error)
    finally:
        plt.close("all")
    with quiet(), np.errstate(all="ignore"), limited():
        judge(answer, *given, **named)
    return None


def judged_error(error):
    """Return what is wrong with a refusal: it must be raised by gdviz, in a sentence."""
    frames = traceback.extract_tb(error.__traceback__)
    sentence = str(error)
    if not isinstance(error, (ValueError, TypeError)) and not is_reader_s(frames):
        return "".join(traceback.format_exception(error, limit=-4))
    is_ours = frames[-1].filename.startswith(PACKAGE) and frames[-1].line.lstrip().startswith(
        "raise"
    )
    if not is_ours and not is_reader_s(frames):
        return "".join(traceback.format_exception(error, limit=-4))
    if is_ours and len(sentence.split()) < 4:
        return f"no sentence: {sentence!r}"
    return None


def is_reader_s(frames):
    """Whether the error comes out of the reader's own function, here one of `values`."""
    return frames[-1].filename == values.__file__


def brief(value):
    text = " ".join(repr(value).split())
    return text if len(text) < 60 else text[:57] + "..."


@contextlib.contextmanager
def quiet():
    """Let no progress bar and no print through."""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        yield
