"""A benchmark's table: printed for people, written as JSON, judged where a goal is set."""

import json
import os
from pathlib import Path
from typing import NamedTuple


class Row(NamedTuple):
    """One figure, None if it was not measured. Without a goal it is for information."""

    name: str
    value: float | None
    goal: float | None = None
    at_least: bool = False

    @property
    def met(self):
        if self.goal is None:
            return True
        if self.value is None:
            return False
        return self.value >= self.goal if self.at_least else self.value <= self.goal

    def __str__(self):
        goal = "" if self.goal is None else f"{'≥' if self.at_least else '≤'} {self.goal:g}"
        value = "–" if self.value is None else f"{self.value:.3g}"
        return f"{self.name:<56} {value:>10}  {goal:<8} {'' if self.met else 'MISSED'}"


def report(rows, file_name):
    """Print and write the rows; return the exit status, 1 if STRICT=1 and a goal is missed."""
    rows = list(rows)
    for row in rows:
        print(str(row).rstrip())
    table = [
        {"name": row.name, "value": row.value, "goal": row.goal, "met": row.met} for row in rows
    ]
    path = Path(__file__).with_name(file_name)
    path.write_text(json.dumps(table, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    missed = [row.name for row in rows if not row.met]
    return int(bool(missed) and os.environ.get("STRICT") == "1")
