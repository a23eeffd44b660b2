"""Rows for the site: what a page weighs with all that it may load."""

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from benchmarks.table import Row
from tests.harness.site import SITE

LOADED = {"script": ["src"], "img": ["src"], "link": ["href"], "source": ["src"], "video": ["src"]}


def page_rows(folder=SITE):
    """Yield the heaviest page, in MB; without a site there is nothing to measure."""
    if not (folder / "index.html").exists():
        yield Row("heaviest page: MB (run make site first)", None, 2)
        return
    heavy, n_bytes = max(weights(folder).items(), key=lambda item: item[1])
    yield Row(f"heaviest page, {heavy.stem}: MB", n_bytes / 1e6, 2)


def weights(folder):
    """Return the bytes of each page and all that it may load, uncompressed: {Path: int}.

    Those are scripts, styles and pictures, what the styles name in turn, and for each player its
    state and its script. Fonts are left out: a browser loads those that a page has letters of,
    100 kB or less, and tests/browser/test_site.py weighs pages with them.
    """
    folder = Path(folder).resolve()
    return {
        page.relative_to(folder): sum(part.stat().st_size for part in parts_of(page, folder))
        for page in sorted(folder.rglob("*.html"))
    }


def parts_of(page, folder):
    """Return the page's file and those that it loads, each once."""
    references = References()
    references.feed(page.read_text(encoding="utf-8"))
    players = folder / "_static" / "players"
    parts = {page, *(players / f"{name}.js" for name in references.players)}
    waiting = [local(page, address) for address in references.addresses]
    while waiting:
        part = waiting.pop()
        if part is not None and part.is_file() and part not in parts:
            parts.add(part)
            waiting += [local(part, address) for address in named_in(part)]
    return parts


def local(page, address):
    """Return the file that an address on the page means, or None: it is data, or elsewhere."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or not parts.path:
        return None
    return (page.parent / unquote(parts.path)).resolve()


def named_in(part):
    """Return the addresses that a style names, but for fonts."""
    if part.suffix != ".css":
        return []
    addresses = re.findall(r"url\(\s*['\"]?([^'\")]+)", part.read_text(encoding="utf-8"))
    return [address for address in addresses if not re.search(r"\.(woff2?|ttf)\b", address)]


class References(HTMLParser):
    """Collects the addresses that a browser loads, and the scripts that players load."""

    def __init__(self):
        super().__init__()
        self.addresses, self.players = [], []

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        if tag == "link" and not self.is_loaded(values):
            return
        self.addresses += [values[name] for name in LOADED.get(tag, []) if values.get(name)]
        self.players += [values[name] for name in ("data-state", "data-widget") if name in values]

    @staticmethod
    def is_loaded(link):
        return {"stylesheet", "icon", "preload"} & set((link.get("rel") or "").split())
