"""Move a stack of runs, keep some of their places, and measure the loss there."""

import numpy as np

from gdviz.descent.first_look import Moved
from gdviz.descent.loop import progress_bar
from gdviz.objectives.stacks import loss_many

READ_AT_ONCE = 2**22  # rows of data that are read between two chances to interrupt


def descend(params, gradient, learning_rates, optimizer, steps):
    """Yield the stack of params of all runs: at the start and after each update.

    Parameters
    ----------
    params : ndarray, shape (n_batch_sizes, n_seeds, n_rates, n_params)
    gradient : callable
        (t, params) -> gradients, in the shape of params.
    learning_rates : ndarray, shape (n_rates, 1)
    optimizer : Optimizer
    steps : iterable of int
        The updates to make: 0, 1, 2, …
    """
    is_elementwise = getattr(optimizer, "elementwise", False)
    direction = (_all_at_once if is_elementwise else _one_by_one)(Moved(optimizer), params)
    yield params
    for t in steps:
        params = params - learning_rates * direction(gradient(t, params), params)
        params.setflags(write=False)  # a run is what it was, whatever is done to what it asks
        yield params


def _all_at_once(optimizer, params):
    """Return a function (grad, params) -> direction for a stack of runs."""
    state = optimizer.init(params)

    def direction(grad, params):
        nonlocal state
        answer, state = optimizer.update(grad, state, params)
        return answer

    return direction


def _one_by_one(optimizer, params):
    """Return the same with a state and a call for each run, so that none can see the others."""
    n_params = params.shape[-1]
    states = [optimizer.init(start) for start in params.reshape(-1, n_params)]

    def direction(grad, params):
        grads, runs = grad.reshape(-1, n_params), params.reshape(-1, n_params)
        answers = np.full_like(runs, np.nan)
        for r in np.flatnonzero(np.isfinite(runs).all(axis=1)):
            try:
                answers[r], states[r] = optimizer.update(grads[r], states[r], runs[r])
            except OverflowError:  # of Python's own floats: this run has diverged
                continue
        return answers.reshape(params.shape)

    return direction


def keep(states, paths, recorded):
    """Copy the recorded states into the paths; return False if the keyboard interrupts."""
    wanted = {step: i for i, step in enumerate(recorded.tolist())}
    try:
        with np.errstate(all="ignore"):
            for step, params in enumerate(states):
                if step in wanted:
                    for path, runs in zip(paths, params):
                        path[wanted[step]] = runs
    except KeyboardInterrupt:
        return False
    return True


def noted(gradient, grads, recorded):
    """Return the gradient function of a stack that also writes down what it says at records.

    Parameters
    ----------
    gradient : callable
        (t, params) -> gradients, both of shape (n_batch_sizes, n_seeds, n_rates, n_params).
    grads : list of ndarray, shape (n_rates, n_seeds, n_records, n_params)
        One for each batch size.
    recorded : ndarray of int, shape (n_records,)
    """
    wanted = {step: i for i, step in enumerate(recorded.tolist())}

    def asked(t, params):
        with np.errstate(all="ignore"):
            answer = gradient(t, params)
        if t in wanted:
            for kept, runs in zip(grads, answer):
                kept[:, :, wanted[t]] = runs.swapaxes(0, 1)
        return answer

    return asked


def measure(objective, paths, losses, progress):
    """Write J along the paths into ``losses``; return False if the keyboard interrupts."""
    is_cheap = getattr(objective, "loss_is_cheap", False)
    at_once = READ_AT_ONCE // objective.n_samples if hasattr(objective, "loss_many") else 64
    parts = [
        (path, loss, part)
        for path, loss in zip(paths, losses)
        for part in _parts(np.isfinite(path).all(axis=-1), np.inf if is_cheap else max(1, at_once))
    ]
    try:
        with np.errstate(all="ignore"):
            for path, loss, part in progress_bar(parts, len(parts), progress and not is_cheap):
                loss[part] = loss_many(objective, path[part])
    except KeyboardInterrupt:
        return False
    return True


def _parts(known, at_once):
    """Return indices that together pick what is known, so many at a time."""
    if known.size <= at_once and known.all():
        return [...]
    places = np.nonzero(known)
    n_parts = -(-len(places[0]) // min(at_once, known.size))
    return list(zip(*(np.array_split(axis, n_parts) for axis in places))) if n_parts else []


def blank(paths, losses, *, by_loss, filling):
    """Mark where θ, or J if it is known, is not finite: a run does not come back from there."""
    for path, loss in zip(paths, losses):
        is_finite = np.isfinite(loss) if by_loss else np.isfinite(path).all(axis=-1)
        is_over = np.logical_or.accumulate(~is_finite, axis=-1)
        loss[is_over], path[is_over] = filling, np.nan
