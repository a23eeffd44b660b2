import dataclasses

import numpy as np
import pytest

import gdviz as gd
from gdviz import plots


@pytest.mark.parametrize(
    ("x", "label"),
    [
        ("step", "updates"),
        ("epoch", "epochs"),
        ("samples_seen", "samples seen"),
        ("seconds", "seconds"),
    ],
)
def test_loss_curve_is_the_trajectory(run, x, label):
    line = plots.loss_curve(run, x=x, label="b = 20")
    np.testing.assert_array_equal(line.get_xdata(), getattr(run, x))
    np.testing.assert_array_equal(line.get_ydata(), run.loss)
    assert line.axes.get_xlabel() == label
    assert line.axes.get_ylabel() == "J(θ)"
    assert line.axes.get_yscale() == "log"
    assert line.get_label() == "b = 20"


def test_excess_is_the_loss_above_the_best(line, run):
    curve = plots.loss_curve(run, best=line.minimum)
    np.testing.assert_allclose(curve.get_ydata(), run.loss - line.minimum)
    assert curve.axes.get_ylabel() == "J(θ) − J*"


def test_losses_that_were_not_measured_are_skipped(run):
    sparse = dataclasses.replace(run, loss=np.where(run.step % 10 == 0, run.loss, np.nan))
    assert plots.loss_curve(sparse).get_xdata().tolist() == [0, 10, 20, 30]


def test_losses_below_zero_are_drawn_on_a_linear_axis():
    well = gd.objectives.tilted_double_well()
    run = gd.gradient_descent(well, [-0.5], learning_rate=0.1, max_steps=20)
    assert run.loss[-1] < 0
    assert plots.loss_curve(run).axes.get_yscale() == "linear"


def test_diverged_run_is_drawn_to_the_end_of_what_can_be_drawn(line):
    run = gd.gradient_descent(line, [0.0, 0.0], learning_rate=50.0, max_steps=2000)
    curve = plots.loss_curve(run)
    curve.axes.figure.canvas.draw()
    assert curve.get_ydata().max() > 1e200


@pytest.mark.parametrize("draw", [plots.loss_curve, lambda run, **k: plots.compare({"": run}, **k)])
def test_unknown_x_is_named_with_the_known_ones(run, draw):
    message = r"x must be one of step, epoch, samples_seen, seconds\. Got 'time'\."
    with pytest.raises(ValueError, match=message):
        draw(run, x="time")


def runs_with(line, learning_rate, seeds, **options):
    return [
        gd.gradient_descent(
            line, [0.0, 0.0], learning_rate=learning_rate, max_steps=30, seed=seed, **options
        )
        for seed in seeds
    ]


def test_compare_tells_runs_apart_by_label_color_and_line_style(line):
    runs = {f"η = {rate}": runs_with(line, rate, [0])[0] for rate in (0.1, 0.5, 1.0)}
    lines = plots.compare(runs).medians
    assert list(lines) == list(runs)
    assert len({line.get_color() for line in lines.values()}) == 3
    assert len({str(line._dash_pattern) for line in lines.values()}) == 3
    texts = [text.get_text() for text in lines["η = 0.1"].axes.get_legend().get_texts()]
    assert texts == list(runs)


def test_fan_has_every_seed_and_their_median(line):
    runs = runs_with(line, 0.5, range(5), batch_size=4)
    drawn = plots.compare({"b = 4": runs}, x="samples_seen")
    losses = np.array([run.loss for run in runs])
    assert len(drawn.seeds["b = 4"]) == 5
    np.testing.assert_array_equal([line.get_ydata() for line in drawn.seeds["b = 4"]], losses)
    np.testing.assert_array_equal(drawn.medians["b = 4"].get_xdata(), runs[0].samples_seen)
    middle = np.sort(losses, axis=0)[2]
    np.testing.assert_array_equal(drawn.medians["b = 4"].get_ydata(), middle)


def test_median_of_a_long_fan_is_thinned_but_keeps_both_ends(line):
    runs = [
        gd.gradient_descent(line, [0.0, 0.0], learning_rate=0.1, max_steps=1000, seed=seed)
        for seed in range(3)
    ]
    drawn = plots.compare({"": runs})
    steps = drawn.medians[""].get_xdata()
    assert (len(steps), steps[0], steps[-1]) == (300, 0, 1000)
    assert len(drawn.seeds[""][0].get_xdata()) == 1001


def test_diverged_run_counts_as_infinitely_bad(line):
    fine, early = runs_with(line, 0.5, [0, 1])
    wild = dataclasses.replace(
        early,
        params=early.params[:3],
        loss=early.loss[:3],
        step=early.step[:3],
        stop_reason="diverged",
    )
    one = plots.compare({"": [fine, wild, wild]}).medians[""]
    two = plots.compare({"": [fine, fine, wild]}).medians[""]
    assert one.get_xdata().tolist() == [0, 1, 2]  # the median is infinite afterwards
    np.testing.assert_array_equal(two.get_ydata(), fine.loss)


def test_run_that_stopped_early_keeps_its_last_loss(line):
    long = runs_with(line, 0.1, [0])[0]
    short = runs_with(line, 1.0, [0], stop=[gd.stopping.loss_below(0.09)])[0]
    median = plots.compare({"": [long, short, short]}).medians[""]
    assert len(short) < len(long)
    assert median.get_ydata()[-1] == short.loss[-1]


def test_nothing_to_compare():
    with pytest.raises(ValueError, match=r"runs must hold at least one run\. Got none\."):
        plots.compare({})


@pytest.mark.parametrize("draw", [plots.loss_curve, lambda run: plots.compare({"": run})])
def test_run_that_was_never_measured(line, draw):
    blind = gd.gradient_descent(line, [0.0, 0.0], learning_rate=0.1, max_steps=3, record_loss=False)
    with pytest.raises(ValueError, match=r"must be measured \(record_loss=True\)"):
        draw(blind)
