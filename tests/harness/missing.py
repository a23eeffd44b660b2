"""What a machine lacks: these tests are left out, and the summary says why."""

import os

import pytest


def missing(what):
    """Skip; where GDVIZ_REQUIRE_BROWSER says that these tests have to run, fail."""
    (pytest.fail if os.environ.get("GDVIZ_REQUIRE_BROWSER") == "1" else pytest.skip)(what)
