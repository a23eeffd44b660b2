"""What a reader may ask of blocks on disk, and what is refused in words."""

import numpy as np
import pytest

import gdviz as gd


@pytest.fixture
def blocks(tmp_path):
    X = np.random.default_rng(0).normal(size=(20, 2))
    np.save(tmp_path / "X.npy", X)
    np.save(tmp_path / "y.npy", X @ [1.0, 2.0])
    path = tmp_path / "X.npy"
    return gd.objectives.Blocks(path, gd.LeastSquares, rows_a_block=5, targets=tmp_path / "y.npy")


def test_marked_blocks_are_those_blocks(blocks):
    params = np.array([0.5, -1.0])
    expected = blocks.grad(params, np.array([0, 3]))
    np.testing.assert_array_equal(blocks.grad(params, [True, False, False, True]), expected)
    assert gd.check_gradient(blocks, params, rows=[1, 2]) < 1e-6


@pytest.mark.parametrize("rows", [[], [4], [-1], [0.5], [True]])
def test_rows_that_are_no_blocks_are_refused(blocks, rows):
    for ask in (blocks.loss, blocks.grad):
        with pytest.raises(ValueError, match="rows must"):
            ask(np.zeros(2), rows)


def test_params_are_checked_before_a_file_is_read(blocks):
    with pytest.raises(ValueError, match=r"^params must have shape \(2,\)"):
        blocks.loss(np.zeros(3))
