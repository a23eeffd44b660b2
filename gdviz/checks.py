"""Checks of arguments and of data. Messages have one form:

"<name> must be <allowed>. Got <given>."

Data are checked once, when an objective is built, never in its `grad`.
"""

import inspect
import math
import operator

import numpy as np

from gdviz.words import _, ngettext

COPIED_BYTES = 10**8  # arrays up to this size are copied

_OBJECTIVE = ("n_samples", "n_params", "loss", "grad")

MOST_ROWS = 2**40  # no memory holds more, and NumPy's own messages do not say which argument it was


def check_integer(name, value, *, low=1, high=None, of=""):
    """Return ``value`` as an int, if it is an integer from ``low`` to ``high``.

    Parameters
    ----------
    name : str
        The argument's name, for the message.
    value : int
        What was given. NumPy integers are fine; True, 2.0 and "2" are not.
    low, high : int
        The smallest and the largest value allowed; ``high=None`` sets no upper limit.
    of : str
        What the upper limit is, in words: ``N_("the number of samples")``.

    Raises
    ------
    ValueError
        If ``value`` is not an integer or out of range.

    Examples
    --------
    >>> check_integer("batch_size", 1024, high=1000, of="the number of samples")
    Traceback (most recent call last):
        ...
    ValueError: batch_size must be between 1 and 1000 (the number of samples). Got 1024.
    """
    try:
        integer = None if isinstance(value, (bool, np.bool_)) else operator.index(value)
    except TypeError:
        integer = None
    if integer is None:
        raise ValueError(
            _("{name} must be an integer. Got {given}.").format(name=name, given=kind_of(value))
        )
    if integer < low or (high is not None and integer > high):
        sentence = _integer_out_of(high, of)
        raise ValueError(sentence.format(name=name, low=low, high=high, of=_(of), given=integer))
    return integer


def check_number(name, value, *, low=None, above=None, below=None):
    """Return ``value`` as a float, if it is finite and in its range.

    Parameters
    ----------
    name : str
        The argument's name, for the message.
    value : float
        What was given. True and "2" are not numbers.
    low : float, optional
        The smallest value allowed.
    above, below : float, optional
        Limits that are themselves not allowed.

    Raises
    ------
    ValueError
        If ``value`` is not a finite number or out of range.

    Examples
    --------
    >>> check_number("learning_rate", -0.1, low=0)
    Traceback (most recent call last):
        ...
    ValueError: learning_rate must be a finite number, at least 0. Got -0.1.
    """
    number = _as_float(value)
    fits = (
        math.isfinite(number)
        and (low is None or number >= low)
        and (above is None or number > above)
        and (below is None or number < below)
    )
    if not fits:
        words = {_("at least {n}"): low, _("above {n}"): above, _("below {n}"): below}
        limits = _(" and ").join(word.format(n=n) for word, n in words.items() if n is not None)
        sentence = _number_out_of(limits)
        raise ValueError(sentence.format(name=name, limits=limits, given=kind_of(value)))
    return number


def _integer_out_of(high, of):
    if high is None:
        return _("{name} must be at least {low}. Got {given}.")
    if of:
        return _("{name} must be between {low} and {high} ({of}). Got {given}.")
    return _("{name} must be between {low} and {high}. Got {given}.")


def _number_out_of(limits):
    if limits:
        return _("{name} must be a finite number, {limits}. Got {given}.")
    return _("{name} must be a finite number. Got {given}.")


def as_rng(name, seed):
    """Return the generator that ``seed`` means, or the one it is.

    Raises
    ------
    ValueError
        If ``seed`` is neither an integer from 0 on nor a generator.

    Examples
    --------
    >>> as_rng("seed", -1)
    Traceback (most recent call last):
        ...
    ValueError: seed must be an integer from 0 on, or a numpy.random.Generator. Got -1.
    """
    if isinstance(seed, np.random.Generator):
        return seed
    try:
        return np.random.default_rng(check_integer(name, seed, low=0))
    except ValueError:
        raise ValueError(
            _(
                "{name} must be an integer from 0 on, or a numpy.random.Generator. Got {given}."
            ).format(name=name, given=kind_of(seed))
        ) from None


def finite_array(name, value):
    """Return ``value`` as a read-only float64 array, if it is made of finite numbers.

    It is a copy, so that it stays what it is whatever happens to ``value``. Only float64 arrays
    above 100 MB and arrays on disk (np.memmap) are not copied, if they are aligned and
    C-contiguous: the result looks at the same memory, so leave that as it is.

    Raises
    ------
    ValueError
        If ``value`` is not an array of real numbers, is empty, or holds NaN or inf.

    Examples
    --------
    >>> finite_array("y", [1.0, float("nan"), 2.0])
    Traceback (most recent call last):
        ...
    ValueError: y must be finite. Got 1 NaN or inf among 3 values, the first is nan at
    position 1.
    """
    array = _as_floats(name, value)
    if array.size == 0:
        raise ValueError(
            _("{name} must not be empty. Got shape {given}.").format(name=name, given=array.shape)
        )
    # The sum needs no array of N·d flags, and is finite for nearly all data that are.
    with np.errstate(over="ignore", invalid="ignore"):
        looks_finite = np.isfinite(array.sum())
    if not looks_finite and (n_bad := np.count_nonzero(~np.isfinite(array))):
        first = np.unravel_index(np.argmin(np.isfinite(array)), array.shape)
        raise ValueError(
            _(
                "{name} must be finite. Got {n_bad} NaN or inf among {n} values, the first is "
                "{first}{place}."
            ).format(
                name=name, n_bad=n_bad, n=array.size, first=array[first], place=_place(value, first)
            )
        )
    is_large = array.nbytes > COPIED_BYTES or isinstance(value, np.memmap)
    array = array.view(np.ndarray) if is_large else np.array(array)
    array.flags.writeable = False
    return array


def as_array(name, value):
    """Return ``value`` as NumPy reads it, whatever its dtype.

    Raises
    ------
    ValueError
        If it cannot be read: rows differ in length, or it is no data at all.
    """
    try:
        return np.asarray(value)
    except Exception as error:  # a reader's own __array__ may raise anything
        raise ValueError(
            _("{name} must be an array. Got {given}.").format(name=name, given=kind_of(value))
        ) from error


def check_params(objective, params):
    """Return a copy of ``params`` as a float64 vector of shape (objective.n_params,).

    Raises
    ------
    ValueError
        If ``params`` has another shape, or holds anything but finite numbers, or ``objective`` is
        none.
    """
    if not hasattr(objective, "n_params"):
        check_objective(objective)
    return as_params(finite_array("params", params), objective.n_params).copy()


def as_params(params, n_params):
    """Return ``params`` as float64, if it is a vector of shape (n_params,).

    For every call of `loss` and `grad`, so it looks at no value: a run may diverge.

    Raises
    ------
    ValueError
        If ``params`` has another shape or is not made of numbers.

    Examples
    --------
    >>> as_params([[1.0], [2.0]], 2)
    Traceback (most recent call last):
        ...
    ValueError: params must have shape (2,), one number for each parameter of the objective. Got
    (2, 1): pass np.ravel(params).
    """
    if type(params) is np.ndarray and params.shape == (n_params,) and params.dtype.char == "d":
        return params
    array = _as_floats("params", params)
    if array.shape != (n_params,):
        hint = _(": pass np.ravel(params)") if array.ndim > 1 and array.size == n_params else ""
        raise ValueError(
            _(
                "params must have shape ({n_params},), one number for each parameter of the "
                "objective. Got {given}{hint}."
            ).format(n_params=n_params, given=array.shape, hint=hint)
        )
    return array


def as_stack(params, n_params):
    """Return ``params`` as float64, if it is a stack of vectors, shape (..., n_params).

    Raises
    ------
    ValueError
        If the last axis has another length, or it is not made of numbers.
    """
    is_fast = type(params) is np.ndarray and params.dtype.char == "d"
    stack = params if is_fast else _as_floats("params", params)
    if stack.shape[-1:] != (n_params,):
        raise ValueError(
            _(
                "params must have shape (..., {n_params}), as the objective has {n_params} "
                "parameters. Got {given}."
            ).format(n_params=n_params, given=stack.shape)
        )
    return stack


def as_rows(rows, n_samples, *, n_axes=1):
    """Return ``rows`` as an array of row numbers.

    Parameters
    ----------
    rows : array_like of int, or of n_samples bool
        Row numbers, or which of all rows to take.
    n_samples : int
    n_axes : int
        1 for one mini-batch, (b,); 2 for one of each run, (runs, b).

    Raises
    ------
    ValueError
        If ``rows`` is empty, or of another kind or shape. Numbers that are too large are left to
        the indexing that follows.

    Examples
    --------
    >>> as_rows([True, False, True], 3)
    array([0, 2])
    """
    if type(rows) is np.ndarray and rows.dtype == np.intp and rows.ndim == n_axes and rows.size:
        return rows
    given = as_array("rows", rows)
    if given.dtype == bool and given.shape == (n_samples,):
        given = np.flatnonzero(given)
    if given.size == 0:
        raise ValueError(_("rows must hold at least one row number. Got none."))
    if given.dtype.kind not in "iu":
        raise ValueError(
            _(
                "rows must be row numbers from 0 to {last}, or {n_samples} booleans. Got dtype "
                "{dtype}, shape {shape}."
            ).format(last=n_samples - 1, n_samples=n_samples, dtype=given.dtype, shape=given.shape)
        )
    if given.ndim != n_axes:
        shape = "(b,)" if n_axes == 1 else "(runs, b)"
        raise ValueError(
            _("rows must have shape {shape}. Got {given}.").format(shape=shape, given=given.shape)
        )
    return given.astype(np.intp)


def check_rows(rows, n_samples):
    """Return ``rows`` as `as_rows`, if each is a number of one of the rows.

    Raises
    ------
    ValueError
        As `as_rows`, or if a row number is below 0 or above n_samples − 1.
    """
    rows = as_rows(rows, n_samples)
    wrong = rows[(rows < 0) | (rows >= n_samples)]
    if wrong.size:
        raise ValueError(
            _("rows must be row numbers from 0 to {last}. Got {given}.").format(
                last=n_samples - 1, given=wrong[0]
            )
        )
    return rows


def check_features(X, *, or_bias=True):
    """X as a read-only float64 array of shape (n_samples, n_features).

    Raises
    ------
    ValueError
        If X is not two-dimensional, is empty, or holds NaN or inf.
    """
    features = finite_array("X", X)
    if features.ndim == 2:
        return features
    hint = _hint_for_column(X, or_bias) if features.ndim == 1 else ""
    raise ValueError(
        _("X must have shape (n_samples, n_features). Got {given}{hint}.").format(
            given=features.shape, hint=hint
        )
    )


def as_features(X, n_features):
    """X as float64, if its rows have the features that a model has parameters for.

    Raises
    ------
    ValueError
        If X has another number of columns: above all, if the column of ones was forgotten.

    Examples
    --------
    >>> as_features([[5.0], [7.0]], 2)
    Traceback (most recent call last):
        ...
    ValueError: X must have 2 columns, as the data of the model. Got shape (2, 1): pass add_bias(X)
    if the first was a column of ones.
    """
    features = _as_floats("X", X)
    if features.shape[-1:] == (n_features,):
        return features
    n_given = features.shape[1] if features.ndim == 2 else 1
    hint = _(": pass add_bias(X) if the first was a column of ones") * (n_given == n_features - 1)
    raise ValueError(
        ngettext(
            "X must have {n} column, as the data of the model. Got shape {given}{hint}.",
            "X must have {n} columns, as the data of the model. Got shape {given}{hint}.",
            n_features,
        ).format(n=n_features, given=features.shape, hint=hint)
    )


def check_targets(y, n_samples):
    """y as a read-only float64 array of shape (n_samples,).

    Raises
    ------
    ValueError
        If y has another shape (above all (n_samples, 1), which NumPy would broadcast to
        n_samples × n_samples residuals), or holds NaN or inf.
    """
    targets = finite_array("y", y)
    if targets.ndim != 1:
        is_column = targets.ndim == 2 and targets.shape[1] == 1
        hint = _(": pass {code}").format(code=_flattened(y)) if is_column else ""
        raise ValueError(
            _("y must have shape (n_samples,). Got {given}{hint}.").format(
                given=targets.shape, hint=hint
            )
        )
    if len(targets) != n_samples:
        raise ValueError(
            _(
                "y must have one value for each of the {n_samples} rows of X. Got {given} values."
            ).format(n_samples=n_samples, given=len(targets))
        )
    return targets


def check_binary(y, n_samples):
    """y as a float64 array of zeros and ones, shape (n_samples,).

    Raises
    ------
    ValueError
        If y has another shape or holds anything but 0 and 1.
    """
    _refuse_text(y)
    labels = check_targets(y, n_samples)
    if not np.isin(labels, (0, 1)).all():
        raise ValueError(
            _("y must hold only the labels 0 and 1. Got {given}{hint}.").format(
                given=_some_values(labels), hint=_as_zero_and_one(np.unique(labels))
            )
        )
    return labels


def check_labels(y, n_samples, n_classes=None):
    """y as integer labels 0 … n_classes − 1, shape (n_samples,), and the number of classes.

    Raises
    ------
    ValueError
        If y has another shape (one-hot rows have one column a class), holds anything but whole
        numbers from 0 on, a label that `n_classes` leaves no room for, or, without `n_classes`,
        leaves out a label below its largest.
    """
    _refuse_text(y)
    shape = as_array("y", y).shape
    if len(shape) == 2 and shape[1] > 1:
        raise ValueError(
            _(
                "y must have shape (n_samples,), one integer label a row. Got {shape}: pass "
                "{given} if the rows are one-hot."
            ).format(shape=shape, given=_largest_column(y))
        )
    labels = check_targets(y, n_samples)
    if (labels < 0).any() or (labels != np.rint(labels)).any():
        raise ValueError(
            _("y must hold integer labels 0, 1, 2 … Got {given}.").format(
                given=_some_values(labels)
            )
        )
    largest = int(labels.max())
    if n_classes is None:
        _refuse_gaps(labels, largest)
        return labels.astype(np.intp), max(largest + 1, 2)
    n_classes = check_integer("n_classes", n_classes, low=2)
    if n_classes <= largest:
        raise ValueError(
            _(
                "n_classes must be at least {least:.12g}, as y holds {largest:.12g}. Got "
                "{n_classes}."
            ).format(least=largest + 1, largest=largest, n_classes=n_classes)
        )
    return labels.astype(np.intp), n_classes


def check_objective(objective):
    """Return ``objective``, if it has what every objective has.

    Raises
    ------
    ValueError
        If ``n_samples``, ``n_params``, ``loss`` or ``grad`` are missing or of a wrong kind.

    Examples
    --------
    >>> check_objective("beale")
    Traceback (most recent call last):
        ...
    ValueError: objective must have n_samples, n_params, loss and grad. Got 'beale'.
    """
    missing = [name for name in _OBJECTIVE if not hasattr(objective, name)]
    if missing or isinstance(objective, type):
        without = _without(missing) if len(missing) < len(_OBJECTIVE) else ""
        raise ValueError(
            _("objective must have {names} and {last}. Got {given}{without}.").format(
                names=", ".join(_OBJECTIVE[:-1]),
                last=_OBJECTIVE[-1],
                given=kind_of(objective),
                without=without,
            )
        )
    for name in ("n_samples", "n_params"):
        check_integer(_("{name} of the objective").format(name=name), getattr(objective, name))
    _check_signature("loss", objective.loss)
    _check_signature("grad", objective.grad)
    return objective


def check_parts(objective):
    """Raise what `check_objective` raises, if anything is missing: at next to no cost.

    Raises
    ------
    ValueError
        If ``objective`` is a class, or without ``n_samples``, ``n_params``, ``loss`` or ``grad``.
    """
    if isinstance(objective, type) or not all(hasattr(objective, name) for name in _OBJECTIVE):
        check_objective(objective)


def checked_grad(objective, params, rows=None):
    """Return ``objective.grad(params, rows)`` in float64, if it is what a gradient must be.

    For the first call of a run: what a mistake in it does later is hard to read.

    Parameters
    ----------
    objective : objective
    params : ndarray, shape (n_params,)
        grad gets a copy, so that nothing it does to it is seen elsewhere.
    rows : ndarray of int, optional
        A mini-batch; None for all data.

    Returns
    -------
    ndarray, shape (n_params,)

    Raises
    ------
    ValueError
        If grad answers with anything but an array of finite numbers of that shape, or changes the
        params it is given.
    """
    handed = params.copy()
    try:
        grad = objective.grad(handed, rows)
    except OverflowError as error:
        raise ValueError(
            _("grad must return finite numbers. Got {error!r}, at params {params}.").format(
                error=error, params=_some(params)
            )
        ) from None
    if not np.array_equal(handed, params):
        raise ValueError(
            _(
                "grad must leave params as they are. Got them changed in place: write params = "
                "params - …, which makes a new array, not params -= …."
            )
        )
    if not isinstance(grad, (np.ndarray, np.generic, float, int)):
        hint = "" if grad is None else _(": return np.array(…) of it")
        raise ValueError(
            _("grad must return an array of shape {shape}. Got {given}{hint}.").format(
                shape=params.shape, given=kind_of(grad), hint=hint
            )
        )
    if np.shape(grad) != params.shape:
        raise ValueError(
            _("grad must return shape {shape}. Got {given}.").format(
                shape=params.shape, given=np.shape(grad)
            )
        )
    grad = _as_floats(_("what grad returns"), grad)
    if not np.isfinite(grad).all():
        j = np.argmin(np.isfinite(grad))
        raise ValueError(
            _(
                "grad must return finite numbers. Got {given} in component {j}, at params {params}."
            ).format(given=grad[j], j=j, params=_some(params))
        )
    return grad


def checked_loss(objective, params, rows=None):
    """Return ``objective.loss(params, rows)`` as a float, if it is one finite number.

    Parameters
    ----------
    objective, params, rows
        As for `checked_grad`.

    Raises
    ------
    ValueError
        If loss answers with anything else, above all with an array that holds one number.
    """
    try:
        given = () if rows is None else (rows,)
        loss = objective.loss(params.copy(), *given)
    except OverflowError:
        loss = math.inf
    if np.ndim(loss):
        raise ValueError(
            _("loss must return a single number. Got shape {given}: return float(…) of it.").format(
                given=np.shape(loss)
            )
        )
    number = _as_float(loss)
    if not math.isfinite(number):
        raise ValueError(
            _("loss must return a finite number. Got {given}, at params {params}.").format(
                given=kind_of(loss), params=_some(params)
            )
        )
    return number


def kind_of(value):
    """Return what ``value`` is, for a message: short, and without the address of an object.

    Examples
    --------
    >>> kind_of("adam"), kind_of(None), kind_of(max), kind_of({})
    ("'adam'", 'None', 'the function max', 'a dict')
    """
    value = value.item() if isinstance(value, np.generic) else value  # 0.1, not np.float64(0.1)
    plain = (str, bytes, int, float, complex)
    if value is None or isinstance(value, plain) or type(value).__name__ == "NAType":
        return f"{value!r:.80}"
    if isinstance(value, type):
        return _("the class {name}").format(name=value.__name__)
    if callable(value) and hasattr(value, "__name__"):
        return _("the function {name}").format(name=value.__name__)
    return _("a {name}").format(name=type(value).__name__)


def check_flag(name, value):
    """Return ``value`` as a bool, if it is True or False, or 1 or 0.

    Raises
    ------
    ValueError
        If it is anything else: "no" would count as true.
    """
    if isinstance(value, (bool, np.bool_, int)) and value in (0, 1):
        return bool(value)
    raise ValueError(
        _("{name} must be True or False. Got {given}.").format(name=name, given=kind_of(value))
    )


def takes(function, n_arguments):
    """Whether ``function`` can be called with so many arguments, as far as it tells.

    Examples
    --------
    >>> takes(lambda step: 0.1, 1), takes(lambda: 0.1, 1), takes(0.1, 1)
    (True, False, False)
    """
    try:
        inspect.signature(function).bind(*range(n_arguments))
    except TypeError:
        return False
    except ValueError:  # some of C's functions do not tell
        return True
    return True


def _check_signature(name, function):
    """Raise unless function(params) and function(params, rows) are possible calls."""
    try:
        signature = inspect.signature(function)
        signature.bind(None)
        signature.bind(None, None)
    except TypeError:
        got = f"{name}{signature}" if callable(function) else kind_of(function)
        raise ValueError(
            _("{name} must be a method {name}(params, rows=None). Got {got}.").format(
                name=name, got=got
            )
        ) from None
    except ValueError:
        pass  # a function without a signature that could be read


def _some(params):
    """The first few numbers of a vector, for a message."""
    return f"[{', '.join(f'{p:.4g}' for p in params[:4])}{', …' * (len(params) > 4)}]"


def _as_float(value):
    """Return ``value`` as a float, NaN where it is not a real number."""
    try:
        return math.nan if isinstance(value, (bool, np.bool_, str)) else float(value)
    except Exception:  # a value's own __float__ may raise anything
        return math.nan


def _as_floats(name, value):
    """Return ``value`` as an aligned, C-contiguous float64 array, the same one if it is that."""
    if np.ma.is_masked(value):
        mask = np.ma.getmaskarray(value)
        first = np.unravel_index(mask.argmax(), mask.shape)
        raise ValueError(
            _(
                "{name} must hold a number everywhere. Got {n_masked} masked values among {n}, "
                "the first{place}."
            ).format(name=name, n_masked=mask.sum(), n=mask.size, place=_place(value, first))
        )
    try:
        given = np.asarray(value)
        if given.dtype.kind in "biufO":
            return np.require(given, np.float64, ["C", "A"])
    except Exception:  # an element's own __float__ may raise anything
        given = None
    raise ValueError(
        _("{name} must be an array of real numbers. Got {given}.").format(
            name=name, given=_no_numbers(value)
        )
    )


def _no_numbers(value):
    """What in ``value`` is no number, for a message: the first one and its place, or its kind."""
    if hasattr(value, "toarray"):
        return _("{given}: pass its .toarray()").format(given=kind_of(value))
    try:
        array = np.asarray(value)
    except Exception:  # rows of different lengths, or an object that NumPy cannot read
        is_ragged = isinstance(value, (list, tuple))
        sentence = _("{given}, with rows of different lengths") if is_ragged else "{given}"
        return sentence.format(given=kind_of(value))
    if array.dtype.kind not in "USO":
        return _("dtype {dtype}").format(dtype=array.dtype)
    for place in np.ndindex(array.shape):
        if not _reads_as_number(array[place]):
            return f"{kind_of(array[place])}{_place(value, place)}"
    return _("numbers written as text: pass np.array(…, dtype=float) of it")


def _reads_as_number(value):
    try:
        float(value)
    except Exception:
        return False
    return True


def column_name(table, j):
    """What column j is called in the reader's own table: its name, or else its number."""
    columns = getattr(table, "columns", None)
    return f"{j}" if columns is None else f"{list(columns)[j]!r}"


def _place(value, index):
    """Where that is in the reader's own table or list, with a blank before it."""
    if len(index) == 2:
        column = column_name(value, index[1])
        return _(" in row {row}, column {column}").format(row=index[0], column=column)
    places = ", ".join(map(str, index))
    return _(" at position {places}").format(places=places) if places else ""


# What readers can write down themselves, for pandas, NumPy and lists.


def _is_pandas(value):
    return hasattr(value, "to_numpy")


def _hint_for_column(X, or_bias):
    hint = _(": pass {code}").format(code=_as_column(X))
    return hint + _(", or add_bias(X) to get a column of ones as well") * or_bias


def _as_column(X):
    if not _is_pandas(X):
        return "X[:, None]"
    name = getattr(X, "name", None)
    quoted = f'"{name}"' if isinstance(name, str) else name
    if not name:
        return "X.to_frame()"
    return _("df[[{name}]], with two pairs of brackets").format(name=quoted)


def _without(missing):
    return _(", without {names}").format(names=_(" and ").join(missing)) if missing else ""


def _flattened(y):
    if _is_pandas(y):
        return "y.to_numpy().ravel()"
    return "y.ravel() or y[:, 0]" if isinstance(y, np.ndarray) else "np.ravel(y)"


def _largest_column(y):
    if _is_pandas(y):
        return "y.to_numpy().argmax(axis=1)"
    return "y.argmax(axis=1)" if isinstance(y, np.ndarray) else "np.argmax(y, axis=1)"


def _as_zero_and_one(values):
    if len(values) != 2:
        return ""
    low, high = values
    hint = _(": pass np.equal(y, {high:g}) for {high:g} against {low:g}")
    return hint.format(low=low, high=high)


def _refuse_text(y):
    """Raise if a label is a text that names a class."""
    try:
        labels = np.asarray(y)
    except Exception:  # it is no array at all: said later
        return
    if labels.dtype.kind not in "UO":
        return
    for place in np.ndindex(labels.shape):
        if isinstance(labels[place], str) and not _reads_as_number(labels[place]):
            raise ValueError(
                _(
                    "y must hold numbers for classes. Got {given}{place}: pass np.unique(y, "
                    "return_inverse=True)[1], which numbers the names in alphabetical order."
                ).format(given=kind_of(labels[place]), place=_place(y, place))
            )


def _refuse_gaps(labels, largest):
    """Raise if a class below the largest label has no row."""
    found = np.unique(labels)
    n_empty = largest + 1 - len(found)
    if not n_empty:
        return
    hint = _("np.unique(y, return_inverse=True)[1] to number those that there are")
    if found[0] == 1 and n_empty == 1:
        hint = _("np.subtract(y, 1) to count from 0")
    raise ValueError(
        _(
            "y must hold each label from 0 to its largest, {largest:.12g}. Got "
            "{n_empty:.12g} of {least:.12g} classes without a row: pass {hint}, or "
            "n_classes to have them empty."
        ).format(largest=largest, n_empty=n_empty, least=largest + 1, hint=hint)
    )


def _some_values(y):
    """The first few different values of y, for a message."""
    values = np.unique(y)
    shown = ", ".join(f"{value:g}" for value in values[:4])
    return _("the values {values}").format(values=shown + ", …" * (len(values) > 4))
