"""The race of schedules, driven as the page drives it: by its traits."""

import numpy as np
import pytest
import traitlets

import gdviz as gd
from gdviz.widgets import codec, schedule_race
from gdviz.widgets.schedule_race import usual_shapes

RATES, SIZES, N_STEPS = [0.1, 0.4, 50.0], [4, 120], 40
NAMES = ["constant", "step", "1/t", "exponential", "cosine", "warm-up"]


@pytest.fixture(scope="module")
def objective():
    X, y = gd.datasets.line(n_samples=120)
    return gd.LeastSquares(gd.add_bias(X), y)


@pytest.fixture
def race(objective):
    return schedule_race(
        objective, [-1.0, 4.0], learning_rates=RATES, batch_sizes=SIZES, n_steps=N_STEPS
    )


def single(objective, name, *, eta, b, seed):
    """The same run, by the loop."""
    shape = usual_shapes(N_STEPS)[name]
    return gd.gradient_descent(
        objective,
        [-1.0, 4.0],
        learning_rate=lambda step: eta * shape(step),
        batch_size=b,
        max_steps=N_STEPS,
        seed=seed,
    )


def first_record(race, racer, i, j):
    """Where a run begins, in records, as codec.js counts: racer, then batch size, then rate."""
    counts, n_rates = race.packing["n_records"], len(race.learning_rates)
    return n_rates * (racer * sum(counts) + sum(counts[:j])) + i * counts[j], counts[j]


@pytest.mark.parametrize(("racer", "i", "j"), [(0, 0, 0), (2, 1, 0), (4, 1, 1), (5, 0, 1)])
def test_the_page_has_the_paths_of_gradient_descent(race, objective, racer, i, j):
    first, n = first_record(race, racer, i, j)
    codes = np.frombuffer(race.positions, dtype="<u2").reshape(-1, 2)[first : first + n]
    run = single(objective, NAMES[racer], eta=RATES[i], b=SIZES[j], seed=0)
    pixels = (codec.decode_positions(codes, race.window) - run.params) / np.ptp(race.window, axis=1)
    assert np.abs(1000 * pixels).max() < 0.2


@pytest.mark.parametrize(("racer", "i", "j"), [(0, 1, 0), (3, 0, 1), (5, 1, 0)])
def test_the_loss_on_the_page_is_the_median_excess_of_20_seeds(race, objective, racer, i, j):
    first, n = first_record(race, racer, i, j)
    codes = np.frombuffer(race.losses, dtype="<u2")[first : first + n]
    shown = codec.decode_losses(codes, race.packing["loss_range"], race.packing["loss_is_log"])
    runs = [
        single(objective, NAMES[racer], eta=RATES[i], b=SIZES[j], seed=seed) for seed in range(20)
    ]
    residuals = objective.y - objective.X @ np.linalg.lstsq(objective.X, objective.y, rcond=None)[0]
    excess = np.median([run.loss for run in runs], axis=0) - np.mean(residuals**2) / 2
    np.testing.assert_allclose(shown, excess, rtol=2e-3)


def test_its_slider_is_that_of_the_rate_at_the_start(race, objective):
    assert race.knobs[0]["label"] == "learning rate η₀"
    assert race.words["setting"] == "b = {batch_size}, η₀ = {learning_rate}"
    explorer = gd.widgets.descent_explorer(objective, n_steps=2)
    assert explorer.words["setting"] == "b = {batch_size}, η = {learning_rate}"


def test_run_is_what_is_on_the_screen(race, objective):
    race.learning_rate, race.batch_size, race.seed = 0.4, 4, 3
    shown = race.run()
    assert list(shown) == NAMES
    run = single(objective, "cosine", eta=0.4, b=4, seed=5)
    np.testing.assert_allclose(shown["cosine"][2].params, run.params, atol=1e-9)
    np.testing.assert_allclose(shown["cosine"][2].learning_rate, run.learning_rate)


def test_dots_stand_on_the_curves(race):
    heights = np.array(race.packing["schedules"])
    assert heights.shape == (6, race.packing["n_records"][0])
    assert heights[:, 0] == pytest.approx([1, 1, 1, 1, 1, 0.25])  # 4 updates of warm-up
    assert heights[4, N_STEPS // 2] == pytest.approx(0.5)


def test_a_long_race_is_thinned_and_stays_small(objective):
    race = schedule_race(objective, [0, 0], learning_rates=[0.1, 0.2], n_steps=1000)
    assert race.packing["n_records"] == [101] * len(race.batch_sizes)
    assert race.run()["constant"][0].step[[0, -1]].tolist() == [0, 1000]
    assert len(race.positions) + len(race.losses) + len(race.clock) < 200_000


def test_a_run_far_beyond_the_limit_is_shown_as_diverged(race):
    first, n = first_record(race, 0, 2, 1)
    assert np.frombuffer(race.losses, dtype="<u2")[first + n - 1] == codec.OFF
    race.learning_rate_index, race.batch_size_index = 2, 1
    assert race._repr_mimebundle_()[0]["image/png"]


def test_every_control_moves_and_the_picture_with_it(race):
    for name, values in {
        "learning_rate": (0.1, 50.0, 0.4),
        "batch_size": (4, 120),
        "step": (0, 20, N_STEPS),
        "x_axis": ("epoch", "samples_seen", "step"),
        "seed": (9, 0),
        "start": ([2.0, 2.0], [0.0, 0.0]),
        "theme": ("dark", "light"),
    }.items():
        for value in values:
            setattr(race, name, value)
            assert len(race.run()["1/t"]) == 20
    assert race._repr_mimebundle_()[0]["image/png"][:4] == b"\x89PNG"
    with pytest.raises(traitlets.TraitError, match="x_axis"):
        race.x_axis = "seconds of fame"


def test_the_picture_holds_schedules_paths_and_medians(race):
    race.step = 20
    plan, surface, loss = race.picture(gd.plots.LIGHT).axes
    assert [ax.get_label() for ax in (plan, surface, loss)] == ["schedule", "params", "excess"]
    medians = [line for line in loss.lines if line.get_visible()]
    assert len(medians) == 6
    assert medians[0].get_xdata()[-1] == 20
    assert loss.get_ylabel() == "J(θ) − J*"


def test_without_a_known_minimum_the_loss_itself_is_shown():
    surface = gd.objectives.rosenbrock()
    race = schedule_race(surface, learning_rates=[0.0005, 0.001], n_steps=20)
    assert race.batch_sizes == [1]
    assert not race.is_random
    first = np.frombuffer(race.losses, dtype="<u2")[:1]
    shown = codec.decode_losses(first, race.packing["loss_range"], race.packing["loss_is_log"])
    assert shown == pytest.approx(surface.loss(np.array(race.start)), rel=1e-3)


def test_own_schedules_can_race(objective):
    shapes = {"up": lambda step: 1 + step / 10, "down": lambda step: 1 - step / 10}
    race = schedule_race(objective, [0, 0], shapes=shapes, learning_rates=[0.1, 0.2], n_steps=10)
    assert repr(race) == "ScheduleRace(up, down)"
    assert race.racers == ["up", "down"]


def test_saves_a_page_and_a_picture(race, tmp_path):
    for name in ("race.html", "race.png"):
        race.save(tmp_path / name)
        assert (tmp_path / name).stat().st_size > 10_000


def test_film_ends_where_the_picture_does(race):
    film = race.film(gd.plots.LIGHT)
    film._draw_was_started = True  # it was not meant to be drawn
    film._func(len(race.sweep.steps[0]) - 1)
    _, surface, loss = film._fig.axes
    paths = [line for line in surface.lines if line.get_visible()]
    for (first, *_), path in zip(race.run().values(), paths):
        np.testing.assert_array_equal(path.get_xydata(), first.params)
    assert loss.get_title(loc="left") == f"update {race.n_steps:,}"


def test_bad_arguments_are_named(objective):
    with pytest.raises(ValueError, match=r"objective must have two parameters. Got 1."):
        schedule_race(gd.objectives.parabola())
    with pytest.raises(ValueError, match=r"n_steps must be"):
        schedule_race(objective, n_steps=0)
    with pytest.raises(ValueError, match=r"learning_rates must be increasing"):
        schedule_race(objective, learning_rates=[0.2, 0.1])
    with pytest.raises(ValueError, match=r"batch_sizes must be between 1 and 120"):
        schedule_race(objective, batch_sizes=[1, 121])
    with pytest.raises(ValueError, match=r"shapes must hold at least one schedule"):
        schedule_race(objective, shapes={})
    with pytest.raises(ValueError, match=r"learning_rate\(0\) must be"):
        schedule_race(objective, shapes={"uphill": lambda step: -1.0})
