"""Exercises of notebook 05, choosing a batch size."""

import math

import numpy as np

from gdviz.exercises.judges import Function

VARIANCES = [
    (3.0, 1000, 8, True),
    (3.0, 1000, 8, False),
    (0.5, 20, 16, False),
    (2.0, 9, 9, False),
    (2.0, 9, 9, True),
    (2.0, 9, 1, False),
]
RATES = [
    (0.0373, 8, 32, 1.5),
    (0.05, 8, 512, 1.5),
    (0.4, 64, 16, 2.0),
    (0.01, 1, 1000, 0.3),
    (0.05, 8, 160, 1.5),  # between half of the limit and the limit
    (0.9, 8, 8, 1.5),  # above from the start
    (0.9, 8, 4, 1.5),
]
CURVED = [
    ([1.0, 1.0, 1.0, 5.0], 1),
    ([1.0, 1.0, 1.0, 5.0], 4),
    ([-2.0, 0.5, 1.5, 3.0, 0.0], 2),
    ([10.0, -20.0, 40.0], 8),
    ([0.3, 0.1, -0.7, 0.2, 0.9, 1.2], 3),
]
COSTS = [(40.0, 8e-6, 2e-8), (10.0, 3.0, 0.5), (2000.0, 1e-3, 4e-3)]


def batch_variance(
    variance,
    n_samples,
    batch_size,
    replace,
    *,
    shrink=lambda b: 1 / b,
    correction=lambda N, b: (N - b) / (N - 1),
    corrected=lambda replace: not replace,
):
    """S/b with replacement, S/b · (N − b)/(N − 1) without."""
    factor = correction(n_samples, batch_size) if corrected(replace) else 1
    return variance * shrink(batch_size) * factor


def noise_scale(
    singles,
    *,
    noise=lambda g: g.var(axis=0).sum(),
    signal=lambda g: (g.mean(axis=0) ** 2).sum(),
):
    """tr(S)/|∇J|² from the gradients of all samples, shape (n_samples, n_params)."""
    return noise(singles) / signal(singles)


def scaled_rate(
    learning_rate,
    batch_size,
    new_batch_size,
    limit,
    *,
    scale=lambda eta, b, new: eta * new / b,
    cap=lambda eta, limit: min(eta, limit / 2),
):
    """η · b'/b, but never above half of the limit 2/λ_max."""
    return cap(scale(learning_rate, batch_size, new_batch_size), limit)


def fastest_size(critical, per_step, per_sample):
    """The b at which (1 + critical/b) (per_step + per_sample · b) is least."""
    return math.sqrt(critical * per_step / per_sample)


def rounded_size(way):
    """The fastest size rounded in some way."""
    return lambda *costs: way(fastest_size(*costs))


def least_time(critical, per_step, per_sample):
    """The time at the fastest size."""
    b = fastest_size(critical, per_step, per_sample)
    return (1 + critical / b) * (per_step + per_sample * b)


def batch_limit(
    x,
    batch_size,
    *,
    curvature=np.square,
    noise=np.var,
    shrink=lambda b: 1 / b,
    top=2,
    steady=lambda mean: mean**2,
):
    """2 c̄/(c̄² + var(c)/b), c = x²: where (1 − ηc̄)² + η² var(c)/b is 1."""
    curvatures = curvature(np.asarray(x, dtype=float))
    mean = curvatures.mean()
    return top * mean / (steady(mean) + noise(curvatures) * shrink(batch_size))


def steepest_limit(x, batch_size):
    """2 over the curvature of the steepest row: safe, and too short."""
    return 2 / np.square(x).max()


def _singles():
    """Gradients of all samples, for two to four parameters: np.cov makes no matrix of one."""
    rng = np.random.default_rng(5)
    for n_samples, n_params in ((6, 2), (5, 3), (6, 4)):
        spread = np.arange(1, n_params + 1)
        noise = rng.normal(size=(n_samples, n_params)) * spread
        mixed = noise @ rng.normal(size=(n_params, n_params)) + rng.normal(2, 1, size=n_params)
        yield (mixed.round(1),)


EXERCISES = {
    "05.1": Function(
        batch_variance,
        VARIANCES,
        {
            "no_batch_size": {"shrink": lambda b: 1},
            "deviation": lambda *case: math.sqrt(batch_variance(*case)),
            "root_of_b": {"shrink": lambda b: 1 / math.sqrt(b)},
            "b_squared": {"shrink": lambda b: b**-2},
            "replace_ignored": {"corrected": lambda replace: False},
            "always_corrected": {"corrected": lambda replace: True},
            "inverted": {"corrected": lambda replace: replace},
            "n_for_n_minus_one": {"correction": lambda N, b: (N - b) / N},
            "root_of_correction": {"correction": lambda N, b: math.sqrt((N - b) / (N - 1))},
            "upside_down": {"correction": lambda N, b: (N - 1) / max(N - b, 1)},
        },
    ),
    "05.2": Function(
        noise_scale,
        list(_singles()),
        {
            "n_minus_one": {"noise": lambda g: g.var(axis=0, ddof=1).sum()},
            "length_not_squared": {"signal": lambda g: np.linalg.norm(g.mean(axis=0))},
            "root": lambda g: math.sqrt(noise_scale(g)),
            "upside_down": lambda g: 1 / noise_scale(g),
            "covariances": {"noise": lambda g: np.cov(g.T, bias=True).sum()},
            "all_mixed": {"noise": lambda g: g.var()},
            "rows_for_columns": [
                {"noise": lambda g: np.trace(np.cov(g, bias=True))},
                {"noise": lambda g: np.trace(np.cov(g))},
            ],
            "mean_variance": {"noise": lambda g: g.var(axis=0).mean()},
            "deviations": {"noise": lambda g: g.std(axis=0).sum()},
            "not_centered": {"noise": lambda g: (g**2).sum(axis=1).mean()},
            "noise_only": {"signal": lambda g: 1},
            "mixed_signal": {"signal": lambda g: g.mean() ** 2},
            "mean_signal": {"signal": lambda g: (g.mean(axis=0) ** 2).mean()},
            "each_ratio": lambda g: (g.var(axis=0) / g.mean(axis=0) ** 2).sum(),
        },
    ),
    "05.3": Function(
        scaled_rate,
        RATES,
        {
            "no_cap": {"cap": lambda eta, limit: eta},
            "whole_limit": {"cap": min},
            "late_cap": {"cap": lambda eta, limit: eta if eta < limit else limit / 2},
            "larger": {"cap": lambda eta, limit: max(eta, limit / 2)},
            "cap_first": lambda eta, b, new, limit: min(eta, limit / 2) * new / b,
            "root": {"scale": lambda eta, b, new: eta * math.sqrt(new / b)},
            "upside_down": {"scale": lambda eta, b, new: eta * b / new},
            "no_old_size": {"scale": lambda eta, b, new: eta * new},
            "not_scaled": {"scale": lambda eta, b, new: eta},
        },
    ),
    "05.4": Function(
        fastest_size,
        COSTS,
        {
            "square": lambda critical, step, sample: critical * step / sample,
            "upside_down": lambda critical, step, sample: math.sqrt(critical * sample / step),
            "no_noise": lambda critical, step, sample: step / sample,
            "no_costs": lambda critical, step, sample: critical,
            "root_of_costs": lambda critical, step, sample: critical * math.sqrt(step / sample),
            "root_of_critical": lambda critical, step, sample: math.sqrt(critical) * step / sample,
            "rounded": [rounded_size(round), rounded_size(math.floor), rounded_size(math.ceil)],
            "time": least_time,
        },
    ),
    "05.5": Function(
        batch_limit,
        [(np.array(x), b) for x, b in CURVED],
        {
            "all_rows": {"noise": lambda c: 0.0},
            "one_row": {"shrink": lambda b: 1},
            "linear": {"steady": lambda mean: 0.0, "noise": lambda c: (c**2).mean()},
            "not_centered": {"noise": lambda c: (c**2).mean()},
            "noise_alone": {"steady": lambda mean: 0.0},
            "root_of_b": {"shrink": lambda b: 1 / math.sqrt(b)},
            "b_squared": {"shrink": lambda b: b**-2},
            "deviation": {"noise": np.std},
            "n_minus_one": {"noise": lambda c: c.var(ddof=1)},
            "half": {"top": 1},
            "not_squared": [{"curvature": lambda x: x}, {"curvature": np.abs}],
            "double": {"top": 4},
            "steepest": steepest_limit,
            "upside_down": lambda x, b: 1 / batch_limit(x, b),
        },
    ),
}
