"""From a `Sweep` to the traits of a `Player`."""

import numpy as np

from gdviz.descent import gradient_descent
from gdviz.descent.batches import rows_per_epoch
from gdviz.descent.divergence import divergence_limits
from gdviz.descent.sweep import samples_after
from gdviz.objectives.stacks import grad_many
from gdviz.widgets import codec
from gdviz.widgets.first_updates import bytes_of_first
from gdviz.widgets.fits import MOST_SHOWN
from gdviz.widgets.steps import pack_steps

MOST_BYTES = 820_000
MOST_RECORDS = 300  # a loss curve is about so many pixels wide
N_WHOLE = 51  # updates kept all at the beginning of a run, so that one step there is one update
LARGEST_FLOAT = float(np.finfo("f4").max)
MOST_SEEN = 2  # parameters
MOST_AT_ONCE = 2**22
LARGEST = 1e300
MOST_TIMED = 2**18  # rows


def most_records(objective, n_rates, batch_sizes, optimizer):
    """Return how many records of each run fit into `MOST_BYTES`, at most `MOST_RECORDS`."""
    n_params, n_samples = objective.n_params, objective.n_samples
    mask = min(n_samples, MOST_SHOWN) / 8
    lit = sum(min(2 * b, mask) for b in batch_sizes if b < n_samples)
    a_record = 6 + (2 * n_params if n_params <= MOST_SEEN else 0)
    room = MOST_BYTES - bytes_of_first(objective, n_rates, len(batch_sizes), optimizer)
    fitting = int(room / (n_rates * len(batch_sizes) * a_record + lit))
    return min(fitting, MOST_RECORDS)


def pack(objective, sweep, window, lit, *, is_plain=True):
    """Return the traits of a `Player` that hold the runs of a sweep.

    Parameters
    ----------
    objective : object
        What the sweep ran on.
    sweep : Sweep
    window : pairs (low, high) or None
        The part of parameter space on the stage; None if that is not shown.
    lit : traits, layout
        From `gdviz.widgets.lit.pack_lit`.
    is_plain : bool
        Whether an update is −η∇J_B.
    """
    paths = [params[:, 0] for params in sweep.params]
    losses = [loss[:, :1] for loss in sweep.loss]
    traits, layout = lit
    packed = pack_paths(objective, paths, losses, window)
    arrows, scale = {}, {}
    if window is not None:
        arrows, scale = pack_gradients(objective, sweep, paths, window, is_plain=is_plain)
    return {
        **traits,
        **packed,
        **arrows,
        "packing": packed["packing"] | layout | scale,
        "clock": joined(clock(sweep, j) for j in range(len(sweep.steps))),
    }


def pack_paths(objective, paths, losses, window, *, beside=()):
    """Return the traits with places and losses of paths (n_rates, n_records, n_params).

    ``losses`` have the shape (n_rates, 1, n_records), and so have the further curves ``beside``
    them, which the page finds where another racer's losses would be. Without a window there are
    no places.
    """
    limits, is_log = codec.loss_range([*losses, *beside])
    layout = {
        "n_params": objective.n_params if window else 0,
        "start": paths[0][0, 0].tolist() if window else [],
        "n_records": [path.shape[1] for path in paths],
        "range": codec.reach(window or ()),
        "loss_range": limits,
        "loss_is_log": is_log,
        "diverged_above": diverged_above(objective, losses),
        "batches": [],
        "n_shown": 0,
    }
    return {
        "packing": layout,
        "positions": joined(codec.encode_positions(path, window) for path in paths if window),
        "losses": joined(codec.encode_losses(loss, limits, is_log) for loss in (*losses, *beside)),
    }


def as_floats(values):
    """Return the values in 32 bits: the largest that these can hold where they do not fit."""
    return values.clip(-LARGEST_FLOAT, LARGEST_FLOAT).astype("<f4")


def joined(arrays):
    """Return the bytes of the arrays, one after the other."""
    return b"".join(np.ascontiguousarray(array).tobytes() for array in arrays)


def diverged_above(objective, losses):
    """Return the loss above which a run that ends there has diverged: one, or one for each run."""
    limits = [limit.ravel() for limit in divergence_limits(objective, losses)]
    limits = np.concatenate(limits).clip(max=LARGEST).tolist()
    return limits[0] if len(set(limits)) == 1 else limits


def clock(sweep, j):
    """Return updates, epochs and samples seen at each record, shape (n_records, 3)."""
    steps, b = sweep.steps[j], int(sweep.batch_sizes[j])
    rows = rows_per_epoch(sweep.n_samples, b, sweep.drop_last)
    times = [steps, steps / -(-rows // b), samples_after(steps, b, rows)]
    return np.stack(times, axis=1).astype("<f4")


def pack_gradients(objective, sweep, paths, window, *, is_plain):
    """Return traits and layout of the arrows at each record, or of J′ for a single parameter."""
    full = [all_gradients(objective, path) for path in paths]
    is_random = sweep.batch_sizes.min() < objective.n_samples
    of_batches = gradients_of_batches(sweep, None if is_random else full) if is_plain else None
    times = sweep.learning_rates, sweep.steps, window
    arrows = pack_steps(paths, full, of_batches, *times, has_step=is_random or not is_plain)
    if objective.n_params == 1:
        arrows[0]["slopes"] = joined(as_floats(grads) for grads in full)
    return arrows


def gradients_of_batches(sweep, full):
    """Return ∇J_B of the next batch at each record: as recorded, or those of all rows."""
    return full if sweep.grads is None else [grads[:, 0] for grads in sweep.grads]


def all_gradients(objective, path):
    """Return ∇J along paths (n_rates, n_records, n_params), a few thousand samples at a time."""
    stack = path.reshape(-1, objective.n_params)
    is_cheap = getattr(objective, "loss_is_cheap", False)
    n_parts = 1 if is_cheap else 1 + len(stack) * objective.n_samples // MOST_AT_ONCE
    n_parts = min(n_parts, len(stack))  # no part is empty, however many samples there are
    with np.errstate(over="ignore", invalid="ignore"):
        parts = [grad_many(objective, part) for part in np.array_split(stack, n_parts)]
    return np.concatenate(parts).reshape(path.shape)


def pack_fan(sweep, window):
    """Return traits and layout of a sweep over several seeds, whose first is that of the run.

    The losses are those of all seeds, the paths those of the others.
    """
    codes = [codec.encode_positions(params[:, 1:], window) for params in sweep.params]
    limits, is_log = codec.loss_range(sweep.loss)
    losses = [codec.encode_losses(loss, limits, is_log) for loss in sweep.loss]
    layout = {
        "fan_steps": [steps.tolist() for steps in sweep.steps],
        "n_seeds": len(sweep.seeds) - 1,
        "fan_range": limits,
        "fan_is_log": is_log,
    }
    return {"fan_positions": joined(codes), "fan_losses": joined(losses)}, layout


def seconds_per_update(objective, start, batch_sizes):
    """Return the time one update takes on this machine, for each batch size, in seconds."""
    return [_seconds(objective, start, int(b)) for b in batch_sizes]


def _seconds(objective, start, b):
    n = int(np.clip(MOST_TIMED // b, 2, 12))  # the more rows, the less does the clock err
    timed = {"learning_rate": 0.0, "max_steps": n, "record_every": n, "record_loss": False}
    return float(gradient_descent(objective, start, batch_size=b, **timed).seconds[-1] / n)
