"""Numbers that notebook 09 states about a network of 64-16-10 and its loss."""

import math

import numpy as np
import pytest
from sklearn.decomposition import PCA
from sklearn.model_selection import train_test_split

import gdviz as gd
from gdviz.objectives import MLP, Slice, hessian, tanh


@pytest.fixture(scope="module")
def split():
    X, y = gd.datasets.digits()
    return train_test_split(X, y, test_size=0.25, random_state=0, stratify=y)


@pytest.fixture(scope="module")
def network(split):
    X, _, y, _ = split
    return MLP(X, y, n_hidden=16)


@pytest.fixture(scope="module")
def small(split):
    X, _, y, _ = split
    return MLP(X[:300], y[:300], n_hidden=16, activation=tanh)


@pytest.fixture(scope="module")
def run(network):
    return gd.gradient_descent(
        network,
        network.initial_params(),
        learning_rate=0.2,
        batch_size=32,
        n_epochs=20,
        record_every=5,
        record_loss=True,
    )


@pytest.fixture(scope="module")
def saddle(small):
    """All weights zero, and the last bias where it has nothing left to learn."""
    params = np.zeros(small.n_params)
    params[-10:] = np.log(np.bincount(small.y) / small.n_samples)
    return params


def accuracy(model, params, X, y):
    return float((model.predict(params, X) == y).mean())


def test_the_start_is_as_good_as_guessing(network):
    assert network.n_params == 64 * 16 + 16 + 16 * 10 + 10 == 1210
    assert network.loss(network.initial_params()) == pytest.approx(math.log(10), abs=0.03)


def test_one_unit_is_off_for_every_digit_and_gets_no_gradient(network):
    W1, b1, *_ = network.unpack(network.initial_params())
    off = (network.X @ W1 + b1 <= 0).all(axis=0)
    assert off.sum() == 1
    gradient = network.unpack(network.grad(network.initial_params()))[0]
    np.testing.assert_array_equal(np.abs(gradient).max(axis=0) == 0, off)


def test_from_zero_the_network_learns_how_frequent_each_digit_is(split, network):
    _, X_held, y, y_held = split
    run = gd.gradient_descent(
        network, np.zeros(1210), learning_rate=0.2, batch_size=32, n_epochs=7, record_every=100
    )
    assert not run.params[-1, :-10].any()
    shares = np.bincount(y) / len(y)
    assert run.loss[-1] == pytest.approx(-(shares * np.log(shares)).sum(), abs=0.01)
    assert accuracy(network, run.params[-1], X_held, y_held) < 0.12


def test_equal_units_stay_equal(split, network):
    run = gd.gradient_descent(
        network, np.full(1210, 0.1), learning_rate=0.2, batch_size=32, n_epochs=7, record_every=100
    )
    W1, b1, W2, _ = network.unpack(run.params[-1])
    for part in (W1, b1, W2.T):
        np.testing.assert_allclose(part, np.broadcast_to(part[..., :1], part.shape), atol=1e-9)
    assert accuracy(network, run.params[-1], split[1], split[3]) < 0.3


def test_a_wide_network_reads_97_percent_of_the_held_out_digits(split):
    X, X_held, y, y_held = split
    wide = MLP(X, y, n_hidden=64)
    setting = {"learning_rate": 0.01, "batch_size": 32, "n_epochs": 40, "record_every": 2000}
    read = [
        accuracy(
            wide,
            gd.gradient_descent(
                wide, wide.initial_params(seed), optimizer=gd.adam(), seed=seed, **setting
            ).params[-1],
            X_held,
            y_held,
        )
        for seed in range(3)
    ]
    assert min(read) >= 0.97
    assert read[0] == pytest.approx(0.98)


def test_the_shadow_misses_the_spike(network, run):
    pca = PCA(2).fit(run.params)
    assert pca.explained_variance_ratio_ == pytest.approx([0.93, 0.06], abs=0.005)
    k = 20 + run.loss[20:].argmax()
    assert run.step[k] == 430
    assert run.loss[k] == pytest.approx(1.57, abs=0.005)
    plane = Slice(network, run.params[-1], pca.components_)
    assert plane.loss(plane.coordinates(run.params[k])) == pytest.approx(0.14, abs=0.005)


def test_with_a_bold_rate_the_loss_rises_above_a_shadow_that_falls(small):
    start, steps = small.initial_params(), {"max_steps": 150, "record_loss": True}
    seen_first = gd.gradient_descent(small, start, learning_rate=0.2, batch_size=16, **steps)
    bold = gd.gradient_descent(small, start, learning_rate=1.0, batch_size=4, **steps)
    plane = Slice(small, start, PCA(2).fit(seen_first.params).components_)
    assert bold.loss[-20:].min() > math.log(10)
    assert plane.loss(plane.coordinates(bold.params[-1])) < bold.loss[0] - 1


def test_the_twin_has_the_same_loss_and_a_ridge_before_it(network, run):
    W1, b1, W2, b2 = network.unpack(run.params[-1])
    order = np.roll(np.arange(16), 1)
    twin = np.concatenate([W1[:, order].ravel(), b1[order], W2[order].ravel(), b2])
    assert network.loss(twin) == pytest.approx(network.loss(run.params[-1]))
    assert network.loss(twin) == pytest.approx(0.079, abs=5e-4)
    assert network.loss((twin + run.params[-1]) / 2) == pytest.approx(0.76, abs=5e-3)


def test_at_zero_the_curvature_is_that_of_the_residuals_with_both_signs(small, saddle):
    """With H ≈ X W₁ the loss there is tr(W₂ᵀ W₁ᵀ C), C = Xᵀ(P − Y)/N: eigenvalues ±σ(C), 16 times.

    C has rank 9, because the rows of P − Y sum to 0, and so has the curvature of b₂.
    """
    shares = np.bincount(small.y) / 300
    C = small.X.T @ (shares - np.eye(10)[small.y]) / 300
    sizes = np.linalg.svd(C, compute_uv=False)[:9]
    of_bias = np.linalg.eigvalsh(np.diag(shares) - np.outer(shares, shares))[1:]
    expected = np.sort(np.concatenate([np.repeat(sizes, 16), -np.repeat(sizes, 16), of_bias]))
    eigenvalues = np.linalg.eigvalsh(hessian(small, saddle))
    curved = eigenvalues[np.abs(eigenvalues) > 1e-6]
    assert (len(curved), (curved < 0).sum()) == (297, 144)
    np.testing.assert_allclose(curved, expected, atol=1e-6)
    assert eigenvalues[[0, -1]] == pytest.approx([-0.274, 0.274], abs=5e-4)


def test_on_the_saddle_no_sample_has_a_gradient_for_the_weights(small, saddle):
    for i in range(300):
        assert not small.grad(saddle, np.array([i]))[:-10].any()
    assert np.abs(small.grad(saddle)).max() < 1e-15


def test_beside_the_saddle_noise_does_not_speed_the_way_down(small, saddle):
    for seed in range(3):
        beside = saddle + 1e-4 * np.random.default_rng(seed).standard_normal(1210)
        left = [
            np.argmax(
                gd.gradient_descent(
                    small,
                    beside,
                    learning_rate=0.2,
                    batch_size=b,
                    max_steps=290,
                    record_loss=True,
                    seed=seed,
                ).loss
                < 2
            )
            for b in (4, 30, None)
        ]
        assert min(left) > 130
        assert max(left) < 1.15 * min(left)


def largest_eigenvalue(network, params):
    """λ_max by Lanczos, which notebook 09 finds by repeated nudges."""
    from scipy.sparse.linalg import LinearOperator, eigsh

    def times(v):
        v = v.ravel() / np.linalg.norm(v) * 1e-4
        change = network.grad(params + v) - network.grad(params - v)
        return change / 2e-4

    def scaled(v):
        return np.linalg.norm(v) * times(v)

    operator = LinearOperator((len(params),) * 2, matvec=scaled, dtype=float)
    return float(eigsh(operator, k=1, which="LA", v0=np.ones(len(params)))[0][0])


def test_the_larger_the_batch_the_sharper_the_minimum_and_no_worse_on_held_out_digits(split, small):
    _, X_held, _, y_held = split
    sharp, read = np.empty((4, 4)), np.empty((4, 4))
    for j, b in enumerate((4, 16, 64, 300)):
        for seed in range(4):
            end = gd.gradient_descent(
                small,
                small.initial_params(seed),
                learning_rate=0.3,
                batch_size=b,
                n_epochs=2000,
                record_every=10_000,
                stop=[gd.stopping.loss_below(0.02)],
                seed=seed,
            ).params[-1]
            sharp[j, seed] = largest_eigenvalue(small, end)
            read[j, seed] = accuracy(small, end, X_held, y_held)
    assert (np.diff(sharp, axis=0) > 0).all()
    assert sharp[0].max() < sharp[3].min()
    assert np.ptp(read.mean(axis=1)) < 0.005
