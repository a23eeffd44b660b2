"""Keep what a run passes by, and make a `Trajectory` of it."""

import math
import time

import numpy as np

from gdviz.checks import check_integer
from gdviz.descent.divergence import has_diverged
from gdviz.descent.trajectory import Trajectory, frozen
from gdviz.objectives.stacks import loss_many

READ_AT_ONCE = 2**22  # rows of data that are read between two chances to interrupt


class Record:
    """The updates worth keeping, as `updates` yields them, and when they happened."""

    def __init__(self, params, *, every, with_rows):
        self.every = check_integer("record_every", every)
        self.with_rows = with_rows
        self.latest = (0, 0.0, 0, math.nan, 0, params, None)
        self.kept = [(self.latest[:-1], None, 0.0)]
        self.first_loss = None
        self.began = time.perf_counter()

    def start(self, loss):
        """Take note of J at the start, which the first look has measured; time runs from now."""
        self.first_loss = loss
        self.began = time.perf_counter()

    def add(self, update):
        """Take note of an update, and keep it if it is one in ``every``."""
        self.latest = update
        if update[0] % self.every == 0:
            self.keep()

    def keep(self):
        """Keep the latest update."""
        # A batch is a view of its epoch's order: to hold one row would be to hold all N.
        rows = frozen(self.latest[-1]) if self.with_rows else None
        # One append: an interrupt finds the update there, or not.
        self.kept.append((self.latest[:-1], rows, time.perf_counter() - self.began))

    def forget_latest(self):
        """Go back to the record before the latest update, whose loss was not finite."""
        if self._has_latest():
            self.kept.pop()
        self.latest = (*self.kept[-1][0], None)

    def _has_latest(self):
        return self.kept[-1][0][0] == self.latest[0]

    def trajectory(self, objective, *, stop_reason, record_loss):
        """Return the run so far, which ends with the latest update of finite loss."""
        if not self._has_latest():
            self.keep()
        updates, rows, seconds = zip(*self.kept)
        step, epoch, samples_seen, learning_rate, batch_size, params = zip(*updates)
        params, samples_seen = np.array(params), np.array(samples_seen, dtype=np.int64)
        loss = np.full(len(params), np.nan)
        if self.first_loss is not None and not getattr(objective, "loss_is_cheap", False):
            loss[0] = self.first_loss
        wanted = _wanted(objective, samples_seen, record_loss)
        try:
            n = measure(objective, params, loss, wanted)
        except KeyboardInterrupt:
            n, stop_reason = len(loss), "interrupted"
        ends_by_itself = stop_reason not in ("interrupted", "callback")
        if n < len(loss) or (ends_by_itself and has_diverged(objective, loss)):
            stop_reason = "diverged"
        for array in (params, loss, samples_seen):
            array.setflags(write=False)  # so that none of them is copied
        return Trajectory(
            params=params[:n],
            loss=loss[:n],
            step=np.array(step[:n], dtype=np.int64),
            epoch=np.array(epoch[:n]),
            samples_seen=samples_seen[:n],
            seconds=np.array(seconds[:n]),
            learning_rate=np.array(learning_rate[:n]),
            batch_size=np.array(batch_size[:n]),
            rows=rows[:n] if self.with_rows else None,
            stop_reason=stop_reason,
            n_samples=objective.n_samples,
        )


def _wanted(objective, samples_seen, record_loss):
    """Return the records where J is asked for: all, none, or one a pass and the last."""
    if record_loss is None and not getattr(objective, "loss_is_cheap", False):
        first_of_a_pass = np.diff(samples_seen // objective.n_samples, prepend=-1) > 0
        return np.flatnonzero(np.append(first_of_a_pass[:-1], True))
    return np.arange(len(samples_seen) if record_loss is not False else 0)


def measure(objective, params, loss, wanted):
    """Write J into ``loss`` at the wanted records; return how many are left before an overflow.

    The first wanted loss that is not finite ends the run. It overflowed somewhere after the wanted
    record before: where, is found by halving, so that the run ends with a finite loss.
    """
    todo = wanted[np.isnan(loss[wanted])]
    at_once = max(1, len(todo))
    if not getattr(objective, "loss_is_cheap", False):
        is_vectorized = hasattr(objective, "loss_many")
        at_once = max(1, READ_AT_ONCE // objective.n_samples) if is_vectorized else 1
    for start in range(0, len(todo), at_once):
        part = todo[start : start + at_once]
        loss[part] = loss_many(objective, params[part])
        if not np.isfinite(loss[part]).all():
            return _last_finite(objective, params, loss, wanted) + 1
    return len(loss)


def _last_finite(objective, params, loss, wanted):
    """Return the last record before the first loss that is not finite, and measure it."""
    first_bad = np.argmin(np.isfinite(loss[wanted]))
    good, bad = wanted[max(first_bad - 1, 0)], wanted[first_bad]
    while bad - good > 1:
        middle = (good + bad) // 2
        loss[middle] = loss_many(objective, params[middle : middle + 1])[0]
        good, bad = (middle, bad) if np.isfinite(loss[middle]) else (good, middle)
    return good
