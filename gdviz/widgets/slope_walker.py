"""A function of one variable to walk down: its tangent, and the next step."""

from collections.abc import Mapping

import numpy as np

from gdviz.widgets.descent_explorer import descent_explorer
from gdviz.widgets.function_walker import FunctionWalker
from gdviz.words import _


def slope_walker(
    objective,
    params=None,
    *,
    learning_rates=None,
    learning_rate=None,
    n_steps=30,
    window=None,
    step=None,
    show_future=True,
):
    """Walk down a function of one variable: its tangent, the next step, the loss so far.

    Parameters
    ----------
    objective : object, or list of objects, or dict of str to object
        With one parameter, such as `gdviz.objectives.parabola`. Of several, one is on the screen,
        and a list offers the others by their names: the keys of the dict, or the text of a formula.
    params : float or array_like of shape (1,), optional
        θ₀, the start. By default near the left end of the window.
    learning_rates, learning_rate, window, step, show_future
        As in `descent_explorer`.
    n_steps : int
        Updates of every run.

    Returns
    -------
    Explorer
        Of several functions a `FunctionWalker`, whose ``function`` chooses by name.

    Raises
    ------
    ValueError
        If the objective has several parameters, or an argument is out of its range.

    Examples
    --------
    >>> import gdviz as gd
    >>> walker = slope_walker(gd.objectives.parabola(), 2.0, learning_rates=[0.5, 1.0, 2.5])
    >>> walker
    Explorer(3 runs)
    >>> walker = slope_walker({"θ²": gd.objectives.parabola(), "θ⁴": gd.objectives.formula("t**4")})
    >>> walker.function = "θ⁴"
    >>> walker.objective.grad([1.0])
    array([4.])
    """
    settings = {
        "params": params,
        "learning_rates": learning_rates,
        "learning_rate": learning_rate,
        "n_steps": n_steps,
        "window": window,
    }
    if isinstance(objective, (list, tuple, Mapping)):
        functions = named(objective)
        walkers = [slope_walker(one, **settings) for one in functions.values()]
        return FunctionWalker(list(functions), walkers)
    if objective.n_params != 1:
        raise ValueError(
            _("objective must have one parameter. Got {given}.").format(given=objective.n_params)
        )
    return descent_explorer(
        objective,
        None if params is None else np.atleast_1d(params),
        learning_rates=learning_rates,
        learning_rate=learning_rate,
        batch_sizes=[objective.n_samples],
        n_steps=n_steps,
        window=window,
        step=step,
        show_future=show_future,
    )


def named(functions):
    """Return several functions by their names."""
    if not isinstance(functions, Mapping):
        names = [getattr(one, "name", type(one).__name__) for one in functions]
        if len(set(names)) < len(names):
            raise ValueError(
                _("functions of the same name need a dict, name -> function. Got {names}.").format(
                    names=", ".join(names)
                )
            )
        functions = dict(zip(names, functions))
    if not functions:
        raise ValueError(_("objective must be a function, or at least one. Got none."))
    return dict(functions)
