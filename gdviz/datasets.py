"""The data of every example: plain arrays X of shape (n_samples, n_features) and y (n_samples,)."""

import numpy as np

from gdviz.checks import (
    MOST_ROWS,
    as_array,
    as_rng,
    check_features,
    check_integer,
    check_number,
    check_targets,
    column_name,
    finite_array,
    kind_of,
)
from gdviz.floats import power_of_two
from gdviz.image_sets import clothes, digits, scikit_learn  # noqa: F401
from gdviz.streams import stream  # noqa: F401 (the data of files that memory does not hold)
from gdviz.words import _


def line(n_samples=1000, *, noise=0.3, seed=0):
    """y = 2x + 1 + noise · ε, with x uniform in [0, 1) and ε standard normal.

    Parameters
    ----------
    n_samples : int
    noise : float
        Standard deviation of what is added to the line, 0 or above.
    seed : int or numpy.random.Generator

    Returns
    -------
    X : ndarray, shape (n_samples, 1)
    y : ndarray, shape (n_samples,)

    Raises
    ------
    ValueError
        If `n_samples` is below 1 or `noise` negative.

    Examples
    --------
    >>> X, y = line(5, noise=0)
    >>> np.allclose(y, 2 * X[:, 0] + 1)
    True
    """
    n_samples = check_integer("n_samples", n_samples, high=MOST_ROWS)
    noise = check_number("noise", noise, low=0)
    rng = as_rng("seed", seed)
    x = rng.uniform(0, 1, n_samples)
    e = rng.standard_normal(n_samples)
    return x[:, None], 2 * x + 1 + noise * e


def four_points():
    """x = 0, 1, 2, 3 and y = 0, 1, 0, 1: small enough to compute by hand.

    The best line is 0.2 + 0.2x, and through the origin (2/7) x ≈ 0.2857x.

    Returns
    -------
    X : ndarray, shape (4, 1)
    y : ndarray, shape (4,)
    """
    return np.array([[0.0], [1.0], [2.0], [3.0]]), np.array([0.0, 1.0, 0.0, 1.0])


def houses():
    """Five houses: living area in m² and price, which is exactly 200 per m².

    Not scaled: with areas above 100 a learning rate of 0.01 is about a hundred times too large.

    Returns
    -------
    X : ndarray, shape (5, 1)
        Area, in m².
    y : ndarray, shape (5,)
        Price, in units of money.
    """
    area = np.array([100.0, 120.0, 140.0, 160.0, 180.0])
    return area[:, None], 200 * area


def two_classes(n_samples=200, *, seed=0):
    """Two overlapping classes on a line, x normal with mean −1 or +1 and standard deviation 1.

    Both labels are equally likely, so the true probability is p(y = 1 | x) = σ(2x).

    Parameters
    ----------
    n_samples : int
    seed : int or numpy.random.Generator

    Returns
    -------
    X : ndarray, shape (n_samples, 1)
    y : ndarray of int, shape (n_samples,)
        Labels, 0 or 1.

    Raises
    ------
    ValueError
        If `n_samples` is below 1.
    """
    n_samples = check_integer("n_samples", n_samples, high=MOST_ROWS)
    rng = as_rng("seed", seed)
    y = rng.integers(0, 2, n_samples)
    x = 2 * y - 1 + rng.standard_normal(n_samples)
    return x[:, None], y


class Table(tuple):
    """X and y of a real table, ``X, y = table``, with the names of its columns.

    Attributes
    ----------
    X : ndarray, shape (n_samples, n_features)
        In the units in which it was measured.
    y : ndarray, shape (n_samples,)
    names : tuple of str
        What the features are called.
    target : str
        What y is called.
    classes : tuple of str
        What the labels 0, 1, … mean; empty if y is made of numbers.
    """

    def __new__(cls, X, y, names, target, classes=()):
        """A tuple of two."""
        table = super().__new__(cls, (X, y))
        table.names, table.target, table.classes = tuple(names), target, tuple(classes)
        return table

    def __getnewargs__(self):
        """What pickle hands to `__new__`."""
        return self.X, self.y, self.names, self.target, self.classes

    def __repr__(self):
        return f"Table({len(self.y)} rows: {', '.join(self.names)} -> {self.target})"

    @property
    def X(self):
        """The features."""
        return self[0]

    @property
    def y(self):
        """The target."""
        return self[1]


def diabetes():
    """442 patients: age, sex, body and blood measures, and the disease a year later.

    Returns
    -------
    Table
        X of shape (442, 10), unscaled; y a measure of progression from 25 to 346.

    References
    ----------
    B. Efron, T. Hastie, I. Johnstone, R. Tibshirani: Least angle regression. Annals of Statistics
    32 (2004), 407–499.
    """
    return _table("load_diabetes", "progression", scaled=False)


def breast_cancer():
    """569 tumors: 30 measures of cell nuclei; labels 0 (malignant) and 1 (benign).

    Returns
    -------
    Table
        X of shape (569, 30), unscaled.

    References
    ----------
    W. Street, W. Wolberg, O. Mangasarian: Nuclear feature extraction for breast tumor diagnosis.
    SPIE 1905 (1993). UCI Machine Learning Repository, doi:10.24432/C5DW2B.
    """
    return _table("load_breast_cancer", "tumor")


def wine():
    """178 wines of three growers: 13 chemical measures; labels 0, 1 and 2.

    Returns
    -------
    Table
        X of shape (178, 13), unscaled: proline goes to 1680, hue to 1.7.

    References
    ----------
    S. Aeberhard, M. Forina: Wine. UCI Machine Learning Repository (1992), doi:10.24432/C5PC7J.
    """
    return _table("load_wine", "grower")


def iris():
    """150 iris flowers of three species: length and width of sepals and petals; labels 0, 1, 2.

    Returns
    -------
    Table
        X of shape (150, 4), in cm.

    References
    ----------
    R. A. Fisher: The use of multiple measurements in taxonomic problems. Annals of Eugenics 7
    (1936), 179–188.
    """
    return _table("load_iris", "species")


def california(*, cache=None):
    """20,640 districts of California in 1990: eight features and the median value of a house.

    Downloaded the first time (about 400 kB), and read from ``cache`` from then on.

    Parameters
    ----------
    cache : str or Path, optional
        Folder for the download; by default scikit-learn's own, ``~/scikit_learn_data``.

    Returns
    -------
    Table
        X of shape (20640, 8), unscaled; y in 100,000 dollars.

    Raises
    ------
    ImportError
        If scikit-learn is not installed.
    ConnectionError
        If the table is not in the cache and cannot be downloaded.

    References
    ----------
    R. Pace, R. Barry: Sparse spatial autoregressions. Statistics and Probability Letters 33 (1997),
    291–297.
    """
    try:
        return _table("fetch_california_housing", "value", data_home=cache)
    except OSError as error:
        raise ConnectionError(
            _(
                "the housing table must be downloaded once, and that failed: no network, or "
                "the server does not answer ({error}). diabetes() needs no network."
            ).format(error=error)
        ) from error


def _table(load, target, **options):
    bunch = getattr(scikit_learn(load.partition("_")[2] + "()"), load)(**options)
    classes = getattr(bunch, "target_names", ())
    classes = classes if bunch.target.dtype.kind in "iu" and len(classes) > 1 else ()
    names = [str(name) for name in bunch.feature_names]
    return Table(bunch.data, bunch.target, names, target, [str(name) for name in classes])


def shuffled(X, y, *, seed=0):
    """X and y with their rows in one random order.

    Parameters
    ----------
    X : array_like, shape (n_samples, ...)
    y : array_like, shape (n_samples,)
    seed : int or numpy.random.Generator

    Returns
    -------
    X, y : ndarray
        New arrays.

    Raises
    ------
    ValueError
        If X and y differ in length.
    """
    X, y = _pair(X, y)
    order = as_rng("seed", seed).permutation(len(y))
    return X[order], y[order]


def sorted_by(X, y, *, key):
    """X and y with their rows in ascending order of `key`; equal keys keep their order.

    Parameters
    ----------
    X : array_like, shape (n_samples, ...)
    y : array_like, shape (n_samples,)
    key : array_like, shape (n_samples,)
        What to sort by: ``y``, or a column of X, ``X[:, 0]``.

    Returns
    -------
    X, y : ndarray
        New arrays.

    Raises
    ------
    ValueError
        If X, y and `key` differ in length, or `key` is not one-dimensional.

    Examples
    --------
    >>> X, y = four_points()
    >>> sorted_by(X, y, key=y)[0].ravel()
    array([0., 2., 1., 3.])
    """
    X, y = _pair(X, y)
    key = as_array("key", key)
    if key.shape != y.shape:
        raise ValueError(
            _("key must have shape {y_shape}, one value a row. Got {given}.").format(
                y_shape=y.shape, given=key.shape
            )
        )
    try:
        order = np.argsort(key, kind="stable")
    except TypeError as error:
        raise ValueError(
            _("key must hold values that have an order. Got {given}.").format(given=key.dtype)
        ) from error
    return X[order], y[order]


def standardize(X):
    """(X − mean) / std, column by column: every feature with mean 0 and standard deviation 1.

    Parameters
    ----------
    X : array_like, shape (n_samples, n_features)

    Returns
    -------
    X_std : ndarray, shape (n_samples, n_features)
    mean, std : ndarray, shape (n_features,)
        To treat new data alike: ``(X_new - mean) / std``. The standard deviation divides by N.

    Raises
    ------
    ValueError
        If X is not two-dimensional or not finite, or a column is constant.

    Examples
    --------
    >>> X_std, mean, std = standardize(houses()[0])
    >>> mean, X_std.ravel().round(3)
    (array([140.]), array([-1.414, -0.707,  0.   ,  0.707,  1.414]))
    """
    given, X = X, check_features(X, or_bias=False)
    constant = np.flatnonzero(X.max(axis=0) == X.min(axis=0))
    if constant.size:
        raise ValueError(
            _(
                "X must vary in every column. Got a constant column {given}: leave it out, and "
                "add a bias after standardizing."
            ).format(given=column_name(given, constant[0]))
        )
    sizes = power_of_two(np.abs(X).max(axis=0))  # squares of very large numbers would overflow
    X = X / sizes
    mean, std = X.mean(axis=0), X.std(axis=0)
    return (X - mean) / std, mean * sizes, std * sizes


def add_bias(X):
    """X with a column of ones in front, so that the first parameter is the bias θ₀.

    Parameters
    ----------
    X : array_like, shape (n_samples, n_features) or (n_samples,)

    Returns
    -------
    ndarray, shape (n_samples, n_features + 1)

    Raises
    ------
    ValueError
        If X is not one- or two-dimensional, is empty or not finite.

    Examples
    --------
    >>> add_bias([5.0, 7.0])
    array([[1., 5.],
           [1., 7.]])
    """
    features = finite_array("X", X)
    if features.ndim == 1:
        features = features[:, None]
    if features.ndim != 2:
        raise ValueError(
            _("X must have shape (n_samples, n_features) or (n_samples,). Got {given}.").format(
                given=features.shape
            )
        )
    return np.column_stack([np.ones(len(features)), features])


def _pair(X, y):
    """X and y as arrays of equal length."""
    X, y = as_array("X", X), as_array("y", y)
    if X.ndim == 0:
        raise ValueError(
            _("X must have one row for each value of y. Got {given}.").format(
                given=kind_of(X.item())
            )
        )
    check_targets(y, len(X))
    return X, y
