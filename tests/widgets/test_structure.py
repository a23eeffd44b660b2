"""How the files of gdviz/widgets are cut: none is long, and no two share half a dozen lines."""

import re
from collections import defaultdict
from itertools import combinations
from pathlib import Path

WIDGETS = Path(__file__).parents[2] / "gdviz" / "widgets"
LONGEST, SHARED = 350, 6
FILES = sorted(path for path in WIDGETS.rglob("*") if path.suffix in {".py", ".js", ".css"})


def test_no_file_is_longer_than_anyone_reads():
    lengths = {path.name: len(path.read_text("utf-8").splitlines()) for path in FILES}
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


def test_no_two_files_share_half_a_dozen_lines():
    shared = _shared({path.name: path.read_text("utf-8") for path in FILES})
    assert shared == {}, "give what they share one owner"


def test_shared_lines_are_found_whatever_the_indentation():
    text = "\n".join(f"total += value_{k}" for k in range(SHARED))
    indented = "def f():\n\n" + "\n\n".join("    " + line for line in text.splitlines())
    assert list(_shared({"a.py": f"x = 1\n{text}", "b.py": indented})) == [("a.py", "b.py")]
    assert _shared({"a.py": text, "b.py": text.replace("value_3", "worth_3")}) == {}


def _shared(texts):
    """Return for each pair of files a run of lines that stands in both."""
    found = defaultdict(dict)
    for name, text in texts.items():
        lines = _lines(text)
        for k in range(len(lines) - SHARED + 1):
            found[tuple(lines[k : k + SHARED])][name] = True
    pairs = [(pair, run) for run, names in found.items() for pair in combinations(sorted(names), 2)]
    return dict(reversed(pairs))


def _lines(text):
    """Return the lines that say something: no blank ones, comments, imports, lone brackets."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    return [line for line in lines if re.search(r"\w|--", line) and not _is_thin(line)]


def _is_thin(line):
    return line.startswith(("#", "//", "*", "/*", "import ", "from "))
