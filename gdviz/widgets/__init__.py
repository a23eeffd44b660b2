"""How a run is played with: interactives that answer within a frame."""

from gdviz.widgets.descent_explorer import descent_explorer
from gdviz.widgets.epoch_lab import epoch_lab
from gdviz.widgets.gradient_cloud import gradient_cloud
from gdviz.widgets.landscape_flight import landscape_flight
from gdviz.widgets.line_lab import line_lab
from gdviz.widgets.optimizer_race import optimizer_race
from gdviz.widgets.overfitting_lab import overfitting_lab
from gdviz.widgets.player import Player
from gdviz.widgets.rate_batch_map import rate_batch_map
from gdviz.widgets.ravine_lab import ravine_lab
from gdviz.widgets.schedule_race import schedule_race
from gdviz.widgets.slope_walker import slope_walker

__all__ = [
    "Player",
    "descent_explorer",
    "epoch_lab",
    "gradient_cloud",
    "landscape_flight",
    "line_lab",
    "optimizer_race",
    "overfitting_lab",
    "rate_batch_map",
    "ravine_lab",
    "schedule_race",
    "slope_walker",
]
