import pytest

import gdviz as gd
from gdviz.plots import LIGHT, style
from gdviz.widgets.lecture import Lecture


@pytest.fixture(autouse=True)
def _end():
    yield
    gd.lecture(False)


def test_says_what_it_is_without_an_address(capsys):
    gd.lecture()
    gd.lecture(width=1024, height=768)
    gd.lecture(False)
    said = ["Lecture(1280 × 720)", "Lecture(1024 × 768)", "Lecture(off)"]
    assert capsys.readouterr().out.splitlines() == said


def test_a_notebook_stores_the_same_words(monkeypatch):
    gd.lecture()
    data, _ = Lecture.current._repr_mimebundle_()
    assert data["text/plain"] == "Lecture(1280 × 720)"


def test_a_second_lecture_ends_the_first():
    gd.lecture()
    first = Lecture.current
    gd.lecture(width=1024, height=768)
    assert (first.is_on, Lecture.current.is_on) == (False, True)
    assert Lecture.current.letter > 18


def test_interactives_take_the_size_and_colors_of_the_lecture():
    gd.lecture(width=1024, height=768)
    walker = gd.widgets.slope_walker(gd.objectives.parabola(), n_steps=3)
    walker.open()
    width, height = walker.stage_size
    assert (width * Lecture.current.zoom, height * Lecture.current.zoom) < (1024, 768)
    assert walker.palettes["light"]["path"] == style.PROJECTED.path == LIGHT.path
    gd.lecture(False)
    again = gd.widgets.slope_walker(gd.objectives.parabola(), n_steps=3)
    again.open()
    assert again.stage_size != [width, height]
    assert again.palettes["light"]["path"] != walker.palettes["light"]["path"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"width": 300}, r"width must be between 640 and 7680\. Got 300"),
        ({"height": 72.5}, r"height must be an integer\. Got 72\.5"),
        ({"is_on": 1024}, r"is_on must be True or False.*width=1024, height=768\)\. Got 1024"),
    ],
)
def test_bad_arguments_change_nothing(arguments, message):
    with pytest.raises(ValueError, match=message):
        gd.lecture(**arguments)
    assert vars(LIGHT) == vars(style.UNPROJECTED)
