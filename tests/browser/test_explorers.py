"""What every interactive keeps to, in JupyterLab."""

from contextlib import contextmanager

import pytest

from tests.harness.axe import violations
from tests.harness.explorer import Explorer
from tests.harness.interactives import EXPLORERS
from tests.harness.pages import SCREEN

NARROW = {"width": 800, "height": 720}
pytestmark = pytest.mark.parametrize("notebook", EXPLORERS, indirect=True)


def test_dragging_a_slider_moves_every_panel_at_once(explorer):
    explorer.drag_every_slider()


def test_play_and_pause(explorer):
    explorer.play_on_and_on()
    explorer.wait_for_any_change(explorer.pictures())
    explorer.play.click()
    explorer.expect_paused()
    before = explorer.pictures()
    explorer.wait_frames(5)
    assert explorer.pictures() == before


def test_without_a_kernel(explorer, notebook):
    notebook.shut_down()
    try:
        explorer.drag_every_slider()
        explorer.play_on_and_on()
        explorer.wait_for_any_change(explorer.pictures())
        explorer.play.click()
        explorer.ask_kernel()
        explorer.expect_said("needs a running kernel")
        before = explorer.pictures()
        explorer.sliders.first.press("End")
        explorer.wait_for_any_change(before)
    finally:
        notebook.start_up()


def test_narrow_window(explorer):
    explorer.page.set_viewport_size(NARROW)
    try:
        assert explorer.root.evaluate("e => e.scrollWidth <= e.clientWidth")
        for panel in explorer.panels.all():
            wide, high = (panel.bounding_box()[k] for k in ("width", "height"))
            assert wide >= 280
            assert 0.6 < wide / high < 1.6
        explorer.drag_every_slider()
    finally:
        explorer.page.set_viewport_size(SCREEN)


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
    explorer.play_on_and_on()
    explorer.wait_for_any_change(explorer.pictures())
    assert explorer.page.evaluate("gdvizTest.frames") > 0
    notebook.run_cell(0)
    again = Explorer(notebook.page, notebook.page.locator(".gdviz")).wait()
    again.expect_paused()
    again.wait_frames(5)
    before = explorer.page.evaluate("gdvizTest.frames")
    again.wait_frames(10)
    assert explorer.page.evaluate("gdvizTest.frames") == before
