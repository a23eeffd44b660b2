"""Exercises of notebook 01: the update, its limit, its speed, its end."""

import operator

import numpy as np

from gdviz.exercises.judges import Function, Number

UPDATES = [
    (np.array([3.0]), np.array([0.3]), 10.0),
    (np.array([1.0, -2.0]), np.array([4.13, 0.57]), 0.13),
    (np.array([0.0, 5.0, -1.0]), np.array([-2.0, 0.0, 3.0]), 0.25),
]

MATRICES = [
    (np.array([[0.1]]),),
    (np.diag([1.0, 3.0]),),
    (np.array([[4.0, 1.0], [1.0, 2.0]]),),
    (np.array([[2.0, -1.0, 0.0], [-1.0, 2.0, -1.0], [0.0, -1.0, 2.0]]),),
]
SADDLE = (np.array([[1.0, 2.0], [2.0, -2.0]]),)  # curvatures 2 and −3

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
    ([3.0, 2.0], 1),
    ([2.0, 3.0], 1),
]


def update(params, grad, learning_rate, *, sign=1, rate=lambda eta: eta, keep=1, way=lambda g: g):
    """θ − η∇J."""
    return keep * params - sign * rate(learning_rate) * way(grad)


def largest_rate(hessian):
    """2/λ_max."""
    return 2 / np.linalg.eigvalsh(hessian)[-1]


def stalled(
    losses, n_iter_no_change, *, stop=True, no_better=operator.ge, recent=min, before=min, few=False
):
    """Whether the last losses are all no better than the best one before them."""
    old, new = losses[:-n_iter_no_change], losses[-n_iter_no_change:]
    return (no_better(recent(new), before(old)) if old else few) == stop


def n_updates(rate, *, goal=1e-6, log=np.log):
    """t where rate^t reaches the goal, as it is, rounded up and rounded down."""
    t = log(goal) / np.log(rate)
    return [np.ceil(t), t, np.floor(t)]


EXERCISES = {
    "01.1": Function(
        update,
        UPDATES,
        {
            "uphill": {"sign": -1},
            "no_rate": {"rate": lambda eta: 1},
            "step_only": [{"keep": 0}, {"keep": 0, "sign": -1}],
            "divided": {"rate": lambda eta: 1 / eta},
            "params_for_grad": lambda params, grad, learning_rate: params - learning_rate * params,
            "swapped": lambda params, grad, learning_rate: grad - learning_rate * params,
            "unit_length": {"way": lambda g: g / np.linalg.norm(g)},
            "signs": {"way": np.sign},
        },
    ),
    "01.2": Function(
        largest_rate,
        MATRICES,
        {
            "half": lambda H: 1 / np.linalg.eigvalsh(H)[-1],
            "flattest": lambda H: 2 / np.linalg.eigvalsh(H)[0],
            "unsorted": lambda H: 2 / np.linalg.eigvals(H)[0],
            "in_size": lambda H: 2 / np.linalg.norm(H, 2),
            "diagonal": lambda H: 2 / np.diag(H).max(),
            "best_rate": [
                lambda H: 2 / np.linalg.eigvalsh(H)[[0, -1]].sum(),
                lambda H: 2 / (np.linalg.norm(H, 2) + np.linalg.norm(H, -2)),
            ],
            "trace": lambda H: 2 / np.trace(H),
            "frobenius": lambda H: 2 / np.linalg.norm(H),
            "largest_element": lambda H: 2 / H.max(),
            "curvature": lambda H: np.linalg.eigvalsh(H)[-1],
            "upside_down": lambda H: np.linalg.eigvalsh(H)[-1] / 2,
        },
        borders=[SADDLE],
    ),
    "01.3": Number(
        691,
        {
            "fraction": np.log(1e6) / np.log(101 / 99),
            "rounded_down": 690,
            "negative": [-691, *n_updates(101 / 99)],
            "one_too_many": 692,
            "two_logarithms": [
                *n_updates(99 / 101, log=np.log10),
                *(np.log(10) * np.array(n_updates(99 / 101))).round(),
            ],
            "slow_rate": [*n_updates(99 / 100), *n_updates(np.exp(-1 / 100))],
            "loss": n_updates(99 / 101, goal=1e-3),
            "momentum": n_updates(9 / 11),
        },
    ),
    "01.4": Function(
        stalled,
        LOSSES,
        {
            "other_way_round": {"stop": False},
            "repeats": {"no_better": operator.gt},
            "only_last": {"recent": lambda losses: losses[-1]},
            "worst": {"recent": max},
            "latest_before": {"before": lambda losses: losses[-1]},
            "too_few": {"few": True},
            "neighbors": lambda losses, n: (
                len(losses) > n and bool((np.diff(losses[-n - 1 :]) >= 0).all())
            ),
            "one_short": [
                lambda losses, n: stalled(losses, n - 1),
                lambda losses, n: n == 1 or stalled(losses, n - 1),
            ],
        },
    ),
}
