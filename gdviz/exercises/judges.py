"""Two kinds of judges: for a number and for a function.

Both know the mistakes people make. A wrong answer is compared with what each mistake would have
given; the first that fits names the hint. A number may also be such a value rounded.
"""

from decimal import Decimal

import numpy as np

RELATIVE_ERROR = 1e-6
NEARLY = 0.1
ROUNDED = "nearly there: this is rounded too far. Give one more digit."


def number(expected, *, otherwise, mistakes=(), tol=RELATIVE_ERROR):
    """Return a judge for an answer that is a number or an array.

    Parameters
    ----------
    expected : array_like
        The right answer.
    otherwise : str
        The hint for a mistake that is not listed.
    mistakes : sequence of (str, array_like)
        A hint, and the answer that the mistake gives.
    tol : float
        Relative error that is forgiven, for answers read off a picture or rounded.

    Examples
    --------
    >>> judge = number(2.0, otherwise="look again", mistakes=[("the sign is flipped", -2.0)])
    >>> judge(2.0), judge(-2.0), judge(7.0)
    (None, 'the sign is flipped', 'look again')
    """

    def judge(answer):
        if problem := _not_numeric(answer):
            return problem
        if _close(answer, expected, tol):
            return None
        if np.shape(answer) != np.shape(expected):
            return f"expected {_shape(expected)}, but this is {_shape(answer)}."
        exact = [(hint, _close(answer, wrong, tol)) for hint, wrong in mistakes]
        rounded = [(hint, _is_rounded(answer, wrong, n_least=2)) for hint, wrong in mistakes]
        nearly = [(ROUNDED, _close(answer, expected, NEARLY) and _is_rounded(answer, expected))]
        return _name_mistake(exact + nearly + rounded) or otherwise

    return judge


def function(reference, cases, *, otherwise, mistakes=(), tol=RELATIVE_ERROR):
    """Return a judge for an answer that is a function.

    Parameters
    ----------
    reference : callable
        A function that is right.
    cases : sequence of tuple
        Arguments to try: the learner's function gets a copy of each.
    otherwise : str
        The hint for a mistake that is not listed.
    mistakes : sequence of (str, callable)
        A hint, and a function that makes the mistake. It fits if it agrees in all cases.
    tol : float
        Relative error that is forgiven.

    Examples
    --------
    >>> judge = function(lambda x: 2 * x, [(1.0,), (3.0,)], otherwise="try x = 1 by hand")
    >>> judge(lambda x: x + x)
    >>> judge(lambda x: x * x)
    'try x = 1 by hand'
    """

    def judge(answer):
        if not callable(answer):
            return f"expected a function, but this is {_shape(answer)}. Pass its name, without ()."
        given, problem = _results(answer, cases)
        if problem:
            return problem
        expected = [reference(*_copies(case)) for case in cases]
        if problem := next(filter(None, map(_wrong_kind, given, expected)), None):
            return problem
        if _agree(given, expected, tol):
            return None
        found = _name_mistake(
            (hint, _agree(given, [wrong(*_copies(case)) for case in cases], tol))
            for hint, wrong in mistakes
        )
        return found or otherwise

    return judge


def _results(answer, cases):
    """Return what a function gives for each case, and a hint if it stops with an error."""
    given = []
    for case in cases:
        try:
            given.append(answer(*_copies(case)))
        except Exception as error:
            message = f"{type(error).__name__}: {error}".rstrip(" .")
            arguments = ", ".join(map(_brief, case))
            return [], f"your function stops with {message}. It was given {arguments}."
    return given, None


def _wrong_kind(value, right):
    """Return a hint if a result is no number, or of another shape than the right one."""
    if value is None:
        return "your function returns None: does it end with `return`?"
    if problem := _not_numeric(value):
        return f"your function returns something else: {problem}"
    if np.shape(value) != np.shape(right):
        return f"the result must be {_shape(right)}, but yours is {_shape(value)}."
    return None


def _name_mistake(tried):
    return next((hint for hint, fits in tried if fits), None)


def _agree(values, others, tol):
    return all(_close(value, other, tol) for value, other in zip(values, others))


def _close(value, other, tol):
    same_shape = np.shape(value) == np.shape(other)
    return same_shape and np.allclose(value, other, rtol=tol, atol=tol * np.abs(other).max())


def _is_rounded(answer, exact, *, n_least=1):
    """Return whether a number is ``exact``, rounded to the digits it shows, at least n_least."""
    if np.ndim(answer) or np.ndim(exact):
        return False
    n_digits = len(Decimal(str(float(answer)).removesuffix(".0")).as_tuple().digits)
    return n_digits >= n_least and float(f"{exact:.{n_digits - 1}e}") == answer


def _not_numeric(answer):
    try:
        array = np.asarray(answer, dtype=float)
    except (TypeError, ValueError, OverflowError):
        return f"expected numbers, but this is {_shape(answer)}."
    if answer is None or np.asarray(answer).dtype.kind not in "buifO":
        return f"expected numbers, but this is {_shape(answer)}."
    return None if np.isfinite(array).all() else "there is a NaN or an infinity in it."


def _shape(value):
    """Name a value as a learner would: "a single number", "an array of shape (3,)", "None"."""
    if value is None:
        return "None"
    if isinstance(value, str):
        return f"text, {value!r}: leave out the quotation marks"
    if callable(value):
        return "a function"
    try:
        shape = np.shape(value)
    except ValueError:
        return f"a {type(value).__name__} of unequal parts"
    if shape:
        kind = type(value).__name__ if isinstance(value, (list, tuple)) else "array"
        return f"{'an' if kind == 'array' else 'a'} {kind} of shape {shape}"
    is_number = np.asarray(value).dtype.kind in "buif"
    return "a single number" if is_number else f"an object of type {type(value).__name__}"


def _brief(value):
    """Name an argument: a number by itself, anything else by its shape."""
    return str(value) if isinstance(value, (bool, int, float)) else _shape(value)


def _copies(case):
    return [value.copy() if isinstance(value, np.ndarray) else value for value in case]
