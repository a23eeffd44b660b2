"""python -m tests.random_calls [N] [SEED] [FIRST]: N calls, and what is wrong with them."""

import collections
import sys

import matplotlib

matplotlib.use("Agg")

from tests.random_calls.trying import attempt


def main(n_calls=30_000, seed=0, first=0):
    """Print what each wrong call was; return how many there were."""
    print(f"{n_calls:,} random calls, seed {seed}", flush=True)
    made, wrong = collections.Counter(), 0
    for number in range(first, first + n_calls):
        name, said, outcome = attempt(seed, number)
        made[name] += 1
        if outcome:
            wrong += 1
            print(f"--- call {number}: {name}({said})\n{outcome}", flush=True)
    counted = ", ".join(f"{name} {n}" for name, n in made.most_common())
    print(f"{wrong} wrong of {n_calls:,}: {counted}")
    return wrong


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])) > 0)
