"""Answers that are wrong at an edge only, or right in an unusual way."""

import decimal
import math

import numpy as np
import pytest
from scipy import special

from gdviz.exercises import check


def empties_its_list(losses, n):
    recent = [losses.pop() for _ in range(min(n, len(losses)))]
    return bool(losses) and min(recent) >= min(losses)


def takes_from_the_front(losses, patience):
    best, best_epoch, epoch = losses.pop(0), 0, 0
    while losses and epoch - best_epoch < patience:
        loss, epoch = losses.pop(0), epoch + 1
        if loss < best:
            best, best_epoch = loss, epoch
    return best_epoch


def stable_in_single_precision(Z):
    Z = np.float32(Z)
    return np.exp(Z - special.logsumexp(Z, axis=1, keepdims=True))


def careful_count(n_samples, batch_size, n_epochs, drop_last):
    if batch_size > n_samples:
        raise ValueError
    return n_epochs * (n_samples // batch_size if drop_last else -(-n_samples // batch_size))


RIGHT = [
    ("01.4", empties_its_list),
    ("10.1", takes_from_the_front),
    ("08.1", stable_in_single_precision),
    ("00.1", decimal.Decimal(16)),
    ("00.2", decimal.Decimal("1.56")),
    ("04.1", careful_count),
    ("05.2", lambda g: np.trace(np.cov(g.T, bias=True)) / (g.mean(axis=0) @ g.mean(axis=0))),
    ("05.2", lambda g: np.trace(np.cov(g, rowvar=False, ddof=0)) / sum(g.mean(axis=0) ** 2)),
]


@pytest.mark.parametrize(("exercise", "answer"), RIGHT)
def test_right_answers_of_an_unusual_kind_stay_right(exercise, answer):
    assert check(exercise, answer)
    assert check(exercise, answer)


def count(N, b, e, drop):
    return e * (N // b if drop else -(-N // b))


def smooth_from_0(losses, beta):
    s, smoothed = 0, []
    for t, loss in enumerate(losses):
        s = beta * s + (1 - beta) * loss
        smoothed.append(s / (1 - beta**t))
    return smoothed


def relu_network(X, Y, W1, b1, W2, b2):
    A = X @ W1 + b1
    P = special.softmax(np.maximum(A, 0) @ W2 + b2, axis=1)
    return X.T @ ((P - Y) / len(Y) @ W2.T * (A > 0))


def whole_table(s):
    return s.mean(axis=0) >= s.mean(axis=0).max() - s.std(ddof=1) / np.sqrt(len(s))


def batch(params, X, y, rate):
    return params - rate * X.T @ (X @ params - y) / len(y)


def coordinates_in_turn(params, X, y, rows, rate):
    for j in range(len(params)):
        params[j] -= rate * np.mean((X[rows] @ params - y[rows]) * X[rows, j])
    return params


def probabilities(Z):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


def of_label(table, y):
    return table[np.arange(len(y)), y]


def spoils_and_guesses(losses, patience):
    losses.sort()
    return 0


WRONG = [
    ("00.2", 1.3, "largest rate in the cell above that stays calm"),
    ("00.2", 1.467, ""),
    ("00.2", 1.64, ""),
    ("01.2", lambda H: 2 / np.abs(np.linalg.eigvalsh(H)).max(), "not the largest in size"),
    ("01.4", lambda losses, n: losses.clear() or False, "must give True; yours gives False"),
    ("02.3", 4.2308e-07, "1/λ_max"),
    ("02.3", 8.461596e-07 * 1.019, ""),
    ("03.3", 31.6, "percent"),
    ("03.3", 0.3164 * 1.0035, ""),
    ("04.1", lambda N, b, e, drop: e * (math.ceil(N / b) - drop), "b divides N"),
    ("04.1", lambda N, b, e, drop: e * (N // b + 1), "2 mistakes at once"),
    ("04.1", lambda N, b, e, drop: count(N, b, e, drop) if b <= N else 99, "batch_size = 8"),
    ("04.1", lambda N, b, e, drop: e * max(1, N // b) if drop else count(N, b, e, drop), ""),
    ("04.2", lambda p, X, y, r, rate: batch(p, X[: len(r)], y[: len(r)], rate), "the given rows"),
    ("04.2", lambda p, X, y, r, rate: batch(p, X[-len(r) :], y[-len(r) :], rate), "the given rows"),
    ("04.2", lambda p, X, y, r, rate: batch(p, X[r], y[: len(r)], rate), "to different rows"),
    ("04.2", lambda p, X, y, r, rate: batch(p, X[:, r], y[r], rate), "A[rows] takes rows"),
    ("04.2", coordinates_in_turn, "one after the other"),
    ("04.2", lambda p, X, y, r, rate: p - batch(p, X[r], y[r], rate), "this is the step alone"),
    ("05.2", lambda g: np.trace(np.cov(g, bias=True)) / sum(g.mean(axis=0) ** 2), "np.cov takes"),
    ("05.3", lambda x, b, n, limit: x * n / b if x * n / b < limit else limit / 2, "between that"),
    ("05.4", lambda c, step, sample: int(math.sqrt(c * step / sample)), "no need to round"),
    ("06.1", smooth_from_0, "t starts at 1"),
    ("06.1", lambda losses, beta: smooth_from_0(losses.tolist(), beta), "t starts at 1"),
    ("06.2", whole_table, "of the whole table"),
    ("08.1", lambda Z: np.exp(Z - Z.max(axis=1)), "keepdims=True"),
    ("08.1", lambda Z: probabilities(Z) / probabilities(Z).sum(axis=1), "keepdims=True"),
    ("08.1", lambda Z: probabilities(np.clip(Z, -500, 500)), "Clipped"),
    ("08.2", math.log(99), "one of the 100"),
    ("08.3", lambda Z, y: np.mean(special.logsumexp(Z, axis=1) - Z[:, y].mean(axis=1)), "Pair"),
    ("08.3", lambda Z, y: -np.log(of_label(probabilities(Z), y) + 1e-300).mean(), "clipped"),
    ("08.3", lambda Z, y: np.mean(np.log(np.exp(Z).sum(axis=1)) - of_label(Z, y)), "e^1000"),
    ("09.1", 7960, "right for n_features = 784"),
    ("09.1", 7940, "the biases are missing"),
    ("09.2", relu_network, "a network with ReLU"),
    ("10.1", spoils_and_guesses, "must give"),
    ("10.1", lambda losses, patience: losses.clear() or 0, "must give"),
    ("10.3", lambda H, noise, p: np.where(noise > p, H, 0) / (1 - p), "*below* `dropout`"),
]  # fmt: skip


@pytest.mark.parametrize(("exercise", "answer", "hint"), WRONG)
def test_near_misses_are_wrong_and_told_why(exercise, answer, hint):
    verdict = check(exercise, answer)
    assert not verdict
    assert hint in verdict.message
