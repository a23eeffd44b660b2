"""Losses written in PyTorch and JAX, as objectives: the numbers of our own."""

import numpy as np
import pytest

import gdviz as gd

X, y = gd.datasets.line(40)
LINE = gd.LeastSquares(gd.add_bias(X), y)
RUN = {"learning_rate": 0.3, "batch_size": 7, "n_epochs": 4}


def torch_line(torch, dtype):
    features, target = (torch.tensor(a, dtype=dtype) for a in (X, y))
    model = torch.nn.Linear(1, 1).to(dtype)  # its own order: the slope, then the bias

    def loss(rows):
        return torch.mean((model(features[rows])[:, 0] - target[rows]) ** 2) / 2

    return model, gd.objectives.from_torch(loss, model.parameters(), n_samples=len(X))


@pytest.mark.parametrize(("bits", "close"), [(64, 1e-12), (32, 1e-5)])
def test_a_torch_model_goes_the_way_of_least_squares(bits, close):
    torch = pytest.importorskip("torch", reason="`make oracles` installs PyTorch")
    model, objective = torch_line(torch, getattr(torch, f"float{bits}"))
    run = gd.gradient_descent(objective, [0.5, -1.0], **RUN)
    ours = gd.gradient_descent(LINE, [-1.0, 0.5], **RUN)
    np.testing.assert_allclose(run.params, ours.params[:, ::-1], rtol=close, atol=close)
    at = np.isfinite(run.loss)  # measured where it was worth a pass
    np.testing.assert_allclose(run.loss[at], ours.loss[at], rtol=close, atol=close)
    objective.put(run.params[-1])
    assert model.weight.item() == pytest.approx(ours.params[-1, 1], rel=close)


def test_a_network_of_torch_has_the_gradient_of_its_loss_and_runs_in_an_explorer():
    torch = pytest.importorskip("torch", reason="`make oracles` installs PyTorch")
    torch.manual_seed(0)
    features, target = torch.tensor(gd.add_bias(X)), torch.tensor(y)
    model = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.Tanh(), torch.nn.Linear(3, 1))
    model = model.double()

    def loss(rows):
        return torch.mean((model(features[rows])[:, 0] - target[rows]) ** 2)

    objective = gd.objectives.from_torch(loss, model.parameters(), n_samples=len(X))
    start = objective.initial_params()
    assert objective.n_params == 3 * 2 + 3 + 3 + 1
    assert gd.check_gradient(objective, start) < 1e-7
    assert gd.objectives.l2(objective, 0.1).grad(start).shape == start.shape
    sweep = gd.sweep(objective, start, learning_rates=[0.1], batch_sizes=[8], n_epochs=2)
    run = gd.gradient_descent(objective, start, learning_rate=0.1, batch_size=8, n_epochs=2)
    np.testing.assert_allclose(sweep.params[0][0, 0], run.params, rtol=1e-12)


def test_a_torch_line_can_be_explored():
    torch = pytest.importorskip("torch", reason="`make oracles` installs PyTorch")
    _, objective = torch_line(torch, torch.float64)
    explorer = gd.widgets.descent_explorer(objective, [0.0, 0.0], n_epochs=2)
    run = explorer.run()
    np.testing.assert_allclose(run.loss[0], objective.loss([0.0, 0.0]))


def test_what_is_no_torch_loss_is_said_in_words():
    torch = pytest.importorskip("torch", reason="`make oracles` installs PyTorch")
    theta = torch.zeros(2, requires_grad=True)
    make = gd.objectives.from_torch
    with pytest.raises(TypeError, match=r"leaf tensors .*Got ndarray of shape \(2,\) as number 0"):
        make(lambda rows: theta.sum(), [np.zeros(2)])
    with pytest.raises(TypeError, match="at least one tensor"):
        make(lambda rows: theta.sum(), [])
    with pytest.raises(ValueError, match=r"one number.* Got Tensor of shape \(2,\): take the mean"):
        make(lambda rows: theta**2, [theta])
    with pytest.raises(ValueError, match="must depend on params"):
        make(lambda rows: torch.ones(()), [theta])
    with pytest.raises(ValueError, match=r"is dropout on\? Try model\.eval"):
        make(lambda rows: (torch.nn.functional.dropout(theta + 1) * torch.rand(2)).sum(), [theta])
    with pytest.raises(ValueError, match=r"n_samples must be .*Got 0"):
        make(lambda rows: theta.sum(), [theta], n_samples=0)


@pytest.fixture
def jax():
    jax = pytest.importorskip("jax", reason="`make frameworks` installs JAX")
    jax.config.update("jax_enable_x64", True)
    return jax


def jax_line(jax):
    jnp = jax.numpy
    features, target = jnp.asarray(X[:, 0]), jnp.asarray(y)

    def loss(params, rows):
        return jnp.mean((params["w"] * features[rows] + params["b"] - target[rows]) ** 2) / 2

    start = {"b": jnp.array(0.0), "w": jnp.array(0.0)}
    return gd.objectives.from_jax(loss, start, n_samples=len(X))


def test_a_jax_loss_goes_the_way_of_least_squares(jax):
    objective = jax_line(jax)
    run = gd.gradient_descent(objective, [-1.0, 0.5], **RUN)
    ours = gd.gradient_descent(LINE, [-1.0, 0.5], **RUN)
    np.testing.assert_allclose(run.params, ours.params, rtol=1e-12, atol=1e-12)
    assert gd.check_gradient(objective, [0.3, 0.7]) < 1e-7
    assert set(objective.tree(run.params[-1])) == {"b", "w"}


def test_a_sweep_of_a_jax_loss_is_the_loop(jax):
    grid = {"learning_rates": [0.1, 0.5], "batch_sizes": [1, 16, 40], "n_epochs": 2}
    ours = gd.sweep(LINE, [0.0, 0.0], seeds=range(2), **grid)
    theirs = gd.sweep(jax_line(jax), [0.0, 0.0], seeds=range(2), **grid)
    for a, b in zip(ours.params, theirs.params):
        np.testing.assert_allclose(a, b, rtol=1e-10, atol=1e-12)
    for a, b in zip(ours.loss, theirs.loss):
        np.testing.assert_allclose(a, b, rtol=1e-10)


def test_what_is_no_jax_loss_is_said_in_words(jax):
    with pytest.raises(ValueError, match=r"one number.*of shape \(2,\): take the mean"):
        gd.objectives.from_jax(lambda p, rows: p**2, jax.numpy.zeros(2))
    with pytest.raises(ValueError, match="at least one number"):
        gd.objectives.from_jax(lambda p, rows: 0.0, {})


@pytest.mark.parametrize(("name", "how"), [("from_torch", "torch"), ("from_jax", "jax")])
def test_without_the_framework_it_says_what_to_install(monkeypatch, name, how):
    monkeypatch.setitem(__import__("sys").modules, how, None)
    with pytest.raises(ImportError, match=f"pip install {how}"):
        getattr(gd.objectives, name)(lambda rows: 0.0, [1.0])
