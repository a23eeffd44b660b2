"""Exercises of notebook 03, stochastic gradient descent."""

import numpy as np

from gdviz.datasets import add_bias, four_points, two_classes
from gdviz.exercises import judges


def row_gradients(params, X, y):
    """The gradient (θᵀxᵢ − yᵢ) xᵢ of every single row, shape (N, n_params)."""
    return (X @ params - y)[:, None] * X


def covariance(params, X, y):
    """S(θ) = 1/N Σ (∇ℓᵢ − ∇J)(∇ℓᵢ − ∇J)ᵀ."""
    return np.cov(row_gradients(params, X, y).T, bias=True)


def second_moment(params, X, y):
    """1/N Σ ∇ℓᵢ ∇ℓᵢᵀ: the covariance with nothing subtracted."""
    each = row_gradients(params, X, y)
    return each.T @ each / len(y)


def sigmoid(z):
    """1/(1 + e^(−z))."""
    return 1 / (1 + np.exp(-z))


def epoch(params, X, y, learning_rate, rows, *, predict=sigmoid, feature=lambda x: x):
    """One update for each of the rows, in their order: θ ← θ − η (p(θᵀxᵢ) − yᵢ) xᵢ."""
    for i in rows:
        params = params - learning_rate * (predict(X[i] @ params) - y[i]) * feature(X[i])
    return params


def one_update(params, X, y, learning_rate, rows):
    """All gradients taken at the first params and added up."""
    errors = sigmoid(X[rows] @ params) - y[rows]
    return params - learning_rate * X[rows].T @ errors


def _tables():
    """(params, X, y) of several sizes, for least squares."""
    rng = np.random.default_rng(3)
    X, y = four_points()
    yield np.array([1.0, -0.5]), add_bias(X), y
    for n_samples, n_params in ((5, 3), (9, 2)):
        X = add_bias(rng.normal(size=(n_samples, n_params - 1)))
        yield rng.normal(size=n_params), X, rng.normal(size=n_samples)


def _epochs():
    """(params, X, y, learning_rate, rows): whole epochs, part of one, and rows drawn twice."""
    rng = np.random.default_rng(4)
    for rows in ([2, 0, 1, 3], [4, 1, 5], [3, 3, 0, 2, 2, 6]):
        X, y = two_classes(7, seed=len(rows))
        yield rng.normal(size=2), add_bias(X), y, 0.5, np.array(rows)


EXERCISES = {
    "03.1": judges.function(
        covariance,
        list(_tables()),
        otherwise="stack the gradients of the rows to an array (N, n_params), take off their mean, "
        "and average the outer products: np.cov can do that.",
        mistakes=[
            (
                "subtract the mean first: this is the mean of ∇ℓᵢ∇ℓᵢᵀ, "
                "which is the covariance only where ∇J = 0.",
                second_moment,
            ),
            (
                "this divides by N − 1, but S is the average over the N rows there are. "
                "In np.cov that is bias=True.",
                lambda *a: covariance(*a) * len(a[2]) / (len(a[2]) - 1),
            ),
            (
                "this is the sum over the rows: 1/N is missing.",
                lambda *a: len(a[2]) * covariance(*a),
            ),
            (
                "this is four times S: the half-mean's ∇ℓᵢ has no factor 2.",
                lambda *a: 4 * covariance(*a),
            ),
            (
                "this is the covariance of the features: each row must be multiplied by its error.",
                lambda params, X, y: np.cov(X.T, bias=True),
            ),
            (
                "the variances are right, but the two components also vary together: "
                "the other elements are not 0.",
                lambda *a: np.diag(np.diag(covariance(*a))),
            ),
            (
                "these are correlations: do not divide by the standard deviations.",
                lambda *a: np.corrcoef(row_gradients(*a).T),
            ),
        ],
    ),
    "03.2": judges.number(
        0.2,
        otherwise="the height is η·tr(S)/(4b): what must η do when b grows by a factor of 4?",
        mistakes=[
            (
                "the other way round: a mean of 4 rows is less noisy, so η may grow.",
                0.0125,
            ),
            ("with the same η, 4 rows hover at a quarter of the height.", 0.05),
            (
                "the standard deviation falls with √b, but the height goes with the variance.",
                0.1,
            ),
            ("b enters once, not squared.", 0.8),
        ],
    ),
    "03.3": judges.number(
        (3 / 4) ** 4,
        tol=2e-3,
        otherwise="one draw misses a given row with probability 3/4. All four draws must miss it.",
        mistakes=[
            ("that is the limit of many rows. With N = 4, count.", np.exp(-1)),
            ("that is the share of the rows that were seen.", 1 - (3 / 4) ** 4),
            (
                "that is how many of the 4 rows are missed. The share is asked for.",
                4 * (3 / 4) ** 4,
            ),
            ("that is what one draw misses. There are four of them.", 3 / 4),
            ("that is the chance of one draw to hit the row.", 1 / 4),
            ("that is the chance of the same row four times.", (1 / 4) ** 4),
            ("that is the chance that no row at all is missed.", 24 / 4**4),
            ("that is the chance that at least one row is missed.", 1 - 24 / 4**4),
        ],
    ),
    "03.4": judges.function(
        epoch,
        list(_epochs()),
        otherwise="for each i in rows: z = X[i] @ params, then "
        "params = params − learning_rate · (σ(z) − y[i]) · X[i].",
        mistakes=[
            (
                "this walks uphill: the error is prediction minus label.",
                lambda params, X, y, rate, rows: epoch(params, X, y, -rate, rows),
            ),
            (
                "the sigmoid is missing: θᵀx is no probability yet.",
                lambda *a: epoch(*a, predict=lambda z: z),
            ),
            (
                "the sigmoid is mirrored: it is 1/(1 + e^(−z)), with the minus.",
                lambda *a: epoch(*a, predict=lambda z: sigmoid(-z)),
            ),
            (
                "round nothing: the error is a probability minus the label.",
                lambda *a: epoch(*a, predict=lambda z: 1.0 * (z > 0)),
            ),
            (
                "only the first of the rows was used: does `return` stand inside of the loop?",
                lambda params, X, y, rate, rows: epoch(params, X, y, rate, rows[:1]),
            ),
            (
                "all gradients were taken at the start. "
                "Here every row must see the params that the row before has left.",
                one_update,
            ),
            (
                "this is one mini-batch update. Update after every row.",
                lambda params, X, y, rate, rows: one_update(params, X, y, rate / len(rows), rows),
            ),
            (
                "do not divide by N: one row is a batch of 1.",
                lambda params, X, y, rate, rows: epoch(params, X, y, rate / len(y), rows),
            ),
            (
                "do not divide by the number of rows: each update has one row only.",
                lambda params, X, y, rate, rows: epoch(params, X, y, rate / len(rows), rows),
            ),
            (
                "take the rows that are given, in their order, not 0, 1, 2 …",
                lambda params, X, y, rate, rows: epoch(params, X, y, rate, range(len(y))),
            ),
            (
                "take the rows that are given, in their order, not 0, 1, 2 …",
                lambda params, X, y, rate, rows: epoch(params, X, y, rate, range(len(rows))),
            ),
            (
                "the inner derivative xᵢ is missing: multiply the error by the row's features.",
                lambda *a: epoch(*a, feature=np.ones_like),
            ),
            (
                "the bias learns nothing: its feature is 1, so its component is not 0.",
                lambda *a: epoch(*a, feature=lambda x: x * (np.arange(len(x)) > 0)),
            ),
        ],
    ),
}
