"""Shards on real worker processes: the numbers of one process, whatever happens to a worker."""

import gc
import os
import signal
import threading
from itertools import pairwise

import numpy as np
import pytest

import gdviz as gd
from gdviz.checks import check_params

distributed = pytest.importorskip("distributed")
# Dask probes for free ports with sockets that it leaves to the garbage collector.
pytestmark = pytest.mark.filterwarnings(
    "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)

X, y = gd.datasets.line(200)
X = gd.add_bias(X)
LINE = gd.LeastSquares(X, y)
RUN = {"learning_rate": 0.3, "batch_size": 32, "n_epochs": 3}


@pytest.fixture(scope="module")
def client():
    with gd.distributed.local(2) as started:
        yield started
    gc.collect()


@pytest.fixture(autouse=True)
def no_sockets_left():
    yield
    gc.collect()  # here, where their warning is expected, not in another test


def sharded(client, n_shards=3, make=gd.LeastSquares, **options):
    shards = gd.distributed.Shards.from_arrays(client, X, y, n_shards=n_shards)
    return shards.objective(make, **options)


def kill_worker_of(objective, k):
    """Kill the process that holds shard k."""
    os.kill(objective._ask("facts", {k: ()})[k][2], signal.SIGKILL)


@pytest.mark.parametrize(
    "optimizer", [gd.sgd(), gd.momentum(), gd.adam()], ids=["sgd", "momentum", "adam"]
)
def test_a_run_equals_that_of_one_process(client, optimizer):
    ours = gd.gradient_descent(sharded(client), [0.0, 0.0], optimizer=optimizer, **RUN)
    theirs = gd.gradient_descent(LINE, [0.0, 0.0], optimizer=optimizer, **RUN)
    np.testing.assert_allclose(ours.params, theirs.params, rtol=0, atol=1e-12)
    assert [ours.step[-1], ours.samples_seen[-1]] == [theirs.step[-1], theirs.samples_seen[-1]]


def test_its_gradient_is_that_of_its_loss_with_a_penalty_too(client):
    objective = sharded(client)
    assert gd.objectives.check_gradient(objective, [0.5, -1.0]) < 1e-7
    assert gd.objectives.check_gradient(gd.objectives.l2(objective, 0.1), [0.5, -1.0]) < 1e-7


def test_any_rows_of_any_shards_in_any_order(client):
    objective, rng = sharded(client, n_shards=7), np.random.default_rng(0)
    for b in (1, 3, 200, 500):
        rows = rng.integers(200, size=b)
        theta = rng.normal(size=2)
        np.testing.assert_allclose(objective.grad(theta, rows), LINE.grad(theta, rows), rtol=1e-12)
        np.testing.assert_allclose(objective.loss(theta, rows), LINE.loss(theta, rows), rtol=1e-12)


def test_a_worker_that_is_killed_changes_no_bit_of_the_run(client):
    objective = sharded(client, n_shards=4)
    calm = gd.gradient_descent(objective, [0.0, 0.0], **RUN)

    def kill(step, params):
        if step == 5:
            kill_worker_of(objective, 1)

    shaken = gd.gradient_descent(objective, [0.0, 0.0], callback=kill, **RUN)
    np.testing.assert_array_equal(shaken.params, calm.params)


def test_rows_of_files_are_mapped_by_the_workers(client, tmp_path):
    np.save(tmp_path / "X.npy", X)
    np.save(tmp_path / "y.npy", y)
    paths = tmp_path / "X.npy", tmp_path / "y.npy"
    shards = gd.distributed.Shards.from_npy(client, *paths, n_shards=2)
    assert [(source.start, source.stop) for source in shards.sources] == [(0, 100), (100, 200)]
    np.testing.assert_allclose(shards.objective(gd.LeastSquares).grad([1, 2]), LINE.grad([1, 2]))


def test_unequal_shards_weigh_what_they_hold_and_empty_ones_nothing(client, tmp_path):
    cuts = [0, 3, 3, 150, 200]
    paths = [[], []]
    for k, (a, b) in enumerate(pairwise(cuts)):
        for array, kept, name in ((X, paths[0], "X"), (y, paths[1], "y")):
            np.save(tmp_path / f"{name}{k}.npy", array[a:b])
            kept.append(tmp_path / f"{name}{k}.npy")
    objective = gd.distributed.Shards.from_npy(client, *paths).objective(gd.LeastSquares)
    assert objective.sizes == [3, 0, 147, 50]
    np.testing.assert_allclose(objective.grad([0.3, 0.7]), LINE.grad([0.3, 0.7]), rtol=1e-12)
    ours = gd.gradient_descent(objective, [0.0, 0.0], **RUN)
    theirs = gd.gradient_descent(LINE, [0.0, 0.0], **RUN)
    np.testing.assert_allclose(ours.params, theirs.params, rtol=0, atol=1e-12)


def test_parquet_files_are_shards_and_columns_have_names(client, tmp_path):
    pandas = pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    frame = pandas.DataFrame({"one": X[:, 0], "x": X[:, 1], "price": y})
    frame[:120].to_parquet(tmp_path / "a.parquet")
    frame[120:].to_parquet(tmp_path / "b.parquet")
    paths = [tmp_path / "a.parquet", tmp_path / "b.parquet"]
    shards = gd.distributed.Shards.from_parquet(client, paths, target="price")
    np.testing.assert_allclose(shards.objective(gd.LeastSquares).grad([1, 2]), LINE.grad([1, 2]))
    with pytest.raises(RuntimeError, match=r"shard 0 of 2 \(.*a.parquet\): it has no column"):
        gd.distributed.Shards.from_parquet(client, paths, target="y").objective(gd.LeastSquares)


def test_a_shard_with_a_nan_is_named(client, tmp_path):
    spoiled = X.copy()
    spoiled[150, 1] = np.nan
    np.save(tmp_path / "X.npy", spoiled)
    np.save(tmp_path / "y.npy", y)
    paths = tmp_path / "X.npy", tmp_path / "y.npy"
    shards = gd.distributed.Shards.from_npy(client, *paths, n_shards=2)
    with pytest.raises(RuntimeError, match=r"shard 1 of 2 \(rows 100 to 199 of .*finite"):
        shards.objective(gd.LeastSquares)


def test_a_file_that_is_gone_is_named(client, tmp_path):
    np.save(tmp_path / "X.npy", X)
    np.save(tmp_path / "y.npy", y)
    paths = tmp_path / "X.npy", tmp_path / "y.npy"
    shards = gd.distributed.Shards.from_npy(client, *paths, n_shards=2)
    (tmp_path / "y.npy").unlink()
    with pytest.raises(RuntimeError, match=r"shard 0 of 2 .*y.npy"):
        shards.objective(gd.LeastSquares)


class Asleep(gd.LeastSquares):
    """Never answers."""

    def grad(self, params, rows=None):
        threading.Event().wait()


def test_a_worker_that_does_not_answer_is_waited_for_so_long_and_named():
    with gd.distributed.local(1) as client:
        objective = sharded(client, n_shards=1, make=Asleep)
        objective.patience = 0.5
        with pytest.raises(RuntimeError, match=r"shard 0 of 1 .*did not answer within 0.5 s"):
            objective.grad([0.0, 0.0])


def test_the_only_worker_is_replaced_when_it_dies(client):
    with gd.distributed.local(1) as alone:
        objective = sharded(alone)
        kill_worker_of(objective, 0)
        np.testing.assert_allclose(objective.grad([1, 2]), LINE.grad([1, 2]), rtol=1e-12)


def test_a_client_that_left_is_told_of():
    with gd.distributed.local(1) as client:
        objective = sharded(client, n_shards=1)
    with pytest.raises(RuntimeError, match="the client is closed"):
        objective.grad([0.0, 0.0])


def test_leaving_ends_all_processes():
    with gd.distributed.local(2) as client:
        pids = client.run(os.getpid).values()
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_bad_arguments_are_refused_in_words(client):
    with pytest.raises(ValueError, match="n_shards must be between 1 and 200"):
        gd.distributed.Shards.from_arrays(client, X, y, n_shards=201)
    with pytest.raises(ValueError, match="rows must be between 0 and 199"):
        sharded(client).grad([0, 0], [200])
    with pytest.raises(ValueError, match="at least one row"):
        sharded(client).grad([0, 0], [])
    with pytest.raises(ValueError, match="patience"):
        sharded(client, patience=0)
    with pytest.raises(ValueError, match="at least one shard"):
        gd.distributed.Shards(client, [])
    with pytest.raises(ConnectionError, match="scheduler"):
        gd.distributed.local(address="tcp://127.0.0.1:9")
    assert check_params(sharded(client), [0, 0]).shape == (2,)


def test_another_client_may_join_by_address(client):
    with gd.distributed.local(address=client.scheduler.address) as second:
        np.testing.assert_allclose(sharded(second).grad([1, 2]), LINE.grad([1, 2]))
    assert client.status == "running"


def test_a_large_shard_is_sent_without_a_warning(client, recwarn):
    wide = np.zeros((20_000, 70))  # 11 MB: Dask warns of more than 10
    gd.distributed.Shards.from_arrays(client, wide, wide[:, 0], n_shards=1).objective(
        gd.LeastSquares
    )
    assert [w for w in recwarn if "large graph" in str(w.message)] == []
