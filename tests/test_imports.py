"""The rooms import in one direction, and `import gdviz` loads NumPy and nothing heavier."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "gdviz"
MODULES = sorted(PACKAGE.rglob("*.py"))
ROOMS = [
    "streams",
    "image_sets",
    "datasets",
    "objectives",
    "data",
    "descent",
    "distributed",
    "plots",
    "widgets",
    "exercises",
]
OWN = {  # what a room may know of the others
    "streams": set(),
    "image_sets": set(),
    "datasets": {"image_sets", "streams"},
    "objectives": {"streams"},
    "data": {"datasets", "objectives"},
    "descent": {"objectives.stacks"},  # the protocol, stacked; no objective in particular
    "distributed": {"streams", "objectives"},
    "plots": {"datasets", "objectives", "descent"},
    "widgets": {"datasets", "objectives", "descent", "plots"},
    "exercises": {"datasets", "objectives", "descent"},
    "locale": {"exercises.sentences"},
}
LIBRARIES = {
    "locale": {"babel"},  # `make words` only: nothing imports it, and no wheel holds it
    "plots": {"matplotlib", "mpl_toolkits", "PIL"},
    "widgets": {
        "matplotlib",
        "contourpy",
        "PIL",
        "ipywidgets",
        "anywidget",
        "traitlets",
        "IPython",
    },
}
LAZY = {
    "image_sets": {"sklearn", "mlxtend"},
    "objectives": {"jax", "torch"},
    "descent": {"tqdm", "distributed"},
    "streams": {"pandas", "pyarrow"},
    "distributed": {"distributed"},
    "plots": {"imageio_ffmpeg"},
    "widgets": {"tqdm"},
}
HEAVY = {"matplotlib", "ipywidgets", "anywidget", "IPython", "sklearn", "scipy", "tqdm", "PIL"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_module_imports_in_one_direction(path):
    room = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    if room != "__init__":
        assert _violations(room, path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    ("room", "source"),
    [
        ("objectives", "import matplotlib.pyplot as plt"),
        ("objectives", "from gdviz.descent import sweep"),
        ("descent", "import gdviz.objectives"),
        ("descent", "from gdviz.objectives.linear import LeastSquares"),
        ("descent", "from tqdm.auto import tqdm"),
        ("datasets", "from gdviz import plots"),
        ("datasets", "def f():\n    import matplotlib"),
        ("plots", "import ipywidgets"),
        ("plots", "from gdviz.widgets import player"),
        ("descent", "from ..plots import curves"),
        ("descent", "from .. import plots"),
        ("plots", "import gdviz as gd"),
    ],
)
def test_walk_finds_an_import_in_the_wrong_direction(room, source):
    assert _violations(room, source)


def test_import_gdviz_loads_only_numpy():
    loaded = _modules_loaded_by("import gdviz")
    assert "numpy" in loaded
    assert loaded & HEAVY == set()


def test_plots_do_not_need_widgets():
    loaded = _modules_loaded_by("import gdviz; gdviz.plots.surface")
    assert loaded & {"ipywidgets", "anywidget", "IPython", "sklearn", "tqdm"} == set()


AROUND = {  # beside the package: what each folder may know of the others
    "benchmarks": {"benchmarks", "tests.harness"},
    "tests": {"tests", "website"},
    "tests/harness": {"tests.harness"},
    "website": {"website"},
}
FOLDERS = {"benchmarks", "tests", "website", "notebooks"}


@pytest.mark.parametrize("folder", AROUND)
def test_tests_and_benchmarks_share_the_harness_and_nothing_else(folder):
    paths = (ROOT / folder).rglob("*.py")
    found = {p.name: _strangers(folder, p.read_text("utf-8")) for p in paths}
    assert {name: names for name, names in found.items() if names} == {}


@pytest.mark.parametrize(
    ("folder", "source"),
    [
        ("tests", "from benchmarks.pages import SITE"),
        ("tests", "def f():\n    import benchmarks.table"),
        ("benchmarks", "from tests.browser.conftest import missing"),
        ("benchmarks", "from tests import browser"),
        ("tests/harness", "from tests.browser.conftest import missing"),
        ("website", "import tests.harness.lab"),
    ],
)
def test_walk_finds_a_stranger(folder, source):
    assert _strangers(folder, source)


def _strangers(folder, source):
    names = {name for node in ast.walk(ast.parse(source)) for name in _imported(node)}
    outside = {name for name in names if name.partition(".")[0] in FOLDERS}
    return sorted(
        n for n in outside if not any(f"{n}.".startswith(f"{k}.") for k in AROUND[folder])
    )


def _violations(room, source):
    tree = ast.parse(source)
    at_import = {name for node in _statements_run_at_import(tree) for name in _imported(node)}
    anywhere = {name for node in ast.walk(tree) for name in _imported(node)}
    known = OWN.get(room, set()) | {room}
    libraries = {"numpy"} | LIBRARIES.get(room, set()) | sys.stdlib_module_names
    lazy = libraries | LAZY.get(room, set())
    return [n for n in sorted(at_import) if not _allowed(n, known, libraries)] + [
        n for n in sorted(anywhere) if not _allowed(n, known, lazy)
    ]


def _statements_run_at_import(node):
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            yield child
            yield from _statements_run_at_import(child)


def _imported(node):
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if not isinstance(node, ast.ImportFrom):
        return []
    module = node.module or ""
    if node.level:
        module = f"gdviz.{module}".rstrip(".")
    return [f"{module}.{alias.name}" for alias in node.names]


def _allowed(name, known, libraries):
    top, _, rest = name.partition(".")
    if top != "gdviz":
        return top in libraries
    in_room = rest.split(".")[0] in ROOMS
    return bool(rest) and (not in_room or any(f"{rest}.".startswith(f"{k}.") for k in known))


def _modules_loaded_by(statement):
    code = f"import sys; {statement}; print(*{{name.split('.')[0] for name in sys.modules}})"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(run.stdout.split())
