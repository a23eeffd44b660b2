"""Exercises of notebook 05, choosing a batch size."""

import math

import numpy as np

from gdviz.exercises import judges


def batch_variance(variance, n_samples, batch_size, replace):
    """S/b with replacement, S/b · (N − b)/(N − 1) without."""
    correction = 1 if replace else (n_samples - batch_size) / (n_samples - 1)
    return variance / batch_size * correction


def noise_scale(singles):
    """tr(S)/|∇J|² from the gradients of all samples, shape (n_samples, n_params)."""
    return _noise(singles) / _signal(singles)


def scaled_rate(learning_rate, batch_size, new_batch_size, limit):
    """η · b'/b, but never above half of the limit 2/λ_max."""
    return min(learning_rate * new_batch_size / batch_size, limit / 2)


def fastest_size(critical, per_step, per_sample):
    """The b at which (1 + critical/b) (per_step + per_sample · b) is least."""
    return math.sqrt(critical * per_step / per_sample)


def _noise(singles):
    return singles.var(axis=0).sum()


def _signal(singles):
    return (singles.mean(axis=0) ** 2).sum()


def _singles():
    """Gradients of all samples, for one to four parameters."""
    rng = np.random.default_rng(5)
    for n_samples, n_params in ((12, 2), (5, 1), (40, 4)):
        spread = np.arange(1, n_params + 1)
        noise = rng.normal(size=(n_samples, n_params)) * spread
        yield (noise @ rng.normal(size=(n_params, n_params)) + rng.normal(2, 1, size=n_params),)


EXERCISES = {
    "05.1": judges.function(
        batch_variance,
        [(3.0, 1000, 8, True), (3.0, 1000, 8, False), (0.5, 20, 16, False), (2.0, 9, 9, False)],
        otherwise="at b = N without replacement it is 0, at b = 1 both ways give the variance.",
        mistakes=[
            (
                "1/b is missing: the mean of b rows is calmer than one row.",
                lambda v, N, b, replace: b * batch_variance(v, N, b, replace),
            ),
            (
                "this is a standard deviation: the variance falls with b, not with √b.",
                lambda v, N, b, replace: math.sqrt(batch_variance(v, N, b, replace)),
            ),
            (
                "the variance of a mean falls with b; only the standard deviation falls with √b.",
                lambda v, N, b, replace: math.sqrt(b) * batch_variance(v, N, b, replace),
            ),
            (
                "replace changes nothing here: without it, no row comes twice, and b = N is exact.",
                lambda v, N, b, replace: v / b,
            ),
            (
                "the correction belongs to drawing without replacement only.",
                lambda v, N, b, replace: batch_variance(v, N, b, False),
            ),
            (
                "replace is the wrong way round.",
                lambda v, N, b, replace: batch_variance(v, N, b, not replace),
            ),
            (
                "divide by N − 1, not by N: at b = 1 the correction must be 1.",
                lambda v, N, b, replace: v / b * (1 if replace else (N - b) / N),
            ),
            (
                "the correction is a share of N − 1, not of N − b: yours is upside down.",
                lambda v, N, b, replace: v / b * (1 if replace else (N - 1) / max(N - b, 1)),
            ),
        ],
    ),
    "05.2": judges.function(
        noise_scale,
        list(_singles()),
        otherwise="add the columns' variances and divide by the squared length of their mean.",
        mistakes=[
            (
                "np.cov divides by N − 1 unless you pass bias=True (and var with ddof=0 by N).",
                lambda singles: noise_scale(singles) * len(singles) / (len(singles) - 1),
            ),
            (
                "square the length of the gradient: noise and signal need the same units.",
                lambda singles: _noise(singles) / math.sqrt(_signal(singles)),
            ),
            (
                "this is a ratio of lengths: leave out the root.",
                lambda singles: math.sqrt(noise_scale(singles)),
            ),
            (
                "this is signal over noise: it is upside down.",
                lambda singles: 1 / noise_scale(singles),
            ),
            (
                "the trace is the sum of the diagonal alone: the covariances are not in it.",
                lambda singles: np.cov(singles.T, bias=True).sum().item() / _signal(singles),
            ),
            (
                "one variance for each parameter: pass axis=0, or all columns are mixed.",
                lambda singles: singles.var() / _signal(singles),
            ),
            (
                "add up the variances of the parameters, do not average them.",
                lambda singles: noise_scale(singles) / singles.shape[1],
            ),
            (
                "this is the mean squared length of the gradients: subtract their mean first.",
                lambda singles: 1 + noise_scale(singles),
            ),
            (
                "this is the noise alone: divide by |∇J|².",
                _noise,
            ),
        ],
    ),
    "05.3": judges.function(
        scaled_rate,
        [(0.05, 8, 32, 1.5), (0.05, 8, 512, 1.5), (0.4, 64, 16, 2.0), (0.01, 1, 1000, 0.3)],
        otherwise="from b = 8 to 32 the rate becomes four times as large, up to half of the limit.",
        mistakes=[
            (
                "half of the limit is a cap: the scaled rate may not pass it.",
                lambda eta, b, new, limit: eta * new / b,
            ),
            (
                "stop at half of the limit: at the limit itself a run does not converge.",
                lambda eta, b, new, limit: min(eta * new / b, limit),
            ),
            (
                "this is the square-root rule. Here η/b is to stay the same.",
                lambda eta, b, new, limit: min(eta * math.sqrt(new / b), limit / 2),
            ),
            (
                "upside down: a larger batch has less noise, and stands a larger step.",
                lambda eta, b, new, limit: min(eta * b / new, limit / 2),
            ),
            (
                "take the smaller of the two, not the larger.",
                lambda eta, b, new, limit: max(eta * new / b, limit / 2),
            ),
            (
                "divide by the old batch size: what counts is the ratio of the two.",
                lambda eta, b, new, limit: min(eta * new, limit / 2),
            ),
        ],
    ),
    "05.4": judges.function(
        fastest_size,
        [(40.0, 8e-6, 2e-8), (10.0, 3.0, 0.5), (2000.0, 1e-3, 4e-3)],
        otherwise="multiply out: two terms depend on b, one falls and one rises. Where do they "
        "balance?",
        mistakes=[
            (
                "this is the square of it: b² = …, so take the root.",
                lambda critical, step, sample: critical * step / sample,
            ),
            (
                "upside down: the dearer a step is, the more samples it should read.",
                lambda critical, step, sample: math.sqrt(critical * sample / step),
            ),
            (
                "here a step costs as much as its samples, but the noise has no say: where is the "
                "critical size?",
                lambda critical, step, sample: step / sample,
            ),
            (
                "this would be right if steps and samples cost the same: use their costs.",
                lambda critical, step, sample: critical,
            ),
            (
                "the square root also belongs over the critical size.",
                lambda critical, step, sample: critical * math.sqrt(step / sample),
            ),
            (
                "no need to round: the cases have a b that is not whole.",
                lambda *a: round(fastest_size(*a)),
            ),
            (
                "this is the time. The question is at which b it is least.",
                lambda critical, step, sample: (
                    (1 + critical / fastest_size(critical, step, sample))
                    * (step + sample * fastest_size(critical, step, sample))
                ),
            ),
        ],
    ),
}
