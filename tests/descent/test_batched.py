"""The gradients of a sweep: in pieces that fit into memory, and over the rows the loop reads."""

import tracemalloc

import numpy as np
import pytest

import gdviz as gd
from gdviz.descent import batched, batches


def line(n_samples):
    X, y = gd.datasets.line(n_samples)
    return gd.LeastSquares(gd.add_bias(X), y)


ORDERS = [
    {"shuffle": shuffle, "replace": replace, "drop_last": drop_last}
    for shuffle in (True, False)
    for replace in (True, False)
    for drop_last in (True, False)
]


@pytest.mark.parametrize("order", ORDERS)
def test_runs_are_the_same_in_pieces_of_any_size(monkeypatch, order):
    options = {"learning_rates": [0.2], "batch_sizes": [1, 7, 30], "seeds": (0, 4), "n_steps": 71}
    at_once = gd.sweep(line(30), [0, 0], **options, **order)
    for n_updates in (1, 2, 13, 70):
        monkeypatch.setattr(batched, "MOST_SUMS", n_updates * 3 * 2 * 6)
        in_pieces = gd.sweep(line(30), [0, 0], **options, **order)
        for params, expected in zip(in_pieces.params, at_once.params):
            np.testing.assert_allclose(params, expected, rtol=1e-12)


@pytest.mark.parametrize("b", [1, 16, 40])
@pytest.mark.parametrize("most_rows", [90, 5])  # fewer than a batch: then one run at a time
def test_runs_are_the_same_some_at_a_time(monkeypatch, b, most_rows):
    X, y = gd.datasets.two_classes(40)
    options = {"learning_rates": [0.1, 0.5, 1], "batch_sizes": [b], "seeds": range(4), "n_steps": 9}
    at_once = gd.sweep(gd.Logistic(gd.add_bias(X), y), [0, 0], **options)
    monkeypatch.setattr(batched, "MOST_ROWS", most_rows)
    some = gd.sweep(gd.Logistic(gd.add_bias(X), y), [0, 0], **options)
    np.testing.assert_allclose(some.params[0], at_once.params[0], rtol=1e-12)


def peak_megabytes(function):
    tracemalloc.start()
    function()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6


def test_twenty_seeds_of_100_000_rows_need_less_than_200_megabytes():
    # Five epochs of single rows. All sums at once would be 2 · 20 · 500 000 · 6 · 8 bytes: 960 MB.
    order = {"shuffle": True, "replace": False, "drop_last": False}

    def two_pieces():
        gradient = batched.quadratic_gradients(line(100_000), [1], range(20), 500_000, **order)
        for t in (0, 40_000):
            gradient(t, np.zeros((1, 20, 30, 2)))

    assert peak_megabytes(two_pieces) < 150


def test_large_batches_of_100_000_rows_need_less_than_200_megabytes():
    X, y = gd.datasets.two_classes(100_000)
    logistic = gd.Logistic(gd.add_bias(X), y)
    options = {"learning_rates": [0.1], "seeds": range(20), "max_records": 24, "n_steps": 1}
    sizes = [65_536, 100_000]
    peak = peak_megabytes(lambda: gd.sweep(logistic, [0, 0], batch_sizes=sizes, **options))
    assert peak < 150


def test_every_epoch_reads_the_rows_that_numpy_draws():
    rng = np.random.default_rng(7)
    expected = [rng.permutation(10), rng.permutation(10), rng.permutation(10)]
    order = {"shuffle": True, "replace": False, "drop_last": False}
    drawn = batches.epochs(10, lambda epoch: epoch + 1, rng=7, **order)
    for rows, (got, b), epoch in zip(expected, drawn, range(3)):
        assert got.tolist() == rows.tolist()
        assert b == epoch + 1
    rng = np.random.default_rng(7)
    expected = [rng.integers(10, size=10), rng.integers(10, size=10)]
    drawn = batches.epochs(10, lambda epoch: 10, rng=7, **{**order, "replace": True})
    for rows, (got, _) in zip(expected, drawn):
        assert got.tolist() == rows.tolist()


@pytest.mark.parametrize("order", ORDERS)
def test_row_numbers_are_those_of_the_platform(order):
    # Where a pointer has 32 bits, 64-bit row numbers are refused: "according to the rule 'safe'".
    assert {rows.dtype for rows in gd.minibatches(9, 4, rng=0, **order)} == {np.dtype(np.intp)}


def test_loop_sweep_and_generator_read_the_same_rows():
    class Diary:
        """Writes down the rows that are asked for."""

        n_samples, n_params = 11, 1

        def __init__(self):
            self.rows = []

        def loss(self, params, rows=None):
            return 0.0

        def grad(self, params, rows=None):
            self.rows.append(np.arange(11).tolist() if rows is None else rows.tolist())
            return np.zeros(1)

    for order in ORDERS:
        for b in (1, 4, 11):
            of_loop, of_sweep = Diary(), Diary()
            options = {"n_epochs": 3, **order}
            gd.gradient_descent(of_loop, [0], learning_rate=1, batch_size=b, seed=5, **options)
            gd.sweep(of_sweep, [0], learning_rates=1, batch_sizes=b, seeds=5, **options)
            one_by_one = batches.batches(11, b, rng=5, **order)
            expected = [next(one_by_one) for _ in of_loop.rows]
            expected = [np.arange(11).tolist() if r is None else r.tolist() for r in expected]
            assert of_loop.rows == of_sweep.rows == expected
