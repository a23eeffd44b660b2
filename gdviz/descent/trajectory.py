"""The record of one run."""

from dataclasses import dataclass, fields

import numpy as np


@dataclass(frozen=True, eq=False, repr=False)
class Trajectory:
    """What a run left behind. Record 0 is the start; every other one follows an update.

    Attributes
    ----------
    params : ndarray of shape (n_records, n_params)
        θ along the path.
    loss : ndarray of shape (n_records,)
        J(θ) over all data; NaN where it was not measured.
    step : ndarray of int
        Updates made so far.
    epoch : ndarray
        Passes over the data so far, in fractions: 2.5 is half way through the third.
    samples_seen : ndarray of int
        Rows read so far, counted as often as they were read.
    seconds : ndarray
        Time since the start, in seconds.
    learning_rate, batch_size : ndarray
        η and b of the update that led to the record; NaN and 0 at the start.
    rows : tuple of (ndarray or None), or None
        The mini-batch of that update, where it was asked for.
    stop_reason : str
        "n_epochs", "max_steps", "diverged", "callback", "interrupted", or the name that a stop
        condition returned. A diverged run ends with its last finite params and loss, or after all
        its updates far above its start, see `gdviz.descent.divergence`.
    n_samples : int
        N, the number of rows in the data.
    """

    params: np.ndarray
    loss: np.ndarray
    step: np.ndarray
    epoch: np.ndarray
    samples_seen: np.ndarray
    seconds: np.ndarray
    learning_rate: np.ndarray
    batch_size: np.ndarray
    rows: tuple | None
    stop_reason: str
    n_samples: int

    def __len__(self):
        return len(self.step)

    def __repr__(self):
        return (
            f"Trajectory({self.step[-1]} updates, loss {self._in_words()}, "
            f"stopped by {self.stop_reason!r})"
        )

    def _in_words(self):
        """The last loss that was measured, and the first if the run ended above it."""
        measured = self.loss[~np.isnan(self.loss)]
        if not measured.size:
            return "not measured"
        start, end = f"{self.loss[0]:.4g}", f"{measured[-1]:.4g}"
        return f"{end}, above {start} at the start" if float(end) > float(start) else end

    def save(self, path):
        """Write the run to a NumPy .npz file (the suffix is added when it is missing)."""
        arrays = {field.name: getattr(self, field.name) for field in fields(self)}
        rows = arrays.pop("rows")
        if rows is not None:
            arrays["row_counts"] = [len(batch) for batch in rows[1:]]
            arrays["row_numbers"] = np.concatenate([np.empty(0, int), *rows[1:]])
        np.savez_compressed(path, **arrays)

    @classmethod
    def load(cls, path):
        """Read a run that `save` wrote."""
        with np.load(path, allow_pickle=False) as file:
            arrays = dict(file)
        counts, rows = arrays.pop("row_counts", None), arrays.pop("row_numbers", None)
        if rows is not None:
            rows = (None, *np.split(rows, np.cumsum(counts)[:-1])) if len(counts) else (None,)
        return cls(
            **{
                **arrays,
                "rows": rows,
                "stop_reason": str(arrays["stop_reason"]),
                "n_samples": int(arrays["n_samples"]),
            }
        )
