"""A prediction as a reader makes it: in JupyterLab, and in a page without a kernel."""

import pytest
from playwright.sync_api import expect

import gdviz as gd
from tests.harness.axe import violations
from tests.harness.lab import write_notebook
from tests.harness.pages import DESKTOP, PHONE, new_page

ASK = """
import gdviz as gd
line = gd.LeastSquares([[1.0]] * 1000, [0.0] * 1000)
run = gd.gradient_descent(line, [1.0], learning_rate=0.5, batch_size=32, n_epochs=5)
asked = gd.predict(
    "04.a", "How many updates?", answer=lambda run: run.step[-1], run=run, unit="updates"
)
asked
"""
FOLDED = "print(run.step[-1])"


@pytest.fixture
def page(browser, tmp_path):
    """A saved prediction of a number, opened from disk."""
    asked = gd.predict("04.a", "How many updates?", answer=160, unit="updates", tolerance=0)
    asked.save(tmp_path / "number.html")
    gd.predict("04.b", "Which?", answer="b", choices=["a", "b"]).save(tmp_path / "choice.html")
    with new_page(browser, offline=True) as page:
        page.folder = tmp_path
        page.goto((tmp_path / "number.html").as_uri())
        yield page


def verdict(page):
    return page.get_by_role("status")


def test_the_answer_is_told_once_the_reader_has_committed(page):
    assert "160" not in page.locator("form").inner_text()
    page.get_by_label("your prediction").fill("157")
    page.get_by_role("button", name="Commit").click()
    expect(verdict(page)).to_have_text(
        "You said 157 updates, which is 3 updates too low. It is 160 updates."
    )
    expect(page.get_by_label("your prediction")).to_be_disabled()


def test_a_choice_is_made_with_the_keyboard_and_nothing_moves(page):
    page.goto((page.folder / "choice.html").as_uri())
    height = page.locator("form").bounding_box()["height"]
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(verdict(page)).to_have_text("Right. You said b, and it is b.")
    assert page.locator("form").bounding_box()["height"] == pytest.approx(height, abs=0.5)


def test_nothing_is_committed_without_a_prediction(page):
    page.get_by_role("button", name="Commit").click()
    expect(verdict(page)).to_have_text("")


def test_a_prediction_is_kept_until_it_is_forgotten(page):
    page.get_by_label("your prediction").fill("160")
    page.get_by_role("button", name="Commit").click()
    page.reload()
    expect(verdict(page)).to_have_text("Right. You said 160 updates, and it is 160 updates.")
    expect(page.locator(".tally")).to_contain_text("1 of 1")
    page.get_by_role("button", name="Forget my prediction").click()
    expect(verdict(page)).to_have_text("")
    page.reload()
    expect(page.get_by_label("your prediction")).to_be_enabled()
    assert page.evaluate("localStorage.getItem('gdviz-predict')") == "{}"


def test_who_only_looks_has_predicted_nothing(page):
    page.get_by_role("button", name="Show without predicting").click()
    expect(verdict(page)).to_have_text("It is 160 updates.")
    page.get_by_role("button", name="Hide the answer").click()
    expect(verdict(page)).to_have_text("")
    assert page.evaluate("localStorage.getItem('gdviz-predict')") in (None, "{}")


def test_another_question_of_the_same_name_was_not_answered(page):
    page.evaluate(
        """localStorage.setItem("gdviz-predict",
             '{"04.a": {"question": "Another?", "given": 160, "isRight": true}}')"""
    )
    page.reload()
    expect(page.get_by_label("your prediction")).to_be_enabled()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_it_can_be_read_by_everybody(page, axe, scheme, size):
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=scheme)
    assert violations(page, axe, "form") == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.fixture(scope="module")
def notebook(server, open_notebook):
    write_notebook(server.notebooks / "predict.ipynb", ASK, FOLDED, "print(asked.given)")
    with open_notebook("predict.ipynb") as opened:
        opened.run_cell(0)
        yield opened
        assert opened.errors == []


def test_in_jupyterlab_the_kernel_hears_of_it(notebook):
    cell = notebook.scroll_to(0)
    cell.get_by_label("your prediction").fill("100")
    cell.get_by_label("your prediction").press("Enter")
    expect(cell.get_by_role("status")).to_contain_text("60 updates too low")
    notebook.run_cell(2)
    assert notebook.printed(2) == "100\n"
    notebook.run_cell(0)
    expect(notebook.scroll_to(0).get_by_role("status")).to_contain_text("You said 100 updates")
