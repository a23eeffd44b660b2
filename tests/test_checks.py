import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import gdviz as gd
from gdviz.checks import check_params

BUILDERS = [gd.LeastSquares, gd.Logistic, gd.Softmax]
X = np.arange(8.0).reshape(4, 2)
y = np.array([0, 1, 0, 1])


@pytest.mark.parametrize("build", BUILDERS)
@given(n_samples=st.integers(1, 50))
def test_column_of_targets_is_refused_with_the_remedy(build, n_samples):
    with pytest.raises(ValueError, match="y must have shape") as error:
        build(np.ones((n_samples, 2)), np.zeros((n_samples, 1)))
    assert str(error.value) == (
        f"y must have shape (n_samples,). Got ({n_samples}, 1): pass y.ravel() or y[:, 0]."
    )


@pytest.mark.parametrize("build", BUILDERS)
@given(n_rows=st.integers(1, 20), n_targets=st.integers(1, 20))
def test_lengths_agree_or_the_message_says_both(build, n_rows, n_targets):
    targets = np.zeros(n_targets)
    if n_rows == n_targets:
        assert build(np.ones((n_rows, 1)), targets).n_samples == n_rows
        return
    with pytest.raises(ValueError, match=rf"the {n_rows} rows of X. Got {n_targets} values"):
        build(np.ones((n_rows, 1)), targets)


@pytest.mark.parametrize("build", BUILDERS)
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@given(places=st.sets(st.integers(0, 7), min_size=1))
def test_values_that_are_not_finite_are_counted(build, bad, places):
    X_bad = X.copy()
    X_bad.flat[list(places)] = bad
    with pytest.raises(ValueError, match=f"X must be finite. Got {len(places)} NaN or inf among 8"):
        build(X_bad, y)


@pytest.mark.parametrize("build", BUILDERS)
def test_infinities_that_cancel_are_found(build):
    with pytest.raises(ValueError, match=r"X must be finite\. Got 2"):
        build([[np.inf], [-np.inf]], [0, 1])


@pytest.mark.parametrize("build", BUILDERS)
def test_finite_values_whose_sum_overflows_are_fine(build):
    assert build([[1.7e308], [1.7e308]], [0, 1]).n_samples == 2


@pytest.mark.parametrize("build", BUILDERS)
def test_targets_that_are_not_finite(build):
    with pytest.raises(ValueError, match=r"y must be finite\. Got 1 NaN or inf among 4 values"):
        build(X, [0, 1, np.nan, 1])


@pytest.mark.parametrize("build", BUILDERS)
@pytest.mark.parametrize(
    ("features", "message"),
    [
        ([1.0, 2.0, 3.0, 4.0], r"Got \(4,\): pass X\[:, None\], or add_bias\(X\)"),
        (np.ones((4, 2, 1)), r"Got \(4, 2, 1\)"),
        (3.0, r"Got \(\)"),
        (np.ones((0, 2)), "X must not be empty"),
        (np.ones((4, 0)), "X must not be empty"),
        ([["a"], ["b"]], "X must be an array of real numbers"),
        ([[1, 2], [3]], "X must be an array of real numbers"),
        ([[1j], [2j]], "X must be an array of real numbers. Got dtype complex128"),
        (None, "X must be an array|X must be finite"),
    ],
)
def test_features_of_another_form(build, features, message):
    with pytest.raises(ValueError, match=message):
        build(features, y)


@pytest.mark.parametrize("labels", [[-1, 1, -1, 1], [0, 1, 2, 1], [0.5, 1, 0, 1]])
def test_logistic_wants_zeros_and_ones(labels):
    with pytest.raises(ValueError, match=r"y must hold only the labels 0 and 1\. Got the values"):
        gd.Logistic(X, labels)


@pytest.mark.parametrize("labels", [[True, False, True, True], [0.0, 1.0, 1.0, 0.0], [0, 1, 1, 0]])
def test_logistic_takes_any_kind_of_zeros_and_ones(labels):
    assert gd.Logistic(X, labels).y.dtype == np.float64


@pytest.mark.parametrize("labels", [[-1, 0, 1, 2], [0.5, 1, 2, 0]])
def test_softmax_wants_integers_from_zero_on(labels):
    with pytest.raises(ValueError, match="y must hold integer labels 0, 1, 2"):
        gd.Softmax(X, labels)


def test_softmax_says_what_to_do_with_one_hot_rows():
    with pytest.raises(ValueError, match=r"Got \(4, 3\): pass y.argmax\(axis=1\)"):
        gd.Softmax(X, np.eye(3)[[0, 1, 2, 0]])


def test_softmax_needs_room_for_every_label():
    with pytest.raises(ValueError, match=r"n_classes must be at least 8, as y holds 7\. Got 3"):
        gd.Softmax(X, [0, 1, 7, 2], n_classes=3)
    with pytest.raises(ValueError, match="n_classes must be at least 2"):
        gd.Softmax(X, y, n_classes=1)
    with pytest.raises(ValueError, match="n_classes must be an integer"):
        gd.Softmax(X, y, n_classes=2.5)


@given(n_given=st.integers(1, 9))
def test_number_of_params_is_checked(n_given):
    objective = gd.LeastSquares(X, y)
    if n_given == 2:
        assert check_params(objective, np.zeros(2)).shape == (2,)
        return
    with pytest.raises(ValueError, match=rf"params must have shape \(2,\).* Got \({n_given},\)"):
        check_params(objective, np.zeros(n_given))
