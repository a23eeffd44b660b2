"""No tracked text names a machine's folders or the host of a package registry."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FOLDERS = r"(?<![\w.~-])/(?:work|root|home/\w+|Users/\w+)/|\b[A-Z]:\\+Users\\"
HOSTS = r"pypi\.org|pythonhosted\.org|registry\.npmjs|download\.pytorch\.org|conda\.anaconda\.org"
FORBIDDEN = re.compile(f"{FOLDERS}|{HOSTS}")
BINARY = {".png", ".gif", ".npz", ".npy", ".ico", ".mo", ".woff2"}


def _tracked():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("not a git clone")
    paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    return [p for p in paths if p.is_file() and p.suffix not in BINARY and p != Path(__file__)]


def test_tracked_text_is_free_of_machine_paths_and_registry_hosts():
    found = {p.relative_to(ROOT).as_posix(): _forbidden(p.read_text("utf-8")) for p in _tracked()}
    assert {name: words for name, words in found.items() if words} == {}


@pytest.mark.parametrize(
    "text",
    ["see /work/x", "File /home/ada/a.py", '"C:\\\\Users\\\\ada"', "https://pypi.org/simple"],
)
def test_rule_can_fail(text):
    assert _forbidden(text)


@pytest.mark.parametrize("text", ["notebooks/work/a", "https://a.example/root/b", "b / work / c"])
def test_rule_lets_ordinary_text_pass(text):
    assert not _forbidden(text)


def _forbidden(text):
    return FORBIDDEN.findall(text)
