"""Exercises of notebook 00, the whole idea."""

from gdviz.datasets import add_bias, line
from gdviz.exercises.judges import Number
from gdviz.objectives import LeastSquares, max_learning_rate

X, y = line(1000)
LIMIT = max_learning_rate(LeastSquares(add_bias(X), y))

EXERCISES = {
    "00.1": Number(
        16,
        {
            "tail_dropped": 15,
            "fraction": 1000 / 64,
            "one_too_many": 17,
            "one_row": 1000,
            "all_rows": 1,
            "rows_read": 64,
            "rows_left": 40,
        },
    ),
    "00.2": Number(
        LIMIT,
        {
            "last_calm": 1.3,
            "half": LIMIT / 2,
            "curvature": 2 / LIMIT,
            "upside_down": 1 / LIMIT,
            "one": 1,
            "still_calm": lambda eta: 1 < eta < LIMIT,
            "too_far": lambda eta: eta > LIMIT,
        },
        tol=0.03,
    ),
}
