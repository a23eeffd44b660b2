"""The page's own arithmetic, run by Node.js where there is one: it must agree with NumPy's."""

import json
import shutil
import subprocess

import numpy as np
import pytest

import gdviz as gd
from gdviz.widgets import descent_explorer, saving
from gdviz.widgets.player import read

NODE = shutil.which("node")
pytestmark = pytest.mark.skipif(NODE is None, reason="needs Node.js")

# The page's own way to read what was saved.
MAIN = """
unpack(require("fs").readFileSync(0, "utf8")).then((state) => {
  const model = makeModel(state);
  const runs = new Runs(model);
  console.log(JSON.stringify([EXPRESSIONS]));
});
"""


@pytest.fixture(scope="module", params=[1, 6, 50])
def explorer(request):
    X, y = gd.datasets.line(90)
    return descent_explorer(
        gd.LeastSquares(gd.add_bias(X), y),
        [-1.0, 4.0],
        learning_rates=[0.1, 0.4],
        batch_sizes=[1, 6, 50, 90],
        batch_size=request.param,
        n_steps=25,
    )


def node(explorer, *expressions):
    """Return the values of JavaScript expressions; ``runs`` and ``model`` are the explorer's."""
    scripts = read("codec.js", "paint.js", "gradient_cloud.js", "batch.js", "host.js")
    main = MAIN.replace("EXPRESSIONS", ", ".join(expressions))
    done = subprocess.run(
        [NODE, "-e", f"{scripts}\n{main}"],
        input=saving.packed(saving.state(explorer)),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return json.loads(done.stdout)


def test_page_unpacks_the_run_on_the_screen(explorer):
    chosen = f"runs.run(0, {explorer.batch_size_index})"
    parts = ("at", "loss", "step", "epoch", "samples_seen")
    at, loss, *clock = node(explorer, *(f"{chosen}.{part}" for part in parts))
    explorer.learning_rate = 0.1
    run = explorer.run()
    np.testing.assert_allclose([list(axis.values()) for axis in at], run.params.T, atol=2e-3)
    np.testing.assert_allclose(list(loss.values()), run.loss, rtol=1e-3)
    for ours, theirs in zip(clock, (run.step, run.epoch, run.samples_seen)):
        np.testing.assert_allclose(list(ours.values()), theirs, rtol=1e-6)


def test_page_lights_up_the_next_batch(explorer):
    chosen = f"runs.run(0, {explorer.batch_size_index})"
    lit = node(explorer, *(f"runs.batch({chosen}, {m})" for m in range(25)))
    for shown, rows in zip(lit, explorer.run().rows[1:]):
        assert sorted(shown) == sorted(rows.tolist())


def test_page_knows_the_loss_of_the_batch(explorer):
    chosen = f"runs.run(1, {explorer.batch_size_index})"
    scene = f"{{ runs, run: {chosen}, m: 3, model, count: 'step' }}"
    curve, contour = node(
        explorer, f"batchCurve({scene}, {chosen})", f"batchContour({scene}, [0.5, 2.5], 100)"
    )
    explorer.learning_rate = 0.4
    run = explorer.run()
    J, rows = explorer.objective, run.rows[4]
    expected = [J.loss(params, batch) for params, batch in zip(run.params, run.rows[1:])]
    np.testing.assert_allclose([loss for _, loss in curve[:25]], expected, rtol=0.02, atol=1e-4)
    level = J.loss(np.array([0.5, 2.5]), rows)
    heights = [J.loss(np.array(place), rows) for place in contour]
    if len(rows) > 1:  # the two lines of a single row are closed far outside of the panel
        np.testing.assert_allclose(heights, level, rtol=0.03)
