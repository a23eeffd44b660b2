"""The exercises of notebook 01: the update, its limit, its speed, its end."""

import numpy as np

from gdviz.exercises import judges

UPDATES = [
    (np.array([3.0]), np.array([0.3]), 10.0),
    (np.array([1.0, -2.0]), np.array([4.0, 0.5]), 0.1),
    (np.array([0.0, 5.0, -1.0]), np.array([-2.0, 0.0, 3.0]), 0.25),
]

MATRICES = [
    (np.array([[0.1]]),),
    (np.diag([1.0, 3.0]),),
    (np.array([[4.0, 1.0], [1.0, 2.0]]),),
    (np.array([[2.0, -1.0, 0.0], [-1.0, 2.0, -1.0], [0.0, -1.0, 2.0]]),),
]

LOSSES = [
    ([5.0, 4.0, 3.0, 2.0], 2),
    ([5.0, 2.0, 3.0, 2.5], 2),
    ([5.0, 2.0, 2.0, 2.0], 2),
    ([5.0, 1.0, 4.0, 3.0, 3.5], 2),
    ([5.0, 4.0, 1.0, 4.5], 2),
    ([5.0, 3.0, 4.0, 2.0, 2.5], 3),
    ([5.0, 2.0, 3.0, 4.0], 3),
    ([5.0, 6.0], 2),
    ([5.0, 6.0], 4),
]


def largest_rate(hessian):
    """Return 2/λ_max."""
    return 2 / np.linalg.eigvalsh(hessian)[-1]


def stalled(losses, n_iter_no_change):
    """Return whether the last losses are all no better than the best one before them."""
    before, recent = losses[:-n_iter_no_change], losses[-n_iter_no_change:]
    return bool(before) and min(recent) >= min(before)


EXERCISES = {
    "01.1": judges.function(
        lambda params, grad, learning_rate: params - learning_rate * grad,
        UPDATES,
        otherwise="new params = old params − learning rate · gradient. "
        "Try θ = 3, ∇J = 0.3, η = 10: that gives 0.",
        mistakes=[
            (
                "this walks uphill: the sign of the gradient is flipped.",
                lambda params, grad, learning_rate: params + learning_rate * grad,
            ),
            (
                "the learning rate is not used.",
                lambda params, grad, learning_rate: params - grad,
            ),
            (
                "this is the step, −η∇J. Add it to the old params.",
                lambda params, grad, learning_rate: -learning_rate * grad,
            ),
            (
                "multiply the gradient by the learning rate, do not divide.",
                lambda params, grad, learning_rate: params - grad / learning_rate,
            ),
            (
                "the step is η times the gradient, not η times the params.",
                lambda params, grad, learning_rate: params - learning_rate * params,
            ),
            (
                "do not divide by the gradient's length: steep ground asks for a longer step.",
                lambda params, grad, learning_rate: (
                    params - learning_rate * grad / np.linalg.norm(grad)
                ),
            ),
        ],
    ),
    "01.2": judges.function(
        largest_rate,
        MATRICES,
        otherwise="take the largest eigenvalue of the matrix and divide 2 by it. "
        "For diag(1, 3) that gives 2/3.",
        mistakes=[
            (
                "that is half the limit: with 1/λ_max the walk is still far from diverging.",
                lambda hessian: 1 / np.linalg.eigvalsh(hessian)[-1],
            ),
            (
                "that is the limit of the flattest direction. The steepest one breaks first.",
                lambda hessian: 2 / np.linalg.eigvalsh(hessian)[0],
            ),
            (
                "np.linalg.eigvals does not sort: take the largest, not the first.",
                lambda hessian: 2 / np.linalg.eigvals(hessian)[0],
            ),
            (
                "the diagonal is not enough: a valley that runs askew is steeper than its axes. "
                "Take eigenvalues.",
                lambda hessian: 2 / np.diag(hessian).max(),
            ),
            (
                "that is the best rate. The walk stays stable a little beyond it.",
                lambda hessian: 2 / np.linalg.eigvalsh(hessian)[[0, -1]].sum(),
            ),
            (
                "the sum of the eigenvalues is too careful. The largest one decides.",
                lambda hessian: 2 / np.trace(hessian),
            ),
            (
                "that is λ_max itself. The limit is 2/λ_max.",
                lambda hessian: np.linalg.eigvalsh(hessian)[-1],
            ),
            (
                "this is upside down: steeper ground, smaller rate.",
                lambda hessian: np.linalg.eigvalsh(hessian)[-1] / 2,
            ),
        ],
    ),
    "01.3": judges.number(
        691,
        otherwise="solve ((κ − 1)/(κ + 1))ᵗ ≤ 10⁻⁶ for t with logarithms, and round up.",
        mistakes=[
            (
                "updates come whole, and 690 of them are not quite enough: round up.",
                np.log(1e6) / np.log(101 / 99),
            ),
            ("690 updates are not quite enough: round up.", 690),
            (
                "the logarithms do not match: both natural, or both to base 10.",
                np.ceil(6 / np.log(101 / 99)),
            ),
            (
                "that is the rate 1 − 1/κ of η = 1/λ_max. The best rate is about twice as fast.",
                np.ceil(np.log(1e6) / np.log(100 / 99)),
            ),
            (
                "that many shrink the loss, which goes with the distance squared. "
                "The question is about the distance.",
                np.ceil(np.log(1e6) / np.log(101 / 99) / 2),
            ),
        ],
    ),
    "01.4": judges.function(
        stalled,
        LOSSES,
        otherwise="split the list into the last n losses and all before them, "
        "and compare the smallest of each.",
        mistakes=[
            (
                "this is the other way round: True means stop.",
                lambda losses, n: not stalled(losses, n),
            ),
            (
                "a loss that only repeats the best one is no improvement.",
                lambda losses, n: bool(losses[:-n]) and min(losses[-n:]) > min(losses[:-n]),
            ),
            (
                "look at all of the last n losses: the best of them may not be the last.",
                lambda losses, n: bool(losses[:-n]) and losses[-1] >= min(losses[:-n]),
            ),
            (
                "compare with the best loss before, which need not be the latest before.",
                lambda losses, n: bool(losses[:-n]) and min(losses[-n:]) >= losses[-n - 1],
            ),
            (
                "with n losses or fewer there is nothing to compare with yet: go on.",
                lambda losses, n: not losses[:-n] or stalled(losses, n),
            ),
            (
                "a loss may rise once and still fall later: count from the best, "
                "not from neighbor to neighbor.",
                lambda losses, n: len(losses) > n and bool((np.diff(losses[-n - 1 :]) >= 0).all()),
            ),
            (
                "off by one: this looks at the last n − 1 losses only.",
                lambda losses, n: stalled(losses, n - 1),
            ),
        ],
    ),
}
