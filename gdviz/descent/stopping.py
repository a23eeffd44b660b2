"""Reasons to stop early. Pass them as ``gradient_descent(..., stop=[loss_below(0.05)])``.

A stop condition is any function of a `Progress` that returns its name when the run should end, and
None when it should go on. It is asked at the end of each epoch, because the loss over all data
costs a pass; in batch gradient descent every update is an epoch.
"""

from typing import Any, NamedTuple

import numpy as np

from gdviz.checks import check_integer, check_number


class Progress(NamedTuple):
    """What a stop condition sees: the objective, the params and J after each epoch so far."""

    objective: Any
    params: np.ndarray
    losses: list


def loss_below(threshold):
    """Stop when J(θ) < threshold.

    Examples
    --------
    >>> loss_below(0.1)(Progress(None, None, [0.5, 0.05]))
    'loss_below'
    """
    check_number("threshold", threshold)
    return lambda progress: "loss_below" if progress.losses[-1] < threshold else None


def grad_norm_below(tol):
    """Stop when ‖∇J(θ)‖ < tol, the gradient taken over all data."""
    check_number("tol", tol, above=0)

    def check(progress):
        grad = progress.objective.grad(progress.params)
        return "grad_norm_below" if np.linalg.norm(grad) < tol else None

    return check


def no_improvement(n_iter_no_change, *, tol=0.0):
    """Stop when the best of the last ``n_iter_no_change`` epochs beats the best before by ≤ tol.

    Examples
    --------
    >>> no_improvement(2)(Progress(None, None, [0.5, 0.2, 0.3, 0.2]))
    'no_improvement'
    >>> no_improvement(2)(Progress(None, None, [0.5, 0.2, 0.3, 0.1]))
    """
    n_recent = check_integer("n_iter_no_change", n_iter_no_change)
    check_number("tol", tol, low=0)

    def check(progress):
        before, recent = progress.losses[:-n_recent], progress.losses[-n_recent:]
        stalled = bool(before) and min(recent) >= min(before) - tol
        return "no_improvement" if stalled else None

    return check
