"""Schedules against the numbers their formulas give by hand."""

import math
import sys

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


RATES = {
    "constant": schedules.constant,
    "step_decay": lambda rate: schedules.step_decay(rate, every=3),
    "inverse_time": lambda rate: schedules.inverse_time(rate, half_life=3),
    "exponential": lambda rate: schedules.exponential(rate, rate=0.1),
    "cosine": lambda rate: schedules.cosine(rate, n_steps=3),
}


@pytest.mark.parametrize("make", RATES.values(), ids=RATES)
def test_a_rate_may_be_zero_but_not_below(make):
    assert make(0)(2) == 0
    with pytest.raises(ValueError, match=r"learning_rate must be .*at least 0\. Got -0\.1"):
        make(-0.1)


@pytest.mark.parametrize(
    "make",
    [
        lambda: schedules.step_decay(0.1, factor=0, every=1),
        lambda: schedules.step_decay(0.1, every=1.5),
        lambda: schedules.inverse_time(0.1, half_life=-1),
        lambda: schedules.growing_batch(1, factor=0, every=1, largest=8),
        lambda: schedules.growing_batch(1, every=0, largest=8),
        lambda: schedules.growing_batch(1, every=1, largest=0),
        lambda: schedules.warmup(lambda step: -0.1, n_steps=3)(0),
    ],
)
def test_arguments_below_their_range_are_refused(make):
    with pytest.raises(ValueError, match="must be"):
        make()


def test_beyond_its_end_a_schedule_stays_where_it_came_to():
    assert schedules.cosine(0.5, n_steps=4)(4) == pytest.approx(0, abs=1e-15)
    assert schedules.cosine(0.5, n_steps=4)(9) == pytest.approx(0, abs=1e-15)
    warm = schedules.warmup(schedules.constant(0.6), n_steps=3)
    assert [warm(step) for step in range(5)] == pytest.approx([0.2, 0.4, 0.6, 0.6, 0.6])
    growing = schedules.growing_batch(3, factor=4, every=2, largest=40)
    assert [growing(epoch) for epoch in range(7)] == [3, 3, 12, 12, 40, 40, 40]
    for factor, every in ((1e10, 1), (1e300, 1), (2.0, 1)):
        steep = schedules.step_decay(1e300, factor=factor, every=every)
        assert steep(5000) == sys.float_info.max
    assert schedules.step_decay(1e300, factor=1e10, every=1)(1) == sys.float_info.max


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
