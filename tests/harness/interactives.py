"""The interactives under test: a line in the table puts one to what all of them keep to."""

from typing import NamedTuple


class Interactive(NamedTuple):
    """What a notebook shows; the panel or button that asks the kernel; what a slider spares."""

    code: str
    asks: int | str = 0
    still: tuple = ()


SET_UP = """
import gdviz as gd

X, y = gd.datasets.line()
line = gd.LeastSquares(gd.add_bias(X), y)
images, digit = gd.datasets.digits()
network = gd.objectives.MLP(images[:100], digit[:100], n_hidden=4)
corner, is_odd = images[:, 20:22], digit % 2
train, validation = (corner[:60], is_odd[:60]), (corner[60:90], is_odd[60:90])
""".strip()

# A line here puts an interactive to the common tests.
EXPLORERS = {
    "descent_explorer": Interactive("gd.widgets.descent_explorer(line)"),
    "slope_walker": Interactive("gd.widgets.slope_walker(gd.objectives.parabola())"),
    "gradient_cloud": Interactive("gd.widgets.gradient_cloud(line)", 1),
    "rate_batch_map": Interactive("gd.widgets.rate_batch_map(line)", 1, [("update", 0)]),
    "optimizer_race": Interactive("gd.widgets.optimizer_race(gd.objectives.ravine())"),
    "schedule_race": Interactive(
        "gd.widgets.schedule_race(line)", 1, [("learning rate η₀", 0), ("batch size b", 0)]
    ),
    "landscape_flight": Interactive("gd.widgets.landscape_flight(network, n_steps=40)"),
    "overfitting_lab": Interactive(
        "gd.widgets.overfitting_lab(*train, *validation, n_epochs=40)", "Other weights"
    ),
}


def saved(name, folder):
    """Save an interactive as a page; return its path."""
    names = {}
    exec(SET_UP, names)
    path = folder / f"{name}.html"
    eval(EXPLORERS[name].code, names).save(path)
    return path
