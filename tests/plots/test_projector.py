import copy
import pickle

import matplotlib
import numpy as np
import pytest
from matplotlib import pyplot
from matplotlib.figure import Figure
from matplotlib.text import Text

import gdviz as gd
from gdviz import plots
from gdviz.plots import DARK, LIGHT, projector, style
from gdviz.plots.projector import Projector

SCREENS = [(1024, 768), (1280, 720), (1920, 1080)]


@pytest.fixture(params=SCREENS, ids="{0[0]}".format)
def screen(request):
    screen = Projector(*request.param)
    projector.enter(screen)
    yield screen
    projector.enter(None)


def pixels(figure):
    return figure.get_size_inches() * figure.dpi


@pytest.mark.parametrize("panels", [(1, 1), (1, 4), (2, 3)])
def test_figures_fit_and_their_letters_reach_the_last_row(screen, panels):
    figure, axes = pyplot.subplots(*panels, figsize=(13, 8), layout="constrained", squeeze=False)
    for ax in axes.flat:
        plots.curve(gd.objectives.parabola(), ax=ax)
    figure.canvas.draw()
    letters = [t.get_size() * figure.dpi / 72 for t in figure.findobj(Text) if t.get_text()]
    assert min(letters) >= screen.height / 42
    assert (pixels(figure) <= [screen.width, screen.height]).all()
    assert axes[0, 0].lines[0].get_linewidth() * figure.dpi / 72 > screen.width / 256


def test_letters_on_a_small_projector_are_18_pixels_high():
    assert Projector(1024, 768).letter > 18


def test_a_small_figure_keeps_its_inches(screen):
    ax = plots.curve(gd.objectives.parabola(), ax=pyplot.figure(figsize=(3, 2)).add_subplot()).axes
    np.testing.assert_allclose(ax.figure.get_size_inches(), (3, 2))


def test_a_figure_that_pyplot_does_not_show_is_left_alone(screen):
    figure = Figure(figsize=(13, 8))
    plots.curve(gd.objectives.parabola(), ax=figure.add_subplot())
    assert figure.get_size_inches().tolist() == [13, 8]


def test_perspective_fits_too(screen):
    figure = plots.surface3d(gd.objectives.bowl(), n_points=5).axes.figure
    assert (pixels(figure) <= screen.room).all()


def test_titles_side_by_side_are_broken(screen):
    figure, axes = pyplot.subplots(1, 3, figsize=(12, 5), layout="constrained")
    for ax in axes:
        style.dress(ax, LIGHT)
        plots.title(ax, "mini-batch gradient descent after 320 updates", LIGHT)
    figure.canvas.draw()
    boxes = [ax._left_title.get_window_extent() for ax in axes]
    assert boxes[0].x1 < boxes[1].x0
    assert boxes[1].x1 < boxes[2].x0


def test_interactives_fill_the_width_and_leave_room_for_their_controls(screen):
    width, height = np.array(screen.stage) * screen.zoom
    assert width == pytest.approx(screen.room[0], rel=0.01)
    assert 0.4 * screen.height < height < screen.room[1] - 5 * 2 * screen.letter


def test_afterwards_everything_is_as_before():
    rc, before = dict(matplotlib.rcParams), (LIGHT.palette, style.new_figure().dpi)
    projector.enter(Projector(1024, 768))
    assert LIGHT.series == LIGHT.projected.series != LIGHT.own.series
    projector.enter(None)
    assert (LIGHT.palette, plots.curve(gd.objectives.parabola()).axes.figure.dpi) == before
    assert dict(matplotlib.rcParams) == rc


def test_a_lecture_changes_no_theme():
    kept, first = {LIGHT: "light", DARK: "dark"}, (hash(LIGHT), vars(LIGHT).copy())
    projector.enter(Projector(1024, 768))
    try:
        assert kept[LIGHT] == "light"
        assert kept[DARK] == "dark"
        assert (hash(LIGHT), vars(LIGHT)) == first
    finally:
        projector.enter(None)
    assert LIGHT != DARK


def test_figures_take_the_colors_of_the_hall_whoever_holds_the_theme(screen):
    light = LIGHT
    line = plots.curve(gd.objectives.parabola(), theme=light)
    assert line.get_color() == light.data == light.projected.data
    assert plots.curve(gd.objectives.parabola()).get_color() == light.projected.data


def test_entering_another_screen_tells_the_one_before():
    left = []
    projector.enter(Projector(1024, 768), on_leave=lambda: left.append("first"))
    projector.enter(Projector(1280, 720), on_leave=lambda: left.append("second"))
    assert left == ["first"]
    projector.enter(None)
    assert left == ["first", "second"]
    assert projector.screen() is None


def test_themes_are_copied_and_pickled_whole():
    for theme in (LIGHT, DARK):
        assert copy.deepcopy(theme) == theme
        assert pickle.loads(pickle.dumps(theme)) == theme
    with pytest.raises(AttributeError, match="a theme has no 'ink'"):
        LIGHT.ink  # noqa: B018
