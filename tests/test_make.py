"""What make does on a fresh clone, with programs that only note down how they were called."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
pytestmark = pytest.mark.skipif(
    os.name == "nt" or shutil.which("make") is None, reason="there is no make"
)
# As Debian's does without the package python3-venv, "venv" leaves a program behind and fails.
PYTHON = """#!/bin/sh
echo "$@" >> calls
case "$*" in
    *"-m venv"*)
        mkdir -p .venv/bin && cp "$0" .venv/bin/python
        test -e works || exit 1
        printf '#!/bin/sh\\necho uv "$@" >> calls\\n' > .venv/bin/uv && chmod +x .venv/bin/uv ;;
esac
"""


@pytest.fixture
def clone(tmp_path):
    """Return a folder with a space in its name, as a clone has it before the first make."""
    folder = tmp_path / "my clone"
    folder.mkdir()
    for name in ("Makefile", "pyproject.toml"):
        shutil.copy(ROOT / name, folder)
    (folder / "python").write_text(PYTHON)
    (folder / "python").chmod(0o755)
    return folder


def make(folder, *arguments):
    """Run make there; return whether it went well, and the calls of its programs."""
    command = ["make", "PYTHON=./python", "VENV=.venv", *arguments]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("MAKE")}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    calls = (folder / "calls").read_text().splitlines()
    (folder / "calls").unlink()
    return done.returncode == 0, calls


def test_lab_recovers_from_a_venv_that_failed(clone):
    worked, calls = make(clone, "lab")
    assert (worked, calls) == (False, ["-m venv .venv"])
    (clone / "works").touch()  # now python3-venv is installed
    worked, calls = make(clone, "lab")
    assert worked
    assert calls[0] == "-m venv .venv"
    assert any("-e .[notebooks]" in call for call in calls)
    assert "-m jupyter lab " in calls[-1]


def test_what_is_installed_is_not_installed_again(clone):
    (clone / "works").touch()
    make(clone, "unit")
    for target in ("unit", "lab"):
        worked, calls = make(clone, target)
        assert worked
        assert len(calls) == 1


@pytest.mark.parametrize("target", ["lab", "test", "test-all", "site", "bench", "notebooks"])
def test_every_target_runs_in_a_folder_with_a_space(clone, target):
    (clone / "works").touch()
    worked, calls = make(clone, target)
    assert worked
    assert "-m venv .venv" in calls


def test_lab_does_not_ask_a_newcomer_about_news(clone):
    (clone / "works").touch()
    _, calls = make(clone, "lab")
    assert any("labextension disable --level=sys_prefix" in call for call in calls)


def test_the_test_command_needs_no_site_and_test_all_runs_each_stage_once(clone):
    (clone / "works").touch()
    _, calls = make(clone, "test")
    assert not any("website.build" in call for call in calls)
    (clone / ".venv" / ".made").unlink()
    _, everything = make(clone, "test-all")
    stages = [call for call in everything if call.startswith(("-m pytest", "-m website"))]
    assert len(stages) == len(set(stages))
    assert set(calls) & set(stages) < set(stages)
