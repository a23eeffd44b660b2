"""The door for own data: what it reads, what it refuses, what it says, and the way back."""

import pickle

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression, LogisticRegression

import gdviz as gd

RNG = np.random.default_rng(0)
CARS = {
    "weight": [3504.0, 3693, 2130, 1985, 2800, 4100],
    "power": [130.0, 165, 88, 97, 110, 180],
    "mpg": [18.0, 15, 27, 32, 24, 13],
}
FLOWERS = ["b", "a", "b", "c", "a", "a"]


class Frame:
    """What gdviz sees of a DataFrame."""

    def __init__(self, columns):
        self.table, self.columns = columns, list(columns)

    def __getitem__(self, name):
        return self.table[name]


def records():
    kinds = [(name, float) for name in CARS]
    return np.array(list(zip(*CARS.values())), dtype=kinds)


@pytest.mark.parametrize("table", [CARS, Frame(CARS), records()], ids=["dict", "frame", "records"])
def test_columns_are_picked_by_name(table):
    cars = gd.data(table, "mpg")
    assert (cars.names, cars.target) == (("weight", "power"), "mpg")
    np.testing.assert_array_equal(cars.X.T, [CARS["weight"], CARS["power"]])
    X, y = gd.data(table, "mpg", features=["power"])
    np.testing.assert_array_equal(X[:, 0], CARS["power"])
    np.testing.assert_array_equal(y, CARS["mpg"])
    assert gd.data(table, CARS["mpg"], features="weight").param_names == ("bias", "weight")


@pytest.mark.parametrize(
    ("X", "names"),
    [
        ([1, 2, 4], ("x1",)),
        (np.array([[1, 5], [2, 6], [4, 8]]), ("x1", "x2")),
        ([["1", "5"], ["2", "6.5"], ["4", "8"]], ("x1", "x2")),
        ((1, 2, 4), ("x1",)),
    ],
)
def test_arrays_and_lists_have_numbered_columns(X, names):
    table = gd.data(X, [1.0, 2.0, 3.0])
    assert (table.names, table.target) == (names, "y")
    np.testing.assert_array_equal(table.X[:, 0], [1, 2, 4])


def test_pandas_is_read():
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame(CARS | {"kind": pd.Categorical(FLOWERS), "n": pd.array([1, 2, None] * 2)})
    frame.index = list("uvwxyz")
    assert gd.data(frame, "kind", features=["power"]).classes == ("a", "b", "c")
    assert gd.data(frame[["weight"]], frame["mpg"]).target == "mpg"
    assert gd.data(frame["weight"], frame[["mpg"]]).names == ("weight",)
    with pytest.raises(ValueError, match="in row 2, column 'n', and 2 such rows in all"):
        gd.data(frame, "mpg", features=["n"])
    assert gd.data(frame, "mpg", features=["n"], drop=True).X.shape == (4, 1)


def test_texts_of_the_target_are_classes():
    table = gd.data(CARS, FLOWERS, features=["power"])
    assert table.classes == ("a", "b", "c")
    assert table.y.tolist() == [1, 0, 1, 2, 0, 0]
    assert gd.Softmax(table.with_bias(), table.y).n_classes == 3
    assert repr(table).startswith("6 rows, 1 feature; y: a (3), b (2), c (1)\n")


def test_few_whole_numbers_are_counted():
    assert repr(gd.data(CARS, [0, 1, 1, 0, 1, 1])).startswith(
        "6 rows, 3 features; y: 0 (2), 1 (4)\n"
    )


MISSING = {
    "power": [130, "?", 88, 97, None, 180],
    "name": ["ford", "vw", "fiat", "bmw", "audi", "seat"],
    "wheels": [4, 4, 4, 4, 4, 4],
    "weight": [3504, 3693, 2130, np.nan, 2800, 4100],
}


def test_what_is_missing_is_refused_with_row_and_column():
    with pytest.raises(ValueError, match=r"must be numbers\. Got 'ford' in row 0, column 'name'"):
        gd.data(MISSING, CARS["mpg"])
    numbers = {name: MISSING[name] for name in ("power", "weight")}
    message = r"values must be finite numbers\. Got '\?' in row 1, column 'power', and 3 such rows"
    with pytest.raises(ValueError, match=message):
        gd.data(numbers, CARS["mpg"])
    with pytest.raises(
        ValueError, match=r"Got nan in row 3, column 'weight': drop=True leaves the row"
    ):
        gd.data(numbers, CARS["mpg"], features=["weight"])
    with pytest.raises(ValueError, match="Got inf in row 5, column 'y': drop=True"):
        gd.data(CARS, [1, 2, 3, 4, 5, np.inf])


def test_what_is_dropped_is_said():
    table = gd.data(MISSING, CARS["mpg"], drop=True)
    assert table.names == ("power", "weight")
    assert table.X.tolist() == [[130, 3504], [88, 2130], [180, 4100]]
    assert table.y.tolist() == [18, 27, 13]
    assert table.dropped == (
        "columns of text: name",
        "3 rows (1, 3, 4), where a value is missing in power, weight",
        "constant columns: wheels",
    )
    assert repr(table).count("left out: ") == 3


def test_a_table_of_huge_numbers_has_a_report():
    table = gd.data({"a": [1.0, 1e308, 3.0]}, [1, 2, 3])
    assert "too large: standardize" in repr(table)


def test_the_first_text_of_a_column_is_shown():
    with pytest.raises(ValueError, match="Got 'red' in row 1, column 'color': choose features"):
        gd.data({"color": [1, "red", "blue", "red"], "x": [1, 2, 3, 4]}, [1, 2, 3, 4])


def test_masked_values_are_missing():
    X = np.ma.masked_equal([[1.0, 2], [3, 999], [5, 6]], 999)
    with pytest.raises(ValueError, match="Got a masked value in row 1, column 'x2': drop"):
        gd.data(X, [1, 2, 3])
    assert gd.data(X, [1, 2, 3], drop=True).X.tolist() == [[1, 2], [5, 6]]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((CARS, "price"), "y must be columns of the table: 'weight', 'power', 'mpg'. Got 'price'."),
        (
            (CARS, "mpg", ["hp"]),
            "must be columns of the table: 'weight', 'power'. Got 'hp'.",
        ),
        ((CARS, None), "y must be the name of a column, or an array. Got None."),
        ((CARS, [1, 2]), "columns must have one value for each row. Got 6 in 'weight', 6 in"),
        (
            ({"a": [1, 2], "b": [1]}, [1, 2]),
            "must have one value for each row. Got 2 in 'a'",
        ),
        (([[1, 2], [3]], [1, 2]), "X must be a table of columns of equal length. Got a list."),
        ((5, [1, 2]), "X must be a table of columns of equal length. Got 5."),
        ((np.ones((2, 2, 2)), [1, 2]), "X must be a table of columns of equal length."),
        ((CARS, np.ones((6, 2))), r"y must have one value a row. Got shape (6, 2)."),
        (([], []), "data must have rows and features. Got none"),
        (([1, 2], "y"), "y must be columns of the table"),
    ],
)
def test_wrong_arguments_have_their_sentence(arguments, message):
    X, y, *features = arguments
    with pytest.raises(ValueError) as error:  # noqa: PT011, the message is compared below
        gd.data(X, y, features=features[0] if features else None)
    assert message in str(error.value)


def test_nothing_left_is_said():
    with pytest.raises(ValueError, match="data must have rows and features"):
        gd.data({"a": [1, 1, 1]}, [1, 2, 3], drop=True)
    with pytest.raises(ValueError, match="data must have rows and features"):
        gd.data({"a": [1, None, 3]}, [None, 2, None], drop=True)


def test_scales_and_condition_numbers_are_reported():
    table = gd.data(CARS, "mpg")
    X = np.column_stack([np.ones(6), CARS["weight"], CARS["power"]])
    assert table.condition_number == pytest.approx(np.linalg.cond(X) ** 2)
    Z = (X - [0, *X[:, 1:].mean(axis=0)]) / [1, *X[:, 1:].std(axis=0)]
    scaled = table.standardized()
    assert scaled.condition_number == pytest.approx(np.linalg.cond(Z) ** 2)
    for told in (repr(table), repr(scaled)):
        assert f"κ = {np.linalg.cond(X) ** 2:.3g} as measured, {np.linalg.cond(Z) ** 2:.3g}" in told
    assert repr(table).splitlines()[3].split() == [
        *("weight", "1985", "4100", "3035"),
        f"{np.std(CARS['weight']):.4g}",
    ]
    assert repr(scaled).splitlines()[3].split()[-2:] == ["0", "1"]


def test_constant_and_dependent_columns_are_named():
    table = gd.data(CARS | {"tons": np.array(CARS["weight"]) / 1000, "wheels": [4] * 6}, "mpg")
    assert (table.constant, table.dependent) == (("wheels",), ("tons",))
    assert "constant: wheels" in repr(table)
    assert "sums of columns before them: tons" in repr(table)
    assert "κ = inf" in repr(table)
    with pytest.raises(ValueError, match=r"features must vary\. Got 'wheels', which is constant"):
        table.standardized()
    assert gd.data(CARS, "mpg").dependent == ()


@pytest.mark.parametrize("offset", [0.0, 1.7e9])
def test_parameters_find_their_way_back(offset):
    x = offset + np.array([3.0, 1, 4, 1, 5, 9])
    table = gd.data({"x": x, "z": CARS["power"]}, CARS["mpg"])
    scaled = table.standardized()
    fit = gd.LeastSquares(scaled.with_bias(), scaled.y).minimizer
    reference = LinearRegression().fit(table.X - [offset, 0], table.y)
    back = scaled.original(fit)
    np.testing.assert_allclose(back[1:], reference.coef_, rtol=1e-6)
    np.testing.assert_allclose(back[0] + offset * back[1], reference.intercept_, rtol=1e-6)
    new = {"z": [100.0, 120], "x": offset + np.array([2.0, 7])}
    expected = reference.predict(np.array([[2.0, 100], [7, 120]]))
    np.testing.assert_allclose(scaled.predict(fit, new), expected, rtol=1e-7)
    rows = np.column_stack([new["x"], new["z"]])
    np.testing.assert_allclose(scaled.predict(fit, rows), expected, rtol=1e-7)
    np.testing.assert_allclose(scaled.original(np.array([fit, 2 * fit]))[1], 2 * back)
    np.testing.assert_array_equal(table.original(fit), fit)
    again = scaled.standardized()
    np.testing.assert_allclose(again.original(fit), back, rtol=1e-7, atol=1e-6)


def test_predictions_of_classes():
    X, labels = RNG.normal(5, [1, 100], size=(60, 2)), np.array(["no", "yes"] * 30)
    X[labels == "yes", 0] += 1
    table = gd.data(X, labels).standardized()
    reference = LogisticRegression(C=1e10, tol=1e-10).fit(table.X, table.y)
    params = np.array([*reference.intercept_, *reference.coef_[0]])
    np.testing.assert_allclose(table.predict(params, X), reference.predict_proba(table.X)[:, 1])
    W = np.column_stack([0 * params, params])
    names = np.where(table.predict(params, X) > 0.5, "yes", "no")
    np.testing.assert_array_equal(table.predict(W.ravel(), X), names)
    z = gd.data(X, labels).with_bias() @ table.original(W.ravel()).reshape(3, 2)
    np.testing.assert_array_equal(np.array(["no", "yes"])[z.argmax(axis=1)], names)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ({"weight": [1.0]}, "features must be columns of the table: 'weight'. Got 'power'."),
        ({"weight": [1.0], "power": [None]}, "Got None in row 0, column 'power'"),
        ([[1.0, 2.0, 3.0]], "rows must have 2 columns"),
        ([[1.0]], "rows must have 2 columns"),
    ],
)
def test_new_rows_are_checked(rows, message):
    table = gd.data(CARS, "mpg").standardized()
    with pytest.raises(ValueError, match=message):
        table.predict(np.zeros(3), rows)


def test_params_of_another_number_are_refused():
    with pytest.raises(ValueError, match=r"params must have 3 numbers, .* Got 2\."):
        gd.data(CARS, "mpg").predict([1.0, 2.0], CARS)


@pytest.mark.parametrize(
    ("load", "shape", "target"),
    [
        (gd.datasets.diabetes, (442, 10), "progression"),
        (gd.datasets.breast_cancer, (569, 30), "tumor"),
        (gd.datasets.wine, (178, 13), "grower"),
        (gd.datasets.iris, (150, 4), "species"),
    ],
)
def test_real_tables_go_through_the_door(load, shape, target):
    X, y = load()
    assert (X.shape, y.shape) == (shape, shape[:1])
    table = gd.data(load())
    np.testing.assert_array_equal(table.X, X)
    assert table.target == target
    assert table.dependent == ()
    assert table.standardized().condition_number < table.condition_number
    assert pickle.loads(pickle.dumps(load())).names == load().names
    fit = gd.LeastSquares(table.with_bias(), table.y)
    np.testing.assert_allclose(
        fit.predict(fit.minimizer, fit.X), LinearRegression().fit(X, y).predict(X), atol=1e-6
    )


def test_tables_with_classes_keep_their_names():
    assert gd.data(gd.datasets.iris()).classes == ("setosa", "versicolor", "virginica")
    assert gd.data(gd.datasets.breast_cancer()).classes == ("malignant", "benign")
    assert gd.data(gd.datasets.diabetes()).classes == ()


def test_houses_of_california_without_a_network_say_what_to_do(monkeypatch):
    import sklearn.datasets

    def no_network(**options):
        raise OSError("name resolution failed")

    monkeypatch.setattr(sklearn.datasets, "fetch_california_housing", no_network)
    with pytest.raises(ConnectionError, match=r"downloaded once.*name resolution.*diabetes\(\)"):
        gd.datasets.california()
