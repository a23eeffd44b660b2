"""Optimizers: from a gradient to the direction of the step.

An optimizer is a pair of pure functions. ``init(params)`` makes its memory; ``update(grad, state,
params)`` returns the direction d and the new memory. The loop owns the step θ ← θ − η d, so every
learning rate and every schedule works with every optimizer. All formulas here act on each
parameter alone, so they hold for stacks of runs, shape (..., n_params), as well.

Conventions are PyTorch's; other libraries and the papers differ in places, named below.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from gdviz.arguments import in_words
from gdviz.checks import check_number, kind_of
from gdviz.words import _


class Pair(NamedTuple):
    """What `Optimizer` unpacks to."""

    init: Callable
    update: Callable


class Optimizer(Pair):
    """A pair of functions that turn gradients into directions; your own is as good as these.

    Parameters
    ----------
    init : callable
        init(params) -> state, the memory before the first update: anything you like.
    update : callable
        update(grad, state, params) -> (direction, state). grad and params are arrays of shape
        (n_params,), to be left as they are; the direction has the same shape.
    elementwise : bool
        Say True if each parameter's direction depends on that parameter alone, and both functions
        also take a stack of shape (..., n_params): a sweep then moves all its runs in one call. A
        norm over all parameters, as in gradient clipping, is not elementwise, and each run of a
        sweep gets calls of its own: the same paths, in more time.
    name : str
        What `repr` shows.

    Examples
    --------
    >>> def clipped(grad, state, params):
    ...     return grad / max(1.0, np.linalg.norm(grad)), state
    >>> clip = Optimizer(lambda params: (), clipped)
    >>> clip.update(np.array([3.0, 4.0]), (), None)[0]
    array([0.6, 0.8])
    """

    elementwise, name = False, ""

    def __new__(cls, init, update, *, elementwise=False, name=""):
        """Make the pair, and note what a sweep and a reader ask of it."""
        self = super().__new__(cls, init, update)
        self.elementwise, self.name = elementwise, name
        return self

    def __repr__(self):
        functions = (getattr(f, "__name__", type(f).__name__) for f in self)
        return self.name or f"Optimizer({', '.join(functions)})"


@in_words()
def sgd():
    """Return plain gradient descent: d = g.

    Returns
    -------
    Optimizer

    Examples
    --------
    >>> direction, state = sgd().update(3.0, (), 1.0)
    >>> direction
    3.0
    """
    return Optimizer(
        lambda params: (), lambda grad, state, params: (grad, state), elementwise=True, name="sgd()"
    )


@in_words()
def momentum(*, beta=0.9):
    """Return heavy-ball momentum: v ← βv + g, d = v, from v = 0.

    Parameters
    ----------
    beta : float
        β in [0, 1): the share of the last direction that is kept. With a steady gradient the
        step grows to 1/(1 − β) times that of plain gradient descent.

    Returns
    -------
    Optimizer

    Raises
    ------
    ValueError
        If ``beta`` is out of its range.

    Notes
    -----
    PyTorch's form. Polyak (1964) and Keras keep η inside the velocity, v ← βv − ηg: the same path
    while η is constant, another one when it is scheduled.

    Examples
    --------
    >>> optimizer = momentum(beta=0.5)
    >>> direction, velocity = optimizer.update(1.0, 1.0, None)
    >>> direction
    1.5
    """
    beta = check_number("beta", beta, low=0, below=1)

    def update(grad, velocity, params):
        velocity = beta * velocity + grad
        return velocity, velocity

    return Optimizer(np.zeros_like, update, elementwise=True, name=f"momentum(beta={beta})")


@in_words()
def nesterov(*, beta=0.9):
    """Return Nesterov's momentum: v ← βv + g, d = g + βv, from v = 0.

    Parameters
    ----------
    beta : float
        β in [0, 1).

    Returns
    -------
    Optimizer

    Raises
    ------
    ValueError
        If ``beta`` is out of its range.

    Notes
    -----
    Nesterov (1983) evaluates the gradient ahead of the present point; this is the usual
    rearrangement (Sutskever et al. 2013, as in PyTorch), which needs it at the point itself.
    """
    beta = check_number("beta", beta, low=0, below=1)

    def update(grad, velocity, params):
        velocity = beta * velocity + grad
        return grad + beta * velocity, velocity

    return Optimizer(np.zeros_like, update, elementwise=True, name=f"nesterov(beta={beta})")


@in_words()
def adagrad(*, eps=1e-10):
    """Return AdaGrad: s ← s + g², d = g / (√s + ε), from s = 0.

    Parameters
    ----------
    eps : float
        ε > 0, keeps the quotient finite.

    Returns
    -------
    Optimizer

    Raises
    ------
    ValueError
        If ``eps`` is out of its range.

    Notes
    -----
    Duchi et al. (2011). Keras starts s at 0.1 and puts ε inside the root; PyTorch, followed here,
    starts it at 0.
    """
    eps = check_number("eps", eps, above=0)

    def update(grad, squares, params):
        squares = squares + grad * grad
        return grad / (np.sqrt(squares) + eps), squares

    return Optimizer(np.zeros_like, update, elementwise=True, name=f"adagrad(eps={eps})")


@in_words()
def rmsprop(*, decay=0.99, eps=1e-8):
    """Return RMSprop: s ← ρs + (1 − ρ)g², d = g / (√s + ε), from s = 0.

    Parameters
    ----------
    decay : float
        ρ in [0, 1): how slowly old squares are forgotten.
    eps : float
        ε > 0.

    Returns
    -------
    Optimizer

    Raises
    ------
    ValueError
        If an argument is out of its range.

    Notes
    -----
    Tieleman & Hinton (2012, lecture 6.5). ε stands outside the root as in PyTorch; Keras has it
    inside and ρ = 0.9.
    """
    decay = check_number("decay", decay, low=0, below=1)
    eps = check_number("eps", eps, above=0)

    def update(grad, squares, params):
        squares = decay * squares + (1 - decay) * grad * grad
        return grad / (np.sqrt(squares) + eps), squares

    return Optimizer(
        np.zeros_like, update, elementwise=True, name=f"rmsprop(decay={decay}, eps={eps})"
    )


@in_words()
def adam(*, b1=0.9, b2=0.999, eps=1e-8):
    """Return Adam: two running means, corrected for their start at zero.

    m ← β₁m + (1 − β₁)g,  s ← β₂s + (1 − β₂)g²,
    d = m/(1 − β₁ᵗ) / (√(s/(1 − β₂ᵗ)) + ε)  at update t = 1, 2, …

    Parameters
    ----------
    b1, b2 : float
        β₁, β₂ in [0, 1): memory of the mean and of the mean square.
    eps : float
        ε > 0.

    Returns
    -------
    Optimizer

    Raises
    ------
    ValueError
        If an argument is out of its range.

    Notes
    -----
    Kingma & Ba (2015), algorithm 1.
    """
    b1, b2, eps = _adams_numbers(b1, b2, eps)
    return _adam(b1, b2, eps, 0.0, f"adam(b1={b1}, b2={b2}, eps={eps})")


@in_words()
def adamw(*, b1=0.9, b2=0.999, eps=1e-8, weight_decay=0.01):
    """Return AdamW: Adam's direction plus λθ, so that the decay is not rescaled by √s.

    d = m̂ / (√ŝ + ε) + λθ, with m̂ and ŝ as in `adam`.

    Parameters
    ----------
    b1, b2 : float
        β₁, β₂ in [0, 1).
    eps : float
        ε > 0.
    weight_decay : float
        λ ≥ 0. One update shrinks every parameter by the factor 1 − ηλ.

    Returns
    -------
    Optimizer

    Raises
    ------
    ValueError
        If an argument is out of its range.

    Notes
    -----
    Loshchilov & Hutter (2019).
    """
    b1, b2, eps = _adams_numbers(b1, b2, eps)
    decay = check_number("weight_decay", weight_decay, low=0)
    name = f"adamw(b1={b1}, b2={b2}, eps={eps}, weight_decay={decay})"
    return _adam(b1, b2, eps, decay, name)


def _adams_numbers(b1, b2, eps):
    return (
        check_number("b1", b1, low=0, below=1),
        check_number("b2", b2, low=0, below=1),
        check_number("eps", eps, above=0),
    )


def _adam(b1, b2, eps, weight_decay, name):
    def init(params):
        return 0, np.zeros_like(params), np.zeros_like(params)

    def update(grad, state, params):
        t, mean, squares = state
        t += 1
        mean = b1 * mean + (1 - b1) * grad
        squares = b2 * squares + (1 - b2) * grad * grad
        root = np.sqrt(squares / (1 - b2**t)) + eps
        return mean / (1 - b1**t) / root + weight_decay * params, (t, mean, squares)

    return Optimizer(init, update, elementwise=True, name=name)


def check_optimizer(optimizer):
    """Return ``optimizer``, or `sgd` for None, if it has the two functions of an `Optimizer`.

    Parameters
    ----------
    optimizer : Optimizer, optional
        Or any object with ``init`` and ``update``.

    Raises
    ------
    ValueError
        If it has not; a name, or a function that was not called, is told what to write.

    Examples
    --------
    >>> check_optimizer(adam)
    Traceback (most recent call last):
        ...
    ValueError: optimizer must be an Optimizer: write gd.adam(), with parentheses. Got the function
    adam.
    """
    if optimizer is None:
        return sgd()
    functions = (getattr(optimizer, name, None) for name in ("init", "update"))
    if not isinstance(optimizer, type) and all(map(callable, functions)):
        return optimizer
    name = optimizer if isinstance(optimizer, str) else getattr(optimizer, "__name__", "")
    hint = _(", such as gd.adam()")
    if name.lower() in BUILT_IN:
        hint = _(": write gd.{name}(), with parentheses").format(name=name.lower())
    elif callable(optimizer):
        hint = _(", which your function returns when it is called, with parentheses")
    raise ValueError(
        _("optimizer must be an Optimizer{hint}. Got {given}.").format(
            hint=hint, given=kind_of(optimizer)
        )
    )


BUILT_IN = [made.__name__ for made in (sgd, momentum, nesterov, adagrad, rmsprop, adam, adamw)]
