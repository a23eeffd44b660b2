"""Numbers that notebook 00 states about one line fit and its two knobs."""

import re

import numpy as np
import pytest
from sklearn.linear_model import SGDClassifier
from sklearn.neural_network import MLPClassifier

import gdviz as gd
from tests.facts.claims import loss_of_32_rows_after_five_passes
from tests.facts.seeds import ROOT, notebook_text, text_of
from website.addresses import anchor
from website.front_page import questions


def line_run(**options):
    X, y = gd.datasets.line(1000)
    objective = gd.LeastSquares(gd.add_bias(X), y)
    return gd.gradient_descent(objective, [-1.0, 4.0], **{"learning_rate": 0.37, **options})


def test_sixteen_samples_a_step_read_a_sixtieth_of_the_rows():
    batch, few = (line_run(batch_size=b, max_steps=200) for b in (1000, 16))
    assert (batch.samples_seen[-1], few.samples_seen[-1]) == (200_000, 3176)
    assert batch.samples_seen[-1] / few.samples_seen[-1] == pytest.approx(60, rel=0.05)


def test_the_stored_runs_end_where_the_text_says():
    ends = [line_run(batch_size=b, max_steps=200, seed=4).loss[-1] for b in (1, 1000, 16)]
    assert np.round(ends, 4).tolist() == [0.0732, 0.0473, 0.0476]


@pytest.mark.parametrize("page", [0, "guide 00", "guide Fifteen minutes", "README.md"])
def test_the_headline_is_not_one_lucky_seed(page):
    lucky = r"as good as 1000|do what 1000 do|both end at|at a sixtieth of the price"
    assert not re.search(lucky, text_of(page), re.IGNORECASE)


def step_lengths(run):
    return np.linalg.norm(np.diff(run.params, axis=0), axis=1)


def test_below_the_limit_the_run_arrives_and_above_it_each_step_is_longer():
    below, above = (line_run(learning_rate=rate, max_steps=200) for rate in (1.3, 1.6))
    assert below.loss[-1] < 0.0474
    assert step_lengths(below)[-1] < 1e-3 * step_lengths(below)[0]
    assert (np.diff(step_lengths(above)[50:]) > 0).all()


def test_with_five_passes_every_seed_leaves_the_whole_batch_behind():
    ends = {b: line_run(batch_size=b, n_epochs=5, seed=4).loss[-1] for b in (1000, 32, 1)}
    assert np.round(list(ends.values()), 3).tolist() == [0.232, 0.048, 0.055]
    assert loss_of_32_rows_after_five_passes().max() < ends[1000]


@pytest.mark.parametrize("link", re.findall(r"\]\(([^)]+)\)", questions()))
def test_each_question_of_the_front_page_leads_to_a_section(link):
    file, heading = link.split("#")
    titles = re.findall(r"^##+ (.+)$", notebook_text(ROOT / file), re.MULTILINE)
    assert heading in {anchor(title) for title in titles}


LIBRARIES = [
    (MLPClassifier, {"batch_size": "auto", "learning_rate_init": 0.001}),
    (SGDClassifier, {"learning_rate": "optimal"}),
]


@pytest.mark.parametrize(("library", "defaults"), LIBRARIES)
def test_the_defaults_of_scikit_learn_are_those_of_the_table(library, defaults):
    assert library().get_params().items() >= defaults.items()
