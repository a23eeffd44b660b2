"""Where a notebook can be run, and where a heading in it is found."""

from pathlib import PurePosixPath

BINDER = "https://mybinder.org/v2/gh/gdviz/gdviz/main?urlpath=lab/tree/"
START = PurePosixPath("notebooks/00_start_here.ipynb")


def binder(path):
    """Return the address that opens this notebook in JupyterLab on Binder."""
    return BINDER + path.as_posix()


def anchor(title):
    """Return what leads to a heading behind the # of a link: as in JupyterLab, so also there."""
    return title.replace(" ", "-")
