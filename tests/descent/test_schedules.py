"""Schedules against the numbers their formulas give by hand."""

import math

import pytest

import gdviz as gd
from gdviz import schedules


def test_values_by_hand():
    assert schedules.exponential(1.0, rate=math.log(2))(3) == pytest.approx(1 / 8)
    assert schedules.inverse_time(1.0, half_life=50)(150) == pytest.approx(1 / 4)
    assert schedules.cosine(1.0, n_steps=300)(100) == pytest.approx(3 / 4)
    assert schedules.step_decay(1.0, factor=0.1, every=30)(89) == pytest.approx(0.01)
    assert schedules.warmup(schedules.cosine(1.0, n_steps=4), n_steps=2)(0) == pytest.approx(1 / 2)
    assert schedules.growing_batch(10, factor=3, every=2, largest=100)(5) == 90


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: schedules.constant(-1), "learning_rate must be"),
        (lambda: schedules.step_decay(0.1, every=0), "every must be"),
        (lambda: schedules.inverse_time(0.1, half_life=0), "half_life must be"),
        (lambda: schedules.cosine(0.1, n_steps=0), "n_steps must be"),
        (lambda: schedules.exponential(0.1, rate=-1), "rate must be"),
        (lambda: schedules.growing_batch(0, every=1, largest=8), "batch_size must be"),
        (lambda: schedules.warmup(schedules.constant(0.1), n_steps=0), "n_steps must be"),
        (lambda: schedules.warmup(0.1, n_steps=3), r"write gd.schedules.constant\(0.1\). Got 0.1"),
        (lambda: schedules.warmup(schedules.cosine, n_steps=3), r"gd.schedules.cosine\(…\), with"),
        (lambda: schedules.warmup(lambda step: None, n_steps=3)(1), r"schedule\(1\) must be .* No"),
        (lambda: schedules.follow(0.1), r"schedule must be a function step -> η: write gd.sch"),
        (lambda: schedules.follow(schedules.constant(0.1), "adam"), "optimizer must be an Optimi"),
    ],
)
def test_bad_arguments_are_named(make, message):
    with pytest.raises(ValueError, match=message):
        make()


@pytest.mark.parametrize("optimizer", [None, gd.adam(), gd.momentum()])
def test_a_sweep_that_follows_a_schedule_takes_the_path_of_the_loop(optimizer):
    X, y = gd.datasets.line(40)
    objective = gd.LeastSquares(gd.add_bias(X), y)
    follow = schedules.follow(schedules.cosine(1.0, n_steps=20), optimizer)
    runs = gd.sweep(
        objective, [0, 0], learning_rates=[0.1, 0.4], batch_sizes=[8], n_steps=20, optimizer=follow
    )
    run = gd.gradient_descent(
        objective,
        [0, 0],
        learning_rate=schedules.cosine(0.4, n_steps=20),
        batch_size=8,
        max_steps=20,
        optimizer=optimizer,
    )
    assert runs.params[0][1, 0] == pytest.approx(run.params, abs=1e-12)
