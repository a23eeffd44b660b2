"""A benchmark's table: printed for people, written as JSON, judged where a goal is set."""

import json
import os
import traceback
from pathlib import Path
from typing import NamedTuple


class Row(NamedTuple):
    """One figure, None if it was not measured. Without a goal it is for information."""

    name: str
    value: float | None
    goal: float | None = None
    at_least: bool = False
    error: str | None = None

    @property
    def met(self):
        if self.error:
            return False
        if self.goal is None:
            return True
        if self.value is None:
            return False
        return self.value >= self.goal if self.at_least else self.value <= self.goal

    def __str__(self):
        goal = "" if self.goal is None else f"{'≥' if self.at_least else '≤'} {self.goal:g}"
        value = "–" if self.value is None else f"{self.value:.3g}"
        verdict = f"FAILED: {self.error}" if self.error else "" if self.met else "MISSED"
        return f"{self.name:<56} {value:>10}  {goal:<8} {verdict}".rstrip()


def attempt(name, make_rows, *args):
    """Yield the rows; where measuring fails, one row that says why, and others can go on."""
    try:
        yield from make_rows(*args)
    except Exception as error:
        traceback.print_exc()
        said = " ".join(str(error).split())[:200]
        yield Row(name, None, error=f"{type(error).__name__}: {said}")


def report(rows, path):
    """Print and write each row as soon as it is measured; return the exit status.

    That is 1 if a row failed, or if STRICT=1 is in the environment and a goal is missed.
    """
    measured = []
    for row in rows:
        print(row, flush=True)
        measured.append(row)
        write(measured, path)
    n_failed = sum(row.error is not None for row in measured)
    n_missed = sum(not row.met for row in measured) - n_failed
    print(f"{len(measured)} rows: {n_failed} failed, {n_missed} missed their goal")
    return int(n_failed > 0 or (n_missed > 0 and os.environ.get("STRICT") == "1"))


def write(rows, path):
    table = [{**row._asdict(), "met": row.met} for row in rows]
    Path(path).write_text(json.dumps(table, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
