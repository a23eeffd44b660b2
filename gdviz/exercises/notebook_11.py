"""Exercises of notebook 11, beyond one machine."""

import numpy as np

from gdviz.exercises.judges import Function, Number


def pooled(means, stds, sizes, *, equal=0, within=1, between=1, power=0.5, center=1):
    """Mean and standard deviation of all rows from those of the shards."""
    weights = np.ones(len(means)) / len(means) if equal else sizes / np.sum(sizes)
    mean = weights @ means
    spread = within * weights @ stds**2 + between * weights @ (means - center * mean) ** 2
    return np.array([mean, spread**power])


def means_of_both(means, stds, sizes):
    """The weighted means of the means and of the standard deviations."""
    weights = sizes / np.sum(sizes)
    return np.array([weights @ means, weights @ stds])


def sample_deviation(means, stds, sizes):
    """Divided by N − 1."""
    mean, std = pooled(means, stds, sizes)
    n = np.sum(sizes)
    return np.array([mean, std * np.sqrt(n / (n - 1))])


def through_buffer(rows, size, draws, *, lost=0, end=list, first=0):
    """The order in which a shuffle buffer of so many places lets rows out."""
    held, out = list(rows[:size]), []
    for row, place in zip(rows[size:], draws):
        out.append(held[place - first])
        held[place - first] = row
    return np.array(out if lost else out + end(held))


def moved_up(rows, size, draws):
    """The others move up, and the new row comes last."""
    held, out = list(rows[:size]), []
    for row, place in zip(rows[size:], draws):
        out.append(held.pop(place))
        held.append(row)
    return out + held


def new_rows_leave(rows, size, draws):
    """The row that arrives goes out."""
    return list(rows[size:]) + list(rows[:size])


def before_drawing(rows, size, draws):
    """The new row is put in first, and may be drawn itself: what goes out is the new one."""
    held, out = list(rows[:size]), []
    for row, place in zip(rows[size:], draws):
        held[place] = row
        out.append(held[place])
    return out + held


def _shards():
    """(means, stds, sizes): equal ones, one with a single row, far apart."""
    yield np.array([1.0, 3.0]), np.array([2.0, 2.0]), np.array([1, 3])
    yield np.array([0.0, 4.0, -1.0]), np.array([1.0, 0.5, 0.0]), np.array([100, 60, 1])
    yield np.array([-2.0, -7.0]), np.array([0.5, 1.5]), np.array([9, 4])
    yield np.array([5.0, 5.0, 5.0]), np.array([1.0, 2.0, 3.0]), np.array([10, 20, 70])


def _buffers():
    """(rows, size, draws): nearly all wait, one place, as many places as rows."""
    yield [0, 1, 2, 3, 4, 5], 3, [2, 0, 0]
    yield [7, 3, 9, 1], 1, [0, 0, 0]
    yield [4, 2, 8], 3, []
    yield [10, 11, 12, 13, 14, 15, 16], 2, [1, 1, 0, 1, 0]


LIMIT = 2 * np.sin(np.pi / 30) / 4

EXERCISES = {
    "11.1": Function(
        pooled,
        list(_shards()),
        {
            "unweighted": {"equal": 1},
            "within_only": {"between": 0},
            "between_only": {"within": 0},
            "variance": {"power": 1},
            "not_centered": {"center": 0},
            "mean_of_stds": means_of_both,
            "n_minus_one": sample_deviation,
        },
    ),
    "11.2": Number(
        4,
        {
            "most": [4096, 2048],
            "alone": 1,
            "one_way": 8,
            "no_latency": 16,
            "two": 2,
            "no_power": [2.84, 3],
        },
        tol=1e-3,
    ),
    "11.3": Number(
        LIMIT,
        {
            "fresh": [0.5, 2 * np.sin(np.pi / 2) / 4],
            "no_curvature": [4 * LIMIT, 16 * LIMIT],
            "too_old": 2 * np.sin(np.pi / 34) / 4,
            "too_young": 2 * np.sin(np.pi / 26) / 4,
            "shared": 0.5 / 8,
            "degrees": 2 * np.sin(np.deg2rad(180 / 30) * 180 / np.pi) / 4,
            "half": LIMIT / 2,
        },
        tol=5e-3,
    ),
    "11.4": Function(
        through_buffer,
        list(_buffers()),
        {
            "rest_lost": {"lost": 1},
            "rest_reversed": {"end": lambda held: held[::-1]},
            "rest_sorted": {"end": sorted},
            "from_1": {"first": 1},
            "moved_up": moved_up,
            "new_rows_leave": [new_rows_leave, before_drawing],
            "unchanged": lambda rows, size, draws: list(rows),
        },
    ),
}
