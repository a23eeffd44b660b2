"""Is the gradient the gradient? Central differences know."""

import numpy as np

from gdviz.checks import (
    check_number,
    check_objective,
    check_params,
    check_rows,
    checked_grad,
    checked_loss,
)


def check_gradient(objective, params, *, rows=None, step=1e-6):
    """The largest error of `objective.grad`, relative to the largest component.

    ::

        dⱼ    = (J(θ + hⱼeⱼ) − J(θ − hⱼeⱼ)) / (2hⱼ),   hⱼ = step · max(1, |θⱼ|)
        error = max|∇J − d| / max(max|∇J|, max|d|)

    Below 1e-6 the derivation is right; a lost sign or factor gives 0.1 to 2. At a minimum, where
    both are zero up to rounding, the number means nothing: check somewhere else.

    Parameters
    ----------
    objective : objective
        Anything with loss and grad.
    params : array_like, shape (n_params,)
        Where to check.
    rows : array_like of int, optional
        Check the gradient of this mini-batch, row numbers or marks of all rows; None for all data.
    step : float
        The relative step of the differences.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If `params` has another shape, `rows` are none, grad answers with another shape than
        (n_params,), or a loss on the way is no finite number.

    References
    ----------
    J. Nocedal, S. J. Wright: Numerical Optimization, 2nd ed., section 8.1.

    Examples
    --------
    >>> from gdviz.objectives import beale
    >>> check_gradient(beale(), [1.0, 2.0]) < 1e-6
    True
    """
    check_objective(objective)
    params, step = check_params(objective, params), check_number("step", step, above=0)
    rows = rows if rows is None else check_rows(rows, objective.n_samples)
    with np.errstate(all="ignore"):  # what overflows is said in words
        claimed = checked_grad(objective, params, rows)
        measured = _central_differences(objective, params, rows, step)
    largest = max(np.abs(claimed).max(), np.abs(measured).max())
    return float(np.abs(claimed - measured).max() / largest) if largest > 0 else 0.0


def _central_differences(objective, params, rows, step):
    differences = np.empty(len(params))
    for j, h in enumerate(step * np.maximum(1, np.abs(params))):
        above, below = params.copy(), params.copy()
        above[j] += h
        below[j] -= h
        rise = checked_loss(objective, above, rows) - checked_loss(objective, below, rows)
        differences[j] = rise / (2 * h)
    return differences
