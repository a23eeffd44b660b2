"""A player on a page of any engine: what a person sees of it, and can do to it."""

from tests.harness.pages import IN_PAGE


def with_tests(html):
    """Return a page whose first script is ours: WebDriver cannot run one before the page's."""
    return html.replace("<head>", f"<head><script>{IN_PAGE}</script>", 1)


class Player:
    """The player in a part of a page, which a JavaScript expression names."""

    def __init__(self, tab, part="document"):
        self.tab, self.root = tab, f"{part}?.querySelector('.gdviz')"

    def ask(self, function, *args):
        """Return the value of a function of the player's element and the arguments."""
        return self.tab.evaluate(self._of_root(function), *args)

    def wait(self, function, *args):
        return self.tab.wait(self._of_root(function), *args)

    def _of_root(self, function):
        return f"(...args) => {self.root} && ({function})({self.root}, ...args)"

    def wait_until_drawn(self):
        """Wait until it can be used: every picture there, every panel drawn and on the screen."""
        self.wait("root => gdvizTest.isWhole(root)")
        self.ask("root => root.scrollIntoView({ block: 'center' })")
        self.tab.evaluate("() => gdvizTest.settled()")
        return self

    def pictures(self):
        """Return one number for the pixels of each panel."""
        return self.ask("root => [...root.querySelectorAll('canvas')].map(gdvizTest.hash)")

    def wait_for_change(self, before, still=()):
        """Wait until every panel, but for those that stand still, looks different."""
        self.wait(
            "(root, before, still) => gdvizTest.haveChanged(root, before, still)",
            before,
            list(still),
        )

    def frames(self, n):
        """Let the browser draw n frames."""
        self.tab.evaluate("n => gdvizTest.wait(n)", n)

    def sliders(self):
        """Return the accessible names of the sliders that can be moved."""
        return self.ask("root => gdvizTest.sliders(root).map(gdvizTest.name)")

    def focus(self, slider):
        self.ask("(root, name) => gdvizTest.slider(root, name).focus()", slider)

    def value(self, slider):
        return self.ask("(root, name) => Number(gdvizTest.slider(root, name).value)", slider)

    def press(self, slider, *keys):
        """Press keys on a slider, one after the other."""
        self.focus(slider)
        for key in keys:
            self.tab.press(key)

    def wait_for_value(self, slider, value):
        self.wait(
            "(root, name, value) => Number(gdvizTest.slider(root, name).value) === value",
            slider,
            value,
        )

    def box(self, selector, number=0):
        """Return left, top, width and height of a part of it, in the window."""
        return self.ask("(root, selector) => gdvizTest.boxes(root, selector)", selector)[number]

    def wait_for_text(self, selector, words):
        """Wait until a part of it says so."""
        self.wait(
            "(root, part, words) => root.querySelector(part)?.textContent.includes(words)",
            selector,
            words,
        )

    def expect_said(self, words):
        """Wait for a message, even if it has gone again: it stays for some seconds only."""
        self.wait("(root, words) => gdvizTest.said.some((s) => s.includes(words))", words)

    def brightness(self):
        """Return how bright the stage is, from 0 to 255."""
        return self.ask("root => gdvizTest.brightness(root.querySelector('img'))")
