"""Chromium, Firefox and WebKit, each on a profile of its own, with a light or a dark theme."""

import json
import os
import re
import shutil
from contextlib import closing, contextmanager
from pathlib import Path

from tests.harness.missing import Missing
from tests.harness.patience import poll
from tests.harness.process import port_of, running
from tests.harness.tabs import PlaywrightTab, WebDriverTab
from tests.harness.webdriver import Http, Marionette

MINI_BROWSERS = [
    f"usr/{lib}/webkit2gtk-*/MiniBrowser" for lib in ("lib", "lib64", "lib/*", "libexec")
]
SCREEN = "1600x1200x24"


@contextmanager
def chromium_tab(browser, folder, theme):
    """Open a window of a browser that runs: Playwright starts once in a process."""
    context = browser.new_context(color_scheme=theme)
    yield PlaywrightTab(context.new_page())
    context.close()


@contextmanager
def firefox_tab(folder, theme):
    program = find("Firefox", "firefox-esr", "firefox")
    preferences = {
        "layout.css.prefers-color-scheme.content-override": 0 if theme == "dark" else 1,
        "marionette.port": 0,
    }
    lines = [f"user_pref({json.dumps(k)}, {v});\n" for k, v in preferences.items()]
    (folder / "user.js").write_text("".join(lines))
    command = [program, "--headless", "--marionette", "--no-remote", "--profile", str(folder)]
    environment = {**os.environ, "HOME": str(folder)}
    with running(command, folder / "log", env=environment):
        port = poll(lambda: text_of(folder / "MarionetteActivePort"), "Firefox")
        with closing(Marionette(int(port))) as driver:
            yield WebDriverTab(driver, {})


@contextmanager
def webkit_tab(folder, theme):
    driver, screen = find("WebKit", "WebKitWebDriver"), find("Xvfb", "Xvfb")
    options = {"binary": mini_browser(), "args": ["--automation"]}
    gtk = "Adwaita:dark" if theme == "dark" else "Adwaita"
    with display(screen, folder / "screen") as name:
        environment = {**os.environ, "HOME": str(folder), "DISPLAY": name, "GTK_THEME": gtk}
        log = folder / "log"
        with running([driver, "--port=0"], log, env=environment) as process:
            http = Http(port_of(process, log))
            yield WebDriverTab(http, {"webkitgtk:browserOptions": options})
            http.send("DeleteSession")


@contextmanager
def display(program, file):
    """Start a screen that nobody sees; Xvfb chooses its number and writes it down."""
    command = [program, "-displayfd", "1", "-screen", "0", SCREEN, "-nolisten", "tcp"]
    with running(command, file):
        (number,) = poll(lambda: re.findall(r"^\d+$", text_of(file), re.M), "Xvfb", file.read_text)
        yield f":{number}"


def find(engine, *programs):
    found = next(filter(None, map(shutil.which, programs)), None)
    if found is None:
        raise Missing(engine)
    return found


def mini_browser():
    """Return the browser that the driver starts; the newest, if there are several."""
    found = sorted(path for pattern in MINI_BROWSERS for path in Path("/").glob(pattern))
    if not found:
        raise Missing("WebKit's MiniBrowser")
    return str(found[-1])


def text_of(file):
    return file.read_text() if file.exists() else ""
