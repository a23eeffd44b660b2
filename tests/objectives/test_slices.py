"""Slices against the full objective, scikit-learn's PCA and the symmetry of ReLU networks."""

import numpy as np
import pytest

import gdviz as gd
from gdviz.objectives import MLP, Slice, principal_directions, random_directions


@pytest.fixture
def network():
    rng = np.random.default_rng(0)
    return MLP(rng.standard_normal((40, 5)), rng.integers(0, 3, 40), n_hidden=4)


@pytest.fixture
def plane(network):
    params = network.initial_params() + 0.05
    return Slice(network, params, np.random.default_rng(1).standard_normal((2, network.n_params)))


def test_a_slice_has_the_loss_of_the_place(network, plane):
    place = plane.origin + 0.3 * plane.directions[0] - 0.2 * plane.directions[1]
    rows = np.array([3, 1, 4])
    assert plane.loss([0.3, -0.2]) == pytest.approx(network.loss(place))
    assert plane.loss([0.3, -0.2], rows) == pytest.approx(network.loss(place, rows))
    np.testing.assert_allclose(plane.point([0.3, -0.2]), place)


@pytest.mark.parametrize("rows", [None, np.arange(7)])
def test_its_gradient_passes_the_check(plane, rows):
    assert gd.check_gradient(plane, [0.1, 0.2], rows=rows) < 1e-6


def test_many_losses_are_those_of_each_place(plane):
    stack = np.random.default_rng(2).normal(size=(3, 4, 2))
    expected = [[plane.loss(params) for params in row] for row in stack]
    np.testing.assert_allclose(plane.loss_many(stack), expected)


def test_coordinates_are_those_of_the_nearest_point(plane):
    np.testing.assert_allclose(plane.coordinates(plane.point([[0.3, -2.0]])), [[0.3, -2.0]])
    away = plane.origin + np.random.default_rng(3).standard_normal(len(plane.origin))
    rest = away - plane.point(plane.coordinates(away))
    np.testing.assert_allclose(plane.directions @ rest, 0, atol=1e-12)  # it stands upright


def test_a_slice_along_a_line_has_one_parameter(network):
    start, end = network.initial_params(0), network.initial_params(1)
    line = Slice(network, start, end - start)
    assert line.n_params == 1
    assert line.loss([1.0]) == pytest.approx(network.loss(end))
    assert gd.check_gradient(line, [0.4]) < 1e-6


def test_descent_in_a_slice_stays_there(plane):
    run = gd.gradient_descent(plane, [0.0, 0.0], learning_rate=0.01, max_steps=20)
    assert run.params.shape == (21, 2)
    assert run.loss[-1] < plane.loss([0.0, 0.0])


def test_random_directions_have_the_length_of_each_unit(network):
    params = network.initial_params(5) + 0.1
    W1, _, W2, _ = network.unpack(params)
    for direction in random_directions(network, params, 3, seed=1):
        V1, c1, V2, c2 = network.unpack(direction)
        np.testing.assert_allclose((V1**2).sum(axis=0), (W1**2).sum(axis=0))
        np.testing.assert_allclose((V2**2).sum(axis=0), (W2**2).sum(axis=0))
        assert not c1.any()
        assert not c2.any()


def test_scaling_the_layers_of_a_relu_network_leaves_its_normalized_slice_as_it_was(network):
    params = network.initial_params(5) + 0.1
    scaled = params.copy()
    for part, factor in zip(network.unpack(scaled), (10, 10, 0.1, 1)):
        part *= factor
    grid = np.random.default_rng(0).uniform(-1, 1, (20, 2))
    losses = [
        Slice(network, place, random_directions(network, place)).loss_many(grid)
        for place in (params, scaled)
    ]
    np.testing.assert_allclose(*losses)
    raw = np.random.default_rng(0).standard_normal((2, network.n_params))
    one, other = (Slice(network, place, raw).loss_many(grid) for place in (params, scaled))
    assert np.abs(one - other).max() > 1


def test_principal_directions_are_those_of_scikit_learn():
    from sklearn.decomposition import PCA

    path = np.random.default_rng(0).standard_normal((30, 12)).cumsum(axis=0)
    directions, shares = principal_directions(path)
    pca = PCA(2).fit(path)
    np.testing.assert_allclose(shares, pca.explained_variance_ratio_)
    np.testing.assert_allclose(np.abs(np.sum(directions * pca.components_, axis=1)), 1)
    assert (directions @ (path[-1] - path[0]) >= 0).all()


def test_principal_directions_of_a_random_walk():
    """6/π² and a quarter of it, in the limit of many dimensions (Antognini, Sohl-Dickstein)."""
    walk = np.random.default_rng(0).standard_normal((400, 4000)).cumsum(axis=0)
    _, shares = principal_directions(walk)
    np.testing.assert_allclose(shares, [6 / np.pi**2, 6 / np.pi**2 / 4], rtol=0.05)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda n: Slice(n, np.zeros(3), np.eye(39)[0]), "params must have shape"),
        (lambda n: Slice(n, np.zeros(39), np.eye(4)), "directions must have 39 comp.* Got 4"),
        (lambda n: Slice(n, np.zeros(39), np.ones((2, 39))), "linearly independent"),
        (lambda n: random_directions(n, np.ones(4)), "params must have shape"),
        (lambda n: random_directions(n, np.ones(39), 0), "n_directions must be between 1 and"),
        (lambda n: principal_directions(np.ones((2, 5))), "at least 3 points"),
        (lambda n: principal_directions(np.ones((5, 5))), "must move"),
    ],
)
def test_bad_arguments_say_what_is_allowed(network, make, message):
    assert network.n_params == 39
    with pytest.raises(ValueError, match=message):
        make(network)


def test_directions_changed_afterwards_change_nothing(network):
    origin, directions = np.ones(39), np.eye(39)[:2].copy()
    plane = Slice(network, origin, directions)
    before = plane.loss([0.1, 0.2])
    origin *= 2
    directions *= 2
    assert plane.loss([0.1, 0.2]) == before


@pytest.mark.parametrize("size", [1e-320, 1e-200, 1e200])
def test_principal_directions_whatever_the_size(size):
    _, shares = principal_directions(size * np.array([[0.0, 0], [4, 1], [8, 0]]))
    np.testing.assert_allclose(shares, [48 / 49, 1 / 49], rtol=1e-2)


def test_there_are_no_more_directions_than_parameters():
    with pytest.raises(ValueError, match="n_directions must be between 1 and 2"):
        principal_directions(np.arange(20.0).reshape(10, 2) ** 2, 3)


@pytest.mark.parametrize("seed", range(5))
def test_a_path_walked_back_points_back(seed):
    path = np.random.default_rng(seed).standard_normal((30, 6)).cumsum(axis=0)
    there, shares = principal_directions(path)
    back, _ = principal_directions(path[::-1])
    np.testing.assert_allclose(there, -back, atol=1e-12)
    assert (there @ (path[-1] - path[0]) > 0).all()
    assert (shares > 0).all()
