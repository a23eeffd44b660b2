"""Check the page's JavaScript and CSS: form, the usual mistakes (Biome) and types (TypeScript).

``python -m tests.page.lint --write`` brings files into form. The tools come from npm, in the
versions of package.json; without npm nothing is checked, and that is said.
"""

import os
import subprocess
import sys
from pathlib import Path

from tests.harness.missing import Missing
from tests.harness.npm import MODULES, modules

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
FOLDERS = ("gdviz/widgets/page", "website/static", "tests/page", "tests/harness")


def main(*options):
    try:
        modules()
    except Missing as what:
        print(f"JavaScript and CSS are left out without {what}")
        return int(os.environ.get("GDVIZ_REQUIRE_BROWSER") == "1")
    form = run("biome", "check", "--error-on-warnings", *options, *files())
    types = run("tsc", "--project", ".")
    return max(form, types)


def run(tool, *arguments):
    program = MODULES / ".bin" / (f"{tool}.cmd" if os.name == "nt" else tool)
    return subprocess.run([program, *arguments], cwd=HERE).returncode


def files():
    """Return the scripts and styles to check, from here."""
    return sorted(
        os.path.relpath(path, HERE)
        for folder in FOLDERS
        for path in (ROOT / folder).glob("*.*")
        if path.suffix in (".css", ".js", ".json", ".mjs", ".ts")
    )


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
