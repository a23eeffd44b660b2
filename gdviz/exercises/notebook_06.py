"""Exercises of notebook 06, choosing a learning rate."""

import numpy as np

from gdviz.exercises import judges


def smooth(losses, beta, *, repair=lambda beta, t: 1 - beta**t, first=0.0):
    """s ← βs + (1 − β)ℓ from ``first``, each value divided by repair(β, t), t = 1, 2, …"""
    mean, smoothed = first, []
    for t, loss in enumerate(losses, start=1):
        mean = beta * mean + (1 - beta) * loss
        smoothed.append(mean / repair(beta, t))
    return np.array(smoothed)


def standard_error(scores):
    """The standard deviation over the folds (with n − 1) divided by √n, of every column."""
    return scores.std(axis=0, ddof=1) / np.sqrt(len(scores))


def within(scores, bar=standard_error):
    """Where the mean is at least the best mean minus the bar of that best one."""
    mean = scores.mean(axis=0)
    return mean >= mean.max() - bar(scores)[mean.argmax()]


def overlapping(scores):
    """Where the mean plus its own bar reaches the best mean."""
    return scores.mean(axis=0) + standard_error(scores) >= scores.mean(axis=0).max()


def best_only(scores):
    """Where the mean is largest."""
    return scores.mean(axis=0) == scores.mean(axis=0).max()


def cosine(share):
    """(1 + cos(π · share))/2: from 1 to 0."""
    return (1 + np.cos(np.pi * share)) / 2


def rate(
    step,
    learning_rate,
    n_warmup,
    n_steps,
    *,
    up=lambda step, n_warmup: (step + 1) / n_warmup,
    down=lambda t, n_warmup, n_steps: cosine((t - n_warmup) / (n_steps - n_warmup)),
):
    """A straight line up for n_warmup updates, then half a cosine down."""
    if step < n_warmup:
        return learning_rate * up(step, n_warmup)
    return learning_rate * down(step, n_warmup, n_steps)


def late_cosine(step, learning_rate, n_warmup, n_steps):
    """The straight line goes on for one update too many."""
    if step <= n_warmup:
        return learning_rate * (step + 1) / n_warmup
    return rate(step, learning_rate, n_warmup, n_steps)


def fed_back(losses, beta):
    """The repaired value takes the place of s."""
    mean, smoothed = 0.0, []
    for t, loss in enumerate(losses, start=1):
        mean = (beta * mean + (1 - beta) * loss) / (1 - beta**t)
        smoothed.append(mean)
    return np.array(smoothed)


def with_down(down):
    """The same schedule with another way down."""
    return lambda *a: rate(*a, down=down)


def from_the_start(step, learning_rate, n_warmup, n_steps):
    """The cosine over all n_steps, scaled up along a line at first: `gdviz.schedules.warmup`."""
    return learning_rate * min(1, (step + 1) / n_warmup) * cosine(step / n_steps)


def _losses():
    """(losses, beta): noisy, constant, and short."""
    rng = np.random.default_rng(6)
    yield 2.3 * np.exp(-np.arange(12) / 5) + 0.2 * rng.normal(size=12), 0.9
    yield np.full(5, 0.7), 0.5
    yield np.array([4.0, 1.0, 3.0]), 0.98


def _scores():
    """Accuracies of six rates, in units of 0.01: every mistaken bar is another set of rates.

    The right bar is 0.354 (0.79/√5). Others: 0.79, 0.32 (√6 rates), 0.316 (ddof=0), 0.158 (/5).
    """
    spread = np.array([-1.0, 1.0, 0.5, -0.5, 0.0])[:, None]
    behind = np.array([0.0, 0.34, 0.32, 0.2, 0.6, 0.9])
    widths = np.array([1.0, 1.0, 0.1, 0.1, 1.0, 3.0])
    for best in (0.9, 0.8):
        yield (best + 0.01 * (spread * widths - behind),)
    yield (np.array([[0.90, 0.70, 0.92], [0.95, 0.75, 0.92]]),)


def _steps():
    """(step, learning_rate, n_warmup, n_steps) along several schedules."""
    for learning_rate, n_warmup, n_steps in ((0.5, 10, 100), (2.0, 4, 20)):
        for step in (0, 1, n_warmup - 1, n_warmup, n_warmup + 1, n_steps // 2, n_steps - 1):
            yield step, learning_rate, n_warmup, n_steps


EXERCISES = {
    "06.1": judges.function(
        smooth,
        list(_losses()),
        otherwise="keep s, starting from 0; for each loss s = β·s + (1 − β)·loss, "
        "and append s/(1 − β^t), with t = 1 for the first.",
        mistakes=[
            (
                "the repair is missing: divide by 1 − β^t. Without it the curve starts near 0.",
                lambda *a: smooth(*a, repair=lambda beta, t: 1),
            ),
            (
                "this repair comes one update late: t is 1 for the first loss, and s grew already.",
                lambda *a: smooth(*a, repair=lambda beta, t: 1 - beta ** (t + 1)),
            ),
            (
                "s goes on unrepaired: divide only the value that you put into the list.",
                fed_back,
            ),
            (
                "divide by 1 − β^t, not by 1 − β: only the first value is repaired so.",
                lambda *a: smooth(*a, repair=lambda beta, t: 1 - beta),
            ),
            (
                "the weights are swapped: β belongs to the old mean, 1 − β to the new loss.",
                lambda losses, beta: smooth(losses, 1 - beta),
            ),
            (
                "the weights are swapped: β belongs to the old mean, 1 − β to the new loss.",
                lambda losses, beta: smooth(losses, 1 - beta, repair=lambda _, t: 1 - beta**t),
            ),
            (
                "start from s = 0. From the first loss there is nothing to repair, "
                "and that one loss would weigh far more than the others.",
                lambda losses, beta: smooth(losses, beta, first=losses[0], repair=lambda *_: 1),
            ),
            (
                "start from s = 0, not from the first loss: the division is made for that.",
                lambda losses, beta: smooth(losses, beta, first=losses[0]),
            ),
            (
                "β keeps the old mean, but the new loss must weigh 1 − β, not 1.",
                lambda losses, beta: smooth(losses, beta) / (1 - beta),
            ),
            (
                "this is the plain mean of all losses so far: β does nothing in it.",
                lambda losses, beta: np.cumsum(losses) / np.arange(1, len(losses) + 1),
            ),
        ],
    ),
    "06.2": judges.function(
        within,
        list(_scores()),
        otherwise="mean and standard deviation over the folds are taken along axis 0; "
        "the bar is that of the best column alone.",
        mistakes=[
            (
                "that is the winner alone: subtract its standard error from the best mean.",
                best_only,
            ),
            (
                "that is within one standard deviation. The mean of n folds varies √n times less.",
                lambda s: within(s, lambda s: s.std(axis=0, ddof=1)),
            ),
            (
                "std divides by n unless it is told ddof=1, which is right for a spread estimated "
                "from few folds.",
                lambda s: within(s, lambda s: s.std(axis=0) / np.sqrt(len(s))),
            ),
            (
                "divide the standard deviation by √n, not by n.",
                lambda s: within(s, lambda s: s.std(axis=0, ddof=1) / len(s)),
            ),
            (
                "n is the number of folds, the rows of scores, not the number of rates.",
                lambda s: within(s, lambda s: s.std(axis=0, ddof=1) / np.sqrt(s.shape[1])),
            ),
            ("this is the other way round: True is for the good ones.", lambda s: ~within(s)),
            (
                "the bar is that of the best rate, the same for all; yours is each rate's own.",
                overlapping,
            ),
            (
                "nothing can be better than the best mean plus something: subtract the error.",
                lambda s: np.zeros(s.shape[1], dtype=bool),
            ),
        ],
    ),
    "06.3": judges.function(
        rate,
        list(_steps()),
        otherwise="for step < n_warmup a straight line; from then on "
        "η₀ · (1 + cos(π · share))/2 with share = (step − n_warmup)/(n_steps − n_warmup).",
        mistakes=[
            (
                "the first update would be made with η = 0: the line is (t + 1)/w.",
                lambda *a: rate(*a, up=lambda step, n_warmup: step / n_warmup),
            ),
            (
                "the warm-up is missing.",
                lambda *a: rate(*a, up=lambda step, n_warmup: 1),
            ),
            (
                "at step = n_warmup the cosine begins: the straight line is for step < n_warmup.",
                late_cosine,
            ),
            (
                "this is 0 one update too early: the half cosine is n_steps − n_warmup long.",
                with_down(lambda t, w, n: cosine((t - w) / (n - w - 1))),
            ),
            ("η₀ is missing: this is the share of it.", lambda t, eta, w, n: rate(t, 1, w, n)),
            (
                "the cosine's clock must start when the warm-up ends: subtract n_warmup.",
                with_down(lambda t, w, n: cosine(t / n)),
            ),
            (
                "this is the warm-up of gd.schedules: it scales a cosine that has begun already. "
                "Here the cosine begins at t = w.",
                from_the_start,
            ),
            (
                "the cosine has only n_steps − n_warmup updates to go: it must be 0 at n_steps.",
                with_down(lambda t, w, n: cosine((t - w) / n)),
            ),
            (
                "this goes below 0: a half cosine is (1 + cos)/2.",
                with_down(lambda t, w, n: np.cos(np.pi * (t - w) / (n - w))),
            ),
            (
                "this begins at 2η₀: the half in (1 + cos)/2 is missing.",
                with_down(lambda t, w, n: 2 * cosine((t - w) / (n - w))),
            ),
            (
                "this is a whole cosine, down and up again: half of it is wanted, π and not 2π.",
                with_down(lambda t, w, n: cosine(2 * (t - w) / (n - w))),
            ),
            (
                "this is a quarter of a cosine: (1 + cos(π · share))/2 is flat at both ends.",
                with_down(lambda t, w, n: np.cos(np.pi / 2 * (t - w) / (n - w))),
            ),
            (
                "cos takes radians: π · share, not 180 · share.",
                with_down(lambda t, w, n: (1 + np.cos(180 * (t - w) / (n - w))) / 2),
            ),
            (
                "this falls along a straight line; a half cosine is wanted.",
                with_down(lambda t, w, n: 1 - (t - w) / (n - w)),
            ),
        ],
    ),
    "06.4": judges.number(
        5,
        otherwise="the height is proportional to η. How often must 0.0126 be halved?",
        mistakes=[
            ("four cuts divide by 16, which leaves 0.0008. Round up.", 4),
            ("round up: there is no such thing as part of a cut.", np.log2(0.0126 / 0.0005)),
            ("the height goes with η, not with η²: each cut halves it.", 3),
            ("that is the factor by which η must fall. With how many halvings?", 25.2),
            ("that is η at the end. How many halvings lead there?", 0.4 / 2**5),
            ("that is the height after the cuts. How many were they?", 0.0126 / 2**5),
            ("that is the factor by which η falls. With how many halvings?", 32),
            ("that is η at the end. How many halvings lead there?", 0.4 / 25.2),
            ("take the logarithm to base 2, for cuts by half.", np.log(25.2)),
            ("take the logarithm to base 2, for cuts by half.", np.log10(25.2)),
        ],
        tol=2e-3,
    ),
}
