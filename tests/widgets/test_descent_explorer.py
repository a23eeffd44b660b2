"""An explorer, driven as the page drives it: by its traits."""

import json

import numpy as np
import pytest
import traitlets

import gdviz as gd
from gdviz.widgets import codec, descent_explorer, saving, slope_walker

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(scope="module")
def objective():
    X, y = gd.datasets.line(n_samples=120)
    return gd.LeastSquares(gd.add_bias(X), y)


@pytest.fixture
def explorer(objective):
    return descent_explorer(
        objective, [-1.0, 4.0], learning_rates=[0.1, 0.4, 5.0], batch_sizes=[1, 8, 120], n_steps=40
    )


def positions(explorer, j):
    """Return all paths of one batch size, (n_rates, n_records, 2), as codec.js reads them."""
    codes = np.frombuffer(explorer.positions, dtype="<u2")
    counts, n_rates = explorer.packing["n_records"], len(explorer.learning_rates)
    first = 2 * n_rates * sum(counts[:j])
    part = codes[first : first + 2 * n_rates * counts[j]].reshape(n_rates, counts[j], 2)
    return codec.decode_positions(part, explorer.window)


def losses(explorer, j):
    """Return all losses of one batch size, (n_rates, n_records), as codec.js reads them."""
    codes = np.frombuffer(explorer.losses, dtype="<u2")
    counts, n_rates = explorer.packing["n_records"], len(explorer.learning_rates)
    part = codes[n_rates * sum(counts[:j]) :][: n_rates * counts[j]].reshape(n_rates, counts[j])
    return codec.decode_losses(
        part, explorer.packing["loss_range"], explorer.packing["loss_is_log"]
    )


@pytest.mark.parametrize(("i", "j"), [(0, 0), (1, 1), (0, 2)])
def test_the_page_has_the_runs_of_gradient_descent(explorer, i, j):
    run = gd.gradient_descent(
        explorer.objective,
        [-1.0, 4.0],
        learning_rate=explorer.learning_rates[i],
        batch_size=explorer.batch_sizes[j],
        max_steps=40,
    )
    pixels = np.abs(positions(explorer, j)[i] - run.params) / np.ptp(explorer.window, axis=1) * 1000
    assert pixels.max() < 0.2
    np.testing.assert_allclose(losses(explorer, j)[i], run.loss, rtol=1e-3)


def test_a_value_that_no_slider_has_is_computed_and_then_there(explorer, objective):
    explorer.pinned, explorer.step = [1, 1], 20
    explorer.learning_rate, explorer.batch_size = 0.35, 24
    assert explorer.learning_rates == [0.1, 0.35, 0.4, 5.0]
    assert explorer.batch_sizes == [1, 8, 24, 120]
    assert (explorer.learning_rate, explorer.batch_size, explorer.step) == (0.35, 24, 20)
    expected = gd.gradient_descent(
        objective, [-1.0, 4.0], learning_rate=0.35, batch_size=24, max_steps=40
    )
    np.testing.assert_array_equal(explorer.run().params, expected.params)
    assert positions(explorer, 2)[1] == pytest.approx(expected.params, abs=2e-3)
    assert explorer.learning_rate_limits[2] == pytest.approx(
        gd.max_learning_rate(objective, batch_size=24, replace=False)
    )
    assert explorer.pinned == [2, 1]
    ghost = explorer._run(explorer._ghost)
    assert (ghost.learning_rate[1], ghost.batch_size[1]) == (0.4, 8)
    explorer.learning_rate = 0.35
    assert len(explorer.learning_rates) == 4


def test_what_is_asked_for_at_first_stands_on_the_slider(objective):
    explorer = descent_explorer(objective, learning_rate=0.2, batch_size=24)
    assert (explorer.learning_rate, explorer.batch_size) == (0.2, 24)
    assert explorer.batch_sizes == [1, 2, 4, 8, 16, 24, 32, 64, 120]


def test_what_is_typed_in_the_page_is_computed_or_refused(explorer):
    explorer.set_state({"typed": ["learning_rate", 0.25], "asked": 1})
    assert (explorer.learning_rate, explorer.answered) == (0.25, 1)
    explorer.set_state({"typed": ["batch_size", 7.5], "asked": 2})
    assert (explorer.batch_size, explorer.batch_sizes) == (8, [1, 8, 120])
    assert "batch_size must be an integer" in explorer.message


def test_completion_offers_what_a_person_needs(explorer):
    offered = dir(explorer)
    needed = "learning_rate batch_size seed start step run inspect save picture show_future pinned"
    assert set(needed.split()) <= set(offered)
    assert not {"positions", "packing", "comm", "stage_light", "asked", "losses"} & set(offered)
    assert len(offered) < 50
    assert all(hasattr(type(explorer), name) for name in offered)


def test_out_of_range_is_refused(explorer):
    with pytest.raises(ValueError, match=r"learning_rate must be between 0.1 and 5.0. Got 7"):
        explorer.learning_rate = 7


def test_run_is_the_run_on_the_screen(explorer):
    explorer.learning_rate, explorer.batch_size = 0.4, 8
    run = explorer.run()
    assert (run.learning_rate[-1], run.batch_size[-1], run.step[-1]) == (0.4, 8, 40)
    np.testing.assert_allclose(run.params, explorer.sweep.trajectory(1, 1).params, atol=1e-9)
    assert len(run.rows[1]) == 8


def test_red_zone_starts_at_the_stable_limit(explorer, objective):
    largest = np.linalg.eigvalsh(
        np.cov(objective.X.T, bias=True) + np.outer(*[objective.X.mean(0)] * 2)
    )
    assert explorer.learning_rate_limit == pytest.approx(2 / largest[-1])
    with_momentum = descent_explorer(objective, learning_rates=[0.1], optimizer=gd.momentum())
    assert with_momentum.learning_rate_limit is None


def test_a_new_start_brings_new_runs(explorer):
    version = explorer.packing["version"]
    explorer.start = [1.0, 1.0]
    np.testing.assert_allclose(positions(explorer, 1)[:, 0], 1.0, atol=1e-3)
    assert explorer.packing["version"] == version + 1
    np.testing.assert_array_equal(explorer.run().params[0], [1.0, 1.0])


def test_a_request_from_the_page_is_answered(explorer):
    explorer.set_state({"seed": 5, "asked": 3})
    assert explorer.answered == 3
    run = gd.gradient_descent(
        explorer.objective, [-1.0, 4.0], learning_rate=0.4, batch_size=8, max_steps=40, seed=5
    )
    np.testing.assert_allclose(positions(explorer, 1)[1], run.params, atol=2e-3)


def test_a_start_outside_widens_the_window_and_draws_anew(explorer):
    stage = explorer.stage_light
    explorer.start = [30.0, 1.0]
    (low, high), _ = explorer.window
    assert low < 30 < high
    assert explorer.stage_light != stage
    assert explorer.panels[0]["xlim"] == pytest.approx(explorer.window[0])


@pytest.mark.parametrize("start", [[np.nan, 0.0], [1.0], [1.0, 2.0, 3.0]])
def test_an_impossible_start_is_refused_and_nothing_changes(explorer, start):
    with pytest.raises(ValueError, match="params must"):
        explorer.start = start
    assert explorer.start == [-1.0, 4.0]


def test_the_fan_is_made_when_asked_for(explorer):
    assert explorer.fan_positions == b""
    explorer.set_state({"show_fan": True, "asked": 1})
    codes = np.frombuffer(explorer.fan_positions, dtype="<u2")
    steps = explorer.packing["fan_steps"]
    assert explorer.packing["n_seeds"] == 20
    assert codes.size == 3 * 20 * 2 * sum(map(len, steps))
    path = codec.decode_positions(codes[: 2 * len(steps[0])].reshape(-1, 2), explorer.window)
    run = gd.gradient_descent(
        explorer.objective, [-1.0, 4.0], learning_rate=0.1, batch_size=1, max_steps=40, seed=1
    )
    np.testing.assert_allclose(path, run.params[steps[0]], atol=2e-3)


def test_the_fan_follows_a_new_start(explorer):
    explorer.show_fan = True
    before = explorer.fan_positions
    explorer.start = [0.0, 0.0]
    assert explorer.fan_positions not in (b"", before)


def test_the_other_theme_is_drawn_when_a_page_asks(explorer):
    assert explorer.stage_dark == b""
    explorer.set_state({"asked_theme": "dark"})
    assert explorer.stage_dark.startswith(PNG)


def test_a_penalty_is_part_of_the_objective(objective):
    explorer = descent_explorer(gd.l2(objective, 0.5), learning_rates=[0.1], n_steps=5)
    assert explorer.batch_loss_factor is None
    np.testing.assert_allclose(
        positions(explorer, 0)[0, -1], explorer.sweep.params[0][0, 0, -1], atol=1e-3
    )


def test_every_budget(objective):
    for budget, steps in (
        ({"n_steps": 10}, [10, 10]),
        ({"n_epochs": 2}, [240, 2]),
        ({"n_samples_seen": 240}, [240, 2]),
    ):
        explorer = descent_explorer(
            objective, learning_rates=[0.1], batch_sizes=[1, 120], batch_size=1, **budget
        )
        assert [int(s[-1]) for s in explorer.sweep.steps] == steps
        assert explorer.step == steps[0]
        clock = np.frombuffer(explorer.clock, dtype="<f4").reshape(-1, 3)
        run = explorer.run()
        np.testing.assert_allclose(
            clock[len(run) - 1], [run.step[-1], run.epoch[-1], run.samples_seen[-1]]
        )


def test_long_runs_are_thinned_from_start_to_end(objective):
    rates = np.geomspace(0.001, 1, 30)
    explorer = descent_explorer(objective, learning_rates=rates, n_epochs=40)
    assert explorer.sweep.steps[0][-1] == 40 * 120
    state = sum(len(v) for v in explorer.get_state().values() if isinstance(v, bytes))
    assert state < 950_000


def test_repr_is_short_and_the_same_everywhere(explorer):
    assert repr(explorer) == "Explorer(9 runs)"


def test_stored_output_holds_a_picture(explorer):
    data, _ = explorer._repr_mimebundle_()
    assert data["image/png"].startswith(PNG)
    assert "application/vnd.jupyter.widget-view+json" in data
    assert data["text/plain"] == "Explorer(9 runs)"


@pytest.mark.parametrize("batch_size", [1, 8, 120])
@pytest.mark.parametrize("step", [0, 13, 40])
def test_the_picture_lights_the_next_mini_batch_as_the_page_does(explorer, batch_size, step):
    explorer.learning_rate, explorer.batch_size, explorer.step = 0.4, batch_size, step
    run = explorer.run()
    further = gd.gradient_descent(
        explorer.objective,
        explorer.start,
        learning_rate=0.4,
        batch_size=batch_size,
        max_steps=41,
        record_rows=True,
    )
    np.testing.assert_array_equal(run.params, further.params[:41])
    data = explorer.picture(gd.plots.LIGHT).axes[1]
    lit = next(line for line in data.lines if line.get_label() == "mini-batch")
    np.testing.assert_array_equal(lit.get_ydata(), explorer.objective.y[further.rows[step + 1]])


@pytest.mark.parametrize("suffix", [".png", ".gif", ".html"])
def test_save(explorer, tmp_path, suffix):
    path = tmp_path / f"run{suffix}"
    explorer.save(path)
    start = path.read_bytes()[:15]
    assert start.startswith({".png": PNG, ".gif": b"GIF8", ".html": b"<!doctype html>"}[suffix])


def test_save_as_something_else(explorer, tmp_path):
    with pytest.raises(
        ValueError, match=r"path must end in .png, .svg, .html, .gif, .mp4. Got 'run.txt'"
    ):
        explorer.save(tmp_path / "run.txt")


def test_saved_page_needs_no_network(explorer, tmp_path):
    explorer.save(tmp_path / "run.html")
    text = (tmp_path / "run.html").read_text(encoding="utf-8")
    assert text.count("<script") == 2
    for outside in ("src=", "href=", "import(", "import {", "http:", "https:"):
        assert outside not in text.replace("http://www.w3.org/2000/svg", "")
    assert saving.state(explorer)["live"] is False


def test_saved_page_takes_any_title(explorer):
    explorer.title = "J < 1 & falling"
    try:
        assert "<title>J &lt; 1 &amp; falling</title>" in saving.page(explorer)
    finally:
        explorer.title = "Gradient descent"


def test_one_cell_is_a_run_too():
    explorer = descent_explorer(gd.objectives.bowl(), [1.0, 1.0], learning_rates=[0.1], n_steps=1)
    assert repr(explorer) == "Explorer(1 run)"
    assert explorer.packing["n_records"] == [2]


def test_a_run_that_diverges_at_once_is_still_a_picture(objective):
    explorer = descent_explorer(
        objective, [1e3, 1e3], learning_rates=[1e200], batch_sizes=[1], n_steps=20
    )
    assert np.isnan(losses(explorer, 0)[0, -1])
    data, _ = explorer._repr_mimebundle_()
    assert data["image/png"].startswith(PNG)


def test_an_objective_of_ones_own():
    class Valley:
        n_samples, n_params = 1, 2

        def loss(self, params, rows=None):
            return float(params @ params)

        def grad(self, params, rows=None):
            return 2 * params

    explorer = descent_explorer(Valley(), [1.0, 2.0], learning_rates=[0.1, 0.2], n_steps=5)
    np.testing.assert_allclose(
        positions(explorer, 0)[0], np.outer(0.8 ** np.arange(6), [1, 2]), atol=2e-3
    )


def test_logistic_regression_has_a_curved_fit():
    X, y = gd.datasets.two_classes(60)
    explorer = descent_explorer(gd.Logistic(gd.add_bias(X), y), n_steps=20, learning_rates=[0.5])
    assert explorer.fit_is_logistic
    assert [panel["name"] for panel in explorer.panels] == ["params", "data", "loss"]


def test_more_than_two_parameters_are_refused():
    X, y = np.eye(3), np.arange(3.0)
    with pytest.raises(ValueError, match=r"objective must have one or two parameters.* Got 3"):
        descent_explorer(gd.LeastSquares(X, y))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"n_steps": 5, "n_epochs": 1}, "at most one of"),
        ({"learning_rates": [0.2, 0.1]}, "learning_rates must be increasing"),
        ({"learning_rates": [0.0, 0.1]}, "above 0"),
        ({"learning_rates": []}, "learning_rates must be"),
        ({"batch_sizes": [1, 500]}, "batch_sizes must be between 1 and 120"),
        ({"batch_sizes": [8, 1]}, "batch_sizes must be increasing"),
        ({"learning_rate": -1}, "must be above 0"),
        ({"window": ((0, 1),)}, "window must be"),
        ({"params": [np.inf, 0]}, "params must be finite"),
        ({"params": [1e200, 0]}, "params must have a finite loss"),
    ],
)
def test_bad_arguments(objective, arguments, message):
    with pytest.raises(ValueError, match=message):
        descent_explorer(objective, **arguments)


@pytest.mark.parametrize(
    "traits", [{"learning_rate_index": 9}, {"x_axis": "hours"}, {"pinned": [1]}, {"speed": -1.0}]
)
def test_bad_traits(explorer, traits):
    ((name, value),) = traits.items()
    with pytest.raises((ValueError, traitlets.TraitError)):
        setattr(explorer, name, value)


def test_slope_walker_knows_the_slope():
    walker = slope_walker(gd.objectives.parabola(0.1), 4.0, learning_rates=[10.0, 25.0], n_steps=3)
    slopes = np.frombuffer(walker.slopes, dtype="<f4").reshape(2, 4)
    # θ ← θ − 10 · 0.1 θ = 0 in one step; at η = 25 the factor is 1 − 2.5 = −1.5
    np.testing.assert_allclose(slopes[0], [0.4, 0, 0, 0], atol=1e-6)
    np.testing.assert_allclose(slopes[1], 0.1 * 4 * (-1.5) ** np.arange(4), rtol=1e-5)
    assert walker.learning_rate_limit == pytest.approx(20.0)


def test_slope_walker_wants_one_parameter():
    with pytest.raises(ValueError, match=r"objective must have one parameter. Got 2"):
        slope_walker(gd.objectives.bowl())


@pytest.mark.parametrize("more", [{}, {"replace": True}, {"optimizer": gd.adam()}], ids=str)
def test_an_update_in_numbers_is_that_of_the_run(objective, more):
    explorer = descent_explorer(
        objective, [-1.0, 4.0], learning_rates=[0.1, 0.4], batch_sizes=[1, 8, 120], seed=2, **more
    )
    explorer.learning_rate, explorer.batch_size = 0.4, 8
    run = explorer.run()
    for step in (1, 17, 133, 200):
        found, before, rows = explorer.inspect(step), run.params[step - 1], run.rows[step]
        np.testing.assert_array_equal(found["before"], before)
        np.testing.assert_array_equal(found["after"], run.params[step])
        assert (found["rows"], found["n_rows"]) == (rows[:6].tolist(), 8)
        np.testing.assert_allclose(found["mean"], objective.grad(before, rows))
        np.testing.assert_allclose(found["predictions"], objective.X[rows[:6]] @ before)
        first = run.step[(step - 1) // 15 * 15] + 1  # 15 batches of 8 an epoch
        read = {row for k in range(first, step + 1) for row in run.rows[k].tolist()}
        assert found["unseen"] == 120 - len(read)
    with pytest.raises(ValueError, match=r"step must be between 1 and 200\. Got 201"):
        explorer.inspect(201)


def test_the_page_is_told_the_update_that_it_asks_for(explorer):
    explorer.set_state({"asked_update": [1, 2, 33], "asked": 1})
    explorer.learning_rate_index, explorer.batch_size_index = 1, 2
    expected = explorer.inspect(33)
    assert explorer.answered == 1
    assert {name: explorer.inspected[name] for name in expected} == expected
    assert explorer.inspected["version"] == explorer.packing["version"]


def test_the_numbers_of_a_run_that_left_are_sent_as_json_has_them(objective):
    explorer = descent_explorer(
        objective, [1.0, 1.0], learning_rates=[50.0], batch_sizes=[120], n_steps=400
    )
    explorer.set_state({"asked_update": [0, 0, 390], "asked": 1})
    assert "Infinity" not in json.dumps(explorer.inspected)
    assert "step must be at most" in explorer.message
