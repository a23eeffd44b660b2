"""The network's back-propagation against finite differences and facts known by hand."""

import numpy as np
import pytest

import gdviz as gd
from gdviz.objectives import mlp


@pytest.fixture
def data():
    rng = np.random.default_rng(0)
    return rng.standard_normal((30, 4)), rng.integers(0, 3, 30)


@pytest.mark.parametrize("activation", [mlp.relu, mlp.tanh, mlp.logistic])
@pytest.mark.parametrize("penalty", [lambda o: o, lambda o: gd.l1(o, 0.1), lambda o: gd.l2(o, 0.1)])
@pytest.mark.parametrize("rows", [None, np.arange(7)])
def test_back_propagation_is_the_gradient(data, activation, penalty, rows):
    network = mlp.MLP(*data, n_hidden=5, activation=activation)
    params = network.initial_params(seed=1) + 0.01
    assert gd.check_gradient(penalty(network), params, rows=rows) < 1e-6


def test_all_zero_weights_get_no_gradient_but_in_the_last_bias(data):
    network = mlp.MLP(*data, n_hidden=5)
    W1, b1, W2, b2 = network.unpack(network.grad(np.zeros(network.n_params)))
    assert not np.concatenate([W1.ravel(), b1, W2.ravel()]).any()
    np.testing.assert_allclose(b2, 1 / 3 - np.bincount(data[1]) / 30, atol=1e-15)


def test_loss_and_classes_are_those_of_scikit_learn(data):
    from sklearn.metrics import log_loss

    network = mlp.MLP(*data, n_hidden=5)
    params = network.initial_params()
    probabilities = np.exp(network.log_probabilities(params, network.X))
    assert network.loss(params) == pytest.approx(log_loss(data[1], probabilities))
    assert (network.predict(params, network.X) == probabilities.argmax(axis=1)).all()


def test_dropout_is_right_on_average_and_off_in_the_loss(data):
    whole = mlp.MLP(*data, n_hidden=5, activation=mlp.tanh)
    thinned = mlp.MLP(*data, n_hidden=5, activation=mlp.tanh, dropout=0.3)
    params = whole.initial_params()
    assert thinned.loss(params) == whole.loss(params)
    # With W₂ = 0 the output does not depend on H: the gradient is linear in what is kept.
    params[whole._cuts[1] : whole._cuts[2]] = 0
    grads = np.mean([thinned.grad(params) for _ in range(4000)], axis=0)
    np.testing.assert_allclose(grads, whole.grad(params), atol=0.01)


def test_a_run_with_dropout_repeats_with_its_seed(data):
    def last():
        network = mlp.MLP(*data, n_hidden=5, dropout=0.5, seed=3)
        start = network.initial_params()
        run = gd.gradient_descent(network, start, learning_rate=0.1, batch_size=8, n_epochs=2)
        return run.params[-1].tolist()

    assert last() == last()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"n_hidden": 0}, "n_hidden must be at least 1. Got 0"),
        ({"n_hidden": 5, "dropout": 1.0}, "dropout must be .* Got 1.0"),
        ({"n_hidden": 5, "n_classes": 2}, "n_classes must be"),
    ],
)
def test_bad_arguments_say_what_is_allowed(data, arguments, message):
    with pytest.raises(ValueError, match=message):
        mlp.MLP(*data, **arguments)
