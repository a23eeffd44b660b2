"""What runs on a worker: one shard of the data, and its part of every sum."""

import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from gdviz.objectives import grad_many, loss_many


@dataclass(frozen=True)
class Arrays:
    """A shard that the client keeps and sends: a lost one is sent again."""

    X: np.ndarray
    y: np.ndarray
    name: str

    def load(self):
        """Return X and y."""
        return self.X, self.y


@dataclass(frozen=True)
class Npy:
    """Rows of two .npy files, which the worker maps: no machine holds the whole."""

    X_path: Path
    y_path: Path
    start: int
    stop: int

    @property
    def name(self):
        """Where the rows are."""
        return f"rows {self.start} to {self.stop - 1} of {self.X_path}"

    def load(self):
        """Return X and y as memory maps."""
        maps = (np.load(path, mmap_mode="r") for path in (self.X_path, self.y_path))
        return tuple(mapped[self.start : self.stop] for mapped in maps)


@dataclass(frozen=True)
class Parquet:
    """A Parquet file with a column of targets; all others, or those named, are features."""

    path: Path
    target: str
    features: tuple

    @property
    def name(self):
        """The file."""
        return str(self.path)

    def load(self):
        """Return X and y, read column by column."""
        from pyarrow import parquet

        table = parquet.read_table(self.path)
        names = self.features or tuple(n for n in table.column_names if n != self.target)
        missing = [n for n in (*names, self.target) if n not in table.column_names]
        if missing:
            raise ValueError(f"it has no column {missing}; it has {table.column_names}.")
        X = np.column_stack([table[n].to_numpy() for n in names])
        return X, table[self.target].to_numpy()


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
