"""What holds for all of the page's files, however they are written."""

import pytest

from tests.page.lint import HERE, files

SCRIPTS = [(HERE / name).resolve() for name in files()]


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_no_line_is_longer_than_100_columns(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [k for k, line in enumerate(lines, 1) if len(line) > 100] == []
