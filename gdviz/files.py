"""Files that are written whole or not at all."""

import contextlib
import os
from pathlib import Path

from gdviz.checks import kind_of
from gdviz.words import _


@contextlib.contextmanager
def written_whole(path):
    """Hand out a place to write to, which becomes ``path`` when all went well.

    Parameters
    ----------
    path : str or Path
        A file there stays as it is until then.

    Yields
    ------
    Path
        In the same folder, with the same suffix. What is left of it after an error is removed.

    Raises
    ------
    ValueError
        If ``path`` is not the name of a file in a folder that exists.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> path = Path(mkdtemp()) / "run.txt"
    >>> with written_whole(path) as part:
    ...     _ = part.write_text("θ = 2")
    >>> path.read_text(), part.exists()
    ('θ = 2', False)
    """
    path = check_path(path)
    part = path.with_name(f".{path.stem}.part{path.suffix}")
    try:
        yield part
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def check_path(path):
    """Return ``path`` as a Path, if it can be that of a file."""
    if not isinstance(path, (str, os.PathLike)):
        raise ValueError(
            _("path must be the name of a file. Got {given}.").format(given=kind_of(path))
        )
    path = Path(path)
    if not path.parent.is_dir():
        raise ValueError(
            _("path must be in a folder that exists. Got {path!r}.").format(path=str(path))
        )
    return path
