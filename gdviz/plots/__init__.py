"""How a run is drawn. Every function takes ``ax=None``, returns its artists and shows nothing."""

from gdviz.plots.curves import compare, loss_curve
from gdviz.plots.data import data_with_fit
from gdviz.plots.slope import curve, next_step, tangent, walk
from gdviz.plots.style import DARK, LIGHT, Theme, legend, title
from gdviz.plots.surface import contour, gradient_arrows, mark_minima, path, surface3d
from gdviz.plots.window import window_around

__all__ = [
    "DARK",
    "LIGHT",
    "Theme",
    "compare",
    "contour",
    "curve",
    "data_with_fit",
    "gradient_arrows",
    "legend",
    "loss_curve",
    "mark_minima",
    "next_step",
    "path",
    "surface3d",
    "tangent",
    "title",
    "walk",
    "window_around",
]
