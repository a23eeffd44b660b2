"""Delayed gradients and local steps: held to linear algebra and to the plain loop."""

import numpy as np
import pytest

import gdviz as gd
from gdviz.descent import delayed, local_steps

X, y = gd.datasets.line(1000)
LINE = gd.LeastSquares(gd.add_bias(X), y)


@pytest.mark.parametrize("delay", [0, 1, 2, 3, 7])
def test_the_limit_of_a_delay_is_that_of_its_polynomial(delay):
    """The run z → z − ηλ z_τ is stable while all roots of x^{τ+1} − x^τ + ηλ are inside 1."""
    limit = 2 * np.sin(np.pi / (2 * (2 * delay + 1)))
    for factor, is_stable in ((0.99, True), (1.01, False)):
        polynomial = np.zeros(delay + 2)
        polynomial[:2] = 1, -1
        polynomial[-1] += factor * limit
        assert (np.abs(np.roots(polynomial)).max() < 1) == is_stable
        rate = factor * limit
        steps = {"learning_rate": rate, "delay": delay, "max_steps": 3000}
        run = delayed(gd.objectives.parabola(), [1.0], **steps)
        assert (abs(run.params[-1, 0]) < 0.1) == is_stable


def test_without_delay_it_is_the_loop():
    options = {"learning_rate": 0.3, "max_steps": 100, "batch_size": 32, "seed": 5}
    old, loop = (
        delayed(LINE, [0, 0], delay=0, **options),
        gd.gradient_descent(LINE, [0, 0], **options),
    )
    np.testing.assert_array_equal(old.params, loop.params)
    np.testing.assert_array_equal(old.samples_seen, loop.samples_seen)


def test_one_worker_with_all_rows_is_the_loop():
    options = {"learning_rate": 0.3, "batch_size": 32, "seed": 5}
    run = local_steps(LINE, [0, 0], [np.arange(1000)], n_local=4, n_rounds=10, **options)
    loop = gd.gradient_descent(LINE, [0, 0], max_steps=40, **options)
    np.testing.assert_array_equal(run.params, loop.params[::4])


def network(seed=0):
    """A network that turns half of its units off in each update."""
    rng = np.random.default_rng(seed)
    X, labels = rng.normal(size=(60, 3)), np.arange(60) % 2
    return gd.objectives.MLP(X, labels, n_hidden=5, dropout=0.5)


def test_units_are_dropped_as_in_the_loop():
    net = network()
    start, options = net.initial_params(1), {"learning_rate": 0.3, "batch_size": 8, "seed": 2}
    loop = gd.gradient_descent(net, start, max_steps=30, **options)
    old = delayed(net, start, delay=0, max_steps=30, **options)
    np.testing.assert_array_equal(old.params, loop.params)
    local = local_steps(net, start, [np.arange(60)], n_local=3, n_rounds=10, **options)
    np.testing.assert_array_equal(local.params, loop.params[::3])
    without = delayed(
        gd.objectives.MLP(net.X, net.y, n_hidden=5), start, delay=0, max_steps=30, **options
    )
    assert np.abs(without.params[-1] - old.params[-1]).max() > 0.01


def test_no_two_workers_drop_the_same_units():
    """Both take one step over the same rows from the same place: only their units differ."""
    net, rows = network(), np.arange(60)
    start = net.initial_params(1)
    one = {"learning_rate": 0.3, "n_local": 1, "n_rounds": 1, "batch_size": 60}
    both = local_steps(net, start, [rows, rows], **one).params[-1]
    steps = [start - 0.3 * net.at(n).grad(start, rows) for n in (0, 60)]
    np.testing.assert_allclose(both, np.mean(steps, axis=0), rtol=1e-12)


def test_one_local_step_of_all_rows_is_one_step_of_the_whole_batch():
    shards = np.split(np.arange(1000), [100, 300])
    whole = [len(rows) for rows in shards]
    theta = np.array([0.5, -1.0])
    parts = [
        local_steps(LINE, theta, [rows], learning_rate=0.3, n_local=1, n_rounds=1, batch_size=n)
        for rows, n in zip(shards, whole)
    ]
    average = np.average([part.params[-1] for part in parts], axis=0, weights=whole)
    np.testing.assert_allclose(average, theta - 0.3 * LINE.grad(theta), rtol=1e-12)


def test_rare_averages_of_sorted_shards_pull_the_line_flat():
    """Each worker that sees a slice of y alone fits a flatter line; the true slope is 2."""
    by_y = np.split(np.argsort(y, kind="stable"), 4)
    at_random = np.split(np.random.default_rng(0).permutation(1000), 4)
    options = {"learning_rate": 0.3, "batch_size": 16}
    slopes = {
        (name, k): local_steps(
            LINE, [0, 0], shards, n_local=k, n_rounds=512 // k, **options
        ).params[-1, 1]
        for name, shards in (("sorted", by_y), ("random", at_random))
        for k in (1, 64)
    }
    assert slopes["sorted", 64] < 0.6 * slopes["sorted", 1]
    assert slopes["random", 64] == pytest.approx(slopes["random", 1], abs=0.1)


def test_divergence_is_a_result():
    run = delayed(gd.objectives.parabola(), [1.0], learning_rate=50, delay=3, max_steps=3000)
    assert run.stop_reason == "diverged"
    assert np.isfinite(run.params).all()


def test_bad_arguments_are_refused_in_words():
    ok = {"learning_rate": 0.1, "n_local": 1, "n_rounds": 1, "batch_size": 1}
    with pytest.raises(ValueError, match="shard 1 must hold rows from 0 to 999"):
        local_steps(LINE, [0, 0], [[1], [1000]], **ok)
    with pytest.raises(ValueError, match="at least one shard"):
        local_steps(LINE, [0, 0], [], **ok)
    with pytest.raises(ValueError, match="batch_size must be between 1 and 1"):
        local_steps(LINE, [0, 0], [[1]], **{**ok, "batch_size": 2})
    with pytest.raises(ValueError, match="delay must be"):
        delayed(LINE, [0, 0], learning_rate=0.1, delay=-1, max_steps=1)
