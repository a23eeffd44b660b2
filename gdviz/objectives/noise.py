"""The noise of a mini-batch gradient: draws of it, and the law of its spread."""

import numpy as np

from gdviz.checks import as_rng, check_flag, check_integer, check_params
from gdviz.objectives.stacks import grad_many
from gdviz.words import N_

MOST_BATCHES = 10**7


def batch_gradients(objective, params, *, batch_size, n_batches, replace=False, seed=0):
    """∇J_B(θ) for random mini-batches B, each drawn apart from the others.

    Parameters
    ----------
    objective : objective
    params : array_like, shape (n_params,)
        θ, where the gradients are taken.
    batch_size : int
        b, from 1 to N.
    n_batches : int
        How many mini-batches to draw, from 2 to 10,000,000.
    replace : bool
        Whether a batch may hold a row twice.
    seed : int or numpy.random.Generator
        Source of the batches.

    Returns
    -------
    ndarray, shape (n_batches, n_params)

    Raises
    ------
    ValueError
        If `params` has another shape, or a number is out of its range.
    """
    params = check_params(objective, params)
    n_samples, b = objective.n_samples, _check_batch_size(objective, batch_size)
    n_batches = check_integer("n_batches", n_batches, low=2, high=MOST_BATCHES)
    replace = check_flag("replace", replace)
    rng = as_rng("seed", seed)
    batches = (rng.choice(n_samples, b, replace=replace) for _ in range(n_batches))
    return np.array([objective.grad(params, rows.astype(np.intp)) for rows in batches])


def gradient_covariance(objective, params, *, batch_size, replace=False):
    """The covariance of ∇J_B(θ) over random batches.

    ::

        Cov = S/b                        with replacement
        Cov = S/b · (N − b)/(N − 1)      without
        S   = 1/N Σᵢ (∇ℓᵢ − ∇J)(∇ℓᵢ − ∇J)ᵀ

    S is the covariance of the gradients of single samples.

    Parameters
    ----------
    objective : objective
    params : array_like, shape (n_params,)
        θ, where the gradients are taken.
    batch_size : int
        b, from 1 to N.
    replace : bool
        Whether a batch may hold a row twice.

    Returns
    -------
    ndarray, shape (n_params, n_params)

    Raises
    ------
    ValueError
        If `params` has another shape, or `batch_size` is out of its range.

    References
    ----------
    The second factor is the correction for a finite population: Cochran, Sampling Techniques
    (1977), theorem 2.2. All N rows without replacement are the full gradient: no noise.
    """
    params = check_params(objective, params)
    n_samples, b = objective.n_samples, _check_batch_size(objective, batch_size)
    replace = check_flag("replace", replace)
    each_row = np.arange(n_samples, dtype=np.intp)[:, None]
    singles = grad_many(objective, np.tile(params, (n_samples, 1)), each_row)
    correction = 1.0 if replace else (n_samples - b) / max(n_samples - 1, 1)
    return np.atleast_2d(np.cov(singles.T, bias=True)) / b * correction


def _check_batch_size(objective, batch_size):
    n_samples = objective.n_samples
    return check_integer("batch_size", batch_size, high=n_samples, of=N_("the number of samples"))
