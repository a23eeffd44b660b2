"""What the page draws is looked up at places computed from the exact runs, in Python.

A canvas is read without the still picture behind it. Every test chooses a run whose neighbors in
the grid look different, so that the picture of another run, or a mirrored one, is seen.
"""

import base64
import io
from contextlib import contextmanager

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

import gdviz as gd
from tests.harness.explorer import Explorer
from tests.harness.pages import DESKTOP, new_page

THEMES = pytest.mark.parametrize("theme", ["light", "dark"])


class Panel:
    """The pixels of one panel's canvas, and where numbers lie on it."""

    def __init__(self, shown, interactive, name, theme):
        names = [panel["name"] for panel in interactive.panels]
        canvas = shown.panels.nth(names.index(name))
        url = canvas.evaluate("canvas => canvas.toDataURL()")
        picture = Image.open(io.BytesIO(base64.b64decode(url.partition(",")[2])))
        self.rgba = np.asarray(picture.convert("RGBA"), dtype=float)
        self.spec, self.colors = interactive.panels[names.index(name)], interactive.palettes[theme]
        self.zoom = self.rgba.shape[1] / (self.spec["tile"][1] * interactive.stage_size[0])

    @property
    def rect(self):
        """Return left, top, width and height of the axes in pixels."""
        high, wide = self.rgba.shape[:2]
        left, width, top, height = self.spec["tile"]
        return (
            (self.spec["left"] - left) / width * wide,
            (self.spec["top"] - top) / height * high,
            self.spec["width"] / width * wide,
            self.spec["height"] / height * high,
        )

    def place(self, x, y, xlim=None):
        """Return the pixel of a place in the panel's units."""
        left, top, width, height = self.rect
        u = share(x, xlim or self.spec["xlim"], self.spec["xscale"])
        return np.array(
            [
                left + u * width,
                top + (1 - share(y, self.spec["ylim"], self.spec["yscale"])) * height,
            ]
        )

    def is_color(self, place, color, reach=1.5):
        """Whether the color is within so many pixels of the place."""
        x, y = np.round(place).astype(int)
        r = int(np.ceil(reach))
        part = self.rgba[max(0, y - r) : y + r + 1, max(0, x - r) : x + r + 1].reshape(-1, 4)
        return bool(((np.abs(part[:, :3] - rgb(color)).max(axis=1) < 30) & (part[:, 3] > 60)).any())

    def has(self, place, role, reach=1.5):
        return self.is_color(place, self.colors[role], reach)

    def is_empty(self, place):
        x, y = np.round(place).astype(int)
        return self.rgba[y, x, 3] == 0


def share(value, limits, scale):
    low, high = np.log(limits) if scale == "log" else limits
    return ((np.log(value) if scale == "log" else value) - low) / (high - low)


def rgb(color):
    return [int(color[k : k + 2], 16) for k in (1, 3, 5)]


@pytest.fixture
def show(browser, tmp_path):
    """Save an interactive and open it; use it in a ``with``."""

    @contextmanager
    def shown(interactive, theme="light"):
        interactive.save(tmp_path / "page.html")
        with new_page(browser, offline=True, color_scheme=theme) as page:
            page.set_viewport_size(DESKTOP)
            page.goto((tmp_path / "page.html").as_uri())
            yield Explorer(page, page.locator(".gdviz")).wait()

    return shown


def line_explorer(**options):
    X, y = gd.datasets.line(60, seed=3)
    return gd.widgets.descent_explorer(
        gd.LeastSquares(gd.add_bias(X), y),
        [-1.0, 4.0],
        learning_rates=[0.02, 0.09, 0.4],
        batch_sizes=[1, 4, 60],
        n_epochs=2,
        **options,
    )


@THEMES
def test_marker_arrows_fit_samples_and_loss_are_those_of_the_update(show, theme):
    explorer = line_explorer(learning_rate=0.09, batch_size=4)
    explorer.step = 14  # where the arrows are at a right angle, and long
    run, J = explorer.run(), explorer.objective
    here, rows = run.params[14], run.rows[15]
    with show(explorer, theme) as shown:
        surface, data, loss = (
            Panel(shown, explorer, name, theme) for name in ("params", "data", "loss")
        )
    assert surface.has(surface.place(*here), "path")
    assert surface.has(surface.place(*run.params[5]), "path")
    ends = {"batch": -J.grad(here, rows), "data": -J.grad(here)}
    _, _, width, height = surface.rect
    scale = np.array([width, -height]) / np.ptp(np.array(explorer.window), axis=1)
    turns = {}
    for role, downhill in ends.items():
        along = downhill * scale
        turns[role] = along / np.hypot(*along)
        middle = surface.place(*here) + 20 * surface.zoom * turns[role]
        behind = surface.place(*here) - 20 * surface.zoom * turns[role]
        assert surface.has(middle, role)
        assert not surface.has(behind, role)
    assert turn(*turns.values()) > 1  # or one arrow would lie on the other
    x, y = J.X[:, 1], J.y
    for k in range(J.n_samples):
        is_lit = data.has(data.place(x[k], y[k]), "batch", 2)
        assert is_lit == (k in rows) or near_another(data, x, y, k, rows)
    for end in np.quantile(x, [0.3, 0.8]):
        assert data.has(data.place(end, here @ [1, end]), "path", 2)
    now = loss.place(14, run.loss[14], xlim=(0, 1.04 * run.step[-1]))
    assert loss.has(now, "path")
    later = loss.place(20, run.loss[20], xlim=(0, 1.04 * run.step[-1]))
    assert not loss.is_empty(later)


def test_each_slider_chooses_its_run(show):
    explorer = line_explorer(learning_rate=0.02, batch_size=60)
    with show(explorer) as shown:
        shown.slider("learning rate η").press("End")
        shown.slider("batch size b").press("Home")
        shown.slider("update").press("Home")
        for _ in range(3):
            shown.slider("update").press("ArrowRight")
        expect(shown.words).to_contain_text("b = 1, η = 0.4: update 3,")
        surface = Panel(shown, explorer, "params", "light")
    explorer.learning_rate, explorer.batch_size = 0.4, 1
    assert surface.has(surface.place(*explorer.run().params[3]), "path")


def near_another(data, x, y, k, rows):
    """Whether a lit sample, or the line, may cover this one."""
    places = np.array([data.place(*pair) for pair in zip(x, y)])
    distance = np.hypot(*(places[rows] - places[k]).T)
    return distance.min() < 12


def test_the_fan_the_ghost_and_the_loss_of_the_batch(show):
    explorer = line_explorer(learning_rate=0.09, batch_size=4)
    explorer.pinned = [2, 1]
    ghost = gd.gradient_descent(
        explorer.objective, explorer.start, learning_rate=0.4, batch_size=4, n_epochs=2
    )
    explorer.show_fan = explorer.show_batch_loss = True
    with show(explorer) as shown:
        surface, loss = (Panel(shown, explorer, name, "light") for name in ("params", "loss"))
    run, J = explorer.run(), explorer.objective
    assert surface.has(surface.place(*ghost.params[-1]), "ghost")
    xlim = 0, 1.04 * run.step[-1]
    for step in (2, 9, 17):
        batch_loss = J.loss(run.params[step], run.rows[step + 1])
        assert loss.has(loss.place(step, batch_loss, xlim), "batch", 2)
    drawn = 0
    for seed in range(1, 21):
        other = gd.gradient_descent(
            J, explorer.start, learning_rate=0.09, batch_size=4, n_epochs=2, seed=seed
        )
        middles = (other.params[1:4] + other.params[2:5]) / 2
        drawn += sum(not surface.is_empty(surface.place(*middle)) for middle in middles)
    assert drawn == 60
    with show(line_explorer(learning_rate=0.09, batch_size=4)) as shown:
        plain = Panel(shown, explorer, "params", "light")
    assert (plain.rgba[..., 3] > 0).sum() < 0.8 * (surface.rgba[..., 3] > 0).sum()


@THEMES
def test_each_cell_of_the_map_is_its_runs_and_a_click_chooses_it(show, theme):
    X, y = gd.datasets.line(60, seed=5)
    rates, sizes = [0.02, 0.1, 0.5, 1.9], [2, 9, 60]
    explorer = gd.widgets.rate_batch_map(
        gd.LeastSquares(gd.add_bias(X), y), learning_rates=rates, batch_sizes=sizes, n_epochs=6
    )
    times, known = explorer.times(), np.isfinite(explorer.times())
    logs = np.log(times[known])
    with show(explorer, theme) as shown:
        cells = Panel(shown, explorer, "map", theme)
        for j in range(len(sizes)):
            for i in range(len(rates)):
                edges = explorer.borders["x"][i : i + 2], explorer.borders["y"][j : j + 2]
                middle = cells.place(*np.sqrt(np.prod(edges, axis=1)))
                if known[j, i]:
                    depth = (np.log(times[j, i]) - logs.min()) / np.ptp(logs)
                    expected = mixed(cells.colors["surface"], 0.15 + 0.85 * depth)
                    assert cells.is_color(middle, expected), (i, j)
                elif np.isinf(times[j, i]):
                    assert cells.has(middle, "limit", 2)
                else:
                    assert cells.has(middle, "ghost", 2)  # never reached: crossed out
        for i, j in [(0, 2), (3, 0), (1, 1)]:
            box = shown.panels.first.bounding_box()
            x, y = cells.place(rates[i], sizes[j]) * box["width"] / cells.rgba.shape[1]
            shown.panels.first.click(position={"x": x, "y": y})
            expect(shown.words).to_contain_text(f"b = {sizes[j]}, η = {rates[i]}")
            after = Panel(shown, explorer, "map", theme)
            edge = np.sqrt([rates[i] * rates[max(0, i - 1)], rates[i] ** 2])[int(i == 0)]
            if i:
                assert after.has(after.place(edge, sizes[j]), "path", 2)


def mixed(colors, share):
    """Return the color at a share of the way through a list of colors."""
    places = np.linspace(0, 1, len(colors))
    parts = np.array([rgb(color) for color in colors])
    channels = [round(float(np.interp(share, places, part))) for part in parts.T]
    return "#" + "".join(f"{channel:02x}" for channel in channels)


def test_every_racer_has_its_color_at_its_place(show):
    race = gd.widgets.optimizer_race(
        gd.objectives.ravine(),
        learning_rates=[0.01, 0.03],
        betas=[0.0, 0.8],
        learning_rate=0.03,
        beta=0.8,
        n_steps=25,
    )
    race.step = 9
    with show(race) as shown:
        surface, loss = (Panel(shown, race, name, "light") for name in ("params", "loss"))
    runs = list(race.run().values())
    places = np.array([surface.place(*run.params[9]) for run in runs])
    heights = np.array([loss.place(9, run.loss[9], (0, 26))[1] for run in runs])
    for k, run in enumerate(runs):
        color = surface.colors["series"][k % len(surface.colors["series"])]
        if np.hypot(*(places[k + 1 :] - places[k]).T).min(initial=99) > 10:  # later ones lie above
            assert surface.is_color(places[k], color), k
        if np.abs(heights[k + 1 :] - heights[k]).min(initial=99) > 10:
            assert loss.is_color(loss.place(9, run.loss[9], (0, 26)), color), k


def test_the_legend_shows_every_racers_line_however_many_there_are(show):
    race = gd.widgets.optimizer_race(
        gd.objectives.ravine(),
        optimizers={f"n{k}": gd.sgd() for k in range(14)},
        learning_rates=[0.01],
        n_steps=5,
    )
    with show(race) as shown:
        strokes = shown.root.locator(".gdviz-key path").evaluate_all(
            "all => all.map((path) => getComputedStyle(path).stroke)"
        )
    series = [f"rgb({', '.join(map(str, rgb(c)))})" for c in race.palettes["light"]["series"]]
    assert strokes == [series[k % len(series)] for k in range(14)]


def test_the_schedules_dots_are_at_their_heights(show):
    X, y = gd.datasets.line(60, seed=3)
    race = gd.widgets.schedule_race(gd.LeastSquares(gd.add_bias(X), y), n_steps=40)
    race.step = 30
    with show(race) as shown:
        panel = Panel(shown, race, "schedule", "light")
    shapes = list(race.shapes.values())
    heights = np.array([shape(30) for shape in shapes])
    for k, height in enumerate(heights):
        if np.abs(heights[k + 1 :] - height).min(initial=1) > 0.05:
            assert panel.is_color(panel.place(30, height), panel.colors["series"][k])


@THEMES
def test_the_walker_stands_on_the_curve_with_its_tangent_and_next_step(show, theme):
    walker = gd.widgets.slope_walker(
        gd.objectives.parabola(), 2.0, learning_rates=[0.1, 0.3], learning_rate=0.1, n_steps=8
    )
    walker.step = 1
    run = walker.run()
    with show(walker, theme) as shown:
        panel = Panel(shown, walker, "params", theme)
    (theta,), (after,) = run.params[1], run.params[2]
    here = panel.place(theta, run.loss[1])
    assert panel.has(here, "path")
    assert panel.has(panel.place((theta + after) / 2, run.loss[1]), "path")  # the step is level
    slope = walker.objective.grad(run.params[1])[0]
    beyond = np.array(
        [panel.place(theta + d, run.loss[1] + slope * d) for d in np.linspace(0.1, 0.4, 40)]
    )
    before = np.array(
        [panel.place(theta + d, run.loss[1] - slope * d) for d in np.linspace(0.1, 0.4, 40)]
    )
    far = [k for k in range(40) if 15 < np.hypot(*(beyond[k] - here)) < 45]
    assert sum(panel.has(beyond[k], "limit", 1) for k in far) > len(far) / 3  # it is dashed
    assert not any(panel.has(before[k], "limit", 1) for k in far)


def test_the_clouds_arrows_and_points_are_those_of_its_batches(show):
    X, y = gd.datasets.line(60, seed=3)
    cloud = gd.widgets.gradient_cloud(
        gd.LeastSquares(gd.add_bias(X), y),
        [-0.5, 3.0],
        batch_sizes=[2, 12, 60],
        batch_size=2,
        n_batches=25,
    )
    scale = np.array([1, -1]) / np.ptp(np.array(cloud.window), axis=1)
    turns = [turn(gradient * scale, cloud.full * scale) for gradient in cloud.gradients_of[0]]
    chosen = int(np.argmin(np.abs(np.subtract(turns, np.pi / 2))))  # arrows at a right angle
    cloud.step = chosen + 1
    with show(cloud) as shown:
        noise, place = (Panel(shown, cloud, name, "light") for name in ("cloud", "place"))
    gradients = cloud.gradients_of[0]
    for k, gradient in enumerate(gradients):
        is_drawn = noise.has(noise.place(*(gradient - cloud.full)), "batch", 3)
        assert is_drawn or k > chosen
    scale = scale * place.rect[2:]
    for role, gradient in {"batch": gradients[chosen], "data": cloud.full}.items():
        along = -gradient * scale
        start = place.place(*cloud.start)
        assert place.has(start + 25 * place.zoom * along / np.hypot(*along), role)


def turn(one, other):
    """Return the angle between two arrows."""
    return np.arccos(one @ other / np.hypot(*one) / np.hypot(*other))


@THEMES
def test_the_labs_classes_and_their_grounds(show, theme):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(40, 2)) + np.repeat([[-1.5, 0], [1.5, 0.5]], 20, axis=0)
    y = np.repeat([0, 1], 20)
    lab = gd.widgets.overfitting_lab(X, y, X[::2], y[::2], sizes=[3], n_epochs=60)
    with show(lab, theme) as shown:
        panel = Panel(shown, lab, "boundary", theme)
    for label in (0, 1):
        lone = [k for k in np.flatnonzero(y == label) if alone(X, k)]
        assert sum(
            panel.is_color(panel.place(*X[k]), panel.colors["classes"][label]) for k in lone
        ) == len(lone)
    network, params = lab.objectives()[0], lab.params[0][0, -1]
    corners = np.array([[0.04, 0.5], [0.96, 0.5]]) * np.ptp(np.array(lab.window), axis=1)
    corners += np.array(lab.window)[:, 0]
    odds = np.diff(network.log_probabilities(params, corners), axis=1)[:, 0]
    ground = np.array(rgb(panel.colors["panel"]))
    for corner, z in zip(corners, odds):
        lean = np.tanh(z / 2)
        tint = 255 * np.array(panel.colors["tints"][int(z > 0)])
        expected = np.round(ground + abs(lean) * (tint - ground)).astype(int)
        assert panel.is_color(panel.place(*corner), "#" + "".join(f"{c:02x}" for c in expected))
    assert odds.min() < 0 < odds.max()


def alone(X, k):
    """Whether no other point is near enough to cover this one."""
    return np.sort(np.hypot(*(X - X[k]).T))[1] > 0.3


def test_colors_are_the_ones_that_the_texts_name():
    for palette in line_explorer().palettes.values():
        red, _, blue = rgb(palette["path"])
        assert red > 2 * blue  # "the orange path"
        red, _, blue = rgb(palette["data"])
        assert blue > 2 * red  # "the blue arrow"
