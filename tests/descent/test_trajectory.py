"""The record of a run survives the disk."""

import copy
import io
import pickle
from dataclasses import fields, replace

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


def arrays_of(run):
    return {f.name: a for f in fields(run) if isinstance(a := getattr(run, f.name), np.ndarray)}


@pytest.fixture
def run(objective):
    return gd.gradient_descent(
        objective, [0, 0], learning_rate=0.1, batch_size=2, max_steps=5, record_rows=True
    )


def test_what_a_run_recorded_cannot_be_changed(objective, run):
    of_sweep = gd.sweep(objective, [0, 0], learning_rates=0.1, batch_sizes=2, n_steps=5)
    for one in (run, of_sweep.trajectory(0, 0), replace(run, loss=np.zeros(6))):
        assert len(arrays_of(one)) == 8
        for array in arrays_of(one).values():
            with pytest.raises(ValueError, match="read-only"):
                array[0] = 7
    with pytest.raises(ValueError, match="read-only"):
        run.rows[1][0] = 7
    for stored in (of_sweep.params, of_sweep.loss, of_sweep.steps, of_sweep.diverged_above):
        with pytest.raises(ValueError, match="read-only"):
            stored[0][...] = 7


def test_arrays_that_a_run_is_made_from_stay_writable_and_apart(run):
    loss, rows = np.zeros(6), [None, *(np.array([0, 1]) for _ in range(5))]
    views = loss[:]
    views.flags.writeable = False
    made = replace(run, loss=views, rows=rows)
    loss[0], rows[1][0] = 7, 2
    assert made.loss[0] == 0
    assert made.rows[1].tolist() == [0, 1]


@pytest.mark.parametrize(
    "copied", [copy.copy, copy.deepcopy, lambda run: pickle.loads(pickle.dumps(run))]
)
def test_a_copy_of_a_run_is_the_run_and_as_fixed(run, copied):
    other = copied(run)
    for name, array in arrays_of(run).items():
        np.testing.assert_array_equal(getattr(other, name), array)
        assert not getattr(other, name).flags.writeable
    assert (other.stop_reason, other.n_samples) == (run.stop_reason, run.n_samples)
    assert [None if r is None else r.tolist() for r in other.rows] == [
        None if r is None else r.tolist() for r in run.rows
    ]


@pytest.mark.parametrize(
    ("saved", "loaded"),
    [("a", "a"), ("a", "a.npz"), ("a.npz", "a"), ("a.npz", "a.npz"), ("b.txt", "b.txt")],
)
@pytest.mark.parametrize("kind", [str, lambda path: path])
def test_a_run_is_loaded_by_the_name_it_was_saved_by(run, tmp_path, saved, loaded, kind):
    (tmp_path / "a").mkdir()
    run.save(kind(tmp_path / saved))
    np.testing.assert_array_equal(gd.Trajectory.load(kind(tmp_path / loaded)).loss, run.loss)


def test_a_renamed_file_and_an_open_one_are_read_as_well(run, tmp_path):
    run.save(tmp_path / "a")
    (tmp_path / "a.npz").rename(tmp_path / "b")
    np.testing.assert_array_equal(gd.Trajectory.load(tmp_path / "b").loss, run.loss)
    file = io.BytesIO()
    run.save(file)
    file.seek(0)
    np.testing.assert_array_equal(gd.Trajectory.load(file).loss, run.loss)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"there is no file .*a\.npz\."):
        gd.Trajectory.load(tmp_path / "a")


def damage(content, how):
    middle = len(content) // 2
    return {
        "empty": b"",
        "text": b"hello",
        "cut": content[:middle],
        "flipped": content[:80] + bytes([content[80] ^ 255]) + content[81:],
        "no end": content[:-30],
    }[how]


@pytest.mark.parametrize("how", ["empty", "text", "cut", "flipped", "no end"])
def test_a_damaged_file_is_called_damaged(run, tmp_path, how):
    run.save(tmp_path / "run")
    content = (tmp_path / "run.npz").read_bytes()
    (tmp_path / "run.npz").write_bytes(damage(content, how))
    with pytest.raises(ValueError, match=r"path must be a file that Trajectory\.save wrote, und"):
        gd.Trajectory.load(tmp_path / "run")


@pytest.mark.parametrize("missing", ["loss", "params", "stop_reason", "row_counts"])
def test_a_file_that_lacks_something_is_no_run(run, tmp_path, missing):
    run.save(tmp_path / "run")
    with np.load(tmp_path / "run.npz") as file:
        arrays = {name: file[name] for name in file.files if name != missing}
    np.savez(tmp_path / "run.npz", **arrays)
    with pytest.raises(ValueError, match=r"a file that Trajectory\.save wrote"):
        gd.Trajectory.load(tmp_path / "run")


@pytest.mark.parametrize(
    "arrays", [{"x": np.zeros(3)}, {"loss": np.zeros(2)}, {"params": np.array(["a"], dtype=object)}]
)
def test_another_librarys_file_is_no_run(run, tmp_path, arrays):
    stored = {**arrays_of(run), "stop_reason": "max_steps", "n_samples": 3, **arrays}
    np.savez(tmp_path / "run.npz", **stored)
    np.save(tmp_path / "one.npy", np.zeros(3))
    for name in ("run.npz", "one.npy"):
        with pytest.raises(ValueError, match=r"a file that Trajectory\.save wrote"):
            gd.Trajectory.load(tmp_path / name)


def sklearn_path(X, y, rows, rate):
    """Return θ at the start and after each row that scikit-learn was given."""
    linear_model = pytest.importorskip("sklearn.linear_model")
    model = linear_model.SGDRegressor(penalty=None, learning_rate="constant", eta0=rate)
    path = [np.zeros(1 + X.shape[1])]
    for row in rows:
        model.partial_fit(X[[row]], y[[row]])
        path.append(np.r_[model.intercept_, model.coef_])
    return path


def test_a_run_of_scikit_learn_is_the_run_of_gdviz_and_is_drawn_like_it():
    X, y = gd.datasets.line(40)
    line = gd.LeastSquares(gd.add_bias(X), y)
    ours = gd.gradient_descent(
        line, [0, 0], learning_rate=0.2, batch_size=1, n_epochs=2, record_rows=True
    )
    path = sklearn_path(X, y, np.concatenate(ours.rows[1:]), 0.2)
    theirs = gd.Trajectory.from_params(path, line, batch_size=1)
    for name in ("params", "loss", "step", "epoch", "samples_seen", "batch_size"):
        np.testing.assert_allclose(getattr(theirs, name), getattr(ours, name), atol=1e-12)
    assert (
        repr(theirs) == f"Trajectory(80 updates, loss {ours.loss[-1]:.4g}, stopped by 'elsewhere')"
    )
    marks = gd.plots.path(theirs)
    np.testing.assert_array_equal(marks[0].get_xydata(), theirs.params)
    lines = gd.plots.compare({"gdviz": ours, "scikit-learn": theirs}, x="epoch")
    assert len(lines.medians) == 2


def test_a_run_from_elsewhere_casts_its_shadow_on_a_plane():
    X, y = gd.datasets.two_classes(30)
    network = gd.objectives.MLP(gd.add_bias(X), y.astype(int), n_hidden=3)
    params = [network.initial_params()]
    for _ in range(5):
        params.append(params[-1] - 0.5 * network.grad(params[-1]))
    run = gd.Trajectory.from_params(params, network, steps=[0, 10, 20, 30, 40, 50])
    ours = gd.gradient_descent(network, params[0], learning_rate=0.5, max_steps=5)
    directions, shares = gd.objectives.principal_directions(run.params)
    plane = gd.objectives.Slice(network, params[0], directions)
    _, marks = gd.plots.landscape(plane, run, shares=shares, n_points=5)
    np.testing.assert_allclose(marks[0].get_xydata(), plane.coordinates(ours.params), atol=1e-12)


def test_what_is_not_known_of_a_run_from_elsewhere_is_nan():
    run = gd.Trajectory.from_params([[1.0, 2.0], [3.0, 4.0]])
    assert np.isnan([run.loss, run.epoch, run.samples_seen, run.seconds, run.learning_rate]).all()
    assert (run.step.tolist(), run.n_samples) == ([0, 1], 1)
    known = gd.Trajectory.from_params([[1.0], [3.0]], loss=[5, 4], steps=[3, 9], batch_size=2)
    assert (known.loss.tolist(), known.samples_seen.tolist()) == ([5, 4], [6, 18])
    assert repr(known) == "Trajectory(9 updates, loss 4, stopped by 'elsewhere')"
    far = gd.Trajectory.from_params([[1.0], [99.0]], gd.objectives.parabola())
    assert far.stop_reason == "diverged"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            {"params": [1.0, 2.0]},
            r"shape \(n_records, n_params\)\. Got \(2,\): pass params\[:, None",
        ),
        ({"params": [[[1.0]]]}, r"shape \(n_records, n_params\)\. Got \(1, 1, 1\)\."),
        ({"params": [[1.0, 2.0], [1.0]]}, "params must be"),
        ({"params": []}, "params must not be empty"),
        ({"params": [[np.nan, 1.0]]}, "params must be finite"),
        ({"params": [[1.0]]}, r"as the objective has 2 parameters\. Got \(1, 1\)\."),
        ({"objective": "line"}, "objective must have n_samples"),
        ({"loss": [1.0]}, r"loss must have shape \(2,\), as params do\. Got \(1,\)\."),
        ({"loss": ["low", "high"]}, r"loss must be an array of numbers\. Got a list\."),
        ({"loss": len}, r"loss must be an array of numbers\. Got the function len\."),
        ({"steps": [0, 1, 2]}, "steps must be 2 integers"),
        ({"steps": [0.0, 1.0]}, "steps must be 2 integers"),
        ({"steps": [1, 1]}, "steps must be increasing"),
        ({"steps": [-1, 1]}, "steps must be increasing"),
        ({"batch_size": 0.5}, "batch_size must be an integer"),
    ],
)
def test_what_makes_no_run_is_said(arguments, message):
    good = {"params": [[0.0, 1.0], [1.0, 1.0]], "objective": gd.objectives.bowl()}
    with pytest.raises(ValueError, match=message):
        gd.Trajectory.from_params(**{**good, **arguments})
