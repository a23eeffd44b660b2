"""Numbers that notebook 10 states about overfitting, its cures, and batch sizes.

What depends on chance is held over several seeds, in an interval.
"""

import numpy as np
import pytest
from sklearn.datasets import make_moons
from sklearn.model_selection import train_test_split

import gdviz as gd
from gdviz.objectives import MLP


def moons(seed, n_train=40):
    X, y = make_moons(2600, noise=0.3, random_state=seed)
    X, X_test, y, y_test = train_test_split(X, y, test_size=2000, random_state=seed)
    X, X_val, y, y_val = train_test_split(X, y, test_size=200, random_state=seed)
    return (X[:n_train], y[:n_train]), (X_val, y_val), (X_test, y_test)


def losses(seed, *, n_train=40, n_hidden=50, dropout=0, penalty=gd.l2, strength=0):
    """Training, validation and test loss every ten epochs, shape (3, 61)."""
    parts = [
        MLP(*part, n_hidden=n_hidden, dropout=dropout, seed=seed) for part in moons(seed, n_train)
    ]
    run = gd.gradient_descent(
        penalty(parts[0], strength),
        parts[0].initial_params(seed),
        learning_rate=0.02,
        n_epochs=600,
        optimizer=gd.adam(),
        record_every=10,
        record_loss=False,
    )
    return np.array([[part.loss(params) for params in run.params] for part in parts])


@pytest.fixture(scope="module")
def uncured():
    return np.array([losses(seed) for seed in range(5)])


def test_a_large_network_learns_40_points_by_heart(uncured):
    training, validation, test = uncured.mean(axis=0)
    assert training[-1] < 0.03
    assert test[-1] > 0.8
    assert np.all(np.diff(training[10:]) < 0)
    assert validation.argmin() < 15
    assert validation[-1] > 2 * validation.min()


def test_stopping_early_by_the_validation_loss_keeps_the_test_loss_low(uncured):
    kept = [test[validation.argmin()] for _, validation, test in uncured]
    assert 0.3 < np.mean(kept) < 0.42
    assert np.all(kept < uncured[:, 2, -1])


@pytest.mark.parametrize(
    ("cure", "low", "high"),
    [
        ({"n_hidden": 4}, 0.35, 0.75),
        ({"strength": 0.003}, 0.3, 0.5),
        ({"penalty": gd.l1, "strength": 0.01}, 0.34, 0.46),
        ({"n_train": 400}, 0.23, 0.33),
        ({"dropout": 0.5}, 0.7, 1.4),
    ],
    ids=["smaller", "l2", "l1", "more data", "dropout"],
)
def test_each_cure_gives_up_training_loss_and_gains_test_loss(uncured, cure, low, high):
    training, _, test = np.mean([losses(seed, **cure) for seed in range(5)], axis=0)
    assert training[-1] > uncured[:, 0, -1].mean()
    assert low < test[-1] < high < uncured[:, 2, -1].mean()


def test_l1_empties_most_parameters_and_l2_shrinks_them():
    ends = {}
    for penalty, strength in ((gd.l2, 0.003), (gd.l1, 0.01)):
        train = MLP(*moons(3)[0], n_hidden=50)
        run = gd.gradient_descent(
            penalty(train, strength),
            train.initial_params(3),
            learning_rate=0.02,
            n_epochs=600,
            optimizer=gd.adam(),
        )
        ends[penalty] = np.abs(run.params[-1])
    assert np.mean(ends[gd.l1] < 0.005) > 0.85
    assert np.mean(ends[gd.l2] < 0.005) < 0.1


def test_l2_is_weight_decay():
    train = MLP(*moons(0)[0], n_hidden=5)
    start, pull = train.initial_params(), train.grad(train.initial_params())
    run = gd.gradient_descent(gd.l2(train, 0.5), start, learning_rate=0.1, max_steps=1)
    np.testing.assert_allclose(run.params[-1], 0.95 * start - 0.1 * pull, rtol=1e-12)


def outcome(seed, **budget):
    """Training loss, test loss and misread digits in percent, after training on 128."""
    X, y = gd.datasets.digits()
    X_train, X_test, y_train, y_test = train_test_split(
        X, y, train_size=128, stratify=y, random_state=seed
    )
    train, test = MLP(X_train, y_train, n_hidden=32), MLP(X_test, y_test, n_hidden=32)
    quiet = {"record_every": 10_000, "record_loss": False}
    run = gd.gradient_descent(train, train.initial_params(seed), seed=seed, **budget, **quiet)
    wrong = test.predict(run.params[-1], X_test) != y_test
    return train.loss(run.params[-1]), test.loss(run.params[-1]), 100 * wrong.mean()


def small_and_large(rule, n_seeds=6):
    """The outcomes of b = 8 and b = 128, each of shape (n_seeds, 3)."""
    runs = [[outcome(seed, batch_size=b, **rule(b)) for seed in range(n_seeds)] for b in (8, 128)]
    return np.array(runs)


def test_at_equal_epochs_the_large_batch_is_behind_because_it_has_not_finished():
    small, large = small_and_large(lambda b: {"learning_rate": 0.2, "n_epochs": 60})
    assert 3 < np.mean(large[:, 2] - small[:, 2]) < 7
    assert small[:, 0].mean() < 0.02
    assert large[:, 0].mean() > 0.4
    gaps = [np.mean(part[:, 1] - part[:, 0]) for part in (small, large)]
    assert gaps[1] < 0.8 * gaps[0]


@pytest.mark.parametrize(
    "rule",
    [
        lambda b: {"learning_rate": 0.2, "max_steps": 960},
        lambda b: {"learning_rate": 0.2 * b / 32, "n_epochs": 60},
    ],
    ids=["equal updates", "equal η/b"],
)
def test_at_equal_updates_or_equal_rate_per_sample_the_batch_size_hardly_matters(rule):
    small, large = small_and_large(rule)
    assert abs(np.mean(large[:, 2] - small[:, 2])) < 1
    assert small[:, 0].mean() == pytest.approx(large[:, 0].mean(), rel=0.2)


def test_a_rate_that_grows_with_the_batch_ends_where_steps_are_no_longer_stable():
    broken = [outcome(s, batch_size=128, learning_rate=4.0, n_epochs=60)[2] for s in range(3)]
    assert min(broken) > 50


@pytest.fixture(scope="module")
def underdetermined():
    rng = np.random.default_rng(10)
    return gd.LeastSquares(rng.standard_normal((10, 40)) / np.sqrt(40), rng.standard_normal(10))


@pytest.mark.parametrize("b", [1, 4, 10])
def test_overparametrized_least_squares_from_0_ends_at_the_smallest_weights(underdetermined, b):
    X, y = underdetermined.X, underdetermined.y
    run = gd.gradient_descent(
        underdetermined, np.zeros(40), learning_rate=1.0, batch_size=b, max_steps=3000
    )
    np.testing.assert_allclose(run.params[-1], np.linalg.pinv(X) @ y, atol=1e-9)


@pytest.mark.parametrize("b", [1, 4, 10])
def test_from_elsewhere_it_keeps_what_no_row_can_see(underdetermined, b):
    X, y = underdetermined.X, underdetermined.y
    start = np.random.default_rng(b).standard_normal(40)
    run = gd.gradient_descent(
        underdetermined, start, learning_rate=1.0, batch_size=b, max_steps=3000
    )
    unseen = np.linalg.svd(X)[2][10:]
    expected = np.linalg.pinv(X) @ y + unseen.T @ (unseen @ start)
    np.testing.assert_allclose(run.params[-1], expected, atol=1e-9)
