"""What is minimized.

An objective is any object with

- ``n_samples`` and ``n_params``,
- ``loss(params, rows=None)``, a float, and
- ``grad(params, rows=None)``, an array of shape (n_params,),

where ``params`` is a float64 vector of shape (n_params,) and ``rows`` an integer array that picks
a mini-batch (None: all data). Everything in gdviz takes your own class as well.

What an objective may have besides, and what then goes faster or is shown:

- ``loss_many(params)``: all-data losses of a stack of parameters, (..., n_params) -> (...),
- ``grad_many(params, rows=None)``: gradients of many runs, (runs, n_params) -> the same,
- ``moments()`` and ``scale``: see `LeastSquares`, whose sweeps they make fast,
- ``hessian(params=None)``: second derivatives, (n_params, n_params),
- ``condition_number()``: κ where it is the same everywhere,
- ``row_hessians(batch_size)``: those of single rows where they are constant, see `LeastSquares`,
- ``at(samples_seen)``: the objective that an update meets, if that changes, see `MLP`,
- ``minima``: known minimizers, (k, n_params),
- ``loss_is_cheap``: true if the loss over all data costs little enough for every step,
- ``X``, ``y``, ``predict(params, X)``: the data and the model, to be drawn,
- ``window``: for each parameter the (low, high) worth drawing,
- ``param_names``: what to write at the axes of a picture.
"""

from gdviz.checks import check_params
from gdviz.objectives.blocks import Blocks
from gdviz.objectives.curvature import condition_number, hessian, max_learning_rate
from gdviz.objectives.formula import formula
from gdviz.objectives.frameworks import from_jax, from_torch
from gdviz.objectives.gradient_check import check_gradient
from gdviz.objectives.least_squares import LeastSquares, half_mean, mean, total
from gdviz.objectives.linear import Logistic, Softmax
from gdviz.objectives.mlp import MLP, logistic, relu, tanh
from gdviz.objectives.noise import batch_gradients, gradient_covariance
from gdviz.objectives.penalties import l1, l2
from gdviz.objectives.scales import about_scales, dependent_columns
from gdviz.objectives.slices import Slice, principal_directions, random_directions
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
    "MLP",
    "Blocks",
    "LeastSquares",
    "Logistic",
    "Slice",
    "Softmax",
    "Surface",
    "about_scales",
    "batch_gradients",
    "beale",
    "bowl",
    "check_gradient",
    "check_params",
    "condition_number",
    "dependent_columns",
    "formula",
    "from_jax",
    "from_torch",
    "grad_many",
    "gradient_covariance",
    "half_mean",
    "hessian",
    "himmelblau",
    "l1",
    "l2",
    "logistic",
    "loss_many",
    "max_learning_rate",
    "mean",
    "parabola",
    "principal_directions",
    "quadratic",
    "random_directions",
    "ravine",
    "relu",
    "rosenbrock",
    "saddle_with_floor",
    "tanh",
    "tilted_double_well",
    "total",
]
