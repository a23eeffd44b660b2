"""Pages of Playwright's that can read their own pixels."""

from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import expect

from tests.harness.patience import PATIENCE

SCREEN = {"width": 1280, "height": 720}
DESKTOP, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
IN_PAGE = Path(__file__).with_name("in_page.js").read_text("utf-8")
expect.set_options(timeout=1000 * PATIENCE)


@contextmanager
def new_page(browser, **options):
    """Open a page that can read its own pixels; use it in a ``with``."""
    context = browser.new_context(**{"viewport": SCREEN, **options})
    context.set_default_timeout(1000 * PATIENCE)
    context.add_init_script(IN_PAGE)
    try:
        yield context.new_page()
    finally:
        context.close()


def settle(page):
    """Wait until a page has loaded and been painted: clicks and keys before that may be lost."""
    page.evaluate("gdvizTest.settled()")


def follow(page, link):
    """Click on a link, and wait until the page it leads to takes clicks."""
    with page.expect_navigation():
        link.click()
    settle(page)
