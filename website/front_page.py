"""The front page: the flagship playing, and the map that README.md holds."""

import json
import re
from pathlib import Path

import gdviz as gd
from gdviz.widgets import saving
from website.addresses import START, binder
from website.players import page_of, picture, place

HERE = Path(__file__).parent
QUESTIONS = "## Your question\n"
ROW = re.compile(r"^\| \[(\d\d .+?)\]\((\S+)\.ipynb\) \| (.+?) \|", re.MULTILINE)


def front_page():
    """Return index.md, filled in."""
    chapters = ROW.findall((HERE.parent / "README.md").read_text(encoding="utf-8"))
    besides = [f"notebooks/{page.stem}" for page in HERE.parent.glob("notebooks/*.md")]
    parts = {
        "FLAGSHIP": flagship(),
        "BINDER": binder(START),
        "MAP": course_map(chapters),
        "QUESTIONS": questions(),
        "CHAPTERS": "\n".join(f"{title} <{page}>" for title, page, _ in chapters),
        "BESIDES": "\n".join([*besides, "solutions"]),
    }
    text = (HERE / "index.md").read_text(encoding="utf-8")
    for name, part in parts.items():
        text = text.replace(f"<!--{name}-->", part)
    return text


def course_map(chapters):
    """Return a card for each (title, page, question)."""
    cards = [
        f'<li><a href="{page}.html"><b>{title}</b> {emphasized(question)}</a></li>'
        for title, page, question in chapters
    ]
    return "\n".join(['<ol class="map">', *cards, "</ol>"])


def questions():
    """Return the table of notebook 00 that leads from a question to its answer, for this page."""
    notebook = json.loads((HERE.parent / START).read_text(encoding="utf-8"))
    texts = ["".join(cell["source"]) for cell in notebook["cells"]]
    (text,) = (text for text in texts if text.startswith(QUESTIONS))
    return text.removeprefix(QUESTIONS).replace("](", "](notebooks/").strip()


def emphasized(text):
    """Return HTML for text whose only Markdown is *emphasis*."""
    return re.sub(r"\*(.+?)\*", r"<em>\1</em>", text)


def flagship():
    """Return the place of the player that notebook 00 opens with; here it plays by itself."""
    X, y = gd.datasets.line()
    explorer = gd.widgets.descent_explorer(gd.LeastSquares(gd.add_bias(X), y), [-1.0, 4.0], seed=4)
    still = picture("flagship", "", saving.png(explorer))
    page = {"kind": "player", "still": still, "door": binder(START)}
    html = place("flagship", **page, **page_of(explorer))
    return html.replace("<div ", "<div data-autoplay ", 1).replace(' loading="lazy"', "")
