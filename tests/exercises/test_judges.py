"""Judges accept what is right, however it is written, and name what is wrong."""

import numpy as np
import pytest

from gdviz import exercises
from gdviz.exercises import judges

DOUBLE = judges.function(
    lambda x: 2 * x,
    [(np.array([1.0, 2.0]),), (np.array([-3.0]),)],
    otherwise="no idea",
    mistakes=[("the sign", lambda x: -2 * x), ("the factor", lambda x: x)],
)


def in_place(x):
    x *= 2
    return x


@pytest.mark.parametrize("right", [lambda x: x + x, in_place, lambda x: (2 * x).tolist()])
def test_a_right_function_is_accepted_however_it_is_written(right):
    assert DOUBLE(right) is None


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        (lambda x: -x - x, "the sign"),
        (lambda x: 1 * x, "the factor"),
        (lambda x: x**2 + 17, "no idea"),
        (lambda x: x.sum(), "the result must be an array of shape"),
        (lambda x: x / 0 * np.nan, "NaN"),
        (lambda x: None, "does it end with `return`?"),
        (lambda x: "no", "something else: expected numbers, but this is text"),
        (lambda x, y: x, "It was given an array of shape (2,)."),
        (lambda x: x.missing, "AttributeError"),
        (3.0, "expected a function"),
    ],
)
def test_a_wrong_function_gets_the_hint_that_fits(wrong, hint):
    with np.errstate(all="ignore"):
        assert hint in DOUBLE(wrong)


def test_numbers_may_be_rounded_only_as_far_as_allowed():
    exact, rough = (judges.number(1.556, otherwise="no", tol=tol) for tol in (1e-6, 1e-2))
    assert exact(1.55) == "no"
    assert rough(1.55) is None


@pytest.mark.parametrize(
    ("answer", "hint"),
    [
        ("two", "text, 'two'"),
        ("2.0", "leave out the quotation marks"),
        (None, "this is None"),
        (float("nan"), "NaN"),
        (10**400, "expected numbers"),
        (2j, "complex"),
        ([1.0, 2.0], "a list of shape (2,)"),
        ([[1.0], [2.0, 3.0]], "unequal parts"),
        (abs, "a function"),
    ],
)
def test_what_is_no_number_gets_a_sentence(answer, hint):
    assert hint in judges.number(2.0, otherwise="look again")(answer)


@pytest.mark.parametrize(
    ("answer", "hint"),
    [
        (3.14, "nearly there"),
        (3, "nearly there"),
        (3.15, "look again"),
        (3.1, "nearly there"),
        (1.57, "half of it"),
        (1.6, "half of it"),
        (2, "look again"),
        (-3.14, "look again"),
    ],
)
def test_a_number_that_was_rounded_is_told_so(answer, hint):
    judge = judges.number(
        np.pi, otherwise="look again", mistakes=[("half of it", np.pi / 2)], tol=1e-4
    )
    assert hint in judge(answer)
    assert judge(3.1416) is None


def test_an_exercise_that_does_not_exist_is_an_error_that_lists_those_that_do():
    with pytest.raises(ValueError, match=r"exercise must be one of .*02\.1.* Got '99\.1'"):
        exercises.check("99.1", 0)


def test_verdicts_are_true_when_correct_and_read_as_one_line():
    assert exercises.Verdict(True, "02.1: correct.")
    assert not exercises.Verdict(False, "no")
    assert repr(exercises.Verdict(True, "02.1: correct.")) == "✓ 02.1: correct."


def test_every_exercise_has_the_number_of_its_notebook():
    names = list(exercises._all_judges())
    assert names == sorted(names)
    assert len(names) >= 3
    assert exercises.check(names[0]).correct is False


def test_a_function_that_stops_is_told_what_it_was_given():
    judge = judges.function(lambda x, b, replace: x / b, [(np.ones((3, 2)), 8, True)], otherwise="")
    assert judge(lambda x, b: x / b).endswith("It was given an array of shape (3, 2), 8, True.")
