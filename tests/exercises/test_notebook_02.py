"""Exercises of notebook 02: right answers in several spellings, and the mistakes people make."""

import numpy as np
import pytest

from gdviz.exercises import check


def loss(params, X, y):
    return np.mean((X @ params - y) ** 2) / 2


def loss_by_loop(params, X, y):
    total = 0.0
    for x_i, y_i in zip(X, y):
        total += (sum(t * x for t, x in zip(params, x_i)) - y_i) ** 2
    return total / (2 * len(y))


def loss_by_norm(params, X, y):
    return 0.5 * np.linalg.norm(y - X @ params) ** 2 / y.size


def loss_of_columns(params, X, y):
    residuals = X @ params.reshape(-1, 1) - y.reshape(-1, 1)
    return np.sum(residuals**2) / (2 * len(X))


@pytest.mark.parametrize("right", [loss, loss_by_loop, loss_by_norm, loss_of_columns])
def test_loss_is_right(right):
    assert check("02.1", right)


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        (lambda p, X, y: np.mean((X @ p - y) ** 2), "1/2 is missing"),
        (lambda p, X, y: np.sum((X @ p - y) ** 2) / 2, "1/N is missing"),
        (lambda p, X, y: np.sum((X @ p - y) ** 2), "1/(2N) is missing"),
        (lambda p, X, y: np.sqrt(np.mean((X @ p - y) ** 2)), "leave out the root"),
        (lambda p, X, y: np.mean(X @ p - y) ** 2 / 2, "squares first"),
        (lambda p, X, y: np.mean(X @ p - y) / 2, "square is missing"),
        (lambda p, X, y: np.mean(np.abs(X @ p - y)) / 2, "absolute values"),
        (lambda p, X, y: np.mean((X[:, 1:] @ p[1:] - y) ** 2) / 2, "bias is missing"),
        (lambda p, X, y: np.mean((X @ p[:, None] - y) ** 2) / 2, "N² pairs"),
        (lambda p, X, y: np.sum((X @ p[:, None] - y) ** 2) / (2 * len(y)), "N² pairs"),
        (lambda p, X, y: (X @ p - y) ** 2 / (2 * len(y)), "must be a single"),
        (lambda p, X, y: np.mean(X @ p - y**2), "half of the mean of"),
    ],
)
def test_wrong_loss_gets_its_hint(wrong, hint):
    assert hint in check("02.1", wrong).message


def weighted(params, X, y, weights):
    return X.T @ (weights * (X @ params - y)) / len(y)


def weighted_by_loop(params, X, y, weights):
    grad = np.zeros(len(params))
    for x_i, y_i, w_i in zip(X, y, weights):
        grad += w_i * (x_i @ params - y_i) * x_i
    return grad / len(y)


def weighted_by_matrix(params, X, y, weights):
    return (X.T @ np.diag(weights) @ (X @ params - y)) / len(X)


def weighted_by_mean(params, X, y, weights):
    return np.mean((weights * (X @ params - y))[:, None] * X, axis=0)


@pytest.mark.parametrize(
    "right", [weighted, weighted_by_loop, weighted_by_matrix, weighted_by_mean]
)
def test_weighted_gradient_is_right(right):
    assert check("02.2", right)


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        (lambda p, X, y, w: X.T @ (w * (y - X @ p)) / len(y), "sign"),
        (lambda p, X, y, w: X.T @ (w * (X @ p - y)), "1/N is missing"),
        (lambda p, X, y, w: 2 * X.T @ (w * (X @ p - y)) / len(y), "twice the gradient"),
        (lambda p, X, y, w: X.T @ (w * (X @ p - y)) / (2 * len(y)), "half the gradient"),
        (lambda p, X, y, w: X.T @ (X @ p - y) / len(y), "weights do nothing"),
        (lambda p, X, y, w: (w[:, None] * X).T @ (w * (X @ p - y)) / len(y), "once would do"),
        (lambda p, X, y, w: X.T @ (w * (X @ p - y)) / w.sum(), "sum of the weights"),
        (lambda p, X, y, w: X.T @ (w * (X @ p) - y) / len(y), "whole residual"),
        (lambda p, X, y, w: np.mean(w * (X @ p - y)) * np.ones_like(p), "inner derivative"),
        (
            lambda p, X, y, w: np.r_[0, X[:, 1:].T @ (w * (X @ p - y))] / len(y),
            "bias learns nothing",
        ),
        (lambda p, X, y, w: X.T @ np.mean(w[:, None] * (X @ p - y), axis=1), "N² pairs"),
        (lambda p, X, y, w: X.T @ np.sum(w[:, None] * (X @ p - y), axis=1), "N² pairs"),
        (lambda p, X, y, w: X.T @ (w[:, None] * (X @ p - y)) / len(y), "array of shape"),
        (lambda p, X, y, w: X @ (w * (X @ p - y)), "ValueError"),
        (lambda p, X, y, w: 3 * p, "the gradient of one row"),
    ],
)
def test_wrong_gradient_gets_its_hint(wrong, hint):
    assert hint in check("02.2", wrong).message


FEET = 10.764 * np.array([100.0, 120.0, 140.0, 160.0, 180.0])
MEAN, MEAN_OF_SQUARES = 140 * 10.764, (FEET**2).mean()
# The larger root of the characteristic polynomial of [[1, MEAN], [MEAN, MEAN_OF_SQUARES]].
LARGEST = (1 + MEAN_OF_SQUARES + np.sqrt((1 - MEAN_OF_SQUARES) ** 2 + 4 * MEAN**2)) / 2


@pytest.mark.parametrize("right", [2 / LARGEST, round(2 / LARGEST, 9), np.float64(8.46e-7)])
def test_rate_in_square_feet_is_right(right):
    assert check("02.3", right)


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        (9.8e-5, "limit for m²"),
        (9.1e-6, "squared"),
        (9.8e-5 * 10.764, "smaller learning rate"),
        (9.8e-5 * 10.764**2, "smaller learning rate"),
        (1 / LARGEST, "gdviz takes half"),
        (LARGEST, "the limit is 2/λ_max"),
        (0.01, "gd.max_learning_rate"),
        ([8.46e-7, 2.0], "expected a single"),
    ],
)
def test_wrong_rate_gets_its_hint(wrong, hint):
    assert hint in check("02.3", wrong).message


def raw(params, mean, std):
    return np.array([params[0] - params[1] * mean / std, params[1] / std])


def raw_by_two_points(params, mean, std):
    at_zero, at_one = (params[0] + params[1] * (x - mean) / std for x in (0, 1))
    return at_zero, at_one - at_zero


@pytest.mark.parametrize("right", [raw, raw_by_two_points, lambda *a: list(raw(*a))])
def test_raw_params_are_right(right):
    assert check("02.4", right)


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        (lambda p, mean, std: np.array([p[0] - p[1] * mean, p[1] * std]), "multiplied"),
        (lambda p, mean, std: np.array([p[0], p[1] / std]), "x = 0 is not z = 0"),
        (lambda p, mean, std: np.array([p[0] + p[1] * mean / std, p[1] / std]), "wrong sign"),
        (lambda p, mean, std: np.array([p[0] - p[1] * mean, p[1] / std]), "not divided by std"),
        (lambda p, mean, std: np.array([p[0] - p[1] * mean / std, p[1]]), "slope must change too"),
        (lambda *a: raw(*a)[::-1], "swapped"),
        (lambda p, mean, std: p, "put z ="),
        (lambda p, mean, std: p[1] / std, "array of shape (2,)"),
    ],
)
def test_wrong_raw_params_get_their_hint(wrong, hint):
    assert hint in check("02.4", wrong).message


@pytest.mark.parametrize("exercise", ["02.1", "02.2", "02.3", "02.4"])
def test_every_exercise_is_open_at_first(exercise):
    assert "still open" in check(exercise).message
