"""How high runs hover around the minimum of least squares, without running them.

The heights are those of the stationary state of the linear recursion d ← (I − ηA_B)d − ηξ_B.
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
