"""`Blocks`: an objective over data that stay on disk, whose "rows" are blocks of rows."""

from gdviz.checks import as_params, check_rows
from gdviz.streams import sources
from gdviz.words import _


class Blocks:
    """J(θ) over blocks of rows, each read when it is wanted; no more is in memory than a batch.

    The mean gradient over some blocks is Σₖ nₖ ∇Jₖ / Σₖ nₖ. To the loop a block is a sample: a
    batch of m of them is m · rows_a_block rows, and shuffling shuffles blocks. Neighboring rows of
    a file are read fast, and single rows in random order slowly. But rows of one block stay
    together, so their order within the file matters.

    Parameters
    ----------
    path : str or Path, or a sequence of them
        Files .npy (X), .parquet or .csv.
    make : callable
        ``make(X, y)`` -> objective over some rows, whose loss is a mean over them:
        ``gdviz.LeastSquares``, or a function that adds a bias column first.
    rows_a_block : int
        Rows of a block of .npy files. A row group of Parquet and a CSV file are blocks as they are.
    **files
        ``targets`` for .npy, ``target`` and ``features`` for .parquet and .csv, as for
        `gdviz.streams.sources`.

    Attributes
    ----------
    n_samples : int
        Blocks.
    n_rows : int
        Rows, over all blocks.

    Raises
    ------
    ValueError
        If the files lack what is asked of them; with a block's data, the message names the block.
    """

    def __init__(self, path, make, *, rows_a_block=256, **files):
        self.make, self.sources = make, sources(path, n_rows=rows_a_block, **files)
        if not self.sources:
            raise ValueError(
                _("path must hold at least one row. Got none in {path}.").format(path=path)
            )
        self.n_samples = len(self.sources)
        self.n_rows = sum(map(len, self.sources))
        self.n_params = self._block(0).n_params

    def __repr__(self):
        return f"Blocks({self.n_samples} blocks, {self.n_rows} rows)"

    def loss(self, params, rows=None):
        """J(θ) over the rows of these blocks, or of all; one is in memory at a time."""
        return float(self._mean("loss", params, rows))

    def grad(self, params, rows=None):
        """∇J(θ) over the rows of these blocks, shape (n_params,)."""
        return self._mean("grad", params, rows)

    def _mean(self, name, params, rows):
        params = as_params(params, self.n_params)
        every = range(self.n_samples)
        total, n = 0.0, 0
        for k in every if rows is None else check_rows(rows, self.n_samples).tolist():
            size = len(self.sources[k])
            total = total + size * getattr(self._block(k), name)(params)
            n += size
        return total / n

    def _block(self, k):
        source = self.sources[k]
        try:
            return self.make(*source.load())
        except ValueError as error:
            raise ValueError(
                _("block {k} ({name}): {error}").format(k=k, name=source.name, error=error)
            ) from error
