"""A sweep whose pieces run on real worker processes: the grid of one process."""

import gc
import os
import signal

import numpy as np
import pytest

import gdviz as gd
from gdviz.descent import farm

distributed = pytest.importorskip("distributed")
# Dask probes for free ports with sockets that it leaves to the garbage collector.
pytestmark = pytest.mark.filterwarnings(
    "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)

X, y = gd.datasets.line(60)
LINE = gd.LeastSquares(gd.add_bias(X), y)
GRID = {"learning_rates": [0.01, 0.3, 3.0], "batch_sizes": [1, 7, 60], "seeds": range(3)}


@pytest.fixture(scope="module")
def client():
    with gd.distributed.local(2) as started:
        yield started
    gc.collect()


@pytest.fixture(autouse=True)
def no_sockets_left():
    yield
    gc.collect()  # here, where their warning is expected, not in another test


def normed():
    """An optimizer that looks at a norm, so that its runs cannot be made together."""
    return gd.Optimizer(
        lambda params: 0,
        lambda grad, state, params: (grad / (1 + np.linalg.norm(grad)), state + 1),
    )


def equal(ours, theirs):
    for name in ("params", "loss", "steps", "diverged_above"):
        for a, b in zip(getattr(ours, name), getattr(theirs, name)):
            np.testing.assert_allclose(a, b, rtol=1e-12, atol=1e-12)
    assert ours.stop_reason == theirs.stop_reason
    assert ours.seeds == theirs.seeds


@pytest.mark.parametrize("budget", [{"n_epochs": 3}, {"n_steps": 11}, {"n_samples_seen": 130}])
@pytest.mark.parametrize("optimizer", [None, gd.adam()], ids=["sgd", "adam"])
def test_the_grid_is_that_of_one_process(client, optimizer, budget):
    options = GRID | budget | {"optimizer": optimizer, "max_records": 9}
    ours = gd.sweep(LINE, [0.0, 0.0], client=client, **options)
    equal(ours, gd.sweep(LINE, [0.0, 0.0], **options))


def test_diverged_runs_end_where_they_end_in_one_process(client):
    options = {"learning_rates": [0.1, 1e200], "batch_sizes": [60], "n_steps": 5}
    ours = gd.sweep(LINE, [0.0, 0.0], client=client, **options)
    assert [ours.trajectory(i, 0).stop_reason for i in (0, 1)] == ["max_steps", "diverged"]
    equal(ours, gd.sweep(LINE, [0.0, 0.0], **options))


def test_without_losses_the_paths_are_the_same(client):
    options = GRID | {"n_steps": 4, "record_loss": False, "progress": True}
    ours = gd.sweep(LINE, [0.0, 0.0], client=client, **options)
    equal(ours, gd.sweep(LINE, [0.0, 0.0], **options))


def test_a_network_and_an_own_optimizer_travel(client):
    from gdviz.objectives import MLP

    rng = np.random.default_rng(0)
    network = MLP(rng.normal(size=(40, 3)), rng.integers(2, size=40), n_hidden=4)
    options = {"learning_rates": [0.1, 0.2], "batch_sizes": [8], "n_epochs": 2}
    ours = gd.sweep(network, network.initial_params(), optimizer=normed(), client=client, **options)
    equal(ours, gd.sweep(network, network.initial_params(), optimizer=normed(), **options))


@pytest.mark.parametrize("at_least", [1, 2, 8, 1000])
@pytest.mark.parametrize("shape", [(1, 1, 1), (5, 1, 3), (2, 4, 1), (1, 1, 20)])
def test_every_run_is_in_one_piece(shape, at_least):
    count = np.zeros(shape, int)
    pieces = farm.cut(*shape, at_least=at_least)
    for rates, j, seeds in pieces:
        count[rates, j, seeds] += 1
    assert (count == 1).all()
    assert len(pieces) >= min(at_least, count.size)


class Deadly(gd.LeastSquares):
    """Kills the first worker that asks for a gradient; ``mark`` tells those that follow."""

    mark = None
    grad_many = property()  # so that every gradient is asked for here
    moments = property()

    def grad(self, params, rows=None):
        if self.mark and not os.path.exists(self.mark) and os.getpid() != self.home:
            open(self.mark, "x").close()
            os.kill(os.getpid(), signal.SIGKILL)
        return super().grad(params, rows)


def test_a_worker_that_dies_changes_no_number(client, tmp_path):
    objective = Deadly(LINE.X, LINE.y)
    objective.home, objective.mark = os.getpid(), str(tmp_path / "killed")
    ours = gd.sweep(objective, [0.0, 0.0], client=client, n_steps=5, **GRID)
    assert os.path.exists(objective.mark)
    equal(ours, gd.sweep(LINE, [0.0, 0.0], n_steps=5, **GRID))


class Broken(gd.LeastSquares):
    moments = property()
    grad_many = property()

    def grad(self, params, rows=None):
        if abs(params[0]) > 0:
            raise ArithmeticError("no further than the start")
        return super().grad(params, rows)


def test_an_error_on_a_worker_is_the_learners_own(client):
    objective = Broken(LINE.X, LINE.y)
    with pytest.raises(ArithmeticError, match="no further than the start"):
        gd.sweep(objective, [0.0, 0.0], client=client, n_steps=5, **GRID)


def test_without_a_worker_it_says_so_and_does_not_wait_for_ever(monkeypatch):
    monkeypatch.setattr(farm, "PATIENCE", 0.1)
    with gd.distributed.local(1) as nobody:
        nobody.retire_workers()
        with pytest.raises(RuntimeError, match="no worker left"):
            gd.sweep(LINE, [0.0, 0.0], client=nobody, n_steps=2, **GRID)


def test_interrupted_it_keeps_what_came(client, monkeypatch):
    whole = gd.sweep(LINE, [0.0, 0.0], n_steps=3, **GRID)

    def two(*args):
        yield from list(kept(*args))[:2]
        raise KeyboardInterrupt

    kept = farm.answers
    monkeypatch.setattr(farm, "answers", two)
    ours = gd.sweep(LINE, [0.0, 0.0], client=client, n_steps=3, **GRID)
    came = [~np.isnan(loss) for loss in ours.loss]
    assert ours.stop_reason == "interrupted"
    assert sum(c.sum() for c in came) == sum(w.size for w in whole.loss) * 2 / 9
    for c, a, b in zip(came, ours.loss, whole.loss):
        np.testing.assert_allclose(a[c], b[c], rtol=1e-12)
