"""Rows for every interactive: how long its sliders take to move the picture, and its building."""

import statistics

from benchmarks.open_notebook import open_notebook
from benchmarks.pixels import p95, time_changes, to_and_fro
from benchmarks.table import Row, attempt
from tests.harness.interactives import EXPLORERS, SHOWN_AFTER
from tests.harness.lab import write_notebook

N_CHANGES, N_BUILDS = 24, 5
PICTURE, SLIDERS = ".gdviz canvas", ".gdviz input[type=range]:enabled"

BUILD = """
def build():
    start = time.perf_counter()
    explorer = {code}
    return time.perf_counter() - start, explorer


print(*(build()[0] for _ in range(1 + {n_builds})))
build()[1]
"""


def interactive_rows(browser, server):
    """Yield the rows of all interactives, each in a page and a kernel of its own."""
    for name, kind in EXPLORERS.items():
        yield from attempt(name, rows_of, browser, server, name, kind.shown)


def rows_of(browser, server, name, code):
    waits, seconds = measure(browser, server, name, code)
    slowest = max(waits.values(), key=statistics.median)
    title = f"slider, {name}, slowest of {len(waits)}"
    yield Row(f"{title}: median ms", statistics.median(slowest), 16)
    yield Row(f"{title}: p95 ms", p95(slowest))
    yield Row(f"build, {name}: s", seconds, 0.5)


def measure(browser, server, name, code):
    """Return the ms of each slider by its label, and the median seconds of a build."""
    cell = BUILD.format(code=code, n_builds=N_BUILDS).strip()
    write_notebook(server.notebooks / f"{name}.ipynb", SHOWN_AFTER, cell)
    with open_notebook(browser, server, f"{name}.ipynb") as notebook:
        notebook.run_all()
        notebook.page.wait_for_function("selector => bench.look(selector) !== null", arg=PICTURE)
        _, *seconds = map(float, notebook.printed(1).split())  # the first one loads things
        sliders = notebook.page.locator(SLIDERS).all()
        waits = dict(time_slider(notebook.page, slider) for slider in sliders)
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
