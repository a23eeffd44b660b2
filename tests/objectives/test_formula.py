"""Formulas from text: values and gradients against complex steps, mpmath-free closed forms."""

import numpy as np
import pytest

import gdviz as gd
from gdviz.objectives import formula

PLACES = np.random.default_rng(0).uniform(0.2, 1.5, size=(20, 2))
SMOOTH = [
    ("(1 - x)**2 + 100*(y - x**2)**2", lambda x, y: (1 - x) ** 2 + 100 * (y - x**2) ** 2),
    ("-x + +y*3/4 - 2", lambda x, y: -x + y * 3 / 4 - 2),
    ("x**y", lambda x, y: x**y),
    ("2**x + x**-1.5", lambda x, y: 2**x + x**-1.5 + 0 * y),
    ("x/y + y/x**2", lambda x, y: x / y + y / x**2),
    ("sin(x)*cos(y) + tan(x/2)", lambda x, y: np.sin(x) * np.cos(y) + np.tan(x / 2)),
    ("exp(-x**2)*log(1 + y)", lambda x, y: np.exp(-(x**2)) * np.log(1 + y)),
    ("sqrt(x*y) + tanh(x - y)", lambda x, y: np.sqrt(x * y) + np.tanh(x - y)),
    ("x^2 − pi*y + e", lambda x, y: x**2 - np.pi * y + np.e),
    ("(x - 5)**3 * y**2", lambda x, y: (x - 5) ** 3 * y**2),
]


@pytest.mark.parametrize(("text", "function"), SMOOTH)
def test_value_and_gradient_are_those_of_the_formula(text, function):
    """The complex step Im f(x + ih)/h has no cancellation: right to the last digits."""
    surface = formula(text, names=("x", "y"))
    for place in PLACES:
        steps = place + 1e-30j * np.eye(2)
        np.testing.assert_allclose(surface.loss(place), function(*place), rtol=1e-14)
        slopes = [function(*step).imag / 1e-30 for step in steps]
        np.testing.assert_allclose(surface.grad(place), slopes, rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize(("text", "function"), SMOOTH)
def test_stacks_give_what_single_places_give(text, function):
    surface = formula(text, names=("x", "y"))
    losses, grads = [surface.loss(p) for p in PLACES], [surface.grad(p) for p in PLACES]
    np.testing.assert_allclose(surface.loss_many(PLACES), losses, rtol=1e-14)
    np.testing.assert_allclose(surface.grad_many(PLACES), grads, rtol=1e-13)


def test_constant_parts_have_the_shape_of_the_places():
    flat = formula("x - x + 3", names=("x",))
    np.testing.assert_array_equal(flat.loss_many(np.zeros((4, 1))), 3 * np.ones(4))
    np.testing.assert_array_equal(flat.grad_many(np.ones((4, 1))), np.zeros((4, 1)))


def test_powers_at_zero_have_their_slope():
    for text, slope in [("x**2", 0), ("x**1", 1), ("x**0", 0), ("(x + 1)**0.5", 0.5)]:
        np.testing.assert_array_equal(formula(text).grad([0.0]), [slope])


def test_it_descends_like_the_surface_of_the_same_name():
    ours, theirs = formula("(1 - x)**2 + 100*(y - x**2)**2"), gd.objectives.rosenbrock()
    options = {"learning_rate": 1e-3, "max_steps": 500}
    a, b = (gd.gradient_descent(o, [-1.0, 1.0], **options) for o in (ours, theirs))
    np.testing.assert_allclose(a.params, b.params, rtol=1e-11)


@pytest.mark.parametrize(
    ("text", "place", "part"),
    [
        ("1/(x - 1) + y", [1, 0], "1 / (x - 1) has no finite value at x = 1, y = 0."),
        ("log(x)", [-2], "log(x) has no finite value at x = -2."),
        ("sqrt(x - 1)", [1], "sqrt(x - 1) has no slope at x = 1."),
        ("2 + abs(x)", [0], "abs(x) has no slope at x = 0."),
        ("(x)**0.5", [-1], "x ** 0.5 has no finite value at x = -1."),
        ("exp(x**2)", [1e3], "exp(x ** 2) has no finite value at x = 1000."),
    ],
)
def test_a_pole_and_a_kink_are_named(text, place, part):
    assert formula(text).explain(place) == part


def test_a_smooth_place_needs_no_words():
    assert formula("log(x) + abs(x)").explain([2.0]) == ""


NO_FORMULAS = """
2x | x = 3 | __import__('os') | x.real | f(x) | x if x else 1 | [x] | x, y | sin | sin(x, x)
sin() | x < 1 | 'a' | True*x | x(2) | 1j*x | x@x | x and 1 | lambda: x | sin(x=2) | x+1;x
~x | x//2
"""
NO_FORMULAS = NO_FORMULAS.strip().replace("\n", " | ").split(" | ")


@pytest.mark.parametrize("text", ["", "(" * 300, "9" * 400 + "*x", "x" * 2000, *NO_FORMULAS])
def test_what_is_no_formula_is_refused_with_a_sentence(text):
    with pytest.raises(ValueError, match=r"^text (must|may)"):
        formula(text)


@pytest.mark.parametrize("text", [None, 3, b"x", ["x"]])
def test_what_is_no_text_is_refused(text):
    with pytest.raises(ValueError, match="text must be a string"):
        formula(text)


def test_names_and_window_must_fit():
    with pytest.raises(ValueError, match="names must be those in the text"):
        formula("x + y", names=("x",))
    with pytest.raises(ValueError, match="names must be those in the text"):
        formula("3 + pi")
    with pytest.raises(ValueError, match="window must be a pair"):
        formula("x + y", window=[(0, 1)])
    with pytest.raises(ValueError, match="window must be a pair"):
        formula("x", window=[(1, 0)])


def test_names_choose_the_order_of_the_parameters():
    np.testing.assert_array_equal(formula("a + 2*b", names=("b", "a")).grad([0, 0]), [2, 1])


def test_the_window_reaches_from_minus_3_to_3_in_each_name():
    assert np.array(formula("x*y").window).tolist() == [[-3, 3], [-3, 3]]
    assert np.array(formula("x**2", window=[(-1, 2)]).window).tolist() == [[-1, 2]]
