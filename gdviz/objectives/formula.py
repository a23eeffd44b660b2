"""`formula`: a surface from one line of text, with its exact gradient.

The text is parsed, never run: only numbers, names, + − * / ** and the functions below are known.
The gradient comes from dual numbers (forward mode): every value carries its partial derivatives
along, and each operation knows how it changes both.
"""

import ast
import operator
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from gdviz.objectives.surfaces import Surface
from gdviz.words import _

CONSTANTS = {"pi": np.pi, "e": np.e}
FUNCTIONS = {  # name -> the function and its derivative
    "sin": (np.sin, np.cos),
    "cos": (np.cos, lambda x: -np.sin(x)),
    "tan": (np.tan, lambda x: 1 / np.cos(x) ** 2),
    "exp": (np.exp, np.exp),
    "log": (np.log, lambda x: np.where(x > 0, 1 / x, np.nan)),
    "sqrt": (np.sqrt, lambda x: 0.5 / np.sqrt(x)),
    "tanh": (np.tanh, lambda x: 1 / np.cosh(x) ** 2),
    "abs": (np.abs, np.sign),  # 0 at the kink, half way between the two slopes
}
LONGEST = 1000


class Dual(NamedTuple):
    """A value and its partial derivatives, shapes s and (n_params, *s); 0.0 for a constant."""

    value: np.ndarray
    slopes: np.ndarray


def power(u, v):
    """Return uᵛ; d uᵛ = v uᵛ⁻¹ du + uᵛ log(u) dv."""
    by_base = v.value * u.value ** (v.value - 1) if np.any(v.value) else 0.0
    slopes = by_base * u.slopes
    if np.ndim(v.slopes):
        slopes = slopes + u.value**v.value * np.log(u.value) * v.slopes
    return Dual(u.value**v.value, slopes)


OPERATIONS = {
    ast.Add: lambda u, v: Dual(u.value + v.value, u.slopes + v.slopes),
    ast.Sub: lambda u, v: Dual(u.value - v.value, u.slopes - v.slopes),
    ast.Mult: lambda u, v: Dual(u.value * v.value, u.slopes * v.value + u.value * v.slopes),
    ast.Div: lambda u, v: Dual(
        np.divide(u.value, v.value), (u.slopes - np.divide(u.value, v.value) * v.slopes) / v.value
    ),
    ast.Pow: power,
}
SIGNS = {ast.USub: operator.neg, ast.UAdd: operator.pos}


@dataclass(frozen=True, eq=False)
class Formula(Surface):
    """A `Surface` that was written as text.

    Attributes
    ----------
    param_names : tuple of str
        The names in the text, in the order of the parameters.
    """

    param_names: tuple = ()
    tree: ast.expr = field(default=None, repr=False)

    def explain(self, params):
        """Say where the formula has no value or no slope at a place; "" where all is well."""
        values = dict(zip(self.param_names, np.asarray(params, dtype=float).tolist()))
        where = ", ".join(f"{name} = {value:g}" for name, value in values.items())
        for node in innermost_first(self.tree):
            now = evaluate(node, self.param_names, list(values.values()))
            part = ast.unparse(node)
            if not np.isfinite(now.value):
                return _("{part} has no finite value at {place}.").format(part=part, place=where)
            is_kink = is_call(node, "abs") and now.value == 0
            if is_kink or not np.isfinite(now.slopes).all():
                return _("{part} has no slope at {place}.").format(part=part, place=where)
        return ""


def formula(text, *, names=None, window=None):
    """Make a surface of one line of text, with its exact gradient.

    Parameters
    ----------
    text : str
        J, such as ``"(1 - x)**2 + 100*(y - x**2)**2"``. It may hold numbers, names, ``+ - * / **``
        (or ``^``), parentheses, ``pi``, ``e``, and sin, cos, tan, exp, log, sqrt, tanh and abs.
    names : sequence of str, optional
        The parameters in order. By default all names in the text, sorted.
    window : sequence of (low, high), optional
        For each parameter the range worth drawing. Default: −3 to 3.

    Returns
    -------
    Formula
        Where the text has no value (a pole, the logarithm of a negative number), ``loss`` is not
        finite and ``explain`` says which part of it. At the kink of ``abs`` the slope is taken as
        0, as PyTorch does.

    Raises
    ------
    ValueError
        If the text is no such formula, or names or window do not fit it.

    Notes
    -----
    Dual numbers: Griewank & Walther, *Evaluating Derivatives*, 2nd ed. 2008, chapter 3.

    Examples
    --------
    >>> surface = formula("(1 - x)**2 + 100*(y - x**2)**2")
    >>> surface.loss([0.0, 0.0]), surface.grad([0.0, 0.0])
    (1.0, array([-2.,  0.]))
    >>> formula("log(x)").explain([0.0])
    'log(x) has no finite value at x = 0.'
    """
    tree = parse(text)
    found = sorted({node.id for node in ast.walk(tree) if is_parameter(node)})
    names = tuple(found if names is None else names)
    if not found or not set(found) <= set(names) or len(set(names)) < len(names):
        raise ValueError(
            _("names must be those in the text, each once: {found}. Got {given}.").format(
                found=found, given=list(names)
            )
        )
    return Formula(
        text,
        lambda *place: spread(evaluate(tree, names, place).value, place[0]),
        lambda *place: spread(evaluate(tree, names, place).slopes, place),
        minima=None,
        window=check_window(window, names),
        param_names=names,
        tree=tree,
    )


def evaluate(node, names, place):
    """Return the value of a part of the formula and its slopes, at places of any shape."""
    if isinstance(node, ast.Constant):
        return Dual(float(node.value), 0.0)
    if isinstance(node, ast.Name) and node.id in names:
        k, coordinate = names.index(node.id), np.asarray(place[names.index(node.id)], dtype=float)
        unit = np.eye(len(names))[k].reshape(-1, *[1] * coordinate.ndim)
        return Dual(coordinate, unit * np.ones_like(coordinate))
    if isinstance(node, ast.Name):
        return Dual(CONSTANTS[node.id], 0.0)
    parts = [evaluate(part, names, place) for part in operands(node)]
    with np.errstate(all="ignore"):
        if isinstance(node, ast.BinOp):
            return OPERATIONS[type(node.op)](*parts)
        (part,) = parts
        if isinstance(node, ast.UnaryOp):
            return Dual(*map(SIGNS[type(node.op)], part))
        function, derivative = FUNCTIONS[node.func.id]
        return Dual(function(part.value), derivative(part.value) * part.slopes)


def operands(node):
    """Return the parts of which an operation or a call makes its value."""
    if isinstance(node, ast.BinOp):
        return [node.left, node.right]
    if isinstance(node, ast.UnaryOp):
        return [node.operand]
    return node.args if isinstance(node, ast.Call) else []


def innermost_first(node):
    """Yield every part of the formula, those it is made of before itself."""
    for part in operands(node):
        yield from innermost_first(part)
    yield node


def is_call(node, name):
    """Whether this part calls the function of that name."""
    return isinstance(node, ast.Call) and node.func.id == name


def is_parameter(node):
    """Whether this part is a name that stands for a parameter."""
    return isinstance(node, ast.Name) and node.id not in CONSTANTS and node.id not in FUNCTIONS


def spread(values, like):
    """Return values as an array of its own with the shape of the coordinates."""
    return np.broadcast_to(values, np.shape(like)).astype(float)


def parse(text):
    """Return the formula's tree, or say what of the text is not understood."""
    if not isinstance(text, str) or len(text) > LONGEST:
        raise ValueError(
            _("text must be a string of at most {LONGEST} characters. Got {text!r:.40}.").format(
                LONGEST=LONGEST, text=text
            )
        )
    try:
        tree = ast.parse(text.replace("^", "**").replace("−", "-").strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise ValueError(
            _("text must be a formula such as '2*x**2 + y'. Got {text!r}.").format(text=text)
        ) from None
    for node in innermost_first(tree):
        if not is_known(node):
            known = ", ".join([*CONSTANTS, *FUNCTIONS])
            raise ValueError(
                _(
                    "text may hold numbers, names, + - * / **, {known}. Got {given!r} in {text!r}."
                ).format(known=known, given=ast.unparse(node), text=text)
            )
    return tree


def is_known(node):
    """Whether this part is a number, a name, an operation or a call that the formula may hold."""
    if isinstance(node, ast.Constant):
        return type(node.value) in (int, float) and abs(node.value) < 1e300
    if isinstance(node, ast.Call):
        named = isinstance(node.func, ast.Name) and node.func.id in FUNCTIONS
        return named and len(node.args) == 1 and not node.keywords
    known = isinstance(node, ast.Name) and node.id not in FUNCTIONS
    return known or type(getattr(node, "op", None)) in {**OPERATIONS, **SIGNS}


def check_window(window, names):
    """Return the window as pairs of floats, one for each name."""
    pairs = np.array([(-3, 3)] * len(names) if window is None else window, dtype=float)
    fits = pairs.shape == (len(names), 2) and np.isfinite(pairs).all()
    if not fits or (pairs[:, 0] >= pairs[:, 1]).any():
        raise ValueError(
            _("window must be a pair (low, high) for each of {names}. Got {window}.").format(
                names=names, window=window
            )
        )
    return tuple(map(tuple, pairs.tolist()))
