"""Where a notebook can be run."""

from pathlib import PurePosixPath

BINDER = "https://mybinder.org/v2/gh/gdviz/gdviz/main?urlpath=lab/tree/"
START = PurePosixPath("notebooks/00_start_here.ipynb")


def binder(path):
    """Return the address that opens this notebook in JupyterLab on Binder."""
    return BINDER + path.as_posix()
