"""A saved page plays from disk: no server, no kernel, no network."""

import io
import re

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

import gdviz as gd
from tests.harness.axe import violations
from tests.harness.explorer import Explorer
from tests.harness.interactives import EXPLORERS, saved
from tests.harness.pages import new_page


@pytest.fixture(scope="module", params=EXPLORERS)
def path(request, tmp_path_factory):
    return saved(request.param, tmp_path_factory.mktemp("saved"))


@pytest.fixture
def page(browser):
    """An empty page without a network, that must not ask for one nor report an error."""
    asked, errors = [], []
    with new_page(browser, offline=True) as page:
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text))
        yield page
    assert [url for url in asked if not re.match("file:|blob:|data:", url)] == []
    assert errors == []


@pytest.fixture
def explorer(page, path):
    page.goto(path.as_uri())
    return Explorer(page, page.locator(".gdviz"), EXPLORERS[path.stem]).wait()


def test_sliders_and_playback_work(explorer):
    explorer.drag_every_slider()
    explorer.play_on_and_on()
    explorer.wait_for_any_change(explorer.pictures())


@pytest.mark.parametrize("path", ["descent_explorer"], indirect=True)
def test_the_flagship_is_small_and_plays_from_disk_to_its_end(path, explorer):
    assert path.stat().st_size <= 1_500_000
    assert explorer.page.url.startswith("file://")
    expect(explorer.words).to_contain_text("update 200")
    explorer.root.get_by_label("speed").select_option("4")
    explorer.play.click()
    expect(explorer.words).not_to_contain_text("update 200")
    for _ in range(5):
        explorer.wait_for_any_change(explorer.pictures())
    explorer.expect_paused()
    expect(explorer.words).to_contain_text("update 200")


@pytest.mark.parametrize("path", ["descent_explorer", "slope_walker"], indirect=True)
@pytest.mark.parametrize(("motion", "least", "most"), [("reduce", 5, 7), ("no-preference", 20, 20)])
def test_less_motion_on_request(page, path, motion, least, most):
    page.clock.install(time=0)  # the page's own seconds, whatever the machine takes for them
    page.emulate_media(reduced_motion=motion)
    page.goto(path.as_uri())
    explorer = Explorer(page, page.locator(".gdviz")).wait()
    page.clock.pause_at(86_400)
    explorer.slider("update").press("Home")
    explorer.play.click()
    seen = set()
    for _ in range(20):
        page.clock.run_for(100)
        seen.add(explorer.pictures()[0])
    assert least <= len(seen) <= most


def test_what_needs_a_kernel_is_closed_and_says_so(explorer):
    expect(explorer.note).to_contain_text("need Python behind the page")
    # The map's target needs no kernel: the page counts anew what it holds.
    buttons = "button:has-text('Reshuffle'), button:has-text('Other weights')"
    controls = f"input[aria-label^=start], {buttons}"
    for control in explorer.root.locator(controls).all():
        expect(control).to_be_disabled()
    if isinstance(explorer.kind.asks, int):  # a panel to click on, which cannot look closed
        explorer.ask_kernel()
        explorer.expect_said("needs a running kernel")


def cut(text):
    return text[: len(text) * 2 // 3]


def emptied(text):
    return re.sub(r'(id="state">)[^<]*', r"\1", text)


def shortened(text):
    return re.sub(r'(id="state">[^<]{5000})[^<]*', r"\1", text)


def flipped(text):
    place = text.index('id="state">') + 5000
    return text[:place] + ("B" if text[place] == "A" else "A") + text[place + 1 :]


def with_a_foreign_letter(text):
    place = text.index('id="state">') + 5000
    return text[:place] + "é" + text[place + 1 :]


slope_walker = pytest.mark.parametrize("path", ["slope_walker"], indirect=True)


@slope_walker
@pytest.mark.parametrize("damage", [emptied, shortened, flipped, with_a_foreign_letter, cut])
def test_a_damaged_file_says_so(browser, path, tmp_path, damage):
    broken = tmp_path / "broken.html"
    broken.write_text(damage(path.read_text("utf-8")), "utf-8")
    with new_page(browser, offline=True) as page:
        page.goto(broken.as_uri())
        said = "end of this file is missing" if damage is cut else "This file is damaged"
        expect(page.get_by_text(said)).to_be_visible()


@slope_walker
def test_a_browser_that_lacks_a_feature_names_it(browser, path):
    with new_page(browser, offline=True) as page:
        page.add_init_script("delete window.DecompressionStream")
        page.goto(path.as_uri())
        expect(page.get_by_text("This browser lacks DecompressionStream")).to_be_visible()


@slope_walker
def test_any_other_error_is_shown_as_what_it_is(browser, path):
    with new_page(browser, offline=True) as page:
        page.add_init_script("delete window.ResizeObserver")
        page.goto(path.as_uri())
        expect(page.get_by_text("ReferenceError: ResizeObserver is not defined")).to_be_visible()


@pytest.mark.parametrize("path", ["rate_batch_map"], indirect=True)
def test_a_click_on_the_map_chooses_the_run(explorer):
    before = explorer.pictures()
    explorer.panels.first.click(position={"x": 130, "y": 250})
    explorer.wait_for_change(before)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_page_follows_the_theme_and_axe_finds_nothing_serious(page, path, axe, theme):
    page.emulate_media(color_scheme=theme)
    page.goto(path.as_uri())
    explorer = Explorer(page, page.locator(".gdviz")).wait()
    assert (explorer.brightness() < 80) == (theme == "dark")
    assert violations(page, axe, "html") == []


@pytest.mark.parametrize(("width", "pixel_ratio"), [(1280, 1), (1280, 2), (700, 1)])
def test_a_lit_sample_lies_on_the_point_that_matplotlib_drew(browser, tmp_path, width, pixel_ratio):
    X, y = gd.datasets.four_points()
    objective = gd.LeastSquares(gd.add_bias(X), y)
    explorer = gd.widgets.descent_explorer(objective, [0.5, 0], learning_rate=0.01, batch_size=1)
    explorer.save(tmp_path / "four.html")
    with new_page(browser, device_scale_factor=pixel_ratio) as page:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto((tmp_path / "four.html").as_uri())
        shown = Explorer(page, page.locator(".gdviz")).wait()
        shown.slider("update").press("Home")  # the line is halfway up, away from every point
        tile = shown.root.locator(".gdviz-tile").nth(1)
        lit = middle(without("img", tile), explorer.palettes["light"]["batch"])
        point = middle(
            without("canvas", tile), explorer.palettes["light"]["data"], lit, 12 * pixel_ratio
        )
    assert np.hypot(*(lit - point)) < 1.5 * pixel_ratio


def without(tag, tile):
    """Return the pixels of a tile with its picture or its canvas hidden."""
    hide = "(e, hidden) => { e.style.visibility = hidden ? 'hidden' : '' }"
    tile.locator(tag).evaluate(hide, True)
    picture = tile.screenshot()
    tile.locator(tag).evaluate(hide, False)
    return np.asarray(Image.open(io.BytesIO(picture)).convert("RGB"), dtype=float)


def middle(pixels, color, near=None, reach=0):
    """Return the mean place of the pixels of one color."""
    places = np.argwhere(np.abs(pixels - to_rgb(color)).max(axis=-1) < 40)
    if near is not None:
        places = places[np.hypot(*(places - near).T) < reach]
    assert len(places) > 20
    return places.mean(axis=0)


def to_rgb(color):
    return [int(color[k : k + 2], 16) for k in (1, 3, 5)]
