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


def pack(objective, sweep, window, lit):
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
    """
    paths = [params[:, 0] for params in sweep.params]
    losses = [loss[:, :1] for loss in sweep.loss]
    traits, layout = lit
    packed = pack_paths(objective, paths, losses, window)
    arrows, scale = {}, {}
    if window is not None:
        arrows, scale = pack_gradients(objective, sweep, paths, window)
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


def pack_gradients(objective, sweep, paths, window):
    """Return trait and layout with −∇J_B and −∇J at each record, or J′ for a single parameter."""
    full = [all_gradients(objective, path) for path in paths]
    if objective.n_params == 1:
        return {"slopes": joined(as_floats(grads) for grads in full)}, {}
    of_batches = [grads[:, 0] for grads in sweep.grads]
    if sweep.batch_sizes.tolist() == [objective.n_samples]:
        of_batches = [np.zeros_like(full[0])]  # one arrow says it all
    return pack_arrows(of_batches, full, window)


def pack_arrows(of_batches, full, window):
    """Return trait and layout of the arrows −∇J_B, −∇J, from gradients (n_rates, n_records, 2)."""
    pairs = [np.stack([part, whole], axis=-2) for part, whole in zip(of_batches, full)]
    typical = typical_length(pairs, window)
    arrows = [codec.encode_arrows(-pair, window, typical) for pair in pairs]
    return {"gradients": joined(arrows)}, {"typical_length": float(typical)}


def typical_length(pairs, window):
    """Return a third of the length of ∇J at the start, or of ∇J_B there if ∇J is zero."""
    at_start = np.array([pair[0, 0] for pair in pairs]) / np.ptp(np.array(window), axis=1)
    of_batches, full = np.linalg.norm(at_start, axis=-1).max(axis=0)
    return (full if full > 1e-9 * of_batches else of_batches) / 3


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
    """Return the traits with the paths of a sweep over several seeds."""
    codes = [codec.encode_positions(params, window) for params in sweep.params]
    steps = [steps.tolist() for steps in sweep.steps]
    return joined(codes), {"fan_steps": steps, "n_seeds": len(sweep.seeds)}


def seconds_per_update(objective, start, batch_sizes):
    """Return the time one update takes on this machine, for each batch size, in seconds."""
    return [_seconds(objective, start, int(b)) for b in batch_sizes]


def _seconds(objective, start, b):
    n = int(np.clip(MOST_TIMED // b, 2, 12))  # the more rows, the less does the clock err
    timed = {"learning_rate": 0.0, "max_steps": n, "record_every": n, "record_loss": False}
    return float(gradient_descent(objective, start, batch_size=b, **timed).seconds[-1] / n)
