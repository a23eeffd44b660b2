"""What every interactive keeps to in a saved page, in each engine.

The class for Chromium is the smoke test: `make test` runs it, `make test-all` the others as well.
"""

import io

import numpy as np
import pytest
from PIL import Image, ImageColor

from tests.engines.checks import every_slider_changes_the_picture, it_plays_and_pauses
from tests.harness.interactives import EXPLORERS
from tests.harness.player import Player


@pytest.mark.parametrize("name", EXPLORERS)
class Common:
    """The table of checks; a class says which `engine` they are tried in."""

    @pytest.fixture
    def show(self, name, saved_page, tab):
        """Return a function that shows the interactive; no test may leave an error behind."""
        shown = []

        def page(theme="light"):
            shown.append(tab(theme))
            shown[0].goto(saved_page(name))
            return Player(shown[0]).wait_until_drawn()

        yield page
        assert shown[0].evaluate("() => gdvizTest.errors") == []

    def test_it_fits_into_the_page_and_its_controls_into_their_rows(self, show):
        player = show()
        assert player.tab.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
        assert player.ask("root => gdvizTest.outside(root)") == []
        first, *others = player.ask("root => gdvizTest.boxes(root, '[role=radiogroup] > *')") or [
            ()
        ]
        assert bool(others) == player.ask("root => !!root.querySelector('[type=radio]')")
        assert all(one[1] < first[1] + first[3] for one in others[:1]), "not below their name"

    def test_every_slider_changes_the_picture(self, show, name):
        every_slider_changes_the_picture(show(), EXPLORERS[name].still)

    def test_a_drag_of_the_mouse_changes_the_picture(self, show):
        player = show()
        player.press(player.sliders()[0], "Home")
        before = player.pictures()
        left, top, width, height = player.box("input[type=range]:enabled")
        places = [left + share * width for share in (0.1, 0.3, 0.6, 0.9)]
        player.tab.drag(*((x, top + height / 2) for x in places))
        player.wait("(root, before) => gdvizTest.differ(root, before).some(Boolean)", before)

    def test_it_plays_and_pauses(self, show):
        it_plays_and_pauses(show())

    def test_arrow_keys_step(self, show):
        player = show()
        player.press("update", "Home", "ArrowRight", "ArrowRight", "ArrowLeft")
        player.wait_for_value("update", 1)

    def test_what_needs_python_is_refused_in_words(self, show, name):
        player, asks = show(), EXPLORERS[name].asks
        player.wait_for_text(".gdviz-note", "need Python behind the page")
        if isinstance(asks, int):
            left, top, width, height = player.box("canvas", asks)
            player.tab.click(left + 0.6 * width, top + 0.4 * height)
            player.expect_said("needs a running kernel")

    @pytest.mark.parametrize("theme", ["light", "dark"])
    def test_it_follows_the_theme(self, show, theme):
        assert (show(theme).brightness() < 80) == (theme == "dark")

    def test_a_track_has_stripes_beyond_its_limit(self, show, name):
        player = show()
        striped = player.ask("root => gdvizTest.striped(root).map(gdvizTest.name)")
        assert bool(striped) == EXPLORERS[name].has_limit
        for slider in striped:
            player.press(slider, "Home")  # takes the thumb away
            assert 0 < share_of_color(end_of_track(player, slider), limit_color(player)) < 1


def end_of_track(player, slider):
    """Return the pixels of a slider's track before its round end: more than one stripe wide."""
    left, top, width, height = player.ask(
        "(root, name) => gdvizTest.box(gdvizTest.slider(root, name))", slider
    )
    seen = Image.open(io.BytesIO(player.tab.screenshot())).convert("RGB")
    end = round(left + width) - 4
    return np.asarray(seen, dtype=int)[round(top + height / 2), end - 10 : end]


def limit_color(player):
    return player.ask("root => getComputedStyle(root).getPropertyValue('--limit')").strip()


def share_of_color(pixels, color):
    return np.mean(np.abs(pixels - ImageColor.getrgb(color)).max(axis=1) < 40)


@pytest.mark.smoke
class TestChromium(Common):
    engine = "Chromium"


class TestFirefox(Common):
    engine = "Firefox"


class TestWebKit(Common):
    engine = "WebKit"
