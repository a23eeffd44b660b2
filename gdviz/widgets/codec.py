"""Packs a grid of runs into a few hundred kilobytes, for a browser to unpack (codec.js).

What is kept of θ and J is finer than a screen can show, and stated where it is encoded. The exact
numbers stay in Python: `Explorer.run` computes them again.
"""

import numpy as np

from gdviz.descent.batches import batches
from gdviz.objectives.stacks import grad_many
from gdviz.widgets.facts import OFF

FAR = 8
MOST_DECADES = 12


def reach(window):
    """Return the range of codes for each parameter: the window and `FAR` more on either side."""
    return [[low - FAR * (high - low), high + FAR * (high - low)] for low, high in window]


def encode_positions(params, window):
    """Pack places (..., n_records, n_params) into 16 bits a coordinate.

    One code is 1/3855 of the window's width, which is a quarter of a pixel on a panel 960 pixels
    wide. A place beyond `reach` is moved along the line from its predecessor to where it
    leaves, so that a run leaves the picture in its true direction. Of later ones only the direction
    from the middle of the window is kept: `OFF`, and an angle measured with both sides as long. A
    single parameter stays at the end of its range, and what is not finite is all `OFF`.
    """
    low, high = np.array(reach(window)).T
    inside = ((params >= low) & (params <= high)).all(axis=-1)
    with np.errstate(over="ignore", invalid="ignore"):
        cut = params.copy()
        cut[..., 1:, :] = _cut_lines(params[..., :-1, :], params[..., 1:, :], low, high)
        codes = np.round((cut - low) / (high - low) * (OFF - 1))
    follows = np.zeros_like(inside)
    follows[..., 1:] = inside[..., :-1]
    is_known = np.isfinite(params).all(axis=-1)
    if params.shape[-1] == 1:
        return np.where(is_known[..., None], np.clip(codes, 0, OFF - 1), OFF).astype("<u2")
    shown = (inside | follows) & is_known
    codes = np.where(shown[..., None], np.clip(codes, 0, OFF - 1), OFF)
    codes[..., 1] = np.where(shown | ~is_known, codes[..., 1], directions(params, window))
    return codes.astype("<u2")


def directions(params, window):
    """Return the direction of places (..., 2) from the window's middle, in codes 0 … OFF − 1."""
    low, high = np.array(window).T
    with np.errstate(over="ignore", invalid="ignore"):
        u, v = np.moveaxis((params - (low + high) / 2) / (high - low), -1, 0)
    turn = np.arctan2(np.clip(v, -1e300, 1e300), np.clip(u, -1e300, 1e300)) / (2 * np.pi)
    return np.where(np.isnan(turn), OFF, np.round(turn * OFF) % OFF)


def _cut_lines(start, end, low, high):
    """Return ``end``, moved toward ``start`` as far as it takes to be in the box."""
    change = end - start
    with np.errstate(divide="ignore"):
        room = np.where(change > 0, high - start, low - start) / change
    share = np.nanmin(np.where(change == 0, 1.0, room), axis=-1, keepdims=True, initial=1.0)
    return np.where(share < 1, start + share * change, end)


def decode_positions(codes, window):
    """Return places from codes, NaN where they are `OFF`: what the browser does."""
    low, high = np.array(reach(window)).T
    gone = (codes[..., :1] == OFF) | (codes == OFF)
    return np.where(gone, np.nan, low + codes * ((high - low) / (OFF - 1)))


def loss_range(losses):
    """Return (low, high), is_log: the range of codes for these losses.

    Logarithmic if none is negative. Losses more than `MOST_DECADES` above the first that is not
    zero, or 28 below the highest, get the outermost code.
    """
    finite = np.concatenate([loss[np.isfinite(loss)] for loss in losses])
    finite = finite[np.abs(finite) <= first_size(losses) * 10.0**MOST_DECADES]
    low, high = float(finite.min()), float(finite.max())
    if low < 0 or high <= 0:
        return (low, high if high > low else low + 1), False
    low = max(float(finite[finite > 0].min()), high * 1e-28)
    low, high = float(np.log10(low)), float(np.log10(high))
    return (low, high if high > low else low + 1), True


def first_size(losses):
    """Return the size of the loss at the start, or the largest among the first that are not 0."""
    firsts = [loss[np.isfinite(loss) & (loss != 0)][:1] for stack in losses for loss in stack[:, 0]]
    start = abs(losses[0][0, 0, 0])
    return start or max(np.abs(np.concatenate(firsts)), default=1.0)


def encode_losses(loss, limits, is_log):
    """Pack losses into 16 bits: within 0.1 % over 28 decades; `OFF` where not finite."""
    low, high = limits
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        height = np.log10(loss) if is_log else loss
        codes = np.clip(np.round((height - low) / (high - low) * (OFF - 1)), 0, OFF - 1)
    return np.where(np.isfinite(loss), codes, OFF).astype("<u2")


def decode_losses(codes, limits, is_log):
    """Return losses from codes, NaN where they are `OFF`: what the browser does."""
    low, high = limits
    height = low + codes * ((high - low) / (OFF - 1))
    return np.where(codes == OFF, np.nan, 10**height if is_log else height)


def next_batches(n_samples, batch_size, steps, *, seed, **order):
    """Return the rows of the update that follows each recorded step; None is all rows."""
    order = {"shuffle": True, "replace": False, "drop_last": False, **order}
    wanted = set(steps.tolist())
    updates = zip(range(steps[-1] + 1), batches(n_samples, batch_size, rng=seed, **order))
    return [rows for step, rows in updates if step in wanted]


def batch_gradients(objective, params, batches):
    """Return ∇J_B(θ) of runs that share their batches: (n_runs, n_records, p) -> the same."""
    gradients = np.empty_like(params)
    for m, rows in enumerate(batches):
        every = None if rows is None else np.broadcast_to(rows, (len(params), len(rows)))
        with np.errstate(over="ignore", invalid="ignore"):
            gradients[:, m] = grad_many(objective, params[:, m], every)
    return gradients
