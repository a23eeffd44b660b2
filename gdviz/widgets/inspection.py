"""`Inspected`: one update in numbers, for those that the page does not hold itself."""

import itertools
import math

import numpy as np
import traitlets

from gdviz.checks import check_integer
from gdviz.descent import gradient_descent
from gdviz.descent.batches import epochs, rows_per_epoch
from gdviz.widgets import wording
from gdviz.widgets.fan import Fanned
from gdviz.widgets.first_updates import FEW, MOST_PARAMS, pack_first, shows_rows
from gdviz.widgets.player import Checked, refusing, synced
from gdviz.words import _

NO_ROWS = {"rows": [], "features": [], "targets": [], "predictions": [], "gradients": []}


def check_update(name, value):
    """Return ``value`` as [] or as [learning_rate_index, batch_size_index, update]."""
    triple = list(value) if isinstance(value, (list, tuple)) else [None]
    if len(triple) not in (0, 3):
        raise ValueError(
            _("{name} must be [] or two indices and an update. Got {given}.").format(
                name=name, given=f"{value!r:.80}"
            )
        )
    return [check_integer(name, number, low=0) for number in triple]


class Inspected(Fanned):
    """A subclass has ``descent``, the arguments of `gradient_descent` that all its runs share.

    Attributes
    ----------
    inspected : dict
        The update that the page asked for last, see `look_at`, and which run it is of.
    """

    descent = None

    first_params = synced(traitlets.Bytes())
    first_means = synced(traitlets.Bytes())
    first_rows = synced(traitlets.Bytes())
    first_table = synced(traitlets.Bytes())
    asked_update = Checked([], check_update)
    inspected = synced(traitlets.Dict())

    def inspect(self, step=None):
        """Return one update of the run on the screen in numbers.

        Parameters
        ----------
        step : int, optional
            Which update, from 1 on. By default the one that follows what is on the screen.

        Returns
        -------
        dict
            Of lists and numbers: ``rows``, the first six row numbers of its mini-batch, with their
            ``features`` (X), ``targets`` (y), ``predictions`` and ``gradients``; ``n_rows``, how
            many there are; ``mean`` of all their gradients; θ ``before`` and ``after``; and how
            many rows of the data are ``unseen`` in its epoch after it.

        Raises
        ------
        ValueError
            If the run has no such update.

        Examples
        --------
        >>> import gdviz as gd
        >>> from gdviz.widgets.descent_explorer import descent_explorer
        >>> line = gd.LeastSquares([[1.0], [1.0]], [0.0, 2.0])
        >>> explorer = descent_explorer(line, [3.0], learning_rates=[0.5], n_steps=4)
        >>> explorer.batch_size = 2
        >>> update = explorer.inspect(1)
        >>> update["gradients"], update["mean"], update["after"]
        ([[3.0], [1.0]], [2.0], [2.0])
        """
        step = min(self.step + 1, self._last_step()) if step is None else step
        step = check_integer("step", step, low=1, high=self._last_step())
        return self._look_at(self.learning_rate_index, self.batch_size_index, step)

    def _look_at(self, i, j, update):
        return look_at(
            self.objective,
            self.start,
            update,
            learning_rate=self.learning_rates[i],
            batch_size=self.batch_sizes[j],
            seed=self.seed,
            **self.descent,
        )

    @traitlets.observe("asked_update")
    @refusing
    def _inspect(self, change):
        if not change.new:
            return
        i, j, update = change.new
        which = {"i": i, "j": j, "update": update, "version": self.packing["version"]}
        self.inspected = {**which, **sendable(self._look_at(i, j, update))}

    def _first_updates(self):
        """Return traits and layout of the updates that the page holds."""
        if self.objective.n_params > MOST_PARAMS:
            return {}, {}
        return pack_first(
            self.objective,
            self.sweep,
            seed=self.seed,
            order=self._order(),
            optimizer=self.descent["optimizer"],
        )

    def _words(self):
        has_rows = self.objective.n_samples > 1
        said = wording.of_inspector(has_rows=has_rows, **self.descent)
        return {**super()._words(), **said}


def look_at(objective, params, update, **descent):
    """Return one update of a run in numbers: see `Inspected.inspect`."""
    before, after, rows = around(objective, params, update, **descent)
    few, has_rows = rows[:FEW], objective.n_samples > 1
    return {
        **(rows_in_numbers(objective, before, few) if has_rows else NO_ROWS),
        "n_rows": len(rows),
        "mean": grad_of(objective, before, rows).tolist(),
        "before": before.tolist(),
        "after": after.tolist(),
        "unseen": objective.n_samples - n_seen(objective.n_samples, update, **descent),
    }


def around(objective, params, update, **descent):
    """Return θ before and after an update, and its rows."""
    run = gradient_descent(
        objective,
        params,
        max_steps=update,
        record_every=max(1, update - 1),
        record_rows=True,
        record_loss=False,
        **descent,
    )
    if run.step[-1] != update:
        raise ValueError(
            _("step must be at most {last}, where the run left. Got {given}.").format(
                last=run.step[-1], given=update
            )
        )
    return run.params[-2], run.params[-1], run.rows[-1]


def grad_of(objective, params, rows):
    """Return ∇J_B(θ) as the loop asks for it: all rows, once each, are None."""
    is_all = len(rows) == objective.n_samples == len(np.unique(rows))
    return np.asarray(objective.grad(params, None if is_all else rows))


def rows_in_numbers(objective, params, few):
    """Return what is shown of some rows: numbers, features, target, prediction, gradient."""
    grads = [objective.grad(params, few[k : k + 1]) for k in range(len(few))]
    shown = {"rows": few.tolist(), "gradients": np.asarray(grads).tolist()}
    if not shows_rows(objective):
        return {**NO_ROWS, **shown}
    X, y = np.asarray(objective.X)[few], np.asarray(objective.y)[few]
    predictions = np.asarray(objective.predict(params, X))
    seen = {"features": X, "targets": y, "predictions": predictions}
    return {**shown, **{name: values.tolist() for name, values in seen.items()}}


def n_seen(n_samples, update, *, batch_size, seed, shuffle, replace, drop_last, **_descent):
    """Return how many different rows an epoch has read after an update of it."""
    per_epoch = -(-rows_per_epoch(n_samples, batch_size, drop_last) // batch_size)
    epoch, place = divmod(update - 1, per_epoch)
    if not replace:
        return min((place + 1) * batch_size, rows_per_epoch(n_samples, batch_size, drop_last))
    order = {"shuffle": shuffle, "replace": replace, "drop_last": drop_last, "rng": seed}
    passes = epochs(n_samples, lambda _: batch_size, **order)
    rows, _ = next(itertools.islice(passes, epoch, None))
    return len(np.unique(rows[: (place + 1) * batch_size]))


def sendable(value):
    """Return lists and numbers as JSON has them: what is not finite is None."""
    if isinstance(value, dict):
        return {name: sendable(one) for name, one in value.items()}
    if isinstance(value, list):
        return [sendable(one) for one in value]
    return value if not isinstance(value, float) or math.isfinite(value) else None
