"""A sentence about a random run is one about a distribution, and the run that is shown is typical.

``python -m tests.facts.seeds`` prints the list of `claims.py` as a table.
"""

import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

import gdviz as gd

ROOT = Path(__file__).parents[2]
SEEDS = range(200)
MIDDLE = (0.1, 0.9)


class Claim(NamedTuple):
    """What is said where, and the number behind it for each of 200 seeds."""

    where: tuple
    name: str
    values: Callable
    says: Callable
    stored: int | None
    takes_long: bool


CLAIMS = []


def claim(*where, says=lambda values: (), stored=None, takes_long=False):
    """Enter a function into the list: it returns one number for each seed, shape (n_seeds,).

    Parameters
    ----------
    where : int or str
        Notebooks by number ("guide 3" is a section of the lecturer's guide), or files.
    says : callable
        Takes the numbers and returns the pieces of text that must stand there.
    stored : int, optional
        The seed that is shown there. Its number must lie in the middle 80 % of all.
    takes_long : bool
        Whether it is left to the nightly tests.
    """

    def enter(function):
        values = cache(lambda: np.asarray(function(), dtype=float))
        CLAIMS.append(Claim(where, function.__name__, values, says, stored, takes_long))
        return values

    return enter


def quantile(values, value):
    """Return which share of the values lies below the value; equal ones count half."""
    return np.mean(values < value) + np.mean(values == value) / 2


def is_typical(values, stored):
    """Return whether the number of the seed ``stored`` lies in the middle 80 % of all."""
    return MIDDLE[0] <= quantile(values, values[stored]) <= MIDDLE[1]


def ends(objective, start, batch_size, learning_rate, seeds=SEEDS, **options):
    """Return the loss after the last update for each seed, shape (n_seeds,)."""
    runs = gd.sweep(
        objective,
        start,
        learning_rates=[learning_rate],
        batch_sizes=[batch_size],
        seeds=seeds,
        max_records=2,
        **options,
    )
    return runs.loss[0][0, :, -1]


@cache
def text_of(place):
    """Return all that is read there in one line: the text, the code and what the code printed."""
    if isinstance(place, int):
        (path,) = ROOT.glob(f"notebooks/{place:02d}_*.ipynb")
        return one_line(notebook_text(path))
    if place.startswith("guide"):
        guide = (ROOT / "notebooks" / "lecturers_guide.md").read_text("utf-8")
        title = place.removeprefix("guide ")
        (section,) = re.findall(rf"^## {re.escape(title)}.*?(?=^## |\Z)", guide, re.M | re.S)
        return one_line(section)
    path = ROOT / place
    return one_line(notebook_text(path) if path.suffix == ".ipynb" else path.read_text("utf-8"))


def notebook_text(path):
    cells = json.loads(path.read_text("utf-8"))["cells"]
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    printed = ["".join(output.get("text", "")) for output in outputs]
    return "\n".join(["".join(cell["source"]) for cell in cells] + printed)


def one_line(text):
    return " ".join(text.split())


def table():
    """Return the list in Markdown: claims, their distributions, where the stored seeds lie."""
    lines = ["| where | claim | 10 % | median | 90 % | stored | quantile |", "|:--" * 7 + "|"]
    for claim in CLAIMS:
        values = claim.values()
        shown = [f"{value:.4g}" for value in np.quantile(values, (0.1, 0.5, 0.9))]
        if claim.stored is not None:
            value = values[claim.stored]
            shown += [f"seed {claim.stored}: {value:.4g}", f"{quantile(values, value):.2f}"]
        places = ", ".join(str(place) for place in claim.where)
        lines.append(" | ".join(["| " + places, claim.name.replace("_", " "), *shown]) + " |")
    return "\n".join(lines)


if __name__ == "__main__":
    from tests.facts import claims, seeds  # the list registers itself in the imported module

    assert claims
    print(seeds.table())
