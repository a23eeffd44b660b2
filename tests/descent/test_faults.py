"""A run that meets an obstacle: too long, interrupted, or an objective that answers wrongly."""

import sys

import numpy as np
import pytest

import gdviz as gd
from gdviz.descent import record, stacked

BOWL = gd.objectives.bowl()


class Own:
    """½‖θ‖², written by a reader, with an answer that can be bent."""

    n_samples, n_params = 6, 2

    def __init__(self, grad=lambda params: params.copy(), loss=lambda params: params @ params / 2):
        self.answers = grad, loss
        self.calls = []

    def loss(self, params, rows=None):
        self.calls.append("loss")
        return self.answers[1](params)

    def grad(self, params, rows=None):
        self.calls.append("grad")
        return self.answers[0](params)


def descend(objective, **arguments):
    good = {"learning_rate": 0.1, "max_steps": 4}
    return gd.gradient_descent(objective, [1.0, -2.0], **{**good, **arguments})


def grid(objective, **arguments):
    good = {"learning_rates": [0.1, 0.2], "batch_sizes": [2, 6], "n_steps": 4}
    return gd.sweep(objective, [1.0, -2.0], **{**good, **arguments})


def in_place(params):
    params -= 0.1 * params
    return params


WRONG = [
    (lambda p: p[:, None], r"grad must return shape \(2,\)\. Got \(2, 1\)\."),
    (lambda p: float(p.mean()), r"grad must return shape \(2,\)\. Got \(\)\."),
    (lambda p: p.tolist(), r"grad must return an array of shape \(2,\)\. Got a list"),
    (lambda p: None, r"grad must return an array of shape \(2,\)\. Got None\."),
    (lambda p: p * np.nan, "grad must return finite numbers. Got nan in component 0"),
    (lambda p: np.array([1.0, 10.0**400]), "grad must return finite numbers. Got OverflowError"),
    (in_place, "grad must leave params as they are. Got them changed in place"),
]


@pytest.mark.parametrize(("grad", "message"), WRONG)
@pytest.mark.parametrize("run", [descend, grid])
def test_a_wrong_gradient_is_told_at_the_first_update(run, grad, message):
    with pytest.raises(ValueError, match=message):
        run(Own(grad=grad))


@pytest.mark.parametrize(
    ("loss", "message"),
    [
        (lambda p: None, "loss must return a finite number. Got None"),
        (lambda p: p, r"loss must return a single number\. Got shape \(2,\)"),
        (lambda p: np.array([1.0]), r"loss must return a single number\. Got shape \(1,\)"),
        (lambda p: np.nan, "loss must return a finite number. Got nan"),
        (lambda p: 10.0**400, "loss must return a finite number. Got inf"),
    ],
)
def test_a_wrong_loss_is_told_before_the_run_where_it_is_recorded(loss, message):
    for run in (descend, grid):
        with pytest.raises(ValueError, match=message):
            run(Own(loss=loss))
        run(Own(loss=loss), record_loss=False)


@pytest.mark.parametrize(
    ("loss", "grad", "message"),
    [
        (Own.loss, lambda self, p: p, r"grad must be a method grad\(params, rows=None\)\. Got"),
        (Own.loss, lambda self: None, r"grad must be a method grad\(params, rows=None\)\. Got"),
    ],
)
def test_a_method_that_takes_no_rows_is_told(loss, grad, message):
    objective = type("Other", (Own,), {"loss": loss, "grad": grad})()
    for run in (descend, grid):
        with pytest.raises(ValueError, match=message):
            run(objective, **({"batch_size": 2} if run is descend else {}))


def test_a_loss_over_all_data_is_enough():
    class Short(Own):
        def loss(self, params):
            return params @ params / 2

    assert np.isfinite(descend(Short()).loss).any()
    assert np.isfinite(grid(Short()).loss[0]).all()


def test_an_error_of_the_objective_itself_is_left_as_it_is():
    def grad(params):
        raise TypeError("mine")

    for run in (descend, grid):
        with pytest.raises(TypeError, match=r"^mine$"):
            run(Own(grad=grad))


def test_a_wrong_stack_of_gradients_is_told():
    class Many(Own):
        def grad_many(self, params, rows=None):
            return params.mean()

    with pytest.raises(ValueError, match=r"grad_many must return shape \(2, 2\)\. Got \(\)\."):
        grid(Many())


@pytest.mark.parametrize(
    ("record_loss", "n_losses"), [(True, 5), (None, 3), (False, 0)], ids=["all", "passes", "none"]
)
def test_the_first_look_costs_no_call(record_loss, n_losses):
    objective = Own()
    run = descend(objective, batch_size=2, record_loss=record_loss)
    assert objective.calls.count("grad") == 4
    assert objective.calls.count("loss") == n_losses == np.isfinite(run.loss).sum()


def test_params_that_are_handed_out_cannot_be_written_to():
    seen = []

    def grad(params):
        seen.append(params)
        return params.copy()

    descend(Own(grad=grad), callback=lambda step, params: seen.append(params) and False)
    for params in seen[1:]:  # the first is a copy, to see whether it is changed
        with pytest.raises(ValueError, match="read-only"):
            params[0] = 7.0


def in_few_lines(function, most=2_000_000):
    """Return what a function returns; it fails where it runs more lines of ours than that."""
    left = [most]

    def count(frame, event, argument):
        if "gdviz" not in frame.f_code.co_filename:
            return None
        left[0] -= 1
        assert left[0] > 0, "it walks through what it should have computed at once"
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        return function()
    finally:
        sys.settrace(before)


@pytest.mark.parametrize("n_epochs", [10**9, 10**12, 2**63, np.uint64(2**63), 10**30])
@pytest.mark.parametrize("batch_size", [2, None, lambda epoch: 2])
def test_a_budget_of_any_size_starts_at_once(n_epochs, batch_size):
    run = in_few_lines(
        lambda: descend(
            Own(),
            batch_size=batch_size,
            n_epochs=n_epochs,
            max_steps=None,
            stop=[gd.stopping.loss_below(0.1)],
        )
    )
    assert run.stop_reason == "loss_below"
    both = in_few_lines(
        lambda: descend(Own(), batch_size=batch_size, n_epochs=n_epochs, max_steps=7)
    )
    assert (both.stop_reason, both.step[-1]) == ("max_steps", 7)


def test_a_schedule_of_sizes_ends_with_its_epochs_however_many():
    sizes = []

    def size(epoch):
        sizes.append(epoch)
        return 6

    run = descend(Own(), batch_size=size, n_epochs=10_050, max_steps=None, learning_rate=0.01)
    assert (run.stop_reason, run.step[-1], run.epoch[-1]) == ("n_epochs", 10_050, 10_050)
    with pytest.raises(ValueError, match=r"batch_size\(7\) must be between 1 and 6"):
        descend(Own(grad=None), batch_size=lambda e: 6 + (e == 7), n_epochs=9, max_steps=None)


@pytest.mark.parametrize("limit", ["n_steps", "n_epochs", "n_samples_seen"])
def test_a_grid_of_too_many_updates_is_refused_or_starts(limit):
    class Impatient(Own):
        def grad(self, params, rows=None):
            if len(self.calls) > 20:
                raise KeyboardInterrupt
            return super().grad(params, rows)

    budget = {"n_steps": None, limit: 10**9}
    runs = in_few_lines(lambda: grid(Impatient(), max_records=10, **budget))
    assert runs.stop_reason == "interrupted"
    with pytest.raises(ValueError, match=r"max_records must keep the paths below 4 GB\. Got None"):
        grid(Own(), **budget)
    for too_many in (10**30, 2**64):
        with pytest.raises(ValueError, match=f"{limit} must be between 0 and"):
            grid(Own(), max_records=10, **{**budget, limit: too_many})


def test_an_interrupt_while_losses_are_measured_keeps_the_run():
    def loss(params):
        if len(objective.calls) > 12:
            raise KeyboardInterrupt
        return params @ params / 2

    objective = Own(loss=loss)
    run = descend(objective, max_steps=8, record_loss=True)
    assert run.stop_reason == "interrupted"
    assert run.step[-1] == 8
    assert np.isfinite(run.loss).tolist() == [True] * 4 + [False] * 5
    np.testing.assert_allclose(run.params[:, 0], 0.9 ** np.arange(9))


def test_an_interrupt_while_the_losses_of_a_grid_are_measured_keeps_the_paths(monkeypatch):
    def loss(params):
        if objective.calls.count("loss") > 7:
            raise KeyboardInterrupt
        return params @ params / 2

    objective = Own(loss=loss)
    runs = grid(objective)
    assert runs.stop_reason == "interrupted"
    whole = grid(Own())
    for path, expected in zip(runs.params, whole.params):
        np.testing.assert_array_equal(path[:, :, 0], expected[:, :, 0])


def test_an_interrupt_while_moments_are_summed_keeps_the_start():
    class Slow(gd.LeastSquares):
        def moments(self):
            raise KeyboardInterrupt

    X, y = gd.datasets.line(20)
    runs = gd.sweep(
        Slow(gd.add_bias(X), y), [0, 1], learning_rates=[0.1], batch_sizes=[1, 5], n_steps=9
    )
    run = runs.trajectory(0, 1)
    assert run.stop_reason == "interrupted"
    assert run.params.tolist() == [[0, 1]]


@pytest.mark.parametrize("at_once", [1, 3, 10**6])
def test_losses_are_the_same_however_many_are_measured_at_once(monkeypatch, at_once):
    X, y = gd.datasets.two_classes(30)
    logistic = gd.Logistic(gd.add_bias(X), y)
    options = {"learning_rates": [0.1, 1.0], "batch_sizes": [1, 30], "n_steps": 20}
    expected = gd.sweep(logistic, [0, 0], **options)
    run = gd.gradient_descent(logistic, [0, 0], learning_rate=0.1, max_steps=20, record_loss=True)
    monkeypatch.setattr(record, "READ_AT_ONCE", at_once * 30)
    monkeypatch.setattr(stacked, "READ_AT_ONCE", at_once * 30)
    runs = gd.sweep(logistic, [0, 0], **options)
    for j in range(2):
        np.testing.assert_allclose(runs.loss[j], expected.loss[j], rtol=1e-13)
    again = gd.gradient_descent(logistic, [0, 0], learning_rate=0.1, max_steps=20, record_loss=True)
    np.testing.assert_allclose(again.loss, run.loss, rtol=1e-13)


def test_a_loss_that_is_not_recorded_reads_no_data():
    class OnDisk(gd.LeastSquares):
        def loss_many(self, params):
            raise AssertionError("all data were read")

    X, y = gd.datasets.line(20)
    objective = OnDisk(gd.add_bias(X), y)
    run = gd.gradient_descent(
        objective, [0, 0], learning_rate=0.1, batch_size=4, max_steps=9, record_loss=False
    )
    assert np.isnan(run.loss).all()
    assert "_factor" not in vars(objective)
    runs = gd.sweep(
        objective, [0, 0], learning_rates=0.1, batch_sizes=4, n_steps=9, record_loss=False
    )
    np.testing.assert_allclose(runs.trajectory(0, 0).params, run.params)
    assert runs.trajectory(0, 0).stop_reason == "max_steps"
    assert np.isnan(runs.loss[0]).all()


def test_a_grid_without_losses_still_ends_where_params_overflow():
    options = {"learning_rates": [9.0], "batch_sizes": [1], "n_steps": 999, "record_loss": False}
    run = gd.sweep(BOWL, [1, 1], **options).trajectory(0, 0)
    assert run.stop_reason == "diverged"
    assert np.isfinite(run.params).all()


@pytest.mark.parametrize("n_steps", [3, 40, 400])
def test_gradients_that_overflow_do_so_without_a_warning(n_steps):
    # Warnings are errors here. One and two parameters, in every interactive's way of asking.
    X, y = gd.datasets.line(12)
    for objective in (gd.objectives.parabola(), BOWL, gd.LeastSquares(gd.add_bias(X), y)):
        explorer = gd.widgets.descent_explorer(
            objective, learning_rates=[0.1, 9.0, 1e5], batch_sizes=[1], n_steps=n_steps
        )
        explorer.open()


def test_one_bar_counts_the_updates_of_all_batch_sizes(capsys):
    X, y = gd.datasets.two_classes(20)
    logistic = gd.Logistic(gd.add_bias(X), y)
    gd.sweep(
        logistic, [0, 0], learning_rates=0.1, batch_sizes=[1, 10, 20], n_epochs=3, progress=True
    )
    shown = capsys.readouterr().err
    assert "69/69" in shown  # 60 + 6 + 3
    assert "3/3" in shown  # and losses, a batch size at a time
    descend(Own(), batch_size=lambda epoch: 2, n_epochs=5, max_steps=None, progress=True)
    assert "15/15" in capsys.readouterr().err
