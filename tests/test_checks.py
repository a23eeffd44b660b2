import re
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import gdviz as gd
from gdviz.checks import check_number, check_params

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


class Series:
    """What gdviz sees of a column of pandas."""

    def __init__(self, values, name=None):
        self.values, self.name = values, name

    def __array__(self, dtype=None, copy=None):
        return np.asarray(self.values, dtype=dtype)

    def __len__(self):
        return len(self.values)

    def to_numpy(self):
        return np.asarray(self.values)

    @property
    def shape(self):
        return np.shape(self.values)


class Frame(Series):
    """What gdviz sees of a table of pandas."""

    def __init__(self, values, columns):
        self.values, self.columns = values, columns


CARS = [["130", 1.0], ["165", np.nan], ["?", 3.0]]


@pytest.mark.parametrize(
    ("features", "message"),
    [
        (Frame([[130.0, 1], [np.nan, 2]], ["hp", "w"]), "the first is nan in row 1, column 'hp'."),
        (Frame([[130.0, 1], [2, np.inf]], ["hp", 7]), "the first is inf in row 1, column 7."),
        ([[1.0, 2.0], [3.0, np.nan]], "the first is nan in row 1, column 1."),
        (np.array([[1, 2], [-np.inf, 3]]), "the first is -inf in row 1, column 0."),
        (Frame(np.array(CARS, dtype=object), ["hp", "w"]), "Got '?' in row 2, column 'hp'."),
        (np.array(CARS, dtype=object), "Got '?' in row 2, column 0."),
        ([[1.0, "a"], [2.0, 3.0]], "Got 'a' in row 0, column 1."),
        ([[1.0], [{}]], "Got a dict in row 1, column 0."),
        ([["1"], ["2"]], "Got numbers written as text: pass np.array"),
        ([[1, 2], [3]], "Got a list, with rows of different lengths."),
        (np.array([["2020-01-01"]], dtype="M8[D]"), "Got dtype datetime64[D]."),
        ([[10**400]], "Got 1000"),
        (
            np.ma.masked_equal([[1.0, 2], [3, 999]], 999),
            "masked values among 4, the first in row 1",
        ),
    ],
)
def test_the_first_bad_value_is_named_with_its_place(features, message):
    with pytest.raises(ValueError, match=re.escape(message)) as error:
        gd.LeastSquares(features, [1.0] * len(features))
    assert len(str(error.value)) < 160
    with pytest.raises(ValueError, match=re.escape(message)):
        gd.standardize(features)


def test_the_first_bad_target_is_named_too():
    with pytest.raises(ValueError, match=r"the first is nan at position 2\."):
        gd.LeastSquares(X, [1, 2, np.nan, np.inf])
    with pytest.raises(ValueError, match=r"real numbers\. Got '\?' at position 1"):
        gd.LeastSquares(X, np.array([1, "?", 2, 3], dtype=object))
    with pytest.raises(ValueError, match="masked values among 4, the first at position 3"):
        gd.LeastSquares(X, np.ma.masked_greater([1, 2, 3, 4], 3))


def test_masked_arrays_without_a_masked_value_are_arrays():
    assert gd.LeastSquares(np.ma.masked_array(X), y).X.tolist() == X.tolist()


def sparse():
    from scipy.sparse import csr_matrix

    return csr_matrix(X)


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: gd.LeastSquares(Series([1.0, 2], "area"), [1, 2]), 'pass df[["area"]], with two'),
        (lambda: gd.LeastSquares(Series([1.0, 2]), [1, 2]), "pass X.to_frame(), or add_bias(X)"),
        (lambda: gd.LeastSquares(X, Frame([[1.0]] * 4, ["y"])), "pass y.to_numpy().ravel()."),
        (lambda: gd.LeastSquares(X, [[1.0]] * 4), "pass np.ravel(y)."),
        (lambda: gd.Softmax(X, Frame(np.eye(4), "abcd")), "pass y.to_numpy().argmax(axis=1) if"),
        (lambda: gd.Softmax(X, np.eye(4).tolist()), "pass np.argmax(y, axis=1) if the rows are"),
        (lambda: gd.LeastSquares(sparse(), y), "Got a csr_matrix: pass its .toarray()."),
        (lambda: gd.standardize(Series([1.0, 2], "area")), 'pass df[["area"]], with two pairs'),
        (lambda: gd.Logistic(X, [1, 2, 2, 1]), "pass np.equal(y, 2) for 2 against 1."),
    ],
)
def test_a_hint_can_be_followed_by_the_one_who_gets_it(build, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        build()


def test_what_the_hints_say_is_taken():
    assert gd.Logistic(X, np.equal([1, 2, 2, 1], 2)).y.tolist() == [0, 1, 1, 0]
    assert gd.Softmax(X, np.subtract([1, 2, 3, 1], 1)).n_classes == 3
    assert gd.Softmax(X, np.unique(["b", "a", "b", "c"], return_inverse=True)[1]).n_classes == 3
    assert gd.Softmax(X, [5, 7, 7, 5], n_classes=8).n_classes == 8
    assert gd.LeastSquares(X, np.ravel([[1.0]] * 4)).n_samples == 4


def test_standardize_offers_no_bias_and_names_the_constant_column():
    with pytest.raises(ValueError, match="pass X") as error:
        gd.standardize(np.arange(3.0))
    assert "add_bias" not in str(error.value)
    with pytest.raises(ValueError, match="constant column 'b': leave it out"):
        gd.standardize(Frame([[1.0, 2], [2, 2]], ["a", "b"]))


CLASSIFIERS = [gd.Softmax, lambda X, y: gd.objectives.MLP(X, y, n_hidden=2)]


@pytest.mark.parametrize("build", CLASSIFIERS)
@pytest.mark.parametrize(
    ("labels", "message"),
    [
        ([1, 2, 3, 2], "Got 1 of 4 classes without a row: pass np.subtract(y, 1) to count from 0"),
        ([5, 7, 5, 7], "Got 6 of 8 classes without a row: pass np.unique(y, return_inverse=True)"),
        ([0, 20_000, 1, 0], "Got 19998 of 20001 classes without a row"),
        ([0, 1, 1e300, 0], "Got 1e+300 of 1e+300 classes without a row"),
        (["setosa", "virginica"] * 2, "Got 'setosa' at position 0: pass np.unique(y, return_inv"),
        (np.array(["a", "b"] * 2, dtype=object), "Got 'a' at position 0: pass np.unique(y, return"),
    ],
)
def test_classes_that_nobody_has_are_counted(build, labels, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        build(X, labels)


@pytest.mark.parametrize("build", CLASSIFIERS)
def test_one_class_alone_has_room_for_a_second(build):
    assert build(X, [0, 0, 0, 0]).n_classes == 2


@pytest.mark.parametrize("scale", [1e-200, 1.0, 1e200, 1e307])
def test_standardize_whatever_the_unit(scale):
    features = scale * np.array([[1.0, 5.0], [3.0, 1.0], [2.0, 2.0]])
    X_std, mean, std = gd.standardize(features)
    np.testing.assert_allclose(X_std.mean(axis=0), 0, atol=1e-15)
    np.testing.assert_allclose(X_std.std(axis=0), 1, rtol=1e-14)
    np.testing.assert_allclose(X_std * std + mean, features, rtol=1e-14)


BAD_SEEDS = [-1, 1.5, "a", None, True, [1, 2], np.array([[1]]), 1e300]


@pytest.mark.parametrize("seed", BAD_SEEDS, ids=repr)
@pytest.mark.parametrize(
    "draw",
    [
        lambda seed: gd.datasets.line(5, seed=seed),
        lambda seed: gd.datasets.two_classes(5, seed=seed),
        lambda seed: gd.datasets.shuffled(X, y, seed=seed),
        lambda seed: gd.objectives.MLP(X, y, n_hidden=2).initial_params(seed),
        lambda seed: gd.objectives.MLP(X, y, n_hidden=2, seed=seed),
        lambda seed: gd.objectives.random_directions(
            gd.objectives.MLP(X, y, n_hidden=2), np.ones(12), seed=seed
        ),
        lambda seed: gd.objectives.batch_gradients(
            gd.LeastSquares(X, y), [0, 0], batch_size=1, n_batches=2, seed=seed
        ),
    ],
)
def test_seeds_are_whole_numbers_or_generators(draw, seed):
    with pytest.raises(ValueError, match="seed must be"):
        draw(seed)


def test_a_generator_is_a_seed():
    np.testing.assert_array_equal(
        gd.datasets.line(5, seed=np.random.default_rng(3))[1], gd.datasets.line(5, seed=3)[1]
    )


@pytest.mark.parametrize("number", [Fraction(1, 10), Decimal("0.1"), np.float16(0.1)])
def test_a_number_of_another_type_becomes_a_float(number):
    assert type(check_number("learning_rate", number)) is float


@pytest.mark.parametrize("number", ["0.1", 10**400, None, np.ones(2), [0.1], np.nan], ids=type)
def test_what_is_no_number_is_refused_in_a_short_sentence(number):
    with pytest.raises(ValueError, match=r"learning_rate must be a finite number\. Got") as error:
        check_number("learning_rate", number)
    assert len(str(error.value)) < 150
