"""The Chromium or Chrome that is installed: Playwright drives it, and downloads none."""

import shutil
from contextlib import contextmanager

from playwright.sync_api import sync_playwright

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


def find_browser():
    """Return what Playwright's ``launch`` needs to start an installed Chromium or Chrome."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    return {"executable_path": found} if found else {"channel": "chrome"}


@contextmanager
def chromium():
    """Start the browser that is installed; `playwright.sync_api.Error` if there is none."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(args=QUIET, **find_browser())
        try:
            yield browser
        finally:
            browser.close()
