"""How a run is played with: interactives that answer within a frame."""

from gdviz.widgets.explorer import Explorer
from gdviz.widgets.explorers import descent_explorer, slope_walker
from gdviz.widgets.player import Player

__all__ = ["Explorer", "Player", "descent_explorer", "slope_walker"]
