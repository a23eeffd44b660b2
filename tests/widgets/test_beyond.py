"""What a run that leaves the window meets: the land there, places far away, and the way back."""

import numpy as np
import pytest

import gdviz as gd
from gdviz.plots import LIGHT
from gdviz.widgets import beyond, codec

WINDOW = ((0.0, 4.0), (-10.0, 10.0))


def explorer(**options):
    X, y = gd.datasets.line(60, seed=3)
    options = {"learning_rates": [0.1, 1.6], "batch_sizes": [1, 60], "n_steps": 60} | options
    return gd.widgets.descent_explorer(gd.LeastSquares(gd.add_bias(X), y), [-1.0, 4.0], **options)


def test_far_places_keep_their_direction():
    turns = np.linspace(0, 2 * np.pi, 17)[:-1]
    far = np.stack([2 + 400 * np.cos(turns), 2000 * np.sin(turns)], axis=-1)
    path = np.concatenate([[[2.0, 0.0], [80.0, 0.0]], far, [[np.nan, 1.0]]])
    codes = codec.encode_positions(path, WINDOW)
    assert (codes[2:-1, 0] == codec.OFF).all()
    found = codes[2:-1, 1] / codec.OFF * 2 * np.pi
    np.testing.assert_allclose(np.exp(1j * found), np.exp(1j * turns), atol=1e-3)
    assert (codes[-1] == codec.OFF).all()
    assert np.isnan(codec.decode_positions(codes, WINDOW)[2:]).all()


def test_a_single_parameter_far_away_is_at_its_end():
    codes = codec.encode_positions(np.array([[1.0], [1e6], [-1e9], [np.inf]]), ((0.0, 4.0),))
    assert codes[1:, 0].tolist() == [codec.OFF - 1, 0, codec.OFF]


def test_the_lines_beyond_are_contours_of_the_loss():
    objective = explorer().objective
    lines = beyond.lines_beyond(objective, WINDOW)
    breaks = np.flatnonzero(np.isnan(lines[:, 0]))
    heights = []
    for part in np.split(lines, breaks):
        loss = np.array([objective.loss(place) for place in part if np.isfinite(place).all()])
        if len(loss) > 3 and loss.mean() > 30:  # lower ones are behind the picture
            assert np.ptp(loss) < 0.02 * loss.mean()
            heights.append(loss.mean())
    assert max(heights) > 10 * max(objective.loss(np.array(c)) for c in [(0, -10), (4, 10)])
    assert len(heights) > 5


def test_the_curve_beyond_is_the_function():
    thetas, loss = beyond.lines_beyond(gd.objectives.parabola(), ((-3.0, 3.0),)).T
    assert thetas[[0, -1]].tolist() == [-51.0, 51.0]
    np.testing.assert_allclose(loss, [gd.objectives.parabola().loss(np.array([t])) for t in thetas])


@pytest.mark.parametrize(
    "make",
    [
        explorer,
        lambda: gd.widgets.rate_batch_map(explorer().objective, [0.0, 0.0], n_steps=20),
        lambda: gd.widgets.optimizer_race(gd.objectives.ravine(), n_steps=20),
        lambda: gd.widgets.schedule_race(explorer().objective, [0.0, 0.0], n_steps=20),
        lambda: gd.widgets.gradient_cloud(explorer().objective, [0.0, 0.0], n_batches=20),
        lambda: gd.widgets.slope_walker(gd.objectives.parabola(), 2.0),
    ],
)
def test_a_start_that_returns_brings_back_the_first_picture(make):
    player = make()
    names = (
        "stage_light",
        "panels",
        "positions",
        "losses",
        "far",
        "words",
        "key",
        "advice",
        "step",
    )
    first, start = {name: getattr(player, name) for name in names}, player.start
    window, loss_window = player.window, player.loss_window
    player.start = [100.0] * len(start)
    assert player.window != window
    player.start = start
    assert (player.window, player.loss_window) == (window, loss_window)
    for name, value in first.items():
        assert getattr(player, name) == value, name


def test_an_absurd_start_is_refused_with_what_is_allowed():
    player = explorer()
    (low, high), _ = player.window
    with pytest.raises(ValueError, match=r"θ₀ must be between .* and .*Got 1e\+09"):
        player.start = [1e9, 0.0]
    player.start = [high + 99 * (high - low), 0.0]
    with pytest.raises(ValueError, match="θ₀ must be between"):
        player.start = [low - 101 * (high - low), 0.0]
    walker = gd.widgets.slope_walker(gd.objectives.parabola(), 2.0)
    with pytest.raises(ValueError, match="θ must be between"):
        walker.start = [-1e5]


def test_reset_puts_everything_back():
    player = explorer(learning_rate=0.1, batch_size=1)
    first = {name: getattr(player, name) for name in player.first}
    player.learning_rate, player.batch_size, player.seed = 1.6, 60, 4
    player.start, player.pinned, player.step = [0.0, 0.0], [1, 1], 3
    player.x_axis, player.show_fan = "seconds", True
    player.reset()
    assert {name: getattr(player, name) for name in first} == first


def test_a_run_that_stays_has_no_part_in_this():
    ax = explorer(learning_rate=0.1).picture(LIGHT).axes[0]
    assert (ax.get_xlim(), ax.get_ylim()) == explorer().window
