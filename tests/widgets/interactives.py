"""One small interactive of each kind. A line here puts an interactive to the common tests."""

import numpy as np

import gdviz as gd
from gdviz import widgets


def line(n_samples=40):
    X, y = gd.datasets.line(n_samples)
    return gd.LeastSquares(gd.add_bias(X), y)


def plane(n_samples=30):
    rng = np.random.default_rng(0)
    X = rng.standard_normal((n_samples, 2))
    return X, (X[:, 0] * X[:, 1] > 0).astype(int)


def lab():
    (X, y), few = plane(), {"sizes": [2, 3], "penalties": [0, 0.1], "dropouts": [0, 0.5]}
    return widgets.overfitting_lab(X[:15], y[:15], X[15:], y[15:], n_epochs=12, **few)


SLIDERS = {"learning_rates": [0.1, 0.4], "batch_sizes": [1, 8, 40]}
KINDS = {
    "descent_explorer": lambda: widgets.descent_explorer(line(), n_steps=12, **SLIDERS),
    "slope_walker": lambda: widgets.slope_walker(gd.objectives.parabola(), n_steps=6),
    "gradient_cloud": lambda: widgets.gradient_cloud(line(), n_batches=20),
    "rate_batch_map": lambda: widgets.rate_batch_map(line(), n_steps=12, **SLIDERS),
    "optimizer_race": lambda: widgets.optimizer_race(gd.objectives.ravine(), n_steps=12),
    "schedule_race": lambda: widgets.schedule_race(line(), n_steps=12, **SLIDERS),
    "line_lab": lambda: widgets.line_lab(n_steps=12),
    "epoch_lab": lambda: widgets.epoch_lab(
        *gd.datasets.line(20), batch_sizes=[8, 20], learning_rates=[0.1, 0.4], n_epochs=2
    ),
    "landscape_flight": lambda: widgets.landscape_flight(
        gd.objectives.MLP(*plane(), n_hidden=2), n_steps=6, batch_sizes=[4, 30]
    ),
    "overfitting_lab": lab,
}
