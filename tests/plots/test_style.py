import itertools
import subprocess
import sys

import matplotlib
import numpy as np
import pytest
from matplotlib import pyplot
from matplotlib.colors import to_rgb
from matplotlib.text import Text

import gdviz as gd
from gdviz import plots
from gdviz.plots import DARK, LIGHT, style
from gdviz.plots.stage import stage

THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])

PALETTES = pytest.mark.parametrize(
    "theme",
    [LIGHT.own, DARK.own, LIGHT.projected, DARK.projected],
    ids=["light", "dark", "light in a hall", "dark in a hall"],
)

# Machado, Oliveira & Fernandes (2009), full severity, for linear RGB.
BLINDNESS = {
    "none": np.eye(3),
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
}


def linear(color):
    rgb = np.array(to_rgb(color))
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def contrast(one, other):
    light, dark = sorted((linear(c) @ [0.2126, 0.7152, 0.0722] for c in (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def lab(rgb):
    xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    t = np.cbrt(np.clip(xyz @ rgb, 1e-4, None) / [0.9505, 1, 1.089])
    return np.array([116 * t[1] - 16, 500 * (t[0] - t[1]), 200 * (t[1] - t[2])])


def least_distance(colors, blindness):
    """The distance of the two colors most alike, CIE76; 2 is a just noticeable difference."""
    seen = [lab(BLINDNESS[blindness] @ linear(color)) for color in colors]
    return min(np.linalg.norm(a - b) for a, b in itertools.combinations(seen, 2))


@PALETTES
def test_letters_and_marks_stand_out(theme):
    assert contrast(theme.text, theme.figure) > 7  # WCAG AAA
    assert contrast(theme.text, theme.panel) > 7
    for role in ("path", "data", "limit", "ghost", "minimum"):
        assert contrast(getattr(theme, role), theme.panel) > 3, role
    assert contrast(theme.batch, theme.edge) > 7


@THEMES
def test_nothing_is_pale_in_a_lit_hall(theme):
    colors = theme.projected
    for role in ("path", "data", "limit", "ghost", "minimum", "text"):
        assert contrast(getattr(colors, role), colors.panel) > 4.5, role
    assert min(contrast(color, colors.panel) for color in colors.series) > 4.5
    assert contrast(colors.grid, colors.panel) > 2.4


@PALETTES
@pytest.mark.parametrize("blindness", BLINDNESS)
def test_roles_are_told_apart_by_the_color_blind(theme, blindness):
    assert least_distance((theme.path, theme.batch, theme.data), blindness) > 25


@PALETTES
@pytest.mark.parametrize("blindness", BLINDNESS)
def test_compared_runs_are_told_apart_by_the_color_blind(theme, blindness):
    assert least_distance(theme.series, blindness) > 20


def everything(theme):
    """Draw one of each and return the figures."""
    X, y = gd.datasets.line(100)
    line = gd.LeastSquares(gd.add_bias(X), y)
    run = gd.gradient_descent(line, [0.0, 0.0], learning_rate=0.3, max_steps=20)
    well = gd.objectives.tilted_double_well()
    surface = plots.contour(line, theme=theme).axes
    plots.path(run, ax=surface, theme=theme, label="a run")
    plots.legend(surface, theme)
    plots.title(surface, "A run", theme)
    curve = plots.curve(well, theme=theme).axes
    plots.tangent(well, 1.2, ax=curve, theme=theme)
    drawn = [
        surface,
        curve,
        plots.surface3d(line, theme=theme, n_points=11).axes,
        plots.loss_curve(run, theme=theme).axes,
        plots.compare({"one": run, "two": [run, run]}, theme=theme, best=0.0).medians["one"].axes,
        plots.data_with_fit(line, [1, 2], rows=[1, 2], theme=theme).points.axes,
        plots.gradient_cloud(line, [1, 1], batch_size=4, n_batches=20, theme=theme).points.axes,
    ]
    return [ax.figure for ax in drawn] + [stage(line, theme=theme), plots.snapshot(line, run)]


@THEMES
def test_every_letter_is_large_enough_for_the_back_row(theme):
    for figure in everything(theme):
        figure.canvas.draw()
        scale = 1280 / (figure.get_size_inches()[0] * 72)  # shown 1280 pixels wide
        texts = [t for t in figure.findobj(Text) if t.get_text() and t.get_visible()]
        assert texts
        assert min(text.get_size() * scale for text in texts) >= 14


def test_nothing_global_is_touched():
    before = dict(matplotlib.rcParams)
    for figure in everything(DARK):
        figure.canvas.draw()
    assert dict(matplotlib.rcParams) == before


def test_pyplot_is_loaded_only_for_a_new_figure():
    code = "import sys, gdviz.plots.stage; print('matplotlib.pyplot' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"


def test_without_axes_a_new_figure_is_made_and_left_open():
    assert pyplot.get_fignums() == []
    plots.contour(gd.objectives.bowl())
    assert len(pyplot.get_fignums()) == 1


def test_color_map_runs_from_valley_to_ridge():
    colors = style.surface_colors(LIGHT, 14)
    brightness = colors[:, :3].sum(axis=1)
    assert (np.diff(brightness) < 0).all()
    assert (np.diff(style.surface_colors(DARK, 14)[:, :3].sum(axis=1)) > 0).all()


def test_legend_without_anything_to_name_is_left_out():
    ax = plots.contour(gd.objectives.bowl()).axes
    assert plots.legend(ax, LIGHT) is None
