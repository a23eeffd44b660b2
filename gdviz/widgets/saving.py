"""What an explorer shows, as a file: a picture, a film, or a page of its own."""

import base64
import html
import json
import zlib
from functools import partial

from matplotlib import rc_context

from gdviz.files import check_path, written_whole
from gdviz.plots.saving import save as save_animation
from gdviz.plots.stage import png as quantized
from gdviz.widgets import stages, wording
from gdviz.widgets.picture import with_line_below
from gdviz.widgets.player import read
from gdviz.words import _, language

PAGE_ONLY = ("comm", "keys", "layout", "log", "tabbable", "tooltip")


def save(explorer, path, **film):
    """Write the explorer to ``path``, in the format of its suffix; whole, or not at all.

    ``film`` is how long and how wide a film is, see `gdviz.plots.animate`.
    """
    path = check_path(path)
    writers = {".html": save_page}
    if hasattr(explorer, "picture"):
        writers = {".png": save_png, ".svg": save_svg, **writers}
    if hasattr(explorer, "film"):
        writers |= dict.fromkeys((".gif", ".mp4"), partial(save_film, **film))
    if path.suffix.lower() not in writers:
        raise ValueError(
            _("path must end in {endings}. Got {given!r}.").format(
                endings=", ".join(writers), given=path.name
            )
        )
    with written_whole(path) as part:
        writers[path.suffix.lower()](explorer, part)


def save_png(explorer, path):
    """Write the picture at twice its size on the screen."""
    path.write_bytes(png(explorer, pixel_ratio=2))


def save_svg(explorer, path):
    """Write the picture as vectors, the same to the byte whenever it is saved.

    Letters are outlines, so that slides and LaTeX need no font of ours.
    """
    fixed = {"svg.fonttype": "path", "svg.hashsalt": "gdviz", "path.simplify": False}
    with rc_context(fixed):
        explorer.picture(theme_of(explorer)).savefig(path, metadata={"Date": None})


def save_film(explorer, path, **film):
    """Write the run as a film."""
    save_animation(explorer.film(theme_of(explorer), **film), path)


def save_page(explorer, path):
    """Write a page that holds everything: script, style, pictures and runs."""
    path.write_text(page(explorer), encoding="utf-8")


def png(explorer, *, pixel_ratio=1):
    """Return the picture as PNG bytes."""
    picture = explorer.picture(theme_of(explorer))
    return quantized(picture, pixel_ratio=pixel_ratio, refine=True)


def stored(explorer):
    """Return what the cell's output keeps as PNG: the picture, and how it comes to life."""
    theme = theme_of(explorer)
    figure = with_line_below(
        explorer.picture(theme), _("Run this cell: the picture comes to life."), theme
    )
    return quantized(figure, pixel_ratio=1, refine=True)


def theme_of(explorer):
    """Return the theme asked for; the page's own, if it chooses, is light on paper."""
    return stages.THEMES["light" if explorer.theme == "auto" else explorer.theme]


def page(explorer):
    """Return the text of the page."""
    parts = {
        "TITLE": html.escape(explorer.title),
        "STYLE": explorer._css,
        "STATE": packed(state(explorer)),
        "SCRIPT": script(explorer),
        "HOST": host(),
        "LIGHT": stages.THEMES["light"].figure,
        "DARK": stages.THEMES["dark"].figure,
        "LANGUAGE": language().replace("_", "-"),
        **{name: html.escape(sentence) for name, sentence in page_words().items()},
    }
    text = read("page.html")
    for name, part in parts.items():
        text = text.replace(f"<!--{name}-->", part)
    return text


def page_words():
    """Return what the page says when its script does not run, or its end is missing."""
    return {
        "NOSCRIPT": _("This page needs JavaScript."),
        "CUT": _("The end of this file is missing. Get it again from where it came."),
    }


def host():
    """Return the JavaScript that takes the place of Jupyter, and what it has to say."""
    return f"const hostWords = {json.dumps(wording.of_pages())};\n{read('host.js')}"


def script(explorer):
    """Return the JavaScript that makes the explorer's widget: it defines ``start()``."""
    return explorer._esm.replace("export default", "const start =")


def state(explorer):
    """Return what the page has to know: the synced traits of an explorer without a kernel."""
    if not hasattr(explorer, "picture"):
        return traits_of(explorer)
    explorer.draw_all_stages()
    explorer.tell_words()
    return {**traits_of(explorer), "live": False, "playing": False, "message": ""}


def traits_of(widget):
    """Return the traits that the widget shares with its page."""
    own = widget.trait_names(sync=True, page=None)
    return {
        name: getattr(widget, name)
        for name in own
        if not name.startswith("_") and name not in PAGE_ONLY
    }


def packed(state):
    """Return the state as text: compressed, so that two thirds of it travel (host.js unpacks)."""
    blobs = {name: planes(value) for name, value in state.items() if isinstance(value, bytes)}
    values = {name: value for name, value in state.items() if name not in blobs}
    sizes = [[name, len(blob)] for name, blob in blobs.items()]
    table = json.dumps({"values": values, "sizes": sizes}).encode("utf-8")
    whole = b"".join([len(table).to_bytes(4, "little"), table, *blobs.values()])
    return base64.b64encode(zlib.compress(whole, 9)).decode("ascii")


def planes(blob):
    """Return the bytes at even places, then those at odd ones: alike side by side pack tighter."""
    return blob[::2] + blob[1::2]
