"""Rows for every interactive: how long its sliders take to move the picture, and its building."""

import statistics

from benchmarks.pixels import IN_PAGE, p95, time_changes, to_and_fro
from benchmarks.table import Row
from tests.harness.lab import Notebook, write_notebook

N_CHANGES, N_BUILDS = 24, 5
PICTURE, SLIDERS = ".gdviz canvas", ".gdviz input[type=range]:enabled"

SET_UP = """
import time

import numpy as np
from sklearn.datasets import make_moons

import gdviz as gd

X, y = gd.datasets.line(1000)
line = gd.LeastSquares(gd.add_bias(X), y)
ravine, zeros = gd.objectives.ravine(), [0, 0]
images, digit = gd.datasets.digits()
network = gd.objectives.MLP(images[:300], digit[:300], n_hidden=16, activation=gd.objectives.tanh)
X, y = make_moons(240, noise=0.3, random_state=3)
"""
# What notebooks 04, 01, 05, 05, 07, 06, 09 and 10 show.
EXPLORERS = {
    "descent_explorer": "descent_explorer(line, zeros)",
    "slope_walker": "slope_walker(gd.objectives.parabola(), 2.5, learning_rate=0.2)",
    "gradient_cloud": "gradient_cloud(line, zeros, batch_size=8)",
    "rate_batch_map": """rate_batch_map(
        line, zeros, target=line.minimum + 0.002, learning_rates=0.0125 * 2 ** (np.arange(16) / 2)
    )""",
    "optimizer_race": """optimizer_race(
        ravine, learning_rates=np.geomspace(0.001, 2, 24), learning_rate=0.02, n_steps=200
    )""",
    "schedule_race": """schedule_race(
        line, learning_rates=[0.02, 0.05, 0.1, 0.2, 0.4, 0.8, 1.2, 2], learning_rate=0.05,
        batch_sizes=[1, 4, 16, 64, 1000],
    )""",
    "landscape_flight": "landscape_flight(network, batch_sizes=[4, 16, 64, 300])",
    "overfitting_lab": "overfitting_lab(X[:40], y[:40], X[40:], y[40:])",
}
BUILD = """
def build():
    start = time.perf_counter()
    explorer = gd.widgets.{code}
    return time.perf_counter() - start, explorer


print(*(build()[0] for _ in range(1 + {n_builds})))
build()[1]
"""


def interactive_rows(browser, server):
    """Yield the rows of all interactives, each in a page and a kernel of its own."""
    for name, code in EXPLORERS.items():
        waits, seconds = measure(browser, server, name, code)
        slowest = max(waits.values(), key=statistics.median)
        title = f"slider, {name}, slowest of {len(waits)}"
        yield Row(f"{title}: median ms", statistics.median(slowest), 16)
        yield Row(f"{title}: p95 ms", p95(slowest))
        yield Row(f"build, {name}: s", seconds, 0.5)


def measure(browser, server, name, code):
    """Return the ms of each slider by its label, and the median seconds of a build."""
    cell = BUILD.format(code=code, n_builds=N_BUILDS).strip()
    write_notebook(server.notebooks / f"{name}.ipynb", SET_UP.strip(), cell)
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(120_000)
    context.add_init_script(IN_PAGE)
    notebook = Notebook(context.new_page(), server.address(f"{name}.ipynb"))
    notebook.run_all()
    notebook.page.wait_for_function("selector => bench.look(selector) !== null", arg=PICTURE)
    _, *seconds = map(float, notebook.printed(1).split())  # the first one loads things
    waits = dict(time_slider(notebook.page, one) for one in notebook.page.locator(SLIDERS).all())
    notebook.shut_down()
    context.close()
    return waits, statistics.median(seconds)


def time_slider(page, slider):
    """Walk a slider to and fro and put it back; return its label, and ms to other pixels."""
    label = slider.evaluate("i => i.labels[0]?.textContent ?? i.ariaLabel")
    value, low, high = (float(slider.evaluate(f"i => i.{k}")) for k in ("value", "min", "max"))
    try:
        waits = time_changes(page, slider, PICTURE, to_and_fro(N_CHANGES, value, low, high))
    except TimeoutError as error:
        raise TimeoutError(f"slider {label!r}: {error}") from None
    slider.fill(f"{value:g}")
    return label, waits
