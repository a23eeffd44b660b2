"""A function of one variable to walk down: its tangent, and the next step."""

import numpy as np

from gdviz.widgets.descent_explorer import descent_explorer
from gdviz.words import _


def slope_walker(
    objective, params=None, *, learning_rates=None, learning_rate=None, n_steps=30, window=None
):
    """Walk down a function of one variable: its tangent, the next step, the loss so far.

    Parameters
    ----------
    objective : object
        With one parameter, such as `gdviz.objectives.parabola`.
    params : float or array_like of shape (1,), optional
        θ₀, the start. By default near the left end of the window.
    learning_rates, learning_rate, window
        As in `descent_explorer`.
    n_steps : int
        Updates of every run.

    Returns
    -------
    Explorer

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
    """
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
    )
