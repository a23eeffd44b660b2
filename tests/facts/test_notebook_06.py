"""Numbers that notebook 06 states about range tests, folds, schedules and warm-up.

What a range test does is compared with the product of its factors 1 − ηλ, and with the integral
that the product becomes when the ramp is slow; heights with those of the noise itself.
"""

import json
import math
import re
from pathlib import Path

import numpy as np
import pytest
from sklearn.model_selection import KFold, StratifiedKFold, train_test_split

import gdviz as gd
from gdviz.descent.schedules import follow
from gdviz.widgets.schedule_race import usual_shapes
from tests.facts import seeds

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"

N_TEST = 100
ETAS = np.geomspace(0.001, 100, N_TEST)
START = np.zeros(2)


def ramp(step):
    return ETAS[step]


@pytest.fixture(scope="module")
def line():
    X, y = gd.datasets.line()
    return gd.LeastSquares(gd.add_bias(X), y)


@pytest.fixture(scope="module")
def curvatures(line):
    """Eigenvalues of H from the moments of x alone: [[1, m], [m, q]]."""
    x = line.X[:, 1]
    middle, root = (1 + np.mean(x**2)) / 2, math.hypot((1 - np.mean(x**2)) / 2, np.mean(x))
    return middle - root, middle + root


@pytest.fixture(scope="module")
def digits():
    X, y = gd.datasets.digits()
    return train_test_split(gd.add_bias(X), y, stratify=y, random_state=0)


def range_tests(objective, start, b, n_seeds):
    options = {"learning_rates": [1.0], "batch_sizes": [b], "seeds": range(n_seeds)}
    runs = gd.sweep(objective, start, **options, n_steps=N_TEST, optimizer=follow(ramp))
    return runs.loss[0][0, :, 1:]


def test_with_all_rows_the_range_test_is_four_times_too_bold(line, curvatures):
    run = gd.gradient_descent(line, START, learning_rate=ramp, max_steps=N_TEST)
    weights, vectors = np.linalg.eigh(np.cov(line.X.T, bias=True) + np.outer(*[line.X.mean(0)] * 2))
    distances = vectors.T @ (START - line.minimizer)
    factors = np.cumprod(1 - ETAS[:, None] * weights, axis=0)
    excess = (weights * (factors * distances) ** 2).sum(axis=1) / 2
    lowest = ETAS[excess.argmin()]
    assert weights == pytest.approx(curvatures)
    assert run.learning_rate[run.loss.argmin()] == lowest
    assert round(lowest * curvatures[1] / 2, 1) == 3.9
    assert round(lowest * curvatures[1] - 1, 1) == 6.9


def test_the_steepest_direction_turns_at_the_limit_asleep(line, curvatures):
    run = gd.gradient_descent(line, START, learning_rate=ramp, max_steps=N_TEST)
    steepest = np.linalg.eigh(line.hessian())[1][:, -1]
    distance = np.abs((run.params - line.minimizer) @ steepest)
    last_below = ETAS[ETAS * curvatures[1] < 2][-1]
    assert run.learning_rate[distance.argmin()] == last_below
    assert 1e-9 < distance.min() < 3e-9


def test_a_slow_ramp_is_back_where_it_began_at_six_times_the_limit():
    # ∫ ln|1 − v| dv/v from 0 is −Li₂(u), whose real part is 0 again at u = 12.595.
    v = (np.arange(4_000_000) + 0.5) * (14 / 4_000_000)
    integral = np.cumsum(np.log(np.abs(1 - v)) / v) * (14 / 4_000_000)
    back = v[np.flatnonzero((integral[:-1] < 0) & (integral[1:] >= 0))]
    assert back == pytest.approx([12.595], abs=2e-3)
    assert round(back[0] / 2, 1) == 6.3
    etas = np.geomspace(1e-4, 100, 5000)
    logs = np.cumsum(np.log(np.abs(1 - etas)))
    returns = etas[np.flatnonzero((logs[:-1] < 0) & (logs[1:] >= 0))]
    assert returns == pytest.approx([12.6], rel=0.01)


@pytest.mark.parametrize("b", [8, 32, 128])
def test_with_mini_batches_it_turns_near_the_limit(line, curvatures, b):
    lowest = ETAS[range_tests(line, START, b, 200).argmin(axis=1)] * curvatures[1] / 2
    assert 0.8 < np.median(lowest) < 1.1
    assert np.mean((lowest > 0.55) & (lowest < 1.8)) > 0.8


def test_softmax_has_its_limit_at_the_start_in_closed_form(digits):
    X = digits[0]
    largest = np.linalg.eigvalsh(X.T @ X / len(X))[-1]
    # At W = 0 all p are 1/10: the Hessian is XᵀX/N ⊗ (I/10 − 1/100), and the largest is λ/10.
    softmax = gd.Softmax(X, digits[2])
    limit = gd.max_learning_rate(softmax, np.zeros(softmax.n_params))
    assert limit == pytest.approx(20 / largest, rel=1e-4)
    assert round(limit, 2) == 1.75


def test_the_range_test_on_digits_turns_near_that_limit(digits):
    softmax = gd.Softmax(digits[0], digits[2])
    lowest = ETAS[range_tests(softmax, np.zeros(650), 32, 20).argmin(axis=1)]
    assert 1.2 < np.median(lowest) < 2.1
    assert 0.7 < lowest.min() < lowest.max() < 4


def test_folds_by_hand_are_those_of_the_library():
    order = np.random.default_rng(0).permutation(1347)
    ours = np.array_split(order, 5)
    theirs = [order[held_out] for _, held_out in KFold(5).split(order)]
    assert [fold.tolist() for fold in ours] == [fold.tolist() for fold in theirs]
    assert [len(fold) for fold in ours] == [270, 270, 269, 269, 269]


@pytest.fixture(scope="module")
def grid(digits):
    """The rates and sizes around the best ones, and the scores (folds, seeds, rates, sizes)."""
    X, y = digits[0], digits[2]
    rates, sizes = np.geomspace(0.01, 10**1.5, 8)[2:7], [8, 32, 128]
    scores = np.empty((5, 10, 5, 3))
    folds = StratifiedKFold(5, shuffle=True, random_state=0).split(X, y)
    for k, (kept, held_out) in enumerate(folds):
        model = gd.Softmax(X[kept], y[kept])
        options = {"learning_rates": rates, "batch_sizes": sizes, "seeds": range(10), "n_epochs": 5}
        runs = gd.sweep(model, np.zeros(650), max_records=2, **options)
        for j in range(3):
            for i, seed in np.ndindex(5, 10):
                guess = model.predict(runs.params[j][i, seed, -1], X[held_out])
                scores[k, seed, i, j] = np.mean(guess == y[held_out])
    return rates, scores


def test_a_larger_batch_wants_a_larger_rate(grid):
    rates, scores = grid
    best = rates[scores.mean(axis=(0, 1)).argmax(axis=0)]
    assert 0.3 < best[0] < 1.1
    assert 0.9 < best[1] < 3.5
    assert best[2] == pytest.approx(3.16, abs=0.01)


def best_cells(tables):
    return {np.unravel_index(table.round(6).argmax(), table.shape) for table in tables}


def test_neither_folds_nor_seeds_agree_on_the_best_cell(grid):
    _, scores = grid
    assert len(best_cells(scores.mean(axis=1))) == 3
    assert len(best_cells(scores.mean(axis=0))) == 3
    assert len(best_cells(scores.mean(axis=(0, 1))[None])) == 1
    scatter = scores.mean(axis=0).std(axis=0)[:, 1]  # b = 32
    assert (round(scatter[1], 3), round(scatter[3], 3)) == (0.003, 0.006)


def test_three_cells_are_within_one_standard_error(grid):
    _, scores = grid
    by_fold = scores.mean(axis=1)
    mean = by_fold.mean(axis=0)
    error = by_fold[:, 2, 0].std(ddof=1) / math.sqrt(5)
    assert (round(mean.max(), 3), round(error, 3)) == (0.952, 0.003)
    assert np.argwhere(mean >= mean.max() - error).tolist() == [[1, 0], [2, 0], [3, 1]]


def test_the_images_put_away_are_looked_at_once():
    cells = json.loads(next(NOTEBOOKS.glob("06*.ipynb")).read_text("utf-8"))["cells"]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    assert sum(bool(re.search(r"predict\(\w+, X_test|== y_test", source)) for source in code) == 1


def ends(line, etas, *, n_steps, n_seeds=400):
    """Excess after n_steps, by name of the schedule: (n_etas, n_seeds)."""
    options = {"learning_rates": etas, "batch_sizes": [4], "seeds": range(n_seeds), "replace": True}
    return {
        name: gd.sweep(
            line, START, **options, n_steps=n_steps, max_records=2, optimizer=follow(shape)
        ).loss[0][:, :, -1]
        - line.minimum
        for name, shape in usual_shapes(n_steps).items()
    }


def test_areas_and_ends_of_the_schedules():
    areas = {name: np.mean([s(t) for t in range(1000)]) for name, s in usual_shapes(1000).items()}
    expected = {
        "constant": 1,
        "step": (1 - 0.3**5) / (1 - 0.3) / 5,
        "1/t": math.log(21) / 20,
        "exponential": (1 - math.exp(-5)) / 5,
        "cosine": 0.5,
        "warm-up": 0.5 - 0.05,
    }
    assert areas == pytest.approx(expected, abs=2e-3)


def test_the_order_turns_upside_down_with_the_first_rate(line):
    after = ends(line, [0.05, 0.8], n_steps=1000, n_seeds=200)
    small = {name: np.median(excess[0]) for name, excess in after.items()}
    large = {name: np.median(excess[1]) for name, excess in after.items()}
    assert min(small, key=small.get) == "constant"
    assert max(large, key=large.get) == "constant"
    assert large["constant"] > 20 * max(v for name, v in large.items() if name != "constant")


def test_a_constant_rate_ends_where_the_noise_holds_it(line):
    residuals = line.y - line.X @ np.linalg.lstsq(line.X, line.y, rcond=None)[0]
    noise = np.mean(residuals**2 * (line.X**2).sum(axis=1))  # tr S, as ∇J = 0 there
    assert round(noise / 4, 4) == 0.0316
    etas = np.array([0.1, 0.2, 0.4])
    excess = ends(line, etas, n_steps=1000, n_seeds=200)["constant"].mean(axis=1)
    np.testing.assert_allclose(excess / (etas * noise / 16), 1, atol=0.3)


ETAS_0 = np.array([0.02, 0.05, 0.1, 0.2, 0.4, 0.8, 1.2])


def tuned(line, n_steps):
    """Excess at the η₀ that 200 seeds choose, for 200 others; and that η₀."""
    after = ends(line, ETAS_0, n_steps=n_steps)
    chosen = {name: excess[:, :200].mean(axis=1).argmin() for name, excess in after.items()}
    scores = {name: excess[chosen[name], 200:] for name, excess in after.items()}
    return scores, {name: ETAS_0[i] for name, i in chosen.items()}


def test_tuned_schedules_beat_the_tuned_constant(line):
    scores, chosen = tuned(line, 1000)
    assert chosen == {
        "constant": 0.05, "step": 0.4, "1/t": 0.4,
        "exponential": 0.4, "cosine": 0.2, "warm-up": 0.2,
    }  # fmt: skip
    mean = {name: score.mean() for name, score in scores.items()}
    assert mean["constant"] / mean["1/t"] == pytest.approx(3, abs=0.3)
    assert mean["constant"] / mean["exponential"] == pytest.approx(10, abs=1)
    assert mean["cosine"] / mean["exponential"] == pytest.approx(1.5, abs=0.1)
    assert np.mean(scores["exponential"] < scores["cosine"]) == pytest.approx(0.7, abs=0.05)
    assert np.mean(scores["exponential"] < scores["step"]) == pytest.approx(0.5, abs=0.05)


def test_with_a_tenth_of_the_budget_cosine_wins(line):
    mean = {name: score.mean() for name, score in tuned(line, 100)[0].items()}
    assert min(mean, key=mean.get) == "cosine"
    assert mean["exponential"] / mean["cosine"] == pytest.approx(3.8, abs=0.2)


def test_only_two_schedules_come_back_from_beyond_the_limit(line):
    shapes = usual_shapes(1000)
    limit = gd.max_learning_rate(line)
    above = {
        name: sum(2 * shape(t) >= limit for t in range(1000)) for name, shape in shapes.items()
    }
    assert (above["1/t"], above["exponential"], above["step"]) == (15, 51, 200)
    assert above["cosine"] > 300
    after = {
        name: np.median(excess)
        for name, excess in ends(line, [2.0], n_steps=1000, n_seeds=200).items()
    }
    assert {name for name, excess in after.items() if excess < 1e-3} == {"1/t", "exponential"}
    assert min(after[name] for name in ("constant", "step", "cosine", "warm-up")) > 1e12


@pytest.fixture(scope="module")
def networks(digits):
    """Accuracy and dead units after 20 updates, of 200 seeds by (η₀, warm-up): two arrays."""
    parts = train_test_split(digits[0][:, 1:], digits[2], stratify=digits[2], random_state=0)
    network = gd.objectives.MLP(parts[0], parts[2], n_hidden=16)
    orders = [rows_of(seed) for seed in range(200)]
    runs = {}
    for eta, n_warmup in ((0.3, 1), (0.3, 60), (2.0, 1), (2.0, 60)):
        schedule = gd.schedules.warmup(gd.schedules.cosine(eta, n_steps=160), n_steps=n_warmup)
        params = np.array([network.initial_params(seed) for seed in range(200)])
        for t, rows in enumerate(zip(*orders)):
            params = params - schedule(t) * network.grad_many(params, np.array(rows))
            if t == 19:
                dead = [n_dead(network, run) for run in params]
        right = [np.mean(network.predict(run, parts[1]) == parts[3]) for run in params]
        runs[eta, n_warmup] = np.array(right), np.array(dead)
    return runs


def rows_of(seed):
    """The batches of five epochs of 1010 rows."""
    rng = np.random.default_rng(seed)
    return [rows for _ in range(5) for rows in gd.minibatches(1010, 32, rng=rng)]


def n_dead(network, params):
    W1, b1, *_ = network.unpack(params)
    return np.sum((network.X @ W1 + b1).max(axis=0) <= 0)


def test_warm_up_rescues_a_start_that_is_too_bold_and_costs_otherwise(networks):
    right = {key: accuracy for key, (accuracy, _) in networks.items()}
    assert np.median(right[0.3, 1]) - np.median(right[0.3, 60]) == pytest.approx(0.03, abs=0.01)
    assert (right[0.3, 60] > 0.6).all()
    assert np.sum(right[2.0, 1] < 0.5) == pytest.approx(190, abs=6)
    assert np.sum(right[2.0, 60] < 0.5) == pytest.approx(20, abs=8)


def test_ten_seeds_are_typical_of_two_hundred(networks):
    for accuracy, _ in networks.values():
        medians = [np.median(accuracy[k : k + 10]) for k in range(190)]
        assert seeds.quantile(np.array(medians), medians[0]) == pytest.approx(0.5, abs=0.4)


def test_the_bold_start_kills_units_at_once(networks):
    assert np.median(networks[2.0, 1][1]) == 12
    assert np.median(networks[2.0, 60][1]) == 0


def test_the_range_test_in_one_call_is_a_place_to_begin_a_search():
    X, y = gd.datasets.line()
    objective = gd.LeastSquares(gd.add_bias(X), y)
    found = [gd.range_test(objective, [0, 0], seed=seed).suggestion for seed in range(200)]
    assert len(set(np.round(found[:3], 3))) > 1
    limit = gd.max_learning_rate(objective)
    assert np.quantile(found, 0.9) < 0.5 * limit
    assert gd.range_test(objective, [0, 0], batch_size=1000).suggestion > limit
