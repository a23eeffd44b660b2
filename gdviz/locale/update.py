"""``make words``: collect all sentences into gdviz.pot, bring the catalogues up to date, compile.

A sentence is the argument of ``_``, ``ngettext`` or ``N_`` in the package, or an exercise's hint.
"""

import io
import string
from pathlib import Path

from babel.messages import pofile
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo

from gdviz.exercises.sentences import all_hints

PACKAGE = Path(__file__).parents[1]
TEMPLATE = PACKAGE / "locale" / "gdviz.pot"


def collect(package=PACKAGE):
    """Return a catalogue of all sentences, each with the files that hold it."""
    catalog = Catalog(project="gdviz", charset="utf-8")
    for path in sorted(package.rglob("*.py")):
        place = path.relative_to(package.parent).as_posix()
        for _, message, notes, context in extract_from_file("python", path):
            catalog.add(message, locations=[(place, 0)], auto_comments=notes, context=context)
    for exercise, sentences in all_hints().items():
        for name, sentence in sentences.items():
            catalog.add(sentence, locations=[(f"hints {exercise} {name}", 0)])
    return catalog


def different(template, catalog):
    """Return the sentences that only one of two catalogues holds."""
    mine, theirs = ({m.id for m in c if m.id} for c in (template, catalog))
    return sorted(map(str, mine ^ theirs))


def lost_fields(catalog):
    """Return the sentences whose translation has other {fields} than the English text."""
    return [m.id for m in catalog if m.id and m.string and _fields(m.string) - _fields(m.id)]


def _fields(text):
    forms = [text] if isinstance(text, str) else text
    return {field for form in forms for _, field, *_ in string.Formatter().parse(form) if field}


def write(catalog, path):
    """Write a catalogue for people: no line numbers, which every edit would change."""
    with path.open("wb") as file:
        pofile.write_po(
            file, catalog, width=100, include_lineno=False, omit_header=not catalog.locale
        )


def read(path):
    """Read a catalogue or the template."""
    with path.open("rb") as file:
        return pofile.read_po(file, locale=path.parts[-3] if path.suffix == ".po" else None)


def compile_catalogue(path, template):
    """Bring a gdviz.po up to date, and write gdviz.mo, which Python reads, beside it."""
    catalog = read(path)
    catalog.update(template)
    if wrong := lost_fields(catalog):
        raise ValueError(f"{path}: a translation must keep the fields in braces. Look at {wrong}.")
    write(catalog, path)
    path.with_suffix(".mo").write_bytes(compiled(catalog))


def compiled(catalog):
    """Return what Python reads: gdviz.mo as bytes."""
    file = io.BytesIO()
    write_mo(file, catalog)
    return file.getvalue()


def main():
    """Write the template and all catalogues."""
    template = collect()
    write(template, TEMPLATE)
    for path in sorted(TEMPLATE.parent.glob("*/LC_MESSAGES/gdviz.po")):
        compile_catalogue(path, template)


if __name__ == "__main__":
    main()
