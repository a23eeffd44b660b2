"""The values of the sliders: default and checked learning rates, batch sizes, betas and starts."""

import numpy as np

from gdviz.checks import check_params
from gdviz.descent.batches import check_batch_size
from gdviz.objectives import max_learning_rate

N_RATES = 30
N_RACE_RATES = 20
MOST_SIZES = 11
DEFAULT_STEPS, MAP_STEPS = 200, 300


def start_of(objective, params):
    """Return the start as a list: what was given, or the default."""
    return default_start(objective) if params is None else check_params(objective, params).tolist()


def check_betas(betas):
    """Return the momenta as a list of increasing floats in [0, 1)."""
    betas = np.atleast_1d(np.asarray(betas, dtype=float))
    if betas.size == 0 or betas[0] < 0 or not betas[-1] < 1 or (np.diff(betas) <= 0).any():
        raise ValueError(f"betas must be increasing, from 0 to below 1. Got {betas}.")
    return betas.tolist()


def budget(default, **limits):
    """Return the one budget that was given, by default so many updates."""
    given = {name: limit for name, limit in limits.items() if limit is not None}
    if len(given) > 1:
        raise ValueError(f"at most one of {', '.join(limits)} may be given. Got {given}.")
    return given or {"n_steps": default}


def default_start(objective):
    """Return a place with something to see: high on the left of a surface, else zeros."""
    window = getattr(objective, "window", None)
    if window is None:
        return [0.0] * objective.n_params
    shares = (0.12, 0.82)
    return [low + share * (high - low) for share, (low, high) in zip(shares, window)]


def stable_limit(objective, optimizer):
    """Return 2/λ_max where it is the same everywhere and the method is plain gradient descent."""
    if optimizer is not None:
        return None
    try:
        limit = max_learning_rate(objective)
    except ValueError:
        return None
    return limit if np.isfinite(limit) else None


def default_rates(objective, start, limit, n_rates=N_RATES):
    """Return learning rates in even ratios, to twice the limit; where it is unknown, a guess."""
    scale = limit or max_learning_rate(objective, start)
    top = 2 * scale if np.isfinite(scale) else 1.0
    rates = np.geomspace(top / 500, top, n_rates)
    return [float(f"{rate:.2g}") for rate in rates]


def default_sizes(n_samples):
    """Return 1, 2, 4 … N; of very many samples powers of a larger base, and N."""
    for base in range(2, 100):
        powers = [base**k for k in range(64) if base**k < n_samples]
        if len(powers) <= MOST_SIZES - 1:
            return [*powers, n_samples]
    raise ValueError(f"n_samples must be below 10**20. Got {n_samples}.")


def check_rates(rates):
    """Return the learning rates as a list, increasing and above 0."""
    rates = np.atleast_1d(np.asarray(rates, dtype=float))
    if (
        rates.size == 0
        or not np.isfinite(rates).all()
        or rates[0] <= 0
        or (np.diff(rates) <= 0).any()
    ):
        raise ValueError(f"learning_rates must be increasing, finite and above 0. Got {rates}.")
    return rates.tolist()


def check_sizes(sizes, n_samples):
    """Return the batch sizes as a list of increasing ints in 1 … N."""
    sizes = [check_batch_size(b, n_samples, name="batch_sizes") for b in sizes]
    if not sizes or (np.diff(sizes) <= 0).any():
        raise ValueError(f"batch_sizes must be increasing. Got {sizes}.")
    return sizes


def initial(values, wanted, default):
    """Return the index of the value nearest to what is wanted, in ratio."""
    target = default if wanted is None else wanted
    if not target > 0:
        raise ValueError(f"learning_rate and batch_size must be above 0. Got {target}.")
    return int(np.argmin(np.abs(np.log(np.array(values) / target))))


def nearest(name, values, wanted):
    """Return the index of the value nearest to ``wanted``, which must lie in their range."""
    if not values[0] <= wanted <= values[-1]:
        raise ValueError(f"{name} must be between {values[0]} and {values[-1]}. Got {wanted}.")
    return int(np.argmin(np.abs(np.array(values) - wanted)))
