"""What holds for every exercise: its hints, its mistakes, its cases, its tolerance."""

import copy
import dataclasses
import importlib
from pathlib import Path

import numpy as np
import pytest

from gdviz import exercises
from gdviz.exercises.answers import outcome, patience
from gdviz.exercises.comparing import same
from gdviz.exercises.judges import Function, Number, variants
from gdviz.exercises.sentences import all_hints
from tests.exercises.inputs import INPUTS
from tests.exercises.mutants import mutants

HINTS = all_hints()
FILES = sorted(Path(exercises.__file__).parent.glob("notebook_*.py"))
MODULES = [f"gdviz.exercises.{path.stem}" for path in FILES]
ALL = {k: e for module in MODULES for k, e in importlib.import_module(module).EXERCISES.items()}
FUNCTIONS = {name: e for name, e in ALL.items() if isinstance(e, Function)}
NUMBERS = {name: e for name, e in ALL.items() if isinstance(e, Number)}
MISTAKES = [
    (exercise, name, i)
    for exercise, judge in ALL.items()
    for name, listed in judge.mistakes.items()
    for i in range(len(variants(listed)))
]


def named(exercise, answer):
    with patience():
        return ALL[exercise].judge(answer, lambda name: f"<{name}>")


def mistaken(exercise, name, i):
    """Return the answer that makes a listed mistake."""
    wrong = variants(ALL[exercise].mistakes[name])[i]
    if isinstance(wrong, dict):
        return lambda *case: ALL[exercise].reference(*case, **wrong)
    if exercise in NUMBERS and callable(wrong):
        return next(number for number in (1.4, 2.0) if wrong(number))
    return wrong


def test_exercises_are_those_that_have_hints():
    assert list(ALL) == list(HINTS) == sorted(ALL)
    assert len(FUNCTIONS) == len(INPUTS) == 33
    assert len(NUMBERS) == 15


@pytest.mark.parametrize("exercise", ALL)
def test_every_mistake_has_a_hint_and_every_hint_a_mistake(exercise):
    extremes = getattr(ALL[exercise], "extremes", {})
    needed = {"correct", "otherwise", *ALL[exercise].mistakes, *extremes}
    assert set(HINTS[exercise]) == needed | ({"inexact"} if extremes else set())
    assert all(HINTS[exercise].values())


@pytest.mark.parametrize(("exercise", "name", "i"), MISTAKES)
def test_every_listed_mistake_gets_its_own_hint(exercise, name, i):
    assert named(exercise, mistaken(exercise, name, i)) == f"<{name}>"


@pytest.mark.parametrize("exercise", NUMBERS)
def test_a_number_is_forgiven_what_its_tolerance_says_and_no_more(exercise):
    expected, tol = NUMBERS[exercise].expected, NUMBERS[exercise].tol
    for sign in (-1, 1):
        assert named(exercise, expected * (1 + sign * 0.99 * tol)) is None
        assert named(exercise, expected * (1 + sign * 1.01 * tol)) is not None


@pytest.mark.parametrize("exercise", NUMBERS)
def test_three_digits_are_enough(exercise):
    assert named(exercise, float(f"{NUMBERS[exercise].expected:.2e}")) is None


@pytest.mark.parametrize("exercise", FUNCTIONS)
@pytest.mark.parametrize("sign", [-1, 1])
def test_a_function_is_forgiven_what_its_tolerance_says_and_no_more(exercise, sign):
    judge, off = FUNCTIONS[exercise], 1 + sign * 1e-5
    assert named(exercise, judge.reference) is None
    assert named(exercise, lambda *case: judge.reference(*case) * (1 + 0.99 * (off - 1))) is None
    if np.asarray(judge.reference(*judge.cases[0])).dtype != bool:
        assert named(exercise, lambda *case: judge.reference(*case) * (1 + 1.01 * (off - 1)))


@pytest.mark.parametrize("exercise", FUNCTIONS)
def test_single_precision_is_good_enough(exercise):
    def single(*case):
        return FUNCTIONS[exercise].reference(*map(in_single_precision, case))

    assert named(exercise, single) is None


def in_single_precision(value):
    is_real = not isinstance(value, list) and np.asarray(value).dtype.kind == "f"
    return np.float32(value) if is_real else value


@pytest.mark.parametrize("exercise", FUNCTIONS)
def test_lists_for_arrays_and_arrays_for_lists_are_results_as_well(exercise):
    reference = FUNCTIONS[exercise].reference
    assert named(exercise, lambda *case: np.asarray(reference(*case)).tolist()) is None
    assert named(exercise, lambda *case: np.array(reference(*case))) is None


@pytest.mark.parametrize("exercise", FUNCTIONS)
def test_an_answer_cannot_spoil_the_cases(exercise):
    cases = copy.deepcopy(FUNCTIONS[exercise].cases)

    def spoil(*case):
        for value in case:
            if isinstance(value, list):
                value.clear()
            elif isinstance(value, np.ndarray):
                value[...] = 0
        return 0

    named(exercise, spoil)
    assert repr(FUNCTIONS[exercise].cases) == repr(cases)
    assert named(exercise, FUNCTIONS[exercise].reference) is None
    assert named(exercise, lambda *case: 0 * np.asarray(FUNCTIONS[exercise].reference(*case)))


@pytest.mark.parametrize("exercise", FUNCTIONS)
def test_a_small_change_of_the_right_function_is_noticed(exercise):
    judge = dataclasses.replace(FUNCTIONS[exercise], mistakes={})
    rng = np.random.default_rng(1)
    inputs = [INPUTS[exercise](rng) for _ in range(100)]
    right = [outcome(judge.reference, case) for case in inputs]
    accepted = []
    with patience():
        for name, mutant in mutants(judge.reference, len(judge.cases[0])):
            differs = any(
                not same(outcome(mutant, case), out, judge.tol) for case, out in zip(inputs, right)
            )
            if differs and judge.judge(mutant, str) is None:
                accepted.append(name)
    assert accepted == []


@pytest.mark.parametrize("exercise", FUNCTIONS)
def test_the_test_that_a_hint_proposes_is_one_that_the_answer_fails(exercise):
    """What is shown is a case, and what the answer gives there is not what it must give."""
    if exercise == "07.3":
        return  # takes a function, which cannot be typed
    reference = FUNCTIONS[exercise].reference

    def nearly(*case):
        return np.asarray(reference(*case)) * 1.0 + 0.123

    said = exercises.check(exercise, nearly).message
    assert " it must give " in said
    right, given = said.split(" it must give ")[1].removesuffix(".").split("; yours gives ")
    assert right != given


def gradient(params, X, y, rows, weights=1):
    return X[rows].T @ (weights * (X[rows] @ params - y[rows]))


SIZES = {"sum": lambda X, rows: 1, "by_n": lambda X, rows: len(X), None: lambda X, rows: len(rows)}


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize(("double", "factor"), [("twice", 2), ("half", 0.5), (None, 1)])
@pytest.mark.parametrize("size", SIZES)
def test_mistakes_that_are_made_together_are_named_together(sign, double, factor, size):
    def step(params, X, y, rows, rate):
        change = sign * factor * gradient(params, X, y, rows) / SIZES[size](X, rows)
        return params - rate * change

    names = {*filter(None, [double, size, None if sign > 0 else "climbs"])}
    said = named("04.2", step) or ""
    assert {name for name in ALL["04.2"].mistakes if f"<{name}>" in said} == names


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize(("double", "factor"), [("twice", 2), ("half", 0.5), (None, 1)])
@pytest.mark.parametrize(("size", "n"), [("sum", lambda w: 1), ("sum_of_weights", np.sum)])
def test_the_same_holds_for_a_weighted_gradient(sign, double, factor, size, n):
    def weighted(params, X, y, weights):
        return sign * factor * gradient(params, X, y, slice(None), weights) / n(weights)

    names = {*filter(None, [double, size, None if sign > 0 else "sign"])}
    said = named("02.2", weighted)
    assert {name for name in ALL["02.2"].mistakes if f"<{name}>" in said} == names
