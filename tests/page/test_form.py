"""What holds for all of the page's files, however they are written."""

import re
from collections import Counter

import pytest

from gdviz.widgets import saving
from gdviz.widgets.descent_explorer import Explorer
from gdviz.widgets.facts import FACTS
from gdviz.widgets.player import PAGE, read
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


LITERAL = re.compile(
    r""" "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*' | `(?:[^`\\]|\\.)*` """, re.VERBOSE
)
# Names of properties, colors and fonts, of keys and tags, selectors and marks of SVG.
NO_SENTENCE = re.compile(
    r"--|var\(|calc\(|rgb\(|gradient\(|<svg|<path|stroke-width|\[data-|^\.jp-|:is\(|sans-serif|\dpx|px\b"
    r"|^\((prefers|resolution)|^(Arrow\w+|Enter|Tab|Escape|Delete|Backspace|BUTTON|image/png|application/[\w.+-]+|\{\w+\}|DecompressionStream)$"
)


def code(path):
    """Return a script without its comments."""
    text = re.sub(r"/\*\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    return re.sub(r"(^|\s)//.*$", "", text, flags=re.MULTILINE)


@pytest.mark.parametrize("path", JOINED, ids=lambda path: path.name)
def test_the_page_holds_no_sentence(path):
    """Single words are names of something; test_words.py sees which of them are shown."""
    literals = [match.group(0).strip()[1:-1] for match in LITERAL.finditer(code(path))]
    texts = [re.sub(r"\$\{[^}]*\}", "", literal) for literal in literals]
    words = [text for text in texts if re.search(r"[^\W\d_⁰-⁹¹²³]{2}", text)]
    assert [
        w for w in words if not re.fullmatch(r"[a-z_][\w:-]*", w) and not NO_SENTENCE.search(w)
    ] == []


def test_facts_have_one_owner():
    owned = {FACTS[name] for name in FACTS if isinstance(FACTS[name], (int, float))}
    owned -= {FACTS["run_seconds"]}  # a number as common as that is elsewhere by chance
    for path in JOINED:
        numbers = re.findall(r"(?<![\w.])\d[\d_]*(?:\.\d+)?(?:e-?\d+)?\b", code(path))
        assert owned.isdisjoint(float(number.replace("_", "")) for number in numbers), path.name
        assert "FACTS.run_seconds" in code(PAGE / "playback.js")


def test_colors_come_with_the_palette():
    for path in PAGE.glob("*.*"):
        assert re.findall(r"#[0-9a-fA-F]{3,8}\b", path.read_text(encoding="utf-8")) == [], path.name


def test_every_fact_is_read_and_none_is_missing():
    read = set(re.findall(r"\bFACTS\.(\w+)", "\n".join(map(code, JOINED))))
    assert read == set(FACTS)


def test_a_saved_page_starts_what_the_widget_exports():
    assert Explorer._esm.count("export ") == Explorer._esm.count("\nexport default ") == 1
    script = saving.script(Explorer)
    assert "export" not in re.findall(r"\w+", script)
    assert script.count("\nconst start = ") == 1
    assert "start" not in [name for path in JOINED for name in names(path)]
