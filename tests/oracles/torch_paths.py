"""The same runs by PyTorch: its optimizers, and gradients from its autograd."""

import numpy as np

from tests.oracles.cases import (
    N_STEPS,
    OPTIMIZERS,
    START_ON_ROSENBROCK,
    TABLE,
    batches,
    line,
    rate_on_rosenbrock,
)


def torch_path(problem, name):
    """Return PyTorch's params after each of the updates, shape (N_STEPS + 1, 2)."""
    import torch

    _, torch_class, arguments, rate = OPTIMIZERS[name]
    if problem == "rosenbrock":
        rate = rate_on_rosenbrock(torch_class, rate)
        start, losses = START_ON_ROSENBROCK, [_rosenbrock] * N_STEPS
    else:
        start, losses = (0.0, 0.0), _line_losses(torch)
    theta = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    optimizer = getattr(torch.optim, torch_class)([theta], lr=rate, **arguments)
    path = [theta.detach().numpy().copy()]
    for loss in losses:
        optimizer.zero_grad()
        loss(theta).backward()
        optimizer.step()
        path.append(theta.detach().numpy().copy())
    return np.array(path)


def _rosenbrock(theta):
    x, y = theta
    return (1 - x) ** 2 + 100 * (y - x**2) ** 2


def _line_losses(torch):
    X, y = (torch.tensor(values) for values in (line().X, line().y))
    return [
        lambda theta, rows=rows: ((X[rows] @ theta - y[rows]) ** 2).mean() / 2 for rows in batches()
    ]


def all_paths():
    """Return PyTorch's path of every case, by 'problem/name'."""
    return {
        f"{problem}/{name}": torch_path(problem, name)
        for problem in ("line", "rosenbrock")
        for name in OPTIMIZERS
    }


if __name__ == "__main__":
    np.savez_compressed(TABLE, **all_paths())
    print(f"wrote {TABLE}")
