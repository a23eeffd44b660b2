"""Reasons to stop early. Pass them as ``gradient_descent(..., stop=[loss_below(0.05)])``.

A stop condition is any function of a `Progress` that returns its name when the run should end, and
None when it should go on. It is asked at the end of each epoch, because the loss over all data
costs a pass; in batch gradient descent every update is an epoch.
"""

from typing import Any, NamedTuple

import numpy as np

from gdviz.arguments import in_words
from gdviz.checks import check_integer, check_number, kind_of
from gdviz.words import _


class Progress(NamedTuple):
    """What a stop condition sees: the objective, the params and J after each epoch so far."""

    objective: Any
    params: np.ndarray
    losses: list


@in_words()
def loss_below(threshold):
    """Stop when J(θ) < threshold.

    Parameters
    ----------
    threshold : float
        In the unit of the loss.

    Returns
    -------
    callable
        A stop condition.

    Raises
    ------
    ValueError
        If ``threshold`` is not a finite number.

    Examples
    --------
    >>> loss_below(0.1)(Progress(None, None, [0.5, 0.05]))
    'loss_below'
    """
    threshold = check_number("threshold", threshold)
    return lambda progress: "loss_below" if progress.losses[-1] < threshold else None


@in_words()
def grad_norm_below(tol):
    """Stop when ‖∇J(θ)‖ < tol, the gradient taken over all data.

    Parameters
    ----------
    tol : float
        Above 0, in the unit of the loss per unit of θ.

    Returns
    -------
    callable
        A stop condition.

    Raises
    ------
    ValueError
        If ``tol`` is not a finite number above 0.

    Examples
    --------
    >>> from gdviz.objectives import bowl
    >>> grad_norm_below(0.1)(Progress(bowl(), np.array([0.06, 0.0]), []))
    'grad_norm_below'
    """
    tol = check_number("tol", tol, above=0)

    def check(progress):
        grad = progress.objective.grad(progress.params)
        return "grad_norm_below" if np.linalg.norm(grad) < tol else None

    return check


@in_words()
def no_improvement(n_iter_no_change, *, tol=0.0):
    """Stop when the best of the last ``n_iter_no_change`` epochs beats the best before by ≤ tol.

    Parameters
    ----------
    n_iter_no_change : int
        Epochs to wait, at least 1.
    tol : float
        At least 0, in the unit of the loss.

    Returns
    -------
    callable
        A stop condition.

    Raises
    ------
    ValueError
        If an argument is out of its range.

    Examples
    --------
    >>> no_improvement(2)(Progress(None, None, [0.5, 0.2, 0.3, 0.2]))
    'no_improvement'
    >>> no_improvement(2)(Progress(None, None, [0.5, 0.2, 0.3, 0.1]))
    """
    n_recent = check_integer("n_iter_no_change", n_iter_no_change)
    tol = check_number("tol", tol, low=0)

    def check(progress):
        before, recent = progress.losses[:-n_recent], progress.losses[-n_recent:]
        stalled = bool(before) and min(recent) >= min(before) - tol
        return "no_improvement" if stalled else None

    return check


FACTORIES = (loss_below, grad_norm_below, no_improvement)


def check_conditions(stop):
    """Return the stop conditions as a list of functions; None is none.

    Parameters
    ----------
    stop : sequence of callables, optional

    Raises
    ------
    ValueError
        If ``stop`` is a single condition, or holds anything but functions of a `Progress`.

    Examples
    --------
    >>> check_conditions(loss_below(0.1))
    Traceback (most recent call last):
        ...
    ValueError: stop must be a list of conditions: write stop=[…], with brackets. Got one function.
    """
    if stop is None:
        return []
    if callable(stop):
        is_factory = any(stop is factory for factory in FACTORIES)
        got = kind_of(stop) if is_factory else _("one function")
        raise ValueError(
            _(
                "stop must be a list of conditions: write stop=[…], with brackets. Got {got}."
            ).format(got=got)
        )
    if isinstance(stop, (str, dict)) or not hasattr(stop, "__iter__"):
        raise ValueError(
            _(
                "stop must be a list of conditions, such as [gd.stopping.loss_below(0.1)]. Got "
                "{given}."
            ).format(given=kind_of(stop))
        )
    return [_check_condition(condition) for condition in stop]


def _check_condition(condition):
    if any(condition is factory for factory in FACTORIES):
        name = condition.__name__
        raise ValueError(
            _(
                "stop must hold conditions: write gd.stopping.{name}(…), with its number. Got "
                "the function {name}."
            ).format(name=name)
        )
    if not callable(condition):
        raise ValueError(
            _(
                "stop must hold functions of the progress, such as "
                "gd.stopping.loss_below(0.1). Got {given}."
            ).format(given=kind_of(condition))
        )
    return condition


def reason_to_stop(conditions, progress):
    """Return the name of the first condition that is met, None if none is.

    Parameters
    ----------
    conditions : list of callables
    progress : Progress

    Raises
    ------
    ValueError
        If a condition answers with anything but a name, True, False or None.
    """
    for condition in conditions:
        answer = condition(progress)
        if isinstance(answer, str) and answer:
            return answer
        if isinstance(answer, (bool, np.bool_)) and answer:
            return getattr(condition, "__name__", "stop")
        if answer is not None and not isinstance(answer, (str, bool, np.bool_)):
            raise ValueError(
                _(
                    "a stop condition must return its name, or None to go on. Got {given} from "
                    "{condition}."
                ).format(given=kind_of(answer), condition=kind_of(condition))
            )
    return None
