"""How long a notebook takes to read, and how long a reader has to wait for something to do.

A minute is 180 words, or twelve lines of code (folded ones are counted), or three figures; texts
and cells of exercises are apart. Something to do is an interactive, an exercise or a scored
prediction.
``python -m tests.notebooks.test_length`` prints the table.
"""

import re
from typing import NamedTuple

import pytest

from tests.notebooks.test_hygiene import LESSONS, _has_picture, _n_words, _read, _text

MOST_MINUTES, MOST_WORDS = 30, 450
SITTING = "**The first sitting ends here.**"
TO_DO = r"exercises\.check\(|gd\.predict\(|gd\.widgets\."
EXERCISE = r"^\*\*(?:Exercise )?\d\d\.\d"

# What is longer still, rounded up: a number may fall, and goes when it is below the limit.
MINUTES = {"02": 32, "05": 36, "06": 36, "09": 33}
WORDS = {
    "02": 560, "03": 730, "04": 770, "05": 460, "06": 570, "07": 780, "08": 760, "09": 670,
    "10": 630, "11": 480,
}  # fmt: skip


class Length(NamedTuple):
    """Minutes of the longest sitting, and the most words between two things to do."""

    minutes: float
    words: int


def length(notebook):
    sittings, waits = [0.0], [0]
    for cell in read_cells(notebook):
        text = _text(cell)
        if text.lstrip("-\n").startswith(SITTING):
            sittings.append(0.0)
        sittings[-1] += minutes(cell, text)
        if cell["cell_type"] == "markdown":
            waits[-1] += _n_words(text)
        elif re.search(TO_DO, text):
            waits.append(0)
    return Length(max(sittings), max(waits))


def read_cells(notebook):
    """Yield the cells up to the list of what else there is to read."""
    for cell in notebook["cells"]:
        if _text(cell).startswith("## Further reading"):
            return
        yield cell


def minutes(cell, text):
    if cell["cell_type"] == "markdown":
        return 0 if re.search(EXERCISE, text, re.M) else _n_words(text) / 180
    if "exercises.check(" in text:
        return 0
    return sum(bool(line.strip()) for line in text.splitlines()) / 12 + _has_picture(cell) / 3


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_notebook_is_read_in_half_an_hour_with_something_to_do_all_along(path):
    found, number = length(_read(path)), path.name[:2]
    assert found.minutes <= MINUTES.get(number, MOST_MINUTES)
    assert found.words <= WORDS.get(number, MOST_WORDS)


def cells(*kinds_and_texts):
    return {"cells": [{"cell_type": k, "source": t, "outputs": []} for k, t in kinds_and_texts]}


def test_words_lines_and_waiting_are_counted():
    text, code = ("markdown", "word " * 180), ("code", "x = 1\n\n" * 12)
    todo = ("code", 'gd.predict("99.a", answer=1)')
    assert length(cells(text, code)) == (2.0, 180)
    assert length(cells(text, todo, text)).words == 180
    assert length(cells(text, ("code", "y = 1"), text)).words == 360
    assert length(cells(("markdown", "**Exercise 99.1** " + "word " * 180))).minutes == 0
    assert length(cells(text, ("markdown", f"---\n\n{SITTING}"), text)).minutes < 1.1
    assert length(cells(("markdown", "## Further reading\n"), text)) == (0.0, 0)


def test_an_exception_that_is_needed_no_more_is_taken_out():
    found = {path.name[:2]: length(_read(path)) for path in LESSONS}
    assert all(found[number].minutes > MOST_MINUTES for number in MINUTES)
    assert all(found[number].words > MOST_WORDS for number in WORDS)


if __name__ == "__main__":
    for path in LESSONS:
        found = length(_read(path))
        print(f"{path.stem:36} {found.minutes:5.1f} minutes, {found.words:5} words")
