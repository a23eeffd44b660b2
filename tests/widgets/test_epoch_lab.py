"""The epoch lab against a loop of plain NumPy, for every switch."""

import itertools

import numpy as np
import pytest

import gdviz as gd
from gdviz.plots import LIGHT
from gdviz.widgets import one_epoch, saving

N, SIZES, RATES, EPOCHS = 40, [15, 40], [0.1, 0.5], 3
SWITCHES = {
    "order": ["as drawn", "sorted by x", "sorted by y"],
    "drawing": ["fixed", "reshuffled", "with replacement"],
    "last": ["kept", "dropped", "divided by b"],
}
X, Y = gd.datasets.line(N)


def make(**options):
    given = {"batch_sizes": SIZES, "learning_rates": RATES, "n_epochs": EPOCHS}
    return gd.widgets.epoch_lab(X, Y, **given, **options)


@pytest.fixture(scope="module")
def lab():
    return make(seed=5)


def by_hand(order, drawing, last, b, rate, seed):
    """Return θ after each update, from zeros."""
    key = {"as drawn": range(N), "sorted by x": X[:, 0], "sorted by y": Y}[order]
    rows = np.argsort(np.array(key), kind="stable")
    rng, theta, path = np.random.default_rng(seed), np.zeros(2), [np.zeros(2)]
    for _ in range(EPOCHS):
        read = list(range(N))
        if drawing == "with replacement":
            read = rng.integers(N, size=N)
        elif drawing == "reshuffled" and b < N:
            read = rng.permutation(N)
        for first in range(0, N, b):
            batch = rows[read[first : first + b]]
            if len(batch) < b and last == "dropped":
                continue
            error = theta[0] + theta[1] * X[batch, 0] - Y[batch]
            total = np.array([error.sum(), (error * X[batch, 0]).sum()])
            theta = theta - rate * total / (b if last == "divided by b" else len(batch))
            path.append(theta)
    return np.array(path)


@pytest.mark.parametrize("setting", [*itertools.product(*SWITCHES.values(), SIZES)], ids=str)
def test_every_switch_does_what_the_loop_by_hand_does(lab, setting):
    lab.order, lab.drawing, lab.last, lab.batch_size = setting
    for rate in RATES:
        lab.learning_rate = rate
        run = lab.run()
        path = by_hand(*setting, rate, seed=5)
        np.testing.assert_allclose(run.params, path, rtol=1e-9, atol=1e-12)
        residuals = path[:, :1] + path[:, 1:] * X[:, 0] - Y
        np.testing.assert_allclose(run.loss, (residuals**2).mean(axis=1) / 2, rtol=1e-9)
        excess = lab.excess[lab._setting()][lab.learning_rate_index]
        best = np.linalg.lstsq(gd.add_bias(X), Y, rcond=None)[1][0] / (2 * N)
        np.testing.assert_allclose(excess[0], run.loss - best, rtol=1e-6, atol=1e-12)


def test_the_median_is_that_of_twenty_seeds(lab):
    lab.order, lab.drawing, lab.last, lab.batch_size = "sorted by y", "reshuffled", "kept", 15
    lab.learning_rate = 0.5
    ends = [
        by_hand("sorted by y", "reshuffled", "kept", 15, 0.5, seed)[-1] for seed in range(5, 25)
    ]
    losses = [((a + b * X[:, 0] - Y) ** 2).mean() / 2 for a, b in ends]
    median = np.median(lab.excess[lab._setting()][1], axis=0)[-1] + lab.objective.minimum
    assert median == pytest.approx(np.median(losses), rel=1e-9)


@pytest.mark.parametrize(("last", "weight"), [("kept", 1.5), ("dropped", 0), ("divided by b", 1)])
def test_a_row_of_the_short_last_batch_weighs(lab, last, weight):
    lab.last, lab.batch_size = last, 15  # 15, 15 and 10 rows
    assert lab.tail_weights[lab.batch_size_index][lab.last_index] == weight
    assert lab.tail_weights[1] == [1, 0, 1]  # where b = N no row is in one


def test_without_reshuffling_the_rows_of_a_dropped_batch_are_never_read():
    lab = make(order="sorted by y", drawing="fixed", last="dropped", batch_size=15)
    run = lab.run()
    read = np.unique(np.concatenate(run.rows[1:]))
    assert N - len(read) == 10
    largest = np.argsort(Y)[-10:]
    assert set(np.array(lab.rows[2])[30:]) == set(largest)


@pytest.mark.parametrize(
    ("step", "last", "expected"),
    [
        (0, "kept", (0, 0)),
        (1, "kept", (0, 15)),
        (3, "kept", (0, 40)),
        (4, "kept", (1, 15)),
        (2, "dropped", (0, 30)),
        (3, "dropped", (1, 15)),
        (9, "divided by b", (2, 40)),
    ],
)
def test_how_much_of_which_epoch_was_read(step, last, expected):
    assert one_epoch.place_of(step, 40, 15, last) == expected


def test_what_the_page_reads_is_what_the_run_read(lab):
    for drawing in SWITCHES["drawing"]:
        lab.order, lab.drawing, lab.last, lab.batch_size = "sorted by x", drawing, "kept", 15
        read = np.concatenate(lab.run().rows[1:]).reshape(EPOCHS, N)
        assert lab.draws[lab.drawing_index] == read.tolist()


def test_a_word_that_is_no_setting_is_refused(lab):
    with pytest.raises(
        ValueError, match=r"order must be one of as drawn, sorted by x, sorted by y"
    ):
        lab.order = "by x"
    with pytest.raises(ValueError, match=r"last must be one of kept, dropped, divided by b\. Got"):
        make(last="thrown away")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ((np.ones((401, 1)), np.ones(401)), r"n_samples must be between 2 and 400\. Got 401"),
        ((np.ones((9, 2)), np.ones(9)), r"X must have 1 column"),
        ((np.ones((9, 1)), np.ones(8)), r"y must have"),
    ],
)
def test_data_that_it_cannot_show_are_refused(data, message):
    with pytest.raises(ValueError, match=message):
        gd.widgets.epoch_lab(*data)


def test_its_state_is_small():
    lab = gd.widgets.epoch_lab(*gd.datasets.line(100))
    state = saving.state(lab)
    n_bytes = sum(len(value) for value in state.values() if isinstance(value, bytes))
    assert n_bytes + len(str(lab.draws)) + len(str(lab.rows)) < 1_000_000


def test_the_picture_shows_the_rows_of_the_epoch_by_their_weight():
    lab = make(order="sorted by y", drawing="fixed", last="kept", batch_size=15)
    lab.step = 5  # of the second epoch 30 rows are read
    strip = {ax.get_label(): ax for ax in lab.picture(LIGHT).axes}["strip"]
    tops = [bar.get_y() + bar.get_height() for bar in strip.patches]
    np.testing.assert_allclose(tops, [1.0] * 30 + [1.5] * 10)
    assert [bar.get_alpha() for bar in strip.patches] == [1.0] * 30 + [0.3] * 10


def test_the_pinned_run_is_in_the_picture_whatever_is_chosen_later():
    lab = make(order="sorted by y", drawing="fixed", last="kept", batch_size=15, learning_rate=0.5)
    lab.pinned = [1, lab._setting()]
    lab.order = "as drawn"
    lab.seed = 9
    surface, _, curves = lab.picture(LIGHT).axes
    path = by_hand("sorted by y", "fixed", "kept", 15, 0.5, seed=0)
    for ax, n_points in ((surface, len(path)), (curves, len(path))):
        (ghost,) = (line for line in ax.lines if line.get_color() == LIGHT.ghost)
        assert len(ghost.get_xdata()) == n_points
    (ghost,) = (line for line in surface.lines if line.get_color() == LIGHT.ghost)
    np.testing.assert_allclose(ghost.get_xydata(), path)
    lab.pinned = []
    assert not any(line.get_color() == LIGHT.ghost for line in lab.picture(LIGHT).axes[0].lines)
