"""Notebook 10: right answers are right in every spelling, and each mistake gets its own hint."""

import numpy as np
import pytest

import gdviz as gd
from gdviz.exercises import check


def kept_by_slices(losses, patience):
    for end in range(1, len(losses) + 1):
        best = int(np.argmin(losses[:end]))
        if end - 1 - best >= patience:
            return best
    return int(np.argmin(losses))


def kept_by_counting(losses, patience):
    best, kept, waited = float("inf"), 0, 0
    for epoch, loss in enumerate(losses):
        waited += 1
        if loss < best:
            best, kept, waited = loss, epoch, 0
        if waited == patience:
            return kept
    return np.int64(kept)


class Slope:
    """An objective whose gradient is the same everywhere."""

    n_samples = 1

    def __init__(self, slope):
        self.slope, self.n_params = slope, len(slope)

    def loss(self, params, rows=None):
        return float(self.slope @ params)

    def grad(self, params, rows=None):
        return self.slope


def decay_by_the_library(params, grad, learning_rate, strength):
    penalized = gd.l2(Slope(grad), strength)
    return gd.gradient_descent(penalized, params, learning_rate=learning_rate, max_steps=1).params[
        -1
    ]


def decay_in_place(params, grad, learning_rate, strength):
    params -= learning_rate * (grad + strength * params)
    return params


def drop_with_where(H, noise, dropout):
    return np.where(noise < dropout, 0, H / (1 - dropout))


def drop_by_loops(H, noise, dropout):
    return [
        [0 if n < dropout else h / (1 - dropout) for h, n in zip(*rows)] for rows in zip(H, noise)
    ]


def limit_by_the_null_space(X, y, start):
    *_, axes = np.linalg.svd(X)
    unseen = axes[len(X) :]
    return np.linalg.lstsq(X, y, rcond=None)[0] + unseen.T @ (unseen @ start)


def limit_by_the_normal_equation(X, y, start):
    return start + X.T @ np.linalg.solve(X @ X.T, y - X @ start)


RIGHT = [
    ("10.1", kept_by_slices),
    ("10.1", kept_by_counting),
    ("10.2", decay_by_the_library),
    ("10.2", decay_in_place),
    ("10.3", drop_with_where),
    ("10.3", drop_by_loops),
    ("10.4", limit_by_the_null_space),
    ("10.4", limit_by_the_normal_equation),
]


def stop_of(losses, patience):
    return min(kept_by_slices(losses, patience) + patience, len(losses) - 1)


def first_rise(losses, patience):
    rises = [k for k in range(1, len(losses)) if losses[k] >= losses[k - 1]]
    return rises[0] - 1 if rises else len(losses) - 1


def pinv(X, y):
    return np.linalg.lstsq(X, y, rcond=None)[0]


WRONG = [
    ("10.2", lambda p, g, rate, s: p - rate * (g + p * s / 2), "½ is gone"),
    ("10.2", lambda p, g, rate, s: p + rate * (g + s * p), "both gradients"),
    ("10.2", lambda p, g, rate, s: p - rate * s * p - g, "in front of ∇J"),
    ("10.3", lambda H, noise, p: np.where(noise < p, 0, H / p), "the share that stays"),
    ("10.1", stop_of, "where the run stops"),
    ("10.1", lambda losses, patience: losses.index(min(losses)), "never happen"),
    ("10.1", first_rise, "the patience is forgotten"),
    ("10.1", lambda losses, patience: kept_by_slices(losses, patience + 1), "too patient"),
    ("10.1", lambda losses, patience: kept_by_slices(losses, patience - 1), "too impatient"),
    ("10.1", lambda *a: kept_by_slices(*a) + 1, "count from 0"),
    ("10.1", lambda *a: min(a[0][: stop_of(*a) + 1]), "not its loss"),
    ("10.1", lambda losses, patience: 0, "remember where the best one was"),
    ("10.1", lambda losses, patience: losses, "must be a single number"),
    ("10.2", lambda p, g, rate, s: (1 + rate * s) * p - rate * g, "the weights grow"),
    ("10.2", lambda p, g, rate, s: p - s * p - rate * g, "η is missing"),
    ("10.2", lambda p, g, rate, s: p - rate * (g + 2 * s * p), "without a factor 2"),
    ("10.2", lambda p, g, rate, s: p - rate * g - rate * s * np.sign(p), "that is L1"),
    ("10.2", lambda p, g, rate, s: (p - rate * g) * (1 - rate * s), "the old params"),
    ("10.2", lambda p, g, rate, s: p - rate * g, "the penalty is missing"),
    ("10.2", lambda p, g, rate, s: p - rate * (s * p - g), "uphill"),
    ("10.2", lambda p, g, rate, s: s * p + g, "Now make the step"),
    ("10.2", lambda p, g, rate, s: p, "one step of plain descent"),
    ("10.2", lambda p, g, rate, s: (1 - rate * s) * p[:, None] - rate * g, "the result must be"),
    ("10.3", lambda H, noise, p: H * (noise >= p), "the mean has shrunk"),
    ("10.3", lambda H, noise, p: (1 - p) * np.where(noise < p, 0, H), "not shrink"),
    ("10.3", lambda H, noise, p: np.where(noise < p, H, 0) / (1 - p), "the wrong units"),
    ("10.3", lambda H, noise, p: np.where(noise < 1 - p, 0, H) / (1 - p), "the share that goes"),
    ("10.3", lambda H, noise, p: drop_with_where(H, np.tile(noise[0], (len(H), 1)), p), "in every"),
    ("10.3", lambda H, noise, p: drop_with_where(np.ones(H.shape), noise, p), "Multiply H"),
    ("10.3", lambda H, noise, p: H, "nothing is switched off"),
    ("10.3", lambda H, noise, p: H / p if p else 3 * H, "divided by 1 − dropout"),
    ("10.4", lambda X, y, start: pinv(X, y), "a start at 0"),
    ("10.4", lambda X, y, start: start + pinv(X, y), "must not be added again"),
    ("10.4", lambda X, y, start: start - pinv(X, y - X @ start), "the sign"),
    ("10.4", lambda X, y, start: pinv(X, y) + pinv(X, X @ start), "the wrong part"),
    ("10.4", lambda X, y, start: start - pinv(X, X @ start), "Add the solution"),
    ("10.4", lambda X, y, start: start, "a combination of rows"),
    ("10.4", lambda X, y, start: np.linalg.inv(X.T) @ y, "stops with LinAlgError"),
]


@pytest.mark.parametrize(("exercise", "answer"), RIGHT)
def test_right_answers_are_accepted(exercise, answer):
    assert repr(check(exercise, answer)) == f"✓ {exercise}: correct."


@pytest.mark.parametrize(("exercise", "answer", "hint"), WRONG)
def test_wrong_answers_get_the_hint_that_fits(exercise, answer, hint):
    verdict = check(exercise, answer)
    assert not verdict
    assert hint in verdict.message
