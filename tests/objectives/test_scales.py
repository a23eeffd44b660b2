"""What is said about features whose scales, or whose dependence, gradient descent will feel."""

import numpy as np
import pytest

import gdviz as gd
from gdviz.objectives import about_scales, condition_number, dependent_columns

X = np.random.default_rng(0).uniform(0, 1, 40)


def fit(*columns, build=gd.LeastSquares):
    return build(np.column_stack(np.broadcast_arrays(*columns)).astype(float), (X > 0.5) * 1.0)


@pytest.mark.parametrize(
    "build", [gd.LeastSquares, gd.Logistic, lambda X, y: gd.l2(gd.LeastSquares(X, y), 0)]
)
def test_raw_features_are_said_with_both_numbers(build):
    objective = fit(1, 5000 + 900 * X, build=build)
    before = condition_number(fit(1, 5000 + 900 * X))
    assert about_scales(objective) == f"κ = {before:.3g}: standardize the features, and it is 1."


@pytest.mark.parametrize(
    "columns",
    [(1, X), (1, X, X**2), (X,), (1, 3 * X, np.sin(9 * X)), (np.ones(40),)],
)
def test_scaled_features_are_fine(columns):
    assert about_scales(fit(*columns)) == ""


def test_correlated_features_that_scaling_does_not_help_get_no_such_advice():
    assert about_scales(fit(1, X, X + 1e-4 * np.sin(50 * X))) == ""


@pytest.mark.parametrize(
    ("columns", "dependent"),
    [
        ((1, 1, X), [1]),
        ((1, X, 2 * X - 3), [2]),
        ((X, 1, 7 * X), [2]),
        ((X, 0, X**2), [1]),
        ((1, 1.7e9 + np.arange(40), np.arange(40)), [2]),
        ((X, X + 1), []),
        ((1, 1.7e9 + 60 * np.arange(40), (1.7e9 + 60 * np.arange(40.0)) ** 2), []),
        ((1, 1e-200 * X, 1e200 * X**2), []),
        ((1, 1e-200 * X, 1e200 * X), [2]),
    ],
)
def test_dependent_columns_are_found_whatever_their_size(columns, dependent):
    objective = fit(*columns)
    assert dependent_columns(objective.X) == dependent
    told = f"column {dependent[0]} of X depends on others" if dependent else ""
    assert told in about_scales(objective)
    assert ("κ = ∞" in about_scales(objective)) == bool(dependent)


def test_more_features_than_rows_depend():
    rows = np.random.default_rng(1).normal(size=(3, 5))
    assert dependent_columns(rows) == [3, 4]


def test_without_data_nothing_is_said():
    assert about_scales(gd.objectives.bowl()) == ""
    assert about_scales(type("Own", (), {"X": X})()) == ""
