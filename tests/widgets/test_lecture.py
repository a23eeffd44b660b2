import pytest

import gdviz as gd
from gdviz.plots import LIGHT, projector
from gdviz.widgets import lecture


@pytest.fixture(autouse=True)
def _end():
    yield
    gd.lecture(False)


@pytest.fixture
def shown(monkeypatch):
    """What `gd.lecture` displays, in order."""
    pages = []
    monkeypatch.setattr(lecture, "display", pages.append)
    return pages


def test_says_what_it_is_without_an_address(capsys):
    gd.lecture()
    gd.lecture(width=1024, height=768)
    gd.lecture(False)
    said = ["Lecture(1280 × 720)", "Lecture(1024 × 768)", "Lecture(off)"]
    assert capsys.readouterr().out.splitlines() == said


def test_a_notebook_stores_the_same_words(shown):
    gd.lecture()
    data, _ = shown[0]._repr_mimebundle_()
    assert data["text/plain"] == "Lecture(1280 × 720)"


def test_a_second_lecture_ends_the_first(shown):
    gd.lecture()
    gd.lecture(width=1024, height=768)
    assert [page.is_on for page in shown] == [False, True]
    assert shown[1].letter > 18
    gd.lecture(False)
    assert [page.is_on for page in shown] == [False, False, False]


def test_interactives_take_the_size_and_colors_of_the_lecture(shown):
    gd.lecture(width=1024, height=768)
    walker = gd.widgets.slope_walker(gd.objectives.parabola(), n_steps=3)
    walker.open()
    width, height = walker.stage_size
    assert (width * shown[0].zoom, height * shown[0].zoom) < (1024, 768)
    assert walker.palettes["light"]["path"] == LIGHT.projected.path == LIGHT.path
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
    assert projector.screen() is None
    assert LIGHT.palette == LIGHT.own
