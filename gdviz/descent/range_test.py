"""The range test: let the learning rate grow during one run, and see where the loss turns."""

import math
from dataclasses import dataclass

import numpy as np

from gdviz.arguments import in_words
from gdviz.checks import check_integer, check_number, check_objective, check_params
from gdviz.descent.batches import check_batch_size
from gdviz.descent.loop import gradient_descent
from gdviz.words import _

SHARE = 3  # the suggestion is the turning point divided by it


@dataclass(frozen=True, eq=False)
class RangeTest:
    """What a range test found.

    Attributes
    ----------
    rates : ndarray, shape (n,)
        η of update 0, 1, 2, …, as far as the loss was finite.
    losses : ndarray, shape (n,)
        J over all data after each of these updates.
    turn : float or None
        The rate after which the loss was lowest; None if it never fell, or fell to the end.
    suggestion : float or None
        A rate to begin with: ``turn`` / 3.
    rule : str
        In words, where the suggestion comes from, or why there is none.
    """

    rates: np.ndarray
    losses: np.ndarray
    turn: float | None
    suggestion: float | None
    rule: str

    def __repr__(self):
        if self.suggestion is None:
            return f"RangeTest(no suggestion: {self.rule})"
        return f"RangeTest(suggestion {self.suggestion:.3g}: {self.rule})"


def ramp(low, high, n_steps):
    """Return η(t) = low · (high/low)^(t/(T − 1)), even steps on a log axis."""
    ratio = math.log(high / low) / (n_steps - 1)
    return lambda step: low * math.exp(ratio * step)


@in_words(first=check_objective)
def range_test(
    objective,
    params,
    *,
    low=1e-3,
    high=100.0,
    n_steps=100,
    batch_size=None,
    optimizer=None,
    seed=0,
):
    """Let η grow from ``low`` to ``high`` in one run, and find where the loss turns around.

    η_t = low · (high/low)^(t/(T − 1)). While η is below the limit the loss falls, beyond it rises.

    Parameters
    ----------
    objective : object
        As for `gradient_descent`.
    params : array_like of shape (n_params,)
        θ₀.
    low, high : float
        The first and the last learning rate, 0 < low < high.
    n_steps : int
        T, the number of updates. J is measured after each of them, which costs T passes over the
        data where the objective does not have it for free.
    batch_size : int, optional
        b. By default 32, or N if that is less. The test works *because* mini-batches are noisy:
        with all rows the direction that will explode has shrunk to nothing when its limit comes,
        and the loss turns too late.
    optimizer : Optimizer, optional
        Default: `sgd`.
    seed : int
        Source of the random order. One run is an anecdote: try a few.

    Returns
    -------
    RangeTest

    Raises
    ------
    ValueError
        If an argument is out of its range or of a wrong kind.

    Notes
    -----
    Smith, "Cyclical Learning Rates for Training Neural Networks", WACV 2017, arXiv:1506.01186, lets
    η grow along a line and reads the accuracy. The turn is where runs break, not where to train.

    Examples
    --------
    >>> import gdviz as gd
    >>> X, y = gd.datasets.line()
    >>> gd.range_test(gd.LeastSquares(gd.add_bias(X), y), [0, 0])
    RangeTest(suggestion 0.569: a third of η = 1.71, at which the loss turned)
    """
    params = check_params(objective, params)
    low = check_number("low", low, above=0)
    high = check_number("high", high, above=low)
    n_steps = check_integer("n_steps", n_steps, low=2)
    n_samples = objective.n_samples
    b = check_batch_size(min(32, n_samples) if batch_size is None else batch_size, n_samples)
    run = gradient_descent(
        objective,
        params,
        learning_rate=ramp(low, high, n_steps),
        batch_size=b,
        max_steps=n_steps,
        optimizer=optimizer,
        seed=seed,
        record_loss=True,
    )
    is_finite = np.isfinite(run.loss[1:])
    rates, losses = run.learning_rate[1:][is_finite], run.loss[1:][is_finite]
    turn, rule = _turn(rates, losses, start=run.loss[0])
    suggestion = None if turn is None else turn / SHARE
    if turn is not None and b == n_samples > 1:
        sentence = _("{rule}; with all rows the turn comes too late, take mini-batches")
        rule = sentence.format(rule=rule)
    return RangeTest(rates, losses, turn, suggestion, rule)


def _turn(rates, losses, *, start):
    """Return the rate at the lowest loss, and what it means; None where there is no turn."""
    if not len(losses) or losses.min() >= start:
        return None, _("the loss never fell: begin with a smaller low")
    lowest = int(losses.argmin())
    turn = float(rates[lowest])
    if lowest == len(losses) - 1:
        sentence = _("the loss still fell at η = {rate}: end with a larger high")
        return None, sentence.format(rate=f"{turn:.3g}")
    return turn, _("a third of η = {rate}, at which the loss turned").format(rate=f"{turn:.3g}")
