"""What runs on a worker: one shard of the data, and its part of every sum."""

import os

from gdviz.objectives import grad_many, loss_many


class Part:
    """One shard on a worker and the objective over it; Dask calls it an actor."""

    def __init__(self, source, make):
        X, y = source.load()
        self.n_samples = len(X)
        self.objective = make(X, y) if self.n_samples else None

    def facts(self):
        """Return the number of rows and of parameters, and the worker's process."""
        return self.n_samples, self.objective and self.objective.n_params, os.getpid()

    def loss(self, params, rows):
        """Return J of these rows of the shard, or of all."""
        return self.objective.loss(params, rows)

    def grad(self, params, rows):
        """Return ∇J of these rows of the shard, or of all."""
        return self.objective.grad(params, rows)

    def loss_many(self, params, rows):
        """Return J of the whole shard for a stack of parameters."""
        return loss_many(self.objective, params)

    def grad_many(self, params, rows):
        """Return ∇J of the whole shard for a stack of parameters."""
        return grad_many(self.objective, params)
