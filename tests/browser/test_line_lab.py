"""The line lab in a saved page: no kernel, and everything follows a point that is dragged."""

import re

import pytest
from playwright.sync_api import expect

import gdviz as gd
from tests.harness.explorer import Explorer
from tests.harness.pages import new_page

DATA, SURFACE, LOSS = range(3)
FACTS = ("n", "kappa", "every", "single", "best", "truth")
# Moves the pointer; returns how often the picture had not followed before the browser's next task.
MOVES = """async ([canvas, [x, y], n]) => {
  let late = 0;
  for (let k = 0; k < n; k++) {
    const before = gdvizTest.hash(canvas);
    const place = { clientX: x + k % 7, clientY: y + k, buttons: 1, pointerId: window.held };
    canvas.dispatchEvent(new PointerEvent("pointermove", place));
    await null;
    await null;
    late += gdvizTest.hash(canvas) === before;
  }
  return late;
}"""


@pytest.fixture(scope="module")
def lab():
    return gd.widgets.line_lab()


@pytest.fixture
def shown(browser, lab, tmp_path):
    lab.save(tmp_path / "lab.html")
    with new_page(browser, offline=True) as page:
        errors = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto((tmp_path / "lab.html").as_uri())
        yield Explorer(page, page.locator(".gdviz")).wait()
        assert errors == []


def facts(shown):
    """Return the numbers below the picture by their names, as they are written."""
    return dict(zip(FACTS, shown.root.locator(".gdviz-facts dd").all_text_contents(), strict=True))


def place_of(shown, lab, point):
    """Return where a point is in the window: its panel's place is a trait."""
    (panel,) = [one for one in lab.panels if one["name"] == "data"]
    (left, width, top, height), box = panel["tile"], shown.panels.nth(DATA).bounding_box()
    shares = [(value - low) / (high - low) for value, (low, high) in zip(point, lab.view["data"])]
    x = (panel["left"] - left + shares[0] * panel["width"]) / width
    y = (panel["top"] - top + (1 - shares[1]) * panel["height"]) / height
    return box["x"] + x * box["width"], box["y"] + y * box["height"]


def drag(shown, lab, k, dx, dy):
    x, y = place_of(shown, lab, lab.points[k])
    shown.page.mouse.move(x, y)
    shown.page.mouse.down()
    shown.page.mouse.move(x + dx, y + dy, steps=4)


def leftmost(lab):
    return min(range(len(lab.points)), key=lambda k: lab.points[k][0])


def test_everything_follows_while_a_point_is_dragged(shown, lab):
    before, pictures = facts(shown), shown.pictures()
    drag(shown, lab, leftmost(lab), 140, -140)
    shown.wait_for_change(pictures)
    now = facts(shown)
    assert [name for name in FACTS if now[name] == before[name]] == ["n"]
    shown.page.mouse.up()
    shown.button("Undo").click()
    assert facts(shown) == before


def test_the_numbers_are_pythons(shown, lab):
    objective, b = lab.objective, lab.batch_size
    limit = gd.objectives.max_learning_rate
    expected = {
        "every": limit(objective),
        "single": limit(objective, batch_size=b, replace=False),
        "best": objective.minimum,
        "truth": objective.loss(lab.true_params),
    }
    found = facts(shown)
    for name, value in expected.items():
        assert float(found[name]) == pytest.approx(value, rel=5e-3), name
    assert expected["best"] < expected["truth"]
    expect(shown.root.locator(".gdviz-said")).to_contain_text("fits the noise")


def test_points_are_added_and_removed(shown, lab):
    empty = place_of(shown, lab, [-0.8, 2.5])
    shown.page.mouse.click(*empty)
    assert facts(shown)["n"] == "21"
    shown.button("Remove point").click()
    assert facts(shown)["n"] == "20"
    shown.button("Add point").click()
    shown.panels.nth(DATA).press("Delete")
    assert facts(shown)["n"] == "20"


def test_keys_choose_move_and_leave(shown):
    before = facts(shown)
    shown.panels.nth(DATA).focus()
    shown.page.keyboard.press("Tab")
    shown.page.keyboard.press("ArrowUp")
    after = facts(shown)
    assert after["best"] != before["best"]
    expect(shown.root.locator("[role=status]")).to_contain_text("point 1 of 20")
    for _ in range(20):  # 19 other points, and out
        shown.page.keyboard.press("Tab")
    is_inside = "canvas => document.activeElement === canvas"
    assert not shown.panels.nth(DATA).evaluate(is_inside)
    pictures = shown.pictures()
    shown.panels.nth(SURFACE).press("ArrowLeft")  # moves the start
    shown.wait_for_change(pictures, still=(DATA,))


def test_one_outlier_leaps_at_b_1(shown):
    shown.button("One outlier").click()
    found = facts(shown)
    assert (found["n"], found["every"], found["single"]) == ("50", "0.616", "0.0154")
    expect(shown.root.locator(".gdviz-said")).to_contain_text("x = 12")
    expect(shown.slider("batch size b")).to_have_attribute("aria-valuetext", "1")
    expect(shown.slider("learning rate η")).to_have_attribute("aria-valuetext", re.compile("above"))


def test_pasted_columns_are_taken_or_refused_in_words(shown):
    shown.root.get_by_text("Own data").click()
    before = facts(shown)
    use, box = shown.button("Use these points"), shown.root.get_by_label("two columns, x and y")
    box.fill("1,2\n3,x")
    use.click()
    expect(shown.message).to_contain_text("Line 2 must be two numbers. Got 3,x")
    assert facts(shown) == before
    box.fill("\n".join("1,2" for _ in range(301)))
    use.click()
    expect(shown.message).to_contain_text("between 2 and 300 points. Got 301")
    assert facts(shown) == before
    file = {"name": "a.csv", "mimeType": "text/csv", "buffer": b"x,y\n1,2\n2,4\n3,9\n"}
    shown.root.locator("input[type=file]").set_input_files(file)
    expect(shown.message).to_contain_text("3 points taken")
    assert (facts(shown)["n"], facts(shown)["truth"]) == ("3", "–")


def test_nothing_below_the_picture_moves_while_a_point_is_dragged(shown, lab):
    place = "root => root.querySelector('.gdviz-own').getBoundingClientRect().top"
    before = shown.root.evaluate(place)
    drag(shown, lab, leftmost(lab), 80, -200)
    assert shown.root.evaluate(place) == before
    shown.page.mouse.up()
    assert shown.root.evaluate(place) == before


def test_300_points_follow_within_the_task_of_the_pointer(browser, tmp_path):
    lab = gd.widgets.line_lab(n_samples=300, batch_size=256)
    lab.save(tmp_path / "lab.html")
    with new_page(browser, offline=True) as page:
        page.goto((tmp_path / "lab.html").as_uri())
        shown = Explorer(page, page.locator(".gdviz")).wait()
        canvas = shown.panels.nth(DATA)
        canvas.evaluate(
            "canvas => canvas.addEventListener('pointerdown', (e) => { held = e.pointerId; })"
        )
        x, y = place_of(shown, lab, lab.points[leftmost(lab)])
        page.mouse.move(x, y)
        page.mouse.down()
        assert page.evaluate(MOVES, [canvas.element_handle(), [x, y - 60], 30]) == 0
