"""The step inspector as it is read: what stands in its cells is what the run did."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

import gdviz as gd
from tests.harness.explorer import Explorer
from tests.harness.pages import new_page

RATES, SIZES = [0.05, 0.3, 1.2], [1, 16, 60]
SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
SET = """(input, value) => {
  input.value = value;
  input.dispatchEvent(new Event("input", { bubbles: true }));
}"""


def explorer_of(**more):
    X, y = gd.datasets.line(60)
    return gd.widgets.descent_explorer(
        gd.LeastSquares(gd.add_bias(X), y),
        [-1.0, 4.0],
        learning_rates=RATES,
        batch_sizes=SIZES,
        n_steps=300,
        **more,
    )


def read(text):
    """Return the number that stands in a cell."""
    factor, _, power = text.replace("−", "-").replace(",", "").partition("·10")
    return float(factor) * 10.0 ** int(power.translate(SUPERSCRIPTS) or 0)


def equals(text, value):
    """Whether a cell says the value, to the digit."""
    return abs(read(text) - value) <= 0.5001 * 10.0 ** (np.floor(np.log10(abs(value))) - 3)


def unfold(shown):
    shown.root.get_by_text("One update in numbers").click()
    return shown.root.locator(".gdviz-scroll table")


def cells(table):
    rows = table.locator("tr").all()
    return [row.locator("th, td").all_inner_texts() for row in rows]


@pytest.fixture
def page(browser):
    with new_page(browser, offline=True) as page:
        yield page


@pytest.mark.parametrize("mode", [{}, {"replace": True}, {"drop_last": True}], ids=str)
def test_the_table_says_what_the_run_did_without_a_kernel(page, tmp_path, mode):
    explorer, rng = explorer_of(**mode), np.random.default_rng(3)
    explorer.save(tmp_path / "run.html")
    page.goto((tmp_path / "run.html").as_uri())
    shown = Explorer(page, page.locator(".gdviz")).wait()
    table = unfold(shown)
    for _ in range(6):
        i, j, step = int(rng.integers(3)), int(rng.integers(3)), int(rng.integers(51))
        shown.slider("learning rate η").evaluate(SET, i)
        shown.slider("batch size b").evaluate(SET, j)
        shown.slider("update").evaluate(SET, step)
        expect(shown.root.locator(".gdviz-title")).to_have_text(f"Update {step + 1}")
        explorer.learning_rate_index, explorer.batch_size_index = i, j
        assert_tells(cells(table), explorer.objective, explorer.run(), step, RATES[i])


def assert_tells(rows, objective, run, step, rate):
    before, batch = run.params[step], run.rows[step + 1]
    few = batch[:6]
    assert [row[0] for row in rows[1 : 1 + len(few)]] == [str(k) for k in few]
    for row, k in zip(rows[1:], few):
        x, y = objective.X[k, 1], objective.y[k]
        residual = objective.X[k] @ before - y
        told = [x, y, residual + y, residual, *objective.grad(before, np.array([k]))]
        assert all(map(equals, row[1:], told)), (row, told)
    mean = objective.grad(before, batch)
    for row, told in zip(rows[-4:], (mean, rate * mean, before, run.params[step + 1])):
        assert all(map(equals, row[-2:], told)), (row, told)
    more = [row[0] for row in rows if row[0].startswith("…")]
    assert more == ([f"… and {len(batch) - 6} more"] if len(batch) > 6 else [])


def test_later_updates_say_who_is_needed_and_the_end_says_so(page, tmp_path):
    explorer_of().save(tmp_path / "run.html")
    page.goto((tmp_path / "run.html").as_uri())
    shown = Explorer(page, page.locator(".gdviz")).wait()
    table = unfold(shown)
    title = shown.root.locator(".gdviz-title")
    expect(title).to_have_text("The run ends with update 300: go back to see one.")
    shown.slider("update").press("ArrowLeft")
    expect(title).to_contain_text("From update 52 on the numbers need Python behind the page.")
    assert cells(table) == []
    shown.root.get_by_text("One update in numbers").press("Space")
    expect(table).to_be_hidden()
    expect(shown.words).to_contain_text("b = 16")


def test_a_thinned_step_says_how_many_updates_it_takes(page, tmp_path):
    explorer = gd.widgets.descent_explorer(gd.objectives.bowl(), [-2.0, 2.0], n_steps=2000)
    explorer.save(tmp_path / "run.html")
    page.goto((tmp_path / "run.html").as_uri())
    shown = Explorer(page, page.locator(".gdviz")).wait()
    shown.slider("update").press("Home")
    for _ in range(51):
        shown.button("one update").click()
    expect(shown.words).to_contain_text("update 51")
    on = shown.root.get_by_role("button", name=re.compile(r"^\d+ updates$"))
    n_updates = int(on.get_attribute("aria-label").split()[0])
    on.click()
    expect(shown.words).to_contain_text(f"update {51 + n_updates}")
    assert 51 + n_updates in explorer.sweep.steps[0]
    expect(shown.button(f"{n_updates} updates back")).to_be_visible()


@pytest.mark.parametrize("notebook", ["descent_explorer"], indirect=True)
def test_with_a_kernel_later_updates_are_asked_of_it(explorer):
    table = unfold(explorer)
    explorer.slider("update").press("ArrowLeft")
    expect(explorer.root.locator(".gdviz-title")).to_have_text(re.compile(r"^Update [\d,]+$"))
    rows = cells(table)
    mean, step, before, after = ([read(cell) for cell in row[-2:]] for row in rows[-4:])
    np.testing.assert_allclose(np.subtract(before, after), step, atol=2e-3)
    rate = float(explorer.root.locator("output").first.inner_text())
    np.testing.assert_allclose(np.multiply(mean, rate), step, rtol=2e-3)
    assert len(rows[1]) == 7
