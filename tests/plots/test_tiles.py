"""Labels lie within their own tile, and in the figure, whatever numbers stand at the axes."""

import numpy as np
import pytest

import gdviz as gd
from gdviz import plots
from gdviz.plots import DARK, LIGHT
from gdviz.plots.stage import draw_loss_axes, draw_panels, draw_params, panel_geometry, stage
from gdviz.plots.tiles import fit_tiles, place

RANGES = [
    (-2, 3),
    (0, 40_000),
    (-20_000, 40_000),
    (-0.0175, 0.0175),
    (0.00012, 0.00019),
    (-1e9, 1e9),
    (-3e-9, 1e-9),
    (0, 7e12),
    (1e9 - 1, 1e9 + 2),
    (-1_234_567, -1_234_000),
    (0.123456, 0.123459),
    (-9_999_999, 9_999_999),
    (17.5, 17.65),
]
LOSSES = [
    ((0, 100), (1e-3, 10)),
    ((0, 1_000_000), (-30_000, 40_000)),
    ((0, 300_000), (1.0001e9, 1.0004e9)),
    ((0, 60), (2e-21, 3e-4)),
    ((0, 5), (1e8, 7e8)),
    ((0, 17), (12_345, 23_456)),
]


class Somewhere:
    """A bowl in a given place, of a given size."""

    n_samples = 1

    def __init__(self, *ranges):
        self.window, self.n_params = ranges, len(ranges)
        self.middle = np.mean(ranges, axis=1)
        self.size = np.ptp(ranges, axis=1)

    def loss(self, params, rows=None):
        return float((((params - self.middle) / self.size) ** 2).sum())

    def grad(self, params, rows=None):
        return 2 * (params - self.middle) / self.size**2


def letters(ax):
    """Where everything is that is written beside the axes, in pixels."""
    ax.figure.canvas.draw()
    axes = (ax.xaxis, ax.yaxis)
    texts = [axis.label for axis in axes] + [axis.get_offset_text() for axis in axes]
    for axis in axes:
        low, high = sorted(axis.get_view_interval())
        slack = 1e-9 * (high - low)
        texts += [
            tick.label1
            for tick in axis.get_major_ticks()
            if low - slack <= tick.get_loc() <= high + slack
        ]
    return [text.get_window_extent() for text in texts if text.get_text() and text.get_visible()]


def check_tiles(figure):
    width, height = figure.canvas.get_width_height()
    panels = panel_geometry(figure)
    for ax, panel in zip(figure.axes, panels):
        left, wide, *_ = panel.tile
        for box in letters(ax):
            assert left * width - 0.5 <= box.x0
            assert box.x1 <= (left + wide) * width + 0.5
            assert box.y0 >= 0
            assert box.y1 <= height
    widths = [panel.width for panel in panels]
    assert np.ptp(widths) < 1e-9
    assert min(widths) * width > 100


@pytest.mark.parametrize("k", range(len(RANGES)))
def test_labels_of_a_stage_lie_in_their_own_tile(k):
    bowl = Somewhere(RANGES[k], RANGES[(k + 4) % len(RANGES)])
    (width_px, height_px), theme = (
        [(746, 430), (1280, 480), (560, 300)][k % 3],
        (LIGHT, DARK)[k % 2],
    )
    looks = {"theme": theme, "width_px": width_px, "height_px": height_px, "n_points": 5}
    check_tiles(stage(bowl, loss_window=LOSSES[k % len(LOSSES)], **looks))


@pytest.mark.parametrize("limits", RANGES)
def test_labels_of_three_panels_lie_in_their_own_tile(limits):
    x = np.linspace(*limits, 12)
    line = gd.LeastSquares(gd.add_bias(x), -3 * x)
    figure = stage(line, window=(limits, limits[::1]), width_px=1119, height_px=430, n_points=5)
    assert [ax.get_label() for ax in figure.axes] == ["params", "data", "loss"]
    check_tiles(figure)


@pytest.mark.parametrize("limits", RANGES)
@pytest.mark.parametrize("hero", ["params", "loss"])
def test_labels_beside_a_large_panel_lie_in_their_own_tile(limits, hero):
    bowl = Somewhere(limits, RANGES[5])
    panels = {
        "params": lambda ax: draw_params(bowl, ax, (limits, RANGES[5]), LIGHT, 5),
        "data": lambda ax: ax.plot(limits, limits[::-1]),
        "loss": lambda ax: draw_loss_axes(ax, LOSSES[0], "step", LIGHT),
    }
    figure = draw_panels(panels, (800, 460), hero)
    width, height = figure.canvas.get_width_height()
    areas = {}
    for ax, panel in zip(figure.axes, panel_geometry(figure)):
        left, wide, top, high = panel.tile
        for box in letters(ax):
            assert left * width - 0.5 <= box.x0
            assert box.x1 <= (left + wide) * width + 0.5
            assert height * (1 - top - high) - 0.5 <= box.y0
            assert box.y1 <= height * (1 - top) + 0.5
        areas[panel.name] = panel.width * panel.height
    assert areas.pop(hero) > 2 * max(areas.values())


@pytest.mark.parametrize("limits", RANGES)
def test_labels_of_a_curve_lie_in_their_own_tile(limits):
    check_tiles(stage(Somewhere(limits), width_px=746, height_px=430))


def test_usual_numbers_leave_the_panels_where_they_were(line):
    figure = stage(line, window=((-1, 3), (0, 4)), loss_window=((0, 100), (0.01, 1)))
    before = [ax.get_position().bounds for ax in figure.axes]
    place(figure, np.tile([74, 24], (3, 1)))
    assert [ax.get_position().bounds for ax in figure.axes] == before
    fit_tiles(figure)
    np.testing.assert_allclose([ax.get_position().bounds for ax in figure.axes], before)


@pytest.mark.parametrize("k", range(len(RANGES)))
def test_labels_of_a_figure_lie_in_it(k):
    draw, limits = [plots.contour, plots.surface3d, plots.curve][k % 3], RANGES[k]
    ranges = (limits,) if draw is plots.curve else (limits, RANGES[3])
    ax = draw(Somewhere(*ranges), **({} if draw is plots.curve else {"n_points": 5})).axes
    ax.figure.canvas.draw()
    box, (width, height) = ax.get_tightbbox(), ax.figure.canvas.get_width_height()
    assert box.x0 >= 0
    assert box.y0 >= 0
    assert box.x1 <= width
    assert box.y1 <= height
