"""The network's back-propagation against finite differences and facts known by hand."""

import numpy as np
import pytest
from scipy.special import softmax

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
    grads = np.mean([thinned.at(30 * t).grad(params) for t in range(4000)], axis=0)
    np.testing.assert_allclose(grads, whole.grad(params), atol=0.01)


def thinned_network(data, **more):
    return mlp.MLP(*data, n_hidden=5, dropout=0.5, seed=3, **more)


@pytest.mark.parametrize("penalize", [lambda o: o, lambda o: gd.l2(o, 0.1)])
@pytest.mark.parametrize("batch_size", [8, 30])
def test_a_run_with_dropout_is_the_same_whatever_was_asked_before(data, penalize, batch_size):
    network = penalize(thinned_network(data))
    start = network.initial_params()
    run = {"learning_rate": 0.1, "batch_size": batch_size, "n_epochs": 2}
    first = gd.gradient_descent(network, start, **run).params
    network.grad(start)
    network.at(4).grad(start)
    np.testing.assert_array_equal(gd.gradient_descent(network, start, **run).params, first)
    sizes = {"learning_rates": [0.05, 0.1], "batch_sizes": [30, batch_size, 7], "n_epochs": 2}
    np.testing.assert_allclose(gd.sweep(network, start, **sizes).params[1][1, 0], first)


def test_dropout_draws_what_one_generator_would_have_drawn(data):
    """Rows of b, b, … of a run: the units are a stream that goes on from batch to batch."""
    network, rng = thinned_network(data, activation=mlp.tanh), np.random.default_rng(3)
    params, samples_seen = network.initial_params() + 0.1, 0
    W1, b1, W2, b2 = network.unpack(params)
    for b in (8, 8, 5):
        rows = np.arange(b)
        kept = 2.0 * (rng.random((b, 5)) >= 0.5)
        H = np.tanh(network.X[rows] @ W1 + b1) * kept
        P = softmax(H @ W2 + b2, axis=1) - np.eye(3)[network.y[rows]]
        expected = H.T @ P / b
        found = network.unpack(network.at(samples_seen).grad(params, rows))[2]
        np.testing.assert_allclose(found, expected, atol=1e-14)
        samples_seen += b


def test_the_gradient_of_the_loss_itself_knows_no_dropout(data):
    network = thinned_network(data, activation=mlp.tanh)
    params = network.initial_params() + 0.1
    assert gd.check_gradient(network, params) < 1e-6
    np.testing.assert_array_equal(network.grad(params), network.grad(params))
    whole = mlp.MLP(*data, n_hidden=5, activation=mlp.tanh)
    np.testing.assert_array_equal(network.grad(params), whole.grad(params))
    assert whole.at(7) is whole


@pytest.mark.parametrize("rows", [None, np.arange(12).reshape(4, 3)])
@pytest.mark.parametrize("dropout", [0.0, 0.5])
def test_stacks_are_the_networks_one_by_one(data, rows, dropout):
    network = mlp.MLP(*data, n_hidden=5, dropout=dropout).at(9)
    stack = np.random.default_rng(1).normal(size=(4, network.n_params))
    each = [None] * 4 if rows is None else rows
    expected = [network.grad(params, batch) for params, batch in zip(stack, each)]
    np.testing.assert_allclose(network.grad_many(stack, rows), expected, rtol=1e-12, atol=1e-15)
    losses = [network.loss(params) for params in stack]
    np.testing.assert_allclose(network.loss_many(stack[None]), [losses], rtol=1e-13)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"n_hidden": 0}, "n_hidden must be between 1 and 2147483648. Got 0"),
        ({"n_hidden": 5, "dropout": 1.0}, "dropout must be .* Got 1.0"),
        ({"n_hidden": 5, "n_classes": 2}, "n_classes must be"),
        ({"n_hidden": 5, "seed": -1}, "seed must be at least 0. Got -1"),
        ({"n_hidden": 5, "seed": 1.5}, "seed must be an integer. Got 1.5"),
        ({"n_hidden": 5, "activation": "relu"}, "activation must be .* Got 'relu'"),
        ({"n_hidden": 5, "activation": np.tanh}, "activation must be .* Got "),
    ],
)
def test_bad_arguments_say_what_is_allowed(data, arguments, message):
    with pytest.raises(ValueError, match=message):
        mlp.MLP(*data, **arguments)


def test_weights_begin_with_the_spread_of_he_and_biases_at_zero():
    """√(2/d) into the hidden units, √(1/h) out of them (He et al. 2015)."""
    d, h, n_classes = 50, 200, 3
    network = gd.objectives.MLP(np.ones((3, d)), [0, 1, 2], n_hidden=h)
    params = network.initial_params(seed=5)
    first, rest = np.split(params, [d * h])
    biases, second, last = np.split(rest, [h, h + h * n_classes])
    assert np.std(first) == pytest.approx(np.sqrt(2 / d), rel=0.03)
    assert np.std(second) == pytest.approx(np.sqrt(1 / h), rel=0.1)
    assert abs(first.mean()) < 0.01
    assert not np.any([*biases, *last])
