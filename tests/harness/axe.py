"""axe-core looks for what keeps people from using a page."""

import shutil
import subprocess

from tests.harness.lab import ROOT
from tests.harness.missing import missing

SERIOUS = {"serious", "critical"}
AXE = "axe-core@4.14.1"


def axe_core():
    """Return the script of axe-core, which npm fetches once."""
    folder = ROOT / ".pytest_cache" / "axe-core"
    script = folder / "node_modules" / "axe-core" / "axe.min.js"
    options = ["--no-save", "--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund"]
    if not script.exists():
        npm = shutil.which("npm") or missing("npm is not installed")
        install = [npm, "install", "--prefix", str(folder), *options, AXE]
        done = subprocess.run(install, capture_output=True, text=True)
        if done.returncode:
            missing(f"npm cannot fetch {AXE}: {done.stderr[-500:]}")
    return script.read_text("utf-8")


def violations(page, axe, selector):
    """Return what axe-core calls serious or critical in a part of the page."""
    page.evaluate(axe)
    found = page.evaluate("where => axe.run(where)", selector)["violations"]
    return [
        (rule["id"], node["html"])
        for rule in found
        if rule["impact"] in SERIOUS
        for node in rule["nodes"]
    ]
