"""Arrows to scale: −η∇J of all data, and the step to the next place.

They are packed for codec.js, which has the same numbers from `facts.FACTS`.
"""

import numpy as np

from gdviz.widgets import codec
from gdviz.widgets.facts import ARROW_ANGLES, ARROW_LENGTHS, LONGEST_ARROW, SHORTEST_ARROW

STEP_ANGLES = (
    255  # and 0 for none: of the step only the direction is packed, places tell its length
)


def is_plain(optimizer):
    """Whether an update is −η∇J_B, so that the next place is known from the gradient alone."""
    return optimizer is None or optimizer.name == "sgd"


def pack_steps(paths, full, of_batches, rates, steps, window, *, has_step=True):
    """Return trait and layout of the arrows of all runs.

    Parameters
    ----------
    paths, full, of_batches : lists of ndarray, one per batch size
        Places, ∇J and ∇J_B there, shape (n_rates, n_records, n_params). ``of_batches`` is None
        where an update is not −η∇J_B.
    rates : array_like of shape (n_rates,)
    steps : list of ndarray of int
        The updates that were recorded, one array per batch size.
    window : pairs (low, high)
    has_step : bool
        Whether the step is another arrow than that of all data.
    """
    rates = np.asarray(rates, dtype=float)[:, None, None]
    trial = [None] * len(paths) if of_batches is None else of_batches
    following = [next_places(*one, rates) for one in zip(paths, trial, steps)]
    layout = {"has_arrows": paths[0].shape[-1] == 2, "has_step": bool(has_step)}
    traits = {"arrows": b"", "tips": tips(paths, following, steps, window)}
    if layout["has_arrows"]:
        with np.errstate(over="ignore", invalid="ignore"):
            traits["arrows"] = b"".join(
                encode_arrows(-rates * grad, after - path, window).tobytes()
                for path, grad, after in zip(paths, full, following)
            )
    return traits, layout


def next_places(path, of_batches, steps, rates):
    """Return where the update after each record leads, NaN where that is not known.

    Where the next update was recorded, it is that place; else θ − η∇J_B.
    """
    after = np.full_like(path, np.nan)
    with np.errstate(over="ignore", invalid="ignore"):
        if of_batches is not None:
            after = path - rates * of_batches
    known = ~is_lone(steps)[:-1]
    after[:, :-1][:, known] = path[:, 1:][:, known]
    return after


def is_lone(steps):
    """Return for each record whether the update that follows it was not recorded."""
    return np.append(np.diff(steps) != 1, True)


def tips(paths, following, steps, window):
    """Pack the next places of the records whose next update was not recorded."""
    parts = []
    for path, after, step in zip(paths, following, steps):
        lone = is_lone(step)
        pairs = np.stack([path[:, lone], after[:, lone]], axis=-2)
        parts.append(np.ascontiguousarray(codec.encode_positions(pairs, window)[..., 1, :]))
    return b"".join(part.tobytes() for part in parts)


def encode_arrows(whole, step, window):
    """Pack −η∇J and the direction of the step, both (..., 2), into 32 bits.

    Of −η∇J the angle has 2048 values and the length 8191 in even ratios: within a fifth of a pixel
    for an arrow of 100. Both are measured where the sides of the window have length 1. Zero stands
    for no arrow.
    """
    angle, size = polar(whole, window)
    is_known = np.isfinite(size) & (size > 0)
    ratio = np.log(np.where(is_known, size, 1) / SHORTEST_ARROW) / np.log(
        LONGEST_ARROW / SHORTEST_ARROW
    )
    length = np.where(is_known, 1 + np.clip(np.round(ratio * (ARROW_LENGTHS - 2)), 0, None), 0)
    length = np.minimum(length, ARROW_LENGTHS - 1)
    turn = np.round(angle * ARROW_ANGLES) % ARROW_ANGLES
    direction, far = polar(step, window)
    is_known = np.isfinite(far) & (far > 0)
    toward = np.where(is_known, 1 + np.round(direction * STEP_ANGLES) % STEP_ANGLES, 0)
    code = (toward * ARROW_ANGLES + turn) * ARROW_LENGTHS + length
    return code.astype("<u4")


def polar(moves, window):
    """Return angles, as shares of a turn, and lengths of moves (..., 2) in widths of the window."""
    with np.errstate(over="ignore", invalid="ignore"):
        u, v = np.moveaxis(moves / np.ptp(np.array(window), axis=1), -1, 0)
        size = np.hypot(u, v)
    size = np.where(size < 1e250, size, np.inf)
    known = np.isfinite(size)
    angle = np.arctan2(np.where(known, v, 0), np.where(known, u, 0)) / (2 * np.pi)
    return angle, size
