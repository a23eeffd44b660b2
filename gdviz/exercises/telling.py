"""How values, errors and arguments are named to a learner. Nothing in here raises."""

from collections.abc import Iterator, Mapping

import numpy as np

from gdviz.words import _

MOST = 10_000  # numbers in an answer: no exercise asks for more than a hundred
SMALL = 24  # numbers in an argument that is shown rather than described
LONGEST = 200  # letters of an error message


def describe(value):
    """Name a value as a learner would: "a single number", "an array of shape (3,)", "None"."""
    kind = type(value).__name__
    try:
        return _described(value, kind)
    except KeyboardInterrupt:
        raise
    except BaseException:  # a stranger's __array__ may even call sys.exit()
        return _("an object of type {kind}").format(kind=kind)


def _described(value, kind):
    if value is None:
        return "None"
    if isinstance(value, str):
        return _("text, {given!r}: leave out the quotation marks").format(given=value[:LONGEST])
    if callable(value):
        return _("a function")
    if isinstance(value, Iterator):
        return _("a {kind}: put list(...) around it").format(kind=kind)
    shape = shape_of(value)
    if shape is None:
        return _("a {kind} of unequal parts").format(kind=kind)
    if shape:
        is_array = hasattr(type(value), "__array__")
        of_shape = _("an array of shape {shape}") if is_array else _("a {kind} of shape {shape}")
        return of_shape.format(kind=kind, shape=shape)
    is_number = np.asarray(value).dtype.kind in "buif"
    return _("a single number") if is_number else _("an object of type {kind}").format(kind=kind)


def shape_of(value):
    """Return the shape of an array or of nested sequences, None if their parts are unequal."""
    if hasattr(type(value), "__array__"):
        return np.shape(value)
    if not is_sequence(value):
        return ()
    if len(value) > MOST:
        return (len(value),)
    parts = {shape_of(item) for item in value} or {()}
    part = parts.pop()
    return None if parts or part is None else (len(value), *part)


def is_sequence(value):
    """Return whether a value is an ordered collection, such as a list or a range."""
    has_order = hasattr(type(value), "__len__") and hasattr(type(value), "__getitem__")
    return has_order and not isinstance(value, (str, bytes, Mapping))


def stops_with(error):
    """Say with which error a function stops, and how to mend it where one can tell."""
    try:
        text = f"{type(error).__name__}: {error}"
    except Exception:
        text = type(error).__name__
    said = _("your function stops with {error}.").format(error=text[:LONGEST].rstrip(" .:"))
    if "broadcast" in text:
        said += " " + _(
            "NumPy lines shapes up from the right: a sum or maximum of each row needs "
            "keepdims=True to meet its table, a column needs [:, None]."
        )
    if "for axis 1" in text:
        said += " " + _("A[rows] takes rows, A[:, columns] takes columns.")
    return said


def show(names, case):
    """Write arguments as "x = [1.0, 2.0], b = 8": small ones in full, others by their shape."""
    return ", ".join(f"{name} = {brief(value)}" for name, value in zip(names, case))


def brief(value, digits=4):
    """Write a number or a small array in full, and name anything else."""
    if not is_small(value):
        return describe(value)
    numbers = np.asarray(value).tolist()
    return str(_rounded(numbers, digits))


def _rounded(numbers, digits):
    if isinstance(numbers, list):
        return [_rounded(number, digits) for number in numbers]
    return float(f"{numbers:.{digits}g}") + 0.0 if isinstance(numbers, float) else numbers


def is_small(value):
    """Return whether a learner could type the argument."""
    return not callable(value) and np.size(value) <= SMALL
