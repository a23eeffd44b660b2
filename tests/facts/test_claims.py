"""What the course says about random runs holds for 200 seeds, and what it shows is typical."""

import re

import numpy as np
import pytest

from tests.facts import claims, seeds

NIGHTLY = {False: (), True: pytest.mark.nightly}
CLAIMS = pytest.mark.parametrize(
    "claim", [pytest.param(c, id=c.name, marks=NIGHTLY[c.takes_long]) for c in seeds.CLAIMS]
)


@CLAIMS
def test_the_sentences_say_what_two_hundred_seeds_do(claim):
    values = claim.values()
    assert len(values) >= 200
    assert np.isfinite(values).all()
    for place in claim.where:
        missing = [text for text in claim.says(values) if text not in seeds.text_of(place)]
        assert not missing, f"{place} lacks {missing}"


@CLAIMS
def test_the_run_that_is_shown_is_typical(claim):
    if claim.stored is not None:
        assert seeds.is_typical(claim.values(), claim.stored)


@CLAIMS
def test_the_seed_that_is_judged_is_the_one_that_is_shown(claim):
    notebooks = [seeds.text_of(place) for place in claim.where if isinstance(place, int)]
    if claim.stored:  # seed 0 is the default, and goes without saying
        assert all(re.search(rf"seed[=\"': ]+{claim.stored}\b", text) for text in notebooks)


def test_the_luckiest_seed_is_not_typical():
    values = claims.extra_loss_of_sixteen_rows_in_per_cent()
    assert values.argmin() == 0
    assert not seeds.is_typical(values, 0)
