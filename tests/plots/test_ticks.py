import itertools

import numpy as np
import pytest
from matplotlib import pyplot

from gdviz.plots import LIGHT, style
from gdviz.plots.ticks import LinearTickFormatter, LogTickFormatter, LogTicks


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0.008, 12, [0.01, 0.1, 1, 10]),
        (0.04, 3, [0.05, 0.1, 0.2, 0.5, 1, 2]),
        (1e-9, 1, [1e-8, 1e-6, 1e-4, 1e-2, 1]),
    ],
)
def test_ticks_are_decades_or_one_two_five(low, high, ticks):
    np.testing.assert_allclose(LogTicks().tick_values(low, high), ticks)


def test_range_within_one_decade_has_round_ticks():
    ticks = LogTicks().tick_values(0.36, 0.72)
    np.testing.assert_allclose(ticks[(ticks > 0.36) & (ticks < 0.72)], [0.4, 0.5, 0.6, 0.7])


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        ([0.01, 0.1, 1], ["0.01", "0.1", "1"]),
        ([100, 1000], ["100", "1,000"]),
        ([1e-4, 1], ["$10^{-4}$", "$10^{0}$"]),
        ([2e5], [r"$2\times10^{5}$"]),
        ([], []),
    ],
)
def test_log_ticks_are_plain_while_they_are_short(values, texts):
    assert LogTickFormatter().format_ticks(values) == texts


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        ([0, 0.5, 1], ["0.0", "0.5", "1.0"]),
        ([-200000, 0], ["−200,000", "0"]),
        ([0, 0.1 + 0.2], ["0.0", "0.3"]),
        ([0, 2e-7], ["0", "2e−07"]),
        ([], []),
    ],
)
def test_linear_ticks_share_their_decimals(values, texts):
    assert LinearTickFormatter().format_ticks(values) == texts


@pytest.mark.parametrize("span", [0.05, 0.3, 0.9, 1.5, 3, 12, 40, 250])
@pytest.mark.parametrize("low", [3e-21, 0.47, 3.0])
def test_numbers_of_a_log_axis_never_touch(low, span):
    figure = pyplot.figure(figsize=(4, 4), dpi=100)
    ax = style.dress(figure.add_subplot(), LIGHT)
    style.log_ticks(ax.yaxis)
    ax.set_ylim(low, low * 10**span)
    figure.canvas.draw()
    boxes = [label.get_window_extent() for label in ax.get_yticklabels() if label.get_text()]
    inside = sorted(
        (b for b in boxes if ax.bbox.y0 <= b.y0 + b.height / 2 <= ax.bbox.y1), key=lambda b: b.y0
    )
    assert 2 <= len(inside) <= 12
    assert all(below.y1 <= above.y0 for below, above in itertools.pairwise(inside))


@pytest.mark.parametrize("end", [1, 60, 60_000, 3e6, 1e-3])
@pytest.mark.parametrize("inches", [1.6, 2.4, 4, 9])
def test_numbers_of_an_x_axis_never_touch(inches, end):
    figure = pyplot.figure(figsize=(inches, 3), dpi=100)
    ax = style.dress(figure.add_subplot(), LIGHT)
    ax.set_xlim(-0.02 * end, end)
    figure.canvas.draw()
    shown = [t for t in ax.get_xticklabels() if -0.02 * end <= t.get_position()[0] <= end]
    boxes = [t.get_window_extent() for t in shown]
    assert len(boxes) >= 2
    assert all(left.x1 < right.x0 for left, right in itertools.pairwise(boxes))
