"""Notebook 01: right answers are right in every spelling, and each mistake gets its own hint."""

import math

import numpy as np
import pytest

import gdviz as gd
from gdviz.descent.stopping import Progress, no_improvement
from gdviz.exercises import check


def update_in_place(theta, grad, learning_rate):
    theta -= learning_rate * grad
    return theta


class Slanted:
    n_samples = 1

    def __init__(self, grad):
        self.n_params, self.slope = len(grad), grad

    def loss(self, params, rows=None):
        return float(self.slope @ params)

    def grad(self, params, rows=None):
        return self.slope


def update_by_the_loop(params, grad, learning_rate):
    run = gd.gradient_descent(Slanted(grad), params, learning_rate=learning_rate, max_steps=1)
    return run.params[-1]


def limit_by_the_library(hessian):
    return gd.max_learning_rate(gd.objectives.quadratic(hessian))


def stall_by_the_library(losses, n_iter_no_change):
    return no_improvement(n_iter_no_change)(Progress(None, None, losses)) is not None


def stall_by_position(losses, n):
    return len(losses) - 1 - int(np.argmin(losses)) >= n


RIGHT = [
    ("01.1", lambda x, g, eta: x - eta * g),
    ("01.1", lambda x, g, eta: [xi - eta * gi for xi, gi in zip(x, g)]),
    ("01.1", update_in_place),
    ("01.1", update_by_the_loop),
    ("01.2", limit_by_the_library),
    ("01.2", lambda H: 2 / np.roots(np.poly(H)).real.max()),
    ("01.2", lambda H: 2 / max(np.linalg.eigvals(H))),
    ("01.3", 691),
    ("01.3", 691.0),
    ("01.3", math.ceil(6 / math.log10(101 / 99))),
    ("01.3", np.ceil(np.log(1e-6) / np.log(99 / 101))),
    ("01.4", stall_by_the_library),
    ("01.4", stall_by_position),
]

WRONG = [
    ("01.1", lambda x, g, eta: x + eta * g, "uphill"),
    ("01.1", lambda x, g, eta: x - g, "not used"),
    ("01.1", lambda x, g, eta: -g * eta, "this is the step"),
    ("01.1", lambda x, g, eta: x - g / eta, "do not divide"),
    ("01.1", lambda x, g, eta: (1 - eta) * x, "not η times the params"),
    ("01.1", lambda x, g, eta: x - eta * g / np.sqrt((g**2).sum()), "gradient's length"),
    ("01.1", lambda x, g, eta: x - eta**2 * g, "new params = old params"),
    ("01.1", lambda x, g, eta: (x - eta * g)[0], "shape"),
    ("01.1", 0.3, "expected a function"),
    ("01.2", lambda H: 1 / np.linalg.eigvalsh(H).max(), "half the limit"),
    ("01.2", lambda H: 2 / min(np.linalg.eigvalsh(H)), "flattest"),
    ("01.2", lambda H: 2 / np.linalg.eig(H)[0][0], "does not sort"),
    ("01.2", lambda H: 2 / np.diagonal(H).max(), "diagonal"),
    ("01.2", lambda H: 2 / np.linalg.eigvalsh(H).sum(), "too careful"),
    ("01.2", lambda H: np.linalg.eigvalsh(H).max() / 2, "upside down"),
    ("01.2", lambda H: np.linalg.eigvalsh(H).max(), "λ_max itself"),
    ("01.2", lambda H: 2 / (np.linalg.norm(H, 2) + np.linalg.norm(H, -2)), "the best rate"),
    ("01.2", lambda H: 2 / np.linalg.det(H), "divide 2 by it"),
    ("01.2", lambda H: 2 / abs(np.linalg.eigvalsh(H)).max(), "not the largest in size"),
    ("01.2", lambda H: 2 / np.linalg.norm(H), "the root of the sum of all squares"),
    ("01.3", 690.8, "updates come whole"),
    ("01.3", math.log(1e6) / math.log(101 / 99), "round up"),
    ("01.3", 690, "round up"),
    ("01.3", 300, "do not match"),
    ("01.3", 1375, "1 − 1/κ"),
    ("01.3", 346, "distance squared"),
    ("01.3", 100, "with logarithms"),
    ("01.4", lambda losses, n: not stall_by_position(losses, n), "other way round"),
    ("01.4", lambda losses, n: stall_by_position(losses, n) and losses.count(min(losses)) == 1,
     "no improvement"),
    ("01.4", lambda losses, n: len(losses) > n and min(losses[:-n]) <= losses[-1], "all of the"),
    ("01.4", lambda losses, n: len(losses) > n and losses[-n - 1] <= min(losses[-n:]),
     "latest before"),
    ("01.4", lambda losses, n: len(losses) <= n or stall_by_position(losses, n), "nothing to comp"),
    ("01.4", lambda losses, n: len(losses) > n and losses[-n - 1 :] == sorted(losses[-n - 1 :]),
     "neighbor"),
    ("01.4", lambda losses, n: stall_by_position(losses, n - 1), "off by one"),
    ("01.4", lambda losses, n: False, "split the list"),
    ("01.4", lambda losses, n: min(losses[-n:]) >= min(losses[:-n]), "ValueError"),
]  # fmt: skip


@pytest.mark.parametrize(("exercise", "answer"), RIGHT)
def test_right_answers_are_accepted_however_they_are_written(exercise, answer):
    assert check(exercise, answer)


@pytest.mark.parametrize(("exercise", "answer", "hint"), WRONG)
def test_each_mistake_gets_its_hint(exercise, answer, hint):
    verdict = check(exercise, answer)
    assert not verdict
    assert hint in verdict.message


def test_the_best_rate_at_kappa_100_takes_691_updates():
    ravine = gd.objectives.ravine(100.0)
    run = gd.gradient_descent(ravine, [1.0, 1.0], learning_rate=2 / 101, max_steps=700)
    distance = np.linalg.norm(run.params, axis=1)
    assert np.argmax(distance <= 1e-6 * distance[0]) == 691
