"""The static site: no kernel, no network beyond its own files, every player live."""

import re
import shutil
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.harness.axe import violations
from tests.harness.explorer import players
from tests.harness.lab import ROOT
from tests.harness.missing import missing
from tests.harness.pages import DESKTOP, PHONE, follow, new_page, settle
from tests.harness.site import SITE, web_server

CHAPTERS = sorted(path.stem for path in ROOT.glob("notebooks/[0-9]*.ipynb"))
PAGES = [
    "index",
    "solutions",
    "notebooks/lecturers_guide",
    *(f"notebooks/{chapter}" for chapter in CHAPTERS),
]
SOLUTIONS = [f"notebooks/solutions/{chapter}" for chapter in CHAPTERS]
FLAGSHIP = "notebooks/04_mini_batch_gradient_descent"
ON_A_PHONE = ["index", FLAGSHIP, "notebooks/07_momentum_to_adam"]  # the others every night
SIGHTS = [
    *(pytest.param(name, DESKTOP, id=f"{name}-desktop") for name in PAGES),
    *(
        pytest.param(
            name, PHONE, id=f"{name}-phone", marks=() if name in ON_A_PHONE else pytest.mark.nightly
        )
        for name in PAGES
    ),
]
LEFT = "net::ERR_ABORTED"  # what a page was still loading when it was left
HEAVIEST = 2_700_000  # 05, with four players; 2 MB until updates travelled in numbers
RAW_TEX = re.compile(r"\$[^$\n]+\$|\\[a-zA-Z]{2,}|\\\(|\\\[")

# Text that a reader sees, without code and without the formulas that KaTeX made.
PROSE = """() => {
  const copy = document.querySelector("article").cloneNode(true);
  copy.querySelectorAll("pre, code, .katex, script").forEach((node) => node.remove());
  return copy.textContent;
}"""


@pytest.fixture(scope="module")
def address():
    """Serve site/ on a free loopback port."""
    if not (SITE / "index.html").exists():
        missing("a site: run make site")
    with web_server(SITE) as port:
        yield f"http://127.0.0.1:{port}/"


@contextmanager
def visit(browser, url, *, size=DESKTOP, replies=None, **options):
    """Open a page that can reach nothing else, and must not try; nothing may go wrong in it."""
    wrong, replies = [], [] if replies is None else replies
    own = f"{urlsplit(url).scheme}://{urlsplit(url).netloc}/"

    def only_own(route):
        if route.request.url.startswith(own):
            return route.continue_()
        wrong.append(f"asked for {route.request.url}")
        return route.abort()

    with new_page(browser, **options) as page:
        page.set_viewport_size(size)
        page.route(re.compile("^(?!blob:|data:)"), only_own)
        page.on("requestfailed", lambda request: wrong.append(f"{request.failure} {request.url}"))
        page.on("response", lambda reply: replies.append(reply))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: said.type == "error" and wrong.append(said.text))
        page.goto(url)
        settle(page)
        yield page
    wrong += [f"{reply.status} {reply.url}" for reply in replies if not reply.ok]
    assert [what for what in wrong if LEFT not in what] == []


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(("name", "size"), SIGHTS)
def test_page_is_whole_and_its_players_live(browser, address, axe, name, size):
    replies = []
    with visit(browser, f"{address}{name}.html", size=size, replies=replies) as page:
        assert fits(page)
        assert RAW_TEX.findall(page.evaluate(PROSE)) == []
        assert page.locator("article h1").count() == 1
        for explorer in players(page):
            expect_every_slider_to_move_it(explorer)
            expect_to_play_in_every_frame(explorer)
        assert fits(page)
        assert sum(len(reply.body()) for reply in replies) <= HEAVIEST
        assert violations(page, axe, "html") == []


def expect_every_slider_to_move_it(explorer):
    for label in explorer.labels():
        slider = explorer.slider(label)
        for share in (0.9, 0.1):
            before, value = explorer.pictures(), slider.input_value()
            explorer.drag(slider, share)
            explorer.page.mouse.up()
            if slider.input_value() != value:
                explorer.wait_for_any_change(before)
        assert slider.input_value() != slider.get_attribute("max")


def expect_to_play_in_every_frame(explorer):
    """Of 60 frames that the browser offers, none may be missed but the first and last few."""
    explorer.play_on_and_on()
    assert explorer.frames_in(60) >= 55
    explorer.play.click()
    explorer.expect_paused()


def test_a_stage_keeps_its_shape(browser, address):
    with visit(browser, f"{address}{FLAGSHIP}.html") as page:
        explorer = next(players(page))
        shapes = explorer.root.locator("img").evaluate_all(
            "all => all.map((i) => (i.width / i.height) / (i.naturalWidth / i.naturalHeight))"
        )
        assert shapes == pytest.approx([1, 1, 1], abs=0.01)


def test_a_prediction_is_made_without_a_kernel_and_its_answer_is_folded(browser, address):
    with visit(browser, f"{address}{FLAGSHIP}.html") as page:
        question = page.locator(".gdviz-prediction").first
        question.scroll_into_view_if_needed()
        question.get_by_label("your prediction").fill("100")
        question.get_by_role("button", name="Commit").click()
        expect(question.get_by_role("status")).to_contain_text("160 updates")
        answer = page.locator("details", has=page.get_by_text("Show the answer")).first
        expect(answer.get_by_text("160 updates to")).to_be_hidden()
        answer.locator("summary").click()
        expect(answer.get_by_text("160 updates to")).to_be_visible()


@pytest.mark.parametrize("name", ["index", FLAGSHIP, "notebooks/07_momentum_to_adam"])
def test_axe_finds_nothing_serious_in_the_dark(browser, address, axe, name):
    with visit(browser, f"{address}{name}.html", color_scheme="dark") as page:
        list(players(page))
        assert violations(page, axe, "html") == []


@pytest.mark.parametrize("name", SOLUTIONS)
def test_solutions_are_whole(browser, address, axe, name):
    with visit(browser, f"{address}{name}.html") as page:
        assert RAW_TEX.findall(page.evaluate(PROSE)) == []
        assert violations(page, axe, "html") == []


def test_what_needs_a_kernel_is_closed_and_leads_to_this_notebook(browser, address):
    with visit(browser, f"{address}{FLAGSHIP}.html") as page:
        explorer = next(players(page))
        expect(explorer.button("Reshuffle")).to_be_disabled()
        expect(explorer.root.get_by_label("start θ₀")).to_be_disabled()
        expect(explorer.note).to_contain_text("need Python")
        for link in (explorer.note.get_by_role("link"), page.get_by_text("Run it on Binder")):
            expect(link).to_have_attribute("href", re.compile(f"=lab/tree/{FLAGSHIP}.ipynb$"))


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_notebook_can_be_downloaded(browser, address, chapter):
    with visit(browser, f"{address}notebooks/{chapter}.html") as page:
        with page.expect_download() as download:
            page.get_by_role("link", name="Download", exact=True).click()
        stored = ROOT / "notebooks" / f"{chapter}.ipynb"
        assert download.value.path().read_bytes() == stored.read_bytes()


def test_front_page_plays_by_itself_unless_less_motion_is_wanted(browser, address):
    with visit(browser, f"{address}index.html") as page:
        next(players(page)).expect_playing()
    with visit(browser, f"{address}index.html", reduced_motion="reduce") as page:
        next(players(page)).expect_paused()


def test_the_map_leads_through_the_course(browser, address):
    with visit(browser, f"{address}index.html") as page:
        assert page.locator(".map a").count() == len(CHAPTERS)
        follow(page, page.locator(".map a").first)
        for chapter in CHAPTERS[1:]:
            follow(page, page.locator(".next-page"))
            expect(page).to_have_url(re.compile(chapter))
        follow(page, page.locator(".prev-page"))
        expect(page).to_have_url(re.compile(CHAPTERS[-2]))


def test_search_finds_a_word(browser, address):
    with visit(browser, f"{address}index.html") as page:
        page.get_by_placeholder("Search").fill("Rosenbrock")
        page.get_by_placeholder("Search").press("Enter")
        expect(page.locator("#search-results a").first).to_be_visible()
        found = page.locator("#search-results a").evaluate_all("all => all.map((a) => a.href)")
        assert any("07_momentum_to_adam" in link for link in found)


def test_keyboard_reaches_the_controls_in_reading_order(browser, address):
    with visit(browser, f"{address}{FLAGSHIP}.html") as page:
        explorer = next(players(page))
        explorer.sliders.first.focus()
        seen = [focused(page)]
        for _ in range(7):
            page.keyboard.press("Tab")
            seen.append(focused(page))
        names = [name for name, _ in seen]
        assert names[:5] == [
            "learning rate η",
            "batch size b",
            "▶ Play",
            "one update back",
            "one update",
        ]
        assert names[5:] == ["update", "speed", "loop"]
        assert all(outline >= 2 for _, outline in seen)


def focused(page):
    """Return the name of what has the focus, and how wide its outline is."""
    return page.evaluate(
        """() => {
          const e = document.activeElement;
          const name = e.labels?.[0]?.textContent ?? e.ariaLabel ?? e.textContent;
          return [name, parseFloat(getComputedStyle(e).outlineWidth)];
        }"""
    )


def test_the_zip_plays_from_a_disk(browser, address, tmp_path):
    shutil.unpack_archive(SITE / "gdviz-site.zip", tmp_path)
    for name in ("index", FLAGSHIP):
        url = (tmp_path / "site" / f"{name}.html").as_uri()
        with visit(browser, url, offline=True) as page:
            explorer = next(players(page))
            expect_every_slider_to_move_it(explorer)
            assert page.locator("[download]").count() == 0
