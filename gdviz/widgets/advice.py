"""What a person should know about their own data, said beside the picture."""

import numpy as np

from gdviz.objectives import condition_number
from gdviz.plots.window import known_minimum
from gdviz.words import _

ILL_CONDITIONED = 500
STILL_FALLING = 0.05  # of what the lowest run fell in all, in its last quarter

SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def of_data(objective, start):
    """Say so where the features ought to be standardized, or depend on each other; else nothing."""
    if not hasattr(objective, "X"):
        return ""
    try:
        kappa = condition_number(objective, start)
    except ValueError:
        return _("the features are too large: standardize them")
    if np.isinf(kappa):
        return _("κ = ∞: columns of X depend on each other")
    if kappa < ILL_CONDITIONED:
        return ""
    return _("κ = {kappa}: standardize the features").format(kappa=in_short(kappa))


def of_runs(objective, sweep):
    """Say so where no run comes to rest, of an objective that does not know its minimum."""
    if known_minimum(objective) is not None:
        return ""
    finals = [np.where(np.isfinite(loss), loss, np.inf)[..., -1] for loss in sweep.loss]
    j = int(np.argmin([final.min() for final in finals]))
    loss = sweep.loss[j].reshape(-1, sweep.loss[j].shape[-1])[finals[j].argmin()]
    late, fall = loss[3 * (len(loss) - 1) // 4] - loss[-1], loss[0] - loss[-1]
    if len(loss) < 5 or not late > STILL_FALLING * fall > 0:
        return ""
    return _("no run has come to rest: the minimum lies further on")


def in_short(value):
    """Write a number of any size in two digits.

    Examples
    --------
    >>> in_short(1234.0), in_short(9.43e7)
    ('1,200', '9.4·10⁷')
    """
    if value < 1e5:
        return f"{float(f'{value:.2g}'):,.0f}"
    factor, power = f"{value:.1e}".split("e+")
    return f"{factor.removesuffix('.0')}·10{str(int(power)).translate(SUPERSCRIPTS)}"
