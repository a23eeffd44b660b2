"""A JupyterLab of our own: no setting of the machine is read or changed."""

import json
import os
import sys
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple
from urllib.error import URLError
from urllib.request import urlopen

import nbformat

from tests.harness.patience import PATIENCE, poll
from tests.harness.process import running

ROOT = Path(__file__).parents[2]
OFF = {"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}}
OPTIONS = [
    "--no-browser",
    "--allow-root",
    "--ServerApp.ip=127.0.0.1",
    "--ServerApp.port=0",
    "--LabApp.expose_app_in_browser=True",
    "--LabApp.extension_manager=readonly",
    "--LabApp.news_url=",
]


class Server(NamedTuple):
    """Where a JupyterLab listens, and the token that lets one in."""

    url: str
    token: str
    notebooks: Path

    def address(self, notebook):
        return f"{self.url}lab/tree/{notebook}?reset&token={self.token}"


@contextmanager
def jupyterlab(folder):
    """Serve ``folder / "notebooks"`` on a free loopback port; settings and logs are beside it."""
    config, runtime = folder / "config", folder / "runtime"
    (config / "labconfig").mkdir(parents=True)
    (config / "labconfig" / "page_config.json").write_text(json.dumps(OFF))
    own = {
        "JUPYTER_CONFIG_DIR": config,
        "JUPYTER_DATA_DIR": folder / "data",
        "JUPYTER_RUNTIME_DIR": runtime,
        "JUPYTERLAB_SETTINGS_DIR": config / "settings",
        "JUPYTERLAB_WORKSPACES_DIR": folder / "workspaces",
        "IPYTHONDIR": folder / "ipython",
        "PYTHONPATH": ROOT,
    }
    command = [sys.executable, "-m", "jupyterlab", *OPTIONS]
    log = folder / "server.log"
    environment = {**os.environ, **{name: str(value) for name, value in own.items()}}
    with running(command, log, cwd=folder / "notebooks", env=environment) as process:
        url, token = poll(partial(answering, process, runtime), "JupyterLab", log.read_text)
        yield Server(url, token, folder / "notebooks")


def answering(process, runtime):
    """Return the server's address and token if it answers; None while it starts."""
    if process.poll() is not None:
        raise RuntimeError("JupyterLab has ended; its log lies beside its runtime folder")
    for info in runtime.glob("jpserver-*.json"):
        try:
            server = json.loads(info.read_text())
            urlopen(server["url"] + "api", timeout=PATIENCE).close()
            return server["url"], server["token"]
        except (ValueError, URLError):
            pass  # half written, or not listening yet
    return None


def write_notebook(path, *cells):
    """Write a notebook of code cells."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3 (ipykernel)"}
    nbformat.write(notebook, path)


class Notebook:
    """A notebook that is open in JupyterLab, in a page of its own."""

    def __init__(self, page, address):
        self.page, self.errors = page, []
        page.on("console", lambda message: self._keep(message.type, message.text))
        page.on("pageerror", lambda error: self._keep("error", str(error)))
        page.goto(address)
        self.wait_for_kernel()

    def _keep(self, kind, text):
        if kind == "error":
            self.errors.append(text)

    def wait_for_kernel(self):
        """Wait for the kernel itself: what the toolbar shows is idle before there is one."""
        self.page.get_by_text("| Idle").wait_for()

    def command(self, name, **args):
        """Run a command of JupyterLab's and wait until it is done."""
        script = "([name, args]) => jupyterapp.commands.execute(name, args).then(() => null)"
        self.page.evaluate(script, [name, args])

    def run_cell(self, number):
        """Select a cell, run it and wait until the kernel is done with it."""
        self.in_notebook(f"content.activeCellIndex = {number}")
        self.command("notebook:run-cell")
        self.wait_for_kernel()
        outputs = self.cells()[number]["outputs"]
        assert [o["evalue"] for o in outputs if o["output_type"] == "error"] == []

    def run_all(self):
        self.command("notebook:run-all-cells")
        self.wait_for_kernel()

    def cells(self):
        """Return the cells, as they would be stored."""
        return self.in_notebook("content.model.toJSON().cells")

    def printed(self, number):
        """Return what a cell printed."""
        return "".join(output.get("text", "") for output in self.cells()[number]["outputs"])

    def scroll_to(self, number):
        """Bring a cell onto the screen; return it."""
        self.in_notebook(f"content.scrollToItem({number}, 'center')")
        return self.page.locator(f".jp-Cell[data-windowed-list-index='{number}']")

    def start_up(self):
        """Start another kernel."""
        self.in_notebook("sessionContext.changeKernel({name: 'python3'})")
        self.wait_for_kernel()

    def shut_down(self):
        """Stop the kernel."""
        self.in_notebook("sessionContext.shutdown()")

    def in_notebook(self, expression):
        """Evaluate an attribute of JupyterLab's notebook panel, awaiting it if need be."""
        return self.page.evaluate(f"jupyterapp.shell.currentWidget.{expression} ?? null")
