"""Judges accept what is right, however it is written, and name what is wrong."""

import decimal
import fractions
import functools
import signal
import sys

import numpy as np
import pytest

from gdviz import exercises
from gdviz.exercises import answers
from gdviz.exercises.judges import Function, Number

DOUBLE = Function(
    lambda x, *, sign=1, factor=2: sign * factor * x,
    [(np.array([1.0, 2.0]),), (np.array([-3.0]),)],
    {"the sign": {"sign": -1}, "the factor": {"factor": 1}, "squares": lambda x: x * x},
)


def judged(judge, answer):
    """Return the hint as `check` would say it, with names for sentences."""
    try:
        with answers.patience():
            return judge.judge(answer, str)
    except answers.Refused as refused:
        return str(refused)


def in_place(x):
    x *= 2
    return x


RIGHT = [
    lambda x: x + x,
    in_place,
    lambda x: (2 * x).tolist(),
    lambda x: tuple(2 * x),
    lambda x: np.float32(2 * x),
    lambda x: np.longdouble(2 * x),
    lambda x: np.ma.array(2 * x),
    lambda x: (2 * x).astype(object),
    lambda x: [np.array(2 * v) for v in x],
    lambda x: [decimal.Decimal(2 * v) for v in x],
    lambda x: [fractions.Fraction(2 * v) for v in x],
    functools.partial(np.multiply, 2),
]


@pytest.mark.parametrize("right", RIGHT)
def test_a_right_function_is_accepted_however_it_is_written(right):
    assert judged(DOUBLE, right) is None


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        (lambda x: -x - x, "the sign"),
        (lambda x: 1 * x, "the factor"),
        (lambda x: x * x, "squares"),
        (lambda x: -x, "2 mistakes at once. (1) the sign (2) the factor"),
        (lambda x: x**2 + 17, "otherwise With x = [1.0, 2.0] it must give [2.0, 4.0]; yours"),
        (lambda x: 2 * x + 1e-3, "yours gives [2.001, 4.001]"),
        (lambda x: 2 * x + 1e-4, "yours gives [2.0001, 4.0001]"),
        (lambda x: x.sum(), "the result must be an array of shape (2,)"),
        (lambda x: x / 0 * np.nan, "there is a NaN or an infinity in it. It was given x = [1.0,"),
        (lambda x: np.ma.masked_less(2 * x, 3), "NaN"),
        (lambda x: None, "does it end with `return`?"),
        (lambda x: print(2 * x), "`print` is not enough"),
        (lambda x: x.sort(), "does it end with `return`?"),
        (lambda x: "no", "expected numbers, but this is text, 'no'"),
        (lambda x: (v for v in x), "a generator: put list(...) around it"),
        (lambda x: map(abs, x), "a map: put list(...) around it"),
        (lambda x: {1: 2}, "an object of type dict"),
        (lambda x: ["1", "2"], "text, '1'"),
        (lambda x: [1, [2]], "unequal parts"),
        (lambda x: x * 1j, "expected numbers"),
        (lambda x, y: x, "It was given x = [1.0, 2.0]."),
        (lambda x: x.missing, "AttributeError"),
        (lambda x: sys.exit(), "SystemExit"),
        (3.0, "expected a function"),
    ],
)
def test_a_wrong_function_gets_the_hint_that_fits(wrong, hint):
    assert hint in judged(DOUBLE, wrong)


def test_what_comes_back_as_it_came_in_is_named():
    other = Function(lambda x, y: x + y, [(1.0, 2.0), (3.0, 5.0)], {})
    assert judged(other, lambda x, y: y).startswith("your function returns y as it came in.")


@pytest.mark.parametrize("way", [round, int, np.floor, np.ceil, lambda x: round(x, 2)])
def test_a_rounded_result_is_told_so(way):
    third = Function(lambda x: x / 3, [(10.0,), (50.0,)], {})
    assert "no need to round" in judged(third, lambda x: way(x / 3))


def test_nothing_is_taken_for_rounded_where_results_are_whole():
    assert judged(Function(lambda x: 2 * x, [(3,)], {}), lambda x: x).startswith("your function")


def test_a_function_may_refuse_what_lies_beyond_the_border():
    judge = Function(lambda x: 2 * x, [(1.0,)], {}, borders=[(-1.0,)])

    def careful(x):
        if x < 0:
            raise ValueError
        return 2 * x

    assert judged(judge, careful) is None
    assert judged(judge, lambda x: 2 * x) is None
    assert judged(judge, lambda x: 2 * abs(x))


def test_the_number_of_the_example_is_told_from_a_mistake():
    judge = Function(lambda x: 2 * x, [(1.0,)], {"one more": lambda x: 2 * x + 1}, example=(30,))
    assert judged(judge, 60).startswith("right for x = 30. Now hand in the function")
    assert judged(judge, 61) == "one more"
    assert judged(judge, 7).startswith("expected a function")
    assert judged(judge, "60").startswith("expected a function")


def test_numbers_may_be_rounded_only_as_far_as_allowed():
    exact, rough = (Number(1.556, {}, tol=tol) for tol in (1e-6, 1e-2))
    assert judged(exact, 1.55).startswith("nearly there")
    assert judged(exact, 1.54) == "otherwise"
    assert judged(rough, 1.55) is None


class Lazy:
    """A sequence of a billion numbers that nobody has."""

    def __len__(self):
        return 10**9

    def __getitem__(self, i):
        return 1.0


def raising(error, *methods):
    """Return an object that raises an error when it is turned into numbers."""

    def fail(self, *_, **__):
        raise error

    return type("Trap", (), dict.fromkeys(methods, fail))()


BAD = [
    ("two", "text, 'two'"),
    ("2.0", "leave out the quotation marks"),
    (b"2", "bytes"),
    (None, "this is None"),
    (float("nan"), "NaN"),
    (np.inf, "infinity"),
    (decimal.Decimal("NaN"), "NaN"),
    (np.ma.masked, "NaN"),
    (10**400, "expected numbers"),
    (2j, "expected numbers"),
    (np.complex128(2), "expected numbers"),
    ([1.0, 2.0], "a list of shape (2,)"),
    ([2.0], "a list of shape (1,)"),
    (np.array([2.0]), "an array of shape (1,)"),
    (np.array([[2.0]]), "an array of shape (1, 1)"),
    ([], "a list of shape (0,)"),
    ([[1.0], [2.0, 3.0]], "unequal parts"),
    (abs, "a function"),
    (iter([2.0]), "put list(...) around it"),
    ({2.0}, "a"),
    (np.datetime64("2026-01-01"), "expected numbers"),
    (range(10**9), "a range of shape (1000000000,)"),
    ([range(10**9)], "expected numbers"),
    (Lazy(), "a Lazy of shape (1000000000,)"),
    (np.broadcast_to(2.0, 10**9), "an array of shape (1000000000,)"),
    (raising(RuntimeError(), "__float__"), "Trap"),
    (raising(RuntimeError(), "__array__"), "Trap"),
    (raising(SystemExit(), "__array__"), "Trap"),
    (raising(GeneratorExit(), "__float__"), "Trap"),
    (raising(ZeroDivisionError(), "__len__", "__getitem__"), "Trap"),
]


@pytest.mark.parametrize(("answer", "hint"), BAD, ids=range(len(BAD)))
def test_what_is_no_number_gets_a_sentence(answer, hint):
    assert hint in judged(Number(2.0, {}), answer)
    assert judged(DOUBLE, lambda x: answer)


@pytest.mark.parametrize(
    "answer", [2, 2.0, np.float32(2), np.array(2), decimal.Decimal(2), fractions.Fraction(4, 2)]
)
def test_a_number_is_accepted_of_whatever_kind(answer):
    assert judged(Number(2.0, {}), answer) is None


def test_a_matrix_is_a_table():
    judge = Function(lambda x: np.eye(2) * x, [(3.0,)], {})
    assert judged(judge, lambda x: np.matrix(np.eye(2)) * x) is None
    assert "must be an array of shape (2, 2)" in judged(judge, lambda x: np.matrix([[x, x]]))


def unsayable():
    class Unsayable(Exception):
        def __str__(self):
            raise RuntimeError

    raise Unsayable


@pytest.mark.parametrize(
    ("stop", "hint"),
    [
        (unsayable, "Unsayable"),
        (lambda: sys.exit("bye"), "SystemExit: bye"),
        (lambda: (_ for _ in ()).throw(GeneratorExit), "GeneratorExit"),
        (lambda: np.ones((2, 3)) - np.ones(2), "keepdims=True"),
        (lambda: np.ones((2, 3))[:, [5]], "A[:, columns]"),
        (lambda: [][0], "IndexError: list index out of range. It was"),
        (lambda: float("x" * 1000), "ValueError"),
    ],
)
def test_every_way_of_stopping_gets_a_sentence(stop, hint):
    said = judged(DOUBLE, lambda x: stop())
    assert f"your function stops with {hint.split()[0]}" in said or hint in said
    assert hint in said
    assert len(said) < 400


def test_an_answer_that_spoils_its_arguments_spoils_no_case():
    def sorts(losses, patience):
        losses.sort()
        return 0

    def empties(losses, n):
        losses.clear()
        return False

    for _ in range(2):  # neither in this try nor in the next one
        assert not exercises.check("10.1", sorts)
        assert not exercises.check("01.4", empties)
    assert not exercises.check("01.4", lambda losses, n: False)


def test_the_stop_button_stops():
    def interrupted(x):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        judged(DOUBLE, interrupted)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no alarm")
def test_a_loop_without_end_is_stopped(monkeypatch):
    def endless(params, grad, learning_rate):
        while True:
            pass

    with monkeypatch.context() as patch:
        patch.setattr(answers, "SECONDS", 0.2)
        assert "does your loop come to an end?" in exercises.check("01.1", endless).message
    assert exercises.check("01.1", lambda x, g, eta: x - eta * g)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no alarm")
def test_an_alarm_that_rings_while_it_is_turned_off_rings_no_more(monkeypatch):
    before, turned = signal.getsignal(signal.SIGALRM), []
    set_timer = signal.setitimer

    def ringing(which, seconds, *interval):
        turned.append(seconds)
        if len(turned) == 2:  # the first one sets it
            raise answers.TooLong
        return set_timer(which, seconds, *interval)

    with monkeypatch.context() as patch:
        patch.setattr(signal, "setitimer", ringing)
        with pytest.raises(answers.TooLong), answers.patience():
            pass
    left = signal.getitimer(signal.ITIMER_REAL)
    set_timer(signal.ITIMER_REAL, 0)
    assert left == (0, 0)
    assert signal.getsignal(signal.SIGALRM) is before


def test_warnings_stay_within():
    def warns(x):
        return np.log(x * 0) * 0 + 1

    assert "NaN" in judged(DOUBLE, warns)


@pytest.mark.parametrize(
    ("answer", "hint"),
    [
        (3.14, "nearly there"),
        (3, "nearly there"),
        (3.15, "otherwise"),
        (3.1, "nearly there"),
        (3.141, "nearly there"),
        (1.57, "half of it"),
        (1.6, "half of it"),
        (1.5, "otherwise"),
        (1.571, "half of it"),
        (2, "otherwise"),
        (-3.14, "otherwise"),
    ],
)
def test_a_number_that_was_rounded_is_told_so(answer, hint):
    judge = Number(np.pi, {"half of it": np.pi / 2}, tol=1e-4)
    assert hint in judged(judge, answer)
    assert judged(judge, 3.1416) is None


@pytest.mark.parametrize(
    ("given", "near"),
    [
        (2.1, "02.1"),
        (0.1, "00.1"),
        (10.1, "10.1"),
        ("2.1", "02.1"),
        ("Exercise 02.1", "02.1"),
        ("02.1 ", "02.1"),
        ("4.2.", "04.2"),
        (np.float64(3.2), "03.2"),
    ],
)
def test_an_exercise_that_does_not_exist_gets_the_nearest_that_does(given, near):
    with pytest.raises(ValueError, match=rf'in quotes: "02.1". Got .*Did you mean "{near}"\?'):
        exercises.check(given, 16)


@pytest.mark.parametrize("given", [[], None, (), {}, "", "99.99.99", np.ones(3), abs])
def test_whatever_is_no_exercise_is_refused_in_one_sentence(given):
    with pytest.raises(ValueError, match=r"^exercise must be one of 00\.1 to 11\.4") as caught:
        exercises.check(given)
    assert len(str(caught.value)) < 200


def test_verdicts_are_true_when_correct_and_read_as_one_line():
    assert exercises.Verdict(True, "02.1: correct.")
    assert not exercises.Verdict(False, "no")
    assert repr(exercises.Verdict(True, "02.1: correct.")) == "✓ 02.1: correct."


def test_a_notebook_also_says_why_and_colors_the_mark():
    right, wrong = exercises.check("00.1", 16), exercises.check("01.3", 690)
    assert "<b style=" in right._repr_html_()
    assert "fifteen full batches" in right._repr_html_()
    assert "round up" in wrong._repr_html_()
    assert "&lt;" in exercises.check("00.1", "<b>")._repr_html_()
    assert exercises.check("00.1")._repr_html_() is None
