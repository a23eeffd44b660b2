"""What axes and η slider of the line lab show of some points: the page's rules (line_axes.js)."""

import numpy as np

from gdviz.datasets import add_bias
from gdviz.objectives import LeastSquares, max_learning_rate
from gdviz.widgets.facts import FACTS

RATES = [float(f"{rate:.2g}") for rate in np.geomspace(0.003, 3, 40)]


def objective_of(points):
    """Return the least squares of a line through the points."""
    x, y = np.array(points).T
    return LeastSquares(add_bias(x[:, None]), y)


def minimum_of(objective):
    """Return θ*: where all x are equal, the shortest of those that fit best."""
    return np.linalg.lstsq(objective.X, objective.y, rcond=None)[0]


def rates_for(objective):
    """Return the η of the slider, in powers of ten where 2/λ_max is in the upper half."""
    power = int(np.floor(np.log10(max_learning_rate(objective) / 0.3) + 1e-9))
    return [float(f"{rate * 10.0**power:.2g}") for rate in RATES]


def view_of(objective, start, truth):
    """Return what the axes show, as the page works it out (line_axes.js).

    Everything: all points; θ*, start and truth; the loss from below J* to above the start's.
    """
    best = minimum_of(objective)
    lowest, first = objective.loss(best), objective.loss(np.array(start))
    places = np.array([start, *([truth] if truth else [])])
    reach = np.maximum(1.3 * np.abs(places - best).max(axis=0), 0.1 * np.abs(best) + 1e-3)
    if reach.max() < 3.3 * reach.min():
        reach[:] = reach.max()
    high = 4 * first if first > 0 else 1.0
    return {
        "params": [[a - r, a + r] for a, r in zip(best.tolist(), reach.tolist())],
        "data": [padded(objective.X[:, 1]), padded(objective.y)],
        "loss": [lowest / 1.5 if lowest > 1e-6 * high else 1e-7 * high, high],
    }


def padded(values):
    """Return the range of the values and a tenth on either side."""
    low, high = float(values.min()), float(values.max())
    pad = 0.1 * (high - low) or max(0.1 * abs(low), 1e-3)
    return [low - pad, high + pad]


def loss_limits(limits, lowest, losses):
    """Return the limits of the loss axis, grown to show J* and, up to a point, the whole run."""
    (low, high), growth = limits, FACTS["loss_growth"]
    if lowest > 0:
        low = min(low, max(lowest, low / growth) / 1.5)
    return low, max(high, 1.5 * min(np.nanmax(losses), growth * high))
