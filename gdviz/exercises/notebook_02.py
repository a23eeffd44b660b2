"""Exercises of notebook 02, batch gradient descent on a line."""

import numpy as np

from gdviz.datasets import add_bias, four_points, houses
from gdviz.exercises.judges import Function, Number
from gdviz.objectives import LeastSquares, max_learning_rate

SQUARE_FEET = 10.764  # in one m²


def loss(params, X, y, *, square=np.square, mean=np.mean, half=2, target=1):
    """1/(2N) Σ (θᵀxᵢ − yᵢ)²."""
    return mean(square(X @ params - target * y)) / half


def every_pair(params, X, y):
    """All N² differences between a prediction and a target: what (N, 1) − (N,) gives."""
    return (X @ params)[:, None] - y


def weighted_grad(
    params, X, y, weights, *, sign=1, factor=1, n=lambda X, w: len(X), power=1, target=1, learns=1
):
    """1/N Σ wᵢ (θᵀxᵢ − yᵢ) xᵢ."""
    residuals = X @ params - target * y
    grad = sign * factor * X.T @ (weights**power * residuals) / n(X, weights)
    return grad * np.where(np.arange(len(params)) > 0, 1, learns)


def every_weight(params, X, y, weights):
    """The gradient when each residual meets each weight: what (N, 1) · (N,) gives."""
    return X.T @ (weights[:, None] * (X @ params - y)).mean(axis=1)


def to_raw(params, mean, std, *, shift=lambda mean, std: mean / std, stretch=lambda std: 1 / std):
    """Bias and slope of θ₀ + θ₁ (x − mean)/std, for x in its own unit."""
    bias, slope = params
    return np.array([bias - slope * shift(mean, std), slope * stretch(std)])


def _tables():
    """(params, X, y) of several sizes, all with a bias column; one holds a single row."""
    rng = np.random.default_rng(2)
    X, y = four_points()
    yield np.array([1.0, -0.5]), add_bias(X), y
    for n_samples, n_params in ((5, 2), (6, 4), (1, 2)):
        X = add_bias(rng.normal(size=(n_samples, n_params - 1)).round(1))
        yield rng.normal(size=n_params).round(1), X, rng.normal(size=n_samples).round(1)


TABLES = list(_tables())
WEIGHTED = [
    (*table, np.array([2.0, 0.5, 3.1, 1.7, 0.9, 4.0])[: len(table[-1])]) for table in TABLES
]
SCALINGS = [
    (np.array([3.0, 2.0]), 3.0, 4.0),
    (np.array([-1.0, 0.5]), 140.0, 28.0),
    (np.array([0.5, -3.0]), -2.0, 0.5),
]


def _largest_rate(area):
    return max_learning_rate(LeastSquares(add_bias(area), houses()[1]))


_IN_FEET = _largest_rate(SQUARE_FEET * houses()[0])
_IN_METERS = _largest_rate(houses()[0])

EXERCISES = {
    "02.1": Function(
        loss,
        TABLES,
        {
            "twice": {"half": 1},
            "sum": {"mean": np.sum},
            "plain_sum": {"mean": np.sum, "half": 1},
            "quarter": {"half": 4},
            "n_minus_one": {"mean": lambda squares: squares.sum() / (len(squares) - 1)},
            "root": [lambda *a: np.sqrt(2 * loss(*a)), lambda *a: np.sqrt(loss(*a))],
            "mean_first": lambda params, X, y: np.mean(X @ params - y) ** 2 / 2,
            "no_square": {"square": lambda residuals: residuals},
            "absolute": {"square": np.abs},
            "no_targets": {"target": 0},
            "plus": {"target": -1},
            "no_bias": lambda params, X, y: loss(params[1:], X[:, 1:], y),
            "pairs": [
                lambda *a: np.mean(every_pair(*a) ** 2) / 2,
                lambda *a: np.sum(every_pair(*a) ** 2) / (2 * len(a[2])),
            ],
        },
    ),
    "02.2": Function(
        weighted_grad,
        WEIGHTED,
        {
            "sign": {"sign": -1},
            "sum": {"n": lambda X, w: 1},
            "twice": {"factor": 2},
            "half": {"factor": 0.5},
            "no_weights": {"power": 0},
            "weights_twice": {"power": 2},
            "weights_root": {"power": 0.5},
            "sum_of_weights": {"n": lambda X, w: w.sum()},
            "n_params": {"n": lambda X, w: X.shape[1]},
            "n_twice": {"n": lambda X, w: len(X) ** 2},
            "no_targets": {"target": 0},
            "plus": {"target": -1},
            "prediction_only": lambda params, X, y, weights: (
                X.T @ (weights * (X @ params) - y) / len(y)
            ),
            "no_features": lambda params, X, y, weights: np.full(
                len(params), np.mean(weights * (X @ params - y))
            ),
            "no_bias": {"learns": 0},
            "pairs": [every_weight, lambda *a: len(a[2]) * every_weight(*a)],
        },
    ),
    "02.3": Number(
        _IN_FEET,
        {
            "meters": _IN_METERS,
            "unit_once": _IN_METERS / SQUARE_FEET,
            "larger": [_IN_METERS * SQUARE_FEET**2, _IN_METERS * SQUARE_FEET],
            "half": _IN_FEET / 2,
            "twice": _IN_FEET * 2,
            "curvature": 2 / _IN_FEET,
            "upside_down": 1 / _IN_FEET,
            "standardized": 2,
        },
        tol=0.01,
    ),
    "02.4": Function(
        to_raw,
        SCALINGS,
        {
            "multiplied": {"shift": lambda mean, std: mean, "stretch": lambda std: std},
            "slope_only": {"shift": lambda mean, std: 0},
            "shift_sign": {"shift": lambda mean, std: -mean / std},
            "shift_not_divided": {"shift": lambda mean, std: mean},
            "shift_multiplied": {"shift": lambda mean, std: mean * std},
            "bias_only": {"stretch": lambda std: 1},
            "slope_multiplied": {"stretch": lambda std: std},
            "squared": {"stretch": lambda std: std**-2},
            "swapped": lambda *a: to_raw(*a)[::-1],
        },
    ),
}
