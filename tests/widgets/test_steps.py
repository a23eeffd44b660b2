"""What is packed of the arrows: −η∇J to scale, and where the next update leads."""

import numpy as np
import pytest

import gdviz as gd
from gdviz.widgets import codec, steps
from tests.widgets.arrow_codes import decoded

WINDOW = ((0.0, 4.0), (-10.0, 10.0))


@pytest.mark.parametrize("size", [1e-8, 3e-4, 0.02, 0.7, 900.0])
def test_length_and_angle_are_kept_to_a_fifth_of_a_percent(size):
    turns = np.linspace(0, 2 * np.pi, 23)
    moves = size * np.stack([4 * np.cos(turns), 20 * np.sin(turns)], axis=-1)
    for code, turn, move in zip(steps.encode_arrows(moves, moves, WINDOW), turns, moves):
        whole, toward = decoded(int(code))
        np.testing.assert_allclose(whole * [4, 20], move, atol=0.003 * 20 * size)
        assert abs(np.exp(1j * toward) - np.exp(1j * turn)) < np.pi / 250
        assert np.hypot(*whole) == pytest.approx(size, rel=0.002)


@pytest.mark.parametrize("move", [[0.0, 0.0], [np.nan, 1.0], [np.inf, 1.0], [1e300, -1e300]])
def test_no_arrow_is_no_arrow(move):
    assert decoded(int(steps.encode_arrows(np.array(move), np.array(move), WINDOW))) == (None, None)


def test_an_arrow_beyond_the_range_has_the_longest_length():
    code = steps.encode_arrows(np.array([4e9, 0.0]), np.zeros(2), WINDOW)
    assert decoded(int(code))[0][0] == pytest.approx(1e3)
    code = steps.encode_arrows(np.array([4e-20, 0.0]), np.zeros(2), WINDOW)
    assert decoded(int(code))[0][0] == pytest.approx(1e-9)


def tips_of(explorer):
    """Return the packed next places, one array (n_rates, n_lone, 2) per batch size."""
    codes, parts = np.frombuffer(explorer.tips, "<u2").reshape(-1, 2), []
    for updates in explorer.sweep.steps:
        n = int((np.diff(updates, append=-9) != 1).sum())
        part, codes = np.split(codes, [n * len(explorer.learning_rates)])
        places = codec.decode_positions(part, explorer.window)
        parts.append(places.reshape(len(explorer.learning_rates), n, 2))
    assert len(codes) == 0
    return parts


def test_what_a_thinned_run_leaves_out_is_where_the_next_update_leads():
    X, y = gd.datasets.line(60, seed=3)
    objective = gd.LeastSquares(gd.add_bias(X), y)
    explorer = gd.widgets.descent_explorer(
        objective, [-1.0, 4.0], learning_rates=[0.05, 0.4], batch_sizes=[1, 7, 60], n_epochs=40
    )
    room = np.ptp(np.array(explorer.window), axis=1).max() / 3000
    for j, (places, updates) in enumerate(zip(tips_of(explorer), explorer.sweep.steps)):
        lone = updates[np.diff(updates, append=-9) != 1]
        for i, rate in enumerate(explorer.learning_rates):
            run = gd.gradient_descent(
                objective,
                [-1.0, 4.0],
                learning_rate=rate,
                batch_size=explorer.batch_sizes[j],
                max_steps=int(lone[-1]) + 1,
            )
            np.testing.assert_allclose(places[i], run.params[lone + 1], atol=room)


def test_with_a_memory_only_recorded_steps_are_known():
    explorer = gd.widgets.descent_explorer(
        gd.objectives.bowl(), [-2.0, 2.0], optimizer=gd.momentum(), n_steps=30
    )
    assert np.isnan(tips_of(explorer)[0]).all()
    assert explorer.packing["has_step"]
    plain = gd.widgets.descent_explorer(gd.objectives.bowl(), [-2.0, 2.0], n_steps=30)
    assert not plain.packing["has_step"]  # one arrow says it all


def test_the_legend_says_what_the_step_is():
    bowl, texts = gd.objectives.bowl(), lambda explorer: [text for _, text, *_more in explorer.key]
    assert "next step: −η∇J" in texts(gd.widgets.descent_explorer(bowl))
    with_memory = texts(gd.widgets.descent_explorer(bowl, optimizer=gd.adam()))
    assert {"next step", "−η∇J"} <= set(with_memory)
    X, y = gd.datasets.line(60)
    line = gd.LeastSquares(gd.add_bias(X), y)
    assert "next step: −η∇J of the next mini-batch" in texts(gd.widgets.descent_explorer(line))
