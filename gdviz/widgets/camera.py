"""What is in view of a run that leaves the window: the page's rule (camera.js), for pictures."""

import numpy as np

from gdviz.widgets import codec
from gdviz.widgets.facts import AXIS_ROOM, CLEAR, KEPT
from gdviz.widgets.pack import LARGEST


def view_of(window, places, record):
    """Return the window, widened around its middle so that it shows a run up to a record.

    The older a place, the less it counts; at most as much is in view as the page knows.

    Parameters
    ----------
    window : pairs (low, high)
    places : ndarray of shape (n_records, n_params)
    record : int
    """
    limits = np.array(window)
    middle, half = limits.mean(axis=1), np.ptp(limits, axis=1) / 2
    with np.errstate(over="ignore", invalid="ignore"):
        far = (np.abs(places[: record + 1] - middle) / half).max(axis=1)
    most = 2 * codec.FAR + 1
    far = np.where(np.isnan(far), 0, np.minimum(far, most)) * KEPT ** np.arange(record, -1, -1)
    zoom = min(most, 1 + CLEAR * max(0.0, far.max() - 1))
    if zoom == 1:
        return window
    return tuple(zip((middle - zoom * half).tolist(), (middle + zoom * half).tolist()))


def grown(limits, values, *, is_log):
    """Return limits of an axis, wider where one of the values is outside."""
    values = np.asarray(values, dtype=float)
    values = values[np.isfinite(values) & ((values > 0) | (not is_log))]
    low, high = np.log(limits) if is_log else limits
    shares = ((np.log(values) if is_log else values) - low) / (high - low)
    least, most = min(0, shares.min(initial=0)), max(1, shares.max(initial=1))
    if (least, most) == (0, 1):
        return tuple(limits)
    room = 1 + AXIS_ROOM * (most - least)
    ends = np.array([least * room, 1 + (most - 1) * room]) * (high - low) + low
    return tuple((np.exp(np.minimum(ends, np.log(LARGEST))) if is_log else ends).tolist())
