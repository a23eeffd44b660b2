"""sweep: every cell of the grid is the run that the loop makes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gdviz as gd


class OneByOne:
    """Least squares with nothing but the protocol: no shortcut for many runs."""

    def __init__(self, objective):
        self.n_samples, self.n_params = objective.n_samples, objective.n_params
        self.loss, self.grad = objective.loss, objective.grad


def line(n_samples=50, scale=gd.objectives.half_mean):
    X, y = gd.datasets.line(n_samples)
    return gd.LeastSquares(gd.add_bias(X), y, scale=scale)


def logistic():
    X, y = gd.datasets.two_classes(40)
    return gd.Logistic(gd.add_bias(X), y)


def softmax():
    X, y = gd.datasets.two_classes(30)
    return gd.Softmax(gd.add_bias(X), y.astype(int))


OBJECTIVES = {
    "line": line(),
    "mean": line(scale=gd.objectives.mean),
    "total": line(20, scale=gd.objectives.total),
    "logistic": logistic(),
    "softmax": softmax(),
    "own class": OneByOne(line()),
    "penalty": gd.l2(line(), 0.1),
    "surface": gd.objectives.rosenbrock(),
}
RATES = (1e-3, 0.02, 0.1)


def assert_equals_the_loop(objective, runs, start, n_updates, **options):
    for i, rate in enumerate(runs.learning_rates):
        for j, b in enumerate(runs.batch_sizes):
            for k, seed in enumerate(runs.seeds):
                cell = runs.trajectory(i, j, k)
                loop = gd.gradient_descent(
                    objective,
                    start,
                    learning_rate=float(rate),
                    batch_size=int(b),
                    seed=seed,
                    record_loss=True,
                    **options,
                )
                assert loop.step[-1] == n_updates[j] or loop.stop_reason == "diverged"
                for name in ("params", "loss", "learning_rate", "epoch"):
                    np.testing.assert_allclose(
                        getattr(cell, name), getattr(loop, name), rtol=1e-9, atol=1e-12
                    )
                for name in ("step", "samples_seen", "batch_size"):
                    assert getattr(cell, name).tolist() == getattr(loop, name).tolist()
                assert cell.stop_reason == loop.stop_reason


@pytest.mark.parametrize("name", OBJECTIVES)
def test_every_cell_equals_the_loop(name):
    objective = OBJECTIVES[name]
    sizes = [b for b in (1, 7, 16, objective.n_samples) if b <= objective.n_samples]
    start = np.full(objective.n_params, 0.3)
    runs = gd.sweep(
        objective, start, learning_rates=RATES, batch_sizes=sizes, seeds=(0, 5), n_steps=60
    )
    assert_equals_the_loop(objective, runs, start, [60] * len(sizes), max_steps=60)


@settings(max_examples=25, deadline=None)
@given(
    n_samples=st.integers(1, 40),
    batch=st.integers(1, 40),
    n_steps=st.integers(0, 50),
    options=st.fixed_dictionaries(
        {"shuffle": st.booleans(), "replace": st.booleans(), "drop_last": st.booleans()}
    ),
)
def test_every_cell_equals_the_loop_whatever_the_order_of_rows(n_samples, batch, n_steps, options):
    objective, sizes = line(n_samples), sorted({1, min(batch, n_samples), n_samples})
    runs = gd.sweep(
        objective, [0, 0], learning_rates=[0.2], batch_sizes=sizes, n_steps=n_steps, **options
    )
    n_updates = [n_steps] * len(sizes)
    assert_equals_the_loop(objective, runs, [0, 0], n_updates, max_steps=n_steps, **options)


@pytest.mark.parametrize(
    "optimizer",
    [gd.momentum(), gd.nesterov(), gd.adagrad(), gd.rmsprop(), gd.adam(), gd.adamw()],
    ids=["momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw"],
)
def test_every_optimizer_sweeps_like_it_loops(optimizer):
    objective = line()
    runs = gd.sweep(
        objective, [0, 0], learning_rates=RATES, batch_sizes=(8,), n_steps=40, optimizer=optimizer
    )
    assert_equals_the_loop(objective, runs, [0, 0], [40], max_steps=40, optimizer=optimizer)


def test_a_budget_of_epochs_gives_small_batches_more_updates():
    objective = line()
    runs = gd.sweep(objective, [0, 0], learning_rates=[0.1], batch_sizes=(1, 20, 50), n_epochs=2)
    assert [steps[-1] for steps in runs.steps] == [100, 6, 2]
    assert_equals_the_loop(objective, runs, [0, 0], [100, 6, 2], n_epochs=2)


def test_a_budget_of_samples_is_rounded_up_to_whole_updates():
    runs = gd.sweep(
        line(), [0, 0], learning_rates=[0.1], batch_sizes=(1, 20, 50), n_samples_seen=70
    )
    assert [steps[-1] for steps in runs.steps] == [70, 4, 2]
    assert [runs.trajectory(0, j).samples_seen[-1] for j in range(3)] == [70, 70, 100]


def test_long_runs_are_thinned_from_start_to_end():
    options = {"learning_rates": [0.1], "batch_sizes": (5,), "n_steps": 500}
    thinned = gd.sweep(line(), [0, 0], max_records=11, **options)
    whole = gd.sweep(line(), [0, 0], **options)
    assert thinned.steps[0].tolist() == list(range(0, 501, 50))
    np.testing.assert_array_equal(thinned.params[0], whole.params[0][:, :, ::50])
    assert gd.sweep(line(), [0, 0], max_records=2, **options).steps[0].tolist() == [0, 500]


@pytest.mark.parametrize(
    ("n_steps", "kept", "expected"),
    [
        (500, 21, [*range(10), *range(10, 501, 49)]),
        (500, 12, [0, 1, 2, 3, 4, 5, 6, 105, 204, 302, 401, 500]),  # half of them at most
        (8, 20, list(range(9))),
    ],
)
def test_the_first_updates_can_be_kept_whole(n_steps, kept, expected):
    options = {"learning_rates": [0.1], "batch_sizes": (5,), "n_steps": n_steps}
    thinned = gd.sweep(line(), [0, 0], max_records=kept, n_whole=10, **options)
    assert thinned.steps[0].tolist() == expected
    whole = gd.sweep(line(), [0, 0], **options)
    np.testing.assert_array_equal(thinned.params[0], whole.params[0][:, :, expected])


def test_diverged_cells_end_with_their_last_finite_loss():
    X, y = gd.datasets.houses()
    houses = gd.LeastSquares(gd.add_bias(X), y)
    runs = gd.sweep(houses, [0, 0], learning_rates=[1e-5, 0.01], batch_sizes=[5], n_steps=200)
    assert runs.trajectory(0, 0).stop_reason == "max_steps"
    assert runs.trajectory(1, 0).stop_reason == "diverged"
    diverged = runs.trajectory(1, 0)
    assert diverged.step[-1] == 64  # as the loop, which is held to decimals
    assert np.isfinite(diverged.loss).all()
    assert np.isposinf(runs.loss[0][1, 0, 65:]).all()
    assert np.isnan(runs.params[0][1, 0, 65:]).all()


def test_one_parameter_beyond_all_numbers_ends_a_run_as_in_the_loop():
    """The second starts at its minimum and stays there."""
    objective = gd.LeastSquares(np.diag([30.0, 1.0]), [0.0, 2.0])
    options = {"batch_sizes": [2], "n_steps": 400, "seeds": [0]}
    sweep = gd.sweep(objective, [1.0, 2.0], learning_rates=[0.5], **options)
    found = sweep.trajectory(0, 0)
    run = gd.gradient_descent(objective, [1.0, 2.0], learning_rate=0.5, max_steps=400)
    assert found.stop_reason == run.stop_reason == "diverged"
    assert 50 < len(found.params) == len(run.params) < 400
    assert np.isfinite(found.params).all()


def test_an_interrupted_sweep_keeps_what_was_computed():
    class Impatient(OneByOne):
        calls = 0

        def grad_many(self, params, rows):
            self.calls += 1
            if self.calls > 4:
                raise KeyboardInterrupt
            return params

    runs = gd.sweep(Impatient(line()), [1, 1], learning_rates=[0.5], batch_sizes=[50], n_steps=9)
    run = runs.trajectory(0, 0)
    assert run.stop_reason == "interrupted"
    assert run.params[:, 0].tolist() == [1, 0.5, 0.25, 0.125, 0.0625]


def test_progress_shows_a_bar(capsys):
    gd.sweep(line(), [0, 0], learning_rates=[0.1], batch_sizes=[5], n_steps=7, progress=True)
    assert "7/7" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"n_steps": None}, "exactly one of n_steps, n_epochs, n_samples_seen"),
        ({"n_epochs": 3}, "exactly one of n_steps, n_epochs, n_samples_seen"),
        ({"n_steps": -1}, "n_steps must be"),
        ({"learning_rates": [0.1, -1]}, "learning_rates must be .* Got -1"),
        ({"learning_rates": []}, "must not be empty"),
        ({"batch_sizes": [51]}, "batch_sizes must be between 1 and 50 .* Got 51"),
        ({"batch_sizes": [0.5]}, "batch_sizes must be an integer. Got 0.5"),
        ({"seeds": [-1]}, "seeds must be .* Got -1"),
        ({"max_records": 1}, "max_records must be .* Got 1"),
        ({"params": [[0, 0]]}, r"params must have shape \(2,\)"),
    ],
)
def test_bad_arguments_say_what_is_allowed_and_what_was_given(arguments, message):
    good = {"params": [0, 0], "learning_rates": [0.1], "batch_sizes": [5], "n_steps": 3}
    with pytest.raises(ValueError, match=message):
        gd.sweep(line(), **{**good, **arguments})


@pytest.mark.parametrize("make", [gd.LeastSquares, gd.Logistic])
def test_gradients_are_kept_of_the_rows_that_the_next_update_reads(make):
    X, y = gd.datasets.two_classes(30)
    objective, seeds, rates = make(gd.add_bias(X), y), (3, 8), [0.1, 0.4]
    options = {"learning_rates": rates, "batch_sizes": [1, 7, 30], "seeds": seeds}
    runs = gd.sweep(
        objective, np.ones(2), **options, n_steps=40, max_records=6, n_whole=0, record_grads=True
    )
    for j, b in enumerate((1, 7, 30)):
        for i, k in np.ndindex(2, 2):
            rows = gd.gradient_descent(
                objective,
                np.ones(2),
                learning_rate=rates[i],
                batch_size=b,
                seed=seeds[k],
                max_steps=41,
                record_rows=True,
            ).rows
            for m, step in enumerate(runs.steps[j]):
                expected = objective.grad(runs.params[j][i, k, m], rows[step + 1])
                np.testing.assert_allclose(runs.grads[j][i, k, m], expected, rtol=1e-9, atol=1e-12)


def test_sums_are_remembered_for_other_starts_and_for_nothing_else(monkeypatch):
    """A second start of the same runs draws no epoch; another seed, or data that change, do."""
    from gdviz.descent import batched

    drawn = []
    epochs = batched.epochs
    monkeypatch.setattr(batched, "epochs", lambda *a, **k: drawn.append(1) or epochs(*a, **k))
    X, y = gd.datasets.line(50)
    line = gd.LeastSquares(gd.add_bias(X), y)
    options = {"learning_rates": [0.1], "batch_sizes": [1, 8], "n_steps": 30}
    for start, seed, n in (([0, 0], 0, 1), ([1, 2], 0, 1), ([1, 2], 1, 2), ([0, 0], 0, 3)):
        runs = gd.sweep(line, start, seeds=[seed], **options)
        assert len(drawn) == n
        one = gd.gradient_descent(
            line, start, learning_rate=0.1, batch_size=8, seed=seed, max_steps=30
        )
        np.testing.assert_allclose(runs.params[1][0, 0], one.params, rtol=1e-12)

    class Open:
        n_samples, n_params, scale = 50, 2, staticmethod(line.scale)
        X, y = np.array(line.X), np.array(line.y)
        loss, grad = line.loss, line.grad

        def moments(self):
            return self.X[:, :, None] * np.column_stack([self.X, self.y])[:, None]

    changing = Open()
    first = gd.sweep(changing, [0, 0], **options).params[0][0, 0, -1]
    changing.y += 1
    assert np.abs(gd.sweep(changing, [0, 0], **options).params[0][0, 0, -1] - first).max() > 0.1
