"""Exercises of notebook 00, the whole idea."""

from gdviz.datasets import add_bias, line
from gdviz.exercises import judges
from gdviz.objectives import LeastSquares, max_learning_rate

X, y = line(1000)
LIMIT = max_learning_rate(LeastSquares(add_bias(X), y))

EXERCISES = {
    "00.1": judges.number(
        16,
        otherwise="one update reads 64 rows, one epoch reads all 1000 of them once.",
        mistakes=[
            ("the last 40 rows make a batch as well, a short one: round up.", 15),
            ("there is no fraction of an update: the last batch is short, but it counts.", 15.625),
            ("this is b = 1, one row an update. Here an update reads 64.", 1000),
            ("this is b = N, one update for all rows. Here an update reads 64.", 1),
            ("this is how many rows one update reads. How many updates read all rows?", 64),
        ],
    ),
    "00.2": judges.number(
        LIMIT,
        tol=0.03,
        otherwise="with b = 1000, go slowly through the learning rates: at the limit the number "
        "beside the slider turns red.",
        mistakes=[
            ("this is half of it: the limit is 2/λ_max, not 1/λ_max.", LIMIT / 2),
            (
                "this is λ_max, the largest curvature, and at this rate the run still arrives. "
                "The limit is 2/λ_max.",
                2 / LIMIT,
            ),
            ("there is no limit at 1: the slider goes on in its usual color.", 1),
            ("this run stumbles, but with b = 1000 it arrives: go on to the right.", 1.4),
        ],
    ),
}
