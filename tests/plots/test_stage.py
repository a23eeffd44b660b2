import io

import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image

import gdviz as gd
from gdviz.plots import DARK, LIGHT
from gdviz.plots.stage import draw_best, panel_geometry, png, rendered, stage


def test_panels_are_what_the_objective_can_show(line):
    X, y = gd.datasets.four_points()
    names = {
        "data": [ax.get_label() for ax in stage(line).axes],
        "no data": [ax.get_label() for ax in stage(gd.objectives.beale()).axes],
        "one parameter": [ax.get_label() for ax in stage(gd.objectives.parabola()).axes],
        "one parameter, data": [ax.get_label() for ax in stage(gd.LeastSquares(X, y)).axes],
    }
    assert names == {
        "data": ["params", "data", "loss"],
        "no data": ["params", "loss"],
        "one parameter": ["params", "loss"],
        "one parameter, data": ["params", "data", "loss"],
    }


def test_geometry_is_where_the_axes_are_drawn(line):
    figure = stage(line, window=((0, 2), (1, 3)), loss_window=((0, 50), (0.01, 10)))
    panels = {panel.name: panel for panel in panel_geometry(figure)}
    assert panels["params"].xlim == (0, 2)
    assert panels["params"].ylim == (1, 3)
    assert (panels["params"].xscale, panels["params"].yscale) == ("linear", "linear")
    assert (panels["loss"].xlim, panels["loss"].ylim) == ((0, 50), (0.01, 10))
    assert panels["loss"].yscale == "log"


@pytest.mark.parametrize("pixel_ratio", [1, 2])
def test_point_of_the_data_lies_where_geometry_says(pixel_ratio):
    figure = stage(gd.objectives.bowl(), window=((-1, 1), (-1, 1)))
    panel = panel_geometry(figure)[0]
    figure.axes[0].plot([0.5], [-0.25], "s", color="red", markersize=4, zorder=9)
    red = np.argwhere((rendered(figure, pixel_ratio)[..., :3] == [255, 0, 0]).all(axis=-1))
    height, width = rendered(figure, pixel_ratio).shape[:2]
    row, column = red.mean(axis=0) + 0.5
    assert column / width == pytest.approx(panel.left + 0.75 * panel.width, abs=1.5 / width)
    assert row / height == pytest.approx(panel.top + 0.625 * panel.height, abs=1.5 / height)


def test_limits_stay_when_more_is_drawn(line):
    figure = stage(line)
    before = panel_geometry(figure)
    for ax in figure.axes:
        ax.plot([1e6], [1e6])
    assert panel_geometry(figure) == before


def test_png_has_two_pixels_for_one_and_a_palette(line):
    figure = stage(line, width_px=900, height_px=400, theme=DARK)
    data = png(figure)
    image = Image.open(io.BytesIO(data))
    assert image.size == (1800, 800)
    assert image.mode == "P"
    assert len(data) < 120_000
    assert image.convert("RGB").getpixel((0, 0)) == (0x11, 0x15, 0x1B)


def test_palette_changes_no_color_visibly(line):
    figure = stage(line)
    image = Image.open(io.BytesIO(png(figure, pixel_ratio=1))).convert("RGB")
    difference = np.asarray(image).astype(int) - rendered(figure)[..., :3]
    assert np.abs(difference).max() <= 8


def test_stage_is_reproducible(line):
    assert png(stage(line)) == png(stage(line))


def test_themes_draw_the_same_panels_in_other_colors(line):
    light, dark = stage(line, theme=LIGHT), stage(line, theme=DARK)
    assert panel_geometry(light) == panel_geometry(dark)
    assert light.get_facecolor() != dark.get_facecolor()


def test_loss_axis_is_linear_where_losses_fall_below_zero():
    figure = stage(gd.objectives.tilted_double_well())
    assert figure.axes[-1].get_yscale() == "linear"
    assert figure.axes[-1].get_ylim()[0] < -0.3


def test_loss_axis_without_a_unit_leaves_its_numbers_to_others(line):
    ax = stage(line, loss_x=None).axes[-1]
    assert ax.get_xlabel() == ""
    assert not any(tick.label1.get_visible() for tick in ax.xaxis.get_major_ticks())
    assert stage(line, loss_x="epoch").axes[-1].get_xlabel() == "epochs"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"loss_x": "time"}, "x must be one of"),
        ({"window": ((0, 1),)}, r"window must be 2 pair\(s\)"),
    ],
)
def test_bad_arguments(line, arguments, message):
    with pytest.raises(ValueError, match=message):
        stage(line, **arguments)


def test_more_than_two_parameters():
    many = gd.objectives.quadratic(np.eye(3))
    with pytest.raises(ValueError, match=r"must have 2 parameters .* Got 3"):
        stage(many)


@pytest.mark.parametrize(
    ("best", "word"), [(0.01, " J*"), (2e-4, "J* = 0.0002, below"), (None, "")]
)
def test_the_lowest_loss_is_on_the_loss_axis_or_said_to_lie_below(best, word):
    ax = Figure().add_subplot()
    ax.set(yscale="log", ylim=(1e-3, 10))
    draw_best(ax, best, LIGHT)
    assert "".join(text.get_text() for text in ax.texts) == word
    assert [line.get_ydata()[0] for line in ax.lines] == ([best] if best == 0.01 else [])
