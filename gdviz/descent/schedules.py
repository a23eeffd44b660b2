"""Schedules: how the learning rate changes by the step, and the batch size by the epoch.

A learning-rate schedule is any function step -> η, with step = 0 for the first update. A batch-size
schedule is any function epoch -> b, with epoch = 0 for the first pass, because the rows are cut
into batches once a pass. Those below return such functions.
"""

import math

from gdviz.checks import check_integer, check_number
from gdviz.descent.batches import check_batch_size
from gdviz.descent.optimizers import Optimizer, sgd


def constant(learning_rate):
    """Return η(t) = η₀.

    Examples
    --------
    >>> constant(0.1)(999)
    0.1
    """
    check_number("learning_rate", learning_rate, low=0)
    return lambda step: learning_rate


def step_decay(learning_rate, *, factor=0.5, every):
    """Return η(t) = η₀ · factor^⌊t/every⌋: a staircase that falls every ``every`` updates.

    Examples
    --------
    >>> [step_decay(0.8, every=10)(step) for step in (0, 9, 10, 20)]
    [0.8, 0.8, 0.4, 0.2]
    """
    check_number("learning_rate", learning_rate, low=0)
    check_number("factor", factor, above=0)
    check_integer("every", every)
    return lambda step: learning_rate * factor ** (step // every)


def inverse_time(learning_rate, *, half_life):
    """Return η(t) = η₀ / (1 + t/half_life): after ``half_life`` updates the rate has halved.

    Ση diverges and Ση² converges, the conditions of Robbins & Monro (1951) for stochastic
    gradient descent to settle.

    Examples
    --------
    >>> inverse_time(0.4, half_life=100)(100)
    0.2
    """
    check_number("learning_rate", learning_rate, low=0)
    check_number("half_life", half_life, above=0)
    return lambda step: learning_rate / (1 + step / half_life)


def exponential(learning_rate, *, rate):
    """Return η(t) = η₀ · exp(−rate·t), ``rate`` in 1/updates.

    Examples
    --------
    >>> exponential(1.0, rate=0.0)(50)
    1.0
    """
    check_number("learning_rate", learning_rate, low=0)
    check_number("rate", rate, low=0)
    return lambda step: learning_rate * math.exp(-rate * step)


def cosine(learning_rate, *, n_steps):
    """Return η(t) = η₀ · (1 + cos(πt/n_steps))/2, and 0 from update n_steps on.

    Loshchilov & Hutter (2017), without their restarts.

    Examples
    --------
    >>> [round(cosine(0.2, n_steps=100)(step), 3) for step in (0, 50, 100, 150)]
    [0.2, 0.1, 0.0, 0.0]
    """
    check_number("learning_rate", learning_rate, low=0)
    check_integer("n_steps", n_steps)
    return lambda step: learning_rate * (1 + math.cos(math.pi * min(step / n_steps, 1))) / 2


def warmup(schedule, *, n_steps):
    """Return ``schedule`` with its first ``n_steps`` updates scaled up along a straight line.

    η(t) = schedule(t) · min(1, (t + 1)/n_steps).

    Examples
    --------
    >>> [warmup(constant(0.4), n_steps=4)(step) for step in (0, 1, 3, 10)]
    [0.1, 0.2, 0.4, 0.4]
    """
    check_integer("n_steps", n_steps)
    return lambda step: schedule(step) * min(1, (step + 1) / n_steps)


def follow(schedule, optimizer=None):
    """Return an optimizer with d = schedule(t) · d of ``optimizer``, by default that of `sgd`.

    A sweep keeps η₀ constant along a run; with this optimizer the rate is η₀ · schedule(t).

    Examples
    --------
    >>> optimizer = follow(step_decay(1.0, every=1))
    >>> state = optimizer.init(0.0)
    >>> for _ in range(3):
    ...     direction, state = optimizer.update(8.0, state, 0.0)
    >>> direction
    2.0
    """
    inner = optimizer or sgd()

    def update(grad, state, params):
        step, memory = state
        direction, memory = inner.update(grad, memory, params)
        return schedule(step) * direction, (step + 1, memory)

    def init(params):
        return 0, inner.init(params)

    return Optimizer(init, update, elementwise=inner.elementwise, name=f"follow(…, {inner})")


def growing_batch(batch_size, *, factor=2, every, largest):
    """Return b(e) = min(largest, b₀ · factor^⌊e/every⌋), e counted in epochs.

    Growing the batch calms the noise as a falling learning rate does (Smith et al. 2018).

    Examples
    --------
    >>> [growing_batch(8, every=2, largest=20)(epoch) for epoch in (0, 2, 4)]
    [8, 16, 20]
    """
    check_integer("batch_size", batch_size)
    check_integer("factor", factor)
    check_integer("every", every)
    check_integer("largest", largest)
    return lambda epoch: min(largest, batch_size * factor ** (epoch // every))


def learning_rate_schedule(learning_rate):
    """Return a schedule that checks each rate it gives out; a number becomes a constant one."""
    if not callable(learning_rate):
        return constant(learning_rate)
    return lambda step: check_number(f"learning_rate({step})", learning_rate(step), low=0)


def batch_size_schedule(batch_size, n_samples):
    """Return a schedule that checks each size it gives out; a number or None becomes constant."""
    if not callable(batch_size):
        b = check_batch_size(batch_size, n_samples)
        return lambda epoch: b
    return lambda epoch: check_batch_size(batch_size(epoch), n_samples, name=f"batch_size({epoch})")
