"""Every notebook keeps to the rules of CONTRIBUTING.md; every rule is shown able to fail."""

import ast
import copy
import json
import re
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import pytest

from website.addresses import anchor

ROOT = Path(__file__).parents[2]
LESSONS = sorted(ROOT.glob("notebooks/*.ipynb"))
SOLUTIONS = sorted(ROOT.glob("notebooks/solutions/*.ipynb"))
TAGS = {"hide-input", "hide-output", "nbval-ignore-output", "raises-exception"}
LAST_SECTIONS = ["On your own", "In practice", "Further reading"]
PATHS = r"(?<![\w.:~-])/(?:home|Users|tmp|root|work|opt|usr|private|var|mnt)/|\b[A-Z]:\\"
BAD_SOURCE = (
    r"import \*|^\s*[!%]\s*(?:pip|conda)|\brandom\.seed\(|plt\.gca\("
    r"|urlretrieve|urlopen|requests\.get"
)


# A rule takes a notebook and its path, and yields what is wrong.


def name_is_number_and_snake_case(notebook, path):
    if not re.fullmatch(r"\d\d_[a-z0-9]+(_[a-z0-9]+)*\.ipynb", path.name):
        yield path.name


def size_is_at_most_500_kB(notebook, path):
    size = len(json.dumps(notebook))
    if size > 500_000:
        yield f"{size} bytes"


def first_cell_has_the_only_title(notebook, path):
    titles = [(n, h) for n, level, h in _headings(notebook) if level == 1]
    if [n for n, _ in titles] != [0]:
        yield f"titles in cells {[n for n, _ in titles]}"
    for _, title in titles:
        if sum(word.istitle() for word in title.split()[1:]) > 1:
            yield f"not in sentence case: {title}"


def opening_says_what_you_will_do_learn_and_need(notebook, path):
    opening = "\n".join(_text(c) for c in notebook["cells"][: _first_code(notebook)])
    yield from (
        w for w in ("you'll do", "learn", "need") if w not in opening.lower().replace("’", "'")
    )
    if len([line for line in opening.splitlines() if line.strip()]) > 14:
        yield "more than 12 lines under the title"


def set_up_is_one_cell(notebook, path):
    setup, *others = [_text(c) for c in _code(notebook)] or [""]
    if "import gdviz as gd" not in setup:
        yield "the first code cell must import gdviz as gd"
    if re.search(r"\brng\b", "\n".join(others)) and "rng = np.random.default_rng(0)" not in setup:
        yield "rng = np.random.default_rng(0) belongs into the set-up cell"
    if any(re.search(r"^import gdviz", source, re.M) for source in others):
        yield "gdviz is imported again"


def sections_are_complete(notebook, path):
    headings = [h.strip(" *_") for _, level, h in _headings(notebook) if level == 2]
    yield from (f"no section {s!r}" for s in LAST_SECTIONS if s not in headings)
    own = [
        h for h in headings if h not in LAST_SECTIONS and not re.match("(?i)what you|set.?up", h)
    ]
    if not 4 <= len(own) <= 7:
        yield f"{len(own)} sections instead of four to seven: {own}"


def was_executed_in_order(notebook, path):
    counts = [cell["execution_count"] for cell in _code(notebook) if _text(cell).strip()]
    if counts != list(range(1, len(counts) + 1)) or not counts:
        yield f"execution counts {counts}"


def kernel_is_python3(notebook, path):
    name = notebook["metadata"].get("kernelspec", {}).get("name")
    if name != "python3":
        yield f"kernelspec {name}"


def widget_state_is_left_out(notebook, path):
    if "widgets" in notebook["metadata"]:
        yield "widget state in the metadata"
    if any("widget-view" in mime for _, out in _outputs(notebook) for mime in out.get("data", {})):
        yield "widget view in an output"


def code_cells_are_short(notebook, path):
    lengths = sorted(len(_text(cell).strip().splitlines()) for cell in _code(notebook))
    if lengths and (lengths[-1] > 20 or lengths[-2:-1] > [15]):
        yield f"longest cells: {lengths[-2:]} lines (one of 20, the others 15)"
    if lengths and lengths[int(0.9 * (len(lengths) - 1))] > 10:
        yield f"more than a tenth of the cells is longer than 10 lines: {lengths}"


def functions_are_short(notebook, path):
    for cell in _code(notebook):
        for node in ast.walk(_parsed(cell)):
            if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno >= 10:
                yield f"{node.name} has more than 10 lines"


def at_most_two_code_cells_in_a_row(notebook, path):
    kinds = "".join(cell["cell_type"][0] for cell in notebook["cells"])
    if "ccc" in kinds:
        yield f"cells {kinds.index('ccc')} to {kinds.index('ccc') + 2}"


def text_cells_are_short(notebook, path):
    for number, cell in enumerate(notebook["cells"]):
        if cell["cell_type"] == "markdown" and _n_words(_text(cell)) > 120:
            yield f"cell {number} has {_n_words(_text(cell))} words"


def source_keeps_to_the_style(notebook, path):
    for cell in _code(notebook):
        yield from re.findall(BAD_SOURCE, _text(cell), re.M)


def no_warnings_or_tracebacks_are_stored(notebook, path):
    for cell, output in _outputs(notebook):
        if output.get("name") == "stderr" or "Warning:" in _shown(output):
            yield _shown(output)
        if output["output_type"] == "error" and "raises-exception" not in _tags(cell):
            yield f"{output['ename']} without the tag raises-exception"
        if len(output.get("traceback", [])) > 1:
            yield f"raw traceback of {output['ename']}"


def outputs_are_the_same_on_every_machine(notebook, path):
    for _, output in _outputs(notebook):
        yield from re.findall(rf"0x[0-9a-fA-F]{{6,}}|\bnp\.\w+\(|{PATHS}", _shown(output))


def a_picture_is_stored(notebook, path):
    if not any(_has_picture(cell) for cell in _code(notebook)):
        yield "no image/png in any output"


def ignored_outputs_give_their_reason(notebook, path):
    for above, cell in zip([{}, *notebook["cells"]], notebook["cells"], strict=False):
        ignored = "nbval-ignore-output" in _tags(cell) or "NBVAL_IGNORE_OUTPUT" in _text(cell)
        reason = above.get("cell_type") == "markdown" and re.search(
            r"(?i)time|second|machine|comput|version|differ", _text(above)
        )
        if ignored and not reason:
            yield "nbval-ignore-output without a reason in the text above"
        if "nbval-skip" in _tags(cell) or "NBVAL_SKIP" in _text(cell):
            yield "nbval-skip: the cell is never run"


def tags_are_known(notebook, path):
    tags = {tag for cell in notebook["cells"] for tag in _tags(cell)}
    yield from sorted(tags - TAGS)


def answers_wait_until_they_are_asked_for(notebook, path):
    for number, cell in enumerate(notebook["cells"]):
        if not _asks(cell):
            continue
        answers = _answers(notebook["cells"][number + 1 :], to=cell)
        if not answers and not _is_scored(cell):
            yield f"no output answers the question in cell {number}"
        if not all(_is_folded(answer) or _is_player(answer) for answer in answers):
            yield f"the answer to cell {number} can be read before it is asked for"


def folded_outputs_are_stored_collapsed(notebook, path):
    for number, cell in enumerate(notebook["cells"]):
        collapsed = cell["metadata"].get("collapsed", False)
        hidden = cell["metadata"].get("jupyter", {}).get("outputs_hidden", False)
        if {collapsed, hidden} != {"hide-output" in _tags(cell)}:
            yield f"cell {number}: the tag hide-output and JupyterLab's own marks disagree"
        if _is_folded(cell) and cell["outputs"] and cell["outputs"][0].get("data") != {}:
            yield f"cell {number}: JupyterLab shows the first line of what is collapsed"


def a_prediction_is_scored(notebook, path):
    names = re.findall(r"gd\.predict\(\s*\"(\d\d)\.[a-z]\"", "\n".join(map(_text, _code(notebook))))
    if not names or set(names) != {path.name[:2]}:
        yield f"gd.predict must be asked, as {path.name[:2]}.a. Found {names}"


def folded_code_teaches_nothing(notebook, path):
    for number, cell in enumerate(_code(notebook)):
        taught = re.search(r"^assert |exercises\.check\(", _text(cell), re.M)
        if "hide-input" in _tags(cell) and (number == 0 or taught):
            yield f"hide-input hides set-up, proof or exercise: {_text(cell)[:40]!r}"


def texts_are_finished(notebook, path):
    for number, cell in enumerate(notebook["cells"]):
        left = re.search(r"\b(?:TODO|FIXME|TBD|XXX)\b|\A[A-Z_\s]+\Z", _text(cell))
        if cell["cell_type"] == "markdown" and left:
            yield f"cell {number}: {left[0]!r}"


def figures_are_followed_by_a_sentence(notebook, path):
    below = [*notebook["cells"][1:], {}]
    for number, (cell, after) in enumerate(zip(notebook["cells"], below, strict=True)):
        sentence = after.get("cell_type") == "markdown" and not _text(after).startswith("#")
        if _has_picture(cell) and not sentence:
            yield f"cell {number}"


def links_lead_somewhere(notebook, path):
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            links = re.findall(r"\]\(([^)\s]+)|(?:href|src)=[\"']([^\"']+)", _text(cell))
            yield from (link for link in map("".join, links) if not _exists(link, path))


def checked_exercises_have_solutions(notebook, path):
    checks = any("exercises.check(" in _text(cell) for cell in notebook["cells"])
    if checks and not (path.parent / "solutions" / path.name).exists():
        yield f"solutions/{path.name} is missing"
    if checks and f"(solutions/{path.name})" not in _prose(notebook):
        yield f"no link to solutions/{path.name}"


def the_way_on_is_given(notebook, path):
    number = int(path.name[:2])
    there = [*path.parent.glob("00_*.ipynb"), *path.parent.glob(f"{number + 1:02}_*.ipynb")]
    yield from (
        f"no link to {target.name}"
        for target in there
        if target != path and f"({target.name})" not in _prose(notebook)
    )


EVERYWHERE = [
    name_is_number_and_snake_case,
    size_is_at_most_500_kB,
    first_cell_has_the_only_title,
    set_up_is_one_cell,
    was_executed_in_order,
    kernel_is_python3,
    widget_state_is_left_out,
    code_cells_are_short,
    text_cells_are_short,
    source_keeps_to_the_style,
    no_warnings_or_tracebacks_are_stored,
    outputs_are_the_same_on_every_machine,
    ignored_outputs_give_their_reason,
    links_lead_somewhere,
    tags_are_known,
    answers_wait_until_they_are_asked_for,
    folded_outputs_are_stored_collapsed,
    folded_code_teaches_nothing,
    texts_are_finished,
]
IN_LESSONS = [
    opening_says_what_you_will_do_learn_and_need,
    sections_are_complete,
    functions_are_short,
    at_most_two_code_cells_in_a_row,
    a_prediction_is_scored,
    a_picture_is_stored,
    figures_are_followed_by_a_sentence,
    checked_exercises_have_solutions,
    the_way_on_is_given,
]


def _name(value):
    return value.relative_to(ROOT).as_posix() if isinstance(value, Path) else value.__name__


@pytest.mark.parametrize("path", LESSONS + SOLUTIONS, ids=_name)
@pytest.mark.parametrize("rule", EVERYWHERE, ids=_name)
def test_notebook(rule, path):
    assert list(rule(_read(path), path)) == []


@pytest.mark.parametrize("path", LESSONS, ids=_name)
@pytest.mark.parametrize("rule", IN_LESSONS, ids=_name)
def test_lesson(rule, path):
    assert list(rule(_read(path), path)) == []


def test_the_notebooks_were_found():
    assert LESSONS


# A good notebook, and what must be caught when it is spoiled.

PICTURE = {"output_type": "display_data", "data": {"image/png": "iVBO", "text/plain": "<Figure>"}}


def _markdown(text):
    return {"cell_type": "markdown", "metadata": {}, "source": text}


def _run(source, *outputs, count, tags=()):
    metadata = {"tags": list(tags)}
    head = {"cell_type": "code", "execution_count": count, "metadata": metadata}
    return {**head, "source": source, "outputs": list(outputs)}


def _folded(source, *, count):
    """Return a cell whose output waits, as JupyterLab stores it."""
    output = {"output_type": "stream", "name": "stdout", "text": "10"}
    nothing = {"output_type": "display_data", "data": {}}
    cell = _run(source, nothing, output, count=count, tags=["hide-output"])
    marks = {"collapsed": True, "jupyter": {"outputs_hidden": True}}
    return {**cell, "metadata": {**cell["metadata"], **marks}}


GOOD = {
    "metadata": {"kernelspec": {"name": "python3"}},
    "cells": [
        _markdown("# Walk downhill\n\n**You'll do** this, **learn** that; you **need** [a](#b)."),
        _run("import gdviz as gd\nimport numpy as np", count=1),
        _markdown("## One\n## Two\n## Three\n## Four"),
        _run("plt.show()", PICTURE, count=2),
        _markdown("The path zigzags. The next cell takes longer on another machine."),
        _run("timed()", count=3, tags=["nbval-ignore-output"]),
        _markdown("## On your own\n## In practice\n## Further reading\n[map](00_start_here.ipynb)"),
        _markdown(
            "A run of ten.\n\n**Predict.** How long is it?\n\n1. **Predict:** drag the slider."
        ),
        _folded("length", count=4),
        _markdown("Ten."),
        _run('gd.predict("99.a", "And the next?", answer=10)', count=5),
        _folded("again", count=6),
    ],
}


def _stream(text, name="stdout"):
    return {"output_type": "stream", "name": name, "text": text}


def _set(*keys, to):
    def spoil(notebook):
        *parents, last = keys
        for key in parents:
            notebook = notebook[key]
        notebook[last] = to

    return spoil


def _output(output):
    return _set("cells", 3, "outputs", to=[PICTURE, output])


def _setup(source):
    return _set("cells", 1, "source", to=source)


ERROR = {"output_type": "error", "ename": "ValueError", "evalue": "", "traceback": ["ValueError"]}
SPOILED = [
    (size_is_at_most_500_kB, _output(_stream("x" * 500_000))),
    (first_cell_has_the_only_title, _set("cells", 0, "source", to="Walk")),
    (first_cell_has_the_only_title, _set("cells", 2, "source", to="# Again")),
    (first_cell_has_the_only_title, _set("cells", 0, "source", to="# Walk Down A Hill")),
    (opening_says_what_you_will_do_learn_and_need, _set("cells", 0, "source", to="# Walk")),
    (set_up_is_one_cell, _setup("from gdviz import adam")),
    (set_up_is_one_cell, _set("cells", 5, "source", to="rng.normal()")),
    (set_up_is_one_cell, _set("cells", 5, "source", to="import gdviz as gd")),
    (sections_are_complete, _set("cells", 6, "source", to="## On your own")),
    (sections_are_complete, _set("cells", 2, "source", to="## One")),
    (was_executed_in_order, _set("cells", 3, "execution_count", to=7)),
    (was_executed_in_order, _set("cells", 3, "execution_count", to=None)),
    (kernel_is_python3, _set("metadata", to={})),
    (widget_state_is_left_out, _set("metadata", "widgets", to={})),
    (
        widget_state_is_left_out,
        _output({"output_type": "display_data", "data": {"application/widget-view+json": {}}}),
    ),
    (code_cells_are_short, _setup("x = 1\n" * 21)),
    (code_cells_are_short, _set("cells", to=[_run("x = 1\n" * 16, count=n) for n in (1, 2)])),
    (code_cells_are_short, _set("cells", to=[_run("x = 1\n" * 11, count=n) for n in (1, 2)])),
    (functions_are_short, _setup("def f():\n" + "    x = 1\n" * 10)),
    (at_most_two_code_cells_in_a_row, _set("cells", 2, to=_run("1", count=2))),
    (text_cells_are_short, _set("cells", 4, "source", to="word " * 121)),
    (source_keeps_to_the_style, _setup("from numpy import *")),
    (source_keeps_to_the_style, _setup("import os\n!pip install gdviz")),
    (source_keeps_to_the_style, _setup("np.random.seed(0)")),
    (no_warnings_or_tracebacks_are_stored, _output(_stream("careful", name="stderr"))),
    (no_warnings_or_tracebacks_are_stored, _output(_stream("a.py:1: UserWarning: careful"))),
    (no_warnings_or_tracebacks_are_stored, _output(ERROR)),
    (no_warnings_or_tracebacks_are_stored, _output({**ERROR, "traceback": ["a", "b"]})),
    (outputs_are_the_same_on_every_machine, _output(_stream("<Player at 0x7f12ab34>"))),
    (outputs_are_the_same_on_every_machine, _output(_stream("saved to /tmp/run.npz"))),
    (outputs_are_the_same_on_every_machine, _output(_stream("np.float64(2.0)"))),  # NumPy 1: 2.0
    (a_picture_is_stored, _set("cells", 3, "outputs", to=[])),
    (ignored_outputs_give_their_reason, _set("cells", 4, "source", to="The path zigzags.")),
    (ignored_outputs_give_their_reason, _setup("# NBVAL_IGNORE_OUTPUT")),
    (ignored_outputs_give_their_reason, _set("cells", 3, "metadata", to={"tags": ["nbval-skip"]})),
    (figures_are_followed_by_a_sentence, _set("cells", 4, "source", to="## Next")),
    (links_lead_somewhere, _set("cells", 4, "source", to="[next](99_nowhere.ipynb)")),
    (links_lead_somewhere, _set("cells", 4, "source", to="[a](00_start_here.ipynb#Nowhere)")),
    (checked_exercises_have_solutions, _setup('gd.exercises.check("01.1", 2)')),
    (tags_are_known, _set("cells", 3, "metadata", to={"tags": ["hide_input"]})),
    (answers_wait_until_they_are_asked_for, _set("cells", 8, "metadata", to={})),
    (answers_wait_until_they_are_asked_for, _set("cells", 11, "metadata", to={})),
    (answers_wait_until_they_are_asked_for, _set("cells", to=[_markdown("**Predict** it.")])),
    (answers_wait_until_they_are_asked_for, _set("cells", 2, "source", to="**Predict:** how far?")),
    (folded_outputs_are_stored_collapsed, _set("cells", 8, "metadata", "tags", to=[])),
    (folded_outputs_are_stored_collapsed, _set("cells", 8, "metadata", "collapsed", to=False)),
    (folded_outputs_are_stored_collapsed, _set("cells", 8, "outputs", 0, to=PICTURE)),
    (folded_outputs_are_stored_collapsed, _set("cells", 11, "metadata", "jupyter", to={})),
    (a_prediction_is_scored, _set("cells", 10, "source", to="asked()")),
    (a_prediction_is_scored, _set("cells", 10, "source", to='gd.predict("04.a", "?", answer=1)')),
    (folded_code_teaches_nothing, _set("cells", 1, "metadata", to={"tags": ["hide-input"]})),
    (
        folded_code_teaches_nothing,
        _set("cells", 3, to=_run("assert 1", count=2, tags=["hide-input"])),
    ),
    (texts_are_finished, _set("cells", 4, "source", to="READTHIS\n")),
    (texts_are_finished, _set("cells", 4, "source", to="The path zigzags. TODO: say why.")),
    (the_way_on_is_given, _set("cells", 6, "source", to="## On your own")),
]


@pytest.mark.parametrize("rule", EVERYWHERE + IN_LESSONS, ids=_name)
def test_rule_lets_a_good_notebook_pass(rule):
    assert list(rule(GOOD, ROOT / "notebooks" / "99_made_up.ipynb")) == []


@pytest.mark.parametrize(
    ("rule", "spoil"), SPOILED, ids=[f"{_name(r)}-{i}" for i, (r, _) in enumerate(SPOILED)]
)
def test_rule_can_fail(rule, spoil):
    notebook = copy.deepcopy(GOOD)
    spoil(notebook)
    assert list(rule(notebook, ROOT / "notebooks" / "99_made_up.ipynb"))


@pytest.mark.parametrize(
    "name", ["1_walk.ipynb", "01_Walk.ipynb", "01-walk.ipynb", "Untitled.ipynb"]
)
def test_name_rule_can_fail(name):
    assert list(name_is_number_and_snake_case(GOOD, ROOT / "notebooks" / name))


def test_every_rule_is_shown_able_to_fail():
    shown = {rule for rule, _ in SPOILED} | {name_is_number_and_snake_case}
    assert shown == set(EVERYWHERE + IN_LESSONS)


# Reading notebooks.


def _read(path):
    return json.loads(path.read_text("utf-8"))


def _text(cell):
    return "".join(cell.get("source", ""))


def _is_scored(cell):
    return cell["cell_type"] == "code" and "gd.predict(" in _text(cell)


def _asks(cell):
    """Whether a cell wants a prediction; a numbered one is asked of the interactive above it."""
    question = r"^(?!\s*(?:\d+\.|[-*]) ).*\*\*Predict"
    is_asked = cell["cell_type"] == "markdown" and re.search(question, _text(cell), re.M)
    return _is_scored(cell) or is_asked


def _answers(below, *, to):
    """Return the cells whose outputs answer: the next ones that have any, up to a text."""
    answers = []
    for cell in below:
        is_text = cell["cell_type"] == "markdown"
        if is_text and (answers or _is_scored(to) or _text(cell).startswith("#")):
            break
        if _is_scored(cell):
            break
        answers += [cell] if cell.get("outputs") else []
    return answers


def _is_folded(cell):
    return "hide-output" in _tags(cell)


def _is_player(cell):
    """Whether it shows an interactive: until a control is moved that answers nothing."""
    shown = [output.get("data", {}) for output in cell["outputs"]]
    return any("image/png" in d and not "".join(d["text/plain"]).startswith("<Fig") for d in shown)


def _prose(notebook):
    return "\n".join(_text(c) for c in notebook["cells"] if c["cell_type"] == "markdown")


def _tags(cell):
    return cell["metadata"].get("tags", [])


def _code(notebook):
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def _first_code(notebook):
    return [cell["cell_type"] for cell in notebook["cells"]].index("code")


def _outputs(notebook):
    return [(cell, output) for cell in _code(notebook) for output in cell["outputs"]]


def _has_picture(cell):
    return any("image/png" in output.get("data", {}) for output in cell.get("outputs", []))


def _shown(output):
    """Return every text of an output; pictures and binary data have no words."""
    data = {k: v for k, v in output.get("data", {}).items() if k.startswith("text/")}
    parts = [*data.values(), output.get("text", ""), output.get("traceback", "")]
    return "\n".join("".join(part) for part in parts)


def _headings(notebook):
    for number, cell in enumerate(notebook["cells"]):
        if cell["cell_type"] == "markdown":
            text = re.sub(r"^```.*?^```", "", _text(cell), flags=re.M | re.S)
            found = re.findall(r"^(#+) +(.+)$", text, re.M)
            yield from ((number, len(marks), title) for marks, title in found)


def _n_words(text):
    """Count words outside tables; a formula is one word."""
    text = re.sub(r"\$\$.*?\$\$|\$[^$\n]+\$", "formula", text, flags=re.S)
    text = re.sub(r"<table.*?</table>", "", text, flags=re.S)
    prose = [line for line in text.splitlines() if not line.lstrip().startswith("|")]
    return sum(bool(re.search(r"\w", word)) for word in " ".join(prose).split())


def _parsed(cell):
    python = [line for line in _text(cell).splitlines() if not line.startswith(("%", "!"))]
    return ast.parse("\n".join(python))


def _exists(link, path):
    if re.match(r"https?:|mailto:|data:|#|attachment:", link):
        return True
    file, _, heading = unquote(link).partition("#")
    target = path.parent / file
    return target.exists() and (not heading or heading in _anchors(target))


@cache
def _anchors(path):
    """Return what leads to the headings of a notebook, as JupyterLab and the site have it."""
    return {anchor(title) for _, _, title in _headings(_read(path))}
