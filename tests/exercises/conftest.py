"""Answers have all the time there is: a busy machine is no endless loop."""

import pytest

from gdviz.exercises import answers
from tests.harness.patience import PATIENCE


@pytest.fixture(autouse=True)
def _no_hurry(monkeypatch):
    monkeypatch.setattr(answers, "SECONDS", PATIENCE)
