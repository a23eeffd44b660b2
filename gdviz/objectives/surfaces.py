"""Test functions of one or two parameters with exact gradients and known minima."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from gdviz.checks import as_params, as_stack, check_number, finite_array, kind_of
from gdviz.words import _


@dataclass(frozen=True, eq=False)
class Surface:
    """A function of a few parameters, to be walked on rather than fitted.

    Parameters
    ----------
    name : str
    function : callable
        Coordinates -> value: ``lambda x, y: x**2 + y**2``. Coordinates may be arrays.
    gradient : callable
        Coordinates -> one partial derivative each: ``lambda x, y: (2 * x, 2 * y)``.
    minima : ndarray, shape (k, n_params)
        Known local minimizers, the lowest first.
    window : tuple of (low, high)
        For each parameter the range worth drawing.

    Attributes
    ----------
    n_samples : int
        1: there are no data, so batch, mini-batch and stochastic descent are the same.
    n_params : int

    Examples
    --------
    >>> surface = rosenbrock()
    >>> surface.loss([1.0, 1.0])
    0.0
    >>> surface.grad([0.0, 0.0])
    array([-2.,  0.])
    """

    name: str
    function: Callable = field(repr=False)
    gradient: Callable = field(repr=False)
    minima: np.ndarray = field(repr=False)
    window: tuple = field(repr=False)

    n_samples = 1
    loss_is_cheap = True  # no data to read: measure it at every step

    @property
    def n_params(self):
        """Number of parameters."""
        return len(self.window)

    @np.errstate(over="ignore", invalid="ignore")
    def loss(self, params, rows=None):
        """The height J(θ), a float; `rows` changes nothing."""
        return float(self.function(*as_params(params, self.n_params)))

    @np.errstate(over="ignore", invalid="ignore")
    def grad(self, params, rows=None):
        """∇J(θ), shape (n_params,); `rows` changes nothing."""
        return self._slopes(as_params(params, self.n_params))

    @np.errstate(over="ignore", invalid="ignore")
    def loss_many(self, params):
        """J for a stack of parameters: (..., n_params) -> (...)."""
        columns = as_stack(params, self.n_params).T
        # A constant is one number wherever it is asked for, and must be repeated.
        return np.array(np.broadcast_to(self.function(*columns), columns.shape[1:]).T)

    @np.errstate(over="ignore", invalid="ignore")
    def grad_many(self, params, rows=None):
        """∇J for a stack of parameters: (..., n_params) -> (..., n_params)."""
        return self._slopes(as_stack(params, self.n_params).T).T

    def _slopes(self, columns):
        slopes = self.gradient(*columns)
        is_one = len(columns) == 1 and not isinstance(slopes, (tuple, list))
        if is_one and np.ndim(slopes) < columns.ndim:
            slopes = (slopes,)
        if not hasattr(slopes, "__len__") or len(slopes) != len(columns):
            raise ValueError(
                _(
                    "gradient must return {n_columns} numbers, one partial derivative for each "
                    "parameter. Got {given}."
                ).format(n_columns=len(columns), given=kind_of(slopes))
            )
        answer = np.empty(columns.shape)
        for j, slope in enumerate(slopes):
            answer[j] = slope
        return answer


@dataclass(frozen=True, eq=False)
class Quadratic(Surface):
    """A `Surface` whose curvature is the same everywhere."""

    hessian_matrix: np.ndarray = field(repr=False)

    def hessian(self, params=None):
        """The matrix H of ½θᵀHθ, at any `params`; shape (n_params, n_params)."""
        return self.hessian_matrix.copy()


def quadratic(hessian_matrix, *, name="quadratic"):
    """J(θ) = ½ θᵀHθ, ∇J = Hθ, minimum 0 at the origin.

    Parameters
    ----------
    hessian_matrix : array_like, shape (n_params, n_params)
        H, symmetric and positive definite.
    name : str

    Raises
    ------
    ValueError
        If H is not square, not symmetric, not finite, or not positive definite.

    Examples
    --------
    >>> quadratic([[2.0, 0.0], [0.0, 4.0]]).grad([1.0, 1.0])
    array([2., 4.])
    """
    H = finite_array("hessian_matrix", hessian_matrix)
    if H.ndim != 2 or H.shape[0] != H.shape[1]:
        raise ValueError(
            _("hessian_matrix must be square. Got shape {given}.").format(given=H.shape)
        )
    if not np.allclose(H, H.T):
        raise ValueError(
            _("hessian_matrix must be symmetric. Got {given}.").format(given=H.tolist())
        )
    if np.linalg.eigvalsh(H)[0] <= 0:
        raise ValueError(
            _("hessian_matrix must be positive definite. Got {given}.").format(given=H.tolist())
        )

    def slopes(*params):
        return np.tensordot(H, np.asarray(params), axes=1)

    return Quadratic(
        name,
        lambda *params: 0.5 * (np.asarray(params) * slopes(*params)).sum(axis=0),
        slopes,
        minima=np.zeros((1, len(H))),
        window=((-3.0, 3.0),) * len(H),
        hessian_matrix=H,
    )


def parabola(curvature=1.0):
    """J(x) = ½ curvature · x²: one parameter, stable for η < 2/curvature.

    Parameters
    ----------
    curvature : float
        J″, above 0.

    Raises
    ------
    ValueError
        If `curvature` is not a finite number above 0.
    """
    return quadratic([[check_number("curvature", curvature, above=0)]], name="parabola")


def bowl():
    """J(x, y) = ½ (x² + 3y²): κ = 3, stable for η < 2/3, fastest at η = 1/2."""
    return quadratic([[1.0, 0.0], [0.0, 3.0]], name="bowl")


def ravine(condition_number=25.0, *, angle=np.pi / 6):
    """J(θ) = ½ (u² + κ v²): a long valley, u along its floor and v across.

    Parameters
    ----------
    condition_number : float
        κ, at least 1: curvature across the valley over curvature along it, which is 1.
    angle : float
        Direction of the floor against the x axis, in radians. At 0 the axes are the valley's own,
        and methods with one rate a coordinate (AdaGrad, RMSprop, Adam) have it easy.

    Raises
    ------
    ValueError
        If `condition_number` is below 1 or not finite.
    """
    condition_number = check_number("condition_number", condition_number, low=1)
    angle = check_number("angle", angle)
    along = np.array([np.cos(angle), np.sin(angle)])
    across = np.array([-np.sin(angle), np.cos(angle)])
    H = np.outer(along, along) + condition_number * np.outer(across, across)
    return quadratic(H, name="ravine")


def rosenbrock():
    """J(x, y) = (1 − x)² + 100 (y − x²)²: a bent valley, minimum 0 at (1, 1).

    References
    ----------
    H. H. Rosenbrock: An automatic method for finding the greatest or least value of a function.
    The Computer Journal 3 (1960), 175–184.
    """
    return Surface(
        "Rosenbrock",
        lambda x, y: (1 - x) ** 2 + 100 * (y - x**2) ** 2,
        lambda x, y: (-2 * (1 - x) - 400 * x * (y - x**2), 200 * (y - x**2)),
        minima=np.array([[1.0, 1.0]]),
        window=((-2.0, 2.0), (-1.0, 3.0)),
    )


def himmelblau():
    """J(x, y) = (x² + y − 11)² + (x + y² − 7)²: four minima, all 0.

    References
    ----------
    D. M. Himmelblau: Applied Nonlinear Programming. McGraw-Hill (1972).
    """
    return Surface(
        "Himmelblau",
        lambda x, y: (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2,
        lambda x, y: (
            4 * x * (x**2 + y - 11) + 2 * (x + y**2 - 7),
            2 * (x**2 + y - 11) + 4 * y * (x + y**2 - 7),
        ),
        minima=np.array(
            [
                [3.0, 2.0],
                [-2.805118086952745, 3.131312518250573],
                [-3.779310253377747, -3.283185991286170],
                [3.584428340330492, -1.848126526964404],
            ]
        ),
        window=((-5.0, 5.0), (-5.0, 5.0)),
    )


def beale():
    """J(x, y) = (1.5 − x + xy)² + (2.25 − x + xy²)² + (2.625 − x + xy³)²: minimum 0 at (3, 0.5).

    References
    ----------
    E. M. L. Beale: On an iterative method for finding a local minimum of a function of more than
    one variable. Technical Report 25, Statistical Techniques Research Group, Princeton (1958).
    """

    def errors(x, y):
        return 1.5 - x + x * y, 2.25 - x + x * y**2, 2.625 - x + x * y**3

    def gradient(x, y):
        e1, e2, e3 = errors(x, y)
        return (
            2 * (e1 * (y - 1) + e2 * (y**2 - 1) + e3 * (y**3 - 1)),
            2 * x * (e1 + 2 * y * e2 + 3 * y**2 * e3),
        )

    return Surface(
        "Beale",
        lambda x, y: sum(error**2 for error in errors(x, y)),
        gradient,
        minima=np.array([[3.0, 0.5]]),
        window=((-4.5, 4.5), (-4.5, 4.5)),
    )


def saddle_with_floor():
    """J(x, y) = ½x² + ¼y⁴ − ½y²: a saddle at the origin, minima −¼ at (0, ±1).

    On the line y = 0 the gradient leads straight into the saddle, where it is zero.

    References
    ----------
    Y. Nesterov: Introductory Lectures on Convex Optimization. Springer (2004), example 1.2.2.
    """
    return Surface(
        "saddle with a floor",
        lambda x, y: x**2 / 2 + y**4 / 4 - y**2 / 2,
        lambda x, y: (x, y**3 - y),
        minima=np.array([[0.0, 1.0], [0.0, -1.0]]),
        window=((-1.6, 1.6), (-1.6, 1.6)),
    )


def tilted_double_well():
    """J(x) = (x² − 1)² + 0.3x: one parameter, a low well near −1.04 and a high one near 0.96.

    Every walk that starts to the right of the ridge near 0.08 ends in the high well.
    """
    left, _, right = np.sort(np.roots([4.0, 0.0, -4.0, 0.3]).real)
    return Surface(
        "tilted double well",
        lambda x: (x**2 - 1) ** 2 + 0.3 * x,
        lambda x: (4 * x * (x**2 - 1) + 0.3,),
        minima=np.array([[left], [right]]),
        window=((-1.7, 1.7),),
    )
