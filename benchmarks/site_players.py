"""Rows for the site: how soon a reader sees a picture, and how smoothly every player plays."""

from benchmarks.table import Row
from tests.harness.explorer import players
from tests.harness.pages import DESKTOP, PHONE, new_page
from tests.harness.site import SITE, web_server

PLAY_MS = 2000

# Milliseconds since the page was asked for, once a player's canvas or anything at all is drawn.
DRAWN = """() => [...document.querySelectorAll(".gdviz canvas")].some(gdvizTest.isDrawn)
  && performance.now()"""
PAINTED = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
FRAME_RATE = """ms => new Promise((done) => {
  const [began, before] = [performance.now(), gdvizTest.frames];
  const rate = () => (1000 * (gdvizTest.frames - before)) / (performance.now() - began);
  setTimeout(() => done(rate()), ms);
})"""


def site_rows(browser):
    """Yield the rows; without a site there is nothing to measure."""
    if not (SITE / "index.html").exists():
        yield Row("play on the site: frames per s (run make site first)", None, 55, at_least=True)
        return
    with web_server(SITE) as port:
        address = f"http://127.0.0.1:{port}/"
        yield Row("front page plays after: s", wait(browser, address, DRAWN), 1)
        waits = [wait(browser, address + page, PAINTED) for page in pages()]
        yield Row(f"first paint, slowest of {len(waits)} pages: s", max(waits), 1)
        for title, size in {"a desktop": DESKTOP, "a phone": PHONE}.items():
            rates = frame_rates(browser, address, size)
            name = f"play on the site, {title}, slowest of {len(rates)}: frames per s"
            yield Row(name, min(rates), 55, at_least=True)


def wait(browser, url, condition):
    """Return the seconds from asking for a page until the condition says when it was met."""
    with new_page(browser) as page:
        page.goto(url, wait_until="commit")
        return page.wait_for_function(condition).json_value() / 1000


def pages():
    """Return the pages that may have players."""
    return ["index.html", *(f"notebooks/{path.name}" for path in SITE.glob("notebooks/*.html"))]


def frame_rates(browser, address, size):
    """Return the frames per second of every player on every page."""
    rates = []
    for name in pages():
        with new_page(browser) as page:
            page.set_viewport_size(size)
            page.goto(address + name)
            rates += [frame_rate(explorer) for explorer in players(page)]
    return rates


def frame_rate(explorer):
    """Play from the start, over and over, and count the frames that the player drew."""
    explorer.play_on_and_on()
    rate = explorer.page.evaluate(FRAME_RATE, PLAY_MS)
    explorer.play.click()
    return rate
