"""The walker's list of functions in a saved page, without a kernel."""

import gdviz as gd
from tests.harness.explorer import Explorer
from tests.harness.pages import new_page


def test_another_function_is_another_picture_and_the_first_comes_back(browser, tmp_path):
    functions = {"θ²": gd.objectives.parabola(), "θ⁴": gd.objectives.formula("t**4 - t")}
    gd.widgets.slope_walker(functions).save(tmp_path / "walk.html")
    with new_page(browser, offline=True) as page:
        errors = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto((tmp_path / "walk.html").as_uri())
        shown = Explorer(page, page.locator(".gdviz")).wait()
        stage = shown.root.locator("img").first
        first, pictures = stage.get_attribute("src"), shown.pictures()
        chosen = shown.root.get_by_label("function", exact=True)
        chosen.select_option("θ⁴")
        shown.wait_for_change(pictures)
        assert stage.get_attribute("src") != first
        shown.slider("learning rate η").press("ArrowLeft")
        chosen.select_option("θ²")
        shown.wait_for_pictures(pictures)
        assert errors == []
