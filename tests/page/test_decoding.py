"""What the page decodes, and what it computes from that, against Python's own numbers.

Budgets are in epochs, so that runs of different batch sizes have records of different lengths.
"""

import json
import subprocess

import numpy as np
import pytest

import gdviz as gd
from gdviz.widgets import saving
from tests.harness.node import node

ROOM = 17 / 65534  # of the window's width: one code of a place (codec.py)


MAIN = """
const plain = (_, value) => (ArrayBuffer.isView(value) ? Array.from(value) : value);
unpack(PACKED).then((state) => {
  const model = makeModel(state);
  const runs = new Runs(model);
  console.log(JSON.stringify([EXPRESSIONS], plain));
});
"""


def evaluate(interactive, *expressions):
    """Return the values of JavaScript expressions that read ``runs`` and ``model``.

    Both are as a saved page has them. Typed arrays come as lists, NaN and infinity as None.
    """
    packed = json.dumps(saving.packed(saving.state(interactive)))
    main = MAIN.replace("EXPRESSIONS", ", ".join(expressions)).replace("PACKED", packed)
    done = subprocess.run(
        [node(), "-"],
        input=saving.script(interactive) + saving.host() + main,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    return [numbers(value) for value in json.loads(done.stdout)]


def numbers(value):
    """Return lists of equal lengths as arrays, with NaN for None."""
    try:
        return np.array(value, dtype=float)
    except (TypeError, ValueError):
        return [numbers(one) for one in value] if isinstance(value, list) else value


def line_explorer(seed):
    """Return an explorer of random rates, sizes and start; every size has its own record count."""
    rng = np.random.default_rng(seed)
    X, y = gd.datasets.line(int(rng.integers(30, 120)), seed=seed)
    objective = gd.LeastSquares(gd.add_bias(X), y)
    sizes = rng.integers([1, 5, 12], [4, 10, 15]).tolist()
    return gd.widgets.descent_explorer(
        objective,
        rng.normal(size=2) * 3,
        learning_rates=np.sort(rng.uniform(0.01, 0.6, size=3)),
        batch_sizes=[*sizes, len(y)],
        n_epochs=int(rng.integers(2, 6)),
        seed=seed,
    )


def slope_explorer(seed):
    """Return an explorer of one parameter, likewise."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(40, 1))
    objective = gd.LeastSquares(X, X[:, 0] * 2 + rng.normal(size=40))
    return gd.widgets.descent_explorer(
        objective,
        rng.normal(size=1) * 4,
        learning_rates=np.sort(rng.uniform(0.02, 0.4, size=3)),
        batch_sizes=[1, 3, 11, 40],
        n_epochs=4,
        seed=seed,
    )


LINES, SLOPES = [(line_explorer, 1), (line_explorer, 2)], [(slope_explorer, 3)]


@pytest.fixture(scope="module", params=LINES + SLOPES)
def explorer(request):
    make, seed = request.param
    made = make(seed)
    counts = made.packing["n_records"]
    assert len(set(counts)) == len(counts)  # or a wrong stride would not be seen
    return made


@pytest.fixture(scope="module")
def exact(explorer):
    """Return {(i, j): (run, records)}: every run as `gradient_descent` has it."""
    runs = {}
    for j in range(len(explorer.batch_sizes)):
        for i in range(len(explorer.learning_rates)):
            explorer.batch_size_index, explorer.learning_rate_index = j, i
            run = explorer.run()
            runs[i, j] = run, np.searchsorted(run.step, explorer.sweep.steps[j])
    return runs


def test_places_and_losses_are_those_of_the_run(explorer, exact):
    found = evaluate(explorer, *(f"runs.run({i}, {j}).at" for i, j in exact))
    width = np.ptp(np.array(explorer.window), axis=1)
    for at, (run, records) in zip(found, exact.values()):
        np.testing.assert_allclose(at, run.params[records].T, atol=(ROOM * width).max())
    losses = evaluate(explorer, *(f"runs.run({i}, {j}).loss" for i, j in exact))
    for loss, (run, records) in zip(losses, exact.values()):
        np.testing.assert_allclose(loss, run.loss[records], rtol=1e-3)


@pytest.mark.parametrize("count", ["step", "epoch", "samples_seen"])
def test_clocks_are_those_of_the_run(explorer, exact, count):
    found = evaluate(explorer, *(f"runs.run({i}, {j}).{count}" for i, j in exact))
    for times, (run, records) in zip(found, exact.values()):
        np.testing.assert_allclose(times, getattr(run, count)[records], rtol=1e-6)


def test_seconds_are_those_of_the_batch_size(explorer, exact):
    found = evaluate(explorer, *(f"runs.run({i}, {j}).seconds" for i, j in exact))
    for times, (_, j), (run, records) in zip(found, exact, exact.values()):
        expected = run.step[records] * explorer.seconds_per_update[j]
        np.testing.assert_allclose(times, expected, rtol=1e-5)


def test_samples_that_light_up_are_the_next_updates(explorer, exact):
    moments = [(i, j, m) for i, j in exact for m in range(explorer.packing["n_records"][j] - 1)]
    moments = moments[:: max(1, len(moments) // 60)]
    found = evaluate(explorer, *(f"runs.batch(runs.run({i}, {j}), {m})" for i, j, m in moments))
    for rows, (i, j, m) in zip(found, moments):
        run, records = exact[i, j]
        assert sorted(rows) == sorted(run.rows[records[m] + 1])


@pytest.mark.parametrize("explorer", LINES, indirect=True)
def test_the_steps_tip_is_the_next_place_and_the_other_arrow_is_to_scale(explorer, exact):
    moments = [(i, j, m) for i, j in exact for m in range(explorer.packing["n_records"][j] - 1)]
    moments = moments[:: max(1, len(moments) // 60)]
    asked = """(({{run, m}}) => [nextPlace(run, m), decodeArrow(runs.arrow(run, m)),
                decodeDirection(runs.arrow(run, m))])({{run: runs.run({}, {}), m: {}}})"""
    found = evaluate(explorer, *(asked.format(*moment) for moment in moments))
    width = np.ptp(np.array(explorer.window), axis=1)
    J = explorer.objective
    for (tip, whole, direction), (i, j, m) in zip(found, moments):
        run, records = exact[i, j]
        here, eta = run.params[records[m]], explorer.learning_rates[i]
        step = -eta * J.grad(here, run.rows[records[m] + 1])
        if tip.ndim and np.isfinite(tip).all() and np.hypot(*(here / width)) < 5:
            np.testing.assert_allclose(tip, here + step, atol=1.1 * ROOM * width.max())
            turn = np.exp(1j * direction) / complex(*(step / width))
            assert abs(np.angle(turn)) < np.pi / 250, (i, j, m)
        downhill = -eta * J.grad(here) / width
        if 1e-8 < np.hypot(*downhill) < 900:
            arrow = whole["length"] * np.exp(1j * whole["angle"])
            assert abs(arrow - complex(*downhill)) < 0.003 * np.hypot(*downhill)


@pytest.mark.parametrize("seed", [3, 11])
def test_the_band_of_other_seeds_and_the_rank_among_them_are_numpys(seed):
    explorer = line_explorer(seed)
    explorer.show_fan = True
    found = evaluate(
        explorer,
        *(
            f"((run) => [seedLosses(runs, run).losses, bandOf(seedLosses(runs, run).losses),"
            f" spreadInWords({{model, runs, run, m: run.last}})])(runs.run({i}, {j}))"
            for i, j in [(0, 0), (1, 1)]
        ),
    )
    for (losses, band, words), (i, j) in zip(found, [(0, 0), (1, 1)]):
        steps = np.array(explorer.packing["fan_steps"][j])
        exact = np.array(
            [
                gd.gradient_descent(
                    explorer.objective,
                    explorer.start,
                    learning_rate=explorer.learning_rates[i],
                    batch_size=explorer.batch_sizes[j],
                    max_steps=int(steps[-1]),
                    seed=explorer.seed + k,
                    record_loss=True,
                ).loss[steps]
                for k in range(21)
            ]
        )
        np.testing.assert_allclose(losses, exact, rtol=2e-3)
        quantiles = np.quantile(exact[1:], [0, 0.1, 0.9, 1], axis=0).T
        np.testing.assert_allclose(band, quantiles, rtol=2e-3)
        rank = 1 + (exact[1:, -1] < exact[0, -1]).sum()
        assert f"no. {rank} of 21" in words
        explorer.learning_rate_index, explorer.batch_size_index = i, j
        explorer.step = int(steps[-1])
        assert f"no. {rank} of 21" in explorer.spread()


@pytest.mark.parametrize("explorer", SLOPES, indirect=True)
def test_the_tangents_slope_is_the_derivative(explorer, exact):
    asked = "Array.from(runs.run({0}, {1}).step, (_, m) => runs.slope(runs.run({0}, {1}), m))"
    found = evaluate(explorer, *(asked.format(i, j) for i, j in exact))
    for slopes, (run, records) in zip(found, exact.values()):
        expected = [explorer.objective.grad(params)[0] for params in run.params[records]]
        np.testing.assert_allclose(slopes, expected, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("explorer", LINES, indirect=True)
def test_the_loss_of_the_batch_is_that_of_its_rows(explorer, exact):
    asked = "batchLosses(runs, runs.run({0}, {1}), model.get('batch_loss_factor'))"
    found = evaluate(explorer, *(asked.format(i, j) for i, j in exact))
    for losses, (run, records) in zip(found, exact.values()):
        here = records[:-1]
        expected = [explorer.objective.loss(run.params[m], run.rows[m + 1]) for m in here]
        np.testing.assert_allclose(losses[: len(here)], expected, rtol=0.03, atol=2e-3)


@pytest.mark.parametrize("make", [line_explorer, slope_explorer])
def test_the_fan_is_that_of_the_next_twenty_seeds(make):
    explorer = make(4)
    explorer.show_fan = True
    for i, j in [(0, 0), (2, 1), (1, len(explorer.batch_sizes) - 1)]:
        steps = explorer.packing["fan_steps"][j]
        upto = steps[len(steps) // 2]
        (paths,) = evaluate(explorer, f"runs.fan({i}, {j}, {upto})")
        assert np.shape(paths)[:2] == (20, steps.index(upto) + 1)
        for k in (0, 7, 19):
            run = gd.gradient_descent(
                explorer.objective,
                explorer.start,
                learning_rate=explorer.learning_rates[i],
                batch_size=explorer.batch_sizes[j],
                seed=explorer.seed + 1 + k,
                **explorer.budget,
            )
            expected = run.params[np.searchsorted(run.step, steps[: steps.index(upto) + 1])]
            width = np.ptp(np.array(explorer.window), axis=1)
            np.testing.assert_allclose(paths[k], expected, atol=(ROOM * width).max())


@pytest.mark.parametrize("n_seeds", [1, 5])
@pytest.mark.parametrize("count", ["step", "epoch", "samples_seen", "seconds"])
def test_the_map_shows_when_each_run_arrives(count, n_seeds):
    X, y = gd.datasets.line(60, seed=5)
    explorer = gd.widgets.rate_batch_map(
        gd.LeastSquares(gd.add_bias(X), y),
        learning_rates=[0.02, 0.1, 0.5, 1.9],
        batch_sizes=[2, 9, 60],
        n_epochs=6,
        n_seeds=n_seeds,
    )
    explorer.x_axis = count
    asked = f"times({{ model, runs, target: model.get('target'), count: '{count}' }})"
    cells = f"{asked}.map((row) => row.map((time) => [time, time === Infinity]))"
    (found,) = evaluate(explorer, cells)
    shown = np.where(found[..., 1] == 1, np.inf, found[..., 0])
    expected = explorer.times()
    assert np.isnan(expected).any()
    assert np.isinf(expected).any()
    np.testing.assert_allclose(shown, expected, rtol=1e-5)


@pytest.mark.parametrize("batch_size", [1, 7, 900])
def test_samples_of_many_rows_are_the_next_updates(batch_size):
    """Of 2500 samples the page has some, and the rows of small batches as well."""
    X, y = gd.datasets.line(2500, seed=2)
    explorer = gd.widgets.descent_explorer(
        gd.LeastSquares(gd.add_bias(X), y),
        learning_rates=[0.1],
        batch_sizes=[1, 7, 900, 2500],
        batch_size=batch_size,
        n_steps=4,
    )
    run, j = explorer.run(), explorer.batch_size_index
    asked = f"runs.batch(runs.run(0, {j}), {{}}).map((k) => [runs.points[2*k], runs.points[2*k+1]])"
    for m, samples in enumerate(evaluate(explorer, *(asked.format(m) for m in range(4)))):
        rows = run.rows[m + 1]
        if batch_size == 900:  # of a large batch, those among the samples that are shown
            rows = np.intersect1d(rows, np.linspace(0, 2499, explorer.packing["n_shown"]).round())
        expected = np.stack([X.ravel(), y], axis=1)[rows.astype(int)]
        np.testing.assert_allclose(np.sort(samples, axis=0), np.sort(expected, axis=0), rtol=1e-6)


def exponential(X, y):
    """Return an objective whose output, exp(Xθ), is nothing that the page knows."""

    class Exponential(gd.LeastSquares):
        def predict(self, params, X):
            return np.exp(X @ params)

    return Exponential(X, y)


@pytest.mark.parametrize("make", [gd.LeastSquares, gd.Logistic, exponential])
def test_the_fit_is_the_models_output(make):
    rng = np.random.default_rng(8)
    X = gd.add_bias(rng.normal(size=(40, 1)))
    explorer = gd.widgets.descent_explorer(
        make(X, (X[:, 1] > rng.normal(size=40)) * 1.0), n_steps=3, window=((-1, 1), (-1, 1))
    )
    places = [[0.3, -0.7], [-0.51, 0.22]]
    for place, fit in zip(places, evaluate(explorer, *(f"runs.fitted({p})" for p in places))):
        X = gd.add_bias(fit[:, 0])
        expected = explorer.objective.predict(np.array(place), X)
        np.testing.assert_allclose(fit[:, 1], expected, rtol=5e-3, atol=1e-3)


def test_a_run_is_gone_from_the_update_on_that_python_says():
    X, y = gd.datasets.line(60, seed=5)
    explorer = gd.widgets.descent_explorer(
        gd.LeastSquares(gd.add_bias(X), y),
        learning_rates=[0.1, 1.8, 2.6, 9.0],
        batch_sizes=[2, 9, 60],
        n_epochs=20,
    )
    runs = [(i, j) for j in range(3) for i in range(4)]
    found = evaluate(explorer, *(f"[runs.run({i}, {j}).diverged ?? -1]" for i, j in runs))
    ends = []
    for i, j in runs:
        loss, steps = explorer.sweep.loss[j][i, 0], explorer.sweep.steps[j]
        limit = explorer.sweep.diverged_above[j][i, 0]
        later = [m for m in range(len(loss)) if not (loss[m:] <= limit).any()]
        ends.append(steps[later[0]] if later else -1)
    np.testing.assert_array_equal(np.ravel(found), ends)
    assert -1 in ends
    assert len(set(ends)) > 3


@pytest.fixture(scope="module")
def lab():
    rng = np.random.default_rng(6)
    X, y = rng.normal(size=(2, 30, 2)), rng.integers(0, 2, size=(2, 30))
    return gd.widgets.overfitting_lab(
        X[0],
        y[0],
        X[1],
        y[1],
        sizes=[2, 5],
        penalties=[0.0, 0.01, 0.1],
        dropouts=[0.0, 0.5],
        n_epochs=4,
    )


def test_each_network_of_the_lab_is_the_one_that_was_trained(lab):
    """Log-odds on the grid, against the network's own probabilities."""
    middles = -1 + (2 * np.arange(96) + 1) / 96
    panel = "{ xlim: [-1, 1], ylim: [-1, 1] }"
    cases = [(0, 0, 0), (1, 2, 1), (12 - 1, 0, 4), (7, 1, 2)]
    found = evaluate(
        lab,
        *(f"logits(runs, model.get('sizes'), {j}, {m}, {panel})" for j, _, m in cases),
    )
    X = np.stack(np.meshgrid(middles, middles), axis=-1).reshape(-1, 2)
    for z, (j, _, m) in zip(found, cases):
        size, rest = divmod(j, 6)
        network = gd.objectives.MLP(X[:4], [0, 1, 0, 1], n_hidden=lab.sizes[size])
        log_p = network.log_probabilities(lab.params[size][rest, m], X)
        np.testing.assert_allclose(z, log_p[:, 1] - log_p[:, 0], atol=2e-3)


def test_each_curve_of_the_lab_is_the_one_that_was_measured(lab):
    for racer, measured in enumerate(lab.measured):
        found = evaluate(lab, *(f"runs.run(0, {j}, {racer}).loss" for j in range(12)))
        np.testing.assert_allclose(found, measured, rtol=1e-3)


def test_each_racer_has_its_own_run_at_each_beta():
    race = gd.widgets.optimizer_race(
        gd.objectives.ravine(), learning_rates=[0.01, 0.2], betas=[0.0, 0.5, 0.9], n_steps=20
    )
    width = np.ptp(np.array(race.window), axis=1)
    racers = range(len(race.racers))
    for j, beta in enumerate(race.betas):
        race.learning_rate, race.beta = 0.01, beta
        found = evaluate(race, *(f"runs.run(0, {j}, {k}).at" for k in racers))
        for at, run in zip(found, race.run().values()):
            np.testing.assert_allclose(at, run.params.T, atol=(ROOM * width).max())
        ends = evaluate(race, *(f"runs.run(1, {j}, {k}).diverged" for k in racers))
        race.learning_rate = 0.2
        gone = [run.stop_reason == "diverged" for run in race.run().values()]
        assert np.isfinite(ends).tolist() == gone
        assert len(set(gone)) == 2


def test_the_cloud_is_the_noise_of_each_batch_size():
    X, y = gd.datasets.line(50, seed=8)
    cloud = gd.widgets.gradient_cloud(
        gd.LeastSquares(gd.add_bias(X), y), [1.0, -1.0], batch_sizes=[1, 5, 50], n_batches=30
    )
    found = evaluate(cloud, *(f"runs.run(0, {j}).at" for j in range(3)))
    width = np.ptp(np.array(cloud.cloud_window), axis=1)
    for at, gradients in zip(found, cloud.gradients_of):
        np.testing.assert_allclose(at, (gradients - cloud.full).T, atol=(ROOM * width).max())
    (measured,) = evaluate(cloud, "covariance(runs.run(0, 1), 30)")
    expected = np.cov(cloud.gradients_of[1].T)[[0, 0, 1], [0, 1, 1]]
    np.testing.assert_allclose(measured, expected, rtol=0.01, atol=0.01 * abs(expected).max())
