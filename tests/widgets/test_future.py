"""With `show_future` off, nothing before the marker depends on the run behind it."""

import io

import numpy as np
import pytest
from PIL import Image

import gdviz as gd
from gdviz.plots import LIGHT
from gdviz.plots.stage import png
from gdviz.widgets import descent_explorer, slope_walker
from tests.harness.interactives import EXPLORERS, line, quick


def explorer_of(last_rate, **more):
    """An explorer whose run takes another learning rate after update 10."""
    follow = gd.schedules.follow(lambda step: 1.0 if step < 10 else last_rate)

    return descent_explorer(
        line(),
        [-1.0, 4.0],
        learning_rates=[0.3],
        batch_sizes=[8],
        n_steps=40,
        optimizer=follow,
        window=((-2, 3), (0, 5)),
        **more,
    )


def pixels(figure):
    return np.asarray(Image.open(io.BytesIO(png(figure))).convert("RGB"), dtype=int)


@pytest.mark.parametrize("step", [0, 4, 9])
def test_the_picture_before_the_marker_is_the_same_whatever_comes(step):
    pictures = []
    for last_rate in (1.0, 0.2):
        explorer = explorer_of(last_rate, show_future=False, step=step)
        explorer.open()
        explorer.loss_window = ((0, 1), (0.01, 10.0))  # that of all runs, else
        pictures.append(pixels(explorer.picture(LIGHT)))
    np.testing.assert_array_equal(*pictures)
    explorer.show_future = True
    assert (pixels(explorer.picture(LIGHT)) != pictures[1]).any()


def test_it_opens_at_its_start_where_the_rest_is_hidden():
    assert explorer_of(1.0, show_future=False).step == 0
    assert explorer_of(1.0).step == 40
    assert explorer_of(1.0, step=7).step == 7
    assert slope_walker(gd.objectives.parabola(), step=3, show_future=False).step == 3
    with pytest.raises(ValueError, match=r"step must be between 0 and 40\. Got 41"):
        explorer_of(1.0, step=41).open()


@pytest.mark.parametrize(
    "name", sorted(set(EXPLORERS) - {"gradient_cloud", "overfitting_lab", "epoch_lab"})
)
def test_no_picture_draws_what_is_ahead(name):
    interactive = quick(name)
    interactive.step = 2
    faint = [
        one
        for ax in interactive.picture(LIGHT).axes
        for one in ax.collections
        if one.get_alpha() == 0.32
    ]
    assert faint
    interactive.show_future = False
    left = [
        one
        for ax in interactive.picture(LIGHT).axes
        for one in ax.collections
        if one.get_alpha() == 0.32
    ]
    assert left == []


def test_the_film_hides_it_as_well():
    explorer = explorer_of(1.0, show_future=False)
    film = explorer.film(LIGHT)
    film._draw_was_started = True  # it was not meant to be drawn
    faint = [one for ax in film._fig.axes for one in ax.collections if one.get_alpha() == 0.32]
    assert faint == []
