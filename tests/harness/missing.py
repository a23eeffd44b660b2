"""What a machine lacks: the tests that need it are left out, and the summary says so."""

import os
from collections import Counter

import pytest

LEFT_OUT = "left out without "


class Missing(Exception):
    """Something that has to be installed is not; its name is the argument."""


def missing(what):
    """Skip; where GDVIZ_REQUIRE_BROWSER says that these tests have to run, fail."""
    is_required = os.environ.get("GDVIZ_REQUIRE_BROWSER") == "1"
    (pytest.fail if is_required else pytest.skip)(f"{LEFT_OUT}{what}")


def left_out(reasons):
    """Return one line for each thing that was missing, from the reasons of all skipped tests.

    Examples
    --------
    >>> left_out(["Skipped: left out without npm", "Skipped: left out without npm", "no POSIX"])
    ['2 tests left out without npm']
    """
    lacking = Counter(why.partition(LEFT_OUT)[2] for why in reasons if LEFT_OUT in why)
    return [f"{n} tests {LEFT_OUT}{what}" for what, n in lacking.items()]
