"""Means over all seeds of least squares from the recursion d ← (I − ηA_B)d − ηξ_B, without a run.

`exact_height` and `reshuffled_height` are its stationary state, `expected_excess` the way there.
"""

import numpy as np


def noise(objective):
    """S at the minimum, from least-squares residuals rather than from the objective's gradient."""
    x, y = objective.X[:, 1], objective.y
    slope, bias = np.polyfit(x, y, 1)
    residuals = y - bias - slope * x
    return np.cov((residuals[:, None] * objective.X).T, ddof=0)


def exact_height(objective, b, learning_rate):
    """Excess · b/η with replacement: the fixed point of the recursion of E[d dᵀ]."""
    X, H, S = objective.X, objective.X.T @ objective.X / objective.n_samples, noise(objective)
    eye = np.eye(len(H))
    pairs = np.einsum("ni,nj->nij", X, X).reshape(len(X), -1)
    fourth = np.einsum("na,nb->ab", pairs, pairs) / len(X)
    square = fourth / b + np.kron(H, H) * (1 - 1 / b)
    step = learning_rate * (np.kron(H, eye) + np.kron(eye, H)) - learning_rate**2 * square
    second_moment = np.linalg.solve(step, (learning_rate**2 * S / b).ravel()).reshape(H.shape)
    return np.trace(H @ second_moment) / 2 * b / learning_rate


def reshuffled_height(objective, b, learning_rate=0.05):
    """Excess · b/η of reshuffled epochs, for each curvature λ alone, A_B taken to be H.

    In an epoch the batch noises have the covariance S·N/(N − 1)·(δᵢⱼ/bᵢ − 1/N): their sum is 0.
    """
    n = objective.n_samples
    sizes = np.array([b] * (n // b) + [n % b] * (n % b > 0))
    pairs = (np.diag(1 / sizes) - 1 / n) * n / (n - 1)
    curvatures, axes = np.linalg.eigh(objective.X.T @ objective.X / n)
    excess = 0
    for curvature, variance in zip(curvatures, np.diag(axes.T @ noise(objective) @ axes)):
        keep = 1 - learning_rate * curvature
        behind = np.arange(1, len(sizes) + 1)[:, None] - 1 - np.arange(len(sizes))
        weights = np.where(behind >= 0, keep ** np.maximum(behind, 0), 0)
        fresh = learning_rate**2 * variance * ((weights @ pairs) * weights).sum(axis=1)
        kept = keep ** (2 * np.arange(1, len(sizes) + 1))
        excess += curvature / 2 * (fresh + kept * fresh[-1] / (1 - kept[-1])).mean()
    return excess * b / learning_rate


def expected_excess(objective, start, sizes, rates, n_updates):
    """J − J*, rows drawn with replacement, shape (n_updates + 1, n_sizes, n_rates).

    E[ddᵀ], E[d] and 1 go through one matrix: the blocks are moments of x and of the residuals.
    """
    X, n, eye = objective.X, objective.n_samples, np.eye(2)
    residuals = X @ objective.minimizer - objective.y
    H, fourth = X.T @ X / n, np.einsum("ni,nj,nk,nl->ijkl", X, X, X, X).reshape(4, 4) / n
    third = np.einsum("ni,nj,nk,n->ijk", X, X, X, residuals).reshape(4, 2) / n
    second = np.einsum("ni,nj,n->ij", X, X, residuals**2).ravel() / n
    maps = np.zeros((len(sizes), len(rates), 7, 7))
    maps[..., 6, 6] = 1
    for j, b in enumerate(sizes):
        for i, rate in enumerate(rates):
            twice = np.kron(H, eye) + np.kron(eye, H)
            square = fourth / b + np.kron(H, H) * (1 - 1 / b)
            maps[j, i, :4, :4] = np.eye(4) - rate * twice + rate**2 * square
            maps[j, i, :4, 4:6], maps[j, i, :4, 6] = rate**2 * 2 * third / b, rate**2 * second / b
            maps[j, i, 4:6, 4:6] = eye - rate * H
    d = np.asarray(start) - objective.minimizer
    state, excess = np.tile([*np.outer(d, d).ravel(), *d, 1], (*maps.shape[:2], 1)), []
    with np.errstate(over="ignore", invalid="ignore"):
        for _ in range(n_updates + 1):
            excess.append(state[..., :4] @ H.ravel() / 2)
            state = (maps @ state[..., None])[..., 0]
    return np.array(excess)
