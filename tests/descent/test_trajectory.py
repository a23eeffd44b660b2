"""The record of a run survives the disk."""

import numpy as np
import pytest

import gdviz as gd

FIELDS = ("params", "loss", "step", "epoch", "samples_seen", "seconds", "learning_rate")


@pytest.fixture
def objective():
    return gd.LeastSquares(gd.add_bias([0.0, 1.0, 2.0]), [1.0, 2.0, 4.0])


@pytest.mark.parametrize("record_rows", [True, False])
@pytest.mark.parametrize("max_steps", [0, 5])
def test_save_and_load_give_the_same_run_back(objective, tmp_path, record_rows, max_steps):
    run = gd.gradient_descent(
        objective,
        [0, 0],
        learning_rate=0.1,
        batch_size=2,
        max_steps=max_steps,
        record_rows=record_rows,
    )
    run.save(tmp_path / "run.npz")
    copy = gd.Trajectory.load(tmp_path / "run.npz")
    for name in (*FIELDS, "batch_size"):
        np.testing.assert_array_equal(getattr(copy, name), getattr(run, name))
    assert (copy.stop_reason, copy.n_samples) == (run.stop_reason, 3)
    if record_rows:
        assert copy.rows[0] is None
        assert [r.tolist() for r in copy.rows[1:]] == [r.tolist() for r in run.rows[1:]]
    else:
        assert copy.rows is None


def test_a_run_is_frozen_and_says_what_it_is_in_one_line(objective):
    run = gd.gradient_descent(objective, [0, 0], learning_rate=0.1, max_steps=3)
    with pytest.raises(AttributeError):
        run.stop_reason = "bored"
    assert repr(run) == f"Trajectory(3 updates, loss {run.loss[-1]:.4g}, stopped by 'max_steps')"
    assert len(run) == 4
