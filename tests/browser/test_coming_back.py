"""A notebook that was run, saved and closed shows pictures or living players when it is opened."""

import json

import pytest
from playwright.sync_api import expect

from tests.harness.explorer import Explorer
from tests.harness.interactives import SET_UP
from tests.harness.lab import Notebook, write_notebook
from tests.harness.pages import new_page

VIEW = "application/vnd.jupyter.widget-view+json"
CELLS = (
    f"{SET_UP}\nexplorer = gd.widgets.descent_explorer(line)\nexplorer",
    "gd.widgets.slope_walker(gd.objectives.parabola())",
    "gd.lecture()",
    'gd.predict("x", "How many?", answer=3)',
)
SAVE_STATE = "@jupyter-widgets/jupyterlab-manager:saveWidgetState"


@pytest.fixture
def path(server):
    path = server.notebooks / "back.ipynb"
    write_notebook(path, *CELLS)
    return path


@pytest.fixture
def opened(browser, server, path):
    """Open the notebook, run it to its end and save it."""
    with new_page(browser) as page:
        notebook = Notebook(page, server.address(path.name))
        notebook.run_all()
        page.locator(".gdviz canvas").first.wait_for()
        yield notebook
        notebook.shut_down()


def save(notebook):
    notebook.command("docmanager:save")
    assert not notebook.in_notebook("context.model.dirty")


def outputs(path):
    cells = json.loads(path.read_text("utf-8"))["cells"]
    return [output for cell in cells for output in cell["outputs"]]


def reopen(notebook):
    """Open the notebook anew, as on another day."""
    notebook.errors.clear()
    notebook.page.reload()
    notebook.page.locator(".jp-OutputArea-output").first.wait_for()


def shows_pictures(notebook, n=2):
    """Wait for the pictures; nothing says that a model is missing."""
    notebook.wait_for_kernel()
    pictures = notebook.page.locator(".jp-OutputArea-output img[src^='data:image/png']")
    expect(pictures).to_have_count(n)
    assert "not found" not in notebook.page.locator(".jp-Notebook").inner_text()
    assert notebook.errors == []


def test_what_is_stored_holds_pictures_and_no_view(opened, path):
    save(opened)
    stored = outputs(path)
    assert [VIEW in output["data"] for output in stored] == [False] * 4
    assert ["image/png" in output["data"] for output in stored] == [True, True, False, False]
    live = [output["data"] for cell in opened.cells() for output in cell["outputs"]]
    assert all(VIEW in data for data in live)  # only the file has none


def test_with_another_kernel_there_are_pictures(opened):
    save(opened)
    opened.in_notebook("sessionContext.shutdown()")
    reopen(opened)
    shows_pictures(opened)
    save(opened)
    reopen(opened)
    shows_pictures(opened)


def test_with_the_same_kernel_the_players_live(opened, path):
    save(opened)
    for key in ("End", "Home"):
        reopen(opened)
        opened.wait_for_kernel()
        player = Explorer(opened.page, opened.page.locator(".gdviz").first).wait()
        before = player.pictures()
        player.sliders.first.press(key)
        player.wait_for_any_change(before)
        assert opened.errors == []
        save(opened)
        assert not any(VIEW in output["data"] for output in outputs(path))


def test_a_cell_that_is_moved_takes_its_player_along(opened):
    save(opened)
    opened.in_notebook("content.activeCellIndex = 1")
    opened.command("notebook:move-cell-up")
    expect(opened.page.locator(".gdviz canvas")).not_to_have_count(0)
    live = [output["data"] for cell in opened.cells() for output in cell["outputs"]]
    assert all(VIEW in data for data in live)


def test_with_its_state_stored_a_player_lives_without_a_kernel(opened, path):
    opened.command(SAVE_STATE)
    try:
        save(opened)
        assert all(VIEW in output["data"] for output in outputs(path))
        opened.in_notebook("sessionContext.shutdown()")
        reopen(opened)
        player = Explorer(opened.page, opened.page.locator(".gdviz").first).wait()
        before = player.pictures()
        player.sliders.first.press("End")
        player.wait_for_any_change(before)
        assert "not found" not in opened.page.locator(".jp-Notebook").inner_text()
    finally:
        opened.command(SAVE_STATE)
