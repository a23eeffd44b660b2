"""Look at the first answers of an own objective and optimizer: later a mistake is hard to read."""

import numpy as np

from gdviz.checks import check_objective, checked_grad, kind_of
from gdviz.words import _


class LookedAt:
    """An objective whose first gradient is checked; from then on it is asked directly."""

    def __init__(self, objective):
        self.objective, self.n_samples = objective, objective.n_samples
        if hasattr(objective, "at"):
            self.at = self._at
        if hasattr(objective, "grad_many"):
            self.grad_many = self._grad_many

    def grad(self, params, rows=None):
        """∇J, checked; shape (n_params,)."""
        self.grad = self.objective.grad
        return first_grad(self.objective, params, rows)

    def _grad_many(self, params, rows=None):
        self.grad_many = self.objective.grad_many
        grads = self.grad_many(params, rows)
        if np.shape(grads) != params.shape:
            raise ValueError(
                _("grad_many must return shape {shape}. Got {given}.").format(
                    shape=params.shape, given=np.shape(grads)
                )
            )
        return grads

    def _at(self, samples_seen):
        self.at = self.objective.at
        return LookedAt(self.at(samples_seen))


def first_grad(objective, params, rows=None):
    """Return `checked_grad`; where the call itself fails, say what is wrong with the objective.

    Raises
    ------
    ValueError
        If the objective or its gradient is not what it must be.
    """
    try:
        return checked_grad(objective, params, rows)
    except (TypeError, AttributeError):
        check_objective(objective)
        raise


class Moved:
    """An optimizer whose first direction is checked; from then on it is asked directly."""

    def __init__(self, optimizer):
        self.optimizer, self.init = optimizer, optimizer.init

    def update(self, grad, state, params):
        """Return (direction, state), checked."""
        self.update = self.optimizer.update
        return first_direction(self.optimizer, grad, state, params)


def first_direction(optimizer, grad, state, params):
    """Return ``optimizer.update(grad, state, params)``, if it is a direction and a state.

    Raises
    ------
    ValueError
        If it is anything but such a pair, if the direction has another shape than ``params``, or
        if ``params`` are changed in place.
    """
    handed = params.copy()
    answer = optimizer.update(grad, state, handed)
    if not isinstance(answer, (tuple, list)) or len(answer) != 2:
        raise ValueError(
            _("update of the optimizer must return a pair (direction, state). Got {given}.").format(
                given=kind_of(answer)
            )
        )
    direction, state = answer
    if not isinstance(direction, np.ndarray) or direction.shape != params.shape:
        got = direction.shape if isinstance(direction, np.ndarray) else kind_of(direction)
        raise ValueError(
            _(
                "update of the optimizer must return a direction of shape {shape}. Got {got}."
            ).format(shape=params.shape, got=got)
        )
    if not np.array_equal(handed, params, equal_nan=True):
        raise ValueError(
            _("update of the optimizer must leave params as they are. Got them changed.")
        )
    return direction, state
