"""The line lab's page and Python come to the same: runs, samples, axes, limits, columns."""

import base64
import json
import subprocess

import numpy as np
import pytest

import gdviz as gd
from gdviz.widgets import saving
from gdviz.widgets.line_sample import check_points
from tests.harness.node import node

MAIN = """
const unpacked = (text) => new DataView(Uint8Array.from(Buffer.from(text, "base64")).buffer);
const answer = ({ values, blobs }) => {
  for (const [name, text] of Object.entries(blobs)) values[name] = unpacked(text);
  const model = makeModel(values);
  const runs = new LineRuns(model);
  const run = runs.run(values.learning_rate_index, values.batch_size_index);
  const truth = values.has_truth ? values.true_params : null;
  return {
    path: Array.from(run.at[0], (_, m) => [run.at[0][m], run.at[1][m]]),
    losses: [...run.loss],
    times: [[...run.step], [...run.samples_seen], [...run.epoch]],
    batches: run.batches,
    diverged: run.diverged,
    drawn: drawnPoints(model),
    view: viewOf(runs.data, values.start, truth),
    rates: ratesOf(values.base_rates, runs.data),
    sizes: batchSizesOf(runs.data.length),
    limits: values.batch_sizes.map((b) => runs.limit(b)),
  };
};
console.log(JSON.stringify(CASES.map(answer)));
"""


def spoiled(points, k):
    """Move a point, add two, and take one away, as a hand would."""
    return [*points[: k - 1], [0.3, -2.5], [1.5, 9.25], *points[k:], [0.1, 0.7]]


def labs():
    """Yield labs that differ in everything that a person can choose."""
    for seed in range(12):
        n, noise = [5, 20, 50, 300][seed % 4], [0.0, 0.3, 1.0][seed % 3]
        lab = gd.widgets.line_lab(n_samples=n, noise=noise, seed=seed, n_steps=60)
        lab.draw = seed
        if seed % 2:
            lab.points = spoiled(lab.points[:40], 3)
        lab.seed = 100 + seed
        lab.start = [0.1 * seed, -1.0]
        lab.batch_size_index = min(seed % 5, len(lab.batch_sizes) - 1)
        lab.learning_rate = [0.05, 0.3, 1.9][seed % 3]
        yield lab
    lab = gd.widgets.line_lab([50.0, 120.0, 200.0], [1.0, 2.0, 9.0], learning_rate=3e-5)
    yield lab
    lab = gd.widgets.line_lab(n_steps=500, batch_size=1, learning_rate=3.0)
    lab.points = lab.outlier  # leaves for infinity before its last update
    yield lab


LABS = list(labs())


def sent(lab):
    state = saving.state(lab)
    blobs = {name: value for name, value in state.items() if isinstance(value, bytes)}
    return {
        "values": {name: value for name, value in state.items() if name not in blobs},
        "blobs": {name: base64.b64encode(blob).decode() for name, blob in blobs.items()},
    }


def answer(main):
    script = saving.script(LABS[0]) + saving.host() + main
    done = subprocess.run([node(), "-"], input=script, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def answers():
    return answer(MAIN.replace("CASES", json.dumps([sent(lab) for lab in LABS])))


def test_the_run_is_pythons_below_a_billionth(answers):
    for lab, found in zip(LABS, answers):
        run = lab.run()
        assert len(found["path"]) == len(run.params)
        scale = np.maximum(1, np.abs(run.params).max(axis=1, keepdims=True))
        np.testing.assert_array_less(np.abs(found["path"] - run.params) / scale, 1e-9)
        losses = [
            np.inf if loss is None else float(loss) for loss in found["losses"]
        ]  # no ∞ in JSON
        # A sum and a mean of squares overflow at places that lie one update apart.
        both = [np.minimum(each, 1e300) for each in (losses, run.loss)]
        np.testing.assert_allclose(*both, rtol=1e-9, atol=1e-12)
        assert [list(rows) for rows in run.rows[1:]] == found["batches"]


def test_both_count_alike_and_agree_on_divergence(answers):
    for lab, found in zip(LABS, answers):
        run = lab.run()
        times = [run.step, run.samples_seen, run.epoch]
        np.testing.assert_allclose(found["times"], times, rtol=1e-6)
        assert (found["diverged"] is not None) == (run.stop_reason == "diverged")
    assert {found["diverged"] is None for found in answers} == {True, False}


def test_the_same_numbers_make_the_same_sample(answers):
    for lab, found in zip(LABS, answers):
        drawn = lab.samples.points(lab.draw, lab.sample_size, lab.noise)
        assert found["drawn"] == drawn  # to the last bit: nothing may jump when Python answers


def test_axes_and_sliders_follow_one_rule(answers):
    for lab, found in zip(LABS, answers):
        for name, limits in lab.view.items():
            np.testing.assert_allclose(found["view"][name], limits, rtol=1e-6, atol=1e-12)
        assert found["rates"] == lab.learning_rates
        assert found["sizes"] == lab.batch_sizes


def test_limits_are_those_of_max_learning_rate(answers):
    for lab, found in zip(LABS, answers):
        limits = [
            gd.objectives.max_learning_rate(lab.objective, batch_size=b, replace=False)
            for b in lab.batch_sizes
        ]
        np.testing.assert_allclose(found["limits"], limits, rtol=1e-7)


# Text of two columns, and the points that are in it.
TAKEN = {
    "1,2\n3,4": [[1, 2], [3, 4]],
    "x,y\r\n1, 2\r\n\r\n-3.5, .5\r\n": [[1, 2], [-3.5, 0.5]],
    "1\t2\n3\t4e1": [[1, 2], [3, 40]],
    "1,5;2\n−2;3,25": [[1.5, 2], [-2, 3.25]],
    "  1   2 \n 3 4": [[1, 2], [3, 4]],
    '"1","2"\n"3","4"': [[1, 2], [3, 4]],
    "Größe;Preis\n1;2\n3;4": [[1, 2], [3, 4]],
}
REFUSED = {
    "1,2\n3,x": ("bad_line", 2),
    "1,nan\n2,3": ("bad_line", 1),
    "nan,1\n2,3": ("bad_line", 1),
    "1,inf\n2,3": ("bad_line", 1),
    "1,2\n3": ("bad_line", 2),
    "1,2,3\n4,5,6": ("bad_line", 1),
    "1,2\nx,y": ("bad_line", 2),
    "1,2\n3,": ("bad_line", 2),
    "1,2\n3,0x10": ("bad_line", 2),
    "1,2\n3,1e9": ("bad_size", 2),
    "<html>": ("bad_line", 1),
}


def test_columns_are_read_or_the_line_that_is_none_is_named():
    texts = json.dumps([*TAKEN, *REFUSED])
    found = answer(f"console.log(JSON.stringify({texts}.map((t) => readColumns(t, 1e6))))")
    for (text, points), one in zip(TAKEN.items(), found):
        assert one == {"points": points}, text
        assert check_points("points", points) == points
    for (text, (word, line)), one in zip(REFUSED.items(), found[len(TAKEN) :]):
        assert (one["word"], one["line"]) == (word, line), text
