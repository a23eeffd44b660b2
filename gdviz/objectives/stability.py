"""How long a step may be when each one sees only some of the rows."""

from functools import cached_property

import numpy as np

from gdviz.objectives.stacks import BLOCK

MOST_DENSE = 12  # parameters, up to which the matrix of n⁴/4 numbers is the faster way
TOLERANCE = 1e-10


def mean_square_limit(Z, rest, noise):
    """The learning rate from which on steps over random batches leave a quadratic for infinity.

    Row i has the Hessian zᵢzᵢᵀ + Λ, so all rows have H = E[zzᵀ] + Λ. With M = E[(θ − θ*)(θ − θ*)ᵀ],
    an update makes of M, but for a constant::

        M ← (I − ηH) M (I − ηH) + η² ν (E[zzᵀ M zzᵀ] − E[zzᵀ] M E[zzᵀ])
          = M − η (HM + MH) + η² Q(M)

    M stays bounded if and only if η < 1/μ, with μ the largest number for which some M has
    Q(M) = μ (HM + MH). Both sides are symmetric in M: μ is an eigenvalue of a symmetric matrix.

    Parameters
    ----------
    Z : ndarray, shape (n_samples, n_params)
    rest : ndarray, shape (n_params, n_params)
        Λ, symmetric: what all rows share.
    noise : float
        ν: 1/b for b rows drawn with replacement, 1/b · (N − b)/(N − 1) without.

    Returns
    -------
    float
        inf where no direction curves upward.

    Notes
    -----
    Up to `MOST_DENSE` parameters it costs N n⁴/4 multiplications; beyond that N n² for each step
    of a power iteration, which takes some tens to hundreds.
    """
    return mean_square_limits(Z, rest, [noise])[0]


def mean_square_limits(Z, rest, noises):
    """`mean_square_limit` of several ν: the rows are read once."""
    curvatures, directions = np.linalg.eigh(Z.T @ Z / len(Z) + rest)
    curved = curvatures > len(curvatures) * np.finfo(float).eps * curvatures[-1]
    if not curved.any() or curvatures[-1] <= 0:
        return [np.inf] * len(noises)
    pencil = Pencil(Z @ directions[:, curved], curvatures[curved])
    is_small = len(pencil.curvatures) <= MOST_DENSE
    return [1 / (pencil.largest if is_small else pencil.iterated)(noise) for noise in noises]


class Pencil:
    """Q(M) against HM + MH, in the directions in which H is diagonal.

    Both are divided by the root of λᵢ + λⱼ on each side, so that the second becomes 1.
    """

    def __init__(self, Z, curvatures):
        self.Z, self.curvatures = Z, curvatures
        self.mean = Z.T @ Z / len(Z)
        self.roots = np.sqrt(curvatures[:, None] + curvatures)

    def largest(self, noise):
        """μ, from all numbers of Q for the n (n + 1)/2 different entries of M."""
        i, j, weights, fourth = self._fourth
        H = np.diag(self.curvatures)
        steady = _sandwich(H, i, j) - noise * _sandwich(self.mean, i, j)
        return np.linalg.eigvalsh(noise * fourth + steady * (weights[:, None] * weights))[-1]

    @cached_property
    def _fourth(self):
        """The entries i ≤ j, their weights, and E[zᵢzⱼzₖzₗ] with those."""
        i, j = np.triu_indices(len(self.curvatures))
        weights = np.where(i == j, 1.0, np.sqrt(2)) / self.roots[i, j]
        fourth = np.zeros((len(i), len(i)))
        for rows in np.array_split(self.Z, 1 + self.Z.shape[0] * len(i) // BLOCK):
            products = rows[:, i] * rows[:, j] * weights
            fourth += products.T @ products / len(self.Z)
        return i, j, weights, fourth

    def iterated(self, noise):
        """μ, from powers of Q: nothing larger than M and Z is held."""
        M, before = np.eye(len(self.curvatures)), 0.0
        for _ in range(10_000):
            M /= np.linalg.norm(M)
            after = self.apply(M, noise)
            now = (M * after).sum()
            if now - before <= TOLERANCE * now:
                break
            M, before = after, now
        return now

    def apply(self, M, noise):
        """Q of a symmetric M, both in units of the roots; shape (n, n)."""
        M = M / self.roots
        squares = ((self.Z @ M) * self.Z).sum(axis=1)
        fourth = (self.Z.T * squares) @ self.Z / len(self.Z)
        steady = self.curvatures[:, None] * M * self.curvatures
        return (steady + noise * (fourth - self.mean @ M @ self.mean)) / self.roots


def _sandwich(A, i, j):
    """A M A as a matrix that acts on the entries i ≤ j of a symmetric M, in units of √2 beside
    the diagonal, before `Pencil` puts those units in.
    """
    return (A[np.ix_(i, i)] * A[np.ix_(j, j)] + A[np.ix_(i, j)] * A[np.ix_(j, i)]) / 2
