"""What holds for all of the page's files, however they are written."""

import re
from collections import Counter

import pytest

from gdviz.widgets import saving
from gdviz.widgets.descent_explorer import Explorer
from gdviz.widgets.player import read
from tests.page.lint import HERE, ROOT, files

SCRIPTS = [(HERE / name).resolve() for name in files()]


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_no_line_is_longer_than_100_columns(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [k for k, line in enumerate(lines, 1) if len(line) > 100] == []


JOINED = [path for path in SCRIPTS if path.parent.parent.name == "widgets" and path.suffix == ".js"]
DECLARED = re.compile(r"^(?:async )?(?:function\*?|class|const|let|var) (\w+|\W)", re.MULTILINE)


def names(path):
    return DECLARED.findall(path.read_text(encoding="utf-8"))


def test_every_name_is_declared_once_over_all_scripts():
    # They are joined to one text; lecture.js is a widget of its own.
    declared = Counter(name for path in JOINED if path.name != "lecture.js" for name in names(path))
    assert {name: n for name, n in declared.items() if n > 1} == {}
    assert "Runs" in declared
    assert "show" in declared  # host.js joins the others in a saved page
    assert [name for name in declared if not name.isidentifier()] == []


def test_every_name_is_used():
    text = "\n".join(path.read_text(encoding="utf-8") for path in JOINED)
    everything = text + read("page.html") + (ROOT / "website/players.py").read_text("utf-8")
    uses = Counter(re.findall(r"\w+", everything))
    assert [name for path in JOINED for name in names(path) if uses[name] < 2] == []


def test_a_saved_page_starts_what_the_widget_exports():
    assert Explorer._esm.count("export ") == Explorer._esm.count("\nexport default ") == 1
    script = saving.script(Explorer)
    assert "export" not in re.findall(r"\w+", script)
    assert script.count("\nconst start = ") == 1
    assert "start" not in [name for path in JOINED for name in names(path)]
