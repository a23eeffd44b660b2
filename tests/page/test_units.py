"""The unit tests of the page's functions, which Node.js runs: one test here for each file."""

import os
import subprocess

import pytest

from gdviz.widgets import saving
from gdviz.widgets.descent_explorer import Explorer
from tests.harness.node import node
from tests.page.lint import HERE


@pytest.fixture(scope="module")
def script(tmp_path_factory):
    """Return the path of a file that holds all scripts, as a saved page has them."""
    path = tmp_path_factory.mktemp("page") / "page.js"
    path.write_text(saving.script(Explorer) + saving.host(), encoding="utf-8")
    return path


@pytest.mark.parametrize("path", sorted(HERE.glob("*.test.js")), ids=lambda path: path.name)
def test_units(path, script):
    done = subprocess.run(
        [node(), "--test", "--test-reporter=spec", path],
        env={**os.environ, "GDVIZ_PAGE": str(script)},
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stdout
