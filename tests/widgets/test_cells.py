"""A cell that runs again closes the player it showed, in a real kernel, and lets its memory go."""

import pytest
from jupyter_client.manager import start_new_kernel

from tests.harness.patience import PATIENCE

SET_UP = """
import gc
import tracemalloc

from ipywidgets.widgets.widget import _instances

import gdviz as gd
from gdviz.widgets.player import Player

X, y = gd.datasets.line(200)
line = gd.LeastSquares(gd.add_bias(X), y)
def count():
    gc.collect()
    players = sum(isinstance(one, Player) for one in gc.get_objects())
    return len(_instances), players
"""
SHOW = "explorer = gd.widgets.descent_explorer(line)\nexplorer"


class Kernel:
    """A kernel that is sent cells, as JupyterLab sends them: with their ids."""

    def __init__(self, client):
        self.client = client

    def run(self, code, cell=None):
        """Run a cell; return the data of what it showed last, and what it printed."""
        content = {
            "code": code,
            "silent": False,
            "store_history": True,
            "user_expressions": {},
            "allow_stdin": False,
            "stop_on_error": True,
        }
        metadata = {"cellId": cell} if cell else {}
        message = self.client.session.msg("execute_request", content, metadata=metadata)
        self.client.shell_channel.send(message)
        return self._outputs(message["header"]["msg_id"])

    def _outputs(self, run):
        shown, printed = {}, ""
        while True:
            message = self.client.get_iopub_msg(timeout=PATIENCE)
            if message["parent_header"].get("msg_id") != run:
                continue
            kind, content = message["msg_type"], message["content"]
            assert kind != "error", content
            if kind in ("execute_result", "display_data"):
                shown = content["data"]
            elif kind == "stream":
                printed += content["text"]
            elif kind == "status" and content["execution_state"] == "idle":
                return shown, printed

    def value(self, expression):
        return eval(self.run(f"print(repr({expression}))")[1])


@pytest.fixture(scope="module")
def started():
    manager, client = start_new_kernel()
    kernel = Kernel(client)
    kernel.run(SET_UP)
    yield kernel
    client.stop_channels()
    manager.shutdown_kernel(now=True)


@pytest.fixture
def kernel(started):
    """A kernel in which no cell shows a player."""
    for cell in "abc":
        started.run("explorer = None", cell)
    return started


VIEW = "application/vnd.jupyter.widget-view+json"


def test_a_cell_that_runs_again_replaces_its_player(kernel):
    first, _ = kernel.run(SHOW, "a")
    once = kernel.value("count()")
    for _ in range(3):
        again, _ = kernel.run(SHOW, "a")
    assert kernel.value("count()") == once
    assert again[VIEW]["model_id"] != first[VIEW]["model_id"]


def test_its_memory_is_free_again(kernel):
    kernel.run(SHOW, "a")
    kernel.run("tracemalloc.start()")
    kernel.run(SHOW, "a")
    size = "(gc.collect(), tracemalloc.get_traced_memory()[0])[1]"
    before = kernel.value(size)
    for _ in range(5):
        kernel.run(SHOW, "a")
    leaked = kernel.value(size) - before
    kernel.run("tracemalloc.stop()")
    assert leaked < 5 * 100_000  # one player has megabytes


def test_a_player_that_another_cell_shows_stays(kernel):
    kernel.run(SHOW, "a")
    shown, _ = kernel.run("explorer", "b")
    kernel.run("other = 1", "a")
    assert kernel.value("explorer.comm is not None")
    again, _ = kernel.run("explorer", "b")  # the same cell shows the same one
    assert again[VIEW] == shown[VIEW]
    assert kernel.value("explorer.comm is not None")
    kernel.run("other = 1", "b")
    assert kernel.value("explorer.comm is None")


def test_one_that_was_closed_opens_when_it_is_shown_again(kernel):
    kernel.run(SHOW, "a")
    kernel.run("kept = explorer", "b")
    kernel.run(SHOW, "a")
    assert kernel.value("kept.comm is None")
    shown, _ = kernel.run("kept.learning_rate = 0.1\nkept", "b")
    assert VIEW in shown
    assert "image/png" in shown
    assert kernel.value("(kept.comm is not None, kept.layout.comm is not None)") == (True, True)
    kernel.run("kept = None", "b")


def test_two_players_of_a_cell_are_both_replaced(kernel):
    show = "IPython.display.display(gd.widgets.descent_explorer(line))"
    both = f"import IPython.display\nfor _k in range(2):\n    {show}"
    kernel.run(both, "a")
    once = kernel.value("count()")
    kernel.run(both, "a")
    assert kernel.value("count()") == once


@pytest.mark.parametrize("code", ["gd.lecture()", 'gd.predict("x", "How many?", answer=3)'])
def test_other_widgets_are_replaced_as_well(kernel, code):
    kernel.run(code, "a")
    once = kernel.value("count()")
    kernel.run(code, "a")
    assert kernel.value("count()") == once
    kernel.run("gd.lecture(False)", "a")


def test_without_a_cell_id_nothing_is_closed(kernel):
    kernel.run(SHOW)
    kernel.run("kept = explorer")
    kernel.run(SHOW)
    assert kernel.value("kept.comm is not None")
    kernel.run("kept.close()\nexplorer.close()\nkept = explorer = None")
