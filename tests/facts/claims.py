"""The list: what is said about random runs, with the number behind it for each of 200 seeds."""

import math

import numpy as np

import gdviz as gd
from tests.facts.seeds import claim, ends

WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def line():
    X, y = gd.datasets.line()
    return gd.LeastSquares(gd.add_bias(X), y)


def from_00(batch_size, **budget):
    return ends(line(), [-1.0, 4.0], batch_size, 0.37, **budget)


# The headline, wherever it stands, and notebook 00.


def extra_loss(seeds):
    few = from_00(16, n_steps=200, seeds=seeds)
    return 100 * (few / from_00(1000, n_steps=200, seeds=seeds) - 1)


@claim(
    0,
    stored=4,
    says=lambda extra: (
        f"16 points end lower with {(extra < 0).sum()} of 200 seeds",
        f"higher by {extra.mean():.1f} % on average, {np.median(extra):.1f} % in the median",
        f"at most {np.quantile(extra, 0.9):.0f} % with nine seeds of ten",
    ),
)
def extra_loss_of_sixteen_rows_in_per_cent():
    return extra_loss(range(200))


@claim(
    0,
    "guide Fifteen minutes",
    "README.md",
    "website/index.md",
    says=lambda extra: (f"within {WORDS[math.ceil(extra.mean())]} per cent of the loss",),
)
def extra_loss_of_sixteen_rows_with_a_thousand_other_seeds():
    return extra_loss(range(200, 1200))


@claim(
    "guide 00",
    stored=4,
    says=lambda loss: (f"{(loss > from_00(1000, n_steps=200)).sum()} of 200 seeds",),
)
def loss_of_sixteen_rows_after_200_updates():
    return from_00(16, n_steps=200)


@claim(0, stored=4)
def loss_of_one_row_after_200_updates():
    return from_00(1, n_steps=200)


@claim(0, "guide 00", stored=4)
def loss_of_eight_rows_after_200_updates():
    return from_00(8, n_steps=200)


@claim(0, stored=4)
def loss_of_one_row_after_five_passes():
    return from_00(1, n_epochs=5)


@claim(
    0,
    stored=4,
    says=lambda loss: (f"{(loss < loss_of_one_row_after_five_passes()).sum()} of 200 seeds they",),
)
def loss_of_32_rows_after_five_passes():
    return from_00(32, n_epochs=5)
