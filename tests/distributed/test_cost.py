"""The cost of a step: by hand, and what it must be in the limits."""

import numpy as np
import pytest

from gdviz.distributed import step_time

COST = {"per_sample": 2e-9, "per_message": 1e-3, "per_param": 1e-8, "n_params": 1000}


def by_hand(K, b, s=1.0):
    part = -(-b // K)
    rounds = (K - 1).bit_length()
    return s * part * 2e-9 + 2 * rounds * 1e-3 + 2 * (K - 1) / K * 1000 * 1e-8


@pytest.mark.parametrize("b", [1, 7, 1000, 10**7])
@pytest.mark.parametrize("K", [1, 2, 3, 4, 5, 64, 65, 10_000])
def test_the_formula(K, b):
    assert step_time(K, b, **COST) == pytest.approx(by_hand(K, b), rel=1e-12)
    assert step_time(K, b, slowest=3, **COST) == pytest.approx(by_hand(K, b, 3), rel=1e-12)


def test_one_worker_sends_nothing_and_all_shapes_broadcast():
    T = step_time([[1], [2]], [10, 20, 40], **COST)
    np.testing.assert_allclose(T[0], [10 * 2e-9, 20 * 2e-9, 40 * 2e-9])
    assert T.shape == (2, 3)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"n_workers": 0}, "n_workers must be whole numbers of 1 or more"),
        ({"n_workers": 1.5}, "n_workers must be whole"),
        ({"batch_size": [4, -1]}, "batch_size must be whole"),
        ({"per_sample": -1}, "per_sample must be"),
        ({"per_message": np.inf}, "per_message must be"),
        ({"slowest": 0.5}, "slowest must be"),
    ],
)
def test_what_cannot_be_is_refused(arguments, told):
    with pytest.raises(ValueError, match=told):
        step_time(**{"n_workers": 2, "batch_size": 8, "per_sample": 1e-6} | arguments)
