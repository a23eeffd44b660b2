"""The interactives. Each function returns one widget; a notebook shows it by naming it."""

import numpy as np

from gdviz.checks import check_integer, check_params
from gdviz.descent import adagrad, adam, momentum, nesterov, rmsprop, sgd
from gdviz.descent.batches import check_batch_size
from gdviz.objectives import max_learning_rate
from gdviz.widgets.descent_explorer import Explorer
from gdviz.widgets.gradient_cloud import Cloud
from gdviz.widgets.optimizer_race import Race
from gdviz.widgets.rate_batch_map import RateBatchMap

N_RATES = 30
N_RACE_RATES = 20
MOST_SIZES = 11
DEFAULT_STEPS, MAP_STEPS = 200, 300


def descent_explorer(
    objective,
    params=None,
    *,
    learning_rates=None,
    batch_sizes=None,
    learning_rate=None,
    batch_size=None,
    n_steps=None,
    n_epochs=None,
    n_samples_seen=None,
    optimizer=None,
    shuffle=True,
    replace=False,
    drop_last=False,
    seed=0,
    window=None,
):
    """Play with learning rate and batch size: path, data and fit, loss curve.

    Parameters
    ----------
    objective : object
        With one or two parameters.
    params : array_like of shape (n_params,), optional
        θ₀, the start. By default zeros, or the upper left of a surface.
    learning_rates : array_like of float, optional
        The values of the η slider, increasing, above 0. By default 30 from slow to past the limit.
    batch_sizes : array_like of int, optional
        The values of the b slider, increasing. By default 1, 2, 4, … N.
    learning_rate, batch_size : float and int, optional
        Where the sliders stand at first; the nearest value is taken.
    n_steps, n_epochs, n_samples_seen : int, optional
        The budget of every run, at most one of: updates, passes, samples read. Default: 200
        updates.
    optimizer : Optimizer, optional
        Default: `sgd`. The red zone is shown for `sgd` only, whose limit 2/λ_max is.
    shuffle, replace, drop_last : bool
        As in `minibatches`.
    seed : int
        Source of the random order.
    window : pairs ((low, high), (low, high)), optional
        The part of parameter space to show.

    Returns
    -------
    Explorer

    Raises
    ------
    ValueError
        If the objective has more than two parameters, or an argument is out of its range.

    Notes
    -----
    A run counts as diverged from the first update after which its loss is not finite, or above
    1000 times the highest loss among the start and the corners of the window.

    Examples
    --------
    >>> import gdviz as gd
    >>> surface = gd.objectives.bowl()
    >>> explorer = descent_explorer(surface, [-2.0, 2.0], learning_rates=[0.1, 0.5], n_steps=10)
    >>> explorer
    Explorer(2 runs)
    >>> explorer.learning_rate = 0.5
    >>> explorer.run()
    Trajectory(10 updates, loss 7.629e-06, stopped by 'max_steps')
    """
    if objective.n_params > 2:
        raise ValueError(
            "objective must have one or two parameters to be drawn. "
            f"Got {objective.n_params}; a larger one needs its own picture, see gdviz.plots."
        )
    start = start_of(objective, params)
    limit = stable_limit(objective, optimizer)
    rates = default_rates(objective, start, limit) if learning_rates is None else learning_rates
    sizes = default_sizes(objective.n_samples) if batch_sizes is None else batch_sizes
    rates, sizes = check_rates(rates), check_sizes(sizes, objective.n_samples)
    return Explorer(
        objective,
        start,
        rates=rates,
        sizes=sizes,
        budget=budget(
            DEFAULT_STEPS, n_steps=n_steps, n_epochs=n_epochs, n_samples_seen=n_samples_seen
        ),
        descent={
            "optimizer": optimizer,
            "shuffle": shuffle,
            "replace": replace,
            "drop_last": drop_last,
        },
        window=window,
        seed=seed,
        learning_rate_limit=limit,
        learning_rate_index=initial(rates, learning_rate, limit / 4 if limit else rates[-1] / 25),
        batch_size_index=initial(sizes, batch_size, 8),
    )


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
        If the objective has more than one parameter, or an argument is out of its range.

    Examples
    --------
    >>> import gdviz as gd
    >>> walker = slope_walker(gd.objectives.parabola(), 2.0, learning_rates=[0.5, 1.0, 2.5])
    >>> walker
    Explorer(3 runs)
    """
    if objective.n_params != 1:
        raise ValueError(f"objective must have one parameter. Got {objective.n_params}.")
    return descent_explorer(
        objective,
        None if params is None else np.atleast_1d(params),
        learning_rates=learning_rates,
        learning_rate=learning_rate,
        batch_sizes=[objective.n_samples],
        n_steps=n_steps,
        window=window,
    )


def optimizer_race(
    objective,
    params=None,
    *,
    optimizers=None,
    learning_rates=None,
    betas=None,
    learning_rate=None,
    beta=0.9,
    batch_size=None,
    n_steps=DEFAULT_STEPS,
    seed=0,
    window=None,
):
    """Race optimizers from one start on one surface, at the same learning rate.

    Parameters
    ----------
    objective : object
        With two parameters.
    params : array_like of shape (2,), optional
        θ₀, the start. By default zeros, or the upper left of a surface.
    optimizers : dict, optional
        Name -> Optimizer, or name -> function of β that makes one. By default plain gradient
        descent, momentum, Nesterov, AdaGrad, RMSprop and Adam, where β is the momentum (Adam's
        β₁), and the other settings are the usual ones.
    learning_rates : array_like of float, optional
        The values of the η slider, increasing, above 0. By default 20, up to past the limit.
    betas : array_like of float, optional
        The values of the β slider, increasing, in [0, 1). Default: 0, 0.5, 0.9, 0.95, 0.99.
    learning_rate, beta : float, optional
        Where the sliders stand at first; the nearest value is taken.
    batch_size : int, optional
        b of all runs. Default: all data.
    n_steps : int
        Updates of every run.
    seed : int
        Source of the random order of the samples.
    window : pairs ((low, high), (low, high)), optional
        The part of parameter space to show.

    Returns
    -------
    Race
        Its ``run()`` is a dict of name to `Trajectory`.

    Raises
    ------
    ValueError
        If the objective has another number of parameters than two, or an argument is out of range.

    Examples
    --------
    >>> import gdviz as gd
    >>> race = optimizer_race(gd.objectives.ravine(), [-2.0, 2.0], n_steps=50)
    >>> race
    Race(plain, momentum, Nesterov, AdaGrad, RMSprop, Adam)
    """
    if objective.n_params != 2:
        raise ValueError(f"objective must have two parameters. Got {objective.n_params}.")
    start = start_of(objective, params)
    limit = stable_limit(objective, None)
    rates = check_rates(
        default_rates(objective, start, limit, N_RACE_RATES)
        if learning_rates is None
        else learning_rates
    )
    betas = check_betas((0, 0.5, 0.9, 0.95, 0.99) if betas is None else betas)
    return Race(
        objective,
        start,
        default_racers() if optimizers is None else dict(optimizers),
        rates=rates,
        betas=betas,
        sampling={"batch_size": check_batch_size(batch_size, objective.n_samples)},
        n_steps=check_integer("n_steps", n_steps, low=1),
        seed=seed,
        window=window,
        learning_rate_index=initial(rates, learning_rate, limit / 4 if limit else rates[-1] / 25),
        beta_index=int(np.argmin(np.abs(np.array(betas) - beta))),
    )


def rate_batch_map(
    objective,
    params=None,
    *,
    target=None,
    learning_rates=None,
    batch_sizes=None,
    learning_rate=None,
    batch_size=None,
    n_steps=None,
    n_epochs=None,
    n_samples_seen=None,
    optimizer=None,
    shuffle=True,
    replace=False,
    drop_last=False,
    seed=0,
    window=None,
):
    """Map learning rates × batch sizes: how long to a target, and which runs diverge.

    A click on a cell plays its run. Time counts as the loss curve's x axis does: in updates,
    epochs, samples or seconds.

    Parameters
    ----------
    target : float, optional
        The loss to reach. By default 5 % of the way from the lowest loss to that at the start.
    objective, params, learning_rates, batch_sizes, learning_rate, batch_size, n_steps, n_epochs,
    n_samples_seen, optimizer, shuffle, replace, drop_last, seed, window
        As in `descent_explorer`. Default: 20 learning rates, and a budget of 300 updates.

    Returns
    -------
    RateBatchMap
        ``times()`` are the numbers on the map.

    Raises
    ------
    ValueError
        If the objective has another number of parameters than two, or an argument is out of range.

    Examples
    --------
    >>> import gdviz as gd
    >>> X, y = gd.datasets.line(100)
    >>> rate_batch_map(gd.LeastSquares(gd.add_bias(X), y), n_steps=20)
    RateBatchMap(160 runs)
    """
    if objective.n_params != 2:
        raise ValueError(f"objective must have two parameters. Got {objective.n_params}.")
    start = start_of(objective, params)
    limit = stable_limit(objective, optimizer)
    rates = check_rates(
        default_rates(objective, start, limit, N_RACE_RATES)
        if learning_rates is None
        else learning_rates
    )
    sizes = default_sizes(objective.n_samples) if batch_sizes is None else batch_sizes
    sizes = check_sizes(sizes, objective.n_samples)
    return RateBatchMap(
        objective,
        start,
        rates=rates,
        sizes=sizes,
        budget=budget(MAP_STEPS, n_steps=n_steps, n_epochs=n_epochs, n_samples_seen=n_samples_seen),
        descent={
            "optimizer": optimizer,
            "shuffle": shuffle,
            "replace": replace,
            "drop_last": drop_last,
        },
        window=window,
        seed=seed,
        target=target,
        learning_rate_limit=limit,
        learning_rate_index=initial(rates, learning_rate, limit / 4 if limit else rates[-1] / 25),
        batch_size_index=initial(sizes, batch_size, 8),
    )


def gradient_cloud(
    objective,
    params=None,
    *,
    batch_sizes=None,
    batch_size=None,
    n_batches=300,
    replace=False,
    seed=0,
    window=None,
):
    """Draw many mini-batch gradients at one θ, and hold their spread to the law.

    ::

        Cov ∇J_B = S/b                          rows drawn with replacement
        Cov ∇J_B = S/b · (N − b)/(N − 1)        without

    Playing draws batch after batch. A click on the surface takes the gradients there.

    Parameters
    ----------
    objective : object
        With two parameters, and data.
    params : array_like of shape (2,), optional
        θ, where the gradients are taken. Default: zeros.
    batch_sizes : array_like of int, optional
        The values of the b slider, increasing. By default 1, 2, 4, … N.
    batch_size : int, optional
        Where the slider stands at first; the nearest value is taken.
    n_batches : int
        Mini-batches drawn of each size.
    replace : bool
        Whether a batch may hold a row twice.
    seed : int
        Source of the batches.
    window : pairs ((low, high), (low, high)), optional
        The part of parameter space to show.

    Returns
    -------
    Cloud

    Raises
    ------
    ValueError
        If the objective has another number of parameters than two, or an argument is out of range.

    Examples
    --------
    >>> import gdviz as gd
    >>> X, y = gd.datasets.line(100)
    >>> gradient_cloud(gd.LeastSquares(gd.add_bias(X), y), n_batches=50)
    Cloud(50 mini-batches of each of 8 sizes)
    """
    if objective.n_params != 2 or objective.n_samples < 2:
        raise ValueError(
            "objective must have two parameters and at least two samples. "
            f"Got {objective.n_params} and {objective.n_samples}."
        )
    sizes = default_sizes(objective.n_samples) if batch_sizes is None else batch_sizes
    sizes = check_sizes(sizes, objective.n_samples)
    return Cloud(
        objective,
        start_of(objective, params),
        sizes=sizes,
        n_batches=check_integer("n_batches", n_batches, low=2),
        replace=replace,
        seed=seed,
        window=window,
        batch_size_index=initial(sizes, batch_size, 8),
    )


def start_of(objective, params):
    """Return the start as a list: what was given, or the default."""
    return default_start(objective) if params is None else check_params(objective, params).tolist()


def default_racers():
    """Return the optimizers of a race: name -> Optimizer, or a function of β that makes one."""
    return {
        "plain": sgd(),
        "momentum": lambda beta: momentum(beta=beta),
        "Nesterov": lambda beta: nesterov(beta=beta),
        "AdaGrad": adagrad(),
        "RMSprop": rmsprop(),
        "Adam": lambda beta: adam(b1=beta),
    }


def check_betas(betas):
    """Return the momenta as a list of increasing floats in [0, 1)."""
    betas = np.atleast_1d(np.asarray(betas, dtype=float))
    if betas.size == 0 or betas[0] < 0 or not betas[-1] < 1 or (np.diff(betas) <= 0).any():
        raise ValueError(f"betas must be increasing, from 0 to below 1. Got {betas}.")
    return betas.tolist()


def budget(default, **limits):
    """Return the one budget that was given, by default so many updates."""
    given = {name: limit for name, limit in limits.items() if limit is not None}
    if len(given) > 1:
        raise ValueError(f"at most one of {', '.join(limits)} may be given. Got {given}.")
    return given or {"n_steps": default}


def default_start(objective):
    """Return a place with something to see: high on the left of a surface, else zeros."""
    window = getattr(objective, "window", None)
    if window is None:
        return [0.0] * objective.n_params
    shares = (0.12, 0.82)
    return [low + share * (high - low) for share, (low, high) in zip(shares, window)]


def stable_limit(objective, optimizer):
    """Return 2/λ_max where it is the same everywhere and the method is plain gradient descent."""
    if optimizer is not None:
        return None
    try:
        limit = max_learning_rate(objective)
    except ValueError:
        return None
    return limit if np.isfinite(limit) else None


def default_rates(objective, start, limit, n_rates=N_RATES):
    """Return learning rates in even ratios, to twice the limit; where it is unknown, a guess."""
    scale = limit or max_learning_rate(objective, start)
    top = 2 * scale if np.isfinite(scale) else 1.0
    rates = np.geomspace(top / 500, top, n_rates)
    return [float(f"{rate:.2g}") for rate in rates]


def default_sizes(n_samples):
    """Return 1, 2, 4 … N; of very many samples powers of a larger base, and N."""
    for base in range(2, 100):
        powers = [base**k for k in range(64) if base**k < n_samples]
        if len(powers) <= MOST_SIZES - 1:
            return [*powers, n_samples]
    raise ValueError(f"n_samples must be below 10**20. Got {n_samples}.")


def check_rates(rates):
    """Return the learning rates as a list, increasing and above 0."""
    rates = np.atleast_1d(np.asarray(rates, dtype=float))
    if (
        rates.size == 0
        or not np.isfinite(rates).all()
        or rates[0] <= 0
        or (np.diff(rates) <= 0).any()
    ):
        raise ValueError(f"learning_rates must be increasing, finite and above 0. Got {rates}.")
    return rates.tolist()


def check_sizes(sizes, n_samples):
    """Return the batch sizes as a list of increasing ints in 1 … N."""
    sizes = [check_batch_size(b, n_samples, name="batch_sizes") for b in sizes]
    if not sizes or (np.diff(sizes) <= 0).any():
        raise ValueError(f"batch_sizes must be increasing. Got {sizes}.")
    return sizes


def initial(values, wanted, default):
    """Return the index of the value nearest to what is wanted, in ratio."""
    target = default if wanted is None else wanted
    if not target > 0:
        raise ValueError(f"learning_rate and batch_size must be above 0. Got {target}.")
    return int(np.argmin(np.abs(np.log(np.array(values) / target))))
