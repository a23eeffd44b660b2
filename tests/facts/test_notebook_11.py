"""Numbers that notebook 11 states; what depends on chance is held over 200 seeds."""

import numpy as np
import pytest

import gdviz as gd

X, Y = gd.datasets.line(n_samples=1000)
X = gd.add_bias(X)
LINE = gd.LeastSquares(X, Y)
ORDER = np.argsort(Y, kind="stable")
SEEDS = range(200)


def buffered(size, dice):
    """The order in which a buffer of so many places lets the sorted rows out."""
    held, out = list(ORDER[:size]), []
    for row, place in zip(ORDER[size:], dice.integers(size, size=1000)):
        out.append(held[place])
        held[place] = row
    return np.array(out + (dice.permutation(held).tolist() if size > 1 else held))


def excess(size):
    """J − J* after 20 epochs of 20 batches, one for each seed; all seeds walk together."""
    dice = [np.random.default_rng(seed) for seed in (SEEDS if size > 1 else [0])]
    params = np.zeros((len(dice), 2))
    for _ in range(20):
        order = np.array([buffered(size, d) for d in dice])
        for rows in np.split(order, 20, axis=1):
            errors = np.einsum("sbp,sp->sb", X[rows], params) - Y[rows]
            params -= 0.5 * np.einsum("sbp,sb->sp", X[rows], errors) / 50
    return LINE.loss_many(params) - LINE.minimum


@pytest.mark.parametrize(
    ("size", "median", "low", "high"),
    [
        (1, 0.0854, 0.0854, 0.0854),
        (100, 0.0533, 0.049, 0.063),
        (500, 0.0013, 0.0002, 0.0035),
        (1000, 0.0002, 0.0, 0.0012),
    ],
)
def test_a_buffer_of_a_tenth_helps_little_and_one_of_half_nearly_as_much_as_all(
    size, median, low, high
):
    found = np.quantile(excess(size), [0.1, 0.5, 0.9])
    np.testing.assert_allclose(found, [low, median, high], rtol=0.1, atol=2e-4)


def test_equal_weights_for_unequal_parts_are_off_by_two_per_cent_in_the_median():
    theta, sizes, off = np.array([0.5, -1.0]), np.array([100, 60, 60, 36]), []
    for seed in SEEDS:
        rows = np.random.default_rng(seed).permutation(1000)[:256]
        parts = [LINE.grad(theta, part) for part in np.split(rows, np.cumsum(sizes)[:-1])]
        whole = LINE.grad(theta, rows)
        np.testing.assert_allclose(sizes @ parts / 256, whole, rtol=1e-13)
        off.append(np.linalg.norm(np.mean(parts, axis=0) - whole) / np.linalg.norm(whole))
    low, high = np.quantile(off, [0.1, 0.9])
    assert low < 0.018 < high


def slopes(shards, k):
    """The slope after 512 local steps, the shards' batches drawn as `local_steps` draws them."""
    options = {"learning_rate": 0.5, "n_local": k, "n_rounds": 512 // k, "batch_size": 16}
    runs = [
        gd.descent.local_steps(LINE, [0, 0], shards, seed=4 * seed, **options)
        for seed in range(20 if k == 1 else 60)
    ]
    return np.array([run.params[-1, 1] for run in runs])


@pytest.mark.parametrize(("k", "slope"), [(1, 1.99), (8, 1.22), (64, 0.68)])
def test_workers_with_sorted_rows_agree_on_a_flat_line(k, slope):
    found = slopes(ORDER.reshape(4, 250), k)
    assert np.median(found) == pytest.approx(slope, abs=0.02)
    assert np.abs(found - slope).max() < 0.15


@pytest.mark.parametrize("k", [8, 64])
def test_workers_with_random_rows_agree_on_the_line(k):
    shards = np.random.default_rng(0).permutation(1000).reshape(4, 250)
    assert np.median(slopes(shards, k)) == pytest.approx(1.99, abs=0.02)


@pytest.mark.parametrize("tau", [0, 1, 2, 3, 7, 15])
def test_the_law_of_old_gradients_is_a_root_on_the_unit_circle(tau):
    limit = 2 * np.sin(np.pi / (4 * tau + 2))
    for share, is_stable in ((0.999, True), (1.001, False)):
        roots = np.roots(
            [1, -1, *[0] * (tau - 1), share * limit] if tau else [1, share * limit - 1]
        )
        assert (np.abs(roots).max() < 1) == is_stable


def test_a_hundred_workers_are_late_two_times_in_three():
    share = 1 - 0.99**100
    assert share == pytest.approx(0.634, abs=5e-4)


def test_sixteen_workers_step_a_twentieth_as_far():
    assert 2 / (2 * np.sin(np.pi / 62)) == pytest.approx(20, abs=0.5)
