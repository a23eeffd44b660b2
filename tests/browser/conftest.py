"""One browser and one JupyterLab for all tests of a process, both ended when these are done."""

import shutil
from contextlib import contextmanager

import pytest

from tests.harness.axe import axe_core
from tests.harness.explorer import Explorer
from tests.harness.interactives import EXPLORERS, SET_UP
from tests.harness.lab import ROOT, Notebook, jupyterlab, write_notebook
from tests.harness.missing import Missing, missing
from tests.harness.pages import new_page


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lab")
    shutil.copytree(ROOT / "notebooks", folder / "notebooks")
    with jupyterlab(folder) as started:
        yield started


@pytest.fixture(scope="session")
def open_notebook(browser, server):
    """Open a notebook in a page of its own; use it in a ``with``."""

    @contextmanager
    def opened(name):
        with new_page(browser) as page:
            notebook = Notebook(page, server.address(name))
            yield notebook
            notebook.shut_down()

    return opened


@pytest.fixture(scope="module")
def notebook(request, open_notebook, server):
    """Open a notebook that shows the interactive of the given name."""
    name = f"{request.param}.ipynb"
    code = f"{SET_UP}\nexplorer = {EXPLORERS[request.param].code}\nexplorer"
    write_notebook(server.notebooks / name, code, "print(explorer.start)")
    with open_notebook(name) as opened:
        opened.kind = EXPLORERS[request.param]
        yield opened


@pytest.fixture
def explorer(notebook):
    """Show the interactive anew; no test may leave an error in the console."""
    notebook.errors.clear()
    notebook.run_cell(0)
    yield Explorer(notebook.page, notebook.page.locator(".gdviz"), notebook.kind).wait()
    assert notebook.errors == []


@pytest.fixture(scope="session")
def axe():
    """Return the script of axe-core."""
    try:
        return axe_core()
    except Missing as what:
        missing(what)
