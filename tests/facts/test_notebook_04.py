"""Numbers that notebook 04 states about mini-batches and their silent details."""

import numpy as np
import pytest

import gdviz as gd


def line_fit(key=None, *, seed=0, **options):
    """The line data as drawn, or sorted by what ``key`` makes of X and y."""
    X, y = gd.datasets.line(1000, seed=seed)
    if key is not None:
        X, y = gd.datasets.sorted_by(X, y, key=key(X, y))
    return gd.LeastSquares(gd.add_bias(X), y, **options)


def by_feature(X, y):
    return X[:, 0]


def by_target(X, y):
    return y


def excess(objective, start=(0.0, 0.0), **options):
    """J − J* of ten runs, shape (n_batch_sizes, n_rates, 10, n_records) or a list of such."""
    runs = gd.sweep(objective, start, seeds=range(10), **options)
    return [loss - objective.minimum for loss in runs.loss]


def test_the_best_batch_size_depends_on_the_learning_rate():
    sizes = [1, 4, 16, 64, 256, 1000]
    grid = {"learning_rates": [0.05, 0.15, 0.5, 1.0], "batch_sizes": sizes, "n_epochs": 5}
    ends = np.array([loss[:, :, -1].mean(axis=1) for loss in excess(line_fit(), [-1, 4], **grid)])
    assert [sizes[j] for j in ends.argmin(axis=0)] == [4, 4, 16, 64]


SETTING = {"learning_rates": [0.5], "batch_sizes": [50], "n_epochs": 60}


@pytest.mark.parametrize("key", [None, by_feature, by_target])
def test_reshuffled_epochs_do_not_mind_how_the_data_was_sorted(key):
    assert excess(line_fit(key), **SETTING)[0][0, :, -1].mean() < 1e-3


def test_fixed_order_sorted_by_feature_hardly_matters():
    last_epoch = excess(line_fit(by_feature), shuffle=False, **SETTING)[0][0, 0, -20:]
    assert last_epoch.mean() < 1e-3


@pytest.mark.parametrize("seed", range(6))
def test_fixed_order_sorted_by_target_keeps_the_run_off(seed):
    last_epoch = excess(line_fit(by_target, seed=seed), shuffle=False, **SETTING)[0][0, 0, -20:]
    assert 0.075 < last_epoch[-1] < 0.095
    assert last_epoch[-1] == last_epoch.max() > 15 * last_epoch.min()


def test_the_numbers_shown_for_data_sorted_by_target():
    last_epoch = excess(line_fit(by_target), shuffle=False, **SETTING)[0][0, 0, -20:]
    assert last_epoch[-1] == pytest.approx(0.085, abs=5e-4)
    assert last_epoch.min() == pytest.approx(0.003, abs=5e-4)


@pytest.mark.parametrize(("key", "low", "high"), [(by_feature, 0, 0.12), (by_target, 0.3, 0.4)])
def test_batches_of_neighbors_in_the_target_disagree_with_the_best_line(key, low, high):
    objective = line_fit(key)
    residuals = objective.y - objective.X @ np.linalg.lstsq(objective.X, objective.y, rcond=None)[0]
    largest = np.abs(residuals.reshape(20, 50).mean(axis=1)).max()
    assert low < largest < high


def weighted_slope(weights):
    """The slope that least squares with these row weights gives: where slow steps settle."""
    objective = line_fit()
    roots = np.sqrt(weights)
    return np.linalg.lstsq(roots[:, None] * objective.X, roots * objective.y, rcond=None)[0][1]


TAIL = np.arange(1000) >= 900


@pytest.mark.parametrize(
    ("drop_last", "by_b", "tail_weight", "shown"),
    [(False, False, 3, 2.022), (True, False, 0, 1.976), (False, True, 1, 1.994)],
)
def test_in_a_fixed_order_the_tail_counts_too_much_or_not_at_all(
    drop_last, by_b, tail_weight, shown
):
    objective = line_fit(scale=lambda n_rows: 1 / 600) if by_b else line_fit()
    options = {"learning_rate": 0.1, "batch_size": 300, "n_epochs": 1500, "drop_last": drop_last}
    slopes = [
        run.params[run.epoch > 500, 1].mean()
        for shuffle in (False, True)
        for run in [gd.gradient_descent(objective, [-1, 4], shuffle=shuffle, **options)]
    ]
    assert slopes[0] == pytest.approx(shown, abs=6e-4)
    assert slopes[0] == pytest.approx(weighted_slope(np.where(TAIL, tail_weight, 1)), abs=0.006)
    assert slopes[1] == pytest.approx(weighted_slope(np.ones(1000)), abs=1e-3)


def test_reshuffling_hovers_lower_than_replacement_and_more_so_for_large_batches():
    sizes = [1, 10, 50, 250]
    grid = {"learning_rates": [0.1], "batch_sizes": sizes, "n_epochs": 40}
    best = line_fit().minimizer
    drawn, reshuffled = (
        np.array(
            [
                loss[0, :, loss.shape[-1] // 2 :].mean()
                for loss in excess(line_fit(), best, replace=replace, **grid)
            ]
        )
        for replace in (True, False)
    )
    np.testing.assert_allclose(drawn * sizes / 0.1, 0.0316, rtol=0.2)  # η tr(S)/(4b)
    np.testing.assert_allclose(drawn / reshuffled, [1.1, 1.3, 2.4, 8.0], rtol=0.05)
