"""Which learning rates the η slider offers, and from which on a run cannot stay."""

import numpy as np

from gdviz.objectives import max_learning_rate
from gdviz.objectives.curvature import max_learning_rates

N_RATES = 30
N_RACE_RATES = 20
N_STOPS, N_HALVINGS = 8, 40
FEW_STEPS = 100
LIKELY_DISTANCE = 10  # steps of η that an adaptive method needs at least to get there


def stable_limit(objective, optimizer):
    """Return 2/λ_max where it is the same everywhere and the method is plain gradient descent."""
    if optimizer is not None:
        return None
    try:
        limit = max_learning_rate(objective)
    except ValueError:
        return None
    return limit if np.isfinite(limit) else None


def batch_limits(objective, limit, batch_sizes, *, replace):
    """Return for each batch size the η from which on a run cannot stay in mean square, or None.

    With all rows it is the stable limit itself. ``limit`` is `stable_limit`, which may be None.
    """
    if limit is None:
        return [None] * len(batch_sizes)
    return max_learning_rates(objective, [int(b) for b in batch_sizes], replace=bool(replace))


def default_rates(objective, start, limit, n_rates, *, optimizer=None):
    """Return learning rates in even ratios, to twice the limit.

    Where there is none, twice what the steepest curvature on a way down from the start allows.
    Methods that do not look at the size of the gradient take η as a length: for them the rates
    reach a tenth of the way to the minimum, where it is known.
    """
    top = None if optimizer is None else longest_step(objective, start, optimizer)
    if top is None:
        scale = limit or limit_on_the_way(objective, start)
        top = 2 * scale if np.isfinite(scale) else 1.0
    return rounded(np.geomspace(top / 500, top, n_rates))


def race_rates(objective, start, limit, n_rates, optimizers, n_steps):
    """Return learning rates for all racers: to twice the limit, or as far as the longest needs.

    Adaptive methods stand still at rates that are far too short for the way to the minimum.
    """
    rates = default_rates(objective, start, limit, n_rates)
    lengths = [longest_step(objective, start, racer) for racer in optimizers]
    top = max((length for length in lengths if length is not None), default=0)
    if LIKELY_DISTANCE * top <= max(n_steps, FEW_STEPS) * rates[-1]:
        return rates
    return rounded(np.geomspace(rates[0], top, n_rates))


def rounded(rates):
    """Return the rates with the two digits that a person reads."""
    return [float(f"{rate:.2g}") for rate in rates]


def longest_step(objective, start, optimizer):
    """Return a tenth of the way to the minimum, if η is a length for the method; else None."""
    minima = getattr(objective, "minima", None)
    if minima is None or not is_adaptive(optimizer, len(start)):
        return None
    ways = np.abs(np.atleast_2d(minima) - start).max(axis=1)
    return float(ways.min()) / LIKELY_DISTANCE or None


def is_adaptive(optimizer, n_params):
    """Whether the first step is as long for a gradient a thousand times as large."""
    params, grad = np.zeros(n_params), np.linspace(1, 2, n_params)
    first, other = (
        optimizer.update(factor * grad, optimizer.init(params), params)[0]
        for factor in (1.0, 1000.0)
    )
    return bool(np.linalg.norm(other) < 10 * np.linalg.norm(first))


def limit_on_the_way(objective, start):
    """Return 2/λ_max at the steepest curvature among places on a way down from the start."""
    limits = [max_learning_rate(objective, place) for place in way_down(objective, start)]
    return min(limits)


def way_down(objective, start):
    """Yield the start, and places that steps of halved length lead to, each lower than the last."""
    params, rate = np.array(start, dtype=float), 1.0
    loss = objective.loss(params)
    for _ in range(N_STOPS):
        yield params
        grad = np.asarray(objective.grad(params), dtype=float)
        params, loss, rate = lower(objective, params, loss, grad, 4 * rate)
        if params is None:
            return


def lower(objective, params, loss, grad, rate):
    """Return a place along −∇J that is lower by a tenth of what the slope says, its loss, and η."""
    slope = float(grad @ grad)
    with np.errstate(all="ignore"):
        for _ in range(N_HALVINGS):
            place = params - rate * grad
            there = objective.loss(place)
            if there <= loss - 0.1 * rate * slope and there < loss:
                return place, there, rate
            rate /= 4
    return None, loss, rate
