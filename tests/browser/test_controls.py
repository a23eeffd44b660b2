"""The controls of the flagship and of its one-dimensional sister, one by one."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.harness.explorer import Explorer
from tests.harness.interactives import EXPLORERS, SET_UP
from tests.harness.lab import write_notebook

both = pytest.mark.parametrize("notebook", ["descent_explorer", "slope_walker"], indirect=True)
flagship = pytest.mark.parametrize("notebook", ["descent_explorer"], indirect=True)


@both
def test_keys_move_a_slider_from_end_to_end(explorer):
    for label in explorer.labels():
        slider = explorer.slider(label)
        slider.press("End")
        expect(slider).to_have_value(slider.get_attribute("max"))
        before = explorer.pictures()
        for key, value in [("Home", 0), ("ArrowRight", 1), ("ArrowUp", 2), ("ArrowLeft", 1)]:
            slider.press(key)
            expect(slider).to_have_value(str(value))
        explorer.wait_for_change(before)


@both
def test_playing_goes_on_to_the_end_and_stops(explorer):
    scrub = explorer.slider("update")
    last = scrub.input_value()
    scrub.press("ArrowLeft")
    scrub.press("ArrowLeft")
    explorer.play.click()
    explorer.expect_paused()
    expect(scrub).to_have_value(last)


@both
def test_one_step_and_one_back(explorer):
    scrub = explorer.slider("update")
    scrub.press("Home")
    start = explorer.pictures()
    explorer.button("one update").click()
    expect(scrub).to_have_value("1")
    expect(explorer.words).to_contain_text("update 1,")
    explorer.wait_for_change(start)
    explorer.button("one update back").click()
    explorer.wait_for_pictures(start)


@both
def test_space_plays_and_pauses_from_any_slider(explorer):
    explorer.root.get_by_label("loop").check()
    for label in explorer.labels():
        explorer.slider(label).press("Space")
        explorer.expect_playing()
        explorer.slider(label).press("Space")
        explorer.expect_paused()


@both
def test_arrow_keys_step_after_a_press_of_play_and_after_a_click_on_a_picture(explorer):
    scrub = explorer.slider("update")
    explorer.play_on_and_on()
    explorer.play.click()
    explorer.expect_paused()
    place = int(scrub.input_value())
    explorer.page.keyboard.press("ArrowRight")
    expect(scrub).to_have_value(str(place + 1))
    explorer.panels.last.click()
    explorer.page.keyboard.press("ArrowLeft")
    expect(scrub).to_have_value(str(place))
    explorer.page.keyboard.press("Space")
    explorer.expect_playing()


@both
def test_a_slider_moved_during_play_does_not_stop_it(explorer):
    explorer.play_on_and_on()
    explorer.slider("learning rate η").press("ArrowRight")
    explorer.wait_for_any_change(explorer.pictures())
    explorer.expect_playing()


@both
def test_a_click_on_the_surface_is_a_new_start(explorer, notebook):
    start = explorer.root.get_by_label(re.compile("^start"))
    before, pictures = start.first.input_value(), explorer.pictures()
    explorer.ask_kernel()
    expect(start.first).not_to_have_value(before)
    explorer.wait_for_any_change(pictures)
    notebook.run_cell(1)
    known = json.loads(notebook.printed(1))
    shown = [float(field.input_value()) for field in start.all()]
    assert known == pytest.approx(shown, rel=1e-3)


@both
def test_words_are_spoken_once_things_rest(explorer):
    explorer.slider("update").press("Home")
    spoken = explorer.root.locator("[role=status]")
    expect(spoken).to_contain_text("update 0")
    assert spoken.get_attribute("aria-live") == "polite"
    for panel in explorer.panels.all():
        assert "update 0" in panel.get_attribute("aria-label")


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
    explorer.button("Pin").click()
    explorer.slider("learning rate η").press("Home")
    compared = explorer.pictures()
    explorer.button("Unpin").click()
    explorer.wait_for_change(compared)


@flagship
def test_the_loss_curve_counts_updates_epochs_samples_or_seconds(explorer):
    seen = explorer.pictures()[-1:]
    for name in ("epochs", "samples seen", "seconds"):
        before = explorer.pictures()
        explorer.root.get_by_label(name, exact=True).check()
        explorer.wait_for_any_change(before)
        seen += explorer.pictures()[-1:]
    assert len(set(seen)) == 4


@flagship
def test_another_shuffle_and_the_fan_of_seeds(explorer):
    for control in (explorer.button("Reshuffle"), explorer.root.get_by_label("20 seeds")):
        before = explorer.pictures()
        control.click()
        explorer.wait_for_any_change(before)


@flagship
def test_a_start_can_be_typed(explorer):
    before, start = explorer.pictures(), explorer.root.get_by_label("start θ₀")
    start.fill("-0.5")
    start.press("Enter")
    explorer.wait_for_any_change(before)
    expect(start).to_have_value("-0.5")


def test_the_page_does_not_undo_a_step_that_python_chose(open_notebook, server):
    long = f"{SET_UP}\nexplorer = gd.widgets.descent_explorer(line, n_steps=1000)\nexplorer"
    choose = "for explorer.step in (0, 500, 1000):\n    pass"  # 500 is not among the records
    write_notebook(server.notebooks / "long.ipynb", long, choose, "print(explorer.step)")
    with open_notebook("long.ipynb") as notebook:
        notebook.run_cell(0)
        explorer = Explorer(notebook.page, notebook.page.locator(".gdviz")).wait()
        notebook.run_cell(1)
        expect(explorer.words).to_contain_text("update 1,000,")
        explorer.root.get_by_label("loop").check()  # now the page says what it has changed
        notebook.run_cell(2)
        assert notebook.printed(2) == "1000\n"
        expect(explorer.words).to_contain_text("update 1,000,")


@flagship
def test_a_start_that_python_refuses_is_taken_back_and_the_page_says_why(explorer):
    start = explorer.root.get_by_label("start θ₀")
    before, pictures = start.input_value(), explorer.pictures()
    start.fill("1e200")
    start.press("Enter")
    expect(explorer.message).to_contain_text("params must have a finite loss")
    start.blur()
    expect(start).to_have_value(before)
    assert explorer.pictures()[1:] == pictures[1:]
    start.fill("-0.5")
    start.press("Enter")
    explorer.wait_for_change(pictures)
    expect(start).to_have_value("-0.5")


def test_python_and_the_page_agree_on_the_update(open_notebook, server):
    show = f"{SET_UP}\nexplorer = gd.widgets.descent_explorer(line, n_epochs=2)\nexplorer"
    choose = "explorer.step = 3\nexplorer.batch_size = 1\nprint(explorer.step)"
    write_notebook(server.notebooks / "step.ipynb", show, choose, "print(explorer.step)")
    with open_notebook("step.ipynb") as notebook:
        notebook.run_cell(0)
        explorer = Explorer(notebook.page, notebook.page.locator(".gdviz")).wait()
        notebook.run_cell(1)
        step = int(notebook.printed(1))
        assert step > 3  # the same share of many more updates
        expect(explorer.words).to_contain_text(f"update {step:,},")
        explorer.slider("update").press("Home")
        explorer.play.click()
        expect(explorer.words).not_to_contain_text("update 0,")
        explorer.play.click()
        explorer.expect_paused()
        shown = re.search(r"update ([\d,]+),", explorer.words.text_content()).group(1)
        notebook.run_cell(2)
        assert notebook.printed(2).strip() == shown.replace(",", "")


def test_after_a_restart_of_the_kernel_the_page_says_so_at_once(open_notebook, server):
    show = f"{SET_UP}\ngd.widgets.descent_explorer(line)"
    write_notebook(server.notebooks / "restart.ipynb", show)
    with open_notebook("restart.ipynb") as notebook:
        notebook.run_cell(0)
        explorer = Explorer(
            notebook.page, notebook.page.locator(".gdviz"), EXPLORERS["descent_explorer"]
        )
        explorer.wait()
        notebook.in_notebook("sessionContext.session.kernel.restart()")
        notebook.wait_for_kernel()
        explorer.ask_kernel()
        expect(explorer.message).to_contain_text("The kernel was restarted: run the cell again.")
        before = explorer.pictures()
        explorer.slider("learning rate η").press("Home")
        explorer.wait_for_change(before)
