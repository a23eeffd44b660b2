import numpy as np
import pytest
from sklearn.metrics import confusion_matrix as count_pairs

from gdviz import plots
from gdviz.plots import DARK, LIGHT
from gdviz.plots.images import CAPTION, GAP

THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])

FOUR = np.arange(16.0).reshape(4, 2, 2)


def color(image, value):
    """The color that the image gives to a value, as red, green, blue from 0 to 255."""
    return image.to_rgba(np.array([[value]]), bytes=True)[0, 0, :3].astype(int)


def rgb(text):
    return [int(text[k : k + 2], 16) for k in (1, 3, 5)]


def test_rows_of_a_data_set_are_drawn_as_the_images_they_are():
    drawn = plots.image_grid(FOUR.reshape(4, 4))
    assert drawn.images[2].get_array().tolist() == [[8, 9], [10, 11]]
    assert [image.get_array().tolist() for image in plots.image_grid(FOUR).images] == FOUR.tolist()
    assert drawn.captions == []


def test_images_fill_rows_from_the_upper_left_and_do_not_touch():
    drawn = plots.image_grid(FOUR, n_columns=3, captions="abcd")
    left, right, bottom, top = np.array([image.get_extent() for image in drawn.images]).T
    np.testing.assert_allclose(left, [0, 1 + GAP, 2 + 2 * GAP, 0])
    np.testing.assert_allclose(right - left, 1)
    np.testing.assert_allclose(top, [0, 0, 0, -(1 + GAP + CAPTION)])
    ax = drawn.images[0].axes
    assert ax.get_xlim()[0] < left.min() < right.max() < ax.get_xlim()[1]
    assert ax.get_ylim()[0] < bottom.min() < top.max() < ax.get_ylim()[1]


def test_captions_stand_between_the_rows():
    drawn = plots.image_grid(FOUR, n_columns=2, captions=["0", "1", "2", "3"])
    figure = drawn.images[0].figure
    figure.draw_without_rendering()
    boxes = [caption.get_window_extent() for caption in drawn.captions]
    pictures = [image.get_window_extent() for image in drawn.images]
    assert [caption.get_text() for caption in drawn.captions] == ["0", "1", "2", "3"]
    for box, picture in zip(boxes, pictures):
        assert picture.y1 <= box.y0
        assert picture.x0 < (box.x0 + box.x1) / 2 < picture.x1
    assert boxes[2].y1 < pictures[0].y0
    assert boxes[0].y1 <= figure.bbox.y1


@THEMES
def test_ink_goes_from_the_ground_to_the_letters(theme):
    first = plots.image_grid(FOUR, theme=theme).images[0]
    assert color(first, 0).tolist() == rgb(theme.panel)
    assert color(first, 15).tolist() == rgb(theme.text)


@THEMES
def test_signed_images_have_the_ground_in_the_middle(theme):
    first = plots.image_grid(FOUR - 12, signed=True, theme=theme).images[0]
    assert color(first, -12).tolist() == rgb(theme.path)
    np.testing.assert_allclose(color(first, 0), rgb(theme.panel), atol=2)
    assert color(first, 12).tolist() == rgb(theme.data)


def test_blank_images_are_no_error():
    assert plots.image_grid(np.zeros((2, 9)), signed=True).images[0].get_clim() == (-1, 1)


def test_a_new_figure_has_the_height_of_its_rows():
    one, two = (plots.image_grid(FOUR, n_columns=n).images[0].figure for n in (4, 2))
    assert one.get_figwidth() == two.get_figwidth()
    width, height = one.get_size_inches()
    assert width / height == pytest.approx((4 + 5 * GAP) / (1 + 2 * GAP))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"images": np.zeros((3, 5))}, r"n_pixels².*Got \(3, 5\)"),
        ({"images": np.zeros((3, 2, 3))}, r"Got \(3, 2, 3\)"),
        ({"images": np.zeros((0, 4))}, "images must not be empty"),
        ({"images": FOUR, "captions": "abc"}, "as many as the 4 images, or none. Got 3"),
        ({"images": FOUR, "n_columns": 0}, "n_columns must be at least 1"),
    ],
)
def test_images_that_cannot_be_drawn(arguments, message):
    with pytest.raises(ValueError, match=message):
        plots.image_grid(**arguments)


TRUTH, READ = [0, 0, 1, 1, 1, 2, 2, 2, 2], [0, 0, 1, 2, 2, 2, 2, 2, 0]


def test_confusion_matrix_writes_every_number_but_zero():
    drawn = plots.confusion_matrix(count_pairs(TRUTH, READ))
    numbers = {text.get_position(): text.get_text() for text in drawn.numbers}
    assert numbers == {(0, 0): "2", (1, 1): "1", (2, 1): "2", (2, 2): "3", (0, 2): "1"}
    ax = drawn.cells.axes
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("read as", "is")


@THEMES
def test_right_and_wrong_have_their_own_colors(theme):
    cells = plots.confusion_matrix(count_pairs(TRUTH, READ), theme=theme).cells.get_array()
    ground, right, wrong = (np.array(rgb(c)) / 255 for c in (theme.panel, theme.data, theme.path))
    np.testing.assert_allclose(cells[0, 1], ground)
    for cell, ink, strength in [
        (cells[0, 0], right, 1),
        (cells[1, 1], right, 1 / 3),
        (cells[1, 2], wrong, 1),
        (cells[2, 0], wrong, 1 / 2),
    ]:
        np.testing.assert_allclose(cell, ground + strength / 2 * (ink - ground), atol=1e-12)


def test_classes_can_be_named():
    ax = plots.confusion_matrix(np.eye(2), labels=["cat", "dog"]).cells.axes
    assert [label.get_text() for label in ax.get_xticklabels()] == ["cat", "dog"]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["cat", "dog"]


@pytest.mark.parametrize("counts", [np.ones((2, 3)), [1, 2], [[1, -1], [0, 1]]])
def test_what_is_no_confusion_matrix(counts):
    with pytest.raises(ValueError, match=r"counts must be a square table of numbers from 0 on"):
        plots.confusion_matrix(counts)
