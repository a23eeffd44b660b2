"""The runs that gdviz and PyTorch are both asked to make."""

import numpy as np

import gdviz as gd

N_STEPS = 200
TABLE = "tests/oracles/torch_reference.npz"

# name: (gdviz's optimizer, torch.optim's class, its arguments, learning rate)
OPTIMIZERS = {
    "sgd": (gd.sgd(), "SGD", {}, 0.1),
    "sgd, small steps": (gd.sgd(), "SGD", {}, 1e-3),
    "momentum": (gd.momentum(), "SGD", {"momentum": 0.9}, 0.02),
    "momentum, beta 0.5": (gd.momentum(beta=0.5), "SGD", {"momentum": 0.5}, 0.1),
    "nesterov": (gd.nesterov(), "SGD", {"momentum": 0.9, "nesterov": True}, 0.02),
    "nesterov, beta 0.5": (gd.nesterov(beta=0.5), "SGD", {"momentum": 0.5, "nesterov": True}, 0.1),
    "adagrad": (gd.adagrad(), "Adagrad", {}, 0.5),
    "adagrad, eps 1e-3": (gd.adagrad(eps=1e-3), "Adagrad", {"eps": 1e-3}, 0.1),
    "rmsprop": (gd.rmsprop(), "RMSprop", {}, 0.01),
    "rmsprop, decay 0.9": (
        gd.rmsprop(decay=0.9, eps=1e-4),
        "RMSprop",
        {"alpha": 0.9, "eps": 1e-4},
        0.02,
    ),
    "adam": (gd.adam(), "Adam", {}, 0.05),
    "adam, short memory": (
        gd.adam(b1=0.5, b2=0.9, eps=1e-4),
        "Adam",
        {"betas": (0.5, 0.9), "eps": 1e-4},
        0.1,
    ),
    "adamw": (gd.adamw(), "AdamW", {}, 0.05),
    "adamw, decay 0.2": (gd.adamw(weight_decay=0.2), "AdamW", {"weight_decay": 0.2}, 0.1),
}

# Rosenbrock's walls are 1000 times steeper. At the rates above plain steps blow up, and adaptive
# ones with a short memory bounce from wall to wall, where a rounding error doubles at every bounce.
SHRINK_ON_ROSENBROCK = {"SGD": 0.01, "RMSprop": 0.1, "Adam": 0.1}
START_ON_ROSENBROCK = (-1.2, 1.0)


def line():
    """40 rows, so that a PyTorch run over mini-batches of 16 meets a short last batch."""
    X, y = gd.datasets.line(40)
    return gd.LeastSquares(gd.add_bias(X), y)


def rate_on_rosenbrock(torch_class, rate):
    return rate * SHRINK_ON_ROSENBROCK.get(torch_class, 1)


def gdviz_path(problem, name):
    """Return gdviz's params after each of the updates, shape (N_STEPS + 1, 2)."""
    optimizer, torch_class, _, rate = OPTIMIZERS[name]
    if problem == "rosenbrock":
        rate = rate_on_rosenbrock(torch_class, rate)
        objective, start, batch_size = gd.objectives.rosenbrock(), START_ON_ROSENBROCK, None
    else:
        objective, start, batch_size = line(), (0.0, 0.0), 16
    return gd.gradient_descent(
        objective,
        start,
        learning_rate=rate,
        batch_size=batch_size,
        max_steps=N_STEPS,
        optimizer=optimizer,
    ).params


def batches():
    """Return the rows of every update on the line, as the run of `gdviz_path` draws them."""
    rng = np.random.default_rng(0)
    rows = []
    while len(rows) < N_STEPS:
        rows += gd.minibatches(40, 16, rng=rng)
    return rows[:N_STEPS]
