"""How a run is played with: interactives that answer within a frame."""

from gdviz.widgets.explorers import (
    descent_explorer,
    gradient_cloud,
    optimizer_race,
    rate_batch_map,
    slope_walker,
)
from gdviz.widgets.player import Player

__all__ = [
    "Player",
    "descent_explorer",
    "gradient_cloud",
    "optimizer_race",
    "rate_batch_map",
    "slope_walker",
]
