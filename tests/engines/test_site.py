"""Pages of the site in Firefox and WebKit; tests/browser visits all of them in Chromium."""

import shutil

import pytest

from tests.engines.checks import every_slider_changes_the_picture, it_plays_and_pauses
from tests.harness.interactives import EXPLORERS
from tests.harness.missing import missing
from tests.harness.player import Player, with_tests
from tests.harness.site import SITE, web_server

SPARED = [pair for kind in EXPLORERS.values() for pair in kind.still]
PAGES = ["index", "notebooks/04_mini_batch_gradient_descent", "notebooks/07_momentum_to_adam"]


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """Serve a copy of the site whose pages run our script first."""
    if not (SITE / "index.html").exists():
        missing("a site: run make site")
    copy = tmp_path_factory.mktemp("site") / "site"
    shutil.copytree(SITE, copy, ignore=shutil.ignore_patterns("*.zip"))
    for name in PAGES:
        page = copy / f"{name}.html"
        page.write_text(with_tests(page.read_text("utf-8")), "utf-8")
    with web_server(copy) as port:
        yield f"http://127.0.0.1:{port}/"


@pytest.mark.parametrize("name", PAGES)
class Common:
    def test_its_players_live(self, tab, address, name):
        page = tab("light")
        page.goto(f"{address}{name}.html")
        n_places = page.evaluate("() => document.querySelectorAll('.gdviz-player').length")
        assert n_places > 0
        for number in range(n_places):
            player = awakened(page, number)
            every_slider_changes_the_picture(player, SPARED)
            it_plays_and_pauses(player)
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
        assert page.evaluate("() => gdvizTest.errors") == []


def awakened(page, number):
    """Bring a player to life: it starts when it comes near the screen."""
    place = f"document.querySelectorAll('.gdviz-player')[{number}]"
    page.evaluate(f"() => {place}.scrollIntoView({{ block: 'center' }})")
    return Player(page, place).wait_until_drawn()


class TestFirefox(Common):
    engine = "Firefox"


class TestWebKit(Common):
    engine = "WebKit"
