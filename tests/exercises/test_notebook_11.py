"""Notebook 11: right answers are right in every spelling, and each mistake gets its own hint."""

import numpy as np
import pytest

from gdviz.exercises import check


def pooled_by_moments(means, stds, sizes):
    n = sum(sizes)
    first = sum(k * m for k, m in zip(sizes, means)) / n
    second = sum(k * (s * s + m * m) for k, s, m in zip(sizes, stds, means)) / n
    return first, (second - first * first) ** 0.5


def pooled_by_rows(means, stds, sizes):
    """Two rows of each shard stand for all of its rows."""
    rows = np.concatenate([means - stds, means + stds])
    weights = np.concatenate([sizes, sizes]) / (2 * np.sum(sizes))
    mean = rows @ weights
    return [mean, np.sqrt(weights @ (rows - mean) ** 2)]


def buffered_by_a_dictionary(rows, size, draws):
    held = dict(enumerate(rows[:size]))
    out = []
    for k, row in enumerate(rows[size:]):
        out.append(held[draws[k]])
        held[draws[k]] = row
    return np.array(out + list(held.values()))


def buffered_in_place(rows, size, draws):
    for k, place in enumerate(draws):
        rows[place], rows[size + k] = rows[size + k], rows[place]
    return rows[size:] + rows[:size]


RIGHT = [
    ("11.1", pooled_by_moments),
    ("11.1", pooled_by_rows),
    ("11.2", 4),
    ("11.2", 4.0),
    ("11.3", 0.0523),
    ("11.3", np.sin(np.pi / 30) / 2),
    ("11.4", buffered_by_a_dictionary),
    ("11.4", buffered_in_place),
]
WRONG = [
    ("11.1", lambda m, s, n: (m.mean(), s.mean()), "weight by the sizes|do not average|two parts"),
    (
        "11.1",
        lambda m, s, n: (m @ n / sum(n), np.sqrt(s**2 @ n / sum(n))),
        "of the means is missing",
    ),
    ("11.1", lambda m, s, n: np.array(pooled_by_moments(m, s, n)) ** [1, 2], "take its root"),
    ("11.1", lambda m, s, n: pooled_by_moments(m, s, np.ones(len(n))), "weight by the sizes"),
    ("11.1", lambda m, s, n: pooled_by_moments(m, s, n)[1], "the result must be"),
    ("11.2", 8, "two messages for each doubling"),
    ("11.2", 1, "Two are faster"),
    ("11.2", 2, "a little faster"),
    ("11.2", 4096, "three times as long"),
    ("11.3", 0.5, "fresh gradients"),
    ("11.3", 0.209, "divide by λ"),
    ("11.3", 2 * np.sin(np.pi / 34) / 4, "τ = 8"),
    ("11.3", 0.0625, "number of workers"),
    ("11.4", lambda r, size, d: buffered_by_a_dictionary(r, size, d)[: len(d)], "must come out"),
    ("11.4", lambda r, size, d: r, "nobody waited"),
    ("11.4", lambda r, size, d: r[size:] + r[:size], "not the one that arrives"),
    ("11.4", lambda r, size, d: sorted(buffered_by_a_dictionary(r, size, d)), "by hand|must give"),
]


@pytest.mark.parametrize(("exercise", "answer"), RIGHT)
def test_right_answers_are_accepted(exercise, answer):
    assert repr(check(exercise, answer)) == f"✓ {exercise}: correct."


@pytest.mark.parametrize(("exercise", "answer", "hint"), WRONG)
def test_wrong_answers_get_the_hint_that_fits(exercise, answer, hint):
    verdict = check(exercise, answer)
    assert not verdict
    assert any(part in verdict.message for part in hint.split("|"))


def seconds(n_workers):
    return 4096 / n_workers * 2e-6 + 2 * np.log2(n_workers) * 1e-3


def test_four_workers_are_the_fastest():
    powers = 2 ** np.arange(13)
    assert powers[np.argmin(seconds(powers))] == 4
    from gdviz.distributed import step_time

    np.testing.assert_allclose(
        step_time(powers, 4096, per_sample=2e-6, per_message=1e-3), seconds(powers)
    )
