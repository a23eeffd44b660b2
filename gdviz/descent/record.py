"""Keep what a run passes by, and make a `Trajectory` of it."""

import math
import time

import numpy as np

from gdviz.checks import check_integer
from gdviz.descent.trajectory import Trajectory
from gdviz.objectives.stacks import loss_many


class Record:
    """The updates worth keeping, as `updates` yields them, and when they happened."""

    def __init__(self, params, *, every, with_rows):
        self.every = check_integer("record_every", every)
        self.latest = (0, 0.0, 0, math.nan, 0, params, None)
        self.kept, self.seconds = [self.latest[:-1]], [0.0]
        self.rows = [None] if with_rows else None
        self.began = time.perf_counter()

    def add(self, update):
        """Take note of an update, and keep it if it is one in ``every``."""
        self.latest = update
        if update[0] % self.every == 0:
            self.keep()

    def keep(self):
        """Keep the latest update."""
        self.kept.append(self.latest[:-1])
        self.seconds.append(time.perf_counter() - self.began)
        if self.rows is not None:
            # A batch is a view of its epoch's order: to hold one row would be to hold all N.
            self.rows.append(self.latest[-1].copy())

    def trajectory(self, objective, *, stop_reason, record_loss):
        """Return the run so far, which always ends with the latest update."""
        if self.kept[-1][0] != self.latest[0]:
            self.keep()
        step, epoch, samples_seen, learning_rate, batch_size, params = zip(*self.kept)
        params, samples_seen = np.array(params), np.array(samples_seen)
        return Trajectory(
            params=params,
            loss=_losses(objective, params, samples_seen, record_loss),
            step=np.array(step),
            epoch=np.array(epoch),
            samples_seen=samples_seen,
            seconds=np.array(self.seconds),
            learning_rate=np.array(learning_rate),
            batch_size=np.array(batch_size),
            rows=self.rows and tuple(self.rows),
            stop_reason=stop_reason,
            n_samples=objective.n_samples,
        )


def _losses(objective, params, samples_seen, record_loss):
    """Measure J where it was asked for: everywhere, nowhere, or at most once a pass."""
    if record_loss is None and not getattr(objective, "loss_is_cheap", False):
        wanted = np.diff(samples_seen // objective.n_samples, prepend=-1) > 0
        wanted[-1] = True
    else:
        wanted = np.full(len(params), record_loss is not False)
    loss = np.full(len(params), np.nan)
    loss[wanted] = loss_many(objective, params[wanted])
    return loss
