"""What is on the screen is in the picture and in the film, whatever it is."""

import numpy as np
import pytest
from matplotlib.colors import same_color

import gdviz as gd
from gdviz.plots import LIGHT
from gdviz.widgets import descent_explorer, on_surface
from tests.harness.interactives import line, quick

RATES, SIZES, STEPS = [0.1, 0.4, 1.2], [1, 8, 40], 40


@pytest.fixture
def explorer():
    return descent_explorer(
        line(), [-1.0, 4.0], learning_rates=RATES, batch_sizes=SIZES, n_steps=STEPS, batch_size=8
    )


def run_of(i, j, start=(-1.0, 4.0), seed=0, **more):
    return gd.gradient_descent(
        line(),
        start,
        learning_rate=RATES[i],
        batch_size=SIZES[j],
        max_steps=STEPS,
        seed=seed,
        record_loss=True,
        **more,
    )


def lines(ax, color, n_points=None):
    """Return the data of the visible lines of one color, each of shape (n, 2)."""
    found = [one for one in ax.lines if one.get_visible() and same_color(one.get_color(), color)]
    data = [one.get_xydata() for one in found]
    return [one for one in data if n_points is None or len(one) == n_points]


def panels(explorer):
    return {ax.get_label(): ax for ax in explorer.picture(LIGHT).axes}


def test_the_pinned_run_is_on_all_panels(explorer):
    explorer.pinned = [2, 2]
    ghost, ax = run_of(2, 2), panels(explorer)
    np.testing.assert_allclose(lines(ax["params"], LIGHT.ghost, STEPS + 1)[0], ghost.params)
    np.testing.assert_allclose(lines(ax["loss"], LIGHT.ghost)[0][:, 1], ghost.loss)
    x, y = lines(ax["data"], LIGHT.ghost)[0].T
    np.testing.assert_allclose(y, ghost.params[-1, 0] + ghost.params[-1, 1] * x)


def test_the_pinned_run_stays_when_start_and_seed_change(explorer):
    explorer.pinned = [1, 1]
    explorer.start, explorer.seed = [1.0, 1.0], 3
    ghost = lines(panels(explorer)["params"], LIGHT.ghost, STEPS + 1)[0]
    np.testing.assert_allclose(ghost, run_of(1, 1).params)
    explorer.pinned = []
    assert not lines(panels(explorer)["params"], LIGHT.ghost)


def test_the_fan_goes_as_far_as_the_run(explorer):
    explorer.show_fan, explorer.step = True, 20
    faint = [
        one for one in panels(explorer)["params"].lines if one.get_alpha() == on_surface.FAN_ALPHA
    ]
    assert len(faint) == 20
    steps = explorer.packing["fan_steps"][1]
    reached = [step for step in steps if step <= 20]
    for k, one in enumerate(faint):
        expected = run_of(explorer.learning_rate_index, 1, seed=1 + k).params[reached]
        np.testing.assert_allclose(one.get_xydata(), expected, atol=1e-9)


def test_the_loss_axis_is_that_of_the_page(explorer):
    page = {panel["name"]: panel for panel in explorer.panels}["loss"]
    ax = panels(explorer)["loss"]
    assert ax.get_ylim() == pytest.approx(page["ylim"])
    assert ax.get_yscale() == page["yscale"]


@pytest.mark.parametrize("x", ["step", "epoch", "samples_seen", "seconds"])
def test_the_x_axis_counts_what_the_page_counts_up_to_the_longer_run(explorer, x):
    explorer.x_axis, explorer.pinned = x, [0, 2]
    clock = np.frombuffer(explorer.clock, dtype="<f4").reshape(3, -1, 3)
    ends = {
        "step": STEPS,
        "epoch": clock[2, -1, 1],
        "samples_seen": clock[2, -1, 2],
        "seconds": max(STEPS * explorer.seconds_per_update[j] for j in (1, 2)),
    }
    assert panels(explorer)["loss"].get_xlim() == pytest.approx((0, 1.04 * ends[x]))


def test_what_is_ahead_is_faint_on_the_loss_curve(explorer):
    explorer.step = 10
    (rest,) = [one for one in panels(explorer)["loss"].collections if one.get_alpha() == 0.32]
    np.testing.assert_allclose(
        rest.get_segments()[0][:, 1], run_of(explorer.learning_rate_index, 1).loss
    )


def test_the_batch_loss_is_drawn_through_the_place_of_the_run(explorer):
    explorer.show_batch_loss, explorer.step, explorer.learning_rate = True, 7, 0.4
    further = run_of(1, 1, record_rows=True)
    rows, here, objective = further.rows[8], further.params[7], line()
    contour = lines(panels(explorer)["params"], LIGHT.batch)[0]
    heights = [objective.loss(place, rows) for place in contour]
    np.testing.assert_allclose(heights, objective.loss(here, rows), rtol=1e-2)
    dots = lines(panels(explorer)["loss"], "C0") or [
        one.get_xydata()
        for one in panels(explorer)["loss"].lines
        if same_color(one.get_markerfacecolor(), LIGHT.batch)
    ]
    expected = [objective.loss(further.params[k], further.rows[k + 1]) for k in range(8)]
    np.testing.assert_allclose(dots[0][:, 1], expected)


def glyph(ax, color):
    found = [one for one in ax.collections if hasattr(one, "U") and one.get_visible()]
    return next(one for one in found if same_color(one.get_facecolor()[0], color))


def test_both_arrows_are_to_scale_and_the_steps_tip_is_the_next_place(explorer):
    explorer.step, explorer.learning_rate = 3, 0.4
    run, objective = run_of(1, 1, record_rows=True), line()
    ax = explorer.picture(LIGHT).axes[0]
    steps = {
        LIGHT.batch: run.params[4] - run.params[3],
        LIGHT.data: -0.4 * objective.grad(run.params[3]),
    }
    for color, step in steps.items():
        one = glyph(ax, color)
        np.testing.assert_allclose(one.get_offsets()[0], run.params[3])
        np.testing.assert_allclose([one.U[0], one.V[0]], step)
        assert (one.angles, one.scale_units, one.scale) == ("xy", "xy", 1)


def test_a_step_too_short_to_see_has_a_stub_in_its_direction(explorer):
    explorer.start = start = line().minimizer + np.array([1e-7, 0.0])
    explorer.batch_size, explorer.step = 40, 0
    ax = explorer.picture(LIGHT).axes[0]
    assert not [one for one in ax.collections if hasattr(one, "U") and one.get_visible()]
    stub = next(
        one for one in ax.lines if one.get_alpha() == on_surface.STUB_ALPHA and len(one.get_xdata())
    )
    along = np.diff(stub.get_xydata(), axis=0)[0]
    downhill = -line().grad(np.array(start))
    assert along[0] * downhill[1] == pytest.approx(along[1] * downhill[0], abs=1e-9)
    assert along @ downhill > 0


def test_the_caption_names_the_sliders_and_the_seed(explorer):
    explorer.learning_rate, explorer.seed, explorer.step = 0.4, 5, 12
    figure = explorer.picture(LIGHT)
    (caption,) = figure.texts
    assert caption.get_text() == "b = 8, η = 0.4, seed 5"
    assert figure.axes[-1].get_title(loc="left").startswith("update 12, J = ")


@pytest.mark.parametrize(
    ("name", "caption", "now"),
    [
        ("slope_walker", "η = 0.47", "update 6"),
        ("rate_batch_map", "b = 8, η = 0.4, seed 0", "update 12"),
        ("optimizer_race", "β = 0.9, η = 0.022", "update 12"),
        ("schedule_race", "b = 8, η₀ = 0.4, seed 0", "20-seed median, update 12"),
        ("landscape_flight", "b = 30, η = 0.2, seed 0", "update 6"),
        ("overfitting_lab", "3 hidden units, λ = 0, dropout 0, seed 0", "The two curves, epoch 12"),
    ],
)
def test_every_picture_says_what_it_shows(name, caption, now):
    figure = quick(name).picture(LIGHT)
    assert [text.get_text() for text in figure.texts] == [caption]
    assert figure.axes[-1].get_title(loc="left").startswith(now)


@pytest.mark.parametrize("name", ["descent_explorer", "rate_batch_map", "landscape_flight"])
def test_a_film_shows_the_ghost_and_ends_where_the_picture_does(name):
    interactive = quick(name)
    interactive.pinned = [0, 0]
    film = interactive.film(LIGHT)
    film._draw_was_started = True  # it was not meant to be drawn
    n_updates = interactive.run().step[-1]
    film._func(n_updates)
    assert film._fig.axes[-1].get_title(loc="left").startswith(f"update {n_updates}")
    by_name = {ax.get_label(): ax for ax in film._fig.axes}
    end = interactive.screen(LIGHT).longest.params[-1]
    heads = [one.get_xydata()[-1:] for one in by_name["params"].lines if one.get_visible()]
    assert any(np.allclose(one, end) for one in heads if len(one))


def test_the_film_of_a_map_shows_the_map():
    chart = quick("rate_batch_map")
    film = chart.film(LIGHT)
    film._draw_was_started = True  # it was not meant to be drawn
    assert [ax.get_label() for ax in film._fig.axes] == ["map", "params", "loss"]


def test_the_map_frames_the_chosen_cell_and_says_what_hatching_means():
    chart = quick("rate_batch_map")
    chart.learning_rate, chart.batch_size = 0.1, 40
    on_map, _, loss = chart.picture(LIGHT).axes
    frame = lines(on_map, LIGHT.path)[0]
    assert frame[:, 0].min() < 0.1 < frame[:, 0].max()
    assert frame[:, 1].min() < 40 < frame[:, 1].max()
    words = [text.get_text() for text in loss.get_legend().get_texts()]
    assert words[1:] == ["target not reached", "diverged"]
    assert "updates" in words[0]


@pytest.mark.parametrize("budget", [{"n_epochs": 2}, {"n_samples_seen": 80}])
def test_the_step_follows_when_python_chooses_a_run_with_more_updates(budget):
    explorer = descent_explorer(line(), learning_rates=RATES, batch_sizes=SIZES, **budget)
    explorer.batch_size = 40
    assert explorer.step == 2
    explorer.batch_size = 1
    assert explorer.step == 80
    assert explorer.picture(LIGHT).axes[-1].get_title(loc="left").startswith("update 80")
    explorer.step = 40
    explorer.batch_size = 40
    assert explorer.step == 1


def test_the_page_chooses_run_and_step_together():
    explorer = descent_explorer(line(), learning_rates=RATES, batch_sizes=SIZES, n_epochs=2)
    explorer.batch_size = 40
    explorer.set_state({"batch_size_index": 0, "step": 20})
    assert explorer.step == 20


def test_the_picture_shows_the_recorded_update_that_the_page_shows():
    explorer = descent_explorer(line(), learning_rates=RATES, batch_sizes=[1], n_epochs=30)
    steps = explorer.sweep.steps[0]
    explorer.step = between = int(steps[100]) + 1
    assert between not in steps
    assert (
        explorer.picture(LIGHT).axes[-1].get_title(loc="left").startswith(f"update {steps[100]:,}")
    )


def test_the_cloud_keeps_its_scale_so_that_the_signal_dies_and_the_noise_does_not():
    objective = line(1000)
    cloud = gd.widgets.gradient_cloud(objective, [0.0, 0.0], n_batches=50)
    axes, lengths = cloud.cloud_window, {}
    for name, place in {"far": [0.0, 0.0], "minimum": objective.minimizer.tolist()}.items():
        cloud.start = place
        step = np.array(cloud.packing["rate"]) * cloud.full / np.ptp(cloud.window, axis=1)
        lengths[name] = np.hypot(*step)
        assert cloud.cloud_window == axes
    assert 0.2 < lengths["far"] < 0.3
    assert lengths["minimum"] < 0.01
    noise = np.array(cloud.predicted)[0, [0, 2]]
    assert noise.min() > 0.01


def test_the_axes_of_the_cloud_do_not_depend_on_the_way_there():
    there, around = (gd.widgets.gradient_cloud(line(), [0.0, 0.0], n_batches=9) for _ in range(2))
    around.start = [4.0, 5.0]
    assert around.message.startswith("The noise is stronger here")
    for cloud in (there, around):
        cloud.start = [1.0, 2.0]
        assert cloud.message == ""
    assert there.cloud_window == around.cloud_window


def test_the_cloud_draws_the_arrow_that_the_page_draws():
    cloud = gd.widgets.gradient_cloud(line(), [0.0, 0.0], n_batches=9)
    cloud.start = [0.5, 1.0]
    ax = cloud.picture(LIGHT).axes[1]
    for color, gradient in {LIGHT.data: cloud.full, LIGHT.batch: cloud.gradients_of[3][8]}.items():
        one = glyph(ax, color)
        np.testing.assert_allclose([one.U[0], one.V[0]], -cloud.eta * gradient)
    assert any(f"η = {cloud.eta:g}" in text for _, text, *_more in cloud.key)


def test_the_lab_draws_the_pinned_network():
    lab = quick("overfitting_lab")
    lab.pinned = [0, 5]
    losses = [loss[5] for loss in lab.measured]
    lab.seed = 3
    ghosts = lines(lab.picture(LIGHT).axes[1], LIGHT.ghost)
    for ghost, loss in zip(ghosts, losses, strict=True):
        np.testing.assert_allclose(ghost[:, 1], loss)
