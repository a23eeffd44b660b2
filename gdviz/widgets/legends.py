"""What the legend of a single run names: pairs of a mark and its words."""

from gdviz.widgets import marks
from gdviz.widgets.fits import shows_data
from gdviz.words import N_

PATH = (marks.PATH, N_("path of θ"))
NEXT = (marks.BATCH, N_("next step"))
BATCH = [
    PATH,
    (marks.BATCH, N_("next step: −η∇J of the next mini-batch")),
    (marks.ALL, N_("−η∇J of all data")),
    (marks.ROWS, N_("samples of the next mini-batch")),
]
SLOPE = [
    (marks.PATH, N_("θ")),
    (marks.TANGENT, N_("tangent, slope J′(θ)")),
    (marks.STEP, N_("next step: −η J′(θ)")),
]


MORE = [
    (marks.GHOST, N_("pinned run"), "pinned"),
    (marks.FAN, N_("other seeds; dark: 8 in 10"), "show_fan"),
    (marks.OWN_LOSS, N_("loss of the next mini-batch alone"), "show_batch_loss"),
]


def more_of(objective):
    """Return what else may be on the screen: of some entries the trait that shows it."""
    if objective.n_params > 2 or getattr(objective, "minima", None) is None:
        return MORE
    return [(marks.CROSS, N_("minimum")), *MORE]


def legend_of(objective, sizes, *, is_plain=True):
    """Return what is drawn of an objective's runs, with these batch sizes to choose from."""
    if objective.n_params == 1:
        return SLOPE if is_plain else [*SLOPE[:-1], (marks.STEP, NEXT[1])]
    if min(sizes) == objective.n_samples:
        return [PATH, *of_all(is_plain)]
    entries = BATCH if is_plain else [PATH, NEXT, *BATCH[2:]]
    return entries if shows_data(objective) else entries[:-1]


def of_all(is_plain):
    """Return the arrows of runs on all data: one says it all, if a step is −η∇J."""
    if is_plain:
        return [(marks.ALL, N_("next step: −η∇J"))]
    return [NEXT, (marks.ALL, N_("−η∇J"))]
