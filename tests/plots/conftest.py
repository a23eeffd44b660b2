import matplotlib
import pytest

import gdviz as gd

matplotlib.use("Agg")


@pytest.fixture(autouse=True)
def _close_figures():
    from matplotlib import pyplot

    yield
    pyplot.close("all")


@pytest.fixture
def line():
    X, y = gd.datasets.line(200)
    return gd.LeastSquares(gd.add_bias(X), y)


@pytest.fixture
def run(line):
    return gd.gradient_descent(
        line, [0.0, 0.0], learning_rate=0.5, batch_size=20, n_epochs=3, record_rows=True
    )


class Minimal:
    """The least that counts as an objective: ½(x² + 3y²), with neither window nor loss_many."""

    n_samples, n_params = 1, 2

    def loss(self, params, rows=None):
        return float(params[0] ** 2 + 3 * params[1] ** 2) / 2

    def grad(self, params, rows=None):
        return params * [1, 3]


@pytest.fixture
def minimal():
    return Minimal()
