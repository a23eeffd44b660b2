"""Exercises of notebook 02, batch gradient descent on a line."""

import numpy as np

from gdviz.datasets import add_bias, four_points, houses
from gdviz.exercises import judges
from gdviz.objectives import LeastSquares, max_learning_rate

SQUARE_FEET = 10.764  # in one m²


def loss(params, X, y):
    """1/(2N) Σ (θᵀxᵢ − yᵢ)²."""
    return np.mean((X @ params - y) ** 2) / 2


def every_pair(params, X, y):
    """All N² differences between a prediction and a target: what (N, 1) − (N,) gives."""
    return (X @ params)[:, None] - y


def weighted_grad(params, X, y, weights):
    """1/N Σ wᵢ (θᵀxᵢ − yᵢ) xᵢ."""
    return X.T @ (weights * (X @ params - y)) / len(y)


def every_weight(params, X, y, weights):
    """The gradient when each residual meets each weight: what (N, 1) · (N,) gives."""
    return X.T @ (weights[:, None] * (X @ params - y)).mean(axis=1)


def to_raw(params, mean, std):
    """Bias and slope of θ₀ + θ₁ (x − mean)/std, for x in its own unit."""
    bias, slope = params
    return np.array([bias - slope * mean / std, slope / std])


def _tables():
    """(params, X, y) of several sizes, all with a bias column."""
    rng = np.random.default_rng(2)
    X, y = four_points()
    yield np.array([1.0, -0.5]), add_bias(X), y
    for n_samples, n_params in ((5, 2), (9, 4)):
        X = add_bias(rng.normal(size=(n_samples, n_params - 1)))
        yield rng.normal(size=n_params), X, rng.normal(size=n_samples)


TABLES = list(_tables())
WEIGHTED = [(*table, np.linspace(0.5, 4, len(table[-1]))) for table in TABLES]
SCALINGS = [(np.array([3.0, 2.0]), 5.0, 4.0), (np.array([-1.0, 0.5]), 140.0, 28.0)]

PAIRS = (
    "a column (N, 1) met a row (N,), and NumPy made all N² pairs of them. Keep both of shape (N,)."
)


def _largest_rate(area):
    return max_learning_rate(LeastSquares(add_bias(area), houses()[1]))


_IN_FEET = _largest_rate(SQUARE_FEET * houses()[0])
_IN_METERS = _largest_rate(houses()[0])

EXERCISES = {
    "02.1": judges.function(
        loss,
        TABLES,
        otherwise="try the four points with params [0, 0]: the loss there is 0.25.",
        mistakes=[
            ("this is twice the loss: the factor 1/2 is missing.", lambda *a: 2 * loss(*a)),
            (
                "this is the sum, which grows with the data: 1/N is missing.",
                lambda *a: len(a[2]) * loss(*a),
            ),
            (
                "this is the plain sum of squares: the factor 1/(2N) is missing.",
                lambda *a: 2 * len(a[2]) * loss(*a),
            ),
            ("leave out the root: J is the mean square.", lambda *a: np.sqrt(2 * loss(*a))),
            (
                "take the squares first, then the mean: errors of both signs cancel otherwise.",
                lambda params, X, y: np.mean(X @ params - y) ** 2 / 2,
            ),
            (
                "errors of both signs cancel: the square is missing.",
                lambda params, X, y: np.mean(X @ params - y) / 2,
            ),
            (
                "these are absolute values: take squares.",
                lambda params, X, y: np.mean(np.abs(X @ params - y)) / 2,
            ),
            (
                "the bias is missing: use the column of ones as well.",
                lambda params, X, y: loss(params[1:], X[:, 1:], y),
            ),
            (PAIRS, lambda *a: np.mean(every_pair(*a) ** 2) / 2),
            (PAIRS, lambda *a: np.sum(every_pair(*a) ** 2) / (2 * len(a[2]))),
        ],
    ),
    "02.2": judges.function(
        weighted_grad,
        WEIGHTED,
        otherwise="with all weights 1 it must be Xᵀ(Xθ − y)/N: compare it with objective.grad.",
        mistakes=[
            ("the sign is flipped: prediction minus target.", lambda *a: -weighted_grad(*a)),
            ("1/N is missing.", lambda *a: len(a[2]) * weighted_grad(*a)),
            (
                "this is twice the gradient: the 2 of the square cancels the 1/2.",
                lambda *a: 2 * weighted_grad(*a),
            ),
            (
                "this is half the gradient: the 1/2 cancels the 2 of the square.",
                lambda *a: weighted_grad(*a) / 2,
            ),
            (
                "the weights do nothing here.",
                lambda params, X, y, weights: weighted_grad(params, X, y, 1 + 0 * weights),
            ),
            (
                "the weights came in twice, once would do.",
                lambda params, X, y, weights: weighted_grad(params, X, y, weights**2),
            ),
            (
                "divide by N, not by the sum of the weights: the loss has 1/(2N).",
                lambda *a: weighted_grad(*a) * len(a[2]) / a[3].sum(),
            ),
            (
                "the weight belongs to the whole residual, to the target as well.",
                lambda params, X, y, weights: X.T @ (weights * (X @ params) - y) / len(y),
            ),
            (
                "the inner derivative xᵢ is missing: each residual is multiplied by its features.",
                lambda params, X, y, weights: np.full(
                    len(params), np.mean(weights * (X @ params - y))
                ),
            ),
            (
                "the bias learns nothing: its feature is 1, so its component is not 0.",
                lambda *a: weighted_grad(*a) * (np.arange(len(a[0])) > 0),
            ),
            (PAIRS, every_weight),
            (PAIRS, lambda *a: len(a[2]) * every_weight(*a)),
        ],
    ),
    "02.3": judges.number(
        _IN_FEET,
        tol=0.01,
        otherwise="put the areas in square feet into a LeastSquares and ask gd.max_learning_rate.",
        mistakes=[
            ("this is the limit for m²: the areas are larger numbers now.", _IN_METERS),
            (
                "the unit enters squared, because the curvature is a mean of x².",
                _IN_METERS / SQUARE_FEET,
            ),
            ("larger numbers need a smaller learning rate.", _IN_METERS * SQUARE_FEET**2),
            ("larger numbers need a smaller learning rate.", _IN_METERS * SQUARE_FEET),
            ("this is the limit of the mean of squares: gdviz takes half of that.", _IN_FEET / 2),
            ("this is λ_max; the limit is 2/λ_max.", 2 / _IN_FEET),
        ],
    ),
    "02.4": judges.function(
        to_raw,
        SCALINGS,
        otherwise="put z = (x − mean)/std into θ₀ + θ₁z and sort by powers of x.",
        mistakes=[
            (
                "multiplied where you should divide: a step of 1 in x is 1/std in z.",
                lambda params, mean, std: np.array([params[0] - params[1] * mean, params[1] * std]),
            ),
            (
                "the slope is right. The bias must change too: x = 0 is not z = 0.",
                lambda params, mean, std: np.array([params[0], params[1] / std]),
            ),
            (
                "the slope is right. The bias has the wrong sign in front of the shift.",
                lambda params, mean, std: params / [1, std] + [params[1] * mean / std, 0],
            ),
            (
                "the slope is right. The shift of the bias is not divided by std.",
                lambda params, mean, std: params / [1, std] - [params[1] * mean, 0],
            ),
            (
                "the bias is right. The slope must change too: x has another unit than z.",
                lambda params, mean, std: params - [params[1] * mean / std, 0],
            ),
            (
                "bias and slope are swapped: the bias comes first.",
                lambda *a: to_raw(*a)[::-1],
            ),
        ],
    ),
}
