"""What is minimized.

An objective is any object with

- ``n_samples`` and ``n_params``,
- ``loss(params, rows=None)``, a float, and
- ``grad(params, rows=None)``, an array of shape (n_params,),

where ``params`` is a float64 vector of shape (n_params,) and ``rows`` an integer array that picks
a mini-batch (None: all data). Everything in gdviz takes your own class as well.
"""

from gdviz.checks import check_params
from gdviz.objectives.curvature import condition_number, hessian, max_learning_rate
from gdviz.objectives.gradient_check import check_gradient
from gdviz.objectives.linear import LeastSquares, Logistic, Softmax, half_mean, mean, total
from gdviz.objectives.penalties import l1, l2
from gdviz.objectives.stacks import grad_many, loss_many
from gdviz.objectives.surfaces import (
    Surface,
    beale,
    bowl,
    himmelblau,
    parabola,
    quadratic,
    ravine,
    rosenbrock,
    saddle_with_floor,
    tilted_double_well,
)

__all__ = [
    "LeastSquares",
    "Logistic",
    "Softmax",
    "Surface",
    "beale",
    "bowl",
    "check_gradient",
    "check_params",
    "condition_number",
    "grad_many",
    "half_mean",
    "hessian",
    "himmelblau",
    "l1",
    "l2",
    "loss_many",
    "max_learning_rate",
    "mean",
    "parabola",
    "quadratic",
    "ravine",
    "rosenbrock",
    "saddle_with_floor",
    "tilted_double_well",
    "total",
]
