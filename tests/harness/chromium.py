"""The Chromium or Chrome that is installed: Playwright drives it, and downloads none."""

import shutil
from contextlib import contextmanager

from playwright.sync_api import Error, sync_playwright

from tests.harness.missing import Missing
from tests.harness.patience import PATIENCE

NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"]
QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--no-sandbox",
]


@contextmanager
def chromium():
    """Start the browser that is installed; `Missing` if there is none."""
    with sync_playwright() as playwright:
        browser = launch(playwright.chromium)
        try:
            yield browser
        finally:
            browser.close()


def launch(kind):
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program:
        return kind.launch(args=QUIET, timeout=1000 * PATIENCE, executable_path=program)
    try:
        return kind.launch(
            args=QUIET, timeout=1000 * PATIENCE, channel="chrome"
        )  # where Windows and macOS keep it
    except Error as error:
        raise Missing("Chromium or Chrome") from error
