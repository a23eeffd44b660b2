"""A sample of the random calls; ``make calls`` makes 30,000."""

import numpy as np
import pytest

from tests.random_calls import trying

SEED, N_CALLS, N_PARTS = 0, 600, 12


@pytest.mark.parametrize("part", range(N_PARTS))
def test_every_call_is_refused_in_a_sentence_or_answered_truly(part):
    print(f"seed {SEED}")
    for number in range(part, N_CALLS, N_PARTS):
        name, said, wrong = trying.attempt(SEED, number)
        assert not wrong, f"call {number}: {name}({said})\n{wrong}"


def double(value):
    if value == "a":
        raise ValueError("value must be a number. Got 'a'.")
    return 2 * value


def is_double(answer, value):
    assert answer == 2 * value


@pytest.mark.parametrize(
    ("function", "value", "wrong"),
    [
        (double, 3, None),
        (lambda value: 3 * value, 3, AssertionError),
        (double, "a", "Traceback"),  # a sentence, but of a file that is not the package's
        (lambda value: 1 / 0, 3, "ZeroDivisionError"),
        (lambda value: np.ones(2) + np.ones(3), 3, "could not be broadcast"),
        (lambda value: np.float64(1) / 0, 3, "RuntimeWarning"),
    ],
)
def test_the_judge_can_find_fault(function, value, wrong):
    if wrong is AssertionError:
        with pytest.raises(AssertionError):
            trying.tried(function, is_double, {0: value})
    else:
        found = trying.tried(function, is_double, {0: value})
        assert (wrong or "") in (found or "")
        assert bool(found) == bool(wrong)


def test_a_call_is_the_same_whenever_it_is_made():
    first, second = ([trying.attempt(5, n)[0] for n in range(20)] for _ in range(2))
    assert first == second
