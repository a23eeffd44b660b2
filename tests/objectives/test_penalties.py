import pickle

import numpy as np
import pytest
from sklearn.linear_model import Lasso, Ridge

import gdviz as gd
from gdviz.objectives import MLP, Slice, bowl, l1, l2, rosenbrock


def fit():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(40, 3))
    return gd.LeastSquares(gd.add_bias(X), X @ [1.0, -2.0, 0.0] + 3 + rng.normal(size=40))


AWAY_FROM_KINKS = np.array([0.5, -1.0, 2.0, 0.3])
NO_BIAS = [False, True, True, True]


@pytest.mark.parametrize("penalize", [l1, l2])
@pytest.mark.parametrize("mask", [None, NO_BIAS])
@pytest.mark.parametrize("rows", [None, np.array([3, 1, 4])])
def test_gradient_passes_the_check(penalize, mask, rows):
    objective = penalize(fit(), 0.7, mask=mask)
    assert gd.check_gradient(objective, AWAY_FROM_KINKS, rows=rows) < 1e-6


def test_ridge_of_scikit_learn_is_flat():
    strength, objective = 0.3, fit()
    ridge = Ridge(alpha=strength * 40).fit(objective.X[:, 1:], objective.y)
    params = np.array([ridge.intercept_, *ridge.coef_])
    penalized = l2(objective, strength, mask=NO_BIAS)
    np.testing.assert_allclose(penalized.grad(params), 0, atol=1e-12)


def test_lasso_of_scikit_learn_is_lowest():
    strength, objective = 0.3, fit()
    lasso = Lasso(alpha=strength, tol=1e-12).fit(objective.X[:, 1:], objective.y)
    params = np.array([lasso.intercept_, *lasso.coef_])
    penalized = l1(objective, strength, mask=NO_BIAS)
    assert lasso.coef_[2] == 0
    used = [0, 1, 2]
    np.testing.assert_allclose(penalized.grad(params)[used], 0, atol=1e-6)
    nearby = params + np.random.default_rng(0).normal(scale=1e-3, size=(500, 4))
    assert (penalized.loss_many(nearby) > penalized.loss(params)).all()


def test_l1_takes_slope_zero_at_the_kink():
    np.testing.assert_array_equal(l1(bowl(), 1.0).grad(np.zeros(2)), 0)


@pytest.mark.parametrize("penalize", [l1, l2])
def test_stacks_equal_single_points(penalize):
    objective = penalize(fit(), 0.7, mask=NO_BIAS)
    runs = np.array([AWAY_FROM_KINKS, 2 * AWAY_FROM_KINKS])
    rows = np.array([[0, 1], [2, 3]])
    np.testing.assert_allclose(objective.loss_many(runs), [objective.loss(p) for p in runs])
    np.testing.assert_allclose(
        objective.grad_many(runs, rows), [objective.grad(p, r) for p, r in zip(runs, rows)]
    )


def test_an_objective_that_knows_nothing_but_loss_and_grad_can_be_penalized():
    class Plain:
        n_samples, n_params = 1, 2

        def loss(self, params, rows=None):
            return float(params @ params)

        def grad(self, params, rows=None):
            return 2 * params

    objective = l2(Plain(), 2.0)
    runs = np.array([[1.0, 2.0], [3.0, 4.0]])
    np.testing.assert_allclose(objective.loss_many(runs), [10, 50])
    np.testing.assert_allclose(objective.grad_many(runs), 4 * runs)
    np.testing.assert_allclose(objective.grad_many(runs, np.array([[0], [0]])), 4 * runs)
    np.testing.assert_allclose(gd.objectives.hessian(objective, [1.0, 1.0]), 4 * np.eye(2))
    assert not hasattr(objective, "X")
    assert not hasattr(objective, "loss_is_cheap")


def test_l2_adds_its_strength_to_the_curvature():
    before = np.linalg.eigvalsh(fit().hessian())
    np.testing.assert_allclose(np.linalg.eigvalsh(l2(fit(), 0.5).hessian()), before + 0.5)
    assert gd.max_learning_rate(l1(fit(), 0.5)) == gd.max_learning_rate(fit())


def test_data_pass_through_and_minima_do_not():
    objective, plain = l2(fit(), 0.1), fit()
    np.testing.assert_array_equal(objective.X, plain.X)
    np.testing.assert_array_equal(
        objective.predict(AWAY_FROM_KINKS, plain.X), plain.predict(AWAY_FROM_KINKS, plain.X)
    )
    assert not hasattr(objective, "minima")
    assert not hasattr(objective, "moments")
    assert l2(rosenbrock(), 0.1).window == rosenbrock().window


@pytest.mark.parametrize("penalize", [l1, l2])
def test_penalized_objectives_can_be_sent_to_other_processes(penalize):
    objective = penalize(fit(), 0.7, mask=NO_BIAS)
    copy = pickle.loads(pickle.dumps(objective))
    assert copy.loss(AWAY_FROM_KINKS) == objective.loss(AWAY_FROM_KINKS)
    np.testing.assert_array_equal(copy.hessian(), objective.hessian())


@pytest.mark.parametrize("name", ["log_probabilities", "predict"])
def test_a_penalized_classifier_is_a_classifier(name):
    X, y = np.random.default_rng(0).normal(size=(20, 2)), np.arange(20) % 3
    for model in (MLP(X, y, n_hidden=4), gd.Softmax(X, y)):
        params = np.linspace(-1, 1, model.n_params)
        for penalized in (l2(model, 0.1), l1(l2(model, 0.1), 0.2)):
            answer = getattr(penalized, name)(params, X)
            np.testing.assert_array_equal(answer, getattr(model, name)(params, X))


def test_what_is_needed_to_start_and_to_draw_passes_through():
    network = MLP([[0.0], [1.0]], [0, 1], n_hidden=3)
    np.testing.assert_array_equal(l2(network, 0.1).initial_params(4), network.initial_params(4))
    assert (l2(network, 0.1).n_features, l2(network, 0.1).n_classes) == (1, 2)
    line = Slice(bowl(), [0.0, 0.0], [1.0, 1.0])
    assert l1(line, 0.1).param_names == ["direction 1"]


@pytest.mark.parametrize("penalize", [l1, l2])
def test_arguments_are_checked(penalize):
    with pytest.raises(ValueError, match="strength must be"):
        penalize(bowl(), -1)
    for mask in ([True], [0, 1], [[True, False]]):
        with pytest.raises(ValueError, match="mask must be 2 booleans, one for each parameter"):
            penalize(bowl(), 1.0, mask=mask)
