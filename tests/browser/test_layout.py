"""Nothing moves under the pointer, Play is near, and every value has room for a finger."""

import pytest
from playwright.sync_api import expect

import gdviz as gd
from tests.harness.explorer import Explorer
from tests.harness.pages import new_page

WIDTHS = [390, 600, 700, 800, 1024, 1280, 1480]


def line():
    X, y = gd.datasets.line(n_samples=1000)
    return gd.LeastSquares(gd.add_bias(X), y)


KINDS = {
    "descent_explorer": lambda: gd.widgets.descent_explorer(line(), [-1.0, 4.0]),
    "rate_batch_map": lambda: gd.widgets.rate_batch_map(line(), [0.0, 0.0]),
    "optimizer_race": lambda: gd.widgets.optimizer_race(gd.objectives.ravine()),
    "slope_walker": lambda: gd.widgets.slope_walker(gd.objectives.parabola(), 2.5),
}


@pytest.fixture(scope="module", params=KINDS)
def page_of(request, tmp_path_factory):
    path = tmp_path_factory.mktemp("layout") / f"{request.param}.html"
    KINDS[request.param]().save(path)
    return path


@pytest.fixture
def shown(browser, page_of):
    with new_page(browser, offline=True) as page:
        page.goto(page_of.as_uri())
        yield Explorer(page, page.locator(".gdviz")).wait()


def places(shown):
    """Return where everything is that can be pressed: left and top."""
    return shown.root.locator("button, input, select").evaluate_all(
        "all => all.map((node) => node.getBoundingClientRect()).map(({x, y}) => [x, y])"
    )


def test_nothing_moves_while_sliders_are_moved(shown):
    for width in WIDTHS:
        shown.page.set_viewport_size({"width": width, "height": 900})
        shown.wait_frames(3)
        before = places(shown)
        for label in shown.labels():
            slider = shown.slider(label)
            for key in ("Home", "End", "ArrowLeft", "PageDown", "ArrowLeft"):
                slider.press(key)
                shown.wait_frames(1)
                assert places(shown) == before, (width, label, key)
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert shown.page.evaluate(wide) == 0


@pytest.mark.parametrize(("width", "height"), [(1280, 500), (1024, 560)])
def test_play_is_within_what_jupyterlab_leaves_of_a_screen(shown, width, height):
    shown.page.set_viewport_size({"width": width, "height": height})
    shown.wait_frames(3)
    box = shown.play.bounding_box()
    assert box["y"] + box["height"] < height - 30


def test_on_a_phone_values_are_eight_pixels_apart(shown):
    shown.page.set_viewport_size({"width": 390, "height": 844})
    shown.wait_frames(3)
    for label in [label for label in shown.labels() if label != "update"]:
        slider = shown.slider(label)
        n_values = int(slider.get_attribute("max")) + 1
        assert slider.bounding_box()["width"] >= 8 * n_values, label
        assert slider.evaluate("node => getComputedStyle(node).touchAction") == "pan-y"
    surface = shown.root.locator(".gdviz-tile").first.bounding_box()
    assert surface["y"] < shown.play.bounding_box()["y"] < surface["y"] + 800


def test_the_first_panel_is_the_largest_part_of_the_picture(shown):
    shown.page.set_viewport_size({"width": 1280, "height": 800})
    shown.wait_frames(3)
    boxes = [tile.bounding_box() for tile in shown.root.locator(".gdviz-tile").all()]
    areas = [box["width"] * box["height"] for box in boxes]
    assert max(areas) >= 0.49 * sum(areas)
    controls = shown.root.locator(".gdviz-controls").bounding_box()
    assert controls["y"] < boxes[0]["y"] + 40  # beside the picture


def test_fit_shows_the_whole_run_and_reset_brings_the_first_picture_back(shown):
    first = shown.pictures()
    shown.slider("learning rate η").press("End")
    shown.button("Fit").click()
    expect(shown.button("Fit")).to_have_attribute("aria-pressed", "true")
    shown.slider("update").press("Home")
    shown.button("Reset").click()
    shown.wait_for_pictures(first)
    expect(shown.button("Fit")).to_have_attribute("aria-pressed", "false")
