"""Exercises of notebook 08, softmax regression on digits."""

import numpy as np

from gdviz.exercises.judges import Function, Number


def log_softmax(Z, *, axis=-1):
    """log(e^zₖ / Σⱼ e^zⱼ) along an axis."""
    Z = Z - Z.max(axis=axis, keepdims=True)
    return Z - np.log(np.exp(Z).sum(axis=axis, keepdims=True))


def softmax(Z, *, axis=-1, sign=1, log_p=log_softmax):
    """e^zₖ / Σⱼ e^zⱼ, for each row of Z."""
    return np.exp(log_p(sign * Z, axis=axis))


def sigmoid(z):
    """1/(1 + e^(−z)), for any z."""
    return np.where(z > 0, 1, np.exp(-np.abs(z))) / (1 + np.exp(-np.abs(z)))


def cross_entropy(
    Z,
    y,
    *,
    sign=1,
    log_p=log_softmax,
    of=lambda log_P, y: log_P[np.arange(len(y)), y],
    n=lambda Z: len(Z),
    unit=1,
):
    """−1/N Σᵢ log p(yᵢ | xᵢ), for scores Z of shape (N, K) and integer labels."""
    return -sign * of(log_p(Z), y).sum() / n(Z) / unit


def one_hot(W, label):
    """1 for the label, 0 for every other column of W."""
    return np.eye(W.shape[1])[label]


def image_gradient(W, x, label, *, sign=1, p=softmax, target=one_hot, n=lambda W: 1):
    """∇ₓℓ = W (p − y), y one-hot; shape (d,)."""
    return sign * W @ (p(x @ W) - target(W, label)) / n(W)


def _scores():
    """Tables of scores (Z,) of several shapes, a single row and a square among them."""
    rng = np.random.default_rng(8)
    shapes = (2, 3), (3, 3), (1, 5), (6, 2)
    return [(rng.normal(size=shape).round(1),) for shape in shapes]


def _labeled():
    """Scores and labels (Z, y)."""
    rng = np.random.default_rng(9)
    return [(Z, rng.integers(Z.shape[1], size=len(Z))) for (Z,) in _scores()]


def _pictures():
    """(W, x, label) of several sizes."""
    rng = np.random.default_rng(10)
    for n_features, n_classes in ((2, 4), (3, 3), (5, 3)):
        W = rng.normal(size=(n_features, n_classes)).round(1)
        for label in (n_classes - 1, 0, 1):
            yield W, rng.normal(size=n_features).round(1), label


HUGE = np.array([[1000.0, 1001.0, 1002.0]])
FAR = np.array([[1500.0, -1500.0, -1500.0]])
BELOW = np.array([[-1000.0, -1001.0]])
BEHIND = np.array([[0.0, -1000.0], [1.0, 2.0]]), np.array([1, 0])
AHEAD = np.array([[1000.0, 0.0], [1.0, 2.0]]), np.array([1, 0])

EXERCISES = {
    "08.1": Function(
        softmax,
        _scores(),
        {
            "columns": {"axis": 0},
            "whole_table": lambda Z: np.exp(Z - Z.max()) / np.exp(Z - Z.max()).sum(),
            "logarithms": log_softmax,
            "not_divided": [
                lambda Z: np.exp(Z - Z.max(axis=1, keepdims=True)),
                lambda Z: np.exp(Z - Z.max()),
            ],
            "sign": {"sign": -1},
            "sigmoid": sigmoid,
            "no_exponential": lambda Z: Z / Z.sum(axis=1, keepdims=True),
            "argmax": lambda Z: np.eye(Z.shape[1])[Z.argmax(axis=1)],
            "no_keepdims": [
                lambda Z: np.exp(Z - Z.max(axis=1)) / np.exp(Z - Z.max(axis=1)).sum(axis=1),
                lambda Z: np.exp(Z - Z.max(axis=1)),
                lambda Z: (
                    np.exp(Z - Z.max(axis=1, keepdims=True))
                    / np.exp(Z - Z.max(axis=1, keepdims=True)).sum(axis=1)
                ),
            ],
        },
        extremes={
            "huge": (HUGE,),
            "row_behind": (np.vstack([HUGE, [[0.0, 1.0, 2.0]]]),),
            "far": (FAR,),
            "below": (BELOW,),
        },
    ),
    "08.2": Number(
        np.log(100),
        {
            "ten_classes": np.log(10),
            "two_classes": np.log(2),
            "n_classes": 100,
            "others": np.log(99),
            "base_10": 2.0,
            "base_2": np.log2(100),
            "sign": -np.log(100),
            "probability": 0.01,
            "wrong_guesses": [0.99, 99],
            "zero": 0.0,
            "all_classes": 100 * np.log(100),
        },
        tol=2e-3,
    ),
    "08.3": Function(
        cross_entropy,
        _labeled(),
        {
            "sign": {"sign": -1},
            "sum": {"n": lambda Z: 1},
            "zeros_counted": {"n": np.size},
            "n_classes": {"n": lambda Z: Z.shape[1]},
            "base_2": {"unit": np.log(2)},
            "base_10": {"unit": np.log(10)},
            "argmax": lambda Z, y: cross_entropy(Z, Z.argmax(axis=1)),
            "every_label": [
                {"of": lambda log_P, y: log_P[:, y].mean(axis=1)},
                {"of": lambda log_P, y: log_P[:, y]},
            ],
            "all_classes": {"of": lambda log_P, y: log_P},
            "columns": {"log_p": lambda Z: log_softmax(Z, axis=0)},
            "scores": {"log_p": lambda Z: Z},
            "elsewhere": lambda Z, y: 1 + cross_entropy(Z, y, log_p=softmax),
            "no_logarithm": [
                {"log_p": softmax},
                lambda Z, y: -cross_entropy(Z, y, log_p=softmax),
            ],
            "squared_error": lambda Z, y: (
                ((softmax(Z) - np.eye(Z.shape[1])[y]) ** 2).sum(axis=1).mean()
            ),
        },
        extremes={"behind": BEHIND, "ahead": AHEAD, "below": (BELOW, np.array([1]))},
    ),
    "08.4": Function(
        image_gradient,
        list(_pictures()),
        {
            "sign": {"sign": -1},
            "no_label": {"target": lambda W, label: 0},
            "number": {"target": lambda W, label: label},
            "one_pull": lambda W, x, label: -W[:, label],
            "scores": {"p": lambda z: z},
            "sigmoid": {"p": sigmoid},
            "unscaled": {"p": np.exp},
            "winner": lambda W, x, label: image_gradient(W, x, np.argmax(x @ W)),
            "signs_only": lambda *a: np.sign(image_gradient(*a)),
            "mean": {"n": lambda W: W.shape[1]},
            "mean_over_features": {"n": len},
        },
    ),
}
