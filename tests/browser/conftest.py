"""One browser and one JupyterLab for each file of tests, both ended when the file is done."""

import os
import shutil
import subprocess
from contextlib import ExitStack, contextmanager

import pytest
from playwright.sync_api import Error

from tests.browser.explorers import EXPLORERS, SET_UP, Explorer, new_page
from tests.browser.lab import ROOT, Notebook, chromium, jupyterlab, write_notebook

AXE = "axe-core@4.14.1"


def missing(what):
    """Skip; where GDVIZ_REQUIRE_BROWSER says that these tests have to run, fail."""
    (pytest.fail if os.environ.get("GDVIZ_REQUIRE_BROWSER") == "1" else pytest.skip)(what)


@pytest.fixture(scope="module")
def browser():
    with ExitStack() as stack:
        try:
            started = stack.enter_context(chromium())
        except Error as error:
            missing(f"no Chromium or Chrome can be started: {error}")
        yield started


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lab")
    shutil.copytree(ROOT / "notebooks", folder / "notebooks")
    with jupyterlab(folder) as started:
        yield started


@pytest.fixture(scope="module")
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
    """Return the script of axe-core, which npm fetches once."""
    folder = ROOT / ".pytest_cache" / "axe-core"
    script = folder / "node_modules" / "axe-core" / "axe.min.js"
    options = ["--no-save", "--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund"]
    if not script.exists():
        npm = shutil.which("npm") or missing("npm is not installed")
        install = [npm, "install", "--prefix", str(folder), *options, AXE]
        done = subprocess.run(install, capture_output=True, text=True)
        if done.returncode:
            missing(f"npm cannot fetch {AXE}: {done.stderr[-500:]}")
    return script.read_text("utf-8")
