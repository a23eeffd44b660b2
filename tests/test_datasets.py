import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.preprocessing import StandardScaler

from gdviz import datasets


def test_line_has_the_bias_slope_and_noise_it_promises():
    X, y = datasets.line(100_000, noise=0.3, seed=1)
    fit = LinearRegression().fit(X, y)
    assert X.shape == (100_000, 1)
    assert y.shape == (100_000,)
    assert fit.coef_[0] == pytest.approx(2, abs=0.02)
    assert fit.intercept_ == pytest.approx(1, abs=0.02)
    assert np.std(y - fit.predict(X)) == pytest.approx(0.3, rel=0.02)


def test_line_is_the_same_for_the_same_seed_only():
    np.testing.assert_array_equal(datasets.line(9, seed=3)[1], datasets.line(9, seed=3)[1])
    assert not np.array_equal(datasets.line(9, seed=3)[1], datasets.line(9, seed=4)[1])


def test_datasets_leave_the_global_random_state_alone():
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    datasets.line()
    datasets.two_classes()
    datasets.shuffled(*datasets.four_points())
    np.testing.assert_array_equal(np.random.get_state()[1], before)  # noqa: NPY002


@pytest.mark.parametrize("n_samples", [0, -1, 2.0, "9", True, None])
@pytest.mark.parametrize("make", [datasets.line, datasets.two_classes])
def test_number_of_samples_is_checked(make, n_samples):
    with pytest.raises(ValueError, match="n_samples must be"):
        make(n_samples)


@pytest.mark.parametrize("noise", [-0.1, np.nan, np.inf, "loud"])
def test_noise_is_checked(noise):
    with pytest.raises(ValueError, match="noise must be"):
        datasets.line(noise=noise)


def test_houses_are_the_table_of_the_curriculum():
    X, y = datasets.houses()
    assert X.ravel().tolist() == [100, 120, 140, 160, 180]
    assert y.tolist() == [20_000, 24_000, 28_000, 32_000, 36_000]


def test_two_classes_overlap_and_follow_the_probability_of_the_docstring():
    X, y = datasets.two_classes()
    assert X[y == 0].max() > X[y == 1].min()
    X, y = datasets.two_classes(100_000, seed=1)
    assert y.dtype.kind == "i"
    fit = LogisticRegression().fit(X, y)
    assert fit.coef_[0, 0] == pytest.approx(2, abs=0.05)
    assert fit.intercept_[0] == pytest.approx(0, abs=0.05)


@given(n_samples=st.integers(1, 30), seed=st.integers(0, 99))
def test_shuffled_keeps_every_pair(n_samples, seed):
    X, y = datasets.line(n_samples)
    X_new, y_new = datasets.shuffled(X, y, seed=seed)
    assert sorted(zip(X_new[:, 0], y_new)) == sorted(zip(X[:, 0], y))


def test_shuffled_changes_the_order_and_not_its_arguments():
    X, y = datasets.line(100)
    X_before = X.copy()
    assert not np.array_equal(datasets.shuffled(X, y)[0], X)
    np.testing.assert_array_equal(X, X_before)


def test_sorted_by_target_and_by_feature():
    X, y = datasets.line(100)
    by_target = datasets.sorted_by(X, y, key=y)
    by_feature = datasets.sorted_by(X, y, key=X[:, 0])
    assert by_target[1].tolist() == sorted(y)
    assert by_feature[0][:, 0].tolist() == sorted(X[:, 0])
    assert dict(zip(X[:, 0], y)) == dict(zip(by_target[0][:, 0], by_target[1]))


def test_orders_check_their_lengths():
    X, y = datasets.four_points()
    with pytest.raises(ValueError, match="one value for each of the 4 rows"):
        datasets.shuffled(X, y[:3])
    with pytest.raises(
        ValueError, match=r"key must have shape \(4,\), one value a row. Got \(4, 1\)"
    ):
        datasets.sorted_by(X, y, key=X)


def test_standardize_equals_scikit_learn():
    X = np.random.default_rng(0).normal(5, [1, 10, 100], size=(50, 3))
    X_std, mean, std = datasets.standardize(X)
    scaler = StandardScaler().fit(X)
    np.testing.assert_allclose(X_std, scaler.transform(X), rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(mean, scaler.mean_)
    np.testing.assert_allclose(std, scaler.scale_)


def test_standardize_refuses_a_constant_column():
    with pytest.raises(ValueError, match="constant column 0: leave it out, and add a bias after"):
        datasets.standardize(datasets.add_bias(datasets.houses()[0]))


def test_add_bias_takes_a_plain_list_of_values_too():
    x = [5.0, 7.0, 9.0]
    np.testing.assert_array_equal(datasets.add_bias(x), [[1, 5], [1, 7], [1, 9]])
    np.testing.assert_array_equal(datasets.add_bias(x), datasets.add_bias(np.array(x)[:, None]))


def test_equal_keys_keep_their_order_in_long_tables():
    X, y = np.arange(1000.0)[:, None], np.zeros(1000)
    key = np.arange(1000) % 3
    order = datasets.sorted_by(X, y, key=key)[0].ravel().astype(int)
    expected = [i for k in range(3) for i in range(1000) if i % 3 == k]
    assert order.tolist() == expected


@pytest.mark.parametrize("key", [[object(), object()], [[1, 2]], None])
def test_keys_without_an_order_are_refused(key):
    with pytest.raises(ValueError, match="key must"):
        datasets.sorted_by([[1.0], [2.0]], [1, 2], key=key)
