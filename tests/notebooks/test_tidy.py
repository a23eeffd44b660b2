"""How a notebook is stored: the tag of a cell decides whether its output waits."""

import nbformat
import pytest

from website.run_notebooks import fold, hide_first_line, tidy


def cell(**metadata):
    return nbformat.v4.new_code_cell("1 + 1", metadata=metadata)


def stored(**metadata):
    notebook = nbformat.v4.new_notebook(cells=[cell(**metadata)])
    return dict(tidy(notebook).cells[0].metadata)


def test_a_tagged_output_is_stored_collapsed():
    marks = {"collapsed": True, "jupyter": {"outputs_hidden": True}}
    assert stored(tags=["hide-output"]) == {"tags": ["hide-output"], **marks}


@pytest.mark.parametrize("tags", [[], ["hide-input"]])
def test_an_output_that_somebody_folded_by_hand_is_stored_open(tags):
    by_hand = {"collapsed": True, "jupyter": {"outputs_hidden": True}}
    assert stored(tags=tags, **by_hand) == {"tags": tags}


def test_what_else_jupyterlab_keeps_of_a_cell_stays():
    one = cell(tags=["hide-output"], jupyter={"source_hidden": True})
    fold(one)
    assert one.metadata["jupyter"] == {"source_hidden": True, "outputs_hidden": True}


def test_nothing_of_a_collapsed_output_is_seen_before_it_is_opened():
    """JupyterLab writes the first line of the first output beside its three dots."""
    one = cell(tags=["hide-output"])
    one.outputs = [nbformat.v4.new_output("stream", text="160")]
    hide_first_line(one)
    assert [output.get("data") for output in one.outputs] == [{}, None]
