"""make bench-browser: what a learner waits for, in one session of JupyterLab and Chromium.

The same demo three ways: contours and path, data and fit, loss curve of a line fitted to 1000
samples, with a slider for the learning rate and a play button. ``interact`` draws a new figure on
each change, ipympl moves the artists of one figure, `descent_explorer` asks no kernel; all are
given precomputed runs. A change is timed in the page, from the key that moves the slider to the
first frame with other pixels, directly and with a 150 ms round trip between browser and server.

Then every interactive as its notebook shows it: the wait behind its slowest slider, its building;
and the players of site/, if there is one: the first picture, and the slowest one's frame rate.

Prints each row as it is measured and writes benchmarks/latest-browser.json; `make bench` says what
a failure and a missed goal do.
"""

import asyncio
import json
import queue
import statistics
import sys
import tempfile
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from benchmarks.interactives import interactive_rows
from benchmarks.open_notebook import open_notebook
from benchmarks.pixels import p95, time_changes
from benchmarks.site_players import site_rows
from benchmarks.table import Row, attempt, report
from tests.harness.chromium import chromium
from tests.harness.lab import jupyterlab, write_notebook

KEYS = 2 * [*8 * ["ArrowRight"], *8 * ["ArrowLeft"]]
PLAY_SECONDS = 3
ONE_WAY = 0.075
FRAME_MS = 1000 / 60

RUNS = """
import matplotlib.pyplot as plt
import numpy as np
from IPython.display import display
from ipywidgets import IntSlider, Play, interact

import gdviz as gd

X, y = gd.datasets.line(1000)
objective = gd.LeastSquares(gd.add_bias(X), y)
runs = [
    gd.gradient_descent(
        objective, [0, 0], learning_rate=rate, batch_size=8, max_steps=400, record_loss=True
    )
    for rate in np.geomspace(0.01, 0.5, 30)
]
axis, ends = np.linspace(-0.3, 3, 151), np.array([0, 1])
heights = objective.loss_many(np.stack(np.meshgrid(axis, axis), axis=-1))
rate, play = IntSlider(5, max=29), Play(value=399, max=399, interval=16)
"""
DRAW = """
    run = runs[rate]
    figure, (surface, data, curve) = plt.subplots(1, 3, figsize=(11.2, 4.3))
    surface.contourf(axis, axis, heights, 20)
    path, = surface.plot(*run.params[: step + 1].T, color="C1")
    data.scatter(X, y, s=9)
    fit, = data.plot(ends, run.params[step, 0] + ends * run.params[step, 1], color="C1")
    loss, = curve.semilogy(run.step[: step + 1], run.loss[: step + 1])
    curve.set_xlim(0, 400)
"""
INTERACT = f"""
def draw(rate, step):
    {DRAW.strip()}
    plt.show()


interact(draw, rate=rate, step=play);
"""
IPYMPL = f"""
%matplotlib widget
with plt.ioff():
    rate_now, rate, step = rate, 5, 399
    {DRAW.strip()}


def move(change):
    run, step = runs[rate_now.value], play.value
    path.set_data(*run.params[: step + 1].T)
    fit.set_ydata(run.params[step, 0] + ends * run.params[step, 1])
    loss.set_data(run.step[: step + 1], run.loss[: step + 1])
    figure.canvas.draw_idle()


rate_now.observe(move, "value")
play.observe(move, "value")
display(rate_now, play, figure.canvas)
"""
GDVIZ = """
import gdviz as gd

X, y = gd.datasets.line(1000)
gd.widgets.descent_explorer(gd.LeastSquares(gd.add_bias(X), y), n_steps=400)
"""
MEMORY = "import psutil\nprint(psutil.Process().memory_info().rss / 1e6)"
BUILD = """
import json
import time

from ipywidgets.widgets.widget import _remove_buffers

import gdviz as gd


def build(n_samples):
    X, y = gd.datasets.line(n_samples)
    objective = gd.LeastSquares(gd.add_bias(X), y)
    start = time.perf_counter()
    explorer = gd.widgets.descent_explorer(objective)
    seconds = time.perf_counter() - start
    state, _, buffers = _remove_buffers(explorer.get_state())
    return seconds, (len(json.dumps(state)) + sum(map(len, buffers))) / 1e6


first, _ = build(1000)
many = {n: [build(n) for _ in range(5)] for n in (1000, 100_000)}
print(json.dumps([first, *(sorted(many[n])[2] for n in many)]))
"""


class Way(NamedTuple):
    """One way to make the demo, and where its parts are in the page."""

    name: str
    cells: list
    picture: str
    slider: str
    play: str


SLIDER, PLAY = ".noUi-handle", ".widget-play button"
WAYS = [
    Way("interact", [RUNS, INTERACT], "img", SLIDER, PLAY),
    Way("ipympl", [RUNS, IPYMPL], ".jupyter-matplotlib canvas", SLIDER, PLAY),
    Way("gdviz", [GDVIZ], ".gdviz canvas", ".gdviz-slider input", ".gdviz button.play"),
]


class Figures(NamedTuple):
    """What was measured of one way over one line; times in ms."""

    changes: list
    fps: float
    kb_per_frame: float
    memory_mb: float

    @property
    def median(self):
        return statistics.median(self.changes)

    @property
    def p95(self):
        return p95(self.changes)


def measure(browser, server, way):
    with open_notebook(browser, server, f"{way.name}.ipynb") as notebook:
        page, traffic = notebook.page, Traffic(notebook.page)
        notebook.run_all()
        page.wait_for_function("selector => bench.look(selector) !== null", arg=way.picture)
        memory = float(notebook.printed(len(way.cells)))
        changes = time_changes(page, page.locator(way.slider).first, way.picture, KEYS)
        fps, kb = play(page, way, traffic)
    return Figures(changes, fps, kb, memory)


def play(page, way, traffic):
    """Return pictures per second, and kB per picture on the kernel's connection."""
    page.locator(way.play).first.click()
    page.wait_for_timeout(600)
    before = traffic.n_bytes
    n = page.evaluate(
        "([selector, ms]) => bench.play(selector, ms)", [way.picture, 1000 * PLAY_SECONDS]
    )
    return n / PLAY_SECONDS, (traffic.n_bytes - before) / 1000 / max(1, n)


class Traffic:
    """Counts what passes on the connections to kernels."""

    def __init__(self, page):
        self.n_bytes, self.kernels = 0, set()
        session = page.context.new_cdp_session(page)
        session.on("Network.webSocketCreated", self._created)
        session.on("Network.webSocketFrameSent", self._count)
        session.on("Network.webSocketFrameReceived", self._count)
        session.send("Network.enable")

    def _created(self, event):
        if "/api/kernels/" in event["url"]:
            self.kernels.add(event["requestId"])

    def _count(self, event):
        if event["requestId"] in self.kernels:
            frame = event["response"]
            is_text = frame["opcode"] == 1  # anything else comes in base64
            self.n_bytes += len(frame["payloadData"].encode()) * (1 if is_text else 0.75)


@contextmanager
def slow_line(server):
    """Stand between browser and server, and pass everything on `ONE_WAY` seconds later."""
    ready = queue.Queue()
    target = urlsplit(server.url).port
    thread = threading.Thread(target=asyncio.run, args=[stand_between(target, ready)])
    thread.start()
    port, stop = ready.get()
    try:
        yield server._replace(url=f"http://127.0.0.1:{port}/")
    finally:
        stop()
        thread.join()


async def stand_between(target, ready):
    loop, stopped = asyncio.get_running_loop(), asyncio.Event()
    proxy = await loop.create_server(lambda: NearEnd(target), "127.0.0.1", 0)
    port = proxy.sockets[0].getsockname()[1]
    ready.put((port, lambda: loop.call_soon_threadsafe(stopped.set)))
    await stopped.wait()


class End(asyncio.Protocol):
    """One end of a connection: what arrives here leaves at the other end, later."""

    def __init__(self, other=None):
        self.other = other

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.later(lambda: self.other.transport.write(data))

    def connection_lost(self, error):
        self.later(lambda: self.other.transport.close())

    def later(self, act):
        asyncio.get_running_loop().call_later(ONE_WAY, act)


class NearEnd(End):
    """The browser's end, which opens the other one; that takes less than `ONE_WAY`."""

    def __init__(self, target):
        super().__init__(End(self))
        there = asyncio.get_running_loop().create_connection(
            lambda: self.other, "127.0.0.1", target
        )
        self.connecting = asyncio.create_task(there)


def build(browser, server):
    """Return the first build's seconds, then (seconds, MB) for 1000 and 100 000 samples."""
    with open_notebook(browser, server, "build.ipynb") as notebook:
        notebook.run_all()
        return json.loads(notebook.printed(0))


def build_rows(browser, server):
    first, (seconds, mb), (seconds_large, mb_large) = build(browser, server)
    yield Row("build, N = 1000: s", seconds, 0.5)
    yield Row("build, N = 1000, first in a kernel: s", first)
    yield Row("build, N = 100 000: s", seconds_large, 2)
    yield Row("state, N = 1000: MB", mb, 1)
    yield Row("state, N = 100 000: MB", mb_large, 1)


def direct_rows(browser, server, way, kept):
    """Yield what one way costs beside its server; keep the figures for the ratios."""
    name, figures = way.name, measure(browser, server, way)
    kept[name] = figures
    yield Row(f"slider, {name}: median ms", figures.median, goal_of(name, 16))
    yield Row(f"slider, {name}: p95 ms", figures.p95)
    yield from playback(name, "", figures)
    yield Row(f"kernel after {name} is shown: MB", figures.memory_mb, goal_of(name, 140))


def slow_rows(browser, server, way, kept):
    """Yield what one way costs 150 ms away from its server."""
    name, figures = way.name, measure(browser, server, way)
    kept[name] = figures
    yield Row(f"slider, {name}, 150 ms away: median ms", figures.median)
    yield Row(f"slider, {name}, 150 ms away: p95 ms", figures.p95)
    yield from playback(name, ", 150 ms away", figures)


def playback(name, place, figures):
    yield Row(f"play, {name}{place}: frames per s", figures.fps, goal_of(name, 55), True)
    yield Row(f"play, {name}{place}: kB per frame", figures.kb_per_frame, goal_of(name, 0))


def ratio_rows(direct, slow, name):
    """Yield how many times faster gdviz is, of the ways that could be measured."""
    ratio = direct[name].median / direct["gdviz"].median
    yield Row(f"slider: gdviz × faster than {name}", ratio, fifteen(name), at_least=True)
    ratio = slow[name].median / slow["gdviz"].median
    yield Row(f"slider: gdviz × faster than {name}, 150 ms away", ratio)


def line_rows(direct, slow):
    change = abs(slow["gdviz"].median - direct["gdviz"].median)
    yield Row("slider, gdviz: ms that 150 ms of line change", change, FRAME_MS)


def goal_of(name, goal):
    return goal if name == "gdviz" else None


def fifteen(name):
    return 15 if name == "interact" else None


def rows(browser, server):
    direct, slow = {}, {}
    yield from attempt("build", build_rows, browser, server)
    for way in WAYS:
        yield from attempt(way.name, direct_rows, browser, server, way, direct)
    with slow_line(server) as far:
        for way in WAYS:
            yield from attempt(f"{way.name}, 150 ms away", slow_rows, browser, far, way, slow)
    for name in ("interact", "ipympl"):
        yield from attempt(f"gdviz and {name}", ratio_rows, direct, slow, name)
    yield from attempt("what 150 ms of line change", line_rows, direct, slow)
    yield from interactive_rows(browser, server)
    yield from attempt("the site's players", site_rows, browser)


def main():
    with tempfile.TemporaryDirectory() as folder:
        notebooks = Path(folder) / "notebooks"
        notebooks.mkdir()
        write_notebook(notebooks / "build.ipynb", BUILD.strip())
        for way in WAYS:
            cells = [cell.strip() for cell in way.cells]
            write_notebook(notebooks / f"{way.name}.ipynb", *cells, MEMORY)
        with jupyterlab(Path(folder)) as server, chromium() as browser:
            return report(rows(browser, server), Path(__file__).with_name("latest-browser.json"))


if __name__ == "__main__":
    sys.exit(main())
