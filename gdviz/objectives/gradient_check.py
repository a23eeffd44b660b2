"""Is the gradient the gradient? Central differences know."""

import numpy as np

from gdviz.checks import check_number, check_params


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
        Check the gradient of this mini-batch; None for all data.
    step : float
        The relative step of the differences.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If `params` has another shape, or grad answers with another shape than (n_params,).

    References
    ----------
    J. Nocedal, S. J. Wright: Numerical Optimization, 2nd ed., section 8.1.

    Examples
    --------
    >>> from gdviz.objectives import beale
    >>> check_gradient(beale(), [1.0, 2.0]) < 1e-6
    True
    """
    params, step = check_params(objective, params), check_number("step", step, above=0)
    claimed = np.asarray(objective.grad(params, rows))
    if claimed.shape != params.shape:
        raise ValueError(f"grad must return shape {params.shape}. Got {claimed.shape}.")
    measured = _central_differences(objective, params, rows, step)
    largest = max(np.abs(claimed).max(), np.abs(measured).max())
    return float(np.abs(claimed - measured).max() / largest) if largest > 0 else 0.0


def _central_differences(objective, params, rows, step):
    steps = step * np.maximum(1, np.abs(params))
    return np.array(
        [
            (objective.loss(params + h * unit, rows) - objective.loss(params - h * unit, rows))
            / (2 * h)
            for h, unit in zip(steps, np.eye(len(params)), strict=True)
        ]
    )
