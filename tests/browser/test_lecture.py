"""A notebook with gd.lecture() on a small projector, 1024 × 768."""

import nbformat
import pytest
from playwright.sync_api import expect

from gdviz.plots.projector import Projector
from tests.harness.explorer import Explorer
from tests.harness.interactives import SET_UP
from tests.harness.lab import write_notebook

SCREEN = {"width": 1024, "height": 768}
TITLE, PLAIN, TAGGED, FIGURE, PLAYER, END, ANSWER = range(1, 8)
CODE = [
    "import gdviz as gd\ngd.lecture(width=1024, height=768)",
    "print(1 + 1)  # " + "a long line that the class should not scroll along to read it " * 3,
    "print(2 + 2)",
    "gd.plots.loss_curve(run)\nplt.show()",
    "explorer = gd.widgets.descent_explorer(line)\nexplorer",
    "gd.lecture(False)",
    "print(3 + 3)",
]
WAKE_UP = "import matplotlib.pyplot as plt\nplt.close(plt.figure())"  # 3.7 shows the first as text
RUN = "run = gd.gradient_descent(line, [0.0, 0.0], learning_rate=0.5, max_steps=9)"

IN_PIXELS = "e => parseFloat(getComputedStyle(e).fontSize) * (e.currentCSSZoom ?? 1)"
TOO_WIDE = """panel => [...panel.querySelectorAll("*")].map((e) => e.getBoundingClientRect().right)
  .filter((right) => right > panel.getBoundingClientRect().right + 1).length"""


@pytest.fixture(scope="module")
def lecture(server, open_notebook):
    """Open a notebook of a text and six code cells, the third of them tagged, and run it."""
    path = server.notebooks / "lecture.ipynb"
    write_notebook(path, *CODE)
    stored = nbformat.read(path, 4)
    stored.cells[0].source = "\n".join([WAKE_UP, stored.cells[0].source, SET_UP, RUN])
    stored.cells[2].metadata["tags"] = ["hide-input"]
    stored.cells[6].metadata["tags"] = ["hide-output"]
    stored.cells.insert(1, nbformat.v4.new_markdown_cell("# A title\n\nA sentence with `code`."))
    nbformat.write(stored, path)
    with open_notebook("lecture.ipynb") as notebook:
        notebook.page.set_viewport_size(SCREEN)
        notebook.page.keyboard.press("Control+b")
        for number in (0, PLAIN, TAGGED, FIGURE, PLAYER, ANSWER):
            notebook.run_cell(number)
        Explorer(notebook.page, notebook.page.locator(".gdviz")).wait()
        expect(notebook.scroll_to(0)).to_contain_text("The code of one cell is hidden.")
        yield notebook
        assert notebook.errors == []


def editor(lecture, number):
    return lecture.scroll_to(number).locator(".jp-InputArea-editor")


def code_word(cell):
    """Return the place of the word "code", which stands at the right."""
    box = cell.locator(".jp-Cell-inputWrapper").bounding_box()
    return {"x": box["width"] - 20, "y": 10}


def test_text_is_large(lecture):
    text = lecture.scroll_to(TITLE)
    assert text.locator("p").evaluate(IN_PIXELS) >= 20
    assert editor(lecture, PLAIN).locator(".cm-line").first.evaluate(IN_PIXELS) >= 17


def test_figure_has_large_letters(lecture):
    shown = lecture.scroll_to(FIGURE).locator("img")
    scale = shown.evaluate("e => e.clientWidth / e.naturalWidth")
    assert scale * Projector(**SCREEN).letter >= 18
    visible = lecture.page.locator(".jp-WindowedPanel-outer").evaluate("e => e.clientHeight")
    assert shown.evaluate("e => e.clientHeight") < visible - 3 * 30  # three lines below it


def test_interactive_has_large_letters_and_is_on_one_screen(lecture):
    cell = lecture.scroll_to(PLAYER)
    parts = "label:visible, .gdviz-words, .gdviz-key, button:visible"
    for part in cell.locator(".gdviz").locator(parts).all():
        assert part.evaluate(IN_PIXELS) >= 16.5
    for label in cell.locator("label:visible").all():
        assert label.evaluate(IN_PIXELS) >= 18
    visible = lecture.page.locator(".jp-WindowedPanel-outer").evaluate("e => e.clientHeight")
    assert cell.locator(".gdviz").bounding_box()["height"] <= visible


def test_nothing_is_wider_than_the_screen(lecture):
    panel = lecture.page.locator(".jp-WindowedPanel-outer")
    for number in range(PLAYER + 1):
        lecture.scroll_to(number)
        assert panel.evaluate("e => e.scrollWidth - e.clientWidth") <= 0
        assert panel.evaluate(TOO_WIDE) == 0


def test_tagged_code_is_hidden_and_comes_back(lecture):
    cell, code = lecture.scroll_to(TAGGED), editor(lecture, TAGGED).locator(".cm-content")
    expect(code).not_to_be_in_viewport()
    expect(editor(lecture, PLAIN).locator(".cm-content")).to_be_in_viewport()
    cell.locator(".jp-Cell-inputWrapper").click(position=code_word(cell))
    expect(code).to_be_in_viewport()
    cell.locator(".jp-Cell-inputWrapper").click(position=code_word(cell))
    expect(code).not_to_be_in_viewport()
    assert lecture.cells()[TAGGED]["metadata"]["tags"] == ["hide-input"]
    assert "jupyter" not in lecture.cells()[TAGGED]["metadata"]


def test_enter_shows_the_code_while_it_is_edited(lecture):
    lecture.in_notebook(f"content.activeCellIndex = {TAGGED}")
    code = editor(lecture, TAGGED).locator(".cm-content")
    lecture.command("notebook:enter-edit-mode")
    expect(code).to_be_in_viewport()
    lecture.command("notebook:enter-command-mode")
    expect(code).not_to_be_in_viewport()


def test_an_answer_waits_until_it_is_asked_for_though_its_cell_was_run(lecture):
    lecture.in_notebook(f"content.activeCellIndex = {ANSWER}")
    lecture.command("notebook:enter-command-mode")
    wrapper = lecture.scroll_to(ANSWER).locator(".jp-Cell-outputWrapper")
    answer = wrapper.locator(".jp-OutputArea-output")
    expect(answer).to_be_hidden()
    wrapper.click(position={"x": 30, "y": 12})
    expect(answer).to_be_visible()
    expect(answer).to_have_text("6")
    assert "collapsed" not in lecture.cells()[ANSWER]["metadata"]


def test_one_button_shows_all_code(lecture):
    note = lecture.scroll_to(0)
    expect(note).to_contain_text("The code of one cell is hidden.")
    note.get_by_role("button", name="Show all code").click()
    expect(editor(lecture, TAGGED).locator(".cm-content")).to_be_in_viewport()
    lecture.scroll_to(0).get_by_role("button", name="Hide code").click()
    expect(editor(lecture, TAGGED).locator(".cm-content")).not_to_be_in_viewport()


def test_a_cell_that_moves_takes_its_tag_along(lecture):
    lecture.in_notebook("content.activeCellIndex = 1")
    lecture.command("notebook:insert-cell-above")
    expect(editor(lecture, TAGGED + 1).locator(".cm-content")).not_to_be_in_viewport()
    expect(editor(lecture, TAGGED).locator(".cm-content")).to_be_in_viewport()
    lecture.in_notebook("content.activeCellIndex = 1")
    lecture.command("notebook:delete-cell")
    expect(editor(lecture, TAGGED).locator(".cm-content")).not_to_be_in_viewport()


def test_lecture_false_takes_everything_back(lecture):
    lecture.run_cell(END)
    expect(editor(lecture, TAGGED).locator(".cm-content")).to_be_in_viewport()
    expect(lecture.scroll_to(0)).to_contain_text("Lecture mode is off.")
    assert lecture.scroll_to(TITLE).locator("p").evaluate(IN_PIXELS) < 18
    assert lecture.cells()[END]["outputs"][0]["data"]["text/plain"] == "Lecture(off)"
