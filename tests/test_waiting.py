"""No test depends on how busy the machine is: none sleeps, and none reads a clock.

Waits are for states, with the one time-out of tests/harness/patience.py.
"""

import ast
import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
PATHS = sorted(TESTS.rglob("*.py"))
PATIENT = TESTS / "harness" / "patience.py"
CLOCKS = {"time", "timeit", "sched"}
CALLS = {"wait_for_timeout", "sleep", "now", "today", "setitimer", "alarm"}
IN_PAGE = re.compile(r"performance\.now\(|Date\.now\(|new Date\(|setTimeout\(|setInterval\(")


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.relative_to(TESTS).as_posix())
def test_waits_for_states(path):
    if path not in (PATIENT, Path(__file__)):
        assert impatience(path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        "page.wait_for_timeout(500)",
        "import time\ntime.sleep(1)",
        "from time import perf_counter",
        "from asyncio import sleep",
        "expect(slider).to_have_value('3', timeout=500)",
        "page.goto(url, timeout=30_000)",
        "page.evaluate('new Promise((done) => setTimeout(done, 200))')",
        "page.evaluate('performance.now()')",
        "datetime.datetime.now()",
        "process.wait(5)",
        "playwright.chromium.launch(args=QUIET)",  # waits for 30 seconds unless told otherwise
    ],
)
def test_walk_finds_impatience(source):
    assert impatience(source)


@pytest.mark.parametrize(
    "source",
    [
        "expect(slider).to_have_value('3')",
        "urlopen(url, timeout=PATIENCE)",
        "page.wait('so')",
        "kind.launch(timeout=PATIENCE)",
    ],
)
def test_walk_lets_patience_pass(source):
    assert impatience(source) == []


def impatience(source):
    """Return the lines on which a clock is read or a number of seconds is waited for."""
    tree = ast.parse(source)
    return sorted({node.lineno for node in ast.walk(tree) if is_impatient(node)})


def is_impatient(node):
    if isinstance(node, ast.Import):
        return any(alias.name in CLOCKS for alias in node.names)
    if isinstance(node, ast.ImportFrom):
        return node.module in CLOCKS or any(alias.name in CALLS for alias in node.names)
    if isinstance(node, ast.Call):
        return is_timed(node)
    return isinstance(node, ast.Constant) and bool(IN_PAGE.search(str(node.value)))


def is_timed(call):
    name = getattr(call.func, "attr", "")
    numbers = [one for one in call.args if isinstance(one, ast.Constant) and type(one.value) is int]
    limits = [one.value for one in call.keywords if one.arg == "timeout"]
    return (
        name in CALLS
        or (name in ("wait", "join") and numbers != [])
        or any(isinstance(limit, ast.Constant) for limit in limits)
        or (name == "launch" and not limits)
    )
