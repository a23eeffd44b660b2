"""What N rows of data say about a sum of squares, kept in p + 1 of them."""

import numpy as np

from gdviz.floats import power_of_two
from gdviz.objectives.stacks import BLOCK
from gdviz.words import _

EPS = np.finfo(float).eps
DOUBTFUL = 1e-10  # relative size of a singular value that may be rounding, or may be data


def factor(X, y):
    """R of [X | y] = QR, so that ‖Xθ − y‖ = ‖R (θ, −1)‖ for every θ.

    Householder's QR errs in each column by some units in the last place of that column, whatever
    the sizes of the others: no scaling, and no minimizer, is needed for the right norm.

    Parameters
    ----------
    X : ndarray, shape (n_samples, n_features)
    y : ndarray, shape (n_samples,)

    Returns
    -------
    ndarray, shape (min(n_samples, n_features + 1), n_features + 1)

    Raises
    ------
    ValueError
        If the length of a column is beyond the floats.

    References
    ----------
    N. Higham: Accuracy and Stability of Numerical Algorithms, 2nd ed. (2002), theorem 19.4.
    J. Demmel et al.: Communication-optimal parallel and sequential QR. SIAM Journal on Scientific
    Computing 34 (2012), for blocks of rows.
    """
    n_columns = X.shape[1] + 1
    n_rows = max(4 * n_columns, BLOCK // n_columns)
    starts = range(0, len(y), n_rows)
    blocks = (np.column_stack([X[i : i + n_rows], y[i : i + n_rows]]) for i in starts)
    tops = [np.linalg.qr(block, mode="r") for block in blocks]
    R = tops[0] if len(tops) == 1 else np.linalg.qr(np.concatenate(tops), mode="r")
    if not np.isfinite(R).all():
        raise ValueError(
            _(
                "X and y must be small enough for their lengths to be floats. Got values up to "
                "{given:.2g}."
            ).format(given=max(np.abs(X).max(), np.abs(y).max()))
        )
    return R


def least(X, y, R, q, beyond):
    """The minimizer of ‖Xθ − y‖, of several the smallest, and the square of that length there.

    Which directions are data and which are rounding is asked of the rows where R cannot tell: the
    fewest that fit as well as any number does.

    Parameters
    ----------
    X : ndarray, shape (n_samples, n_features)
    y : ndarray, shape (n_samples,)
    R, q : ndarray, shape (m, n_features) and (m,)
        X = QR and q = Qᵀy.
    beyond : float
        ‖y − Qq‖².

    Returns
    -------
    params : ndarray, shape (n_features,)
    square : float
        0 where it is no more than rounding.
    """
    directions = Directions(R, q)
    ranks = directions.ranks()
    found = [directions.minimizer(rank) for rank in ranks]
    doubt = [directions.rounding(params) for params in found]
    k = 0 if len(found) == 1 else _simplest(X, y, found, doubt)
    square = directions.rest(ranks[k]) + beyond
    return found[k], square if np.sqrt(square) > doubt[k] else 0.0


def _simplest(X, y, found, doubt):
    with np.errstate(over="ignore", invalid="ignore"):
        lengths = [np.linalg.norm(X @ params - y) for params in found]
    best = np.nanmin(lengths)
    return next(k for k, length in enumerate(lengths) if length <= best + doubt[k])


class Directions:
    """The directions of the parameters in which R says something, the strongest first.

    Columns are brought to one size before they are compared: a direction is weak where columns
    nearly cancel, not where they are small.

    Parameters
    ----------
    R : ndarray, shape (m, n_params)
    q : ndarray, shape (m,)
    """

    def __init__(self, R, q):
        self.R, self.q = R, q
        self.sizes = power_of_two(np.abs(R).max(axis=0))
        self.U, self.strengths, self.Vt = np.linalg.svd(R / self.sizes, full_matrices=False)

    def ranks(self):
        """How many directions may count: one number, or several where some are in doubt."""
        n_sure, n_at_most = (
            np.count_nonzero(self.strengths > tolerance * self.strengths[0])
            for tolerance in (DOUBTFUL, 4 * EPS * len(self.sizes))
        )
        return range(min(n_sure, n_at_most), n_at_most + 1)

    def minimizer(self, rank):
        """The smallest of the θ that fit best in the first so many directions."""
        params = self._smallest(rank) if rank < len(self.sizes) else np.zeros(rank)
        for _round in range(2):  # the second round mends the rounding of the first
            steps = self._along(rank, self.q - self.R @ params)
            params = params + steps @ self.Vt[:rank] / self.sizes
        return params

    def rest(self, rank):
        """‖Rθ − q‖² there: the part of q that lies in no direction."""
        beyond = self.q - self.U[:, :rank] @ (self.U[:, :rank].T @ self.q)
        return float(beyond.dot(beyond)) if rank < len(self.q) else 0.0

    def rounding(self, params):
        """How far the length of Xθ − y may be off for no other reason than rounding."""
        terms = np.append(np.abs(params) * self.sizes, np.abs(self.q).max())
        return 4 * EPS * terms.sum()

    def stretch(self):
        """The largest of ‖Rθ‖/‖θ‖ over the smallest; inf where directions are rounding or missing.

        The smallest is one over the norm of R⁻¹, which is exact where its scaled columns are not
        nearly dependent. Singular values of R itself are, below 1e-16 of the largest, rounding.
        """
        if self.ranks()[-1] < len(self.sizes):
            return np.inf
        inverse = self.Vt.T / self.sizes[:, None] / self.strengths
        return float(np.linalg.norm(self.R, 2)) * float(np.linalg.norm(inverse, 2))

    def _along(self, rank, q):
        return (self.U[:, :rank].T @ q) / self.strengths[:rank]

    def _smallest(self, rank):
        """Of the θ with these components the smallest, as well as sizes far apart allow."""
        return np.linalg.lstsq(
            self.Vt[:rank] * self.sizes, self._along(rank, self.q), rcond=EPS * len(self.sizes)
        )[0]
