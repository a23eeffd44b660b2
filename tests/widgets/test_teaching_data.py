"""The default explorer on 18 tables that people teach with, raw: five that ship, 13 twins.

A twin has the rows, the range of x, the line, the noise and so the κ of a table that is not here.
"""

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

import gdviz as gd
from gdviz.plots import LIGHT
from gdviz.plots.window import known_minimum

TWINS = {  # rows, x from … to, y = bias + slope x, and the standard deviation of what is left
    "houses in square feet": (47, 850, 4480, 71_000, 134, 66_000),
    "salary by years": (30, 1.1, 10.5, 25_800, 9450, 5600),
    "miles per gallon by weight": (398, 1613, 5140, 46.3, -0.0077, 4.3),
    "miles per gallon by power": (392, 46, 230, 39.9, -0.158, 4.9),
    "Boston, value by rooms": (506, 3.56, 8.78, -34.7, 9.1, 6.6),
    "airfoil noise by frequency": (1503, 200, 20_000, 126.3, -0.00086, 6.3),
    "Galton's heights": (928, 64, 73, 23.9, 0.646, 2.2),
    "penguins, mass by flipper": (342, 172, 231, -5780, 49.7, 394),
    "insurance by age": (1338, 18, 64, 3166, 258, 11_500),
    "sales by advertising": (200, 0.7, 296, 7.0, 0.0475, 3.3),
    "eruptions by waiting": (272, 43, 96, -1.87, 0.0756, 0.5),
    "stopping distance by speed": (50, 4, 25, -17.6, 3.93, 15.4),
    "temperature by Unix seconds": (200, 1.70e9, 1.7001e9, -0.034 * 1.7e9, 0.034, 0.3),
}


def twin(n, low, high, bias, slope, noise):
    rng = np.random.default_rng(n)
    x = np.sort(rng.uniform(low, high, n))
    return gd.LeastSquares(gd.add_bias(x), bias + slope * x + noise * rng.standard_normal(n))


def column(table, feature, target=None):
    data = gd.data(table, features=[feature])
    y = data.y if target is None else gd.data(table, features=[target]).X[:, 0]
    return gd.LeastSquares(data.with_bias(), np.asarray(y, dtype=float))


def labels(table, feature):
    data = gd.data(table, features=[feature])
    return gd.Logistic(data.with_bias(), (data.y == data.y[0]).astype(int))


TABLES = {name: lambda spec=spec: twin(*spec) for name, spec in TWINS.items()} | {
    "diabetes by body mass": lambda: column(gd.datasets.diabetes(), "bmi"),
    "diabetes by a blood value": lambda: column(gd.datasets.diabetes(), "s1"),
    "wine, proline by alcohol": lambda: column(gd.datasets.wine(), "alcohol", "proline"),
    "iris, petals": lambda: column(gd.datasets.iris(), "petal length (cm)", "petal width (cm)"),
    "tumors by radius": lambda: labels(gd.datasets.breast_cancer(), "mean radius"),
}


@pytest.fixture(scope="module", params=TABLES, ids=lambda name: name.replace(" ", "_"))
def shown(request):
    explorer = gd.widgets.descent_explorer(TABLES[request.param]())
    figure = explorer.picture(LIGHT)
    FigureCanvasAgg(figure).draw()
    return explorer, figure


def test_there_are_eighteen():
    assert len(TABLES) == 18


def test_the_default_run_is_inside_from_start_to_end_or_marked_at_the_edge(shown):
    explorer, figure = shown
    path = explorer.run().params
    low, high = np.array(explorer.window).T
    is_inside = ((path >= low) & (path <= high)).all(axis=1)
    assert is_inside[0]
    marks = [a for a in figure.axes[0].texts + figure.axes[0].patches if a.get_visible()]
    assert is_inside[-1] or marks


def test_no_label_is_cut_or_lies_upon_another_panel(shown):
    _, figure = shown
    renderer, width = figure.canvas.get_renderer(), figure.bbox.width
    panels = [ax.get_window_extent(renderer) for ax in figure.axes]
    for ax in figure.axes:
        words = [ax.yaxis.label, ax.xaxis.label, ax.title, ax._left_title, *ticks(ax)]
        for word in filter(lambda word: word.get_text() and word.get_visible(), words):
            box = word.get_window_extent(renderer)
            assert box.x0 >= 0
            assert box.x1 <= width + 0.5
            assert box.y0 >= -0.5
        own = ax.yaxis.label.get_window_extent(renderer)
        others = [box for box in panels if box.x1 < ax.get_window_extent(renderer).x0]
        assert all(own.x0 >= box.x1 for box in others)


def ticks(ax):
    """The labels of ticks that are on the axis."""
    for axis, limits in ((ax.xaxis, sorted(ax.get_xlim())), (ax.yaxis, sorted(ax.get_ylim()))):
        for place, label in zip(axis.get_majorticklocs(), axis.get_majorticklabels()):
            if limits[0] <= place <= limits[1]:
                yield label


def test_the_lowest_loss_is_on_the_axis_or_words_say_that_it_lies_further_on(shown):
    explorer, figure = shown
    ax, best = figure.axes[-1], known_minimum(explorer.objective)
    if best is None:
        assert "no run has come to rest" in explorer.advice
        return
    low, high = ax.get_ylim()
    (said,) = [text.get_text() for text in ax.texts if "J*" in text.get_text()]
    assert low < best < high or said.endswith("below")
    assert best > 1e-4 * np.nanmin(explorer.sweep.loss[0]) or said.endswith("below")


def test_the_loss_of_the_default_run_is_on_the_axis(shown):
    explorer, figure = shown
    low, high = figure.axes[-1].get_ylim()
    loss = explorer.run().loss
    assert (loss > low).all()
    assert loss[0] < high


def test_where_features_are_raw_it_says_standardize(shown):
    explorer, _ = shown
    X = explorer.objective.X
    kappa = np.linalg.cond(X) ** 2 if isinstance(explorer.objective, gd.LeastSquares) else 0
    assert ("standardize" in explorer.advice) == (kappa > 500) or kappa == 0
