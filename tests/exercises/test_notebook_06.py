"""Notebook 06: right answers are right in every spelling, and each mistake gets its own hint."""

import math

import numpy as np
import pytest

import gdviz as gd
from gdviz.exercises import check


def smooth_by_weights(losses, beta):
    n = len(losses)
    age = np.subtract.outer(np.arange(n), np.arange(n))
    weights = np.where(age >= 0, beta ** np.maximum(age, 0).astype(float), 0)
    return weights @ losses / weights.sum(axis=1)


def smooth_in_a_list(losses, beta, repaired=True):
    s, out = 0, []
    for k in range(len(losses)):
        s += (1 - beta) * (losses[k] - s)
        out.append(s / (1 - beta ** (k + 1)) if repaired else s)
    return out


def smooth_from_first(losses, beta):
    out = [losses[0]]
    for loss in losses[1:]:
        out.append(beta * out[-1] + (1 - beta) * loss)
    return np.array(out)


def swapped(losses, beta):
    s, out = 0, []
    for k, loss in enumerate(losses):
        s = (1 - beta) * s + beta * loss
        out.append(s / (1 - beta ** (k + 1)))
    return out


def with_divisor(divisor):
    def smooth(losses, beta):
        plain = np.array(smooth_in_a_list(losses, beta, repaired=False))
        return plain / divisor(beta, np.arange(len(losses)))

    return smooth


def heavy(losses, beta):
    s, out = 0, []
    for k, loss in enumerate(losses):
        s = beta * s + loss
        out.append(s / (1 - beta ** (k + 1)))
    return out


def by_hand(scores):
    columns = [list(column) for column in zip(*scores)]
    means = [math.fsum(column) / len(column) for column in columns]
    best = max(range(len(means)), key=means.__getitem__)
    n = len(columns[best])
    variance = math.fsum((value - means[best]) ** 2 for value in columns[best]) / (n - 1)
    return [mean >= means[best] - math.sqrt(variance / n) for mean in means]


def with_bar(bar):
    def within(scores):
        best = scores.mean(axis=0).argmax()
        return scores.mean(axis=0) >= scores[:, best].mean() - bar(scores[:, best], scores)

    return within


def own_bars(scores):
    error = scores.std(axis=0, ddof=1) / np.sqrt(len(scores))
    return scores.mean(axis=0) >= scores.mean(axis=0).max() - error


def rate_by_sine(step, learning_rate, n_warmup, n_steps):
    if step + 1 <= n_warmup:
        return learning_rate / n_warmup * (step + 1)
    angle = math.pi * (step - n_warmup) / (n_steps - n_warmup)
    return learning_rate * (1 - math.sin(angle / 2) ** 2)


def rate_by_the_library(step, learning_rate, n_warmup, n_steps):
    if step >= n_warmup:
        cosine = gd.schedules.cosine(learning_rate, n_steps=n_steps - n_warmup)
        return cosine(step - n_warmup)
    return gd.schedules.warmup(gd.schedules.constant(learning_rate), n_steps=n_warmup)(step)


RIGHT = [
    ("06.1", smooth_by_weights),
    ("06.1", smooth_in_a_list),
    ("06.2", by_hand),
    ("06.2", with_bar(lambda best, scores: np.sqrt(best.var(ddof=1) / best.size))),
    ("06.3", rate_by_sine),
    ("06.3", rate_by_the_library),
    ("06.4", 5),
    ("06.4", math.ceil(math.log2(0.0126 / 0.0005))),
]


def sloped(up=lambda t, w: (t + 1) / w, down=lambda t, w, n: (t - w) / (n - w)):
    """A schedule from two functions; ``down`` gives the share of the half cosine that is over."""
    return lambda t, eta, w, n: eta * up(t, w) if t < w else eta * half(down(t, w, n))


def half(share):
    return (1 + math.cos(math.pi * share)) / 2


def falling(height):
    """A schedule whose way down is ``height(share)``."""
    return lambda t, eta, w, n: eta * ((t + 1) / w if t < w else height((t - w) / (n - w)))


def library_warmup(step, learning_rate, n_warmup, n_steps):
    cosine = gd.schedules.cosine(learning_rate, n_steps=n_steps)
    return gd.schedules.warmup(cosine, n_steps=n_warmup)(step)


def fed_back(losses, beta):
    out = [losses[0]]
    for k, loss in enumerate(losses[1:], start=2):
        out.append((out[-1] * beta + loss * (1 - beta)) / (1 - beta**k))
    return out


def one_more_up(step, learning_rate, n_warmup, n_steps):
    if step == n_warmup:
        return learning_rate + learning_rate / n_warmup
    return rate_by_sine(step, learning_rate, n_warmup, n_steps)


def sooner_down(step, learning_rate, n_warmup, n_steps):
    n_steps -= step >= n_warmup
    return rate_by_sine(step, learning_rate, n_warmup, n_steps)


WRONG = [
    ("06.1", fed_back, "s goes on unrepaired"),
    ("06.3", one_more_up, "the straight line is for step < n_warmup"),
    ("06.3", sooner_down, "one update too early"),
    ("06.3", lambda t, eta, w, n: rate_by_sine(t, 1, w, n), "η₀ is missing"),
    ("06.4", 25, "the factor by which η must fall"),
    ("06.4", 32, "the factor by which η falls"),
    ("06.4", 0.0126 / 32, "the height after the cuts"),
    ("06.4", 4.7, "round up"),
    ("06.1", lambda *a: smooth_in_a_list(*a, repaired=False), "the repair is missing"),
    ("06.1", with_divisor(lambda beta, k: 1 - beta ** (k + 2)), "one update late"),
    ("06.1", with_divisor(lambda beta, k: 1 - beta), "only the first value"),
    ("06.1", lambda losses, beta: smooth_in_a_list(losses, 1 - beta), "swapped"),
    ("06.1", swapped, "swapped"),
    ("06.1", smooth_from_first, "start from s = 0"),
    ("06.1", heavy, "must weigh 1 − β"),
    ("06.1", lambda losses, beta: [np.mean(losses[: k + 1]) for k in range(len(losses))], "plain"),
    ("06.1", lambda losses, beta: smooth_by_weights(losses, beta)[-1], "must be an array"),
    ("06.1", lambda losses, beta: losses, "append s/(1 − β^t)"),
    ("06.2", lambda scores: scores.mean(axis=0) == scores.mean(axis=0).max(), "winner alone"),
    ("06.2", with_bar(lambda best, scores: best.std(ddof=1)), "one standard deviation"),
    ("06.2", with_bar(lambda best, scores: best.std() / np.sqrt(best.size)), "ddof=1"),
    ("06.2", with_bar(lambda best, scores: best.std(ddof=1) / best.size), "by √n, not by n"),
    (
        "06.2",
        with_bar(lambda best, scores: best.std(ddof=1) / np.sqrt(scores.shape[1])),
        "number of folds",
    ),
    ("06.2", lambda scores: np.logical_not(by_hand(scores)), "the other way round"),
    ("06.2", own_bars, "each rate's own"),
    ("06.2", lambda scores: np.zeros(scores.shape[1]), "subtract the error"),
    ("06.2", lambda scores: np.flatnonzero(by_hand(scores)), "the result must be an array"),
    ("06.2", lambda scores: np.ones(scores.shape[1]), "along axis 0"),
    ("06.3", sloped(up=lambda t, w: t / w), "with η = 0"),
    ("06.3", sloped(up=lambda t, w: 1), "warm-up is missing"),
    ("06.3", sloped(down=lambda t, w, n: t / n), "subtract n_warmup"),
    ("06.3", library_warmup, "gd.schedules"),
    ("06.3", sloped(down=lambda t, w, n: (t - w) / n), "only n_steps − n_warmup"),
    ("06.3", falling(lambda share: math.cos(math.pi * share)), "below 0"),
    ("06.3", falling(lambda share: 1 + math.cos(math.pi * share)), "2η₀"),
    ("06.3", falling(lambda share: half(2 * share)), "down and up again"),
    ("06.3", falling(lambda share: math.cos(math.pi / 2 * share)), "quarter"),
    ("06.3", falling(lambda share: (1 + math.cos(180 * share)) / 2), "radians"),
    ("06.3", falling(lambda share: 1 - share), "straight line"),
    ("06.3", lambda t, eta, w, n: eta, "a straight line; from then on"),
    ("06.3", lambda t, eta, w, n: None, "does it end with `return`?"),
    ("06.4", 4, "Round up"),
    ("06.4", math.log2(25.2), "part of a cut"),
    ("06.4", 3, "not with η²"),
    ("06.4", 25.2, "factor by which η must fall"),
    ("06.4", 0.0125, "η at the end"),
    ("06.4", 0.4 * 0.0005 / 0.0126, "η at the end"),
    ("06.4", math.log(25.2), "base 2"),
    ("06.4", math.log10(25.2), "base 2"),
    ("06.4", 12, "be halved"),
]


@pytest.mark.parametrize(("exercise", "answer"), RIGHT)
def test_right_answers_are_accepted(exercise, answer):
    assert repr(check(exercise, answer)) == f"✓ {exercise}: correct."


@pytest.mark.parametrize(("exercise", "answer", "hint"), WRONG)
def test_wrong_answers_get_the_hint_that_fits(exercise, answer, hint):
    verdict = check(exercise, answer)
    assert not verdict
    assert hint in verdict.message
