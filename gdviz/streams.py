"""Data that stay on disk: parts of files, read when wanted, and a shuffle that fits memory."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from gdviz.checks import check_integer
from gdviz.words import _


@dataclass(frozen=True)
class Arrays:
    """Rows that are in memory."""

    X: np.ndarray
    y: np.ndarray
    name: str = "arrays"

    def __len__(self):
        return len(self.X)

    def load(self):
        """Return X, shape (n_rows, n_features), and y, shape (n_rows,)."""
        return self.X, self.y


@dataclass(frozen=True)
class Npy:
    """Rows start … stop − 1 of two .npy files, mapped: only what is used is read."""

    X_path: Path
    y_path: Path
    start: int
    stop: int

    def __len__(self):
        return self.stop - self.start

    @property
    def name(self):
        """Which rows of which file."""
        rows = _("rows {first} to {last} of {path}")
        return rows.format(first=self.start, last=self.stop - 1, path=self.X_path)

    def load(self):
        """Return X and y as memory maps, in the type they are stored in."""
        maps = (mapped(path, path.stat().st_mtime_ns) for path in (self.X_path, self.y_path))
        return tuple(array[self.start : self.stop] for array in maps)


@dataclass(frozen=True)
class Parquet:
    """A row group of a Parquet file; group None is the whole file."""

    path: Path
    target: str
    features: tuple = ()
    group: int | None = None

    def __len__(self):
        meta = self._file().metadata
        return meta.num_rows if self.group is None else meta.row_group(self.group).num_rows

    @property
    def name(self):
        """The file, and which group of it."""
        if self.group is None:
            return str(self.path)
        return _("{path}, row group {group}").format(path=self.path, group=self.group)

    def load(self):
        """Return X and y, read column by column."""
        file = self._file()
        table = file.read() if self.group is None else file.read_row_group(self.group)
        names = named(self.features, table.column_names, self.target)
        return np.column_stack([table[n].to_numpy() for n in names]), table[self.target].to_numpy()

    def _file(self):
        from pyarrow import parquet

        return parquet.ParquetFile(self.path)


@dataclass(frozen=True)
class Csv:
    """One CSV file, read by pandas."""

    path: Path
    target: str
    features: tuple = ()

    def __len__(self):
        return len(self.load()[1])

    @property
    def name(self):
        """The file."""
        return str(self.path)

    def load(self):
        """Return X and y."""
        import pandas

        frame = pandas.read_csv(self.path)
        names = named(self.features, list(frame), self.target)
        return frame[list(names)].to_numpy(), frame[self.target].to_numpy()


@lru_cache(maxsize=16)
def mapped(path, changed):
    """Return a .npy file as a memory map; to open it anew for every block would take longer."""
    return np.load(path, mmap_mode="r")


def named(features, columns, target):
    """Return the columns of X: those asked for, or all but the target."""
    names = features or tuple(name for name in columns if name != target)
    missing = [name for name in (*names, target) if name not in columns]
    if missing:
        raise ValueError(
            _("it has no column {missing}; it has {columns}.").format(
                missing=missing, columns=list(columns)
            )
        )
    return names


def sources(path, *, targets=None, target=None, features=None, n_rows=None):
    """Return the parts of one or several files, in order.

    Parameters
    ----------
    path : str or Path, or a sequence of them
        Files .npy (X), .parquet or .csv.
    targets : str or Path, or a sequence of them, optional
        For .npy: the file of y beside each file of X.
    target : str, optional
        For .parquet and .csv: the column of y.
    features : sequence of str, optional
        For .parquet and .csv: the columns of X. Default: all others.
    n_rows : int, optional
        For .npy: rows of a part. Default: the whole file.

    Raises
    ------
    ValueError
        If a suffix is another one, or what it needs is not given.
    """
    paths = listed(path)
    suffix = paths[0].suffix.lower()
    if suffix == ".npy" and targets is not None:
        pairs = zip(paths, listed(targets), strict=True)
        return [part for pair in pairs for part in pieces(*pair, n_rows)]
    if suffix in (".parquet", ".csv") and target is not None:
        kind, names = {".parquet": groups, ".csv": single}[suffix], tuple(features or ())
        return [part for path in paths for part in kind(path, target, names)]
    raise ValueError(
        _(
            "path must end in .npy (with targets=, the file of y), .parquet or .csv (with "
            "target=, the column of y). Got {given!r}."
        ).format(given=paths[0].name)
    )


def pieces(X_path, y_path, n_rows=None):
    """Return a pair of .npy files as parts of ``n_rows`` rows; the last may be shorter."""
    shapes = [np.load(path, mmap_mode="r").shape for path in (X_path, y_path)]
    if len(shapes[0]) != 2 or shapes[1] != shapes[0][:1]:
        raise ValueError(
            _(
                "X must have the shape (n_samples, n_features) and y (n_samples,). Got "
                "{x_shape} in {X_path} and {y_shape} in {y_path}."
            ).format(x_shape=shapes[0], X_path=X_path, y_shape=shapes[1], y_path=y_path)
        )
    n_samples = shapes[0][0]
    size = check_integer("n_rows", n_rows or max(1, n_samples))
    starts = range(0, n_samples, size)
    return [Npy(X_path, y_path, start, min(start + size, n_samples)) for start in starts]


def groups(path, target, features):
    """Return the row groups of a Parquet file."""
    n_groups = Parquet(path, target)._file().metadata.num_row_groups
    return [Parquet(path, target, features, group) for group in range(n_groups)]


def single(path, target, features):
    """Return a CSV file, which is one part."""
    return [Csv(path, target, features)]


def listed(paths):
    """Return one path or several as a list of absolute paths: workers may be in other folders."""
    several = paths if isinstance(paths, Sequence) and not isinstance(paths, str) else [paths]
    return [Path(path).absolute() for path in several]


def stream(path, batch_size, *, buffer=1, seed=0, **files):
    """Yield the mini-batches of one epoch from files larger than memory.

    Rows are read in order and pass through a buffer: each new row takes the place of a random one
    in it, and that one goes out. So a buffer of 1 keeps the order of the file, and one of N
    shuffles; between them a row moves about ``buffer`` places.

    Parameters
    ----------
    path : str or Path, or a sequence of them
        Files .npy (X), .parquet or .csv; parts are read one after the other.
    batch_size : int
        b; the last batch of the epoch may be shorter.
    buffer : int
        Rows kept in memory to draw from.
    seed : int or numpy.random.Generator
        Source of the draws.
    **files
        ``targets`` for .npy, ``target`` and ``features`` for .parquet and .csv, as for `sources`.

    Yields
    ------
    X : ndarray, shape (b, n_features)
        In the type of the file: float32 stays float32.
    y : ndarray, shape (b,)

    Raises
    ------
    ValueError
        If an argument is out of its range, or a file lacks what is asked of it.
    """
    b, size = check_integer("batch_size", batch_size), check_integer("buffer", buffer)
    parts = sources(path, n_rows=max(b, 4096), **files)
    return rebatched(shuffled(parts, size, np.random.default_rng(seed)), b)


def shuffled(parts, buffer, rng):
    """Yield (X, y) pieces of the parts' rows in the order in which the buffer lets them out."""
    held = None
    for part in parts:
        X, y = map(np.asarray, part.load())
        held = [X[:0], y[:0]] if held is None else held
        n_before = len(held[0])
        pool_X, pool_y = (np.concatenate(pair) for pair in zip(held, (X, y)))
        kept = list(range(n_before))
        out = []
        for new, slot in zip(range(n_before, len(pool_X)), rng.integers(buffer, size=len(X))):
            if len(kept) < buffer:
                kept.append(new)
            else:
                out.append(kept[slot])
                kept[slot] = new
        yield pool_X[out], pool_y[out]
        held = [pool_X[kept], pool_y[kept]]
    if held is not None:
        order = rng.permutation(len(held[0])) if buffer > 1 else slice(None)
        yield held[0][order], held[1][order]


def rebatched(pieces, batch_size):
    """Yield the rows of pieces of any length in batches of b."""
    rest = None
    for piece in pieces:
        X, y = piece if rest is None else (np.concatenate(pair) for pair in zip(rest, piece))
        n_whole = len(X) - len(X) % batch_size
        for start in range(0, n_whole, batch_size):
            yield X[start : start + batch_size], y[start : start + batch_size]
        rest = X[n_whole:], y[n_whole:]
    if rest is not None and len(rest[0]):
        yield rest
