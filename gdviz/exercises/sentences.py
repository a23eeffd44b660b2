"""What is said about the exercises: a file of sentences for each notebook, in ``hints``."""

import configparser
import functools
from pathlib import Path

HINTS = Path(__file__).parent / "hints"


@functools.lru_cache
def all_hints():
    """Return exercise → name → English sentence, in the order of the notebooks."""
    parser = configparser.ConfigParser(delimiters="=", interpolation=None)
    parser.optionxform = str
    parser.read(sorted(HINTS.glob("notebook_*.ini")), encoding="utf-8")
    return {
        exercise: {name: " ".join(text.split()) for name, text in parser[exercise].items()}
        for exercise in parser.sections()
    }
