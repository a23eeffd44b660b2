"""Numbers that notebook 08 states about softmax regression on the 8 × 8 digits."""

from functools import cache

import numpy as np
import pytest
from scipy import special
from sklearn.linear_model import SGDClassifier
from sklearn.metrics import accuracy_score, confusion_matrix, log_loss
from sklearn.model_selection import train_test_split

import gdviz as gd
from tests.facts import seeds


@cache
def split(seed=0):
    images, digits = gd.datasets.digits()
    return train_test_split(
        gd.add_bias(images), digits, test_size=0.25, random_state=seed, stratify=digits
    )


@cache
def trained(learning_rate, n_epochs, *, batch_size=32, seed=0, start_std=0.0, split_seed=0):
    X, _, y, _ = split(split_seed)
    objective = gd.Softmax(X, y)
    run = gd.gradient_descent(
        objective,
        start_std * np.random.default_rng(1).normal(size=objective.n_params),
        learning_rate=learning_rate,
        batch_size=batch_size,
        n_epochs=n_epochs,
        seed=seed,
        record_every=-(-len(X) // batch_size),
    )
    return objective, run


def probabilities(params, X):
    return special.softmax(X @ params.reshape(-1, 10), axis=1)


def accuracies(run, split_seed=0):
    _, X, _, y = split(split_seed)
    return [accuracy_score(y, probabilities(params, X).argmax(axis=1)) for params in run.params]


def test_a_quarter_is_held_out_and_four_pixels_never_have_ink():
    X, X_held, _, _ = split()
    assert (X.shape, X_held.shape) == ((1347, 65), (450, 65))
    assert (X.max(axis=0) == 0).sum() == 4


def test_untrained_the_loss_is_ln_10_and_the_first_step_learns_averages():
    X, _, y, _ = split()
    objective = gd.Softmax(X, y)
    zero = np.zeros(650)
    assert objective.loss(zero) == pytest.approx(np.log(10), rel=1e-12)
    downhill = -objective.unpack(objective.grad(zero)).T
    for k in range(10):
        share = (y == k).mean()
        averages = share * X[y == k].mean(axis=0) - X.mean(axis=0) / 10
        np.testing.assert_allclose(downhill[k], averages, atol=1e-12)
        assert share == pytest.approx(0.1, abs=0.004)


def test_the_first_try_is_right_but_timid():
    _, X, _, y = split()
    _, run = trained(0.01, 10)
    P = probabilities(run.params[-1], X)
    assert run.loss[-1] == pytest.approx(1.62, abs=0.005)
    assert accuracies(run)[-1] == pytest.approx(399 / 450)
    assert P[np.arange(450), y].mean() == pytest.approx(0.20, abs=0.005)


def test_the_better_run_gets_97_percent():
    X, X_held, y, y_held = split()
    _, run = trained(0.5, 40)
    accuracy = accuracies(run)
    assert accuracy[-1] == pytest.approx(437 / 450)
    assert min(accuracy[3:]) > 0.9
    assert run.loss[-1] == pytest.approx(log_loss(y, probabilities(run.params[-1], X)))
    held_loss = [log_loss(y_held, probabilities(params, X_held)) for params in run.params]
    assert (held_loss > run.loss)[2:].all()
    assert max(held_loss[1], run.loss[1]) < 1


def test_each_at_its_own_rate_scikit_learn_reads_as_many():
    X, X_held, y, y_held = split()

    def share(eta0):
        options = {"learning_rate": "constant", "max_iter": 40, "tol": None, "penalty": None}
        models = (
            SGDClassifier(loss="log_loss", eta0=eta0, random_state=seed, **options)
            for seed in range(5)
        )
        return np.mean([model.fit(X[:, 1:], y).score(X_held[:, 1:], y_held) for model in models])

    assert share(0.01) == pytest.approx(0.957, abs=0.004)
    assert share(0.1) == pytest.approx(accuracies(trained(0.5, 40)[1])[-1], abs=0.006)


def test_ten_other_splits():
    ends = [accuracies(trained(0.5, 40, split_seed=seed)[1], seed)[-1] for seed in range(10)]
    assert (min(ends), max(ends)) == pytest.approx((0.960, 0.973), abs=5e-4)
    assert np.mean(ends) == pytest.approx(0.966, abs=5e-4)


@pytest.fixture(scope="module")
def splits():
    """What is held out in 200 splits, and what 40 epochs on the rest read it as."""
    images, digits = gd.datasets.digits()
    X, rows = gd.add_bias(images), np.arange(len(digits))
    everything = gd.Softmax(X, digits)
    parts = [
        train_test_split(rows, test_size=0.25, random_state=seed, stratify=digits)
        for seed in range(200)
    ]
    learned = np.array([kept for kept, _ in parts])
    params, rng = np.zeros((200, 650)), np.random.default_rng(0)
    for _ in range(40):  # the same order of places for all splits
        for places in gd.minibatches(1347, 32, rng=rng):
            params = params - 0.5 * everything.grad_many(params, learned[:, places])
    held = np.array([held_out for _, held_out in parts])
    read_as = np.array([everything.predict(p, X[h]) for p, h in zip(params, held)])
    return digits[held], read_as


def test_the_split_shown_is_typical(splits):
    labels, read_as = splits
    right = (labels == read_as).mean(axis=1)
    assert seeds.is_typical(right, 0)
    assert np.quantile(right, [0.1, 0.9]) == pytest.approx([0.953, 0.976], abs=2e-3)
    wrong = labels != read_as
    touched = (wrong & ((labels == 8) | (read_as == 8))).sum(axis=1) / wrong.sum(axis=1)
    assert seeds.is_typical(touched, 0)


def test_in_six_splits_of_ten_eight_and_one_are_confused_most(splits):
    leads = []
    for labels, read_as in zip(*splits):
        counts = confusion_matrix(labels, read_as)
        pairs = counts + counts.T - 2 * np.diag(np.diag(counts))
        leads.append(pairs[8, 1] == pairs.max())
    assert np.mean(leads) == pytest.approx(0.6, abs=0.07)


def test_for_small_rates_only_rate_times_epochs_counts():
    losses = [
        trained(rate, n_epochs)[1].loss[-1]
        for rate, n_epochs in ((0.01, 400), (0.04, 100), (0.1, 40))
    ]
    np.testing.assert_allclose(losses, 0.204, atol=5e-4)


def test_four_times_the_batch_wants_four_times_the_rate():
    pairs = ((0.01, 8), (0.04, 32), (0.16, 128))
    losses = [trained(rate, 10, batch_size=b)[1].loss[-1] for rate, b in pairs]
    np.testing.assert_allclose(losses, 0.8, atol=0.015)


def test_ten_updates_with_all_rows_are_too_few_for_any_rate():
    rates = 0.01 * 4.0 ** np.arange(6)
    ends = [trained(rate, 10, batch_size=1347)[1].loss[-1] for rate in rates]
    assert min(ends) > 3 * trained(0.64, 10)[1].loss[-1]
    assert trained(0.64, 10)[1].loss[-1] == min(trained(rate, 10)[1].loss[-1] for rate in rates)


def test_noise_at_the_start_is_unlearned_slowly_and_never_where_there_is_no_ink():
    losses = [trained(0.5, 40, start_std=std)[1].loss for std in (0.0, 1.0, 3.0)]
    assert losses[1][30] < 1.2 * losses[0][30]
    assert losses[2][40] > 1.3 * losses[0][40]
    objective, run = trained(0.5, 40, start_std=3.0)
    blank = split()[0].max(axis=0) == 0
    first, last = (objective.unpack(run.params[k]) for k in (0, -1))
    np.testing.assert_array_equal(first[blank], last[blank])
    assert accuracies(run)[-1] < accuracies(trained(0.5, 40)[1])[-1] - 0.02


def test_the_loss_is_convex_with_a_flat_direction_for_every_feature():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(30, 4))
    objective = gd.Softmax(X, rng.integers(0, 3, 30), n_classes=3)
    for scale in (0, 1, 5):
        curvatures = np.linalg.eigvalsh(
            gd.objectives.hessian(objective, scale * rng.normal(size=12))
        )
        assert curvatures[0] > -1e-7
        assert (np.abs(curvatures) < 1e-7).sum() >= 4


def three_or_eight():
    images, digits = gd.datasets.digits()
    pair = (digits == 3) | (digits == 8)
    ink = images[pair].reshape(-1, 8, 8)[:, 4:7, 1:4].mean(axis=(1, 2))
    return gd.Logistic(gd.add_bias(gd.standardize(ink[:, None])[0]), digits[pair] == 8)


def test_every_start_ends_in_the_same_place():
    objective = three_or_eight()
    options = {"learning_rate": 5, "batch_size": 32, "n_epochs": 10}
    starts = [5, -5], [-5, 5], [0, 0], [-4, -4]
    ends = [gd.gradient_descent(objective, start, **options).params[-1] for start in starts]
    assert np.ptp(ends, axis=0).max() < 1e-3


def test_a_rate_can_be_too_large_for_small_batches_alone():
    small, large = (
        gd.gradient_descent(
            three_or_eight(), [-4, -4], learning_rate=20, batch_size=b, n_epochs=10
        ).loss[-1]
        for b in (8, 128)
    )
    assert small > 1.2 * large


def test_the_mistakes():
    _, X, _, y = split()
    P = probabilities(trained(0.5, 40)[1].params[-1], X)
    read_as, certainty = P.argmax(axis=1), P.max(axis=1)
    counts, wrong = confusion_matrix(y, read_as), read_as != y
    assert wrong.sum() == 13
    assert (counts[8].sum(), counts[8, 8]) == (43, 39)
    assert (counts[:, 8].sum() - 39, counts[:, 1].sum() - counts[1, 1]) == (3, 5)
    assert certainty[wrong].mean() == pytest.approx(0.60, abs=0.005)
    assert certainty[~wrong].mean() == pytest.approx(0.94, abs=0.005)
    assert ((certainty < 0.8).sum(), (wrong & (certainty < 0.8)).sum()) == (49, 10)


def n_steps_to_fool(W, x, label):
    """Steps of 0.02 along the sign of the gradient, itself from central differences."""
    h = 1e-6 * np.eye(len(x))
    for n_steps in range(51):
        if np.argmax(x @ W) != label:
            return n_steps
        up, down = (special.log_softmax((x + d) @ W, axis=1)[:, label] for d in (h, -h))
        uphill = np.sign(np.round(down - up, 12)) * (np.arange(len(x)) > 0)
        x = (x + 0.02 * uphill).clip(0, 1)
    return np.inf


def test_a_few_small_steps_fool_the_model():
    _, X, _, y = split()
    W = trained(0.5, 40)[1].params[-1].reshape(65, 10)
    right = np.flatnonzero(np.argmax(X @ W, axis=1) == y)
    n_steps = [n_steps_to_fool(W, X[i], y[i]) for i in right]
    assert (np.median(n_steps), max(n_steps)) == (6, 14)


@cache
def large_digits():
    images, digits = gd.datasets.digits(n_pixels=28)
    return gd.add_bias(images), digits


def large_split(seed=0):
    X, digits = large_digits()
    return train_test_split(X, digits, test_size=0.25, random_state=seed, stratify=digits)


def large_accuracy(learning_rate, n_epochs, split_seed=0):
    X, X_held, y, y_held = large_split(split_seed)
    objective = gd.Softmax(X, y)
    run = gd.gradient_descent(
        objective,
        np.zeros(objective.n_params),
        learning_rate=learning_rate,
        batch_size=32,
        n_epochs=n_epochs,
        record_every=1000,
    )
    scores = X_held @ run.params[-1].reshape(-1, 10)
    return accuracy_score(y_held, scores.argmax(axis=1))


def test_at_28_pixels_a_fifth_of_the_rate_does_better_in_half_of_the_time():
    assert len(large_split()[3]) == 1250
    assert large_accuracy(0.5, 40) == pytest.approx(0.886, abs=0.0005)
    assert large_accuracy(0.1, 20) == pytest.approx(0.902, abs=0.0005)
    splits = [large_accuracy(0.1, 20, seed) for seed in range(20)]
    assert (min(splits), max(splits)) == pytest.approx((0.894, 0.921), abs=0.0005)


@pytest.mark.parametrize(("n_pixels", "limit"), [(8, 1.75), (28, 0.51)])
def test_the_limit_at_zero_falls_with_the_length_of_the_rows(n_pixels, limit):
    X = gd.add_bias(gd.datasets.digits(n_pixels=n_pixels)[0])
    curvature = np.linalg.eigvalsh(X.T @ X / len(X))[-1] / 10  # of ten balanced classes
    assert 2 / curvature == pytest.approx(limit, abs=0.005)
