"""Schedules: how the learning rate changes by the step, and the batch size by the epoch.

A learning-rate schedule is any function step -> η, with step = 0 for the first update. A batch-size
schedule is any function epoch -> b, with epoch = 0 for the first pass, because the rows are cut
into batches once a pass. Those below return such functions.
"""

import math
import sys

from gdviz.arguments import in_words
from gdviz.checks import check_integer, check_number, kind_of, takes
from gdviz.descent.batches import check_batch_size
from gdviz.descent.optimizers import Optimizer, check_optimizer
from gdviz.words import _


@in_words()
def constant(learning_rate):
    """Return η(t) = η₀.

    Parameters
    ----------
    learning_rate : float
        η₀ ≥ 0.

    Returns
    -------
    callable
        step -> η.

    Raises
    ------
    ValueError
        If ``learning_rate`` is not a finite number, or negative.

    Examples
    --------
    >>> constant(0.1)(999)
    0.1
    """
    rate = check_number("learning_rate", learning_rate, low=0)
    return lambda step: rate


@in_words()
def step_decay(learning_rate, *, factor=0.5, every):
    """Return η(t) = η₀ · factor^⌊t/every⌋: a staircase that falls every ``every`` updates.

    Parameters
    ----------
    learning_rate : float
        η₀ ≥ 0.
    factor : float
        Above 0; below 1 for stairs that go down. The rate never exceeds the largest float.
    every : int
        Updates on each stair.

    Returns
    -------
    callable
        step -> η.

    Raises
    ------
    ValueError
        If an argument is out of its range.

    Examples
    --------
    >>> [step_decay(0.8, every=10)(step) for step in (0, 9, 10, 20)]
    [0.8, 0.8, 0.4, 0.2]
    """
    rate = check_number("learning_rate", learning_rate, low=0)
    factor = check_number("factor", factor, above=0)
    every = check_integer("every", every)

    def schedule(step):
        try:
            return min(rate * factor ** (step // every), sys.float_info.max)
        except OverflowError:
            return sys.float_info.max if rate else 0.0

    return schedule


@in_words()
def inverse_time(learning_rate, *, half_life):
    """Return η(t) = η₀ / (1 + t/half_life): after ``half_life`` updates the rate has halved.

    Ση diverges and Ση² converges, the conditions of Robbins & Monro (1951) for stochastic
    gradient descent to settle.

    Parameters
    ----------
    learning_rate : float
        η₀ ≥ 0.
    half_life : float
        Above 0, in updates.

    Returns
    -------
    callable
        step -> η.

    Raises
    ------
    ValueError
        If an argument is out of its range.

    Examples
    --------
    >>> inverse_time(0.4, half_life=100)(100)
    0.2
    """
    rate = check_number("learning_rate", learning_rate, low=0)
    half_life = check_number("half_life", half_life, above=0)
    return lambda step: rate / (1 + step / half_life)


@in_words()
def exponential(learning_rate, *, rate):
    """Return η(t) = η₀ · exp(−rate·t).

    Parameters
    ----------
    learning_rate : float
        η₀ ≥ 0.
    rate : float
        At least 0, in 1/updates: after 1/rate updates η is η₀/e.

    Returns
    -------
    callable
        step -> η.

    Raises
    ------
    ValueError
        If an argument is out of its range.

    Examples
    --------
    >>> exponential(1.0, rate=0.0)(50)
    1.0
    """
    learning_rate = check_number("learning_rate", learning_rate, low=0)
    rate = check_number("rate", rate, low=0)
    return lambda step: learning_rate * math.exp(-rate * step)


@in_words()
def cosine(learning_rate, *, n_steps):
    """Return η(t) = η₀ · (1 + cos(πt/n_steps))/2, and 0 from update n_steps on.

    Loshchilov & Hutter (2017), without their restarts.

    Parameters
    ----------
    learning_rate : float
        η₀ ≥ 0.
    n_steps : int
        Updates until the rate is 0.

    Returns
    -------
    callable
        step -> η.

    Raises
    ------
    ValueError
        If an argument is out of its range.

    Examples
    --------
    >>> [round(cosine(0.2, n_steps=100)(step), 3) for step in (0, 50, 100, 150)]
    [0.2, 0.1, 0.0, 0.0]
    """
    rate = check_number("learning_rate", learning_rate, low=0)
    n_steps = check_integer("n_steps", n_steps)
    return lambda step: rate * (1 + math.cos(math.pi * min(step / n_steps, 1))) / 2


@in_words()
def warmup(schedule, *, n_steps):
    """Return ``schedule`` with its first ``n_steps`` updates scaled up along a straight line.

    η(t) = schedule(t) · min(1, (t + 1)/n_steps).

    Parameters
    ----------
    schedule : callable
        step -> η.
    n_steps : int
        Updates until the rate is that of ``schedule``.

    Returns
    -------
    callable
        step -> η.

    Raises
    ------
    ValueError
        If ``schedule`` is no function of the step, or ``n_steps`` is not an integer above 0.

    Examples
    --------
    >>> [warmup(constant(0.4), n_steps=4)(step) for step in (0, 1, 3, 10)]
    [0.1, 0.2, 0.4, 0.4]
    """
    schedule = check_schedule("schedule", schedule)
    n_steps = check_integer("n_steps", n_steps)

    def warmed_up(step):
        rate = check_number(f"schedule({step})", schedule(step), low=0)
        return rate * min(1, (step + 1) / n_steps)

    return warmed_up


@in_words()
def follow(schedule, optimizer=None):
    """Return an optimizer with d = schedule(t) · d of ``optimizer``, by default that of `sgd`.

    A sweep keeps η₀ constant along a run; with this optimizer the rate is η₀ · schedule(t).

    Parameters
    ----------
    schedule : callable
        step -> η/η₀.
    optimizer : Optimizer, optional

    Returns
    -------
    Optimizer

    Raises
    ------
    ValueError
        If ``schedule`` is no function of the step, or ``optimizer`` is none.

    Examples
    --------
    >>> optimizer = follow(step_decay(1.0, every=1))
    >>> state = optimizer.init(0.0)
    >>> for _ in range(3):
    ...     direction, state = optimizer.update(8.0, state, 0.0)
    >>> direction
    2.0
    """
    schedule, inner = check_schedule("schedule", schedule), check_optimizer(optimizer)

    def init(params):
        return 0, inner.init(params)

    def update(grad, state, params):
        step, memory = state
        direction, memory = inner.update(grad, memory, params)
        return schedule(step) * direction, (step + 1, memory)

    is_elementwise = getattr(inner, "elementwise", False)
    return Optimizer(init, update, elementwise=is_elementwise, name=f"follow(…, {inner})")


@in_words()
def growing_batch(batch_size, *, factor=2, every, largest):
    """Return b(e) = min(largest, b₀ · factor^⌊e/every⌋), e counted in epochs.

    Growing the batch calms the noise as a falling learning rate does (Smith et al. 2018).

    Parameters
    ----------
    batch_size : int
        b₀, at least 1.
    factor : int
        How many times larger the batch becomes, at least 1.
    every : int
        Epochs of each size.
    largest : int
        The size it ends with.

    Returns
    -------
    callable
        epoch -> b.

    Raises
    ------
    ValueError
        If an argument is not an integer above 0.

    Examples
    --------
    >>> [growing_batch(8, every=2, largest=20)(epoch) for epoch in (0, 2, 4)]
    [8, 16, 20]
    """
    b = check_integer("batch_size", batch_size)
    factor, every = check_integer("factor", factor), check_integer("every", every)
    largest = check_integer("largest", largest)
    # 2^(bits of largest) is above largest: a higher power would only be a longer number.
    most = largest.bit_length()
    return lambda epoch: min(largest, b * factor ** min(epoch // every, most))


FACTORIES = (constant, step_decay, inverse_time, exponential, cosine, warmup, growing_batch)


def check_schedule(name, schedule, *, of="step -> η", or_number=False):
    """Return ``schedule``, if it is a function of one number.

    Parameters
    ----------
    name : str
        The argument's name, for the message.
    schedule : callable
    of : str
        What the function takes and returns.
    or_number : bool
        Whether the argument may be a number instead.

    Raises
    ------
    ValueError
        If it cannot be called with one number, or is one of the functions here, not yet called.

    Examples
    --------
    >>> check_schedule("learning_rate", cosine, or_number=True)
    Traceback (most recent call last):
        ...
    ValueError: learning_rate must be a number or a function step -> η: write
    gd.schedules.cosine(…), with its arguments. Got the function cosine.
    """
    hint = ""
    if any(schedule is factory for factory in FACTORIES):
        sentence = _(": write gd.schedules.{name}(…), with its arguments")
        hint = sentence.format(name=schedule.__name__)
    elif takes(schedule, 1):
        return schedule
    elif isinstance(schedule, (int, float)):
        hint = _(": write gd.schedules.constant({number})").format(number=schedule)
    sentence = _("{name} must be a function {of}{hint}. Got {given}.")
    if or_number:
        sentence = _("{name} must be a number or a function {of}{hint}. Got {given}.")
    raise ValueError(sentence.format(name=name, of=of, hint=hint, given=kind_of(schedule)))


def learning_rate_schedule(learning_rate):
    """Return a schedule that checks each rate it gives out; a number becomes a constant one.

    Raises
    ------
    ValueError
        If ``learning_rate`` is neither; the schedule itself, if a rate is out of range.
    """
    if not callable(learning_rate):
        return constant(learning_rate)
    schedule = check_schedule("learning_rate", learning_rate, or_number=True)

    def checked(step):
        try:
            rate = schedule(step)
        except OverflowError:
            rate = math.inf
        return check_number(f"learning_rate({step})", rate, low=0)

    return checked


def batch_size_schedule(batch_size, objective):
    """Return a schedule that checks each size it gives out; a number or None becomes constant.

    Raises
    ------
    ValueError
        If ``batch_size`` is none of these; the schedule itself, if a size is out of range.
    """
    n_samples = check_integer(
        _("{name} of the objective").format(name="n_samples"), objective.n_samples
    )
    if not callable(batch_size):
        b = check_batch_size(batch_size, n_samples)
        return lambda epoch: b
    schedule = check_schedule("batch_size", batch_size, of="epoch -> b", or_number=True)
    return lambda epoch: check_batch_size(schedule(epoch), n_samples, name=f"batch_size({epoch})")
