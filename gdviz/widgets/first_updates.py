"""The first updates of every run, for the page's step inspector (inspector.js).

The paths that the page draws are rounded to what a screen can show; an inspector must not be. So
the samples travel in full precision, and the order in which the epochs of the first `N_FIRST`
updates read them, which all runs of a seed share. From these the page works out predictions,
residuals, gradients and their mean, and of plain gradient descent on a model that it knows θ as
well: that takes a tenth of the bytes of all θ. Of any other run θ is sent, and the gradients with
it where they are not (θ before − θ after)/η. Later updates are asked of the kernel (inspection.py).
"""

import numpy as np

from gdviz.descent.batches import batches, epochs, rows_per_epoch
from gdviz.plots.data import features_of, has_bias
from gdviz.widgets import codec
from gdviz.widgets.fits import MOST_SHOWN, PROBES, kind_of_fit

N_FIRST = 51  # one more than 50: the marker at update 50 shows what comes next
MOST_BYTES = 300_000  # of all θ together
BYTES_OF_ROWS = 60_000
FEW = 6  # rows of a batch that are shown
NOBODY = 2**32 - 1  # in place of a row, where a batch has fewer
N_PROBED = 9
MOST_FEATURES = MOST_PARAMS = 2
NOTHING = {"first_params": b"", "first_means": b"", "first_rows": b"", "first_table": b""}


def is_plain(optimizer):
    """Whether the method is θ ← θ − η · mean of the gradients."""
    return optimizer is None or getattr(optimizer, "name", "") == "sgd()"


def shows_rows(objective):
    """Whether rows are shown as numbers: one or two features, one target, and a prediction."""
    if hasattr(objective, "n_classes") or not callable(getattr(objective, "predict", None)):
        return False
    if getattr(objective, "X", None) is None or getattr(objective, "y", None) is None:
        return False
    n_features = features_of(objective).shape[1]
    return n_features <= MOST_FEATURES and np.shape(objective.y) == (objective.n_samples,)


def row_rule(objective):
    """Return how the page finds a row's prediction and gradient, or None if it cannot.

    ``kind`` is "line" (prediction xᵀθ) or "logistic" (its sigmoid), and the gradient of a row is
    ``factor`` · (prediction − y) · x; a batch's is the mean of its rows'. This is asked of the
    objective at some places, so that an own one is understood as well.
    """
    if not shows_rows(objective) or np.shape(objective.X)[1:] != (objective.n_params,):
        return None
    if (kind := kind_of_fit(objective)) == "table":
        return None
    probes = [np.array(probe[: objective.n_params]) for probe in PROBES]
    rows = np.arange(min(N_PROBED, objective.n_samples))
    bases = [residuals(objective, probe, rows)[:, None] * objective.X[rows] for probe in probes]
    singles = [[objective.grad(probe, rows[k : k + 1]) for k in rows] for probe in probes]
    factor = float(np.vdot(bases, singles) / (np.vdot(bases, bases) or 1.0))
    is_so = np.allclose(singles, factor * np.array(bases))
    is_mean = all(
        np.allclose(objective.grad(probe, rows), np.mean(grads, axis=0))
        for probe, grads in zip(probes, singles)
    )
    return {"kind": kind, "factor": factor} if is_so and is_mean else None


def residuals(objective, params, rows):
    """Return prediction − y of some rows."""
    return objective.predict(params, objective.X[rows]) - objective.y[rows]


def is_run_in_page(objective, optimizer):
    """Whether the page finds θ itself."""
    is_there = objective.n_samples <= MOST_SHOWN and row_rule(objective) is not None
    return is_there and is_plain(optimizer)


def sends_means(objective, optimizer):
    """Whether the mean gradients travel beside θ: steps do not tell them, or not to all digits."""
    return objective.n_samples == 1 or not is_plain(optimizer)


def bytes_of_first(objective, n_rates, n_sizes, optimizer):
    """Return how many bytes the first updates take, at most."""
    if objective.n_params > MOST_PARAMS:
        return 0
    if is_run_in_page(objective, optimizer):
        return 2 * BYTES_OF_ROWS
    each = 8 * objective.n_params * n_rates * n_sizes * (1 + sends_means(objective, optimizer))
    return 2 * BYTES_OF_ROWS + each * n_sent(each)


def n_sent(bytes_of_one):
    """Return of how many updates θ is sent."""
    return min(N_FIRST, MOST_BYTES // bytes_of_one)


def pack_first(objective, sweep, *, seed, order, optimizer):
    """Return traits and layout of the first updates.

    ``seed`` and ``order`` are those of the sweep, as in `pack.pack`.
    """
    counts = [min(N_FIRST, n_whole(steps)) for steps in sweep.steps]
    sizes, drawing = sweep.batch_sizes.tolist(), {"rng": seed, **order}
    traits, layout = pack_rows(objective, sizes, counts, drawing)
    if not is_run_in_page(objective, optimizer):
        paths, counts = pack_paths(
            objective, sweep, counts, drawing, sends_means(objective, optimizer)
        )
        traits |= paths
    layout |= {
        "n": counts,
        "few": FEW,
        "is_plain": is_plain(optimizer),
        "rows_per_epoch": [rows_per_epoch(sweep.n_samples, b, order["drop_last"]) for b in sizes],
        "is_ordered": not order["replace"],
    }
    return {**NOTHING, **traits}, {"first": layout}


def n_whole(steps):
    """Return how many updates are recorded without a gap at the beginning."""
    return int(np.cumprod(steps == np.arange(len(steps))).sum()) - 1


def pack_paths(objective, sweep, counts, drawing, with_means):
    """Return the traits with θ after each update, and of how many updates they are."""
    n_rates, p = len(sweep.learning_rates), objective.n_params
    most = n_sent(8 * p * n_rates * len(counts) * (1 + with_means))
    counts = [min(most, n) for n in counts]
    paths = [params[:, 0, : n + 1] for params, n in zip(sweep.params, counts)]
    means = b""
    if with_means:
        means = joined(mean_gradients(objective, sweep, paths, counts, drawing))
    return {"first_params": joined(path[:, 1:] for path in paths), "first_means": means}, counts


def mean_gradients(objective, sweep, paths, counts, drawing):
    """Yield ∇J_B(θ) before each update, (n_rates, n_updates, n_params), for each batch size."""
    for path, n, b in zip(paths, counts, sweep.batch_sizes.tolist()):
        drawn = first_batches(objective.n_samples, b, n, drawing)
        yield codec.batch_gradients(objective, path[:, :-1], drawn)


def first_batches(n_samples, batch_size, n_updates, drawing):
    """Return the rows of the first updates; None is all rows, in their order."""
    return [rows for _, rows in zip(range(n_updates), batches(n_samples, batch_size, **drawing))]


def pack_rows(objective, sizes, counts, drawing):
    """Return traits and layout with the samples, and which of them each update reads."""
    if not shows_rows(objective):
        return {}, {"n_table": 0, "rule": None, "names": []}
    n_samples, is_small = objective.n_samples, objective.n_samples <= MOST_SHOWN
    maker = whole_orders if is_small else shown_rows
    codes, table = maker(n_samples, sizes, counts, drawing)
    columns = [table, np.asarray(objective.X)[table], np.asarray(objective.y)[table]]
    return {"first_rows": codes, "first_table": joined([np.column_stack(columns)])}, {
        "n_table": len(table),
        "rule": row_rule(objective),
        "names": names_of(objective),
    }


def whole_orders(n_samples, sizes, counts, drawing):
    """Return the order of the rows in each epoch, two bytes a row, and the rows: all of them."""
    order = {name: flag for name, flag in drawing.items() if name != "drop_last"}
    needed = [
        -(-n // -(-rows_per_epoch(n_samples, b, drawing["drop_last"]) // b))
        for b, n in zip(sizes, counts)
        if b < n_samples or drawing["replace"]
    ]
    passes = epochs(n_samples, lambda epoch: 1, drop_last=False, **order)  # b is of no matter
    rows = [one for _, (one, _) in zip(range(max(needed, default=0)), passes)]
    return b"".join(one.astype("<u2").tobytes() for one in rows), np.arange(n_samples)


def shown_rows(n_samples, sizes, counts, drawing):
    """Return the rows that are shown of each batch, as places in a list of rows, and that list."""
    shown = [
        np.arange(FEW) if rows is None else rows[:FEW]
        for b, n in zip(sizes, counts)
        for rows in first_batches(n_samples, b, n, drawing)
    ]
    table = np.unique(np.concatenate(shown))
    codes = np.full((len(shown), FEW), NOBODY)
    for line, rows in zip(codes, shown):
        line[: len(rows)] = np.searchsorted(table, rows)
    return codes.astype("<u4").tobytes(), table


def names_of(objective):
    """Return what the columns of X are called; one of ones has no name."""
    n_features = features_of(objective).shape[1]
    names = ["x"] if n_features == 1 else [f"x{'₁₂'[k]}" for k in range(n_features)]
    return [None, *names] if has_bias(objective.X) else names


def joined(arrays):
    """Return numbers as bytes, one array after the other, in full precision."""
    return b"".join(np.ascontiguousarray(array, dtype="<f8").tobytes() for array in arrays)
