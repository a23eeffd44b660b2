"""Networks of one size that are trained at once: how `overfitting_lab` gets its runs in time."""

import copy

import numpy as np

from gdviz.descent import adam, gradient_descent
from gdviz.objectives import MLP


class Together:
    """Copies of one network that differ in their penalty, as a single objective.

    ::

        J(θ₁, θ₂, …) = Σᵣ [ J(θᵣ) + ½ λᵣ ‖θᵣ‖² ]

    The parts share no parameters, so an optimizer that works elementwise moves each of them as if
    it were alone. With dropout the same units are off for all.

    Parameters
    ----------
    network : MLP
    penalties : array_like, shape (n_runs,)
        λ of each copy.
    """

    def __init__(self, network, penalties):
        self.network, self.penalties = network, np.array(penalties)[:, None]
        self.n_samples, self.n_params = network.n_samples, len(penalties) * network.n_params

    def at(self, samples_seen):
        """The copies that an update meets when its run has read so many rows."""
        now = copy.copy(self)
        now.network = self.network.at(samples_seen)
        return now

    def loss(self, params, rows=None):
        """J summed over the copies, a float; all data, whatever the `rows`."""
        each = self.split(params)
        penalties = (self.penalties * each**2).sum() / 2
        return float(self.network.loss_many(each).sum() + penalties)

    def grad(self, params, rows=None):
        """∇J over all data, whatever the `rows`; shape (n_params,)."""
        each = self.split(params)
        return (self.network.grad_many(each) + self.penalties * each).ravel()

    def split(self, params):
        """The params of each copy, shape (n_runs, network.n_params)."""
        return params.reshape(-1, self.network.n_params)


def train_together(data, n_hidden, penalties, dropouts, *, learning_rate, n_epochs, every, seed):
    """Train every combination of penalty and dropout by Adam on all rows.

    Returns
    -------
    params : ndarray, shape (n_runs, n_records, network.n_params)
        Penalty after penalty, in each of them dropout after dropout.
    """
    networks = [network_of(data, n_hidden, dropout=share, seed=seed) for share in dropouts]
    runs = [
        gradient_descent(
            Together(network, penalties),
            np.tile(network.initial_params(seed), len(penalties)),
            learning_rate=learning_rate,
            n_epochs=n_epochs,
            optimizer=adam(),
            record_every=every,
            record_loss=False,
        )
        for network in networks
    ]
    shape = len(dropouts), len(runs[0]), len(penalties), -1
    paths = np.array([run.params for run in runs]).reshape(shape)
    return paths.transpose(2, 0, 1, 3).reshape(-1, len(runs[0]), networks[0].n_params)


def network_of(data, n_hidden, **more):
    """The network of this size on the data (X, y) of two classes."""
    return MLP(*data, n_hidden=n_hidden, n_classes=2, **more)
