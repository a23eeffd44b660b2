"""How a run is drawn. Functions return their artists and show nothing.

What draws into axes takes ``ax=None``: by default it makes a new figure, with the ground that it
needs (`tangent` a `curve`, `gradient_arrows` a `contour`). `animate` and `snapshot` make a figure
of several panels; `title` and `legend` belong to axes that are there.
"""

from gdviz.plots.animation import animate, snapshot
from gdviz.plots.arrows import gradient_arrows
from gdviz.plots.boundary import decision_boundary
from gdviz.plots.curves import compare, loss_curve
from gdviz.plots.data import data_with_fit
from gdviz.plots.images import confusion_matrix, image_grid
from gdviz.plots.landscape import landscape, shadow
from gdviz.plots.noise import gradient_cloud
from gdviz.plots.paths import path
from gdviz.plots.saving import save
from gdviz.plots.slope import curve, next_step, tangent, walk
from gdviz.plots.style import legend, title
from gdviz.plots.surface import contour, mark_minima, surface3d
from gdviz.plots.theme import DARK, LIGHT, Palette, Theme
from gdviz.plots.validation import two_curves
from gdviz.plots.window import window_around

__all__ = [
    "DARK",
    "LIGHT",
    "Palette",
    "Theme",
    "animate",
    "compare",
    "confusion_matrix",
    "contour",
    "curve",
    "data_with_fit",
    "decision_boundary",
    "gradient_arrows",
    "gradient_cloud",
    "image_grid",
    "landscape",
    "legend",
    "loss_curve",
    "mark_minima",
    "next_step",
    "path",
    "save",
    "shadow",
    "snapshot",
    "surface3d",
    "tangent",
    "title",
    "two_curves",
    "walk",
    "window_around",
]
