"""The browser that all tests of a process share, and the line that says what was left out."""

from contextlib import ExitStack

import pytest
from hypothesis import HealthCheck, settings

from tests.harness.missing import Missing, left_out, missing

# An example may take as long as it takes: on a busy machine that says nothing.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


@pytest.fixture(scope="session")
def browser():
    from tests.harness.chromium import chromium  # Playwright is slow to load

    with ExitStack() as stack:
        try:
            started = stack.enter_context(chromium())
        except Missing as what:
            missing(what)
        yield started


def pytest_collection_modifyitems(items):
    """Leave the browser's tests to the end: Playwright's event loop runs on in their process."""
    items.sort(key=lambda item: "browser" in getattr(item, "fixturenames", ()))


def pytest_terminal_summary(terminalreporter):
    skipped = terminalreporter.stats.get("skipped", [])
    for line in left_out([str(report.longrepr[2]) for report in skipped]):
        terminalreporter.write_line(line, yellow=True)
