"""Which record of a run is shown, where another run was on the screen before."""

import numpy as np


def step_of_share(steps, before, step):
    """Return the record of a run with the share of its updates that another run had made.

    ``steps`` and ``before`` are the recorded updates of the two, ``step`` is that of the other. The
    page has the same rule (`placeOfShare`), and rounds as here.
    """
    steps, before = np.asarray(steps, dtype=float), np.asarray(before, dtype=float)
    reached = before[np.searchsorted(before, step, side="right") - 1]
    wanted = (reached / before[-1] if before[-1] > 0 else 1.0) * steps[-1]
    later = int(np.searchsorted(steps, wanted, side="right"))
    if later in (0, len(steps)):
        return int(steps[max(0, later - 1)])
    part = (wanted - steps[later - 1]) / (steps[later] - steps[later - 1])
    return int(steps[int(later - 1 + part + 0.5)])
