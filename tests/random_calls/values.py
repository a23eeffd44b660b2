"""Random arguments: right ones of every kind, and wrong ones of any."""

from decimal import Decimal
from fractions import Fraction

import numpy as np

import gdviz as gd

HOSTILE = [
    lambda: None,
    lambda: True,
    lambda: "a",
    lambda: "2",
    lambda: b"x",
    lambda: 0,
    lambda: -1,
    lambda: 2,
    lambda: 1.5,
    lambda: float("nan"),
    lambda: float("inf"),
    lambda: -float("inf"),
    lambda: 1e308,
    lambda: 5e-324,
    lambda: 10**400,
    lambda: 2**63,
    lambda: 1 + 2j,
    lambda: Fraction(1, 3),
    lambda: Decimal("0.1"),
    lambda: np.float16(0.1),
    lambda: np.int8(3),
    lambda: np.datetime64("2024-01-01"),
    lambda: np.ma.masked,
    lambda: [],
    lambda: (),
    lambda: {},
    lambda: set(),
    lambda: [1, 2],
    lambda: [1.0, float("nan")],
    lambda: ["a", "b"],
    lambda: [None, 1.0],
    lambda: [[1.0], [2.0, 3.0]],
    lambda: [[1.0, 2.0], [3.0, 4.0]],
    lambda: range(3),
    lambda: iter([1, 2]),
    lambda: np.array(3.0),
    lambda: np.zeros(0),
    lambda: np.zeros((2, 3, 4)),
    lambda: np.zeros((0, 2)),
    lambda: np.array([1, 2], dtype=object),
    lambda: np.array(["1", "2"]),
    lambda: np.array([1 + 2j, 3]),
    lambda: np.array([True, False]),
    lambda: np.ma.masked_array([1.0, 2.0], mask=[True, False]),
    lambda: np.array([1e200, -1e200]),
    lambda: object(),
    lambda: lambda: 0,
    lambda: lambda *given: "a",
    lambda: lambda *given: None,
    lambda: lambda *given: 1 / 0,
    lambda: gd.LeastSquares,
    lambda: gd.adam,
    lambda: gd.adam(),
    lambda: gd,
    lambda: gd.objectives.parabola(),
    lambda: gd.gradient_descent(gd.objectives.bowl(), [1, 1], learning_rate=0.1, max_steps=2),
]


def hostile(rng):
    """A value that most arguments cannot take."""
    return HOSTILE[rng.integers(len(HOSTILE))]()


def features(rng, n, d):
    """n rows of d features: mild, large, tiny, far from zero, whole, or in single precision."""
    X = rng.normal(size=(n, d))
    kind = rng.integers(8)
    if kind == 0:
        X = X * 10.0 ** rng.integers(-6, 7, size=d)
    if kind == 1:
        X = X + 10.0 ** rng.integers(0, 6)
    if kind == 2:
        X = rng.integers(-3, 4, size=(n, d)).astype(float)
    return (X.astype(np.float32), X.tolist(), np.asfortranarray(X), X)[rng.integers(4)]


def table(rng, *, most=12, d=None):
    """Features and targets."""
    n, d = int(rng.integers(1, most)), d or int(rng.integers(1, 4))
    y = rng.normal(size=n) * 10.0 ** rng.integers(-2, 4)
    return features(rng, n, d), (y.tolist() if rng.integers(2) else y)


def labels(rng, n, k):
    """n labels in which each of k classes is found, as ints, floats or a list."""
    y = rng.permutation(np.arange(n) % k)
    return (y, y.astype(float), y.tolist())[rng.integers(3)]


class Own:
    """The four names, in plain Python: mean of |xᵀθ − y|^1.5 over the rows."""

    def __init__(self, X, y):
        self.data = np.array(X, dtype=float).tolist(), np.array(y, dtype=float).tolist()
        self.n_samples, self.n_params = len(self.data[1]), len(self.data[0][0])

    def _rows(self, params, rows):
        for i in range(self.n_samples) if rows is None else rows:
            x = self.data[0][i]
            yield x, sum(a * float(b) for a, b in zip(x, params)) - self.data[1][i]

    def loss(self, params, rows=None):
        each = [abs(r) ** 1.5 for _, r in self._rows(params, rows)]
        return sum(each) / len(each)

    def grad(self, params, rows=None):
        each = [
            [1.5 * abs(r) ** 0.5 * np.sign(r) * a for a in x] for x, r in self._rows(params, rows)
        ]
        return np.mean(each, axis=0)


def objective(rng, *, n_params=None):
    """Something to minimize, of any kind there is."""
    kind = rng.integers(7)
    X, y = table(rng, d=n_params)
    n = len(y)
    if kind == 0 and n_params in (None, 2):
        return gd.objectives.ravine(float(rng.uniform(1, 50)))
    if kind == 1 and n_params in (None, 1):
        return gd.objectives.parabola(float(rng.uniform(0.1, 5)))
    if kind == 2:
        return gd.Logistic(np.clip(X, -30, 30), labels(rng, n, 2 if n > 1 else 1))
    if kind == 3:
        return Own(np.clip(X, -30, 30), np.clip(y, -30, 30))
    if kind == 4:
        return (gd.l2, gd.l1)[rng.integers(2)](gd.LeastSquares(X, y), float(rng.uniform(0, 2)))
    if kind == 5 and n > 1 and n_params is None:
        X = np.clip(X, -30, 30)
        if rng.integers(2):
            return gd.Softmax(X, labels(rng, n, min(n, 3)))
        return gd.objectives.MLP(
            X, labels(rng, n, 2), n_hidden=2, dropout=float(rng.integers(2)) / 2
        )
    return gd.LeastSquares(X, y)


def params_of(rng, target, *, size=1.0):
    """θ for an objective, as an array or a list."""
    theta = rng.normal(size=target.n_params) * size
    return theta.tolist() if rng.integers(2) else theta


def optimizer(rng):
    """One of all, or None."""
    made = [gd.sgd, gd.momentum, gd.nesterov, gd.adagrad, gd.rmsprop, gd.adam, gd.adamw]
    return (None, *made)[k]() if (k := rng.integers(len(made) + 1)) else None


def rows(rng, n):
    """Row numbers, some twice."""
    chosen = rng.integers(n, size=rng.integers(1, n + 1))
    return chosen.tolist() if rng.integers(2) else chosen
