"""Which update is shown after another run was chosen: the page and Python go by the same rule."""

import itertools

import numpy as np
import pytest

import gdviz as gd
from tests.page.test_decoding import evaluate, line_explorer

CHOOSE = """
((changes) => {
  globalThis.cancelAnimationFrame = () => {};
  const playback = new Playback(model);
  return changes.map(([name, value]) => {
    model.set(name, value); // as the kernel does
    return playback.run.step[playback.position];
  });
})"""


def lab(seed):
    rng = np.random.default_rng(seed)
    X, y = rng.normal(size=(30, 2)), rng.integers(0, 2, size=30)
    return gd.widgets.overfitting_lab(
        X, y, X, y, sizes=[2, 3], penalties=[0.0, 0.1], dropouts=[0.0, 0.5], n_epochs=250
    )


def thinned(seed):
    """An explorer whose runs keep their first updates whole, and not each later one."""
    X, y = gd.datasets.line(100, seed=seed)
    sizes = {"learning_rates": [0.1, 0.3], "batch_sizes": [1, 3, 40, 100]}
    return gd.widgets.descent_explorer(
        gd.LeastSquares(gd.add_bias(X), y), **sizes, n_epochs=11, seed=seed
    )


@pytest.mark.parametrize(
    ("make", "seed"),
    [(thinned, 1), (thinned, 2), (line_explorer, 5), (line_explorer, 6), (lab, 7)],
)
def test_page_and_python_show_the_same_update(make, seed):
    explorer, rng = make(seed), np.random.default_rng(seed)
    indices = {knob["index"]: len(getattr(explorer, knob["values"])) for knob in explorer.knobs}
    changes = [("step", int(explorer.step * rng.uniform()))]
    for _, (name, n) in zip(range(15), itertools.cycle(indices.items())):
        changes.append((name, int(rng.integers(n))))
        if rng.uniform() < 0.3:
            changes.append(("step", rng.uniform()))  # of what there is then
    expected = []
    for k, (name, value) in enumerate(changes):
        if isinstance(value, float):
            changes[k] = name, value = name, int(value * explorer._last_step())
        setattr(explorer, name, value)
        shown = explorer._steps()
        expected.append(shown[np.searchsorted(shown, explorer.step, side="right") - 1])
    told = [list(change) for change in changes]
    (shown,) = evaluate(make(seed), f"{CHOOSE}({told})")
    np.testing.assert_array_equal(shown, expected)


def test_another_batch_size_keeps_the_share_of_the_epochs():
    X, y = gd.datasets.line(120)
    explorer = gd.widgets.descent_explorer(
        gd.LeastSquares(gd.add_bias(X), y), batch_sizes=[1, 7, 120], batch_size=120, n_epochs=2
    )
    assert explorer.step == 2
    explorer.batch_size = 1
    assert explorer.step == 240
    explorer.step = 120
    explorer.batch_size = 120
    assert explorer.step == 1


def test_half_of_the_budget_stays_half_where_the_first_updates_are_kept_whole():
    explorer = thinned(0)
    explorer.batch_size = 1
    assert explorer.step == 1100
    explorer.step = 550
    assert explorer.step in explorer.sweep.steps[0]
    explorer.batch_size = 3
    assert explorer.step == pytest.approx(187, abs=2)  # of 374
    assert explorer.sweep.steps[1][:52].tolist() == list(range(52))


def test_what_the_page_chose_stays():
    explorer = line_explorer(5)
    explorer.set_state({"batch_size_index": 0, "step": 1})
    assert (explorer.batch_size_index, explorer.step) == (0, 1)
