"""make site: every notebook as a page whose players need no kernel, in the folder site/.

Notebooks are run from a clean kernel. What an interactive would send to JupyterLab is stored beside
the page instead, as a script, so that a copy of site/ works from a disk or a stick as well:
browsers let a page opened from a file load scripts, but fetch nothing else.
"""

import base64
import hashlib
import io
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
from PIL import Image
from sphinxcontrib.katex import katex_version

import gdviz as gd
from gdviz.widgets import saving
from gdviz.widgets.player import read
from tools.run_notebooks import execute, tidy

ROOT = Path(__file__).parents[1]
BUILD = ROOT / "website" / "build"
SOURCE, PLAYERS, KATEX = BUILD / "source", BUILD / "static" / "players", BUILD / "static" / "katex"
PLAYER = "application/vnd.gdviz.player+json"
NOTEBOOKS = sorted(ROOT.glob("notebooks/**/[0-9]*.ipynb"))

# Runs in the kernel before the first cell: interactives hand over what a page needs to show them.
HAND_OVER = f'''
from gdviz.widgets import saving
from gdviz.widgets.interactive import Interactive
def hand_over(shown, include=None, exclude=None):
    page = {{"state": saving.packed(saving.state(shown)), "script": saving.script(shown)}}
    return {{"{PLAYER}": page, "image/png": saving.png(shown), "text/plain": repr(shown)}}
get_ipython().display_formatter.mimebundle_formatter.for_type(Interactive, hand_over)
'''


def main():
    fetch_katex()
    with ThreadPoolExecutor(2) as pool:
        for path in pool.map(make_page, NOTEBOOKS):
            print(path.relative_to(ROOT), flush=True)
    copy_sources()
    write_front_page()
    options = ["-W", "--keep-going", "-q", "-c", ROOT / "website"]
    sphinx = [sys.executable, "-m", "sphinx", *options, SOURCE, ROOT / "site"]
    shutil.rmtree(ROOT / "site", ignore_errors=True)
    subprocess.run(sphinx, check=True)
    refuse_broken_formulas()
    archive = shutil.make_archive(BUILD / "gdviz-site", "zip", ROOT / "site")
    shutil.move(archive, ROOT / "site")


def fetch_katex():
    """Get style and fonts of the formulas, of the version that Sphinx's extension renders with."""
    npm = ["npm", "install", "--no-save", "--no-package-lock", "--ignore-scripts", "--silent"]
    folder = BUILD / "npm" / katex_version
    if not folder.exists():
        folder.mkdir(parents=True)
        subprocess.run([*npm, "--prefix", folder, f"katex@{katex_version}"], check=True)
    package = folder / "node_modules" / "katex" / "dist"
    shutil.copytree(package / "fonts", KATEX / "fonts", dirs_exist_ok=True, ignore=not_woff2)
    shutil.copy(package / "katex.min.css", KATEX)


def not_woff2(folder, names):
    return [name for name in names if not name.endswith(".woff2")]


def make_page(path):
    """Run a notebook and store it for Sphinx, its players beside it."""
    target = SOURCE / path.relative_to(ROOT)
    if not is_newer(target, [path, Path(__file__), *ROOT.glob("gdviz/**/*.*")]):
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


def is_newer(target, sources):
    return target.exists() and all(
        target.stat().st_mtime > source.stat().st_mtime for source in sources if source.is_file()
    )


def describe(cell, below):
    """Give the picture of a cell its alternative text: the sentence below it, which reads it."""
    text = next((later.source for later in below if later.cell_type == "markdown"), "")
    cell.metadata["mystnb"] = {"image": {"alt": first_sentence(text)}}


def first_sentence(text):
    plain = re.sub(r"[*`$\\{}#>]|\]\([^)]*\)|\[", "", " ".join(text.split()))
    return re.split(r"(?<=[.?!:])\s", plain)[0][:200]


def embed(data, name, path):
    """Replace what an interactive handed over by a place in the page that a script fills."""
    page = data.pop(PLAYER, None)
    if page:
        page |= {"picture": base64.b64decode(data["image/png"]), "door": binder(path)}
        data["text/html"] = place(name, "../" * (len(path.parts) - 1), **page)


def place(name, up, *, state, script, picture, door):
    """Store what a player needs; return the HTML that holds its place, ``up`` from the site's top."""
    PLAYERS.mkdir(parents=True, exist_ok=True)
    widget = "widget-" + hashlib.sha256(script.encode()).hexdigest()[:8]
    parts = f"{script}\n{read('host.js')}\nreturn {{ start, unpack, show }};"
    write_script(widget, f"gdviz.widgets[{widget!r}] = (() => {{\n{parts}\n}})();\n")
    write_script(name, f"gdviz.states[{name!r}] = {state!r};\n")
    (PLAYERS / f"{name}.png").write_bytes(picture)
    width, height = Image.open(io.BytesIO(picture)).size
    return (
        f'<div class="gdviz-place" data-state="{name}" data-widget="{widget}" data-door="{door}">'
        f'<img src="{up}_static/players/{name}.png" width="{width}" height="{height}" '
        'alt="The interactive before anything is moved" loading="lazy"></div>'
    )


def write_script(name, text):
    (PLAYERS / f"{name}.js").write_text(text, encoding="utf-8")


def binder(path):
    """Return the address that opens this notebook in JupyterLab on Binder."""
    return f"https://mybinder.org/v2/gh/gdviz/gdviz/main?urlpath=lab/tree/{path.as_posix()}"


def write_front_page():
    """Fill the front page in: the player of notebook 00, and the map that README.md holds."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    chapters = re.findall(r"^\| \[(\d\d .+)\]\((.+)\.ipynb\) \| (.+) \|$", readme, re.MULTILINE)
    cards = [
        f'<li><a href="{page}.html"><b>{title}</b> {markup(question)}</a></li>'
        for title, page, question in chapters
    ]
    besides = [f"notebooks/{page.stem}" for page in ROOT.glob("notebooks/*.md")]
    parts = {
        "FLAGSHIP": flagship(),
        "MAP": "\n".join(['<ol class="map">', *cards, "</ol>"]),
        "CHAPTERS": "\n".join(f"{title} <{page}>" for title, page, _ in chapters),
        "BESIDES": "\n".join([*besides, "solutions"]),
    }
    text = (ROOT / "website" / "index.md").read_text(encoding="utf-8")
    for name, part in parts.items():
        text = text.replace(f"<!--{name}-->", part)
    (SOURCE / "index.md").write_text(text, encoding="utf-8")


def markup(text):
    """Return HTML for text whose only Markdown is *emphasis*."""
    return re.sub(r"\*(.+?)\*", r"<em>\1</em>", text)


def flagship():
    """Return the place of the front page's player, which plays by itself."""
    X, y = gd.datasets.line()
    explorer = gd.widgets.descent_explorer(gd.LeastSquares(gd.add_bias(X), y))
    page = {"state": saving.packed(saving.state(explorer)), "script": saving.script(explorer)}
    door = binder(NOTEBOOKS[0].relative_to(ROOT))
    html = place("flagship", "", **page, picture=saving.png(explorer), door=door)
    return html.replace("<div ", "<div data-autoplay ", 1).replace('loading="lazy"', "")


def copy_sources():
    """Put the pages that are no notebooks, and the notebooks to download, beside the rest."""
    shutil.copy(ROOT / "website" / "solutions.md", SOURCE)
    for page in ROOT.glob("notebooks/*.md"):
        shutil.copy(page, SOURCE / "notebooks")
    for path in NOTEBOOKS:
        target = BUILD / "downloads" / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    shutil.copy(ROOT / "gdviz" / "widgets" / "player.css", BUILD / "static")


def refuse_broken_formulas():
    """KaTeX marks what it cannot read in red and goes on; a site with such a mark is not built."""
    broken = [page for page in ROOT.glob("site/**/*.html") if "katex-error" in page.read_text("utf-8")]
    if broken:
        sys.exit(f"formulas that KaTeX cannot read: {', '.join(map(str, broken))}")


if __name__ == "__main__":
    main()
