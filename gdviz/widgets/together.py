"""Networks of one size that are trained at once: how `overfitting_lab` gets its runs in time."""

import numpy as np

from gdviz.descent import adam, gradient_descent
from gdviz.objectives import MLP
from gdviz.objectives.likelihood import log_softmax


class Together:
    """Copies of one network that differ in penalty and dropout, as a single objective.

    ::

        J(θ₁, θ₂, …) = Σᵣ [ Jᵣ(θᵣ) + ½ λᵣ ‖θᵣ‖² ]

    The parts share no parameters, so an optimizer that works elementwise moves each of them as if
    it were alone.

    Parameters
    ----------
    network : MLP
        The data and the size; its own dropout is not used.
    penalties, dropouts : ndarray, shape (n_runs,)
        λ and share of dropped units of each copy.
    seed : int
        Source of the dropped units. It drops the same for all as for one network with this seed.
    """

    def __init__(self, network, penalties, dropouts, *, seed):
        self.network, self.penalties = network, penalties[:, None]
        self.dropouts = dropouts[:, None, None]
        self.n_samples, self.n_params = network.n_samples, len(penalties) * network.n_params
        self.one_hot = np.eye(network.n_classes)[network.y]
        self.rng = np.random.default_rng(seed)

    def loss(self, params, rows=None):
        """Σ J over the copies, without penalties."""
        return float(losses(self.network, self.split(params)).sum())

    def split(self, params):
        """The params of each copy, shape (n_runs, network.n_params)."""
        return params.reshape(-1, self.network.n_params)

    def grad(self, params, rows=None):
        """∇J over all data, shape (n_params,): `MLP.grad` with one more axis."""
        each = self.split(params)
        W1, b1, W2, b2 = unpack(self.network, each)
        H = self.network.activation.function(self.network.X @ W1 + b1)
        slope = self.network.activation.derivative(H)
        kept = self.kept(H.shape[1:])
        H, slope = H * kept, slope * kept
        dZ = (np.exp(log_softmax(H @ W2 + b2)) - self.one_hot) / self.n_samples
        dA = (dZ @ W2.swapaxes(1, 2)) * slope
        parts = self.network.X.T @ dA, dA.sum(axis=1), H.swapaxes(1, 2) @ dZ, dZ.sum(axis=1)
        flat = [part.reshape(len(each), -1) for part in parts]
        return (np.concatenate(flat, axis=1) + self.penalties * each).ravel()

    def kept(self, shape):
        """Which units stay on, times 1/(1 − dropout); shape (n_runs, n_samples, n_hidden)."""
        if not self.dropouts.any():
            return 1.0
        return (self.rng.random(shape) >= self.dropouts) / (1 - self.dropouts)


def unpack(network, params):
    """W₁, b₁, W₂ and b₂ of a stack of params (n, n_params), each with n in front; b as rows."""
    d, h, k = network.n_features, network.n_hidden, network.n_classes
    W1, b1, W2, b2 = np.split(params, np.cumsum([d * h, h, h * k]), axis=1)
    return W1.reshape(-1, d, h), b1[:, None], W2.reshape(-1, h, k), b2[:, None]


def losses(network, params):
    """J of the network for a stack of params: (n, n_params) -> (n,)."""
    W1, b1, W2, b2 = unpack(network, params)
    logs = log_softmax(network.activation.function(network.X @ W1 + b1) @ W2 + b2)
    return -logs[:, np.arange(network.n_samples), network.y].mean(axis=1)


def train_together(network, penalties, dropouts, *, learning_rate, n_epochs, every, seed):
    """Train every combination of penalty and dropout by Adam on all rows.

    Returns
    -------
    params : ndarray, shape (n_runs, n_records, network.n_params)
        Penalty after penalty, in each of them dropout after dropout.
    """
    pairs = np.array([(penalty, dropout) for penalty in penalties for dropout in dropouts])
    run = gradient_descent(
        Together(network, *pairs.T, seed=seed),
        np.tile(network.initial_params(seed), len(pairs)),
        learning_rate=learning_rate,
        n_epochs=n_epochs,
        optimizer=adam(),
        record_every=every,
        record_loss=False,
    )
    return run.params.reshape(len(run), len(pairs), -1).swapaxes(0, 1)


def network_of(data, n_hidden, **more):
    """The network of this size on the data (X, y) of two classes."""
    return MLP(*data, n_hidden=n_hidden, n_classes=2, **more)
