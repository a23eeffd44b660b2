"""gradient_descent against closed forms, hand-written loops and its own promises."""

import decimal
import itertools

import numpy as np
import pytest

import gdviz as gd
from gdviz.descent.stopping import grad_norm_below, loss_below, no_improvement


@pytest.fixture
def line():
    X, y = gd.datasets.line(100)
    return gd.LeastSquares(gd.add_bias(X), y)


def test_batch_gradient_descent_follows_the_closed_form_on_a_parabola():
    # J = 1/2 · 3θ²: θ_t = (1 − 3η)^t θ_0.
    run = gd.gradient_descent(gd.objectives.parabola(3.0), [2.0], learning_rate=0.1, max_steps=20)
    np.testing.assert_allclose(run.params[:, 0], 2.0 * 0.7 ** np.arange(21), rtol=1e-13)
    np.testing.assert_allclose(run.loss, 1.5 * run.params[:, 0] ** 2, rtol=1e-13)


def test_mini_batches_give_what_a_loop_by_hand_gives(line):
    run = gd.gradient_descent(
        line, [0.0, 0.0], learning_rate=0.3, batch_size=32, n_epochs=3, seed=7
    )
    rng, theta = np.random.default_rng(7), np.zeros(2)
    for _ in range(3):
        order = rng.permutation(100)
        for rows in (order[:32], order[32:64], order[64:96], order[96:]):
            X, y = line.X[rows], line.y[rows]
            theta = theta - 0.3 * (X.T @ (X @ theta - y)) / len(rows)
    np.testing.assert_allclose(run.params[-1], theta, rtol=1e-12)
    assert run.step.tolist() == list(range(13))
    assert run.batch_size.tolist() == [0] + [32, 32, 32, 4] * 3
    assert run.samples_seen[-1] == 300
    assert run.epoch[[4, 6, 12]].tolist() == [1.0, 1.5, 3.0]


@pytest.mark.parametrize("batch_size", [None, 100])
def test_batch_size_none_and_n_are_batch_gradient_descent(line, batch_size):
    run = gd.gradient_descent(
        line, [0.0, 0.0], learning_rate=1.0, batch_size=batch_size, n_epochs=2000
    )
    least_squares = np.linalg.lstsq(line.X, line.y, rcond=None)[0]
    np.testing.assert_allclose(run.params[-1], least_squares, atol=1e-12)
    assert len(run) == 2001


def test_the_start_is_not_changed_and_is_record_zero(line):
    start = np.array([1.0, -1.0])
    run = gd.gradient_descent(line, start, learning_rate=0.1, max_steps=3)
    assert start.tolist() == [1.0, -1.0]
    assert run.params[0].tolist() == [1.0, -1.0]
    assert np.isnan(run.learning_rate[0])
    assert run.batch_size[0] == 0


def test_a_budget_of_zero_records_the_start_only(line):
    run = gd.gradient_descent(line, [0.0, 0.0], learning_rate=0.1, max_steps=0)
    assert len(run) == 1
    assert run.stop_reason == "max_steps"


def test_whichever_budget_ends_first_names_the_stop_reason(line):
    options = {"learning_rate": 0.1, "batch_size": 30}
    by_steps = gd.gradient_descent(line, [0, 0], n_epochs=5, max_steps=7, **options)
    by_epochs = gd.gradient_descent(line, [0, 0], n_epochs=5, max_steps=70, **options)
    assert (by_steps.step[-1], by_steps.stop_reason) == (7, "max_steps")
    assert (by_epochs.step[-1], by_epochs.stop_reason) == (20, "n_epochs")


def test_the_same_seed_gives_the_same_run_and_another_does_not(line):
    def last(seed):
        run = gd.gradient_descent(
            line, [0, 0], learning_rate=0.1, batch_size=1, max_steps=50, seed=seed
        )
        return run.params[-1].tolist()

    assert last(3) == last(3)
    assert last(3) != last(4)


def test_fixed_order_repeats_the_same_batches(line):
    run = gd.gradient_descent(
        line, [0, 0], learning_rate=0.1, batch_size=40, n_epochs=2, shuffle=False, record_rows=True
    )
    assert run.rows[0] is None
    first, second = run.rows[1:4], run.rows[4:7]
    assert np.concatenate(first).tolist() == list(range(100))
    for a, b in zip(first, second):
        assert a.tolist() == b.tolist()


def test_record_every_keeps_the_first_and_the_last(line):
    options = {"learning_rate": 0.1, "batch_size": 10, "max_steps": 25}
    thinned = gd.gradient_descent(line, [0, 0], record_every=10, **options)
    whole = gd.gradient_descent(line, [0, 0], **options)
    assert thinned.step.tolist() == [0, 10, 20, 25]
    np.testing.assert_array_equal(thinned.params, whole.params[[0, 10, 20, 25]])


def test_the_loss_is_recorded_once_a_pass_unless_it_is_free_or_asked_for():
    X, y = gd.datasets.two_classes(60)
    logistic = gd.Logistic(gd.add_bias(X), y)
    options = {"learning_rate": 0.1, "batch_size": 20, "n_epochs": 2}
    by_default = gd.gradient_descent(logistic, [0, 0], **options)
    always = gd.gradient_descent(logistic, [0, 0], record_loss=True, **options)
    never = gd.gradient_descent(logistic, [0, 0], record_loss=False, **options)
    assert np.isfinite(by_default.loss).tolist() == [True, False, False, True, False, False, True]
    expected = [logistic.loss(params) for params in always.params]
    np.testing.assert_allclose(always.loss, expected, rtol=1e-12)
    assert np.isnan(never.loss).all()


def updates_until_overflow(X, y, rate, factor):
    """Return how many updates leave J = factor · Σ r² below the largest float, in decimals."""
    with decimal.localcontext() as context:
        context.prec = 60
        rows = [(*map(decimal.Decimal, x), decimal.Decimal(t)) for x, t in zip(X.tolist(), y)]
        a, b, rate, factor = (
            decimal.Decimal(0),
            decimal.Decimal(0),
            *map(decimal.Decimal, (rate, factor)),
        )
        largest = decimal.Decimal(np.finfo(float).max)
        for n_updates in itertools.count():
            residuals = [a * one + b * x - t for one, x, t in rows]
            if factor * sum(r * r for r in residuals) > largest:
                return n_updates - 1
            slopes = [sum(r * row[j] for r, row in zip(residuals, rows)) for j in (0, 1)]
            a, b = (p - rate * 2 * factor * s for p, s in zip((a, b), slopes))


def test_divergence_is_a_result_without_a_warning():
    X, y = gd.datasets.houses()
    X = gd.add_bias(X)
    for scale in (gd.objectives.mean, gd.objectives.half_mean):
        houses = gd.LeastSquares(X, y, scale=scale)
        run = gd.gradient_descent(houses, [0.0, 0.0], learning_rate=0.01, max_steps=1000)
        assert run.stop_reason == "diverged"
        assert np.isfinite(run.params).all()
        assert np.isfinite(run.loss).all()
        assert run.step[-1] == updates_until_overflow(X, y.tolist(), 0.01, scale(len(y)))


def test_standardized_houses_are_learned_at_the_same_rate():
    X, y = gd.datasets.houses()
    x, _, std = gd.standardize(X)
    run = gd.gradient_descent(
        gd.LeastSquares(gd.add_bias(x), y), [0.0, 0.0], learning_rate=0.01, max_steps=1000
    )
    assert round(run.params[-1, 1] / std.item(), 2) == 199.99


def test_stop_conditions_end_the_run_at_the_first_epoch_that_meets_them(line):
    options = {"learning_rate": 0.5, "max_steps": 5000}
    below = gd.gradient_descent(line, [0, 0], stop=[loss_below(0.1)], **options)
    assert below.stop_reason == "loss_below"
    assert below.loss[-1] < 0.1 <= below.loss[-2]
    flat = gd.gradient_descent(line, [0, 0], stop=[grad_norm_below(1e-6)], **options)
    norms = [np.linalg.norm(line.grad(params)) for params in flat.params[-2:]]
    assert flat.stop_reason == "grad_norm_below"
    assert norms[1] < 1e-6 <= norms[0]
    stalled = gd.gradient_descent(line, [0, 0], stop=[no_improvement(5, tol=1e-3)], **options)
    assert stalled.stop_reason == "no_improvement"
    assert stalled.loss[-6] - stalled.loss[-1] <= 1e-3 < stalled.loss[-7] - stalled.loss[-2]


def test_a_learner_can_write_a_stop_condition(line):
    def far_enough(progress):
        return "far_enough" if progress.params[0] > 0.5 else None

    run = gd.gradient_descent(line, [0, 0], learning_rate=0.1, max_steps=99, stop=[far_enough])
    assert run.stop_reason == "far_enough"


def test_the_callback_sees_every_update_and_can_end_the_run(line):
    seen = []

    def callback(step, params):
        seen.append((step, params.tolist()))
        return step == 4

    run = gd.gradient_descent(
        line, [0, 0], learning_rate=0.1, batch_size=10, max_steps=99, callback=callback
    )
    assert [step for step, _ in seen] == [1, 2, 3, 4]
    assert seen[-1][1] == run.params[-1].tolist()
    assert run.stop_reason == "callback"


def test_an_interrupted_run_keeps_what_was_computed(line):
    def interrupt(step, params):
        if step == 6:
            raise KeyboardInterrupt

    run = gd.gradient_descent(
        line, [0, 0], learning_rate=0.1, max_steps=99, record_every=4, callback=interrupt
    )
    assert run.stop_reason == "interrupted"
    assert run.step.tolist() == [0, 4, 6]


def test_schedules_set_the_rate_by_the_step_and_the_batch_size_by_the_epoch(line):
    run = gd.gradient_descent(
        line,
        [0, 0],
        learning_rate=lambda step: 0.1 / (step + 1),
        batch_size=lambda epoch: 50 * (epoch + 1),
        n_epochs=2,
    )
    assert run.batch_size.tolist() == [0, 50, 50, 100]
    np.testing.assert_allclose(run.learning_rate[1:], [0.1, 0.05, 0.1 / 3])


def test_seconds_never_run_backwards(line):
    run = gd.gradient_descent(line, [0, 0], learning_rate=0.1, max_steps=50)
    assert run.seconds[0] == 0
    assert (np.diff(run.seconds) >= 0).all()


def test_progress_shows_a_bar_that_ends_at_the_last_update(line, capsys):
    gd.gradient_descent(line, [0, 0], learning_rate=0.1, max_steps=5, progress=True)
    assert "5/5" in capsys.readouterr().err


def test_a_class_of_ones_own_is_enough():
    class Halfway:
        n_samples, n_params = 1, 1

        def loss(self, params, rows=None):
            return float(params[0] ** 2) / 2

        def grad(self, params, rows=None):
            return params

    run = gd.gradient_descent(Halfway(), [1.0], learning_rate=0.5, max_steps=2, record_loss=True)
    assert run.loss.tolist() == [0.5, 0.125, 0.03125]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"learning_rate": -0.1}, "learning_rate must be .* Got -0.1"),
        ({"learning_rate": float("nan")}, "learning_rate must be .* Got nan"),
        ({"learning_rate": "fast"}, "learning_rate must be .* Got 'fast'"),
        ({"learning_rate": lambda step: -step}, r"learning_rate\(1\) must be .* Got -1"),
        ({"learning_rate": lambda step: None}, r"learning_rate\(0\) must be .* Got None"),
        ({"batch_size": 0}, r"between 1 and 100 \(the number of samples\). Got 0"),
        ({"batch_size": 101}, r"between 1 and 100 \(the number of samples\). Got 101"),
        ({"batch_size": 2.5}, "batch_size must be an integer. Got 2.5"),
        ({"batch_size": lambda epoch: 0}, r"batch_size\(0\) must be .* Got 0"),
        ({"max_steps": -1}, "max_steps must be .* Got -1"),
        ({"max_steps": None}, "n_epochs or max_steps"),
        ({"record_every": 0}, "record_every must be .* Got 0"),
        ({"params": [0.0]}, r"params must have shape \(2,\).* Got \(1,\)"),
        ({"params": [0.0, np.inf]}, "params must be finite"),
    ],
)
def test_bad_arguments_say_what_is_allowed_and_what_was_given(line, arguments, message):
    good = {"params": [0.0, 0.0], "learning_rate": 0.1, "max_steps": 3}
    with pytest.raises(ValueError, match=message):
        gd.gradient_descent(line, **{**good, **arguments})
