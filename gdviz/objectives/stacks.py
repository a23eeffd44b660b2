"""Losses and gradients at many parameters at once, also for objectives that know only one."""

import copy

import numpy as np

from gdviz.checks import as_rows, check_rows

BLOCK = 2**15  # numbers: a quarter of a megabyte, which the processor keeps at hand


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
    losses = [loss_or_inf(objective, p) for p in stack]
    return np.array(losses, dtype=float).reshape(params.shape[:-1])


def loss_or_inf(objective, params):
    """J(θ), and inf where it is too large for Python's floats, which raise an error."""
    try:
        return float(objective.loss(params))
    except OverflowError:
        return np.inf


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
        rows = [None] * len(params)
    runs = zip(params, rows, np.isfinite(params).all(axis=1), strict=True)
    nothing = np.full(params.shape[1], np.nan)
    grads = [grad_or_nan(objective, p, batch) if go_on else nothing for p, batch, go_on in runs]
    return np.array(grads, dtype=float)


def grad_or_nan(objective, params, rows=None):
    """∇J(θ), and NaN where a number on the way is too large for Python's floats."""
    try:
        return objective.grad(params, rows)
    except OverflowError:
        return np.full_like(params, np.nan)


def at(objective, samples_seen):
    """The objective that an update meets when its run has read so many rows.

    Most are always the same. One that draws something of its own for each update, as `MLP` does
    with dropout, has a method ``at`` that draws it from this number: its gradients then depend on
    their arguments alone, and not on what was asked before.
    """
    return objective.at(samples_seen) if hasattr(objective, "at") else objective


def around(wrapper, objective):
    """The wrapper itself if it is around this objective already, else a copy that is."""
    if wrapper.objective is objective:
        return wrapper
    other = copy.copy(wrapper)
    other.objective = objective
    return other


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
        check_rows(rows.ravel(), len(X))
        raise


def in_blocks(function, stack, n_numbers):
    """A function of a stack, applied to pieces of it that need no more memory than there is cache.

    Parameters
    ----------
    function : callable
        (k, n_params) -> (k, ...), for any k.
    stack : ndarray, shape (..., n_params)
    n_numbers : int
        How many numbers the function keeps for each entry of the stack: a 200 × 200 grid over
        100 000 samples would be 32 GB at once.

    Returns
    -------
    ndarray, shape (..., ...)
    """
    flat = stack.reshape(-1, stack.shape[-1])
    n_blocks = min(1 + len(flat) * n_numbers // BLOCK, max(len(flat), 1))
    blocks = np.array_split(flat, n_blocks) if n_blocks > 1 else [flat]
    answers = np.concatenate([function(block) for block in blocks])
    return answers.reshape(stack.shape[:-1] + answers.shape[1:])


def dot(X, params):
    """Xθ for each run: (runs, b, d) or (b, d), (runs, d) -> (runs, b)."""
    return params @ X.T if X.ndim == 2 else (X @ params[..., None])[..., 0]


def transposed_dot(X, errors):
    """Xᵀe for each run: (runs, b, d) or (b, d), (runs, b) -> (runs, d)."""
    return errors @ X if X.ndim == 2 else (errors[..., None, :] @ X)[..., 0, :]
