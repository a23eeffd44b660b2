"""A run that leaves the window stays in view, or a mark says where it is: by its exact places."""

import numpy as np
import pytest

import gdviz as gd
from tests.page.test_decoding import evaluate

VIEWS = """((run) => Array.from(run.step, (_, m) => {
  const panel = new Panel(model.get("panels")[0], model.get("stage_size"));
  panel.resize({ clientWidth: 500, clientHeight: 450, width: 0, height: 0 }, 1);
  const ctx = new Proxy({}, { get: () => () => ({ width: 9 }), set: () => true });
  const colors = { surface: ["a"] };
  const pen = Object.setPrototypeOf({ panel, ctx, colors, size: 1, image: null }, Pen.prototype);
  const runner = { run, m: Math.min(m, run.last), glide: 0, color: "path" };
  const scene = { runs, run, runners: [runner], ghost: null, isFitted: false, model };
  followRun(pen, scene);
  return [panel.xlim, panel.ylim, [outward(panel, run, runner.m, 0), run.step[runner.m]]];
}))(runs.run(model.get("learning_rate_index"), model.get("batch_size_index")))"""


def of_notebook_00(**chosen):
    X, y = gd.datasets.line(n_samples=1000)
    explorer = gd.widgets.descent_explorer(gd.LeastSquares(gd.add_bias(X), y), [-1.0, 4.0], seed=4)
    for name, value in chosen.items():
        setattr(explorer, name, value)
    return explorer


@pytest.mark.parametrize(("eta", "b"), [(1.6, 1000), (3.1, 1000), (1.6, 4), (0.37, 16), (2.5, 1)])
def test_the_head_or_its_mark_is_in_view_at_every_update(eta, b):
    explorer = of_notebook_00(learning_rate=eta, batch_size=b)
    run = explorer.run()
    (views,) = evaluate(explorer, VIEWS)
    first, n_seen, n_marked = np.array(explorer.window), 0, 0
    for xlim, ylim, (turn, m) in np.array(views, dtype=float):
        place, limits = run.params[int(m)], np.array([xlim, ylim])
        off = (place - limits.mean(axis=1)) / np.ptp(limits, axis=1)
        if np.isnan(turn):
            assert np.abs(off).max() <= 0.5005, m
            n_seen += 1
        else:
            # Where it leaves what is packed, it is cut there; beyond, its direction is exact.
            assert abs(np.exp(1j * turn) - complex(*off) / abs(complex(*off))) < 0.2, m
            assert np.abs(off).max() > 0.499
            n_marked += 1
        widths = np.ptp(limits, axis=1) / np.ptp(first, axis=1)
        assert widths.min() > 0.999
        assert np.ptp(widths) < 1e-6 * widths.max()
    assert n_seen > 3
    if eta < 1:  # a run that stays leaves the window where it is
        np.testing.assert_allclose(np.array([views[-1][0], views[-1][1]], dtype=float), first)


def test_the_view_grows_with_each_leap_and_not_before():
    explorer = of_notebook_00(learning_rate=1.6, batch_size=1000)
    (views,) = evaluate(explorer, VIEWS)
    run, (low, high) = explorer.run(), explorer.window[0]
    widths = np.array([np.ptp(view[0]) for view in np.array(views, dtype=float)]) / (high - low)
    inside = (
        (run.params[: len(widths)] > [p[0] for p in explorer.window])
        & (run.params[: len(widths)] < [p[1] for p in explorer.window])
    ).all(axis=1)
    leaves = int(np.flatnonzero(~inside)[0])
    assert (widths[:leaves] == 1).all()
    assert widths[leaves + 20] > 1.5
    assert widths.max() <= 17 + 1e-9
