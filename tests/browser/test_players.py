"""How a place on a page of the site is filled, and what it says where that cannot be done."""

import shutil

import pytest
from playwright.sync_api import expect

import gdviz as gd
from gdviz.widgets import saving
from tests.harness.explorer import Explorer
from tests.harness.lab import ROOT
from tests.harness.pages import new_page
from website import players


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Return a folder with a page that has one place, and the files that fill it."""
    monkeypatch.setattr(players, "FOLDER", tmp_path / "players")
    walker = gd.widgets.slope_walker(gd.objectives.parabola(), 2.0, n_steps=5)
    parts = {
        **players.page_of(walker),
        "kind": "player",
        "still": players.picture("walk", "", saving.png(walker)),
        "door": "https://example.org",
    }
    place = players.place("walk", **parts).replace("_static/", "")
    page = f"<!doctype html><script src=players.js></script><body>{place}</body>"
    (tmp_path / "page.html").write_text(page, "utf-8")
    shutil.copy(ROOT / "website" / "static" / "players.js", tmp_path)
    return tmp_path


@pytest.fixture
def open_page(browser, folder):
    with new_page(browser) as page:
        yield lambda: page.goto((folder / "page.html").as_uri()) and page


def test_the_player_takes_the_pictures_place(open_page):
    page = open_page()
    walker = Explorer(page, page.locator(".gdviz")).wait()
    expect(walker.note.get_by_role("link")).to_have_attribute("href", "https://example.org")
    expect(page.locator("img[loading]")).to_have_count(0)


def test_a_missing_file_is_named_and_the_picture_stays(open_page, folder):
    (folder / "players" / "walk.js").unlink()
    page = open_page()
    expect(page.locator(".gdviz-place")).to_contain_text("A part of this page is missing")
    expect(page.locator(".gdviz-place")).to_contain_text("players/walk.js")
    expect(page.locator("img[loading]")).to_be_visible()


def test_a_damaged_state_is_called_damaged(open_page, folder):
    state = folder / "players" / "walk.js"
    text = state.read_text("utf-8")
    state.write_text(text[:3000] + text[3100:], "utf-8")
    expect(open_page().locator(".gdviz-place")).to_contain_text("This file is damaged")


def test_a_missing_feature_and_any_other_error_are_named(browser, folder):
    for feature, said in {
        "DecompressionStream": "This browser lacks DecompressionStream",
        "ResizeObserver": "ReferenceError",
    }.items():
        with new_page(browser) as page:
            page.add_init_script(
                f"addEventListener('DOMContentLoaded', () => delete window.{feature})"
            )
            page.goto((folder / "page.html").as_uri())
            expect(page.locator(".gdviz-place")).to_contain_text(said)
