"""Small changes that make a function wrong: what it is given, what it gives, how it behaves."""

import numpy as np


def _array(change):
    return lambda value: change(np.asarray(value)) if np.ndim(value) else value


def _number(change):
    return lambda value: change(value) if np.ndim(value) == 0 and not callable(value) else value


CHANGES = {
    "negative": _array(lambda v: -v),
    "twice": _array(lambda v: 2 * v),
    "zeros": _array(lambda v: 0 * v),
    "ones": _array(lambda v: 0 * v + 1),
    "reversed": _array(lambda v: v[::-1]),
    "rolled": _array(lambda v: np.roll(v, 1, axis=0)),
    "sorted": _array(lambda v: np.sort(v, axis=0)),
    "last lost": _array(lambda v: v[:-1]),
    "first lost": _array(lambda v: v[1:]),
    "first rows": _array(lambda v: np.arange(len(v)) if v.dtype.kind == "i" else v),
    "unique": _array(lambda v: np.unique(v) if v.dtype.kind == "i" else v),
    "absolute": _array(abs),
    "transposed": _array(lambda v: v.T),
    "mean of all": _array(lambda v: 0 * v + v.mean()),
    "-number": _number(lambda v: not v if isinstance(v, bool) else -v),
    "number+1": _number(lambda v: True if isinstance(v, bool) else v + 1),
    "number-1": _number(lambda v: False if isinstance(v, bool) else v - 1),
    "number*2": _number(lambda v: v if isinstance(v, bool) else v * 2),
    "number**2": _number(lambda v: v if isinstance(v, bool) else v**2),
    "one": _number(lambda v: v if isinstance(v, bool) else 1),
}
RESULTS = {
    "÷ N": lambda value, case: value / max(np.size(a) for a in case if not callable(a)),
    "÷ rows": lambda value, case: value / len(case[0]),
    "almost": lambda value, case: value * (1 + 1e-3),
    "shifted": lambda value, case: value + 1e-2,
    "root": lambda value, case: np.sqrt(np.abs(value)),
    "squared": lambda value, case: np.square(value),
    "at least 0": lambda value, case: np.maximum(value, 0),
    "three digits": lambda value, case: np.round(value, 2),
    "text": lambda value, case: str(value),
    "two results": lambda value, case: (value, value),
    "in a list": lambda value, case: [value],
    "not returned": lambda value, case: print(value),
}


def mutants(right, n_arguments):
    """Yield a name and a function for each change of one argument, of two, or of the result."""
    for name, change in CHANGES.items():
        yield f"result {name}", lambda *case, change=change: change(right(*case))
        for i in range(n_arguments):
            yield f"argument {i} {name}", _changed(right, i, change)
    for i in range(n_arguments):
        for j in range(i):
            yield f"arguments {j} and {i} swapped", _swapped(right, i, j)
    for name, change in RESULTS.items():
        yield f"result {name}", lambda *case, change=change: change(right(*case), case)
    yield "in place", _in_place(right)
    yield "always the same", _remembered(right)


def _changed(right, i, change):
    return lambda *case: right(*case[:i], change(case[i]), *case[i + 1 :])


def _swapped(right, i, j):
    def mutant(*case):
        case = list(case)
        case[i], case[j] = case[j], case[i]
        return right(*case)

    return mutant


def _in_place(right):
    def mutant(*case):
        result = right(*case)
        if isinstance(case[0], np.ndarray) and case[0].shape == np.shape(result):
            case[0][...] = result

    return mutant


def _remembered(right):
    results = []

    def mutant(*case):
        results.append(right(*case))
        return results[0]

    return mutant
