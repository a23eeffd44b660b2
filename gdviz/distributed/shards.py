"""`Shards`: data in parts, each of which a worker can load by itself, again if need be."""

import numpy as np

from gdviz.checks import check_features, check_integer, check_targets
from gdviz.distributed.cluster import n_workers
from gdviz.distributed.objective import ShardedObjective
from gdviz.streams import Arrays, Npy, Parquet, listed
from gdviz.words import N_, _


class Shards:
    """Where the parts of the data come from, and whose workers load them.

    Parameters
    ----------
    client : dask.distributed.Client
        As `local` returns it.
    sources : list
        Each has ``load()``, which returns X and y, and a ``name`` for messages.
    """

    def __init__(self, client, sources):
        if not sources:
            raise ValueError(_("there must be at least one shard. Got none."))
        self.client, self.sources = client, list(sources)

    def __repr__(self):
        return f"Shards({len(self.sources)})"

    @classmethod
    def from_arrays(cls, client, X, y, *, n_shards=None):
        """Cut arrays of this process into shards and send one to each worker.

        Parameters
        ----------
        client : dask.distributed.Client
        X : array_like of shape (n_samples, n_features)
        y : array_like of shape (n_samples,)
        n_shards : int, optional
            Default: one for each worker.

        Raises
        ------
        ValueError
            If X and y are not finite arrays of these shapes, or there are fewer rows than shards.
        """
        X = check_features(X)
        y = check_targets(y, len(X))
        pieces = row_ranges(len(X), n_shards or n_workers(client))
        name = _("rows {first} to {last}")
        parts = (Arrays(X[a:b], y[a:b], name.format(first=a, last=b - 1)) for a, b in pieces)
        return cls(client, parts)

    @classmethod
    def from_npy(cls, client, X_path, y_path, *, n_shards=None):
        """Let each worker map its own rows of two .npy files, which all workers can read.

        Parameters
        ----------
        client : dask.distributed.Client
        X_path, y_path : str or Path, or sequences of them
            One pair of files, to be cut, or a pair for each shard.
        n_shards : int, optional
            Parts of every pair. Default: one for each worker if there is one pair, else 1.
        """
        pairs = list(zip(listed(X_path), listed(y_path), strict=True))
        n = n_shards or (n_workers(client) if len(pairs) == 1 else 1)
        sources = []
        for X, y in pairs:
            n_rows = len(np.load(X, mmap_mode="r"))
            sources += [Npy(X, y, a, b) for a, b in row_ranges(n_rows, min(n, n_rows) or 1)]
        return cls(client, sources)

    @classmethod
    def from_parquet(cls, client, paths, *, target, features=None):
        """Let each worker read its own Parquet files; one file is one shard.

        Parameters
        ----------
        client : dask.distributed.Client
        paths : str or Path, or a sequence of them
        target : str
            The column of y.
        features : sequence of str, optional
            The columns of X. Default: all others, in the file's order.
        """
        chosen = tuple(features or ())
        return cls(client, [Parquet(path, target, chosen) for path in listed(paths)])

    def objective(self, make, *, patience=60.0):
        """Return the objective over all shards.

        Parameters
        ----------
        make : callable
            ``make(X, y)`` -> objective over one shard, whose loss is a mean over its rows:
            ``gdviz.LeastSquares``, or a function that adds a bias column first.
        patience : float
            Seconds to wait for one answer of a worker.

        Returns
        -------
        ShardedObjective
        """
        return ShardedObjective(self.client, self.sources, make, patience=patience)


def row_ranges(n_samples, n_shards):
    """Return (start, stop) of ``n_shards`` pieces as equal as they can be.

    Examples
    --------
    >>> row_ranges(10, 3)
    [(0, 4), (4, 7), (7, 10)]
    """
    check_integer("n_shards", n_shards, high=max(1, n_samples), of=N_("the number of samples"))
    sizes = [n_samples // n_shards + (k < n_samples % n_shards) for k in range(n_shards)]
    ends = np.cumsum(sizes).tolist()
    return list(zip([0, *ends[:-1]], ends))
