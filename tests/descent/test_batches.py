"""minibatches: every epoch is a fair cut of the rows."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdviz import minibatches

SIZES = st.integers(1, 200).flatmap(lambda n: st.tuples(st.just(n), st.integers(1, n)))


@given(sizes=SIZES, shuffle=st.booleans(), seed=st.integers(0, 2**32))
def test_an_epoch_reads_every_row_exactly_once(sizes, shuffle, seed):
    n_samples, batch_size = sizes
    batches = minibatches(n_samples, batch_size, shuffle=shuffle, rng=seed)
    assert sorted(np.concatenate(batches).tolist()) == list(range(n_samples))
    assert [len(rows) for rows in batches[:-1]] == [batch_size] * (len(batches) - 1)
    assert 1 <= len(batches[-1]) <= batch_size


@given(sizes=SIZES, seed=st.integers(0, 2**32))
def test_drop_last_leaves_full_batches_only(sizes, seed):
    n_samples, batch_size = sizes
    batches = minibatches(n_samples, batch_size, drop_last=True, rng=seed)
    assert [len(rows) for rows in batches] == [batch_size] * (n_samples // batch_size)


@given(sizes=SIZES, seed=st.integers(0, 2**32))
def test_replacement_draws_as_many_rows_from_the_same_range(sizes, seed):
    n_samples, batch_size = sizes
    rows = np.concatenate(minibatches(n_samples, batch_size, replace=True, rng=seed))
    assert len(rows) == n_samples
    assert 0 <= rows.min() <= rows.max() < n_samples


def test_replacement_misses_a_row_as_often_as_the_law_says():
    rng = np.random.default_rng(0)
    missed = [
        1000 - len(np.unique(np.concatenate(minibatches(1000, 50, replace=True, rng=rng))))
        for _ in range(200)
    ]
    assert np.mean(missed) / 1000 == pytest.approx((1 - 1 / 1000) ** 1000, abs=0.002)


def test_the_same_seed_orders_the_rows_alike_for_every_batch_size():
    orders = [np.concatenate(minibatches(100, b, rng=5)).tolist() for b in (1, 7, 50)]
    assert orders[0] == orders[1] == orders[2]


def test_a_generator_goes_on_from_epoch_to_epoch():
    rng = np.random.default_rng(5)
    first, second = (np.concatenate(minibatches(100, 10, rng=rng)).tolist() for _ in range(2))
    assert first != second


def test_no_batch_size_means_all_rows_at_once():
    (rows,) = minibatches(5)
    assert rows.tolist() == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("batch_size", [0, -1, 1001])
def test_batch_sizes_out_of_range_are_named(batch_size):
    message = rf"batch_size must be between 1 and 1000 \(the number of samples\). Got {batch_size}"
    with pytest.raises(ValueError, match=message):
        minibatches(1000, batch_size)


@pytest.mark.parametrize("batch_size", [2.0, "8", True])
def test_batch_sizes_that_are_no_integers_are_named(batch_size):
    with pytest.raises(ValueError, match=f"batch_size must be an integer. Got {batch_size!r}"):
        minibatches(1000, batch_size)
