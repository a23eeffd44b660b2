"""Notebook 05: right answers are right in every spelling, and each mistake gets its own hint."""

import math
from itertools import combinations

import numpy as np
import pytest

from gdviz.exercises import check
from gdviz.objectives import LeastSquares, max_learning_rate


def variance_of_all_batches(variance, n_samples, batch_size, replace):
    """From every subset where there are few of them, else from the law for its extremes."""
    if replace or math.comb(n_samples, batch_size) > 5000:
        share = 1 if replace else 1 - (batch_size - 1) / (n_samples - 1)
        return variance * share / batch_size
    values = np.arange(n_samples) * math.sqrt(variance / np.arange(n_samples).var())
    return np.var([np.mean(batch) for batch in combinations(values, batch_size)])


def as_mean_squares(singles):
    full = singles.mean(axis=0)
    return np.mean([(single - full) @ (single - full) for single in singles]) / (full @ full)


def by_the_covariance(singles):
    full = np.mean(singles, axis=0)
    covariance = np.atleast_2d(np.cov(singles, rowvar=False, bias=True))
    return np.trace(covariance) / np.linalg.norm(full) ** 2


def rate_in_words(learning_rate, batch_size, new_batch_size, limit):
    scaled = learning_rate * (new_batch_size / batch_size)
    return limit / 2 if scaled > limit / 2 else scaled


def by_search(critical, per_step, per_sample):
    """The least time on ever finer grids."""
    low, high = 1e-6, 1e9
    for _ in range(60):
        grid = np.geomspace(low, high, 9)
        best = ((1 + critical / grid) * (per_step + per_sample * grid)).argmin()
        low, high = grid[max(best - 1, 0)], grid[min(best + 1, 8)]
        if high / low < 1 + 1e-6:
            break
    return grid[best]


def where_the_mean_square_is_one(x, batch_size):
    """By bisection over the mean of (1 − η c)², from the moments of what is drawn."""
    c = np.asarray(x, dtype=float) ** 2
    pairs = np.outer(c, c)
    same = np.trace(pairs) / len(c)  # E[cᵢcⱼ] where both draws are the same one
    second = same / batch_size + (1 - 1 / batch_size) * pairs.mean()
    low, high = 0.0, 2 / c.mean()
    for _ in range(60):
        eta = (low + high) / 2
        low, high = (eta, high) if 1 - 2 * eta * c.mean() + eta**2 * second < 1 else (low, eta)
    return low


def limit_of_the_package(x, batch_size):
    x = np.asarray(x, dtype=float)
    return max_learning_rate(
        LeastSquares(np.tile(x, 8)[:, None], np.tile(x, 8)), batch_size=batch_size
    )


RIGHT = [
    ("05.5", where_the_mean_square_is_one),
    ("05.5", limit_of_the_package),
    (
        "05.5",
        lambda x, b: (
            2 * (x @ x) * len(x) / ((x @ x) ** 2 * (1 - 1 / b) + len(x) * (x**4).sum() / b)
        ),
    ),
    ("05.1", variance_of_all_batches),
    ("05.1", lambda v, N, b, replace: v / b if replace else v / b * (N - b) / (N - 1)),
    ("05.1", lambda v, N, b, replace: v * (1 / b if replace else (N / b - 1) / (N - 1))),
    ("05.2", as_mean_squares),
    ("05.2", by_the_covariance),
    ("05.2", lambda g: (g**2).sum(axis=1).mean() / (g.mean(axis=0) ** 2).sum() - 1),
    ("05.3", rate_in_words),
    ("05.3", lambda eta, b, new, limit: np.minimum(eta / b * new, 0.5 * limit)),
    ("05.4", lambda critical, step, sample: (critical * step / sample) ** 0.5),
    ("05.4", lambda critical, step, sample: np.sqrt(critical) * np.sqrt(step / sample)),
]


def law(variance, n_samples, batch_size, replace):
    return variance / batch_size * (1 if replace else (n_samples - batch_size) / (n_samples - 1))


def best_of_whole_sizes(critical, per_step, per_sample):
    return min(range(1, 2000), key=lambda b: (1 + critical / b) * (per_step + per_sample * b))


WRONG = [
    ("05.5", lambda x, b: 2 / np.mean(x**2), "the limit of all rows"),
    ("05.5", lambda x, b: 2 * np.mean(x**2) / np.mean(x**4), "does nothing here"),
    ("05.5", lambda x, b: 2 * b * np.mean(x**2) / np.mean(x**4), "b times the limit"),
    ("05.5", lambda x, b: 2 * b * np.mean(x**2) / np.var(x**2), "the variance alone"),
    ("05.5", lambda x, b: where_the_mean_square_is_one(x, b) / 2, "half of it"),
    ("05.5", lambda x, b: 2 / np.max(x**2), "too short"),
    ("05.5", lambda x, b: where_the_mean_square_is_one(abs(x) ** 0.5, b), "not xᵢ."),
    ("05.5", lambda x, b: 1 / where_the_mean_square_is_one(x, b), "one over"),
    ("05.5", lambda x, b: 0.1, "multiplies θ − θ*"),
    ("05.4", best_of_whole_sizes, "no need to round"),
    ("05.1", lambda v, N, b, replace: v if replace else v * (N - b) / (N - 1), "1/b is missing"),
    ("05.1", lambda *case: law(*case) ** 0.5, "a standard deviation"),
    ("05.1", lambda v, N, b, replace: law(v, N, b, replace) * b**0.5, "falls with √b"),
    ("05.1", lambda v, N, b, replace: v / b, "replace changes nothing"),
    ("05.1", lambda v, N, b, replace: v / b * (N - b) / (N - 1), "without replacement only"),
    ("05.1", lambda v, N, b, replace: law(v, N, b, not replace), "wrong way round"),
    ("05.1", lambda v, N, b, replace: v / b * (1 if replace else 1 - b / N), "not by N:"),
    (
        "05.1",
        lambda v, N, b, replace: v / b if replace or b == N else v / b * (N - 1) / (N - b),
        "at b = N without",
    ),
    (
        "05.1",
        lambda v, N, b, replace: v / b if replace else v / b * (N - 1) / max(N - b, 1),
        "upside down",
    ),
    ("05.1", lambda v, N, b, replace: v / b * (N - 1) / (N - b), "ZeroDivisionError"),
    ("05.1", lambda *case: 0.0, "at b = N without"),
    ("05.1", 0.1, "expected a function"),
    ("05.2", lambda g: g.var(axis=0, ddof=1).sum() / np.sum(g.mean(axis=0) ** 2), "bias=True"),
    ("05.2", lambda g: g.var(axis=0).sum() / np.linalg.norm(g.mean(axis=0)), "square the length"),
    ("05.2", lambda g: as_mean_squares(g) ** 0.5, "leave out the root"),
    ("05.2", lambda g: 1 / as_mean_squares(g), "signal over noise"),
    ("05.2", lambda g: np.cov(g.T, bias=True).sum() / np.sum(g.mean(axis=0) ** 2), "the diagonal"),
    ("05.2", lambda g: g.var() / np.sum(g.mean(axis=0) ** 2), "axis=0"),
    ("05.2", lambda g: g.var(axis=0).mean() / np.sum(g.mean(axis=0) ** 2), "do not average"),
    ("05.2", lambda g: np.mean((g**2).sum(axis=1)) / np.sum(g.mean(axis=0) ** 2), "subtract"),
    ("05.2", lambda g: g.var(axis=0).sum(), "noise alone"),
    ("05.2", lambda g: g.var(axis=0) / g.mean(axis=0) ** 2, "the result must be"),
    ("05.2", lambda g: 3.0, "columns' variances"),
    ("05.3", lambda eta, b, new, limit: eta * new / b, "is a cap"),
    ("05.3", lambda eta, b, new, limit: min(eta * new / b, limit), "at the limit itself"),
    ("05.3", lambda eta, b, new, limit: min(eta * (new / b) ** 0.5, limit / 2), "square-root"),
    ("05.3", lambda eta, b, new, limit: min(eta * b / new, limit / 2), "upside down"),
    ("05.3", lambda eta, b, new, limit: max(eta * new / b, limit / 2), "the smaller"),
    ("05.3", lambda eta, b, new, limit: min(eta * new, limit / 2), "the old batch size"),
    ("05.3", lambda eta, b, new, limit: min(eta, limit / 2) * (new / b) + 1, "four times"),
    ("05.4", lambda critical, step, sample: critical * step / sample, "take the root"),
    ("05.4", lambda critical, step, sample: (critical * sample / step) ** 0.5, "the dearer"),
    ("05.4", lambda critical, step, sample: step / sample, "where is the critical"),
    ("05.4", lambda critical, step, sample: critical, "cost the same"),
    ("05.4", lambda critical, step, sample: critical * (step / sample) ** 0.5, "also belongs"),
    (
        "05.4",
        lambda critical, step, sample: (step**0.5 + (critical * sample) ** 0.5) ** 2,
        "this is the time",
    ),
    ("05.4", lambda critical, step, sample: 32, "one falls and one rises"),
]


@pytest.mark.parametrize(("exercise", "answer"), RIGHT)
def test_right_answers_are_accepted(exercise, answer):
    assert repr(check(exercise, answer)) == f"✓ {exercise}: correct."


def test_the_fastest_size_is_where_a_search_finds_it():
    for case in ((40.0, 8e-6, 2e-8), (10.0, 3.0, 0.5)):
        assert by_search(*case) == pytest.approx(math.sqrt(case[0] * case[1] / case[2]), rel=1e-3)


@pytest.mark.parametrize(("exercise", "answer", "hint"), WRONG)
def test_wrong_answers_get_the_hint_that_fits(exercise, answer, hint):
    verdict = check(exercise, answer)
    assert not verdict
    assert hint in verdict.message
