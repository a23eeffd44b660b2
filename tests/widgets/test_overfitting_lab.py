"""The lab's networks are those of gradient_descent, and so is what travels to the page."""

import numpy as np
import pytest
from sklearn.datasets import make_moons

import gdviz as gd
from gdviz.widgets import codec, overfitting_lab, saving

PNG = b"\x89PNG\r\n\x1a\n"
X, Y = make_moons(50, noise=0.3, random_state=1)
SIZES, PENALTIES, DROPOUTS = [2, 5], [0.0, 0.01, 0.1], [0.0, 0.4]


def make(**more):
    knobs = {"sizes": SIZES, "penalties": PENALTIES, "dropouts": DROPOUTS, "n_epochs": 40} | more
    return overfitting_lab(X[:20], Y[:20], X[20:], Y[20:], **knobs)


@pytest.fixture
def lab():
    return make()


def alone(n_hidden, penalty, dropout, seed=0):
    network = gd.objectives.MLP(X[:20], Y[:20], n_hidden=n_hidden, dropout=dropout, seed=seed)
    return gd.gradient_descent(
        gd.l2(network, penalty),
        network.initial_params(seed),
        learning_rate=0.05,
        n_epochs=40,
        optimizer=gd.adam(),
        record_loss=True,
    )


EVERY = [(s, p, d) for s in range(2) for p in range(3) for d in range(2)]


@pytest.mark.parametrize(("s", "p", "d"), EVERY)
def test_networks_trained_together_are_those_trained_alone(lab, s, p, d):
    run = alone(SIZES[s], PENALTIES[p], DROPOUTS[d])
    np.testing.assert_allclose(lab.params[s][p * 2 + d], run.params, rtol=0, atol=1e-9)


@pytest.mark.parametrize(("s", "p", "d"), [(0, 0, 0), (1, 2, 1)])
def test_both_losses_are_those_of_the_network_without_penalty_and_dropout(lab, s, p, d):
    run = alone(SIZES[s], PENALTIES[p], DROPOUTS[d])
    for losses, rows in zip(lab.measured, (slice(20), slice(20, None))):
        network = gd.objectives.MLP(X[rows], Y[rows], n_hidden=SIZES[s])
        expected = [network.loss(params) for params in run.params]
        np.testing.assert_allclose(losses[s * 6 + p * 2 + d], expected, atol=1e-9)


def test_the_page_has_both_losses(lab):
    codes = np.frombuffer(lab.losses, dtype="<u2").reshape(2, 12, 41)
    decoded = codec.decode_losses(codes, lab.packing["loss_range"], lab.packing["loss_is_log"])
    np.testing.assert_allclose(decoded, lab.measured, rtol=1e-3)


def test_the_page_has_weights_enough_for_the_probabilities(lab):
    """Read `networks` as the page does: 4h + 1 numbers for each record of each network."""
    codes = np.frombuffer(lab.networks, dtype="<i2")
    h, first = 5, 6 * 41 * 9  # the second size comes after six networks of the first
    record = first + (5 * 41 + 40) * 21  # λ = 0.1, dropout 0.4, the last epoch
    across, up, bias, out, last = np.split(
        codes[record : record + 21] * 2 * lab.packing["scales"][1] / 32767, [h, 2 * h, 3 * h, 4 * h]
    )
    logit = np.maximum(np.outer(X[:, 0], across) + np.outer(X[:, 1], up) + bias, 0) @ out + last
    network = gd.objectives.MLP(X, Y, n_hidden=h)
    expected = np.exp(network.log_probabilities(alone(5, 0.1, 0.4).params[-1], X))[:, 1]
    np.testing.assert_allclose(1 / (1 + np.exp(-logit)), expected, atol=2e-3)


def test_choosing_by_value_and_run(lab):
    lab.n_hidden, lab.penalty, lab.dropout = 2, 0.02, 0.4
    assert (lab.size_index, lab.penalty_index, lab.dropout_index) == (0, 1, 1)
    np.testing.assert_array_equal(lab.run().params, alone(2, 0.01, 0.4).params)
    with pytest.raises(ValueError, match="n_hidden must be between 2 and 5"):
        lab.n_hidden = 9


@pytest.mark.parametrize("name", ["size_index", "penalty_index", "dropout_index"])
def test_an_index_out_of_range_is_refused(lab, name):
    with pytest.raises(ValueError, match=f"{name} must be between 0 and"):
        setattr(lab, name, 7)


def test_other_weights_are_another_seed(lab):
    version = lab.packing["version"]
    lab.set_state({"seed": 4, "asked": 1})
    assert (lab.answered, lab.packing["version"]) == (1, version + 1)
    np.testing.assert_allclose(lab.params[1][5], alone(5, 0.1, 0.4, seed=4).params, atol=1e-9)


def test_long_runs_are_thinned_and_the_state_stays_small():
    lab = overfitting_lab(X[:20], Y[:20], X[20:], Y[20:], n_epochs=450)
    state = sum(len(v) for v in lab.get_state().values() if isinstance(v, bytes))
    clock = np.frombuffer(lab.clock, dtype="<f4").reshape(60, -1, 3)
    assert state < 950_000
    assert clock[0, -1].tolist() == [450, 450, 9000]
    assert clock[0, 1, 0] == 5


def test_stored_output_holds_a_picture(lab):
    data, _ = lab._repr_mimebundle_()
    assert data["image/png"].startswith(PNG)
    assert data["text/plain"] == repr(lab) == "OverfittingLab(12 networks)"


def test_picture_shows_the_epoch_on_the_screen(lab):
    lab.step = 7
    boundary, curves = lab.picture(gd.plots.LIGHT).axes
    assert len(boundary.collections) >= 2  # shading and border: before matplotlib 3.8 in pieces
    assert curves.lines[-1].get_xdata()[0] == 7
    assert curves.get_xlim()[1] > 40


def test_save(lab, tmp_path):
    lab.save(tmp_path / "lab.html")
    text = (tmp_path / "lab.html").read_text(encoding="utf-8")
    assert "kinds.lab = " in text
    assert saving.state(lab)["live"] is False
    with pytest.raises(ValueError, match=r"path must end in .png, .svg, .html. Got 'lab.gif'"):
        lab.save(tmp_path / "lab.gif")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"sizes": [4, 2]}, "sizes must be increasing"),
        ({"penalties": []}, "penalties must be increasing"),
        ({"penalties": [-1.0, 0]}, "penalties must be .* at least 0"),
        ({"dropouts": [0, 1.0]}, "dropouts must be .* below 1"),
        ({"sizes": [0, 3]}, "sizes must be"),
        ({"n_epochs": 0}, "n_epochs must be at least 1"),
        ({"learning_rate": 0}, "learning_rate must be"),
    ],
)
def test_bad_arguments(arguments, message):
    with pytest.raises(ValueError, match=message):
        make(**arguments)


def test_data_must_lie_in_the_plane():
    with pytest.raises(ValueError, match="two features and two classes"):
        overfitting_lab(np.ones((4, 3)), [0, 1, 0, 1], np.ones((4, 3)), [0, 1, 0, 1])
