"""Node.js, where it is installed."""

import shutil

from tests.harness.missing import missing


def node():
    """Return the program."""
    return shutil.which("node") or missing("Node.js")
