"""What a person can see and touch of an interactive, in a page of Playwright's."""

import re

from playwright.sync_api import expect

from tests.harness.pages import settle


def players(page):
    """Bring every player of a page of the site to life, one after the other."""
    for place in page.locator(".gdviz-player").all():
        place.scroll_into_view_if_needed()
        yield Explorer(page, place.locator(".gdviz")).wait()


class Explorer:
    """One explorer on a page."""

    def __init__(self, page, root, kind=None):
        self.page, self.root, self.kind = page, root, kind
        self.panels = root.locator("canvas")
        self.sliders = root.locator("input[type=range]:enabled")
        self.message = root.locator(".gdviz-message")
        self.note = root.locator(".gdviz-note")
        self.words = root.locator(".gdviz-words")
        self.play = root.get_by_role("button", name=re.compile("Play|Pause"))

    def wait(self):
        """Wait until it can be used: every picture there, every panel drawn and painted."""
        self.panels.first.wait_for()
        self._wait_for("root => gdvizTest.isWhole(root)")
        self.root.scroll_into_view_if_needed()
        settle(self.page)
        return self

    def _wait_for(self, function, *args):
        """Wait until a function of the player's element and the arguments is true."""
        self.page.wait_for_function(
            f"([root, ...args]) => ({function})(root, ...args)",
            arg=[self.root.element_handle(), *args],
        )

    def slider(self, label):
        return self.root.get_by_label(label, exact=True)

    def button(self, name):
        return self.root.get_by_role("button", name=name, exact=True)

    def labels(self):
        """Return the accessible names of the sliders that can be moved."""
        return self.sliders.evaluate_all("all => all.map(gdvizTest.name)")

    def pictures(self):
        """Return one number for the pixels of each panel."""
        return self.panels.evaluate_all("all => all.map(gdvizTest.hash)")

    def wait_for_change(self, before, still=()):
        """Wait until each panel looks different, but for those that the change leaves alone."""
        self._wait_for(
            "(root, before, still) => gdvizTest.haveChanged(root, before, still)",
            before,
            list(still),
        )

    def wait_for_any_change(self, before):
        """Wait until some panel looks different."""
        self._wait_for("(root, before) => gdvizTest.differ(root, before).some(Boolean)", before)

    def wait_for_pictures(self, pictures):
        """Wait until every panel looks like this."""
        self._wait_for("(root, seen) => !gdvizTest.differ(root, seen).some(Boolean)", pictures)

    def play_on_and_on(self):
        """Play from the first update on, again and again: no test has to be in time for it."""
        self.root.get_by_label("loop", exact=True).check()
        if self.play.text_content().startswith("▶"):
            self.slider("update").press("Home")
            self.play.click()
        self.expect_playing()

    def expect_said(self, words):
        """Wait for a message, even if it has gone again: it stays for some seconds only."""
        self._wait_for("(root, words) => gdvizTest.said.some((s) => s.includes(words))", words)

    def expect_playing(self):
        expect(self.play).to_have_accessible_name(re.compile("Pause"))

    def expect_paused(self):
        expect(self.play).to_have_accessible_name(re.compile("Play"))

    def drag(self, slider, share):
        """Press the slider's thumb and move it to a share of the track; it stays pressed."""
        slider.scroll_into_view_if_needed()
        box = slider.bounding_box()
        low, high, now = (float(slider.evaluate(f"i => i.{k}")) for k in ("min", "max", "value"))
        y = box["y"] + box["height"] / 2

        def x(share):  # of the thumb's middle: it is 20 pixels wide
            return box["x"] + 10 + share * (box["width"] - 20)

        self.page.mouse.move(x((now - low) / (high - low)), y)
        self.page.mouse.down()
        self.page.mouse.move(x(share), y, steps=5)

    def drag_every_slider(self):
        """Drag each slider there and back; every panel has to follow before it is let go."""
        for label in self.labels():
            still = [panel for name, panel in self.kind.still if name == label]
            for share in (0.8, 0.3):
                before = self.pictures()
                self.drag(self.slider(label), share)
                self.wait_for_change(before, still)
                self.page.mouse.up()

    def ask_kernel(self):
        """Do what needs a kernel: click on the surface, for most of them."""
        if isinstance(self.kind.asks, str):
            return self.button(self.kind.asks).click()
        box = self.panels.nth(self.kind.asks).bounding_box()
        place = {"x": 0.6 * box["width"], "y": 0.4 * box["height"]}
        self.panels.nth(self.kind.asks).click(position=place)

    def frames_in(self, n):
        """Return for how many of the browser's next n frames the widget asked."""
        self.page.evaluate("gdvizTest.frames = 0")
        self.wait_frames(n)
        return self.page.evaluate("gdvizTest.frames")

    def brightness(self):
        """Return how bright the stage is, from 0 to 255."""
        return self.root.locator("img").first.evaluate("gdvizTest.brightness")

    def wait_for_brightness(self, above=-1, below=256):
        self.page.wait_for_function(
            """([img, above, below]) => gdvizTest.brightness(img) > above
               && gdvizTest.brightness(img) < below""",
            arg=[self.root.locator("img").first.element_handle(), above, below],
        )

    def wait_frames(self, n):
        """Let the browser draw n frames."""
        self.page.evaluate("n => gdvizTest.wait(n)", n)
