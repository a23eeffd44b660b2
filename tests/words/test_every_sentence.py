"""Every sentence of the package goes through `_`, `N_` or `ngettext`, to be translated."""

import ast
import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "gdviz"
LOOKED_UP = {"_", "N_", "ngettext"}
FIELD = "\0"  # where an f-string has a value
PROSE = re.compile(r"WORD,? (WORD|\0)|\0,? WORD".replace("WORD", r"[^\W\d_]{2,}"))
WORD = re.compile(r"[a-z]{2,}")

# What no reader reads, or what stays as it is in every language.
NOT_SHOWN = {"__repr__", "__getattr__", "_in_words"}  # of Python, and of a Trajectory's repr
TABLES = {"MEANT", "GARMENTS", "BASE", "APART"}
FOR_TRANSLATORS = {"locale/update.py"}

SPARED = {
    "Gradient descent",  # the trait's own default: an interactive looks it up
    "``packing`` by the name it had before.",
    "Unable to contact Actor's worker",  # what Dask says
    "Worker holding Actor was lost",
    "Sending large graph",
    "const FACTS = {};\n",
    "const FACTS = {};\n{}",
    "const hostWords = {};\n{}",
    "panel {}",  # the name of axes
    "const start =",
    "export default",
    "for axis 1",  # what NumPy says
    "offset points",  # matplotlib's
    "saddle with a floor",  # names of surfaces
    "tilted double well",
    "upper left",  # matplotlib's
}
LABELS = {"label", "xlabel", "ylabel", "zlabel", "title"}
TITLES = {"title", "set_title", "set_xlabel", "set_ylabel"}


def test_every_sentence_is_looked_up():
    files = {path.relative_to(PACKAGE).as_posix(): path for path in PACKAGE.rglob("*.py")}
    for name in FOR_TRANSLATORS:
        del files[name]
    found = {name: bare_sentences(path.read_text("utf-8")) for name, path in files.items()}
    found = {name: [text for text in texts if text not in SPARED] for name, texts in found.items()}
    assert {name: texts for name, texts in found.items() if texts} == {}


@pytest.mark.parametrize(
    "code",
    [
        "raise ValueError('b is too large.')",
        "raise ValueError(f'{name} must be {kind}.')",
        "raise ValueError('unknown')",
        "raise RuntimeError('it ended with ' + str(error))",
        "hint = f': write {code} instead'",
        "def say():\n    return 'no rows left'",
        "ax.set(xlabel='updates')",
        "style.title(ax, 'Schedules', theme)",
        "ax.plot(x, y, label=f'seed {k}')",
        "looks = {'label': 'training'}",
        "text = f'{n} updates'",
    ],
)
def test_a_bare_sentence_is_found(code):
    assert bare_sentences(code)


@pytest.mark.parametrize(
    "code",
    [
        "raise ValueError(_('b is {b}, too large.').format(b=b))",
        "raise Refused(str(error))",
        "ax.set(xlabel='η', ylabel='J(θ) − J*')",
        "ax.set(xlabel=_('updates'))",
        "def f():\n    'Return what is there.'",
        "name = 'learning_rate'",
        "def __repr__(self):\n    return f'{n} runs of each'",
    ],
)
def test_what_is_looked_up_or_no_sentence_passes(code):
    assert not bare_sentences(code)


def bare_sentences(code):
    """Return the sentences, labels and messages in a module that nothing looks up."""
    return list(walk(ast.parse(code), is_label=False))


def walk(node, *, is_label):
    """Yield the texts below a node; one word is enough where `is_label`."""
    if is_spared(node):
        return
    if (text := text_of(node)) is not None:
        if (WORD if is_label else PROSE).search(text):
            yield text.replace(FIELD, "{}")
        return
    for child in ast.iter_child_nodes(node):
        yield from walk(child, is_label=shows(node, child, is_label))


def text_of(node):
    """Return a string's text, None of anything else; what is written as code does not count."""
    if isinstance(node, ast.JoinedStr):
        parts = (part.value if isinstance(part, ast.Constant) else FIELD for part in node.values)
        return re.sub(rf"\w+={FIELD}", "", "".join(parts))
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return node.value if is_text else None


def is_spared(node):
    if isinstance(node, ast.Call):
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        return name in LOOKED_UP | {"Knob", "Switch"}  # a knob's own description is a docstring
    if isinstance(node, ast.FunctionDef):
        return node.name in NOT_SHOWN
    if isinstance(node, (ast.Assign, ast.AugAssign)):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return any(getattr(target, "id", None) in TABLES for target in targets)
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)  # a docstring


def shows(node, child, is_label):
    """Whether a child's text is shown: as a raised message, a label or a title."""
    if isinstance(node, ast.keyword):
        return node.arg in LABELS
    if isinstance(node, ast.Call):
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        is_raised = name.endswith("Error") or name == "Refused"
        return (name in TITLES or is_raised) and child in node.args
    if isinstance(node, ast.Dict):
        return any(
            child is value and is_label_key(key) for key, value in zip(node.keys, node.values)
        )
    return is_label and isinstance(node, (ast.BinOp, ast.IfExp))


def is_label_key(key):
    return isinstance(key, ast.Constant) and key.value in LABELS
