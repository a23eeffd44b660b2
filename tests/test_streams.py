"""Rows from files arrive once each, in their type, and a few of them at a time."""

import numpy as np
import pytest

import gdviz as gd
from gdviz.objectives import Blocks

N = 1000
X, y = gd.datasets.line(N)
X, y = gd.add_bias(X).astype(np.float32), y.astype(np.float32)
LINE = gd.LeastSquares(X, y)


@pytest.fixture
def files(tmp_path):
    np.save(tmp_path / "X.npy", X)
    np.save(tmp_path / "y.npy", y)
    return {"path": tmp_path / "X.npy", "targets": tmp_path / "y.npy"}


@pytest.fixture
def tables(tmp_path):
    """Return the same rows as two CSV and two Parquet files."""
    pandas = pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    frame = pandas.DataFrame({"one": X[:, 0], "x": X[:, 1], "price": y})
    parts = [frame[:300], frame[300:]]
    for k, part in enumerate(parts):
        part.to_csv(tmp_path / f"{k}.csv", index=False)
        part.to_parquet(tmp_path / f"{k}.parquet", row_group_size=100)
    return [[tmp_path / f"{k}.{kind}" for k in range(2)] for kind in ("csv", "parquet")]


@pytest.mark.parametrize("buffer", [1, 2, 50, 999, 1000, 5000])
@pytest.mark.parametrize("b", [1, 64, 1000, 4000])
def test_every_row_comes_once_and_keeps_its_type(files, b, buffer):
    batches = list(gd.datasets.stream(batch_size=b, buffer=buffer, **files))
    assert {len(part) for part, _ in batches[:-1]} <= {b}
    together, targets = (np.concatenate(parts) for parts in zip(*batches))
    assert together.dtype == targets.dtype == np.float32
    order = np.lexsort([targets, together[:, 1]])
    known = np.lexsort([y, X[:, 1]])
    np.testing.assert_array_equal(together[order], X[known])
    np.testing.assert_array_equal(targets[order], y[known])


def test_a_buffer_of_one_keeps_the_order_and_a_seed_repeats_any_other(files):
    first = next(gd.datasets.stream(batch_size=64, **files))
    np.testing.assert_array_equal(first[0], X[:64])
    twice = [next(gd.datasets.stream(batch_size=64, buffer=300, seed=7, **files)) for _ in "ab"]
    np.testing.assert_array_equal(twice[0][1], twice[1][1])
    assert (twice[0][1] != y[:64]).any()


def test_a_row_moves_about_as_far_as_the_buffer_is_long(tmp_path):
    """It waits a geometric number of rows in the buffer: B − 1 in the mean, of which it goes by."""
    n, B = 20_000, 100
    np.save(tmp_path / "X.npy", np.arange(n, dtype=float)[:, None])
    np.save(tmp_path / "y.npy", np.zeros(n))
    files = {"path": tmp_path / "X.npy", "targets": tmp_path / "y.npy"}
    places = np.concatenate(
        [b[:, 0] for b, _ in gd.datasets.stream(batch_size=500, buffer=B, **files)]
    )
    moved = np.empty(n)
    moved[places.astype(int)] = np.arange(n)
    delay = (moved - np.arange(n))[: n - 20 * B].mean()
    assert delay == pytest.approx(0, abs=5)  # the head start of B rows and the mean wait cancel


def test_tables_are_read_part_by_part(tables):
    for paths in tables:
        batches = list(gd.datasets.stream(paths, 128, target="price", features=["one", "x"]))
        assert [len(targets) for _, targets in batches] == [128] * 7 + [104]
        np.testing.assert_allclose(np.concatenate([part for part, _ in batches]), X)


@pytest.mark.parametrize("size", [1, 7, 256, 1000, 3000])
def test_blocks_have_the_loss_and_gradient_of_all_rows(files, size):
    objective = Blocks(make=gd.LeastSquares, rows_a_block=size, **files)
    assert objective.n_samples == -(-N // size)
    assert objective.n_rows == N
    theta = [0.5, -1.0]
    np.testing.assert_allclose(objective.loss(theta), LINE.loss(theta), rtol=1e-12)
    np.testing.assert_allclose(objective.grad(theta), LINE.grad(theta), rtol=1e-12)
    assert gd.objectives.check_gradient(objective, theta) < 1e-7


def test_a_run_over_blocks_is_the_run_over_their_rows(files):
    objective = Blocks(make=gd.LeastSquares, rows_a_block=50, **files)
    options = {"learning_rate": 0.3, "seed": 3, "n_epochs": 2}
    run = gd.gradient_descent(objective, [0, 0], batch_size=1, record_rows=True, **options)
    theta = np.zeros(2)
    for blocks, place in zip(run.rows[1:], run.params[1:]):
        rows = np.arange(50 * blocks[0], 50 * blocks[0] + 50)
        theta = theta - 0.3 * LINE.grad(theta, rows)
        np.testing.assert_allclose(place, theta, rtol=1e-12)


def test_blocks_of_tables_are_files_and_row_groups(tables):
    csv, parquet = (Blocks(paths, gd.LeastSquares, target="price") for paths in tables)
    assert (csv.n_samples, parquet.n_samples) == (2, 10)
    for objective in (csv, parquet):
        np.testing.assert_allclose(objective.grad([1, 2]), LINE.grad([1, 2]), rtol=1e-6)


def test_a_bias_column_is_added_to_a_block_not_to_the_file(tmp_path):
    np.save(tmp_path / "x.npy", X[:, 1:])
    np.save(tmp_path / "y.npy", y)
    files = {"path": tmp_path / "x.npy", "targets": tmp_path / "y.npy"}
    objective = Blocks(make=lambda X, y: gd.LeastSquares(gd.add_bias(X), y), **files)
    np.testing.assert_allclose(objective.grad([1, 2]), LINE.grad([1, 2]), rtol=1e-12)


def test_a_bad_block_is_named(files):
    spoiled = X.copy()
    spoiled[700, 1] = np.nan
    np.save(files["path"], spoiled)
    objective = Blocks(make=gd.LeastSquares, **files)
    with pytest.raises(ValueError, match=r"block 2 \(rows 512 to 767 of .*X.npy\): X must"):
        objective.grad([0, 0])


def test_what_cannot_be_read_is_told_of(files, tables, tmp_path):
    with pytest.raises(ValueError, match=r"path must end in .npy"):
        next(gd.datasets.stream(tmp_path / "a.txt", 32))
    with pytest.raises(ValueError, match=r"path must end in .npy .with targets="):
        next(gd.datasets.stream(files["path"], 32))
    with pytest.raises(ValueError, match="it has no column"):
        next(gd.datasets.stream(tables[0], 32, target="y"))
    with pytest.raises(ValueError, match="batch_size must be"):
        next(gd.datasets.stream(batch_size=0, **files))
    with pytest.raises(ValueError, match="buffer must be"):
        next(gd.datasets.stream(batch_size=1, buffer=0, **files))
    np.save(files["targets"], y[:-1])
    with pytest.raises(ValueError, match="X must have the shape"):
        next(gd.datasets.stream(batch_size=1, **files))
