"""Every word that a person sees or hears comes through the catalogue: in a language of our own."""

import re

import pytest

import gdviz as gd
from gdviz import words
from tests.harness.explorer import Explorer
from tests.harness.interactives import EXPLORERS, SET_UP
from tests.harness.pages import new_page

# What is no word: parameters and their like, and the racers, whose names are the caller's.
NAMES = "plain momentum Nesterov AdaGrad RMSprop Adam constant step exponential cosine warm up t"

# Texts, and what a screen reader says instead of them.
SHOWN = """
(root) => {
  const blocks = new Set();
  const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const { parentElement } = walk.currentNode;
    blocks.add(parentElement.closest("p, label, li") ?? parentElement);
  }
  const found = [...blocks].map((node) => node.textContent);
  for (const node of [root, ...root.querySelectorAll("*")]) {
    for (const name of ["title", "aria-label", "aria-valuetext", "alt", "placeholder"]) {
      if (node.hasAttribute(name)) found.push(node.getAttribute(name));
    }
  }
  return found;
}
"""


class Marked:
    """Translates by marking: what has no mark was never looked up."""

    def gettext(self, sentence):
        return f"⟦{sentence}⟧"

    def ngettext(self, one, many, n):
        return f"⟦{many}⟧"


@pytest.fixture
def marked(monkeypatch):
    monkeypatch.setattr(words, "_translations", lambda *_: Marked())


def unmarked(text):
    """Return the text without all that was looked up."""
    while "⟦" in text:
        text, before = re.sub(r"⟦[^⟦⟧]*⟧", "", text), text
        assert text != before
    return text


@pytest.mark.parametrize("name", EXPLORERS)
def test_every_word_is_looked_up_when_it_is_shown(browser, tmp_path, request, name):
    names = {}
    exec(SET_UP, names)
    explorer = eval(EXPLORERS[name].code, names)
    request.getfixturevalue("marked")  # the language is chosen after the interactive was made
    explorer.save(tmp_path / "page.html")
    with new_page(browser, offline=True) as page:
        page.goto((tmp_path / "page.html").as_uri())
        shown = Explorer(page, page.locator(".gdviz")).wait()
        shown.slider("⟦update⟧").press("Home")
        texts = shown.root.evaluate(SHOWN)
    known = {*NAMES.split(), *panel_titles(explorer), explorer.title}
    for text in texts:
        left = unmarked(text)
        for known_name in sorted(known, key=len, reverse=True):
            left = left.replace(known_name, "")
        assert not re.search(r"[A-Za-z]{2}", left), text


def panel_titles(explorer):
    return [panel["title"] for panel in explorer.panels]


def test_what_is_displayed_is_in_the_language_of_that_moment(monkeypatch):
    walker = gd.widgets.slope_walker(gd.objectives.parabola(), 2.0, n_steps=3)
    assert (walker.words["loop"], walker.key[0][1]) == ("loop", "θ")
    monkeypatch.setattr(words, "_translations", lambda *_: Marked())
    walker._repr_mimebundle_()
    assert (walker.words["loop"], walker.key[0][1]) == ("⟦loop⟧", "⟦θ⟧")
    assert walker.knobs[0]["label"] == "⟦learning rate η⟧"
