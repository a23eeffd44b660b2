"""How a path and its marks look: properties for ``Axes.plot``."""

from gdviz.plots import style


def line_looks(n_records, theme):
    """Return the properties of a path; long ones get no dots, they would hide the line."""
    return {
        "linewidth": style.LINE,
        "marker": "o" if n_records <= 150 else "",
        "markersize": 5,
        "zorder": 4,
        "path_effects": style.halo(theme),
    }


def ring(color, theme):
    """Return the properties of the mark where a run starts."""
    return {"markersize": 11, "mfc": theme.panel, "mec": color, "mew": 2.5, "zorder": 5}


def disk(color, theme):
    """Return the properties of the mark where a run is now."""
    return {"markersize": 12, "mfc": color, "mec": theme.panel, "mew": 1.8, "zorder": 6}


def cross(theme):
    """Return the properties of the mark of a minimum."""
    return {"markersize": 11, "mfc": theme.minimum, "mec": theme.panel, "mew": 1.3, "zorder": 3}


def triangle(color, theme):
    """Return the properties of the mark at the edge."""
    return {"markersize": 13, "mfc": color, "mec": theme.panel, "mew": 1.5, "zorder": 6}
