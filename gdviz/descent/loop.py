"""Gradient descent: the loop that every notebook is about.

Batch, stochastic and mini-batch gradient descent are this one loop with another ``batch_size``.
Read `updates` first: it is the whole algorithm. `gradient_descent` runs it and keeps the record.
"""

import itertools
import math
import sys

import numpy as np

from gdviz.arguments import in_words
from gdviz.checks import (
    as_rng,
    check_flag,
    check_integer,
    check_objective,
    check_params,
    check_parts,
    checked_loss,
    kind_of,
    takes,
)
from gdviz.descent.batches import check_order, cut, epochs, rows_per_epoch
from gdviz.descent.divergence import has_diverged
from gdviz.descent.first_look import LookedAt, Moved
from gdviz.descent.optimizers import check_optimizer
from gdviz.descent.record import Record
from gdviz.descent.schedules import batch_size_schedule, learning_rate_schedule
from gdviz.descent.stopping import Progress, check_conditions, reason_to_stop
from gdviz.objectives.stacks import at, loss_or_inf
from gdviz.words import _

OVERFLOW = object()  # the reason of a run whose loss, measured on the way, is not finite
LOOK_AHEAD = 10_000  # epochs of a batch-size schedule that are checked before the first update


def updates(objective, params, *, learning_rate, batch_size, optimizer, n_epochs, rng, **order):
    """Yield (step, epoch, samples_seen, η, b, params, rows) after each update.

    θ ← θ − η d, where the optimizer makes d from the mean gradient over the batch.
    ``learning_rate`` and ``batch_size`` are schedules here; ``n_epochs`` is None for no end.
    """
    n_samples = objective.n_samples
    state = optimizer.init(params)
    step = samples_seen = 0
    passes = itertools.islice(epochs(n_samples, batch_size, rng=rng, **order), n_epochs)
    for epoch, (order_of_rows, b) in enumerate(passes):
        batches = cut(order_of_rows, b)
        whole = b == n_samples and not order["replace"]
        for k, rows in enumerate(batches, start=1):
            rate = learning_rate(step)
            grad = at(objective, samples_seen).grad(params, None if whole else rows)
            direction, state = optimizer.update(grad, state, params)
            params = params - rate * direction
            params.setflags(write=False)  # what is recorded stays what it was
            step += 1
            samples_seen += len(rows)
            yield step, epoch + k / len(batches), samples_seen, rate, len(rows), params, rows


@in_words(first=check_objective)
def gradient_descent(
    objective,
    params,
    *,
    learning_rate,
    batch_size=None,
    n_epochs=None,
    max_steps=None,
    optimizer=None,
    shuffle=True,
    replace=False,
    drop_last=False,
    seed=0,
    stop=(),
    record_every=1,
    record_rows=False,
    record_loss=None,
    callback=None,
    progress=False,
):
    """Minimize ``objective`` from ``params`` and return the path.

    θ_{t+1} = θ_t − η · (1/b) Σ_{i∈B_t} ∇ℓᵢ(θ_t), for batches B_t of b rows.

    Parameters
    ----------
    objective : object
        Has ``n_samples``, ``n_params``, ``loss(params, rows=None)`` and
        ``grad(params, rows=None)``; rows are row numbers, None means all data.
    params : array_like of shape (n_params,)
        θ₀, where to start. It is not changed.
    learning_rate : float or callable
        η ≥ 0, or a schedule step -> η.
    batch_size : int or callable, optional
        b, from 1 (stochastic) to N, or a schedule epoch -> b. None: all N rows.
    n_epochs, max_steps : int, optional
        How long to run: passes over the data, updates, or whichever ends first.
    optimizer : Optimizer, optional
        Default: `sgd`, the plain gradient.
    shuffle, replace, drop_last : bool
        How an epoch is cut into batches, see `minibatches`.
    seed : int or numpy.random.Generator
        Source of the random order.
    stop : sequence of callables
        Reasons to stop early, see `gdviz.stopping`. Asked after each epoch; where J is far above
        its start then, the run ends as "diverged".
    record_every : int
        Keep every so many updates (the first and the last always).
    record_rows : bool
        Keep the row numbers of each recorded batch.
    record_loss : bool, optional
        Measure J over all data at every record (True) or never (False). By default at every
        record where the objective has it for free (``loss_is_cheap``), else once a pass.
    callback : callable, optional
        Called as ``callback(step, params)`` after each update; a true answer ends the run.
    progress : bool
        Show a tqdm progress bar.

    Returns
    -------
    Trajectory
        A run that diverges is a result as well: ``stop_reason`` is "diverged". So is one that is
        interrupted from the keyboard: "interrupted", with all records up to then.

    Raises
    ------
    ValueError
        If an argument, or a value that a schedule returns, is out of its range or of a wrong kind,
        or if the first answer of ``objective`` or ``optimizer`` is not what it must be.
    TypeError
        If an argument is not known, or missing.
    ImportError
        If ``progress`` is asked for and tqdm is not installed.

    Notes
    -----
    Robbins & Monro (1951) for batches of one, Cauchy (1847) for all rows at once.

    Examples
    --------
    >>> import gdviz as gd
    >>> parabola = gd.objectives.parabola(2.0)
    >>> run = gd.gradient_descent(parabola, [1.0], learning_rate=0.25, max_steps=3)
    >>> run.params.ravel()
    array([1.   , 0.5  , 0.25 , 0.125])
    """
    check_parts(objective)
    params = check_params(objective, params)
    rates, sizes = learning_rate_schedule(learning_rate), batch_size_schedule(batch_size, objective)
    optimizer, conditions = check_optimizer(optimizer), check_conditions(stop)
    order = check_order(shuffle=shuffle, replace=replace, drop_last=drop_last)
    n_epochs, max_steps = _check_budget(n_epochs, max_steps)
    if callback is not None and not takes(callback, 2):
        raise ValueError(
            _("callback must be a function (step, params). Got {given}.").format(
                given=kind_of(callback)
            )
        )
    record = Record(params, every=record_every, with_rows=check_flag("record_rows", record_rows))
    if record_loss is None or check_flag("record_loss", record_loss):
        record.start(checked_loss(objective, params))
    steps = updates(
        LookedAt(objective),
        params,
        learning_rate=rates,
        batch_size=sizes,
        optimizer=Moved(optimizer),
        n_epochs=n_epochs,
        rng=as_rng("seed", seed),
        **order,
    )
    total = n_updates(objective, batch_size, sizes, order["drop_last"], n_epochs, max_steps)
    steps = itertools.islice(_until_overflow(steps, params), max_steps)
    ends_early = _early_end(objective, params, conditions, callback)
    zeros = np.zeros_like(params)  # 0 · ∞ is NaN: one product finds any parameter that overflowed
    epoch, reason = 0.0, None
    with np.errstate(all="ignore"):
        try:
            for update in progress_bar(steps, total, progress):
                step, epoch, params = update[0], update[1], update[5]
                if math.isnan(params.dot(zeros)):
                    reason = "diverged"
                    break
                record.add(update)
                if ends_early and (reason := ends_early(step, epoch, params)):
                    break
        except KeyboardInterrupt:
            reason = "interrupted"
        if reason is OVERFLOW:
            record.forget_latest()
            reason = "diverged"
        if reason is None:
            reason = "max_steps" if n_epochs is None or epoch < n_epochs else "n_epochs"
        return record.trajectory(objective, stop_reason=reason, record_loss=record_loss)


def _until_overflow(steps, params):
    """Yield from ``steps``; one that Python's floats are too small for has NaN for its params."""
    try:
        yield from steps
    except OverflowError:
        yield math.nan, math.nan, 0, math.nan, 0, np.full_like(params, np.nan), None


def _early_end(objective, params, conditions, callback):
    """Return a function that says why the run should end now, or None if nothing can end it."""
    if not (conditions or callback):
        return None
    losses = [loss_or_inf(objective, params)] if conditions else []

    def ends_early(step, epoch, params):
        if callback and callback(step, params):
            return "callback"
        if not (conditions and epoch.is_integer()):
            return None
        losses.append(loss_or_inf(objective, params))
        if not math.isfinite(losses[-1]):
            return OVERFLOW
        reason = reason_to_stop(conditions, Progress(objective, params, losses))
        return "diverged" if reason and has_diverged(objective, np.array(losses)) else reason

    return ends_early


def progress_bar(steps, n_updates, progress):
    """Return ``steps`` with a tqdm progress bar if ``progress``, else as they are.

    Raises
    ------
    ValueError
        If ``progress`` is neither True nor False.
    ImportError
        If it is True and tqdm is not installed.
    """
    if not check_flag("progress", progress):
        return steps
    try:
        from tqdm.auto import tqdm  # needed to watch, not to compute
    except ImportError as error:
        raise ImportError(_("progress=True needs tqdm: pip install tqdm")) from error
    return tqdm(steps, total=n_updates, unit="update")


def _check_budget(n_epochs, max_steps):
    """Return both limits as numbers that `itertools.islice` takes; None where there is none."""
    if n_epochs is None and max_steps is None:
        raise ValueError(_("n_epochs or max_steps must say how long to run. Got None for both."))
    limits = {"n_epochs": n_epochs, "max_steps": max_steps}
    return [
        None if limit is None else min(check_integer(name, limit, low=0), sys.maxsize)
        for name, limit in limits.items()
    ]


def n_updates(objective, batch_size, sizes, drop_last, n_epochs, max_steps):
    """Return how many updates the limits allow, and None where a schedule goes on for too long.

    A schedule of sizes is asked for its first epochs, so that one out of range is found at once.
    """
    if n_epochs is None:
        return max_steps
    n_looks = min(n_epochs, LOOK_AHEAD) if callable(batch_size) else 1
    n_samples, total, b = objective.n_samples, 0, None
    for epoch in range(n_looks):
        b = sizes(epoch)
        total += math.ceil(rows_per_epoch(n_samples, b, drop_last) / b)
        if max_steps is not None and total >= max_steps:
            return max_steps
    if callable(batch_size):
        return total if n_epochs == n_looks else None
    return min(n_epochs * total, sys.maxsize if max_steps is None else max_steps)
