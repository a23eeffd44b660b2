"""Notebook 00: right answers are right in every spelling, and each mistake gets its own hint."""

import math

import numpy as np
import pytest

import gdviz as gd
from gdviz.exercises import check


def largest_curvature():
    X, _ = gd.datasets.line(1000)
    return np.linalg.norm(gd.add_bias(X), 2) ** 2 / 1000


RIGHT = [
    ("00.1", 16),
    ("00.1", 16.0),
    ("00.1", math.ceil(1000 / 64)),
    ("00.1", len(gd.minibatches(1000, 64))),
    ("00.2", 2 / largest_curvature()),
    ("00.2", 1.556),
    ("00.2", 1.56),
    ("00.2", 1.6),
]
WRONG = [
    ("00.1", 1000 // 64, "round up"),
    ("00.1", 1000 / 64, "no fraction"),
    ("00.1", 15.6, "no fraction"),
    ("00.1", "16", "leave out the quotation marks"),
    ("00.1", 1000, "one row an update"),
    ("00.1", 1, "one update for all rows"),
    ("00.1", 64, "how many rows one update reads"),
    ("00.1", 17, "sixteenth and last"),
    ("00.1", [16, 40], "expected a single number"),
    ("00.2", 1 / largest_curvature(), "half of it"),
    ("00.2", largest_curvature(), "λ_max, the largest curvature"),
    ("00.2", 1.3, "stays calm"),
    ("00.2", 1.285, "this is λ_max"),
    ("00.2", 1.29, "this is λ_max"),
    ("00.2", 1.64, "go back"),
    ("00.2", 1.5, "nearly there"),
    ("00.2", 1.47, "go on to the right"),
    ("00.2", 0.37, "turns red"),
    ("00.2", 1.0, "no limit at 1"),
    ("00.2", 1.4, "it arrives"),
    ("00.2", 3.1, "turns red"),
    ("00.2", "red", "expected numbers"),
]


@pytest.mark.parametrize(("exercise", "answer"), RIGHT)
def test_right_answers_are_accepted(exercise, answer):
    assert repr(check(exercise, answer)) == f"✓ {exercise}: correct."


@pytest.mark.parametrize(("exercise", "answer", "hint"), WRONG)
def test_wrong_answers_get_the_hint_that_fits(exercise, answer, hint):
    verdict = check(exercise, answer)
    assert not verdict
    assert hint in verdict.message
