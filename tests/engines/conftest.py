"""The engine of a class of tests, and the saved pages that it opens."""

from contextlib import ExitStack
from functools import cache, partial

import pytest

from tests.harness.engines import chromium_tab, firefox_tab, webkit_tab
from tests.harness.interactives import saved
from tests.harness.missing import Missing, missing
from tests.harness.player import with_tests


@pytest.fixture(scope="session")
def saved_page(tmp_path_factory):
    """Return a function that saves an interactive, once, and returns the page's address."""
    folder = tmp_path_factory.mktemp("saved")

    @cache
    def page(name):
        path = saved(name, folder)
        path.write_text(with_tests(path.read_text("utf-8")), "utf-8")
        return path.as_uri()

    return page


@pytest.fixture(scope="class")
def tab(request, tmp_path_factory):
    """Return a function that starts the class's engine in a theme, once, and returns its tab."""
    engines = {"Firefox": firefox_tab, "WebKit": webkit_tab}
    engine = engines.get(request.cls.engine) or partial(
        chromium_tab, request.getfixturevalue("browser")
    )
    with ExitStack() as stack:

        @cache
        def started(theme):
            try:
                tab = stack.enter_context(engine(tmp_path_factory.mktemp(theme), theme))
            except Missing as what:
                missing(what)
            tab.resize(1280, 900)
            return tab

        yield started
