"""Facts that Python and the page have to agree on: Python owns them.

The page's script begins with them (`player.Player`), so that no number is written down twice.
"""

from gdviz.plots import numbers, style

OFF = 65535  # a place too far away to be drawn, or a loss that is not finite
LARGEST_WEIGHT = 32767
RUN_SECONDS = 8
TINT = 0.15  # of the fastest cell: the bare ground is for the target not reached
GHOST_DASH = (7, 5)
FAN_SEEDS = 20
LOSS_GROWTH = 1e6  # of the loss axis, where the run leaves it
KEPT, CLEAR = 0.85, 1.12  # of a camera that follows a run: what counts a record later, and the edge
AXIS_ROOM = 0.06  # at either end of an axis that has grown
ARROW_ANGLES, ARROW_LENGTHS = 2**11, 2**13  # values that the codes of arrows have
SHORTEST_ARROW, LONGEST_ARROW = 1e-9, 1e3  # widths of the window


def page_dashes():
    """Return the lines of a race as matplotlib has them, in lengths for a line as wide as there."""
    patterns = [() if line == "-" else line[1] for line in style.LINE_STYLES]
    return [[style.LINE * length for length in pattern] for pattern in patterns]


FACTS = {
    "off": OFF,
    "largest_weight": LARGEST_WEIGHT,
    "ticks_from": numbers.PLAIN_FROM,
    "short_below": numbers.SHORT_BELOW,
    "ticks_below": numbers.PLAIN_BELOW,
    "run_seconds": RUN_SECONDS,
    "tint": TINT,
    "dashes": page_dashes(),
    "ghost_dash": GHOST_DASH,
    "loss_growth": LOSS_GROWTH,
    "kept": KEPT,
    "clear": CLEAR,
    "axis_room": AXIS_ROOM,
    "arrow_angles": ARROW_ANGLES,
    "arrow_lengths": ARROW_LENGTHS,
    "arrow_range": (SHORTEST_ARROW, LONGEST_ARROW),
}
