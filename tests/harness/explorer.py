"""What a person can see and touch of an interactive, in a page of Playwright's."""

import re

from playwright.sync_api import expect


def players(page):
    """Bring every player of a page of the site to life, one after the other."""
    for place in page.locator(".gdviz-place").all():
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
        """Wait until every picture under a panel is there and every panel is drawn."""
        self.panels.first.wait_for()
        self.page.wait_for_function(
            """(root) => [...root.querySelectorAll("img")].every((img) => img.naturalWidth)
               && [...root.querySelectorAll("canvas")].every(gdvizTest.isDrawn)""",
            arg=self.root.element_handle(),
        )
        self.root.scroll_into_view_if_needed()
        return self

    def slider(self, label):
        return self.root.get_by_label(label, exact=True)

    def button(self, name):
        return self.root.get_by_role("button", name=name, exact=True)

    def labels(self):
        """Return the accessible names of the sliders that can be moved."""
        return self.sliders.evaluate_all(
            "all => all.map((i) => i.labels[0]?.textContent ?? i.ariaLabel)"
        )

    def pictures(self):
        """Return one number for the pixels of each panel."""
        return self.panels.evaluate_all("all => all.map(gdvizTest.hash)")

    def changed(self, before):
        """Return which panels look different now."""
        return [now != then for now, then in zip(self.pictures(), before, strict=True)]

    def play_from_start(self):
        """See that it plays; if it did not yet, from the first update on."""
        if self.play.text_content().startswith("▶"):
            self.slider("update").press("Home")
            self.play.click()

    def expect_playing(self):
        expect(self.play).to_have_accessible_name(re.compile("Pause"))

    def expect_paused(self):
        expect(self.play).to_have_accessible_name(re.compile("Play"))

    def wait_for_change(self, before):
        """Wait until some panel looks different."""
        self.page.wait_for_function(
            """([root, before]) => [...root.querySelectorAll("canvas")]
               .some((canvas, k) => gdvizTest.hash(canvas) !== before[k])""",
            arg=[self.root.element_handle(), before],
        )

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
            for share in (0.8, 0.3):
                before = self.pictures()
                self.drag(self.slider(label), share)
                still = [(label, k) for k, moved in enumerate(self.changed(before)) if not moved]
                assert set(still) <= set(self.kind.still), f"{label} to {share}"
                self.page.mouse.up()

    def ask_kernel(self):
        """Do what needs a kernel: click on the surface, for most of them."""
        if isinstance(self.kind.asks, str):
            return self.button(self.kind.asks).click()
        box = self.panels.nth(self.kind.asks).bounding_box()
        place = {"x": 0.6 * box["width"], "y": 0.4 * box["height"]}
        self.panels.nth(self.kind.asks).click(position=place)

    def count_pictures(self, seconds):
        """Return how many different pictures the first panel shows in that time."""
        return self.panels.first.evaluate("gdvizTest.countPictures", 1000 * seconds)

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
        self.page.evaluate(
            """n => new Promise((done) => {
                 const next = () => n-- ? gdvizTest.nextFrame(next) : done();
                 next();
               })""",
            n,
        )
