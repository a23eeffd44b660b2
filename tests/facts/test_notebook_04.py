"""Numbers that notebook 04 states about mini-batches and their silent details."""

import numpy as np
import pytest

import gdviz as gd
from tests.facts import heights


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


def excess(objective, start=(0.0, 0.0), *, n_seeds=200, **options):
    """J − J* of all runs: for each batch size an array (n_rates, n_seeds, n_records)."""
    runs = gd.sweep(objective, start, seeds=range(n_seeds), **options)
    return [loss - objective.minimum for loss in runs.loss]


def test_the_best_batch_size_depends_on_the_learning_rate():
    sizes = [1, 4, 16, 64, 256, 1000]
    grid = {"learning_rates": [0.05, 0.15, 0.5, 1.0], "batch_sizes": sizes, "n_epochs": 5}
    runs = excess(line_fit(), [-1, 4], max_records=2, **grid)
    ends = np.array([loss[:, :, -1].mean(axis=1) for loss in runs])
    assert [sizes[j] for j in ends.argmin(axis=0)] == [4, 16, 64, 64]
    assert ends[3, 2] == pytest.approx(ends[2, 2], rel=0.4)  # b = 16 and 64 at η = 0.5: no winner


def test_dice_decide_which_batch_size_ends_lowest():
    sizes, seeds = [4, 8, 16, 32, 64], np.arange(200)
    grid = {"learning_rates": [0.45], "batch_sizes": sizes, "n_epochs": 5, "max_records": 2}
    winners = np.argmin(
        [loss[0, seeds, -1] for loss in excess(line_fit(), [-1, 4], **grid)], axis=0
    )
    assert np.bincount(winners).max() < 0.4 * len(seeds)


def test_batch_gradient_descent_does_not_walk_straight():
    run = gd.gradient_descent(line_fit(), [-1, 4], learning_rate=0.5, max_steps=10)
    across, up = np.diff(run.params, axis=0).T
    angles = np.rad2deg(np.arctan2(up, across))
    assert np.round(angles[[0, -1]]).tolist() == [19, -61]
    assert (np.diff(angles) < 0.01).all()


SETTING = {"learning_rates": [0.5], "batch_sizes": [50], "n_epochs": 60}


@pytest.mark.parametrize("key", [None, by_feature, by_target])
def test_reshuffled_epochs_do_not_mind_how_the_data_was_sorted(key):
    loss = excess(line_fit(key), **SETTING)[0][0]
    assert loss[:, -1].mean() == pytest.approx(4.5e-4, rel=0.1)
    assert loss[:, -20:].mean() == pytest.approx(4.1e-4, rel=0.05)


def test_fixed_order_sorted_by_feature_hardly_matters():
    options = {"shuffle": False, "n_seeds": 1, **SETTING}
    last_epoch = excess(line_fit(by_feature), **options)[0][0, 0, -20:]
    assert last_epoch.mean() == pytest.approx(5.1e-4, rel=0.02)


@pytest.mark.parametrize("seed", range(6))
def test_fixed_order_sorted_by_target_keeps_the_run_off(seed):
    options = {"shuffle": False, "n_seeds": 1, **SETTING}
    last_epoch = excess(line_fit(by_target, seed=seed), **options)[0][0, 0, -20:]
    assert 0.075 < last_epoch[-1] < 0.095
    assert last_epoch[-1] == last_epoch.max() > 15 * last_epoch.min()


def test_the_numbers_shown_for_data_sorted_by_target():
    options = {"shuffle": False, "n_seeds": 1, **SETTING}
    last_epoch = excess(line_fit(by_target), **options)[0][0, 0, -20:]
    assert last_epoch.mean() == pytest.approx(40 * 4.4e-4, rel=0.05)
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


@pytest.mark.parametrize(("b", "shown"), [(1, 1.0), (10, 1.2), (50, 2.0), (250, 7.0)])
def test_reshuffling_hovers_lower_than_replacement_and_more_so_for_large_batches(b, shown):
    objective = line_fit()
    drawn = heights.exact_height(objective, b, 0.1)
    assert drawn / heights.reshuffled_height(objective, b, 0.1) == pytest.approx(shown, abs=0.15)


def test_in_the_lab_sorting_by_y_hurts_and_sorting_by_x_hardly():
    """Medians over 20 seeds; a fixed order has no seed."""
    lab = gd.widgets.epoch_lab(*gd.datasets.line(100), learning_rate=0.5, batch_size=30)
    ends = {}
    for drawing in ("fixed", "reshuffled"):
        for order in ("as drawn", "sorted by x", "sorted by y"):
            lab.order, lab.drawing = order, drawing
            excess = lab.excess[lab._setting()][lab.learning_rate_index]
            ends[drawing, order] = np.median(excess, axis=0)[-1]
    shuffled = np.mean([ends["reshuffled", order] for order in lab.orders])
    assert ends["fixed", "sorted by y"] > 5 * shuffled
    assert ends["fixed", "sorted by x"] < 1.5 * shuffled
    assert ends["fixed", "as drawn"] < shuffled
