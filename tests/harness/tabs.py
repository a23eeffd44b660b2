"""One open page, driven by the same few verbs in every engine."""

import base64

from tests.harness.patience import PATIENCE, POLL
from tests.harness.webdriver import WebDriverError

KEYS = {
    "ArrowDown": "\ue015",
    "ArrowLeft": "\ue012",
    "ArrowRight": "\ue014",
    "ArrowUp": "\ue013",
    "End": "\ue010",
    "Home": "\ue011",
    "Space": " ",
    "Tab": "\ue004",
}
# A value or what went wrong, in one list: drivers disagree about a promise that fails.
ASYNC = """
const [args, done] = [[...arguments].slice(0, -1), arguments[arguments.length - 1]];
(async () => ({ value: await (%s)(...args) }))()
  .then(done, (error) => done({ error: String(error) }));
"""


class Tab:
    """What is the same everywhere; a function is JavaScript, its arguments and value are JSON."""

    def wait(self, function, *args):
        """Return the function's value once it is true; it is asked until `PATIENCE` ends."""
        return self.evaluate(POLL % function, *args)

    def press(self, key):
        """Press and release a key on what has the focus."""
        raise NotImplementedError

    def drag(self, *places):
        """Press the mouse at the first place, move it to the others, release it: (x, y) each."""
        raise NotImplementedError

    def click(self, x, y):
        self.drag((x, y))


class PlaywrightTab(Tab):
    """A page of Playwright's Chromium."""

    def __init__(self, page):
        self.page = page
        page.set_default_timeout(1000 * PATIENCE)

    def goto(self, url):
        self.page.goto(url)

    def evaluate(self, function, *args):
        return self.page.evaluate(f"(args) => ({function})(...args)", list(args))

    def press(self, key):
        self.page.keyboard.press(key)

    def drag(self, *places):
        mouse = self.page.mouse
        mouse.move(*places[0])
        mouse.down()
        for place in places[1:]:
            mouse.move(*place)
        mouse.up()

    def resize(self, width, height):
        self.page.set_viewport_size({"width": width, "height": height})

    def screenshot(self):
        return self.page.screenshot()


class WebDriverTab(Tab):
    """The window of a browser that WebDriver's commands drive."""

    def __init__(self, driver, capabilities):
        self.send = driver.send
        self.send("NewSession", capabilities={"alwaysMatch": capabilities})
        self.send("SetTimeouts", script=2000 * PATIENCE, pageLoad=1000 * PATIENCE)

    def goto(self, url):
        self.send("Navigate", url=url)

    def evaluate(self, function, *args):
        answer = self.send("ExecuteAsyncScript", script=ASYNC % function, args=list(args))
        if "error" in answer:
            raise WebDriverError(answer["error"])
        return answer.get("value")

    def act(self, kind, *actions, **options):
        source = {"type": kind, "id": kind, "actions": list(actions), **options}
        self.send("PerformActions", actions=[source])

    def press(self, key):
        value = KEYS.get(key, key)
        self.act("key", {"type": "keyDown", "value": value}, {"type": "keyUp", "value": value})

    def drag(self, *places):
        first, *others = [
            {"type": "pointerMove", "x": round(x), "y": round(y), "duration": 0} for x, y in places
        ]
        down, up = ({"type": kind, "button": 0} for kind in ("pointerDown", "pointerUp"))
        options = {"parameters": {"pointerType": "mouse"}}
        self.act("pointer", first, down, *others, up, **options)

    def resize(self, width, height):
        """Give the page so many pixels; the window's frame takes some of its own."""
        self.send("SetWindowRect", x=0, y=0, width=width, height=height)
        seen = self.evaluate("() => [innerWidth, innerHeight]")
        size = [2 * want - now for want, now in zip((width, height), seen, strict=True)]
        self.send("SetWindowRect", x=0, y=0, width=size[0], height=size[1])
        self.wait("(width) => innerWidth === width", width)

    def screenshot(self):
        return base64.b64decode(self.send("TakeScreenshot"))
