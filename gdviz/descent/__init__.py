"""How it is minimized: batches, optimizers, schedules, the loop, its record, grids of runs."""

from gdviz.descent import schedules, stopping
from gdviz.descent.batches import minibatches
from gdviz.descent.loop import gradient_descent
from gdviz.descent.optimizers import (
    Optimizer,
    adagrad,
    adam,
    adamw,
    momentum,
    nesterov,
    rmsprop,
    sgd,
)
from gdviz.descent.range_test import RangeTest, range_test
from gdviz.descent.simulations import delayed, local_steps
from gdviz.descent.sweep import Sweep, sweep
from gdviz.descent.trajectory import Trajectory

__all__ = [
    "Optimizer",
    "RangeTest",
    "Sweep",
    "Trajectory",
    "adagrad",
    "adam",
    "adamw",
    "delayed",
    "gradient_descent",
    "local_steps",
    "minibatches",
    "momentum",
    "nesterov",
    "range_test",
    "rmsprop",
    "schedules",
    "sgd",
    "stopping",
    "sweep",
]
