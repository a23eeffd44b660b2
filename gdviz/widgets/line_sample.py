"""The points of the line lab: samples around a known line, or the reader's own."""

import numpy as np

from gdviz.checks import check_features, check_integer, check_targets, finite_array
from gdviz.words import _

MOST_POINTS, N_DRAWS = 300, 20
LARGEST = 1e6
SIZES = [5, 10, 20, 50, 100, 200, MOST_POINTS]
NOISES = [0.0, 0.1, 0.2, 0.3, 0.5, 1.0, 2.0]
TRUTH = [1.0, 2.0]
FAR = 12.0  # where the outlier lies; all others are in [−1, 1]
AMONG, SPREAD = 50, 0.3  # points with the outlier, and their noise


def columns(X, y):
    """Return the rows (x, y) of a feature and its target."""
    features = check_features(X, or_bias=False) if np.ndim(X) == 2 else np.asarray(X)
    if features.ndim == 2 and features.shape[1] != 1:
        raise ValueError(_("X must have one feature. Got {given}.").format(given=features.shape[1]))
    x = finite_array("X", features).reshape(-1)
    return np.column_stack([x, check_targets(y, len(x))])


class Samples:
    """Random numbers, drawn once: the page and Python make the same samples of them.

    Attributes
    ----------
    seed : int
    uniforms, normals : ndarray, shape (N_DRAWS, MOST_POINTS)
        Single precision, as they travel.
    """

    def __init__(self, seed):
        self.seed = check_integer("seed", seed, low=0)
        rng, shape = np.random.default_rng(self.seed), (N_DRAWS, MOST_POINTS)
        self.uniforms = rng.random(shape, dtype="f4")
        self.normals = rng.standard_normal(shape, dtype="f4")

    def points(self, draw, n, noise):
        """Return n rows [x, y]: y = θ₀ + θ₁x + noise · ε."""
        x = self.uniforms[draw, :n].astype(float) * 2 - 1
        y = TRUTH[0] + TRUTH[1] * x + noise * self.normals[draw, :n].astype(float)
        return np.column_stack([x, y]).tolist()

    def with_outlier(self):
        """Return points in [−1, 1] and one far to their right."""
        x = np.append(np.linspace(-1, 1, AMONG - 1), FAR)
        y = TRUTH[0] + TRUTH[1] * x + SPREAD * self.normals[0, :AMONG].astype(float)
        return np.column_stack([x, y]).tolist()


def check_points(name, value):
    """Return the points as a list of [x, y]."""
    points = finite_array(name, value)
    if points.ndim != 2 or points.shape[1] != 2:
        raise ValueError(
            _("{name} must be rows of two numbers. Got shape {given}.").format(
                name=name, given=points.shape
            )
        )
    if not 2 <= len(points) <= MOST_POINTS:
        raise ValueError(
            _("{name} must be between 2 and {most} rows. Got {given}.").format(
                name=name, most=MOST_POINTS, given=len(points)
            )
        )
    if (largest := np.abs(points).max()) > LARGEST:
        raise ValueError(
            _("{name} must lie within ±{limit:,.0f}. Got {largest:.6g}.").format(
                name=name, limit=LARGEST, largest=largest
            )
        )
    return points.tolist()
