"""Run notebooks from a clean kernel and store them tidy: run_notebooks.py [FILE ...]."""

import base64
import io
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from PIL import Image

ROOT = Path(__file__).parents[1]
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
KEPT = {"tags", "jupyter", "slideshow"}
FOLDED = "hide-output"  # the tag of a cell whose output waits until it is asked for
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


def run(path):
    notebook = tidy(execute(nbformat.read(path, as_version=4), path.parent))
    for cell in filter(is_folded, notebook.cells):
        hide_first_line(cell)
    nbformat.write(notebook, path)


def execute(notebook, folder):
    """Run all cells in a clean kernel whose working directory is the folder."""
    client = NotebookClient(notebook, kernel_name="python3", timeout=120)
    client.resources = {"metadata": {"path": str(folder)}}
    client.store_widget_state = client.record_timing = False
    client.coalesce_streams = True
    return client.execute()


def tidy(notebook):
    """Drop what differs from run to run; without a widget view the stored picture is shown."""
    notebook.metadata = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number:02d}"
        cell.metadata = {key: cell.metadata[key] for key in cell.metadata.keys() & KEPT}
        if cell.cell_type == "code":
            fold(cell)
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            data.pop(WIDGET_VIEW, None)
            output.get("metadata", {}).pop("gdviz", None)  # where the view would come back
            if "image/png" in data:
                data["image/png"] = smaller(data["image/png"])
            if output.output_type == "error":
                output.traceback = output.traceback[-1:]  # the message, not the machine's paths
    return notebook


def is_folded(cell):
    return FOLDED in cell.metadata.get("tags", [])


def hide_first_line(cell):
    """Put an empty output before the others: of a collapsed one JupyterLab shows the first line."""
    if cell.outputs:
        cell.outputs.insert(0, nbformat.v4.new_output("display_data"))


def fold(cell):
    """Let JupyterLab store the output as collapsed where the cell's tag asks for it, only there."""
    more = dict(cell.metadata.get("jupyter", {}))
    more.pop("outputs_hidden", None)
    cell.metadata.pop("jupyter", None)
    if is_folded(cell):
        cell.metadata["collapsed"] = more["outputs_hidden"] = True
    if more:
        cell.metadata["jupyter"] = more


def smaller(picture):
    """Return a base64 PNG with 256 colors, a third of the bytes and the same to the eye."""
    image = Image.open(io.BytesIO(base64.b64decode(picture))).convert("RGB")
    file = io.BytesIO()
    # Without its k-means step, this method shifts the tints of a shaded surface visibly.
    image = image.quantize(
        256, method=Image.Quantize.MAXCOVERAGE, kmeans=1, dither=Image.Dither.NONE
    )
    image.save(file, format="png", optimize=True)
    return base64.b64encode(file.getvalue()).decode("ascii")


if __name__ == "__main__":
    for path in map(Path, sys.argv[1:] or sorted(ROOT.glob("notebooks/**/[0-9]*.ipynb"))):
        print(path, flush=True)
        run(path)
