"""What the scales of the features say about gradient descent on them: one sentence, or none."""

import numpy as np

from gdviz.floats import power_of_two
from gdviz.objectives.least_squares import LeastSquares
from gdviz.words import _

FLAT = 1e-10  # what is left of a column, relative to it, if it is a sum of others
STEEP = 1e4  # condition number from which on some thousand updates are not enough


def about_scales(objective):
    """Say what is wrong with the scales of the features, and what would mend it.

    Parameters
    ----------
    objective : objective
        With the data in ``X``, such as least squares and logistic regression.

    Returns
    -------
    str
        One sentence, with the condition number before and after; "" where nothing is wrong, or
        there is no X.

    Examples
    --------
    >>> weight = np.linspace(1600, 5100, 60)
    >>> cars = LeastSquares(np.column_stack([np.ones(60), weight]), 46 - 0.0077 * weight)
    >>> about_scales(cars)
    'κ = 1.43e+08: standardize the features, and it is 1.'
    """
    X = np.asarray(getattr(objective, "X", 0))
    if X.ndim != 2 or X.dtype.kind not in "iuf" or not X.size:
        return ""
    columns = dependent_columns(X)
    if columns:
        return _("κ = ∞: column {j} of X depends on others, so there is no single minimum.").format(
            j=columns[0]
        )
    now, later = _condition_number(X), _condition_number(_standardized(X))
    if now < STEEP or later > now / 10:
        return ""
    return _("κ = {now:.3g}: standardize the features, and it is {later:.3g}.").format(
        now=now, later=later
    )


def dependent_columns(X):
    """The columns that are sums of multiples of columns before them, up to rounding.

    Parameters
    ----------
    X : ndarray, shape (n_samples, n_features)

    Returns
    -------
    list of int
        Column numbers, ascending.

    Examples
    --------
    >>> x = np.array([1.0, 2.0, 4.0])
    >>> dependent_columns(np.column_stack([np.ones(3), x, 2 * x + 1]))
    [2]
    """
    R = np.linalg.qr(_standardized(X), mode="r")
    left = np.zeros(R.shape[1])
    left[: len(R)] = np.abs(np.diag(R))
    return np.flatnonzero(left <= FLAT * np.linalg.norm(R, axis=0)).tolist()


def _standardized(X):
    """X with columns of one size, and around 0 if there is a column of ones for the mean."""
    X = X / power_of_two(np.abs(X).max(axis=0))
    is_constant = X.max(axis=0) == X.min(axis=0)
    if (is_constant & (X[0] != 0)).any():
        X = np.where(is_constant, X, X - X.mean(axis=0))
    sizes = np.sqrt((X**2).mean(axis=0))
    return X / np.where(sizes > 0, sizes, 1)


def _condition_number(X):
    return LeastSquares(X, np.zeros(len(X))).condition_number()
