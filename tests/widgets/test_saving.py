"""The files that `save` writes: each one opens, and shows the run."""

import math
import re
import subprocess
from xml.etree import ElementTree

import imageio_ffmpeg
import numpy as np
import pytest
from matplotlib.colors import to_rgb
from PIL import Image

import gdviz as gd
from gdviz.plots import LIGHT
from gdviz.plots.stage import panel_geometry

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def explorer():
    X, y = gd.datasets.line(n_samples=120)
    return gd.widgets.descent_explorer(
        gd.LeastSquares(gd.add_bias(X), y), [-1.0, 4.0], learning_rate=0.4, n_steps=20
    )


@pytest.fixture(scope="module")
def race():
    return gd.widgets.optimizer_race(gd.objectives.ravine(), [-2.0, 2.0], n_steps=10)


def n_pixels(image, color):
    """Return how many pixels have this color."""
    pixels = np.asarray(image.convert("RGB"), dtype=int)
    return int((np.abs(pixels - 255 * np.array(to_rgb(color))).max(axis=-1) < 25).sum())


def lines_of(svg, color):
    """Return the vertices of all lines of one color, each of shape (n, 2), y downward."""
    strokes = [
        e for e in svg.iter(f"{SVG}path") if f"stroke: {color.lower()}" in e.get("style", "")
    ]
    numbers = [re.findall(r"-?\d+\.?\d*", e.get("d")) for e in strokes]
    return [np.array(each, dtype=float).reshape(-1, 2) for each in numbers]


def in_pixels(panel, size, params):
    """Return where params lie in a picture of this size."""
    (x0, x1), (y0, y1) = panel.xlim, panel.ylim
    across = panel.left + panel.width * (params[:, 0] - x0) / (x1 - x0)
    down = panel.top + panel.height * (y1 - params[:, 1]) / (y1 - y0)
    return np.stack([across, down], axis=1) * size


def test_png_shows_the_path(explorer, tmp_path):
    explorer.save(tmp_path / "run.png")
    with Image.open(tmp_path / "run.png") as image:
        assert image.size == (2560, 960)
        assert n_pixels(image, LIGHT.path) > 2000
        assert n_pixels(image, LIGHT.data) > 500


def test_svg_holds_the_path_and_no_letters(explorer, tmp_path):
    explorer.save(tmp_path / "run.svg")
    svg = ElementTree.parse(tmp_path / "run.svg").getroot()
    size = np.array(svg.get("viewBox").split()[2:], dtype=float)
    panel = panel_geometry(explorer.picture(LIGHT))[0]
    places = in_pixels(panel, size, explorer.run().params)
    path = next(line for line in lines_of(svg, LIGHT.path) if len(line) == len(places) == 21)
    np.testing.assert_allclose(path, places, atol=0.01)
    assert list(svg.iter(f"{SVG}text")) == []


def test_svg_is_the_same_each_time(explorer, tmp_path):
    for name in ("one.svg", "two.svg"):
        explorer.save(tmp_path / name)
    one = (tmp_path / "one.svg").read_bytes()
    assert one == (tmp_path / "two.svg").read_bytes()
    assert b"dc:date" not in one


def test_gif_plays_every_record(explorer, tmp_path):
    explorer.save(tmp_path / "run.gif")
    with Image.open(tmp_path / "run.gif") as image:
        assert (image.n_frames, image.size) == (21, (1280, 480))
        first = n_pixels(image, LIGHT.path)
        image.seek(20)
        assert n_pixels(image, LIGHT.path) > first + 300


def frames_of(path):
    """Return the size of a film, how many frames it has, the first and the last."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-i", str(path)]
    decode = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
    done = subprocess.run(command + decode, capture_output=True, check=True)
    width, height = map(int, re.search(rb", (\d+)x(\d+)", done.stderr).groups())
    frames = np.frombuffer(done.stdout, np.uint8).reshape(-1, height, width, 3)
    return (width, height), len(frames), *map(Image.fromarray, frames[[0, -1]])


def test_mp4_plays_every_record(explorer, tmp_path):
    explorer.save(tmp_path / "run.mp4")
    size, n_frames, first, last = frames_of(tmp_path / "run.mp4")
    n_held = math.ceil(1.5 * 20 / 8)  # 20 updates in 8 seconds, then the last picture stands
    assert (size, n_frames) == ((1280, 480), 21 + n_held)
    assert n_pixels(last, LIGHT.path) > n_pixels(first, LIGHT.path) + 300


def test_race_is_filmed_with_all_racers(race, tmp_path):
    race.save(tmp_path / "race.mp4")
    (width, height), n_frames, first, last = frames_of(tmp_path / "race.mp4")
    assert (width, height % 2, n_frames) == (1280, 0, 11 + math.ceil(1.5 * 1.5))
    for color in LIGHT.series[1:3]:
        assert n_pixels(last, color) > n_pixels(first, color) + 100


def test_a_film_is_as_long_and_as_wide_as_asked_for(explorer, tmp_path):
    explorer.save(tmp_path / "run.gif", seconds=2, width=640)
    with Image.open(tmp_path / "run.gif") as image:
        assert image.size == (640, 240)
        durations = []
        for k in range(image.n_frames):
            image.seek(k)
            durations.append(image.info["duration"])
    assert sum(durations[:-1]) == pytest.approx(2000, abs=10)
    assert 1500 <= durations[-1] <= 1700


@pytest.mark.parametrize("suffix", [".png", ".svg", ".html", ".gif", ".mp4"])
def test_what_fails_leaves_the_file_before_as_it_is(explorer, tmp_path, monkeypatch, suffix):
    def fail(*args, **kwargs):
        raise OSError("no space left")

    for name in ("picture", "film"):
        monkeypatch.setattr(type(explorer), name, fail)
    monkeypatch.setattr("gdviz.widgets.saving.page", fail)
    path = tmp_path / f"run{suffix}"
    path.write_bytes(b"before")
    with pytest.raises(OSError, match="no space left"):
        explorer.save(path)
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [
        (path.name, b"before")
    ]


@pytest.mark.parametrize(
    ("path", "message"),
    [(5, "path must be the name of a file. Got 5"), ("no/folder/run.png", "folder that exists")],
)
def test_a_path_that_is_none_is_refused_in_words(explorer, path, message):
    with pytest.raises(ValueError, match=message):
        explorer.save(path)
