"""The network's whole training run against PyTorch's, live: `make oracles`."""

import numpy as np
import pytest

import gdviz as gd
from gdviz.objectives import mlp

torch = pytest.importorskip("torch", reason="`make oracles` installs PyTorch and compares with it")

ACTIVATIONS = {"relu": mlp.relu, "tanh": mlp.tanh, "sigmoid": mlp.logistic}
N_STEPS = 200


def torch_path(network, start, activation, rows, torch_optimizer):
    """Return PyTorch's params after each update, in gdviz's order."""
    parts = [torch.tensor(part, requires_grad=True) for part in map(np.copy, network.unpack(start))]
    X, y = torch.tensor(network.X), torch.tensor(network.y)
    optimizer, path = torch_optimizer(parts), [start]
    for batch in map(np.copy, rows):  # torch wants to be able to write to its indices
        W1, b1, W2, b2 = parts
        optimizer.zero_grad()
        hidden = getattr(torch, activation)(X[batch] @ W1 + b1)
        torch.nn.functional.cross_entropy(hidden @ W2 + b2, y[batch]).backward()
        optimizer.step()
        path.append(np.concatenate([part.detach().numpy().ravel() for part in parts]))
    return np.array(path)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize(
    ("optimizer", "torch_optimizer", "rate"),
    [
        (gd.sgd(), lambda parts: torch.optim.SGD(parts, lr=0.1), 0.1),
        (gd.adam(), lambda parts: torch.optim.Adam(parts, lr=0.01), 0.01),
    ],
    ids=["sgd", "adam"],
)
def test_the_network_takes_the_steps_that_torch_takes(activation, optimizer, torch_optimizer, rate):
    X, y = gd.datasets.digits()
    network = mlp.MLP(X[:200], y[:200], n_hidden=16, activation=ACTIVATIONS[activation])
    run = gd.gradient_descent(
        network,
        network.initial_params(),
        learning_rate=rate,
        batch_size=32,
        max_steps=N_STEPS,
        optimizer=optimizer,
        record_rows=True,
    )
    path = torch_path(network, run.params[0], activation, run.rows[1:], torch_optimizer)
    assert np.abs(run.params - path).max() < 1e-9
    assert run.loss[-1] < 0.8 * run.loss[0]
