"""The map of learning rates × batch sizes: its times are those of single runs."""

from itertools import pairwise

import numpy as np
import pytest

import gdviz as gd
from gdviz.widgets import rate_batch_map

RATES, SIZES = [0.01, 0.3, 5.0], [1, 10, 80]


@pytest.fixture(scope="module")
def objective():
    X, y = gd.datasets.line(80)
    return gd.LeastSquares(gd.add_bias(X), y)


@pytest.fixture(scope="module")
def chart(objective):
    return rate_batch_map(
        objective, [-1.0, 4.0], target=0.1, learning_rates=RATES, batch_sizes=SIZES, n_steps=60
    )


def expected(objective, rate, size, count):
    run = gd.gradient_descent(
        objective, [-1.0, 4.0], learning_rate=rate, batch_size=size, max_steps=60
    )
    below = [i for i, loss in enumerate(run.loss) if loss <= 0.1]
    return getattr(run, count)[below[0]] if below else np.nan


@pytest.mark.parametrize("count", ["step", "epoch", "samples_seen"])
def test_times_are_those_of_single_runs(objective, chart, count):
    chart.x_axis = count
    times = chart.times()
    for j, size in enumerate(SIZES):
        for i in (0, 1):
            assert times[j, i] == pytest.approx(
                expected(objective, RATES[i], size, count), nan_ok=True
            )


def test_a_learning_rate_above_the_limit_diverges(chart):
    assert np.isposinf(chart.times()[:, 2]).all()


def test_default_target_lies_just_above_the_minimum(objective):
    chart = rate_batch_map(objective, [-1.0, 4.0], learning_rates=[0.3], n_steps=100)
    residuals = objective.y - objective.X @ np.linalg.lstsq(objective.X, objective.y, rcond=None)[0]
    start = objective.loss(np.array([-1.0, 4.0]))
    assert chart.target == pytest.approx(0.95 * np.mean(residuals**2) / 2 + 0.05 * start)


def test_a_target_out_of_reach_leaves_the_map_empty(objective):
    chart = rate_batch_map(objective, target=1e-9, learning_rates=[0.1, 0.2], n_steps=5)
    assert np.isnan(chart.times()).all()
    assert chart._repr_mimebundle_()[0]["image/png"].startswith(b"\x89PNG")


def test_it_is_an_explorer_too(chart, tmp_path):
    chart.learning_rate, chart.batch_size = 0.3, 10
    assert chart.run().batch_size[-1] == 10
    assert [panel["name"] for panel in chart.panels] == ["map", "params", "loss"]
    chart.save(tmp_path / "map.html")
    chart.save(tmp_path / "map.png")


def test_one_cell(objective):
    chart = rate_batch_map(objective, learning_rates=[0.1], batch_sizes=[8], n_steps=5)
    assert repr(chart) == "RateBatchMap(1 run)"
    assert chart._repr_mimebundle_()[0]["image/png"].startswith(b"\x89PNG")


def test_one_parameter_will_do():
    chart = rate_batch_map(gd.objectives.parabola(), n_steps=10)
    assert [panel["name"] for panel in chart.panels] == ["map", "loss"]


def test_seconds_fit_under_the_loss_curve(chart):
    chart.x_axis = "seconds"
    chart.seconds_per_update = [1.2345e-5] * len(chart.batch_sizes)
    figure = chart.picture(gd.plots.LIGHT)
    figure.draw_without_rendering()
    labels = [tick.label1 for tick in figure.axes[-1].xaxis.get_major_ticks()]
    boxes = [label.get_window_extent() for label in labels if label.get_visible()]
    assert all(left.x1 < right.x0 for left, right in pairwise(boxes))
