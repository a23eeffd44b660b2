"""Numbers that notebook 00 states about one line fit and its two knobs."""

import numpy as np

import gdviz as gd


def line_run(**options):
    X, y = gd.datasets.line(1000)
    objective = gd.LeastSquares(gd.add_bias(X), y)
    return gd.gradient_descent(objective, [-1.0, 4.0], **{"learning_rate": 0.37, **options})


def test_sixteen_samples_a_step_get_as_far_as_all_for_a_sixtieth_of_the_price():
    batch, small = (line_run(batch_size=b, max_steps=200) for b in (1000, 16))
    assert round(batch.loss[-1], 4) == round(small.loss[-1], 4) == 0.0473
    assert (batch.samples_seen[-1], small.samples_seen[-1]) == (200_000, 3176)


def step_lengths(run):
    return np.linalg.norm(np.diff(run.params, axis=0), axis=1)


def test_below_the_limit_the_run_arrives_and_above_it_each_step_is_longer():
    below, above = (line_run(learning_rate=rate, max_steps=200) for rate in (1.3, 1.6))
    assert below.loss[-1] < 0.0474
    assert step_lengths(below)[-1] < 1e-3 * step_lengths(below)[0]
    assert (np.diff(step_lengths(above)[50:]) > 0).all()


def test_with_five_passes_the_mini_batch_ends_lowest():
    ends = {b: line_run(batch_size=b, n_epochs=5).loss[-200:] for b in (1000, 32, 1)}
    assert np.round([ends[1000][-1], ends[32][-1]], 3).tolist() == [0.232, 0.048]
    assert ends[32][-1] < ends[1].mean() < ends[1000][-1]
