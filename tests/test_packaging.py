"""pyproject.toml, conda's environment.yml and what Binder reads say the same."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))["dependencies"]
POST_BUILD = ROOT / "binder" / "postBuild"
posix_only = pytest.mark.skipif(os.name == "nt", reason="needs a POSIX system")


def test_conda_installs_what_pip_installs():
    extras = PROJECT["optional-dependencies"]
    pip = PROJECT["dependencies"] + extras["notebooks"] + extras["validate"]
    pip += extras["distributed"]
    assert sorted(pip) == sorted(d for d in CONDA if not re.match(r"(python|pip)\b(?!-)", d))


def test_every_dependency_has_a_lower_bound():
    extras = PROJECT["optional-dependencies"]
    listed = [d for extra in (PROJECT["dependencies"], *extras.values()) for d in extra]
    assert [d for d in listed if not re.match(r"gdviz\[|[\w-]+(>=|~=)\d", d)] == []


def test_conda_python_is_pinned_and_admitted():
    (pin,) = (d.removeprefix("python=") for d in CONDA if d.startswith("python="))
    assert f"Programming Language :: Python :: {pin}" in PROJECT["classifiers"]


def test_conda_does_not_install_the_package_itself():
    assert all(isinstance(d, str) for d in CONDA)  # a "pip:" section would be a dict


def test_the_conda_environment_can_validate_the_notebooks():
    line = "python -m pytest --nbval --nbval-current-env notebooks"
    assert line in (ROOT / "README.md").read_text("utf-8")
    assert "gdviz[notebooks,validate" in PROJECT["optional-dependencies"]["test"][0]


def test_binder_reads_a_byte_copy():
    copy = ROOT / "binder" / "environment.yml"
    assert copy.read_bytes() == (ROOT / "environment.yml").read_bytes()


@posix_only
def test_post_build_can_run():
    assert os.access(POST_BUILD, os.X_OK)
    subprocess.run(["bash", "-n", POST_BUILD], check=True)
    assert "python -m pip install --no-deps -e ." in POST_BUILD.read_text("utf-8").splitlines()


@posix_only
def test_binder_builds_from_both_files():
    build = _dockerfile(ROOT)
    assert "Building conda environment for python=3.12\n" in build
    assert '--file "binder/environment.yml"' in build
    assert "RUN ./binder/postBuild" in build


@posix_only
def test_without_binder_folder_the_package_would_be_missing(tmp_path):
    shutil.copy(ROOT / "environment.yml", tmp_path)
    assert "binder/" not in _dockerfile(tmp_path)


def _dockerfile(folder):
    command = [sys.executable, "-m", "repo2docker", "--no-build", "--debug", str(folder)]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    return run.stdout + run.stderr


def test_citation_has_the_version_of_the_package():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert str(citation["version"]) == PROJECT["version"]


def test_readme_maps_every_notebook():
    linked = re.findall(r"\(notebooks/(\d\d_\w+\.ipynb)\)", (ROOT / "README.md").read_text("utf-8"))
    assert linked == sorted(path.name for path in ROOT.glob("notebooks/*.ipynb"))


def test_every_row_of_the_map_launches_its_own_notebook():
    rows = re.findall(r"^\| \[\d\d .+$", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)
    for row in rows:
        (stem,) = re.findall(r"\(notebooks/(\w+)\.ipynb\)", row)
        assert f"urlpath=lab/tree/notebooks/{stem}.ipynb)" in row
        assert f"/notebooks/{stem}.html)" in row
