"""What the page unpacks is what the sweep computed, to less than a pixel."""

import numpy as np
import pytest

import gdviz as gd
from gdviz.widgets import codec
from gdviz.widgets.lit import encode_next_batches, kind_of

PANEL = 1000  # device pixels: a large panel on a sharp screen
WINDOW = ((-2.0, 4.0), (-1.0, 5.0))


@pytest.fixture(scope="module")
def objective():
    X, y = gd.datasets.line(n_samples=200)
    return gd.LeastSquares(gd.add_bias(X), y)


@pytest.fixture(scope="module")
def runs(objective):
    return gd.sweep(
        objective, [-1.0, 4.0], learning_rates=[0.1, 0.5, 5.0], batch_sizes=[1, 7, 200], n_steps=60
    )


def test_positions_are_exact_to_a_fraction_of_a_pixel(runs):
    path = runs.params[1][:2, 0]
    decoded = codec.decode_positions(codec.encode_positions(path, WINDOW), WINDOW)
    pixels = np.abs(decoded - path) / 6 * PANEL
    assert np.nanmax(pixels) < 0.2


def test_a_diverging_run_leaves_the_picture_in_its_true_direction():
    path = np.array([[[0.0, 0.0], [1.0, 1.0], [100.0, 34.0], [-1e9, 1e9], [np.nan, np.nan]]])
    decoded = codec.decode_positions(codec.encode_positions(path, WINDOW), WINDOW)[0]
    leaving = decoded[2] - decoded[1]
    assert leaving[1] / leaving[0] == pytest.approx(33 / 99, rel=1e-3)
    assert decoded[2][0] == pytest.approx(4.0 + 8 * 6)
    assert np.isnan(decoded[3:]).all()


def test_every_code_stands_for_its_place_and_its_loss():
    codes = np.arange(codec.OFF)
    width = (codec.OFF - 1) / (1 + 2 * codec.FAR)  # of a window whose codes are its numbers
    low = codec.FAR * width
    path = np.stack([codes, codes[::-1]], axis=1).astype(float)
    shown = codec.encode_positions(path[None], ((low, low + width),) * 2)
    np.testing.assert_array_equal(shown[0, 1:-1], path[1:-1])  # an edge may round outward
    np.testing.assert_array_equal(codec.encode_losses(path, (0, codec.OFF - 1), False), path)
    heights = 10 ** (path / (codec.OFF - 1) * 4 - 1)
    np.testing.assert_array_equal(codec.encode_losses(heights, (-1, 3), True), path)


def test_places_and_gradients_beyond_all_numbers_are_silent(objective):
    path = np.array([[[0.0, 0.0], [1e308, -1e308], [-1e308, 1e308]]])
    codes = codec.encode_positions(path, WINDOW)
    assert codes[0, 2].tolist() == [codec.OFF, 0.375 * 2**16]  # off, and the way there: 135°
    gradients = codec.batch_gradients(objective, path, [np.array([0]), None, np.array([1])])
    np.testing.assert_allclose(gradients[0, 0], objective.grad(path[0, 0], [0]))


def test_a_run_that_comes_back_is_drawn_again():
    path = np.array([[[0.0, 0.0], [1e6, 0.0], [1e6, 1.0], [0.5, 0.5]]])
    decoded = codec.decode_positions(codec.encode_positions(path, WINDOW), WINDOW)[0]
    assert np.isnan(decoded[2]).all()
    np.testing.assert_allclose(decoded[3], [0.5, 0.5], atol=2e-3)


@pytest.mark.parametrize(
    "values",
    [
        [3.0, 1e-4, 2e-9, 7e5],
        [1.0, 0.0, 0.25],
        [0.0, 1e-7, 2e-3, 5.0],
        [-0.25, 0.5, 2.0],
        [1.0, 0.9e12, 1e-15],
    ],
)
def test_losses_keep_three_digits(values):
    losses = [np.array(values).reshape(1, 1, -1)]
    limits, is_log = codec.loss_range(losses)
    decoded = codec.decode_losses(codec.encode_losses(losses[0], limits, is_log), limits, is_log)
    scale = np.abs(losses[0]) if is_log else np.ptp(values)
    known = losses[0] != 0 if is_log else np.full(losses[0].shape, True)
    assert (np.abs(decoded - losses[0]) <= 1e-3 * scale)[known].all()


def test_losses_keep_three_digits_where_the_start_is_the_minimum():
    X, y = gd.datasets.line(100, noise=0.5, seed=5)
    objective = gd.LeastSquares(gd.add_bias(X), y)
    race = gd.widgets.schedule_race(
        objective, objective.minimizer, learning_rates=[0.1, 0.5], batch_sizes=[4], n_steps=50
    )
    race.open()
    layout, n_records = race.packing, race.packing["n_records"][0]
    codes = np.frombuffer(race.losses, "<u2").reshape(-1, 2, n_records)
    shown = codec.decode_losses(codes, layout["loss_range"], layout["loss_is_log"])
    runs = race.sweep.loss[0].reshape(len(codes), 2, 20, n_records)
    excess = np.median(runs, axis=2) - objective.loss(objective.minimizer)
    assert np.all(excess[..., 0] <= 1e-15)
    np.testing.assert_allclose(shown[..., 1:], excess[..., 1:], rtol=1e-3)


def test_a_loss_that_is_not_finite_has_no_code():
    losses = [np.array([[[1.0, 1e300, np.inf, np.nan]]])]
    codes = codec.encode_losses(losses[0], *codec.loss_range(losses))
    assert (codes[0, 0] == codec.OFF).tolist() == [False, False, True, True]


@pytest.mark.parametrize("order", [{}, {"replace": True}, {"drop_last": True}, {"shuffle": False}])
@pytest.mark.parametrize("batch_size", [1, 7, 200])
def test_next_batches_are_those_of_gradient_descent(objective, batch_size, order):
    rows = gd.gradient_descent(
        objective,
        [0.0, 0.0],
        learning_rate=0.1,
        batch_size=batch_size,
        max_steps=60,
        seed=3,
        record_rows=True,
        **order,
    ).rows
    steps = np.array([0, 1, 28, 29, 59])
    batches = codec.next_batches(200, batch_size, steps, seed=3, **order)
    for step, batch in zip(steps, batches):
        expected = np.sort(rows[step + 1])
        np.testing.assert_array_equal(np.arange(200) if batch is None else np.sort(batch), expected)


def test_a_short_last_batch_is_not_filled_up():
    order = {"shuffle": False, "replace": False, "drop_last": False, "seed": 0}
    ((codes, _),) = encode_next_batches(200, [3], [np.array([1, 66])], np.arange(200), **order)
    assert codes.view("<u2").tolist() == [[3, 4, 5], [198, 199, codec.OFF]]


def decode_batch(codes, rows, shown):
    """Do what codec.js does."""
    kind = kind_of(codes[None], len(shown))
    if kind == "all":
        return set(shown.tolist())
    if kind == "list":
        counted = rows if len(rows) else shown
        numbers = codes.view("<u2")
        return set(counted[numbers[numbers != codec.OFF]].tolist())
    return set(shown[np.unpackbits(codes)[: len(shown)].astype(bool)].tolist())


@pytest.mark.parametrize("batch_size", [1, 3, 13, 60, 100, 200])
@pytest.mark.parametrize("n_shown", [200, 150])
@pytest.mark.parametrize("replace", [False, True])
@pytest.mark.parametrize("drop_last", [False, True])
def test_lit_samples_are_the_batch(batch_size, n_shown, replace, drop_last):
    """Beside other sizes, at some updates of several epochs, as each size alone reads them."""
    steps, order = np.array([0, 1, 5, 6, 40]), {"replace": replace, "drop_last": drop_last}
    batches = codec.next_batches(200, batch_size, steps, seed=4, **order)
    shown, sizes = np.arange(n_shown), [2, batch_size, 200]
    every = [np.arange(7), steps, np.arange(3)]
    packed = encode_next_batches(200, sizes, every, shown, seed=4, shuffle=True, **order)
    codes, rows = packed[1]
    assert len(codes) == len(batches)
    for code, batch in zip(codes, batches):
        expected = set(range(200) if batch is None else batch.tolist())
        lit = decode_batch(code, rows, shown)
        assert lit & set(shown) == expected & set(shown)
        assert lit == expected or kind_of(codes, n_shown) != "list"
