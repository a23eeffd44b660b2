"""Exercises of notebook 10, overfitting and generalization."""

import operator

import numpy as np

from gdviz.exercises.judges import Function


def kept_epoch(
    losses,
    patience,
    *,
    better=operator.lt,
    is_over=operator.ge,
    wait=lambda patience: patience,
    previous=False,
    first=0,
):
    """The index of the best loss at the moment when it is `patience` epochs old."""
    best = 0
    for epoch, loss in enumerate(losses):
        if better(loss, losses[max(epoch - 1, 0) if previous else best]):
            best = epoch
        if is_over(epoch - best, wait(patience)):
            break
    return best + first


def decay_step(
    params,
    grad,
    learning_rate,
    strength,
    *,
    downhill=1,
    shrink=1,
    penalty=lambda params, update: params,
    factor=1,
    rate=lambda eta: eta,
    decay_rate=lambda eta: eta,
    keep=1,
):
    """(1 − ηλ)θ − η∇J."""
    update = downhill * rate(learning_rate) * grad
    pull = shrink * factor * decay_rate(learning_rate) * strength
    return keep * params - update - pull * penalty(params, update)


def drop(
    H,
    noise,
    dropout,
    *,
    stays=operator.ge,
    share=lambda p: 1 - p,
    border=lambda p: p,
    of=lambda noise: noise,
    values=lambda H: H,
):
    """H where the noise is at least p, divided by 1 − p; 0 elsewhere."""
    return values(H) * stays(of(noise), border(dropout)) / share(dropout)


def limit(X, y, start, *, kept=1, sign=1, seen=1):
    """θ₀ + X⁺(y − Xθ₀): the closest point to the start where every row is fitted."""
    return kept * start + sign * np.linalg.pinv(X) @ (y - seen * X @ start)


def _curves():
    """(losses, patience): a second dip within and beyond the patience, ties, no rise at all."""
    yield [0.5, 0.5, 0.9], 5
    yield [0.5, 0.5, 0.5, 0.2], 2
    yield [0.4, 0.6, 0.7], 2
    yield [0.9, 0.8, 0.7, 0.6], 2
    yield [0.7], 3
    dips = [0.9, 0.5, 0.6, 0.7, 0.55, 0.4, 0.45, 0.41, 0.43, 0.44, 0.46, 0.3]
    for patience in (1, 3, 4, 6, 20):
        yield dips, patience


def _steps():
    """(params, grad, learning_rate, strength) of several sizes."""
    rng = np.random.default_rng(10)
    for n_params, learning_rate, strength in ((2, 0.1, 0.5), (1, 0.02, 3.0), (5, 0.3, 0.2)):
        yield *rng.normal(size=(2, n_params)).round(1), learning_rate, strength


def _layers():
    """(H, noise, dropout): several shares; one number is `dropout` to the letter."""
    rng = np.random.default_rng(11)
    yield np.array([[1.0, 2.0, 4.0, 3.0]]), np.array([[0.25, 0.9, 0.1, 0.8]]), 0.25
    for shape, dropout in (((4, 6), 0.25), ((3, 8), 0.8), ((2, 3), 0.4), ((2, 3), 0.0)):
        yield rng.uniform(0.5, 2, shape).round(2), rng.random(shape).round(2), dropout


def _wide_tables():
    """(X, y, start) with more columns than rows."""
    rng = np.random.default_rng(12)
    for n_samples, n_params in ((1, 4), (2, 3), (3, 7)):
        yield (
            rng.normal(size=(n_samples, n_params)).round(1),
            rng.normal(size=n_samples).round(1),
            rng.normal(size=n_params).round(1),
        )


EXERCISES = {
    "10.1": Function(
        kept_epoch,
        list(_curves()),
        {
            "end_of_run": lambda losses, patience: min(
                kept_epoch(losses, patience) + patience, len(losses) - 1
            ),
            "whole_list": lambda losses, patience: np.argmin(losses),
            "ties": {"better": operator.le},
            "no_patience": {"wait": lambda patience: 1},
            "too_patient": {"is_over": operator.gt},
            "too_impatient": {"wait": lambda patience: patience - 1},
            "previous": {"previous": True},
            "from_one": {"first": 1},
            "loss": lambda losses, patience: losses[kept_epoch(losses, patience)],
        },
    ),
    "10.2": Function(
        decay_step,
        list(_steps()),
        {
            "grows": {"shrink": -1},
            "no_rate_in_decay": {"decay_rate": lambda eta: 1},
            "rate_twice_in_decay": {"decay_rate": np.square},
            "twice": {"factor": 2},
            "l1": {"penalty": lambda params, update: np.sign(params)},
            "new_params": {"penalty": lambda params, update: params - update},
            "of_gradient": {"penalty": lambda params, update: update},
            "no_penalty": {"factor": 0},
            "half": {"factor": 0.5},
            "all_uphill": {"downhill": -1, "shrink": -1},
            "no_rate": {"rate": lambda eta: 1},
            "uphill": {"downhill": -1},
            "step_only": [{"keep": 0}, {"keep": 0, "downhill": -1, "shrink": -1}],
            "gradient": lambda params, grad, rate, strength: grad + strength * params,
        },
    ),
    "10.3": Function(
        drop,
        list(_layers()),
        {
            "not_divided": {"share": lambda p: 1},
            "other_share": {"share": lambda p: p},
            "multiplied": {"share": lambda p: 1 / (1 - p)},
            "wrong_units": {"stays": operator.lt},
            "border": {"stays": operator.gt},
            "share_that_stays": {"border": lambda p: 1 - p},
            "same_in_all_rows": {"of": lambda noise: noise[0]},
            "mask": {"values": np.ones_like},
            "nothing_off": lambda H, noise, dropout: H,
            "only_scaled": lambda H, noise, dropout: H / (1 - dropout),
        },
    ),
    "10.4": Function(
        limit,
        list(_wide_tables()),
        {
            "from_zero": {"kept": 0, "seen": 0},
            "start_added": {"seen": 0},
            "sign": {"sign": -1},
            "wrong_part": {"kept": 0, "seen": -1},
            "kept_part": lambda X, y, start: limit(X, 0 * y, start),
            "move_only": {"kept": 0},
        },
    ),
}
