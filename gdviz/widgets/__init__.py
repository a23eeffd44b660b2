"""How a run is played with: interactives that answer within a frame."""

from gdviz.widgets.explorers import (
    descent_explorer,
    gradient_cloud,
    optimizer_race,
    rate_batch_map,
    slope_walker,
)
from gdviz.widgets.landscape_flight import landscape_flight
from gdviz.widgets.overfitting_lab import overfitting_lab
from gdviz.widgets.player import Player
from gdviz.widgets.schedule_race import schedule_race

__all__ = [
    "Player",
    "descent_explorer",
    "gradient_cloud",
    "landscape_flight",
    "optimizer_race",
    "overfitting_lab",
    "rate_batch_map",
    "schedule_race",
    "slope_walker",
]
