"""Exercises of notebook 10, overfitting and generalization."""

import numpy as np

from gdviz.exercises import judges


def kept_epoch(losses, patience):
    """The index of the best loss at the moment when it is `patience` epochs old."""
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best]:
            best = epoch
        if epoch - best >= patience:
            break
    return best


def stopping_epoch(losses, patience):
    """The index at which the run ends."""
    return min(kept_epoch(losses, patience) + patience, len(losses) - 1)


def decay_step(params, grad, learning_rate, strength):
    """(1 − ηλ)θ − η∇J."""
    return (1 - learning_rate * strength) * params - learning_rate * grad


def drop(H, noise, dropout):
    """H where the noise is at least p, divided by 1 − p; 0 elsewhere."""
    return H * (noise >= dropout) / (1 - dropout)


def limit(X, y, start):
    """θ₀ + X⁺(y − Xθ₀): the closest point to the start where every row is fitted."""
    return start + np.linalg.pinv(X) @ (y - X @ start)


def _curves():
    """(losses, patience): a second dip within and beyond the patience, ties, no rise at all."""
    dips = [0.9, 0.5, 0.6, 0.7, 0.55, 0.4, 0.45, 0.41, 0.43, 0.44, 0.46, 0.3]
    for patience in (1, 3, 4, 6, 20):
        yield dips, patience
    yield [0.5, 0.5, 0.5, 0.2], 3
    yield [0.4, 0.6, 0.7], 2
    yield [0.9, 0.8, 0.7, 0.6], 2


def _steps():
    """(params, grad, learning_rate, strength) of several sizes."""
    rng = np.random.default_rng(10)
    for n_params, learning_rate, strength in ((2, 0.1, 0.5), (5, 0.02, 3.0), (3, 0.4, 0.0)):
        yield rng.normal(size=n_params), rng.normal(size=n_params), learning_rate, strength


def _layers():
    """(H, noise, dropout): several shares."""
    rng = np.random.default_rng(11)
    for shape, dropout in (((4, 6), 0.25), ((3, 8), 0.8), ((2, 3), 0.4)):
        yield rng.uniform(0.5, 2, shape), rng.random(shape), dropout


def _wide_tables():
    """(X, y, start) with more columns than rows."""
    rng = np.random.default_rng(12)
    for n_samples, n_params in ((3, 7), (1, 4), (5, 6)):
        yield (
            rng.normal(size=(n_samples, n_params)),
            rng.normal(size=n_samples),
            rng.normal(size=n_params),
        )


EXERCISES = {
    "10.1": judges.function(
        kept_epoch,
        list(_curves()),
        otherwise="go through the losses and remember where the best one was. Stop as soon as the "
        "present epoch minus that one is `patience`.",
        mistakes=[
            (
                "that is where the run stops. The params that are kept are `patience` epochs old.",
                stopping_epoch,
            ),
            (
                "that looks at the whole list: the epochs after the stop never happen.",
                lambda losses, patience: int(np.argmin(losses)),
            ),
            (
                "the patience is forgotten: this stops at the first epoch without improvement.",
                lambda losses, patience: kept_epoch(losses, 1),
            ),
            (
                "one epoch too patient: stop when the best is `patience` epochs old, "
                "not when it is older.",
                lambda losses, patience: kept_epoch(losses, patience + 1),
            ),
            (
                "one epoch too impatient: the best itself is 0 epochs old.",
                lambda losses, patience: kept_epoch(losses, patience - 1),
            ),
            ("count from 0, as Python does.", lambda *a: kept_epoch(*a) + 1),
            (
                "return the index of the epoch, not its loss.",
                lambda losses, patience: losses[kept_epoch(losses, patience)],
            ),
        ],
    ),
    "10.2": judges.function(
        decay_step,
        list(_steps()),
        otherwise="the gradient of J + λ/2 · Σθ² is ∇J + λθ. Take one step of plain descent on it.",
        mistakes=[
            (
                "the weights grow: the penalty pulls towards 0, 1 − ηλ and not 1 + ηλ.",
                lambda p, g, rate, s: decay_step(p, g, rate, -s),
            ),
            (
                "η is missing in the decay: the factor is 1 − ηλ.",
                lambda p, g, rate, s: (1 - s) * p - rate * g,
            ),
            (
                "the penalty is λ/2 · Σθ², so its gradient is λθ without a factor 2.",
                lambda p, g, rate, s: decay_step(p, g, rate, 2 * s),
            ),
            (
                "that is L1: its gradient is λ · sign(θ).",
                lambda p, g, rate, s: p - rate * (g + s * np.sign(p)),
            ),
            (
                "decay the old params, not the new ones: both gradients are taken at θ.",
                lambda p, g, rate, s: (1 - rate * s) * (p - rate * g),
            ),
            ("the penalty is missing.", lambda p, g, rate, s: p - rate * g),
            (
                "the ½ is gone after differentiating: the gradient of λ/2 · Σθ² is λθ.",
                lambda p, g, rate, s: decay_step(p, g, rate, s / 2),
            ),
            (
                "uphill: both gradients are subtracted.",
                lambda p, g, rate, s: (1 + rate * s) * p + rate * g,
            ),
            (
                "η is missing in front of ∇J.",
                lambda p, g, rate, s: (1 - rate * s) * p - g,
            ),
            (
                "uphill: the gradient of J is subtracted.",
                lambda p, g, rate, s: (1 - rate * s) * p + rate * g,
            ),
            (
                "that is the gradient of the penalized loss. Now make the step.",
                lambda p, g, rate, s: g + s * p,
            ),
        ],
    ),
    "10.3": judges.function(
        drop,
        list(_layers()),
        otherwise="H where noise >= dropout, 0 elsewhere, and all of it divided by 1 − dropout.",
        mistakes=[
            (
                "the units are right, but the mean has shrunk: divide by 1 − dropout.",
                lambda H, noise, p: H * (noise >= p),
            ),
            (
                "divide by the share that stays, 1 − dropout, not by the one that goes.",
                lambda H, noise, p: H * (noise >= p) / p,
            ),
            (
                "the others have to grow, not shrink: divide by 1 − dropout.",
                lambda H, noise, p: H * (noise >= p) * (1 - p),
            ),
            (
                "the wrong units are off: off are those whose number is below `dropout`.",
                lambda H, noise, p: H * (noise < p) / (1 - p),
            ),
            (
                "the mask is drawn with `dropout` as the share that stays: it is the share that "
                "goes.",
                lambda H, noise, p: H * (noise >= 1 - p) / (1 - p),
            ),
            (
                "the same units are off in every row: each row has its own noise.",
                lambda H, noise, p: H * (noise[0] >= p) / (1 - p),
            ),
            (
                "that is the mask. Multiply H by it.",
                lambda H, noise, p: (noise >= p) / (1 - p),
            ),
            ("nothing is switched off.", lambda H, noise, p: H),
        ],
    ),
    "10.4": judges.function(
        limit,
        list(_wide_tables()),
        otherwise="every step is a combination of rows of X, so θ − θ₀ is one, too. Which one "
        "makes Xθ = y?",
        mistakes=[
            (
                "that is where a start at 0 ends. The part of the start that no row sees stays.",
                lambda X, y, start: np.linalg.pinv(X) @ y,
            ),
            (
                "X θ is not y there: what the start fits already must not be added again.",
                lambda X, y, start: start + np.linalg.pinv(X) @ y,
            ),
            (
                "the sign: move by X⁺ times what is missing, y − Xθ₀.",
                lambda X, y, start: start - np.linalg.pinv(X) @ (y - X @ start),
            ),
            (
                "you kept the wrong part of the start: the rows see X⁺Xθ₀ and change it; "
                "θ₀ − X⁺Xθ₀ stays.",
                lambda X, y, start: np.linalg.pinv(X) @ (y + X @ start),
            ),
            (
                "that is the part of the start that stays. Add the solution of smallest norm.",
                lambda X, y, start: start - np.linalg.pinv(X) @ X @ start,
            ),
        ],
    ),
}
