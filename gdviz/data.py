"""`data`: the door for a reader's own table, and the way back to its units."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from gdviz.checks import check_flag, finite_array, kind_of
from gdviz.datasets import Table, add_bias, standardize
from gdviz.floats import power_of_two
from gdviz.objectives import LeastSquares, condition_number, dependent_columns
from gdviz.objectives.likelihood import sigmoid
from gdviz.words import _, ngettext

FEW = 10  # different whole numbers of a target that are counted one by one, like classes
SHOWN = 20  # features with a line of their own in the report


def data(X, y=None, *, features=None, drop=False):
    """Look at a table before gradient descent does: what is in it, and in which scales?

    Parameters
    ----------
    X : table
        A DataFrame, a dict of columns, or an array or list of shape (n_samples, n_features) or
        (n_samples,); or a `Table` of `gdviz.datasets`, which brings its y along.
    y : str or array_like, shape (n_samples,)
        The target: the name of a column of X, or its values. Texts are names of classes.
    features : sequence, optional
        Which columns to use: their names, "x1", "x2", … in an array. All others by default.
    drop : bool
        Leave out columns of text and constant columns, and then the rows where a value is missing:
        `Data.dropped` says which. False: refuse them, and say where the first one is.

    Returns
    -------
    Data
        ``X, y = data(...)`` unpacks it.

    Raises
    ------
    ValueError
        If a value is missing or no number, with its row (from 0) and column, and `drop` is False;
        if columns differ in length, or a name is no column; if nothing is left.

    Examples
    --------
    >>> cars = {"weight": [3504, 3693, 2130, 1985], "power": [130, 165, 88, 97]}
    >>> table = data(cars, [18, 15, 27, 32])
    >>> table
    4 rows, 2 features; y from 15 to 32
    κ = 1.44e+08 as measured, 27.5 standardized
    feature        from          to        mean         std
    weight         1985        3693        2828       775.1
    power            88         165         120       30.32
    >>> scaled = table.standardized()
    >>> fit = LeastSquares(scaled.with_bias(), scaled.y)
    >>> scaled.predict(fit.minimizer, {"weight": [3000], "power": [100]}).round(1)
    array([21.1])
    """
    drop = check_flag("drop", drop)
    columns = _columns(X)
    target, values = _target(X, y, columns)
    chosen = _chosen(columns, features, target)
    table = {name: _floats(columns[name]) for name in chosen}
    labels, classes = _labels(values, getattr(X, "classes", ()))
    _check_lengths(table | {target: labels})
    dropped = []
    table = _without_text(table, columns, drop, dropped)
    rows = _complete_rows(table | {target: labels}, columns | {target: values}, drop, dropped)
    table = {name: column[rows] for name, column in table.items()}
    table = _without_constants(table, drop, dropped)
    if not len(rows) or not table:
        raise ValueError(_("data must have rows and features. Got none that can be used."))
    y = labels[rows].astype(np.intp) if classes else finite_array("y", labels[rows])
    n_features = len(table)
    return Data(
        X=finite_array("X", np.column_stack(list(table.values()))),
        y=y,
        names=tuple(table),
        target=target,
        classes=classes,
        dropped=tuple(dropped),
        mean=np.zeros(n_features),
        std=np.ones(n_features),
    )


@dataclass(frozen=True, eq=False, repr=False)
class Data:
    """A table that is complete, made by `data`; its repr is a report.

    Attributes
    ----------
    X : ndarray, shape (n_samples, n_features)
        The features, without a column of ones.
    y : ndarray, shape (n_samples,)
        The target: numbers, or the number of the class of each row.
    names : tuple of str
        What the features are called.
    target : str
        What y is called.
    classes : tuple of str
        The names of the classes, in the order of their numbers; empty if y is made of numbers.
    dropped : tuple of str
        What was left out, in words.
    mean, std : ndarray, shape (n_features,)
        X is (original − mean) / std; 0 and 1 before `standardized`.
    """

    X: np.ndarray
    y: np.ndarray
    names: tuple
    target: str
    classes: tuple
    dropped: tuple
    mean: np.ndarray
    std: np.ndarray

    def __iter__(self):
        return iter((self.X, self.y))

    def __repr__(self):
        return "\n".join(_report(self))

    @property
    def param_names(self):
        """What to write at the axes: "bias" and the names of the features."""
        return ("bias", *self.names)

    @property
    def condition_number(self):
        """κ of least squares on these features and a bias; ∞ if columns depend on each other."""
        return condition_number(LeastSquares(self.with_bias(), np.zeros(len(self.X))))

    @property
    def constant(self):
        """The names of the columns that never change."""
        return tuple(np.array(self.names, dtype=object)[_never_changes(self.X)].tolist())

    @property
    def dependent(self):
        """The names of the columns that are sums of multiples of columns before them."""
        varies = ~_never_changes(self.X)
        X = self.with_bias()[:, np.append(True, varies)]
        names = np.array(self.names, dtype=object)[varies]
        return tuple(names[np.array(dependent_columns(X), dtype=int) - 1].tolist())

    def standardized(self):
        """The same table with features of mean 0 and standard deviation 1.

        Raises
        ------
        ValueError
            If a column is constant.
        """
        if self.constant:
            raise ValueError(
                _(
                    "features must vary. Got {name!r}, which is constant: drop=True leaves it out."
                ).format(name=self.constant[0])
            )
        X, mean, std = standardize(self.X)
        return replace(self, X=X, mean=self.mean + self.std * mean, std=self.std * std)

    def with_bias(self, rows=None):
        """The features with a column of ones in front, as they are or of new rows.

        Parameters
        ----------
        rows : table, optional
            New rows in the original units: a DataFrame or dict with these columns, or an array or
            list with the columns in this order. They are scaled as X is.

        Returns
        -------
        ndarray, shape (n_rows, n_features + 1)

        Raises
        ------
        ValueError
            If a column or a value is missing.
        """
        return add_bias(self.X if rows is None else (self._read(rows) - self.mean) / self.std)

    def original(self, params):
        """θ for the original units, from θ for X as it is: bias first, then a slope a feature.

        ::

            slopeⱼ = θⱼ/stdⱼ        bias = θ₀ − Σⱼ slopeⱼ meanⱼ

        Parameters
        ----------
        params : array_like, shape (..., n_features + 1)
            One θ or a path; of softmax (..., (n_features + 1) · K).

        Returns
        -------
        ndarray, same shape
        """
        params = finite_array("params", params)
        if params.ndim == 0 or params.shape[-1] % (len(self.names) + 1):
            raise ValueError(
                _(
                    "params must have {n} numbers, the bias and one for each feature. Got {given}."
                ).format(n=len(self.names) + 1, given=params.shape)
            )
        W = params.reshape(*params.shape[:-1], len(self.names) + 1, -1)
        slopes = W[..., 1:, :] / self.std[:, None]
        bias = W[..., :1, :] - (slopes * self.mean[:, None]).sum(axis=-2, keepdims=True)
        return np.concatenate([bias, slopes], axis=-2).reshape(params.shape)

    def predict(self, params, rows):
        """What a fitted linear model says of new rows.

        Parameters
        ----------
        params : array_like
            θ of `LeastSquares` or `Logistic`, shape (n_features + 1,), or of `Softmax`, fitted to
            ``with_bias()``.
        rows : table
            New rows in the original units, see `with_bias`.

        Returns
        -------
        ndarray, shape (n_rows,)
            In the units of y; the probability of the second of two classes; or, for `Softmax`, the
            names of the most probable classes.
        """
        X, params = self.with_bias(rows), finite_array("params", params)
        if params.size == X.shape[1]:
            z = X @ params.ravel()
            return sigmoid(z) if len(self.classes) == 2 else z
        if not self.classes or params.size != X.shape[1] * len(self.classes):
            raise ValueError(
                _(
                    "params must have {n} numbers, the bias and one for each feature. Got {given}."
                ).format(n=X.shape[1], given=params.size)
            )
        return np.array(self.classes)[(X @ params.reshape(X.shape[1], -1)).argmax(axis=1)]

    def _read(self, rows):
        columns = _columns(rows)
        if _names_of(rows) is None:
            if len(columns) != len(self.names):
                raise ValueError(
                    _("rows must have {n} columns, one for each feature. Got {given}.").format(
                        n=len(self.names), given=len(columns)
                    )
                )
            columns = dict(zip(self.names, columns.values()))
        table = {name: _floats(columns[name]) for name in _chosen(columns, self.names, None)}
        _check_lengths(table)
        _complete_rows(table, columns, False, [])
        return np.column_stack(list(table.values()))


# Reading: from whatever it is to columns of floats.


def _names_of(X):
    """The names of the columns, or None where they have none."""
    if isinstance(X, Table):
        return list(X.names)
    if isinstance(X, Mapping):
        return list(X)
    names = getattr(X, "columns", None)
    names = getattr(getattr(X, "dtype", None), "names", None) if names is None else names
    return None if names is None else list(names)


def _columns(X):
    """The columns of a table by name, as they are."""
    names = _names_of(X)
    if isinstance(X, Table):
        return dict(zip(names, X.X.T))
    if names is not None:
        if len(set(names)) < len(names):
            twice = next(name for name in names if names.count(name) > 1)
            raise ValueError(
                _("names of columns must differ. Got {name!r} twice.").format(name=twice)
            )
        return {name: _column(name, X[name]) for name in names}
    try:
        array = np.ma.asanyarray(X) if np.ma.isMaskedArray(X) else np.asarray(X)
        array = np.asarray(X, dtype=object) if array.dtype.kind in "US" else array
    except Exception:  # values of a reader's own class may raise anything
        array = None
    if array is None or array.ndim not in (1, 2):
        raise ValueError(
            _("X must be a table of columns of equal length. Got {given}.").format(given=kind_of(X))
        )
    if array.ndim == 1:
        return {_name_of(X, "x1"): array}
    return {f"x{j}": column for j, column in enumerate(array.T, start=1)}


def _column(name, values):
    """One column as an array with one axis, masked if it was that."""
    try:
        array = values if isinstance(values, np.ma.MaskedArray) else np.asarray(values)
        array = np.asarray(values, dtype=object) if array.dtype.kind in "US" else array
    except Exception:  # values of a reader's own class may raise anything
        array = None
    if array is None or array.ndim != 1:
        given = kind_of(values) if array is None else _("shape {shape}").format(shape=array.shape)
        raise ValueError(
            _("{name} must have one value a row. Got {given}.").format(name=name, given=given)
        )
    return array


def _target(X, y, columns):
    """The name and the values of the target, which is taken out of the columns if it is one."""
    if y is None and isinstance(X, Table):
        return X.target, X.y
    if y is None:
        raise ValueError(_("y must be the name of a column, or an array. Got None."))
    if isinstance(y, (str, int)):
        if y not in columns or _names_of(X) is None:
            raise ValueError(_no_column("y", y, columns))
        return y, columns.pop(y)
    if len(getattr(y, "shape", ())) == 2 and y.shape[1] == 1:
        y = np.asarray(y)[:, 0]
    return _name_of(y, "y"), _column("y", y)


def _name_of(values, default):
    name = getattr(values, "name", None)
    return name if isinstance(name, str) and name else default


def _chosen(columns, features, target):
    """The names of the features to use."""
    if features is None:
        return [name for name in columns if name != target]
    if isinstance(features, str) or not isinstance(features, Iterable):
        features = [features]
    features = list(features)
    for name in features:
        if not isinstance(name, Hashable) or name not in columns:
            raise ValueError(_no_column("features", name, columns))
    if len(set(features)) < len(features):
        raise ValueError(_("features must differ. Got one of them twice."))
    return features


def _no_column(what, name, columns):
    some = ", ".join(f"{column!r}" for column in list(columns)[:8])
    more = ", …" if len(columns) > 8 else ""
    return _("{what} must be columns of the table: {some}. Got {name}.").format(
        what=what, some=some + more, name=kind_of(name)
    )


def _floats(values):
    """A column as floats, NaN where a value is missing or no number."""
    if np.ma.isMaskedArray(values):
        return np.where(np.ma.getmaskarray(values), np.nan, _floats(values.data))
    array = np.asarray(values)
    if array.dtype.kind in "biuf":
        floats = array.astype(float)
        return np.where(np.isfinite(floats), floats, np.nan)
    return np.array([_float(value) for value in array.tolist()], dtype=float)


def _float(value):
    try:
        number = float(value)
    except Exception:  # values of a reader's own class may raise anything
        return np.nan
    return number if np.isfinite(number) else np.nan


def _labels(values, classes):
    """The target as floats, NaN where it is missing, and the names of its classes if it has any."""
    floats = _floats(values)
    if classes or not _is_text(floats, values):
        return floats, tuple(classes)
    texts = np.asarray(values, dtype=object)
    named = np.array([isinstance(value, str) for value in texts])
    names, numbers = np.unique(texts[named].astype(str), return_inverse=True)
    labels = np.full(len(texts), np.nan)
    labels[named] = numbers
    return labels, tuple(names.tolist())


def _is_text(floats, values):
    """Whether most values are texts that are no numbers, and not only some that are missing."""
    unread = np.flatnonzero(np.isnan(floats))
    values = np.asarray(values, dtype=object)
    n_texts = sum(isinstance(values[i], str) and bool(values[i].strip()) for i in unread)
    return 2 * n_texts > len(floats)


# Leaving out, or refusing.


def _check_lengths(table):
    lengths = {name: len(column) for name, column in table.items()}
    if len(set(lengths.values())) > 1:
        raise ValueError(
            _("columns must have one value for each row. Got {lengths}.").format(
                lengths=", ".join(
                    _("{n} in {name!r}").format(n=n, name=name)
                    for name, n in list(lengths.items())[:8]
                )
            )
        )


def _without_text(table, columns, drop, dropped):
    texts = [name for name, floats in table.items() if _is_text(floats, columns[name])]
    if texts and not drop:
        row = np.flatnonzero(np.isnan(table[texts[0]]))[0]
        raise ValueError(
            _(
                "features must be numbers. Got {value} in row {row}, column {name!r}: choose "
                "features, or drop=True leaves columns of text out."
            ).format(value=_given(columns[texts[0]], row), row=row, name=texts[0])
        )
    if texts:
        dropped.append(_("columns of text: {names}").format(names=_listed(texts)))
    return {name: floats for name, floats in table.items() if name not in texts}


def _complete_rows(table, columns, drop, dropped):
    """The numbers of the rows in which nothing is missing."""
    bad = np.array([np.isnan(floats) for floats in table.values()])
    rows = np.flatnonzero(bad.any(axis=0))
    if rows.size and not drop:
        name = list(table)[bad[:, rows[0]].argmax()]
        raise ValueError(
            ngettext(
                "values must be finite numbers. Got {value} in row {row}, column {name!r}: "
                "drop=True leaves the row out.",
                "values must be finite numbers. Got {value} in row {row}, column {name!r}, and "
                "{n} such rows in all: drop=True leaves them out.",
                rows.size,
            ).format(value=_given(columns[name], rows[0]), row=rows[0], name=name, n=rows.size)
        )
    if rows.size:
        first = ", ".join(map(str, rows[:5])) + (", …" if rows.size > 5 else "")
        names = [str(name) for name, missing in zip(table, bad) if missing.any()]
        sentence = ngettext(
            "{n} row ({first}), where a value is missing in {names}",
            "{n} rows ({first}), where a value is missing in {names}",
            rows.size,
        )
        dropped.append(sentence.format(n=rows.size, first=first, names=", ".join(names)))
    return np.flatnonzero(~bad.any(axis=0))


def _given(column, row):
    """What stands in a row of a column, for a message."""
    if np.ma.is_masked(column) and np.ma.getmaskarray(column)[row]:
        return _("a masked value")
    return kind_of(np.asarray(column, dtype=object)[row])


def _without_constants(table, drop, dropped):
    never = [name for name, column in table.items() if len(column) and np.ptp(column) == 0]
    if never and drop:
        dropped.append(_("constant columns: {names}").format(names=_listed(never)))
    return {name: column for name, column in table.items() if not drop or name not in never}


def _never_changes(X):
    return X.max(axis=0) == X.min(axis=0)


# Telling.


def _report(table):
    """The lines of a report."""
    n, d = len(table.y), len(table.names)
    rows = ngettext("{n} row", "{n} rows", n).format(n=n)
    features = ngettext("{n} feature", "{n} features", d).format(n=d)
    yield f"{rows}, {features}; {_about_target(table)}"
    yield _about_scales(table)
    shown = [str(name) for name in table.names[:SHOWN]]
    width = max(map(len, [_("feature"), *shown]))
    heads = _("from"), _("to"), _("mean"), _("std")
    yield f"{_('feature'):<{width}}" + "".join(f"{word:>12}" for word in heads)
    for name, x in zip(shown, table.X.T):
        size = power_of_two(np.abs(x).max())  # squares of very large numbers would overflow
        mean, std = (x / size).mean() * size, (x / size).std() * size
        numbers = x.min(), x.max(), _without_rounding(mean, std), std
        yield f"{name:<{width}}" + "".join(f"{number:>12.4g}" for number in numbers)
    if len(table.names) > SHOWN:
        yield _("… and {n} more").format(n=len(table.names) - SHOWN)
    if table.constant:
        yield _("constant: {names}").format(names=_listed(table.constant))
    if table.dependent:
        yield _("sums of columns before them: {names}").format(names=_listed(table.dependent))
    for line in table.dropped:
        yield _("left out: {what}").format(what=line)


def _listed(names):
    return ", ".join(map(str, names))


def _without_rounding(mean, std):
    return 0.0 if abs(mean) < 1e-12 * std else mean


def _about_target(table):
    values, counts = np.unique(table.y, return_counts=True)
    is_few = len(values) <= min(FEW, len(table.y) / 2) and (values == np.rint(values)).all()
    if not table.classes and not is_few:
        return _("{name} from {low:.4g} to {high:.4g}").format(
            name=table.target, low=values[0], high=values[-1]
        )
    names = [table.classes[int(v)] if table.classes else f"{v:g}" for v in values]
    parts = ", ".join(f"{name} ({count})" for name, count in zip(names, counts))
    return _("{name}: {parts}").format(name=table.target, parts=parts)


def _about_scales(table):
    measured = replace(table, X=table.X * table.std + table.mean)
    with np.errstate(over="ignore"):
        has_squares = np.isfinite(np.square(measured.X).sum())
    try:
        now = measured.condition_number if has_squares else None
    except ValueError:  # so are the squares of what is made of them
        now = None
    if now is None:
        return _("the features are too large: standardize them")
    if table.constant or table.dependent or not np.isfinite(now):
        return _("κ = {now:.3g}: columns depend on each other, or there are fewer rows").format(
            now=table.condition_number
        )
    return _("κ = {now:.3g} as measured, {later:.3g} standardized").format(
        now=now, later=measured.standardized().condition_number
    )
