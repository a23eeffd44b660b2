"""Sphinx turns the notebooks that build.py ran into pages."""

import re
from pathlib import Path

from website.addresses import binder

project = html_title = "gdviz"
author = "the gdviz authors"
copyright = "the gdviz authors. Text and pictures CC BY 4.0, code BSD 3-Clause"
language = "en"

extensions = ["myst_nb", "sphinxcontrib.katex", "sphinx_copybutton"]
nb_execution_mode = "off"
nb_merge_streams = True
nb_code_prompt_show, nb_code_prompt_hide = "Show the {type}", "Hide the {type}"
nb_mime_priority_overrides = [("html", "text/html", 0)]
myst_enable_extensions = ["dollarmath", "amsmath"]
myst_heading_anchors = 3
myst_heading_slug_func = "website.addresses.anchor"
katex_prerender = True
katex_css_path = "katex/katex.min.css"

html_theme = "furo"
html_favicon = "static/favicon.svg"
html_static_path = ["static", "build/static"]
html_extra_path = ["build/downloads"]
html_css_files = ["player.css", "folds.css", "predict.css", "site.css"]
html_js_files = ["players.js"]
templates_path = ["templates"]
html_copy_source = html_show_sourcelink = html_use_index = False
html_theme_options = {
    "light_css_variables": {
        "color-brand-primary": "#005A8F",
        "color-brand-content": "#005A8F",
        "color-brand-visited": "#005A8F",
        "color-focus": "#D55E00",
        "font-stack": 'system-ui, "Segoe UI", "DejaVu Sans", sans-serif',
    },
    "dark_css_variables": {
        "color-brand-primary": "#7CC0EE",
        "color-brand-content": "#7CC0EE",
        "color-brand-visited": "#7CC0EE",
        "color-focus": "#FF8A3D",
    },
    "source_repository": "https://github.com/gdviz/gdviz/",
    "source_branch": "main",
    "top_of_page_buttons": [],
}


def add_doors(app, page, template, context, doctree):
    """Tell a notebook's page where it can be opened and downloaded, and where its partner is."""
    path = Path(page)
    if not path.name[:2].isdigit():
        return
    partner = path.parent.parent if path.parent.name == "solutions" else path.parent / "solutions"
    context["notebook"] = f"{page}.ipynb"
    context["download"] = f"{path.name}.ipynb"
    context["binder"] = binder(Path(f"{page}.ipynb"))
    context["partner"] = (partner / path.name).as_posix()
    context["is_solution"] = path.parent.name == "solutions"


PROMPTS = {"source": "code", "outputs?": "answer", "content": "code and the answer"}


def mend_labels(app, page, template, context, doctree):
    """Give headings of the menu a level, and let what is folded go by its visible name (axe-core).

    MyST-NB's word for what a fold holds is that of a programmer.
    """
    menu = context.get("furo_navigation_tree", "")
    context["furo_navigation_tree"] = menu.replace(
        'role="heading"', 'role="heading" aria-level="2"'
    )
    if context.get("body"):
        body = context["body"].replace(' aria-label="Toggle hidden content"', "")
        for kind, word in PROMPTS.items():
            body = re.sub(rf"(>\s*(?:Show|Hide) the ){kind}(?=\s*<)", rf"\g<1>{word}", body)
        context["body"] = body


def setup(app):
    app.connect("html-page-context", add_doors)
    app.connect("html-page-context", mend_labels, priority=900)  # after the theme's own
