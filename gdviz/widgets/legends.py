"""What the legend of a single run names: pairs of a mark and its words."""

from gdviz.widgets import marks
from gdviz.widgets.fits import shows_data
from gdviz.words import N_

PATH = (marks.PATH, N_("path of θ"))
BATCH = [
    PATH,
    (marks.BATCH, N_("−∇J of the next mini-batch")),
    (marks.ALL, N_("−∇J of all data")),
    (marks.ROWS, N_("its samples")),
]
SLOPE = [
    (marks.PATH, N_("θ")),
    (marks.TANGENT, N_("tangent, slope J′(θ)")),
    (marks.STEP, N_("step −η J′(θ)")),
]


def legend_of(objective, sizes):
    """Return what is drawn of an objective's runs, with these batch sizes to choose from."""
    if objective.n_params == 1:
        return SLOPE
    if min(sizes) == objective.n_samples:
        return [PATH, (marks.ALL, N_("−∇J"))]
    return BATCH if shows_data(objective) else BATCH[:-1]
