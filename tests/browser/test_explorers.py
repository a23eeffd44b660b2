"""Every interactive in JupyterLab: what all of them keep to, and then what only some can do."""

import json
import re
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.explorers import EXPLORERS, SET_UP, Explorer
from tests.browser.lab import write_notebook

NARROW = {"width": 800, "height": 720}


@pytest.fixture(scope="module", params=EXPLORERS)
def notebook(request, server, open_notebook):
    name = f"{request.param}.ipynb"
    code = f"{SET_UP}\nexplorer = {EXPLORERS[request.param]}\nexplorer"
    write_notebook(server.notebooks / name, code, "print(explorer.start, explorer.seed)")
    with open_notebook(name) as opened:
        yield opened


@pytest.fixture
def explorer(notebook):
    """Show the explorer anew; no test may leave an error in the console."""
    notebook.errors.clear()
    notebook.run_cell(0)
    yield Explorer(notebook.page, notebook.page.locator(".gdviz")).wait()
    assert notebook.errors == []


flagship = pytest.mark.parametrize("notebook", ["descent_explorer"], indirect=True)


# What every one of them keeps to.


def test_dragging_a_slider_moves_every_panel_at_once(explorer):
    explorer.drag_every_slider()


def test_keys_move_a_slider_from_end_to_end(explorer):
    for label in explorer.labels():
        slider = explorer.slider(label)
        slider.press("End")
        expect(slider).to_have_value(slider.get_attribute("max"))
        before = explorer.pictures()
        for key, value in [("Home", 0), ("ArrowRight", 1), ("ArrowUp", 2), ("ArrowLeft", 1)]:
            slider.press(key)
            expect(slider).to_have_value(str(value))
        assert all(explorer.changed(before)), label


def test_play_and_pause(explorer):
    before = explorer.pictures()
    explorer.play.click()
    explorer.wait_for_change(before)
    expect(explorer.play).to_have_accessible_name(re.compile("Pause"))
    explorer.play.click()
    expect(explorer.play).to_have_accessible_name(re.compile("Play"))
    before = explorer.pictures()
    explorer.wait_frames(5)
    assert not any(explorer.changed(before))


def test_playing_goes_on_to_the_end_and_stops(explorer):
    scrub = explorer.slider("update")
    last = scrub.input_value()
    scrub.press("ArrowLeft")
    scrub.press("ArrowLeft")
    explorer.play.click()
    expect(explorer.play).to_have_accessible_name(re.compile("Play"))
    expect(scrub).to_have_value(last)


def test_one_step_and_one_back(explorer):
    scrub = explorer.slider("update")
    scrub.press("Home")
    start = explorer.pictures()
    explorer.button("one update").click()
    expect(scrub).to_have_value("1")
    expect(explorer.words).to_contain_text("update 1,")
    assert all(explorer.changed(start))
    explorer.button("one update back").click()
    assert not any(explorer.changed(start))


def test_space_plays_and_pauses_from_any_slider(explorer):
    for label in explorer.labels():
        explorer.slider(label).press("Space")
        expect(explorer.play).to_have_accessible_name(re.compile("Pause"))
        explorer.slider(label).press("Space")
        expect(explorer.play).to_have_accessible_name(re.compile("Play"))


def test_a_slider_moved_during_play_does_not_stop_it(explorer):
    explorer.slider("update").press("Home")
    explorer.play.click()
    explorer.slider("learning rate η").press("ArrowRight")
    before = explorer.pictures()
    explorer.wait_for_change(before)
    expect(explorer.play).to_have_accessible_name(re.compile("Pause"))


def test_a_click_on_the_surface_is_a_new_start(explorer, notebook):
    start = explorer.root.get_by_label(re.compile("^start"))
    before, pictures = start.first.input_value(), explorer.pictures()
    box = explorer.panels.first.bounding_box()
    explorer.page.mouse.click(box["x"] + 0.6 * box["width"], box["y"] + 0.4 * box["height"])
    expect(start.first).not_to_have_value(before)
    explorer.wait_for_change(pictures)
    notebook.run_cell(1)
    known = json.loads(notebook.printed(1).split("]")[0] + "]")
    shown = [float(field.input_value()) for field in start.all()]
    assert known == pytest.approx(shown, rel=1e-3)


def test_without_a_kernel(explorer, notebook):
    notebook.shut_down()
    try:
        for label in explorer.labels():
            before = explorer.pictures()
            explorer.slider(label).press("Home")
            assert all(explorer.changed(before)), label
        before = explorer.pictures()
        explorer.play.click()
        explorer.wait_for_change(before)
        explorer.play.click()
        explorer.panels.first.click(position={"x": 200, "y": 150})
        expect(explorer.message).to_contain_text("needs a running kernel")
        explorer.slider("learning rate η").press("End")
    finally:
        notebook.start_up()


def test_narrow_window(explorer):
    explorer.page.set_viewport_size(NARROW)
    try:
        assert explorer.root.evaluate("e => e.scrollWidth <= e.clientWidth")
        for panel in explorer.panels.all():
            wide, high = (panel.bounding_box()[k] for k in ("width", "height"))
            assert wide >= 280
            assert 0.6 < wide / high < 1.3
        explorer.drag_every_slider()
    finally:
        explorer.page.set_viewport_size({"width": 1280, "height": 720})


@contextmanager
def dark(notebook):
    """Switch JupyterLab to its dark theme for a while."""
    notebook.command("apputils:change-theme", theme="JupyterLab Dark")
    try:
        yield
    finally:
        notebook.command("apputils:change-theme", theme="JupyterLab Light")


def test_dark_theme_and_back(explorer, notebook):
    explorer.wait_for_brightness(above=200)
    with dark(notebook):
        explorer.wait_for_brightness(below=80)
        explorer.drag_every_slider()
    explorer.wait_for_brightness(above=200)


def test_axe_finds_nothing_serious(explorer, notebook, axe):
    assert violations(explorer.page, axe, ".gdviz") == []
    with dark(notebook):
        explorer.wait_for_brightness(below=80)
        assert violations(explorer.page, axe, ".gdviz") == []


def test_text_is_large_enough_to_be_read_from_the_back_row(explorer):
    sizes = explorer.root.evaluate(
        """root => [...root.querySelectorAll("*")].filter((e) => e.innerText?.trim())
             .map((e) => parseFloat(getComputedStyle(e).fontSize))"""
    )
    assert min(sizes) >= 14


def test_a_cell_that_runs_again_leaves_no_frame_behind(explorer, notebook):
    explorer.play.click()
    explorer.wait_for_change(explorer.pictures())
    notebook.run_cell(0)
    again = Explorer(notebook.page, notebook.page.locator(".gdviz")).wait()
    expect(again.play).to_have_accessible_name(re.compile("Play"))
    again.wait_frames(5)
    before = explorer.page.evaluate("gdvizTest.frames")
    again.wait_frames(10)
    assert explorer.page.evaluate("gdvizTest.frames") == before


def test_less_motion_on_request(explorer):
    explorer.page.emulate_media(reduced_motion="reduce")
    try:
        explorer.slider("update").press("Home")
        explorer.play.click()
        assert 1 <= explorer.count_pictures(seconds=1.5) <= 6
        explorer.play.click()
    finally:
        explorer.page.emulate_media(reduced_motion="no-preference")


def test_words_are_spoken_once_things_rest(explorer):
    explorer.slider("update").press("Home")
    spoken = explorer.root.locator("[role=status]")
    expect(spoken).to_contain_text("update 0")
    assert spoken.get_attribute("aria-live") == "polite"
    for panel in explorer.panels.all():
        assert "update 0" in panel.get_attribute("aria-label")


# What the flagship can do besides.


@flagship
def test_a_learning_rate_beyond_the_limit_is_marked_and_diverges(explorer):
    slider = explorer.slider("learning rate η")
    slider.press("End")
    assert "above the stable limit" in slider.get_attribute("aria-valuetext")
    expect(explorer.words).to_contain_text(re.compile(r"diverged after \d+ updates"))
    slider.press("Home")
    expect(explorer.words).not_to_contain_text("diverged")


@flagship
def test_pinning_keeps_a_run_to_compare_with(explorer):
    before = explorer.pictures()
    explorer.button("Pin").click()
    explorer.slider("learning rate η").press("Home")
    pinned = explorer.pictures()
    explorer.button("Unpin").click()
    assert all(explorer.changed(pinned))
    explorer.slider("learning rate η").press("End")
    assert all(explorer.changed(before))


@flagship
def test_the_loss_curve_counts_updates_epochs_samples_or_seconds(explorer):
    seen = set()
    for name in ("epochs", "samples seen", "seconds", "updates"):
        explorer.root.get_by_label(name, exact=True).check()
        seen.add(explorer.pictures()[-1])
    assert len(seen) == 4


@flagship
def test_another_shuffle_and_the_fan_of_seeds(explorer):
    for act in (
        lambda: explorer.button("Reshuffle").click(),
        lambda: explorer.root.get_by_label("20 seeds").click(),
    ):
        before = explorer.pictures()[:1]
        act()
        explorer.wait_for_change(before)


@flagship
def test_a_start_can_be_typed(explorer):
    surface, start = explorer.pictures()[:1], explorer.root.get_by_label("start θ₀")
    start.fill("-0.5")
    start.press("Enter")
    explorer.wait_for_change(surface)
    expect(start).to_have_value("-0.5")
