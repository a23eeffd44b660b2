"""make site: every notebook as a page whose players need no kernel, in the folder site/.

Notebooks are run from a clean kernel. What an interactive would send to JupyterLab is stored beside
the page instead, as a script, so that a copy of site/ works from a disk or a stick as well:
browsers let a page opened from a file load scripts, but fetch nothing else.
"""

import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import nbformat
from sphinxcontrib.katex import katex_version

from website.front_page import front_page
from website.players import HAND_OVER, embed
from website.run_notebooks import execute, tidy

ROOT = Path(__file__).parents[1]
BUILD = ROOT / "website" / "build"
SOURCE, HTML, KATEX = BUILD / "source", BUILD / "html", BUILD / "static" / "katex"
NOTEBOOKS = sorted(ROOT.glob("notebooks/**/[0-9]*.ipynb"))


def main():
    fetch_katex()
    code = [*ROOT.glob("gdviz/**/*.*"), *ROOT.glob("website/*.py")]
    make = partial(make_page, changed=max(map(modified, code)))
    with ThreadPoolExecutor(2) as pool:
        for path in pool.map(make, NOTEBOOKS):
            print(path.relative_to(ROOT), flush=True)
    copy_sources()
    (SOURCE / "index.md").write_text(front_page(), encoding="utf-8")
    shutil.rmtree(HTML, ignore_errors=True)
    options = ["-W", "--keep-going", "-q", "-c", ROOT / "website"]
    subprocess.run([sys.executable, "-m", "sphinx", *options, SOURCE, HTML], cwd=ROOT, check=True)
    refuse_broken_formulas()
    publish()


def fetch_katex():
    """Get style and fonts of the formulas, of the version that Sphinx's extension renders with."""
    options = ["--no-save", "--no-package-lock", "--ignore-scripts", "--silent"]
    folder = BUILD / "npm" / katex_version
    package = folder / "node_modules" / "katex" / "dist"
    if not package.exists():
        npm = shutil.which("npm") or sys.exit("make site needs npm, which comes with Node.js.")
        install = [npm, "install", *options, "--prefix", folder, f"katex@{katex_version}"]
        subprocess.run(install, check=True)
    KATEX.mkdir(parents=True, exist_ok=True)
    shutil.copy(package / "katex.min.css", KATEX)
    for font in package.glob("fonts/*.woff2"):
        (KATEX / "fonts").mkdir(exist_ok=True)
        shutil.copy(font, KATEX / "fonts")


def make_page(path, changed):
    """Run a notebook for Sphinx, its players stored beside it, if it or the code changed since."""
    target = SOURCE / path.relative_to(ROOT)
    if target.exists() and modified(target) > max(modified(path), changed):
        return path
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.insert(0, nbformat.v4.new_code_cell(HAND_OVER))
    notebook = tidy(execute(notebook, path.parent))
    del notebook.cells[0]
    for number, cell in enumerate(notebook.cells):
        describe(cell, notebook.cells[number + 1 :])
        for output in cell.get("outputs", []):
            embed(output.get("data", {}), f"{path.stem}-{number}", path.relative_to(ROOT))
    target.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, target)
    return path


def modified(path):
    return path.stat().st_mtime if path.suffix != ".pyc" else 0


def describe(cell, below):
    """Give the picture of a cell its alternative text: the sentence below it, which reads it."""
    text = next((later.source for later in below if later.cell_type == "markdown"), "")
    cell.metadata["mystnb"] = {"image": {"alt": first_sentence(text)}}


def first_sentence(text):
    plain = re.sub(r"[*`$\\{}#>]|\]\([^)]*\)|\[", "", " ".join(text.split()))
    return re.split(r"(?<=[.?!:])\s", plain)[0][:200]


def copy_sources():
    """Put the pages that are no notebooks, and the notebooks to download, beside the rest."""
    shutil.copy(ROOT / "website" / "solutions.md", SOURCE)
    for page in ROOT.glob("notebooks/*.md"):
        shutil.copy(page, SOURCE / "notebooks")
    for path in NOTEBOOKS:
        target = BUILD / "downloads" / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    for style in ("player.css", "folds.css", "predict.css"):
        shutil.copy(ROOT / "gdviz" / "widgets" / "page" / style, BUILD / "static")


def refuse_broken_formulas():
    """KaTeX marks what it cannot read in red and goes on; such a page is not published."""
    broken = [
        page.name for page in HTML.glob("**/*.html") if "katex-error" in page.read_text("utf-8")
    ]
    if broken:
        sys.exit(f"KaTeX cannot read a formula in {', '.join(sorted(broken))}")


def publish():
    """Put the finished pages into site/, and all of them in one file to take away."""
    unused = shutil.ignore_patterns("_sources", "objects.inv")
    shutil.rmtree(ROOT / "site", ignore_errors=True)
    shutil.copytree(HTML, ROOT / "site", ignore=unused)
    shutil.make_archive(BUILD / "gdviz-site", "zip", ROOT, "site")
    shutil.move(BUILD / "gdviz-site.zip", ROOT / "site")


if __name__ == "__main__":
    main()
