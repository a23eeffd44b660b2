"""Losses and gradients at many parameters at once, also for objectives that know only one."""

import numpy as np

from gdviz.checks import as_rows


def loss_many(objective, params):
    """The objective's own `loss_many`, or else a loop over its `loss`.

    Parameters
    ----------
    objective : objective
    params : ndarray, shape (..., n_params)

    Returns
    -------
    ndarray, shape (...)
    """
    if hasattr(objective, "loss_many"):
        return objective.loss_many(params)
    params = np.asarray(params, dtype=float)
    stack = params.reshape(-1, params.shape[-1])
    return np.array([objective.loss(p) for p in stack]).reshape(params.shape[:-1])


def grad_many(objective, params, rows=None):
    """The objective's own `grad_many`, or else a loop over its `grad`.

    Parameters
    ----------
    objective : objective
    params : ndarray, shape (runs, n_params)
    rows : ndarray of int, shape (runs, b), optional
        The mini-batch of each run; None for all data.

    Returns
    -------
    ndarray, shape (runs, n_params)
    """
    if hasattr(objective, "grad_many"):
        return objective.grad_many(params, rows)
    if rows is None:
        return np.array([objective.grad(p) for p in params])
    return np.array([objective.grad(p, batch) for p, batch in zip(params, rows, strict=True)])


def take(rows, X, y, *, n_axes=1):
    """The given rows of X and y: (b,) -> (b, d) and (b,), or (runs, b) -> (runs, b, d) and so on.

    Raises
    ------
    ValueError
        If `rows` are not row numbers, or boolean marks of all rows.
    """
    rows = as_rows(rows, len(X), n_axes=n_axes)
    try:
        return X.take(rows, axis=0), y.take(rows, axis=0)
    except IndexError:
        wrong = rows[(rows < -len(X)) | (rows >= len(X))]
        raise ValueError(
            f"rows must be row numbers from 0 to {len(X) - 1}. Got {wrong[0]}."
        ) from None


def dot(X, params):
    """Xθ for each run: (runs, b, d) or (b, d), (runs, d) -> (runs, b)."""
    return (X @ params[..., None])[..., 0]


def transposed_dot(X, errors):
    """Xᵀe for each run: (runs, b, d) or (b, d), (runs, b) -> (runs, d)."""
    return (errors[..., None, :] @ X)[..., 0, :]
