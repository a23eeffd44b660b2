"""Checks of data, made once when an objective is built, never in its `grad`."""

import numpy as np

from gdviz.checks import check_integer, finite_array


def check_features(X):
    """X as a read-only float64 array of shape (n_samples, n_features).

    Raises
    ------
    ValueError
        If X is not two-dimensional, is empty, or holds NaN or inf.
    """
    X = finite_array("X", X)
    if X.ndim == 1:
        raise ValueError(
            f"X must have shape (n_samples, n_features). Got {X.shape}: pass X[:, None], "
            "or add_bias(X) to get a column of ones as well."
        )
    if X.ndim != 2:
        raise ValueError(f"X must have shape (n_samples, n_features). Got {X.shape}.")
    return X


def check_targets(y, n_samples):
    """y as a read-only float64 array of shape (n_samples,).

    Raises
    ------
    ValueError
        If y has another shape (above all (n_samples, 1), which NumPy would broadcast to
        n_samples × n_samples residuals), or holds NaN or inf.
    """
    y = finite_array("y", y)
    if y.ndim == 2 and y.shape[1] == 1:
        raise ValueError(
            f"y must have shape (n_samples,). Got {y.shape}: pass y.ravel() or y[:, 0]."
        )
    if y.ndim != 1:
        raise ValueError(f"y must have shape (n_samples,). Got {y.shape}.")
    if len(y) != n_samples:
        raise ValueError(
            f"y must have one value for each of the {n_samples} rows of X. Got {len(y)} values."
        )
    return y


def check_binary(y, n_samples):
    """y as a float64 array of zeros and ones, shape (n_samples,).

    Raises
    ------
    ValueError
        If y has another shape or holds anything but 0 and 1.
    """
    y = check_targets(y, n_samples)
    if not np.isin(y, (0, 1)).all():
        raise ValueError(f"y must hold only the labels 0 and 1. Got {_some_values(y)}.")
    return y


def check_labels(y, n_samples, n_classes=None):
    """y as integer labels 0 … n_classes − 1, shape (n_samples,), and the number of classes.

    Raises
    ------
    ValueError
        If y has another shape (one-hot rows: pass `y.argmax(axis=1)`), holds anything but whole
        numbers from 0 on, or a label that `n_classes` leaves no room for.
    """
    if np.ndim(y) == 2 and np.shape(y)[1] > 1:
        raise ValueError(
            f"y must have shape (n_samples,), one integer label a row. Got {np.shape(y)}: "
            "pass y.argmax(axis=1) if the rows are one-hot."
        )
    y = check_targets(y, n_samples)
    if (y < 0).any() or (y != np.rint(y)).any():
        raise ValueError(f"y must hold integer labels 0, 1, 2 … Got {_some_values(y)}.")
    needed = int(y.max()) + 1
    if n_classes is None:
        return y.astype(np.intp), max(needed, 2)
    if check_integer("n_classes", n_classes, low=2) < needed:
        raise ValueError(
            f"n_classes must be at least {needed}, as y holds {needed - 1}. Got {n_classes}."
        )
    return y.astype(np.intp), int(n_classes)


def _some_values(y):
    """The first few different values of y, for a message."""
    values = np.unique(y)
    shown = ", ".join(f"{value:g}" for value in values[:4])
    return f"the values {shown}{', …' if len(values) > 4 else ''}"
