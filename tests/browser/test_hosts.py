"""What a host may do with the widget: put it into a shadow tree, onto any ground, or away."""

import json
import re

import pytest
from playwright.sync_api import expect

import gdviz as gd
from gdviz.widgets import saving
from tests.harness.pages import new_page

HOST = """
const state = PACKED;
window.host = {
  // Shows the widget in an element; `live` as if a kernel answered. Returns how to take it away.
  async show(el, values = {}, change = (one) => one) {
    const model = makeModel({ ...change(await unpack(state)), ...values });
    const widget = start();
    const [stop, remove] = [widget.initialize({ model }), widget.render({ model, el })];
    return { model, dispose: () => { remove(); stop(); } };
  },
};
document.body.dataset.isReady = "";
"""


@pytest.fixture(scope="module")
def explorer():
    return gd.widgets.descent_explorer(
        gd.objectives.bowl(),
        [-2.0, 2.0],
        learning_rates=[0.1, 0.5],
        n_steps=10,
        optimizer=gd.momentum(),
    )


@pytest.fixture
def page(browser, explorer):
    """Return a page without Jupyter that can show the widget where it likes."""
    packed = json.dumps(saving.packed(saving.state(explorer)))
    module = f"{saving.script(explorer)}\n{saving.host()}\n{HOST.replace('PACKED', packed)}"
    with new_page(browser) as page:
        page.set_content("<body style='background: white'><p id=text>outside</p><div id=a></div>")
        page.add_style_tag(content=explorer._css)
        page.add_script_tag(type="module", content=module)
        page.locator("body[data-is-ready]").wait_for()
        yield page


def test_what_is_typed_in_a_shadow_tree_is_not_overwritten(page):
    page.evaluate(
        """async () => {
             const root = document.getElementById("a").attachShadow({ mode: "open" });
             root.innerHTML = "<div style='width: 900px'></div>";
             window.shown = await host.show(root.firstChild, { live: true });
           }"""
    )
    start = page.get_by_label("start θ₀")
    start.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("1.5")
    page.evaluate("shown.model.set('answered', 1)")
    assert start.input_value() == "1.5"
    start.blur()
    page.evaluate("shown.model.set('answered', 2)")
    expect(start).to_have_value("-2")


def test_what_a_host_leaves_undefined_is_not_there(page):
    page.evaluate(
        """() => {
             const known = (state) => Object.entries(state).filter(([, value]) => value !== null);
             const change = (state) => Object.fromEntries(known(state));
             return host.show(document.getElementById("a"), {}, change);
           }"""
    )
    expect(page.locator(".gdviz-words")).to_have_text(
        re.compile(r"η = 0.1: update 10, loss [\d.]+$")
    )
    assert "NaN" not in page.locator(".gdviz").inner_html()


@pytest.mark.parametrize("ground", ["oklch(0.98 0.01 90)", "color(srgb 0.975 0.975 0.975)", "#fff"])
@pytest.mark.parametrize("is_in_shadow", [False, True])
def test_a_light_ground_in_any_notation_has_a_light_player(page, ground, is_in_shadow):
    page.emulate_media(color_scheme="dark")
    scheme = page.evaluate(
        """async ([ground, isInShadow]) => {
             document.body.style.background = ground;
             let el = document.getElementById("a");
             if (isInShadow) {
               el = el.attachShadow({ mode: "open" }).appendChild(document.createElement("div"));
             }
             await host.show(el);
             return el.querySelector(".gdviz").style.colorScheme;
           }""",
        [ground, is_in_shadow],
    )
    assert scheme == "light"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_on_a_see_through_ground_the_system_decides(page, theme):
    page.emulate_media(color_scheme=theme)
    page.evaluate(
        """() => {
             document.body.style.background = "transparent";
             return host.show(document.getElementById("a"));
           }"""
    )
    root = page.locator(".gdviz")
    assert root.evaluate("e => e.style.colorScheme") == theme
    page.emulate_media(color_scheme="dark" if theme == "light" else "light")
    expect(root).not_to_have_css("color-scheme", theme)


def test_a_drag_that_began_elsewhere_is_none(page):
    page.evaluate(
        """async () => {
             window.shown = await host.show(document.getElementById("a"), { live: true });
           }"""
    )
    box = page.locator("canvas").first.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    asked = "shown.model.get('asked')"
    page.locator("#text").hover()
    page.mouse.down()
    page.mouse.move(x, y)
    page.mouse.move(x + 20, y)
    page.mouse.up()
    assert page.evaluate(asked) == 0
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 20, y)
    assert page.evaluate(asked) == 1
    page.mouse.up()


def test_a_widget_that_was_taken_away_leaves_nothing(page):
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")

    def left():
        session.send("HeapProfiler.collectGarbage")
        metrics = session.send("Performance.getMetrics")["metrics"]
        values = {one["name"]: one["value"] for one in metrics}
        return values["JSEventListeners"], values["Nodes"]

    again = """async (n) => {
      for (let k = 0; k < n; k++) {
        const shown = await host.show(document.getElementById("a"));
        shown.model.set("playing", true);
        shown.dispose();
      }
    }"""
    page.evaluate(again, 3)
    before = left()
    page.evaluate(again, 20)
    assert left() == pytest.approx(before, abs=5)
    assert page.locator(".gdviz").count() == 0
