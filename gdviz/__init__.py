"""gdviz: gradient descent to look at, play with and read.

The names below are all a notebook needs. Importing gdviz loads NumPy and nothing heavier: plots,
widgets and exercises are loaded when they are first used.
"""

import importlib

from gdviz import datasets, descent, objectives
from gdviz.data import data
from gdviz.datasets import add_bias, standardize
from gdviz.descent import (
    Optimizer,
    Sweep,
    Trajectory,
    adagrad,
    adam,
    adamw,
    gradient_descent,
    minibatches,
    momentum,
    nesterov,
    range_test,
    rmsprop,
    schedules,
    sgd,
    stopping,
    sweep,
)
from gdviz.objectives import (
    LeastSquares,
    Logistic,
    Softmax,
    check_gradient,
    l1,
    l2,
    max_learning_rate,
)
from gdviz.words import language

__version__ = "0.1.0"

_LOADED_ON_USE = ("distributed", "exercises", "plots", "widgets")

__all__ = [
    "LeastSquares",
    "Logistic",
    "Optimizer",
    "Softmax",
    "Sweep",
    "Trajectory",
    "adagrad",
    "adam",
    "adamw",
    "add_bias",
    "check_gradient",
    "data",
    "datasets",
    "descent",
    "distributed",
    "exercises",
    "gradient_descent",
    "l1",
    "l2",
    "language",
    "lecture",
    "max_learning_rate",
    "minibatches",
    "momentum",
    "nesterov",
    "objectives",
    "plots",
    "predict",
    "range_test",
    "rmsprop",
    "schedules",
    "sgd",
    "standardize",
    "stopping",
    "sweep",
    "widgets",
]


def __getattr__(name):
    if name == "lecture":
        from gdviz.widgets.lecture import lecture

        return lecture
    if name == "predict":
        from gdviz.widgets.predict import predict

        return predict
    if name in _LOADED_ON_USE:
        return importlib.import_module(f"gdviz.{name}")
    raise AttributeError(f"module 'gdviz' has no attribute {name!r}")


def __dir__():
    return __all__
