"""A loss written in PyTorch or JAX as an objective: their autodiff, our loop and pictures."""

import numpy as np

from gdviz.checks import check_integer
from gdviz.words import _


class TorchObjective:
    """J(θ) and ∇J(θ) of a PyTorch loss; θ are all its parameters, one after the other.

    Made by `from_torch`.

    Attributes
    ----------
    n_samples, n_params : int
        N and p.
    """

    def __init__(self, loss, params, n_samples):
        import torch

        self._torch, self._loss, self._params = torch, loss, params
        self.n_samples = n_samples
        self.n_params = sum(p.numel() for p in params)
        self._start = np.concatenate([p.detach().double().numpy().ravel() for p in params])

    def __repr__(self):
        return f"TorchObjective({self.n_samples} samples, {self.n_params} parameters)"

    def initial_params(self):
        """Return θ as it was in the tensors when the objective was made."""
        return self._start.copy()

    def put(self, params):
        """Write θ into the model's tensors, to use the model itself from there."""
        torch, parts = self._torch, np.split(np.array(params, dtype=float), self._ends())
        with torch.no_grad():
            for tensor, part in zip(self._params, parts):
                tensor.copy_(torch.as_tensor(part.reshape(tensor.shape)))

    def loss(self, params, rows=None):
        """J(θ) over the rows, a float."""
        with self._torch.no_grad():
            return float(self._at(params, rows))

    def grad(self, params, rows=None):
        """∇J(θ) over the rows, shape (n_params,)."""
        value = self._at(params, rows)
        parts = self._torch.autograd.grad(value, self._params, materialize_grads=True)
        return np.concatenate([part.double().numpy().ravel() for part in parts])

    def _ends(self):
        return np.cumsum([p.numel() for p in self._params])[:-1]

    def _at(self, params, rows):
        self.put(params)
        rows = slice(None) if rows is None else self._torch.as_tensor(np.array(rows))
        return check_scalar(self._loss(rows), "tensor")


def from_torch(loss, params, *, n_samples=1):
    """Let a PyTorch model run in the loop and in the explorers.

    Parameters
    ----------
    loss : callable
        ``loss(rows)`` -> a tensor with one number, the mean loss of these rows at the present
        values of ``params``; rows is a tensor of row numbers, or ``slice(None)`` for all.
    params : iterable of torch.Tensor
        Leaves that require a gradient, such as ``model.parameters()``. They are written to.
    n_samples : int
        N, of which rows are drawn.

    Returns
    -------
    TorchObjective
        With ``initial_params()``, θ as it was, and ``put(θ)``, which writes θ into the model.

    Raises
    ------
    ImportError
        If PyTorch is not installed.
    TypeError
        If ``params`` holds something else than tensors that require a gradient.
    ValueError
        If the loss is not one number, does not depend on the parameters, or differs from call to
        call.

    Notes
    -----
    A model of 32-bit floats has gradients of 7 digits: ``model.double()`` gives 16.

    Examples
    --------
    >>> import torch  # doctest: +SKIP
    >>> model = torch.nn.Linear(1, 1).double()  # doctest: +SKIP
    >>> square = lambda rows: torch.mean((model(X[rows])[:, 0] - y[rows]) ** 2)  # doctest: +SKIP
    >>> objective = from_torch(square, model.parameters(), n_samples=len(X))  # doctest: +SKIP
    """
    torch = library("torch", _("from_torch needs PyTorch: pip install torch"))
    params = list(params)
    for k, tensor in enumerate(params):
        if not (isinstance(tensor, torch.Tensor) and tensor.is_leaf and tensor.requires_grad):
            raise TypeError(
                _(
                    "params must be leaf tensors that require a gradient. Got {given} as number "
                    "{k}."
                ).format(given=kind(tensor), k=k)
            )
    if not params:
        raise TypeError(_("params must hold at least one tensor. Got none."))
    objective = TorchObjective(loss, params, check_integer("n_samples", n_samples))
    value = objective._at(objective.initial_params(), None)
    if not value.requires_grad:
        raise ValueError(_("the loss must depend on params. Got a tensor without a gradient."))
    check_repeatable(objective, "model.eval()")
    return objective


class JaxObjective:
    """J(θ) and ∇J(θ) of a JAX loss; θ are the leaves of its parameters, one after the other.

    Made by `from_jax`.

    Attributes
    ----------
    n_samples, n_params : int
        N and p.
    """

    def __init__(self, loss, params, n_samples):
        import jax
        from jax.flatten_util import ravel_pytree

        start, self._tree = ravel_pytree(params)
        self._start = np.asarray(start, dtype=float)
        self.n_samples, self.n_params = n_samples, start.size

        def of_rows(theta, rows):
            return check_scalar(loss(self._tree(theta), rows), "array")

        def of_all(theta):
            return of_rows(theta, slice(None))

        self._loss, self._grad = jax.jit(of_rows), jax.jit(jax.grad(of_rows))
        self._loss_all, self._grad_all = jax.jit(of_all), jax.jit(jax.grad(of_all))
        self._many_losses = jax.jit(jax.vmap(of_all))
        self._many_grads = jax.jit(jax.vmap(jax.grad(of_rows)))
        self._many_grads_all = jax.jit(jax.vmap(jax.grad(of_all)))

    def __repr__(self):
        return f"JaxObjective({self.n_samples} samples, {self.n_params} parameters)"

    def initial_params(self):
        """Return θ as it was handed over."""
        return self._start.copy()

    def tree(self, params):
        """Return θ in the form of the parameters that were handed over."""
        return self._tree(np.asarray(params))

    def loss(self, params, rows=None):
        """J(θ) over the rows, a float."""
        return float(self._loss_all(params) if rows is None else self._loss(params, rows))

    def grad(self, params, rows=None):
        """∇J(θ) over the rows, shape (n_params,)."""
        grad = self._grad_all(params) if rows is None else self._grad(params, rows)
        return np.array(grad, dtype=float)

    def loss_many(self, params):
        """J for a stack of parameters, (..., n_params) -> (...)."""
        params = np.asarray(params, dtype=float)
        flat = self._many_losses(params.reshape(-1, self.n_params))
        return np.array(flat, dtype=float).reshape(params.shape[:-1])

    def grad_many(self, params, rows=None):
        """∇J of many runs, (runs, n_params) -> the same; rows of shape (runs, b)."""
        params = np.asarray(params, dtype=float)
        many = self._many_grads_all(params) if rows is None else self._many_grads(params, rows)
        return np.array(many, dtype=float)


def from_jax(loss, params, *, n_samples=1):
    """Let a JAX loss run in the loop and in the explorers.

    Parameters
    ----------
    loss : callable
        ``loss(params, rows)`` -> one number, the mean loss of these rows; rows is an array of row
        numbers, or ``slice(None)`` for all. It is compiled, so it must be pure.
    params : pytree of arrays
        Where to start, in the form that ``loss`` takes.
    n_samples : int
        N, of which rows are drawn.

    Returns
    -------
    JaxObjective
        With ``initial_params()``, θ as it was, and ``tree(θ)``, which gives θ its form back.

    Raises
    ------
    ImportError
        If JAX is not installed.
    ValueError
        If the loss is not one number.

    Notes
    -----
    JAX computes with 32 bits, 7 digits, unless ``jax.config.update("jax_enable_x64", True)`` was
    said before the first array. Each batch size is compiled once.

    Examples
    --------
    >>> import jax.numpy as jnp  # doctest: +SKIP
    >>> square = lambda p, rows: jnp.mean((X[rows] @ p["w"] - y[rows]) ** 2)  # doctest: +SKIP
    >>> objective = from_jax(square, {"w": jnp.zeros(2)}, n_samples=len(X))  # doctest: +SKIP
    """
    library("jax", _("from_jax needs JAX: pip install jax"))
    objective = JaxObjective(loss, params, check_integer("n_samples", n_samples))
    if not objective.n_params:
        raise ValueError(_("params must hold at least one number. Got none."))
    check_repeatable(objective, _("a fixed key"))
    return objective


def check_scalar(value, what):
    """Return the loss if it is one number."""
    if getattr(value, "shape", None) is None or value.size == 0 or tuple(value.shape) != ():
        raise ValueError(
            _(
                "the loss must be one number, a {what} of shape (). Got {given}: take the mean "
                "over the rows."
            ).format(what=what, given=kind(value))
        )
    return value


def check_repeatable(objective, remedy):
    """Refuse a loss that is another one at each call: dropout draws, batch norm remembers."""
    start = objective.initial_params()
    first, second = objective.loss(start), objective.loss(start)
    if first != second and first == first:
        raise ValueError(
            _(
                "the loss must be the same at the same params. Got {first:.9g}, then "
                "{second:.9g}: is dropout on? Try {remedy}."
            ).format(first=first, second=second, remedy=remedy)
        )


def kind(value):
    """Return what a value is, and its shape if it has one."""
    shape = getattr(value, "shape", None)
    name = type(value).__name__
    if shape is None:
        return name
    return _("{name} of shape {shape}").format(name=name, shape=tuple(shape))


def library(name, how):
    """Import a library, or say how to get it."""
    import importlib

    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise ImportError(how) from error
