"""Two kinds of judges: for a number and for a function.

Both know the mistakes people make. A wrong answer is compared with what each mistake would have
given; the first that fits names the hint.
"""

import numpy as np

RELATIVE_ERROR = 1e-6


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
        return _name_mistake((hint, _close(answer, wrong, tol)) for hint, wrong in mistakes) or (
            otherwise
        )

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
        try:
            given = [answer(*_copies(case)) for case in cases]
        except Exception as error:
            return f"your function stops with {type(error).__name__}: {error}"
        expected = [reference(*_copies(case)) for case in cases]
        for value, right in zip(given, expected):
            if problem := _not_numeric(value):
                return f"your function returns something else: {problem}"
            if np.shape(value) != np.shape(right):
                return f"the result must be {_shape(right)}, but yours is {_shape(value)}."
        if _agree(given, expected, tol):
            return None
        found = _name_mistake(
            (hint, _agree(given, [wrong(*_copies(case)) for case in cases], tol))
            for hint, wrong in mistakes
        )
        return found or otherwise

    return judge


def _name_mistake(tried):
    return next((hint for hint, fits in tried if fits), None)


def _agree(values, others, tol):
    return all(_close(value, other, tol) for value, other in zip(values, others))


def _close(value, other, tol):
    same_shape = np.shape(value) == np.shape(other)
    return same_shape and np.allclose(value, other, rtol=tol, atol=tol * np.abs(other).max())


def _not_numeric(answer):
    try:
        array = np.asarray(answer, dtype=float)
    except (TypeError, ValueError):
        return f"expected numbers, but this is {type(answer).__name__}."
    return None if np.isfinite(array).all() else "there is a NaN or an infinity in it."


def _shape(value):
    shape = np.shape(value)
    return f"an array of shape {shape}" if shape else f"a single {type(value).__name__}"


def _copies(case):
    return [value.copy() if isinstance(value, np.ndarray) else value for value in case]
