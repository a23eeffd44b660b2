"""What the curvature of an objective says about gradient descent on it."""

import numpy as np

from gdviz.checks import check_params


def hessian(objective, params=None):
    """∇²J(θ), the matrix of second derivatives.

    The objective's own `hessian` where it has one, else central differences of its gradient::

        H[:, j] ≈ (∇J(θ + h eⱼ) − ∇J(θ − h eⱼ)) / (2h)

    Parameters
    ----------
    objective : objective
    params : array_like, shape (n_params,), optional
        θ. Not needed where the curvature is the same everywhere: least squares, quadratics.

    Returns
    -------
    ndarray, shape (n_params, n_params)
        Symmetric.

    Raises
    ------
    ValueError
        If `params` is needed and missing, or has another shape.
    """
    if params is not None:
        params = check_params(objective, params)
    if hasattr(objective, "hessian"):
        return objective.hessian(params)
    if params is None:
        raise ValueError(
            "params must be given, as the curvature of this objective changes from place to "
            "place. Got None."
        )
    # The cube root of the rounding error balances it against the error of the formula.
    steps = np.finfo(float).eps ** (1 / 3) * np.maximum(1, np.abs(params))
    columns = [
        (objective.grad(params + h * unit) - objective.grad(params - h * unit)) / (2 * h)
        for h, unit in zip(steps, np.eye(len(params)), strict=True)
    ]
    return (np.array(columns) + np.array(columns).T) / 2


def max_learning_rate(objective, params=None):
    """2/λ_max: gradient descent on a quadratic is stable if and only if 0 < η < 2/λ_max.

    λ_max is the largest eigenvalue of the Hessian. Where the curvature varies this is the limit
    near `params`: with a larger η gradient descent cannot settle there.

    Parameters
    ----------
    objective : objective
    params : array_like, shape (n_params,), optional
        Where to measure; not needed for least squares and quadratics.

    Returns
    -------
    float
        inf where no direction curves upward, as then no step is too long for the curvature.

    Raises
    ------
    ValueError
        If `params` is needed and missing, or has another shape.

    References
    ----------
    Y. Nesterov: Introductory Lectures on Convex Optimization. Springer (2004), section 1.2.3.

    Examples
    --------
    >>> from gdviz.objectives import parabola
    >>> max_learning_rate(parabola(curvature=0.1))
    20.0
    """
    largest = np.linalg.eigvalsh(hessian(objective, params))[-1]
    return float(2 / largest) if largest > 0 else np.inf


def condition_number(objective, params=None):
    """κ = λ_max/λ_min of the Hessian: how much steeper the steepest direction is than the flattest.

    With the best constant rate, η = 2/(λ_max + λ_min), each step of gradient descent on a quadratic
    brings the distance to the minimum down to (κ − 1)/(κ + 1) of what it was, in the worst case.

    Parameters
    ----------
    objective : objective
    params : array_like, shape (n_params,), optional
        Where to measure; not needed for least squares and quadratics.

    Returns
    -------
    float
        At least 1; inf where some direction is flat (up to rounding) or curves downward.

    Raises
    ------
    ValueError
        If `params` is needed and missing, or has another shape.

    References
    ----------
    S. Boyd, L. Vandenberghe: Convex Optimization. Cambridge (2004), section 9.3.
    """
    eigenvalues = np.linalg.eigvalsh(hessian(objective, params))
    smallest, largest = eigenvalues[0], eigenvalues[-1]
    rounding = len(eigenvalues) * np.finfo(float).eps * abs(largest)
    return float(largest / smallest) if smallest > rounding else np.inf
