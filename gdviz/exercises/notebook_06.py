"""Exercises of notebook 06, choosing a learning rate."""

import operator

import numpy as np

from gdviz.exercises.judges import Function, Number


def smooth(
    losses,
    beta,
    *,
    repair=lambda beta, t: 1 - beta**t,
    first=lambda losses: 0.0,
    weights=lambda beta: (beta, 1 - beta),
    feed_back=False,
):
    """s ← βs + (1 − β)ℓ from 0, each value divided by 1 − β^t, t = 1, 2, …"""
    mean, smoothed = first(losses), []
    for t, loss in enumerate(losses, start=1):
        old, new = weights(beta)
        mean = old * mean + new * loss
        smoothed.append(mean / repair(beta, t))
        mean = smoothed[-1] if feed_back else mean
    return np.array(smoothed)


def from_t_0(beta, t):
    """The repair of somebody who counts from 0: it divides the first value by 0."""
    return 1 - beta ** (t - 1)


def standard_error(scores):
    """The standard deviation over the folds (with n − 1) divided by √n, of every column."""
    return scores.std(axis=0, ddof=1) / np.sqrt(len(scores))


def within(
    scores,
    *,
    bar=standard_error,
    of=lambda bars, mean: bars[mean.argmax()],
    reaches=operator.ge,
    axis=0,
):
    """Where the mean is at least the best mean minus the bar of that best one."""
    scores = np.swapaxes(scores, 0, axis)
    mean = scores.mean(axis=0)
    return reaches(mean, mean.max() - of(bar(scores), mean))


def for_all(number):
    """The same bar for every column, a function of the whole table."""
    return lambda scores: np.full(scores.shape[1], number(scores))


def cosine(share):
    """(1 + cos(π · share))/2: from 1 to 0."""
    return (1 + np.cos(np.pi * share)) / 2


def rate(
    step,
    learning_rate,
    n_warmup,
    n_steps,
    *,
    up=lambda t, w: (t + 1) / w,
    down=lambda t, w, T: cosine((t - w) / (T - w)),
    rises=operator.lt,
    peak=lambda eta: eta,
):
    """A straight line up for n_warmup updates, then half a cosine down."""
    if rises(step, n_warmup):
        return peak(learning_rate) * up(step, n_warmup)
    return peak(learning_rate) * down(step, n_warmup, n_steps)


def from_the_start(step, learning_rate, n_warmup, n_steps):
    """The cosine over all n_steps, scaled up along a line at first: `gdviz.schedules.warmup`."""
    return learning_rate * min(1, (step + 1) / n_warmup) * cosine(step / n_steps)


def _losses():
    """(losses, beta): short, constant, a single one, and noisy."""
    rng = np.random.default_rng(6)
    yield np.array([4.0, 1.0, 3.0]), 0.98
    yield np.full(5, 0.7), 0.5
    yield np.array([2.5]), 0.9
    yield (2.3 * np.exp(-np.arange(12) / 5) + 0.2 * rng.normal(size=12)).round(2), 0.9


def _scores():
    """Accuracies. With this seed, each mistake of the list marks other rates than all others do.

    The small tables: two folds, a winner that never varies, as many folds as rates.
    """
    yield (np.array([[0.90, 0.70, 0.92], [0.95, 0.75, 0.92]]),)
    yield (np.array([[0.80, 0.85], [0.82, 0.85], [0.87, 0.85]]),)
    yield (np.array([[0.90, 0.60, 0.89], [0.92, 0.99, 0.88], [0.91, 0.70, 0.93]]),)
    rng = np.random.default_rng(147)
    for n_folds in (3, 5, 5, 5, 6):
        level, noise = rng.normal(0.9, 0.01, size=4), rng.normal(0, 0.02, size=(n_folds, 4))
        yield ((level + noise * [1, 0.5, 2, 0.3]).round(2),)


def _steps():
    """(step, learning_rate, n_warmup, n_steps) along several schedules."""
    for learning_rate, n_warmup, n_steps in ((0.5, 10, 100), (2.0, 4, 20), (0.3, 1, 10)):
        for step in (0, 1, n_warmup - 1, n_warmup, n_warmup + 1, n_steps // 2, n_steps - 1):
            yield step, learning_rate, n_warmup, n_steps


CUTS = np.log2(0.0126 / 0.0005)

EXERCISES = {
    "06.1": Function(
        smooth,
        list(_losses()),
        {
            "no_repair": {"repair": lambda beta, t: 1},
            "from_t_0": [
                {"repair": from_t_0},
                lambda losses, beta: smooth(losses.tolist(), beta, repair=from_t_0),
            ],
            "one_late": {"repair": lambda beta, t: 1 - beta ** (t + 1)},
            "fed_back": {"feed_back": True},
            "fixed_repair": {"repair": lambda beta, t: 1 - beta},
            "swapped": [
                {"weights": lambda beta: (1 - beta, beta)},
                lambda losses, beta: smooth(losses, 1 - beta),
            ],
            "first_loss": {"first": lambda losses: losses[0], "repair": lambda beta, t: 1},
            "first_loss_repaired": {"first": lambda losses: losses[0]},
            "new_weighs_one": {"weights": lambda beta: (beta, 1)},
            "plain_mean": lambda losses, beta: np.cumsum(losses) / np.arange(1, len(losses) + 1),
        },
    ),
    "06.2": Function(
        within,
        list(_scores()),
        {
            "best_only": {"of": lambda bars, mean: 0},
            "deviation": {"bar": lambda s: s.std(axis=0, ddof=1)},
            "ddof": {"bar": lambda s: s.std(axis=0) / np.sqrt(len(s))},
            "by_n": {"bar": lambda s: s.std(axis=0, ddof=1) / len(s)},
            "n_rates": {"bar": lambda s: s.std(axis=0, ddof=1) / np.sqrt(s.shape[1])},
            "whole_table": [
                {"bar": for_all(lambda s: s.std())},
                {"bar": for_all(lambda s: s.std(ddof=1))},
                {"bar": for_all(lambda s: s.std() / np.sqrt(len(s)))},
                {"bar": for_all(lambda s: s.std(ddof=1) / np.sqrt(len(s)))},
                {"bar": for_all(lambda s: s.std(ddof=1) / np.sqrt(s.size))},
                {"bar": for_all(lambda s: s.mean(axis=0).std(ddof=1))},
                {"bar": for_all(lambda s: s.mean(axis=0).std())},
            ],
            "other_bar": [
                {"of": lambda bars, mean: bars.mean()},
                {"of": lambda bars, mean: bars.max()},
                {"of": lambda bars, mean: bars.min()},
                {"of": lambda bars, mean: bars},
            ],
            "two_bars": {"bar": lambda s: 2 * standard_error(s)},
            "other_way_round": {"reaches": operator.lt},
            "above": {"reaches": operator.gt},
            "added": [
                {"of": lambda bars, mean: -bars[mean.argmax()]},
                lambda scores: np.zeros(scores.shape[1], dtype=bool),
            ],
            "axis": {"axis": 1},
        },
    ),
    "06.3": Function(
        rate,
        list(_steps()),
        {
            "from_zero": {"up": lambda t, w: t / w},
            "no_warmup": {"up": lambda t, w: 1},
            "late_cosine": {"rises": operator.le},
            "one_early": {"down": lambda t, w, T: cosine((t - w) / (T - w - 1))},
            "no_peak": {"peak": lambda eta: 1},
            "own_clock": {"down": lambda t, w, T: cosine(t / T)},
            "library": from_the_start,
            "whole_length": {"down": lambda t, w, T: cosine((t - w) / T)},
            "below_zero": {"down": lambda t, w, T: np.cos(np.pi * (t - w) / (T - w))},
            "twice": {"down": lambda t, w, T: 2 * cosine((t - w) / (T - w))},
            "whole_cosine": {"down": lambda t, w, T: cosine(2 * (t - w) / (T - w))},
            "quarter": {"down": lambda t, w, T: np.cos(np.pi / 2 * (t - w) / (T - w))},
            "degrees": {"down": lambda t, w, T: (1 + np.cos(180 * (t - w) / (T - w))) / 2},
            "straight": {"down": lambda t, w, T: 1 - (t - w) / (T - w)},
            "rising": {"down": lambda t, w, T: 1 - cosine((t - w) / (T - w))},
        },
    ),
    "06.4": Number(
        5,
        {
            "four": 4,
            "fraction": CUTS,
            "one_too_many": 6,
            "squared": [3, CUTS / 2],
            "negative": [-CUTS, -4, -5],
            "factor": 0.0126 / 0.0005,
            "factor_reached": 32,
            "rate_left": [0.4 / 2**5, 0.4 / 25.2],
            "height_left": 0.0126 / 2**5,
            "logarithm": [np.log(25.2), np.log10(25.2), 2],
        },
        tol=2e-3,
    ),
}
