"""How a player comes into a page: its state and script as files, and a place that they fill."""

import base64
import hashlib
import io
from pathlib import Path

from PIL import Image

from gdviz.widgets import saving
from website.addresses import binder

FOLDER = Path(__file__).parent / "build" / "static" / "players"
MISSING = "A part of this page is missing, so its sliders cannot be shown: {file}"
KIND = "application/vnd.gdviz.player+json"

# Runs in the kernel before the first cell: interactives hand over what a page needs to show them.
HAND_OVER = f"""
import sys
sys.path.append({str(Path(__file__).parents[1])!r})
from gdviz.widgets.interactive import Interactive
from gdviz.widgets.predict import Prediction
from website.players import handed_over
def hand_over(shown, include=None, exclude=None):
    return handed_over(shown)
for kind in (Interactive, Prediction):
    get_ipython().display_formatter.mimebundle_formatter.for_type(kind, hand_over)
"""


def handed_over(widget):
    """Return what a cell puts out instead of a widget: a picture, or a prediction's question."""
    if hasattr(widget, "picture"):
        return {KIND: page_of(widget), "image/png": saving.png(widget)}
    return {KIND: page_of(widget), "text/html": widget._repr_html_()}


def page_of(interactive):
    """Return the state and the script that a page shows the interactive with."""
    state = saving.packed(saving.state(interactive))
    return {"state": state, "script": saving.script(interactive)}


def embed(data, name, path):
    """Replace what an interactive handed over in a cell of the notebook ``path`` by its place."""
    page = data.pop(KIND, None)
    if page:
        up = "../" * (len(path.parts) - 1)
        if "image/png" in data:
            png = base64.b64decode(data["image/png"])
            page |= {"kind": "player", "still": picture(name, up, png)}
        else:
            page |= {"kind": "prediction", "still": data["text/html"]}
        data["text/html"] = place(name, door=binder(path), **page)


def place(name, *, kind, still, state, script, door):
    """Store what a widget needs; return the HTML of its place, which ``still`` holds until then."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    widget = "widget-" + hashlib.sha256(script.encode("utf-8")).hexdigest()[:8]
    parts = f"{script}\n{saving.host()}\nreturn {{ start, unpack, show, reason }};"
    write_script(widget, f"gdviz.widgets[{widget!r}] = (() => {{\n{parts}\n}})();\n")
    write_script(name, f"gdviz.states[{name!r}] = {state!r};\n")
    return (
        f'<div class="gdviz-place gdviz-{kind}" data-state="{name}" data-widget="{widget}" '
        f'data-door="{door}" data-missing="{MISSING}"><div class="gdviz-still">{still}</div></div>'
    )


def picture(name, up, png):
    """Store a picture; return the HTML that shows it on a page ``up`` from the top of the site."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    still = Image.open(io.BytesIO(png)).convert("RGB")
    still.save(FOLDER / f"{name}.webp", quality=70)
    width, height = still.size
    return (
        f'<img src="{up}_static/players/{name}.webp" width="{width}" height="{height}" '
        'alt="The interactive before anything is moved" loading="lazy">'
    )


def write_script(name, text):
    (FOLDER / f"{name}.js").write_text(text, encoding="utf-8")
