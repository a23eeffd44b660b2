"""The interactives under test: a line in the table puts one to what all of them keep to."""

from typing import NamedTuple

import gdviz as gd


class Interactive(NamedTuple):
    """What tests in a browser show, what its notebook shows, and what is quickly made.

    The speed of the second is measured; unit tests make many of the third, after `QUICK`. `asks` is
    the panel or the button that asks the kernel; `still` holds pairs of a slider and a panel that
    it leaves alone; `has_limit` says whether its η slider shows where runs diverge.
    """

    code: str
    shown: str
    quick: str
    asks: int | str = 0
    still: tuple = ()
    has_limit: bool = True


SET_UP = """
import gdviz as gd

X, y = gd.datasets.line()
line = gd.LeastSquares(gd.add_bias(X), y)
images, digit = gd.datasets.digits()
network = gd.objectives.MLP(images[:100], digit[:100], n_hidden=4)
corner, is_odd = images[:, 20:22], digit % 2
train, validation = (corner[:60], is_odd[:60]), (corner[60:90], is_odd[60:90])
""".strip()
QUICK = """
import numpy as np

import gdviz as gd

X, y = gd.datasets.line(40)
few = gd.LeastSquares(gd.add_bias(X), y)
sliders = {"learning_rates": [0.1, 0.4], "batch_sizes": [1, 8, 40]}
X = np.random.default_rng(0).standard_normal((30, 2))
y = (X[:, 0] * X[:, 1] > 0).astype(int)
tiny = gd.objectives.MLP(X, y, n_hidden=2)
half, other_half = (X[:15], y[:15]), (X[15:], y[15:])
few_networks = {"sizes": [2, 3], "penalties": [0, 0.1], "dropouts": [0, 0.5]}
""".strip()
SHOWN_AFTER = """
import time

import numpy as np
from sklearn.datasets import make_moons

import gdviz as gd

X, y = gd.datasets.line(1000)
line = gd.LeastSquares(gd.add_bias(X), y)
ravine, zeros = gd.objectives.ravine(), [0, 0]
images, digit = gd.datasets.digits()
network = gd.objectives.MLP(images[:300], digit[:300], n_hidden=16, activation=gd.objectives.tanh)
X, y = make_moons(240, noise=0.3, random_state=3)
""".strip()

# A row here puts an interactive to the common tests and to the benchmark.
EXPLORERS = {
    "descent_explorer": Interactive(
        "gd.widgets.descent_explorer(line)",
        "gd.widgets.descent_explorer(line, zeros)",
        "gd.widgets.descent_explorer(few, n_steps=12, **sliders)",
    ),
    "slope_walker": Interactive(
        "gd.widgets.slope_walker(gd.objectives.parabola())",
        "gd.widgets.slope_walker(gd.objectives.parabola(), 2.5, learning_rate=0.2)",
        "gd.widgets.slope_walker(gd.objectives.parabola(), n_steps=6)",
    ),
    "gradient_cloud": Interactive(
        "gd.widgets.gradient_cloud(line)",
        "gd.widgets.gradient_cloud(line, zeros, batch_size=8)",
        "gd.widgets.gradient_cloud(few, n_batches=20)",
        asks=1,
        has_limit=False,
    ),
    "rate_batch_map": Interactive(
        "gd.widgets.rate_batch_map(line)",
        """gd.widgets.rate_batch_map(
            line,
            zeros,
            target=line.minimum + 0.002,
            learning_rates=0.0125 * 2 ** (np.arange(16) / 2),
        )""",
        "gd.widgets.rate_batch_map(few, n_steps=12, **sliders)",
        asks=1,
        still=[("update", 0)],
    ),
    "optimizer_race": Interactive(
        "gd.widgets.optimizer_race(gd.objectives.ravine())",
        """gd.widgets.optimizer_race(
            ravine, learning_rates=np.geomspace(0.001, 2, 24), learning_rate=0.02, n_steps=200
        )""",
        "gd.widgets.optimizer_race(gd.objectives.ravine(), n_steps=12)",
        has_limit=False,
    ),
    "schedule_race": Interactive(
        "gd.widgets.schedule_race(line)",
        """gd.widgets.schedule_race(
            line,
            learning_rates=[0.02, 0.05, 0.1, 0.2, 0.4, 0.8, 1.2, 2],
            learning_rate=0.05,
            batch_sizes=[1, 4, 16, 64, 1000],
        )""",
        "gd.widgets.schedule_race(few, n_steps=12, **sliders)",
        asks=1,
        still=[("learning rate η₀", 0), ("batch size b", 0)],
    ),
    "epoch_lab": Interactive(
        "gd.widgets.epoch_lab(*gd.datasets.line(50), n_epochs=4, batch_size=10)",
        "gd.widgets.epoch_lab(*gd.datasets.line(100))",
        """gd.widgets.epoch_lab(
            *gd.datasets.line(20), batch_sizes=[8, 20], learning_rates=[0.1, 0.4], n_epochs=2
        )""",
        still=[("learning rate η", 1)],
        has_limit=False,
    ),
    "landscape_flight": Interactive(
        "gd.widgets.landscape_flight(network, n_steps=40)",
        "gd.widgets.landscape_flight(network, batch_sizes=[4, 16, 64, 300])",
        "gd.widgets.landscape_flight(tiny, n_steps=6, batch_sizes=[4, 30])",
        has_limit=False,
    ),
    "ravine_lab": Interactive(
        "gd.widgets.ravine_lab(condition_number=10)",
        "gd.widgets.ravine_lab()",
        "gd.widgets.ravine_lab(n_steps=12)",
    ),
    "line_lab": Interactive(
        "gd.widgets.line_lab()",
        "gd.widgets.line_lab(n_samples=300)",
        "gd.widgets.line_lab(n_steps=12)",
        asks="Reshuffle",
    ),
    "overfitting_lab": Interactive(
        "gd.widgets.overfitting_lab(*train, *validation, n_epochs=40)",
        "gd.widgets.overfitting_lab(X[:40], y[:40], X[40:], y[40:])",
        "gd.widgets.overfitting_lab(*half, *other_half, n_epochs=12, **few_networks)",
        asks="Other weights",
        has_limit=False,
    ),
}


def line(n_samples=40):
    """Return the least squares of a line through a sample."""
    X, y = gd.datasets.line(n_samples)
    return gd.LeastSquares(gd.add_bias(X), y)


def made(code, after):
    """Return what a piece of code makes after another one has run."""
    names = {}
    exec(after, names)
    return eval(code, names)


def quick(name):
    """Return a small interactive, for a test of its traits."""
    return made(EXPLORERS[name].quick, QUICK)


def saved(name, folder):
    """Save an interactive as a page; return its path."""
    path = folder / f"{name}.html"
    made(EXPLORERS[name].code, SET_UP).save(path)
    return path
