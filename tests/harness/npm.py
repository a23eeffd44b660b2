"""What npm fetches for the tests: tests/page/package.json lists it, in exact versions."""

import json
import os
import shutil
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

from tests.harness.missing import Missing

FOLDER = Path(__file__).parents[1] / "page"
MODULES, MARK = FOLDER / "node_modules", ".installed"
OPTIONS = ["--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]


def modules():
    """Return the folder of what package.json lists, installed anew when that has changed.

    Raises
    ------
    Missing
        If npm is not installed, or reaches no registry.
    """
    wanted = (FOLDER / "package.json").read_bytes()
    if not is_there(wanted):
        install(wanted)
    return MODULES


def is_there(wanted):
    mark = MODULES / MARK
    return mark.exists() and mark.read_bytes() == wanted


def install(wanted):
    """Fetch into a folder of our own and move it: another process may be doing the same."""
    npm = shutil.which("npm")
    if npm is None:
        raise Missing("npm, which comes with Node.js")
    with tempfile.TemporaryDirectory(dir=FOLDER, prefix=".npm-") as folder:
        (Path(folder) / "package.json").write_bytes(wanted)
        done = subprocess.run([npm, "install", "--prefix", folder, *OPTIONS], capture_output=True)
        if done.returncode:
            raise Missing(f"what npm fetches ({', '.join(names(wanted))}): is there a network?")
        (Path(folder) / "node_modules" / MARK).write_bytes(wanted)
        if not is_there(wanted):
            shutil.rmtree(MODULES, ignore_errors=True)
            with suppress(OSError):  # the other one was faster
                os.replace(Path(folder) / "node_modules", MODULES)


def names(package):
    return json.loads(package)["devDependencies"]
