"""Every notebook with an interactive in JupyterLab, from the first cell to the last."""

import pytest

from tests.harness.explorer import Explorer
from tests.harness.lab import ROOT

PATHS = sorted(ROOT.glob("notebooks/*.ipynb"))
INTERACTIVE = [path.name for path in PATHS if "gd.widgets." in path.read_text("utf-8")]
WIDGET = "application/vnd.jupyter.widget-view+json"


@pytest.mark.parametrize("name", INTERACTIVE)
def test_runs_without_an_error_and_shows_every_interactive(open_notebook, name):
    with open_notebook(name) as notebook:
        notebook.run_all()
        for number, cell in enumerate(notebook.cells()):
            assert complaints(cell) == []
            if any(WIDGET in output.get("data", {}) for output in cell.get("outputs", [])):
                look_at_widgets(notebook, number)
        assert notebook.errors == []


def complaints(cell):
    """Return the outputs that no reader should see."""
    is_wanted = "raises-exception" in cell["metadata"].get("tags", [])
    return [
        output
        for output in cell.get("outputs", [])
        if output.get("name") == "stderr" or (output["output_type"] == "error" and not is_wanted)
    ]


def look_at_widgets(notebook, number):
    cell = notebook.scroll_to(number)
    cell.locator(".jp-OutputArea-output").locator("canvas, input, progress").first.wait_for()
    shown = cell.locator(".gdviz")
    for one in range(shown.count()):
        explorer = Explorer(notebook.page, shown.nth(one)).wait()
        explorer.sliders.first.press("Home")
        before = explorer.pictures()
        explorer.sliders.first.press("End")
        explorer.wait_for_any_change(before)
