"""Which samples light up: those of the next mini-batch, at every record of a run."""

import numpy as np

from gdviz.descent.batches import epochs, rows_per_epoch
from gdviz.widgets.facts import OFF
from gdviz.widgets.fits import MOST_SHOWN, shows_data

SHOWN_OF_MANY = 800  # samples of more than MOST_SHOWN


def pack_lit(objective, sweep, *, seed, order):
    """Return traits and layout that say which samples light up at each record.

    ``order`` is shuffle, replace and drop_last, as the sweep had them.
    """
    if not shows_data(objective):
        return {"lit": b"", "points": b""}, {"batches": [], "n_shown": 0}
    n_samples = objective.n_samples
    n_shown = n_samples if n_samples <= MOST_SHOWN else SHOWN_OF_MANY
    shown = np.linspace(0, n_samples - 1, n_shown).round().astype(int)
    sizes = sweep.batch_sizes.tolist()
    packed = encode_next_batches(n_samples, sizes, sweep.steps, shown, seed=seed, **order)
    starts = np.cumsum([0, *(codes.size for codes, _ in packed)]).tolist()
    ends = n_shown + np.cumsum([len(rows) for _, rows in packed])
    layout = [
        [kind_of(codes, n_shown), codes.shape[1], start, int(end) - len(rows) if len(rows) else 0]
        for (codes, rows), start, end in zip(packed, starts, ends)
    ]
    rows = np.concatenate([shown, *(rows for _, rows in packed)])
    points = np.stack([objective.X[rows, -1], objective.y[rows]], axis=1).astype("<f4")
    traits = {"lit": b"".join(codes.tobytes() for codes, _ in packed), "points": points.tobytes()}
    return traits, {"batches": layout, "n_shown": n_shown}


def kind_of(codes, n_shown):
    """Return how `encode_next_batches` wrote these codes."""
    width = codes.shape[1]
    if width == 0:
        return "all"
    return "bits" if width == -(-n_shown // 8) else "list"


def encode_next_batches(n_samples, batch_sizes, steps, shown, *, seed, shuffle, replace, drop_last):
    """Pack which samples the update after each recorded step reads, for all batch sizes.

    All sizes cut the same epochs, so each epoch is drawn once, and nothing of it is kept but what
    is shown.

    Parameters
    ----------
    n_samples : int
        N.
    batch_sizes : list of int
    steps : sequence of ndarray of int, one per batch size
    shown : ndarray of int
        The samples that a large batch is shown by.
    seed, shuffle, replace, drop_last
        As in `gdviz.descent.batches.epochs`.

    Returns
    -------
    list of (codes, rows), one per batch size
        ``codes``, uint8 of shape (n_records, width): row numbers, two bytes each, where that is
        shorter; else one bit for each shown sample; nothing (width 0) if every batch is all data.
        ``rows``: the rows that the numbers count; empty if they count the shown samples, or if
        there are none.
    """
    cuts = [_Cut(*cut, n_samples, shown, drop_last) for cut in zip(batch_sizes, steps)]
    random = [cut for cut in cuts if replace or cut.batch_size < n_samples]
    numbers = np.full(n_samples, -1, dtype=np.int16)
    numbers[shown] = np.arange(len(shown))
    smallest = min((cut.batch_size for cut in random), default=1)
    order = {"shuffle": shuffle, "replace": replace, "drop_last": False, "rng": seed}
    drawn = epochs(n_samples, lambda epoch: smallest, **order)
    while any(cut.is_open for cut in random):
        rows, _ = next(drawn)
        places = np.flatnonzero(numbers[rows] >= 0)
        for cut in random:
            cut.read(rows, places, numbers)
    return [cut.codes(n_samples, shown) for cut in cuts]


class _Cut:
    """The batches of one size at some steps, read epoch by epoch."""

    def __init__(self, batch_size, steps, n_samples, shown, drop_last):
        self.batch_size, self.steps, self.n_shown = batch_size, steps, len(shown)
        self.end = rows_per_epoch(n_samples, batch_size, drop_last)
        self.per_epoch, self.first, self.found = -(-self.end // batch_size), 0, []
        self.is_listed = 2 * batch_size < -(-len(shown) // 8)

    @property
    def is_open(self):
        return len(self.found) < len(self.steps)

    def read(self, rows, places, numbers):
        """Take what the steps read of an epoch's rows; ``places`` are those of shown samples."""
        last = self.first + self.per_epoch
        for step in self.steps[slice(*np.searchsorted(self.steps, [self.first, last]))]:
            start = int(step - self.first) * self.batch_size
            stop = min(start + self.batch_size, self.end)
            if self.is_listed:
                self.found.append(rows[start:stop].copy())
            else:
                inside = places[slice(*np.searchsorted(places, [start, stop]))]
                self.found.append(is_in(numbers[rows[inside]], self.n_shown))
        self.first = last

    def codes(self, n_samples, shown):
        nobody = np.empty(0, int)
        if not self.found:
            return np.empty((len(self.steps), 0), "u1"), nobody
        if not self.is_listed:
            return np.packbits(self.found, axis=-1), nobody
        rows = nobody if len(shown) == n_samples else np.unique(np.concatenate(self.found))
        numbers = np.full((len(self.found), max(map(len, self.found))), OFF)
        for line, batch in zip(numbers, self.found):  # a short last one leaves places empty
            line[: len(batch)] = np.searchsorted(rows, batch) if len(rows) else batch
        return numbers.astype("<u2").view("u1"), rows


def is_in(numbers, n):
    """Return for each of 0 … n − 1 whether it is among the numbers."""
    mask = np.zeros(n, dtype=bool)
    mask[numbers] = True
    return mask
