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
from website.players import handed_over
def hand_over(shown, include=None, exclude=None):
    return handed_over(shown)
get_ipython().display_formatter.mimebundle_formatter.for_type(Interactive, hand_over)
"""


def handed_over(interactive):
    """Return what a cell puts out instead of a widget."""
    return {KIND: page_of(interactive), "image/png": saving.png(interactive)}


def page_of(interactive):
    """Return the state and the script that a page shows the interactive with."""
    state = saving.packed(saving.state(interactive))
    return {"state": state, "script": saving.script(interactive)}


def embed(data, name, path):
    """Replace what an interactive handed over in a cell of the notebook ``path`` by its place."""
    page = data.pop(KIND, None)
    if page:
        page |= {"picture": base64.b64decode(data["image/png"]), "door": binder(path)}
        data["text/html"] = place(name, "../" * (len(path.parts) - 1), **page)


def place(name, up, *, state, script, picture, door):
    """Store what a player needs; return the HTML of its place, ``up`` from the top of the site."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    widget = "widget-" + hashlib.sha256(script.encode("utf-8")).hexdigest()[:8]
    parts = f"{script}\n{saving.host()}\nreturn {{ start, unpack, show, reason }};"
    write_script(widget, f"gdviz.widgets[{widget!r}] = (() => {{\n{parts}\n}})();\n")
    write_script(name, f"gdviz.states[{name!r}] = {state!r};\n")
    still = Image.open(io.BytesIO(picture)).convert("RGB")
    still.save(FOLDER / f"{name}.webp", quality=70)
    width, height = still.size
    return (
        f'<div class="gdviz-place" data-state="{name}" data-widget="{widget}" data-door="{door}" '
        f'data-missing="{MISSING}">'
        f'<img src="{up}_static/players/{name}.webp" width="{width}" height="{height}" '
        'alt="The interactive before anything is moved" loading="lazy"></div>'
    )


def write_script(name, text):
    (FOLDER / f"{name}.js").write_text(text, encoding="utf-8")
