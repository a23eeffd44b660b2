"""Interactives on a person's own data, own objectives and own models: true, or a word why not."""

import numpy as np
import pytest

import gdviz as gd
from gdviz.widgets import descent_explorer, fits, optimizer_race, rate_batch_map, rates

WEIGHTS = np.linspace(1600, 5100, 60)


@pytest.fixture(scope="module")
def car():
    """Miles per gallon against weights in pounds: κ is a hundred million."""
    miles = 46 - 0.0077 * WEIGHTS + np.sin(np.arange(60))
    return gd.LeastSquares(gd.add_bias(WEIGHTS), miles)


@pytest.fixture(scope="module")
def salaries():
    years = np.linspace(1, 11, 30)
    return gd.LeastSquares(gd.add_bias(years), 26000 + 9400 * years + 4000 * np.sin(np.arange(30)))


def outlier(n=49):
    x = np.r_[np.linspace(-1, 1, n), 12.0]
    return gd.LeastSquares(gd.add_bias(x), 2 * x + 1 + 0.3 * np.sin(np.arange(n + 1)))


class Own:
    """An objective with four names and nothing else: Huber's loss of a line."""

    n_params = 2

    def __init__(self, delta=0.5, n=60):
        rng = np.random.default_rng(0)
        self.x, self.n_samples, self.delta = rng.random(n), n, delta
        self.t = 5 + 2 * self.x + 0.1 * rng.standard_normal(n)

    def _residuals(self, params, rows):
        rows = slice(None) if rows is None else rows
        return params[0] + params[1] * self.x[rows] - self.t[rows], self.x[rows]

    def loss(self, params, rows=None):
        r, _ = self._residuals(params, rows)
        small = np.minimum(np.abs(r), self.delta)
        return float(np.mean(small * (np.abs(r) - small / 2)))

    def grad(self, params, rows=None):
        r, x = self._residuals(params, rows)
        r = np.clip(r, -self.delta, self.delta)
        return np.array([r.mean(), (r * x).mean()])


class Poisson(Own):
    """A curved model with data: the mean is exp(θ₀ + θ₁x)."""

    def __init__(self, n=80):
        rng = np.random.default_rng(1)
        self.X = gd.add_bias(rng.random(n))
        self.y = rng.poisson(np.exp(self.X @ [0.5, 1.0])).astype(float)
        self.n_samples = n

    def predict(self, params, X):
        return np.exp(X @ params)

    def loss(self, params, rows=None):
        rows = slice(None) if rows is None else rows
        mean = np.exp(self.X[rows] @ params)
        return float(np.mean(mean - self.y[rows] * (self.X[rows] @ params)))

    def grad(self, params, rows=None):
        rows = slice(None) if rows is None else rows
        X, y = self.X[rows], self.y[rows]
        return X.T @ (np.exp(X @ params) - y) / len(y)


class Decay(Own):
    """A model that is no function of Xθ: θ₀ exp(−θ₁x)."""

    def __init__(self, n=40):
        rng = np.random.default_rng(2)
        self.X = 3 * rng.random((n, 1))
        self.y = 2 * np.exp(-0.7 * self.X[:, 0]) + 0.1 * rng.standard_normal(n)
        self.n_samples = n

    def predict(self, params, X):
        return params[0] * np.exp(-params[1] * X[:, 0])

    def _parts(self, params, rows):
        rows = slice(None) if rows is None else rows
        x, e = self.X[rows, 0], np.exp(-params[1] * self.X[rows, 0])
        return params[0] * e - self.y[rows], x, e

    def loss(self, params, rows=None):
        return float(np.mean(self._parts(params, rows)[0] ** 2) / 2)

    def grad(self, params, rows=None):
        r, x, e = self._parts(params, rows)
        return np.array([np.mean(r * e), np.mean(-r * params[0] * x * e)])


class WithDataOnly(Own):
    """X and y, but no predict."""

    def __init__(self):
        super().__init__()
        self.X, self.y = gd.add_bias(self.x), self.t


# --- the window, the loss axis, the target


def test_start_and_end_of_the_default_run_are_in_the_window(car, salaries):
    for objective in (car, salaries, outlier()):
        explorer = descent_explorer(objective)
        run, (low, high) = explorer.run(), np.array(explorer.window).T
        assert (low <= run.params[0]).all()
        assert (run.params[0] <= high).all()
        assert (low <= run.params[-1]).all()
        assert (run.params[-1] <= high).all()


def test_the_loss_axis_reaches_down_to_the_minimum_and_marks_it(car):
    explorer = descent_explorer(car)
    low, high = explorer.loss_window[1]
    assert low < car.minimum < high
    loss = explorer.picture(gd.plots.LIGHT).axes[-1]
    assert any(line.get_ydata()[0] == car.minimum for line in loss.lines if len(line.get_ydata()))
    assert " J*" in [text.get_text() for text in loss.texts]


def test_the_target_lies_above_the_minimum_by_a_twentieth_of_the_way():
    X, y = gd.datasets.line(80)
    objective = gd.LeastSquares(gd.add_bias(X), y)
    chart = rate_batch_map(objective, [-1.0, 4.0], n_steps=100)
    start = objective.loss(np.array([-1.0, 4.0]))
    assert chart.target == pytest.approx(0.95 * objective.minimum + 0.05 * start)


def test_a_target_that_no_run_gets_to_is_said_and_the_map_is_not_empty(car):
    chart = rate_batch_map(car, n_steps=40)
    assert np.isfinite(chart.times()).any()
    assert f"J* = {car.minimum:.3g}" in chart.advice
    assert f"{chart.target:.3g}" in chart.advice


def test_one_lucky_touch_of_a_noisy_run_does_not_set_the_target():
    """Without a known minimum the target comes from where runs rest, and several get there."""

    class Unknown:
        def __init__(self, objective):
            self.loss, self.grad = objective.loss, objective.grad
            self.n_samples, self.n_params = objective.n_samples, 2

    chart = rate_batch_map(
        Unknown(outlier()),
        n_steps=100,
        learning_rates=[0.003, 0.01, 0.03, 0.3],
        batch_sizes=[1, 8, 50],
    )
    rests = [np.median(loss[i, 0, -10:]) for loss in chart.sweep.loss for i in range(4)]
    assert chart.target >= np.nanmin(rests)
    assert np.isfinite(chart.times()).sum() >= 2


# --- limits and rates


@pytest.mark.parametrize("b", [1, 2, 4, 8, 50])
def test_the_limit_is_that_of_the_batch(b):
    objective = outlier()
    explorer = descent_explorer(objective, batch_sizes=[1, 2, 4, 8, 50], n_steps=5)
    expected = gd.max_learning_rate(objective, batch_size=b, replace=False)
    assert explorer.learning_rate_limits[explorer.batch_sizes.index(b)] == pytest.approx(expected)
    assert explorer.learning_rate_limit == pytest.approx(0.616, abs=5e-4)
    assert explorer.learning_rate_limits[0] < 0.02  # 0.0154 for b = 1


def test_a_limit_that_nobody_knows_is_none():
    rng = np.random.default_rng(0)
    x = rng.standard_normal(30)
    logistic = gd.Logistic(gd.add_bias(x), (x > 0).astype(float))
    explorer = descent_explorer(logistic, n_steps=3)
    assert set(explorer.learning_rate_limits) == {None}


def test_adaptive_methods_get_rates_that_are_lengths(salaries):
    race = optimizer_race(salaries, n_steps=200)
    race.learning_rate_index = len(race.learning_rates) - 1
    start, runs = salaries.loss(np.zeros(2)), race.run()
    assert runs["Adam"].loss[-1] < 0.1 * start
    explorer = descent_explorer(salaries, optimizer=gd.adam(), n_steps=20, batch_sizes=[30])
    way = np.abs(salaries.minimizer).max()
    assert explorer.learning_rates[-1] == pytest.approx(way / 10, rel=0.05)


def test_rates_of_plain_descent_stay_where_racers_get_there_with_them():
    ravine = gd.objectives.ravine()
    race, plain = optimizer_race(ravine, [-2.0, 2.0]), descent_explorer(ravine, [-2.0, 2.0])
    assert race.learning_rates[-1] == plain.learning_rates[-1]


@pytest.mark.parametrize(
    ("name", "adaptive"),
    [("sgd", False), ("momentum", False), ("nesterov", False)]
    + [(name, True) for name in ("adagrad", "rmsprop", "adam", "adamw")],
)
def test_which_methods_take_the_rate_as_a_length(name, adaptive):
    assert rates.is_adaptive(getattr(gd, name)(), 2) is adaptive


def test_the_rates_of_an_own_objective_come_from_the_curvature_on_the_way():
    huber = Own()
    assert gd.max_learning_rate(huber, [0.0, 0.0]) > 1e6  # far out it is as flat as a plane
    explorer = descent_explorer(huber, n_steps=60)
    X = gd.add_bias(huber.x)
    steepest = np.linalg.eigvalsh(X.T @ X / 60)[-1]
    assert explorer.learning_rates[-1] == pytest.approx(4 / steepest, rel=0.1)
    assert explorer.run().loss[-1] < 0.2 * explorer.run().loss[0]


# --- words


def test_it_says_standardize_with_the_condition_number(car):
    advice = descent_explorer(car, n_steps=5).advice
    low, high = np.linalg.eigvalsh(car.X.T @ car.X)
    assert advice == f"κ = {high / low / 1e8:.1f}·10⁸: standardize the features"
    scaled = gd.LeastSquares(gd.add_bias(gd.standardize(WEIGHTS[:, None])[0]), car.y)
    assert descent_explorer(scaled, n_steps=5).advice == ""


def test_it_says_where_columns_depend_on_each_other():
    x = np.arange(1.0, 7.0)
    twice = gd.LeastSquares(np.column_stack([x, 2 * x]), x)
    assert descent_explorer(twice, n_steps=3).advice == "κ = ∞: columns of X depend on each other"


def test_it_says_where_no_run_comes_to_rest():
    x = np.array([10.0, 20, 30, 40, 50, 60])
    raw = gd.Logistic(gd.add_bias(x), [0, 0, 1, 0, 1, 1])
    assert "the minimum lies further on" in descent_explorer(raw, n_steps=40).advice


# --- own objectives and models


def make(objective):
    few = {"learning_rates": [0.05, 0.1], "n_steps": 8}
    return {
        "descent_explorer": lambda: descent_explorer(objective, batch_sizes=[1, 8], **few),
        "gradient_cloud": lambda: gd.widgets.gradient_cloud(objective, n_batches=9),
        "rate_batch_map": lambda: rate_batch_map(objective, batch_sizes=[1, 8], **few),
        "optimizer_race": lambda: optimizer_race(objective, **few),
        "schedule_race": lambda: gd.widgets.schedule_race(objective, batch_sizes=[8], **few),
        "landscape_flight": lambda: gd.widgets.landscape_flight(
            objective, [0.0, 0.0], learning_rates=[0.1], batch_sizes=[8], n_steps=8
        ),
    }


@pytest.mark.parametrize("kind", make(None))
@pytest.mark.parametrize("own", [Own, Poisson, Decay, WithDataOnly])
def test_every_interactive_takes_an_objective_with_four_names(kind, own):
    interactive = make(own())[kind]()
    assert interactive._repr_mimebundle_()[0]["image/png"].startswith(b"\x89PNG")
    interactive.start = [0.5, 0.5]


def test_logistic_and_penalized_objectives_have_a_cloud():
    rng = np.random.default_rng(0)
    X, y = gd.add_bias(rng.standard_normal(30)), rng.integers(0, 2, 30)
    for objective in (gd.Logistic(X, y), gd.l2(gd.Logistic(X, y), 0.1)):
        gd.widgets.gradient_cloud(objective, n_batches=9).open()


def test_softmax_is_drawn_without_data():
    explorer = descent_explorer(gd.Softmax([[1.0], [2], [3]], [0, 1, 1]), n_steps=4)
    assert [panel["name"] for panel in explorer.panels] == ["params", "loss"]


@pytest.mark.parametrize(("own", "panels"), [(Own, 2), (Poisson, 3), (Decay, 3), (WithDataOnly, 2)])
def test_the_data_are_shown_where_there_is_a_predict(own, panels):
    assert len(descent_explorer(own(), batch_sizes=[8], n_steps=3).panels) == panels


def test_only_the_sigmoid_is_a_sigmoid():
    X, y = gd.add_bias(np.arange(5.0)), np.array([0, 0, 1, 0, 1.0])
    kinds = {gd.LeastSquares(X, y): "line", gd.Logistic(X, y): "logistic", Poisson(): "table"}
    assert {fits.kind_of_fit(objective): kind for objective, kind in kinds.items()} == {
        kind: kind for kind in kinds.values()
    }


# --- the map


def network():
    rng = np.random.default_rng(0)
    X = rng.standard_normal((40, 3))
    return gd.objectives.MLP(X, (X[:, 0] > 0).astype(int), n_hidden=3)


@pytest.mark.parametrize("objective", [network(), gd.objectives.parabola()])
def test_a_map_of_any_number_of_parameters(objective, tmp_path):
    sizes = [4, 40] if objective.n_samples > 1 else [1]
    chart = rate_batch_map(objective, learning_rates=[0.05, 0.5], batch_sizes=sizes, n_steps=30)
    assert [panel["name"] for panel in chart.panels] == ["map", "loss"]
    chart.target = target = float(np.median(chart.sweep.loss[0][1, 0]))
    i, j = 1, 0
    run = gd.gradient_descent(
        objective,
        chart.start,
        learning_rate=0.5,
        batch_size=sizes[0],
        max_steps=30,
        record_loss=True,
    )
    assert chart.times()[j, i] == np.flatnonzero(run.loss <= target)[0]
    chart.save(tmp_path / "map.png")
    chart.save(tmp_path / "map.html")


def test_the_median_over_seeds_is_that_of_single_runs():
    objective = outlier()
    arguments = {"learning_rates": [0.01, 0.02], "batch_sizes": [2, 50], "n_steps": 40}
    chart = rate_batch_map(objective, [0.0, 0.0], n_seeds=5, seed=3, **arguments)
    losses = [
        gd.gradient_descent(
            objective, [0, 0], learning_rate=0.01, batch_size=2, max_steps=40, seed=seed
        ).loss
        for seed in range(3, 8)
    ]
    median = np.median(losses, axis=0)
    np.testing.assert_allclose(chart.map_losses(0)[0], median)
    chart.target = target = float(median[20])
    assert chart.times()[0, 0] == np.flatnonzero(median <= target)[0]


def test_the_target_can_be_moved():
    chart = rate_batch_map(outlier(), learning_rates=[0.01], batch_sizes=[50], n_steps=40)
    loss = chart.sweep.loss[0][0, 0]
    for record in (5, 20):
        chart.set_state({"target": float(loss[record])})
        assert chart.times() == [[record]]
    with pytest.raises(ValueError, match="target must be a finite number"):
        chart.target = "low"
