"""Check the page's JavaScript and CSS: form and the usual mistakes (Biome).

``python -m tests.page.lint --write`` brings files into form. The tool comes from npm, of the
version in package.json; without npm nothing is checked, and that is said.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
FOLDERS = ("gdviz/widgets/page", "website/static", "tests/page")
OPTIONS = ["--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]


def main(*options):
    npm = shutil.which("npm")
    if npm is None:
        print(
            "lint leaves out JavaScript and CSS: npm, which comes with Node.js, is not installed."
        )
        return int(os.environ.get("GDVIZ_REQUIRE_BROWSER") == "1")
    fetch(npm)
    return run("biome", "check", "--error-on-warnings", *options, *files())


def fetch(npm):
    """Install the tools, unless they are there in the versions wanted."""
    wanted = (HERE / "package.json").read_bytes()
    mark = HERE / "node_modules" / ".installed"
    if not mark.exists() or mark.read_bytes() != wanted:
        subprocess.run([npm, "install", "--prefix", HERE, *OPTIONS], check=True)
        mark.write_bytes(wanted)


def run(tool, *arguments):
    program = HERE / "node_modules" / ".bin" / (f"{tool}.cmd" if os.name == "nt" else tool)
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
