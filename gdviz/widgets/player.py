"""`Player`: a still picture, the runs that move over it, and the controls. All JavaScript is here.

Its traits are the whole interface between Python and the page. The runs travel once, packed by
codec.py; from then on sliders and playback need no kernel.
"""

from pathlib import Path

import anywidget
import traitlets

PAGE = Path(__file__).parent / "page"
SCRIPTS = (
    "codec.js",
    "paint.js",
    "rate_batch_map.js",
    "gradient_cloud.js",
    "batch.js",
    "schedule_race.js",
    "words.js",
    "controls.js",
    "playback.js",
    "view.js",
    "player.js",
)


def read(*names):
    """Return the text of files of page/, one after the other."""
    return "\n".join((PAGE / name).read_text(encoding="utf-8") for name in names)


def synced(trait):
    """Mark the trait as shared with the page."""
    return trait.tag(sync=True)


BATCH_SIZE = {
    "values": "batch_sizes",
    "index": "batch_size_index",
    "label": "batch size b",
    "symbol": "b",
}


class Player(anywidget.AnyWidget):
    """Runs of gradient descent that play in the page over a still picture.

    Attributes
    ----------
    learning_rate_index, batch_size_index : int
        The run on the screen: positions in ``learning_rates`` and ``batch_sizes``.
    step : int
        The update on the screen; of a thinned run, the last recorded one before it.
    playing, loop : bool
    speed : float
        1 plays a long run in eight seconds.
    x_axis : str
        What the loss curve counts: "step", "epoch", "samples_seen" or "seconds".
    pinned : list
        [learning_rate_index, batch_size_index] of the run kept as a ghost; empty for none.
    show_batch_loss : bool
        Whether the mini-batch's own loss is drawn, where the page can compute it.
    show_fan : bool
        Whether the paths of 20 more seeds are drawn.
    start : list of float
        θ₀ of all runs. Setting it computes new ones, as does setting ``seed``.
    seed : int
        Source of the random order of the samples.
    theme : str
        "light", "dark", or "auto" for that of the page.
    """

    _esm = read(*SCRIPTS)
    _css = read("player.css")

    title = synced(traitlets.Unicode("Gradient descent"))
    stage_light = synced(traitlets.Bytes())
    stage_dark = synced(traitlets.Bytes())
    stage_size = synced(traitlets.List(traitlets.Int(), [1, 1]))
    panels = synced(traitlets.List(traitlets.Dict()))
    palettes = synced(traitlets.Dict())
    key = synced(traitlets.List())

    kind = synced(traitlets.Enum(("descent", "race", "cloud"), "descent"))
    knob = synced(traitlets.Dict(default_value=BATCH_SIZE))
    rate_symbol = synced(traitlets.Unicode("η"))
    counts = synced(traitlets.List(traitlets.Unicode(), ["step"]))
    can_pin = synced(traitlets.Bool(True))
    can_fan = synced(traitlets.Bool(False))
    is_random = synced(traitlets.Bool(False))
    racers = synced(traitlets.List(traitlets.Unicode()))
    target = synced(traitlets.Float(None, allow_none=True))
    batch_loss_factor = synced(traitlets.Float(None, allow_none=True))
    predicted = synced(traitlets.List())

    learning_rates = synced(traitlets.List(traitlets.Float()))
    batch_sizes = synced(traitlets.List(traitlets.Int()))
    learning_rate_limit = synced(traitlets.Float(None, allow_none=True))
    n_samples = synced(traitlets.Int(1))
    param_names = synced(traitlets.List(traitlets.Unicode()))
    seconds_per_update = synced(traitlets.List(traitlets.Float()))

    packing = synced(traitlets.Dict())
    positions = synced(traitlets.Bytes())
    losses = synced(traitlets.Bytes())
    gradients = synced(traitlets.Bytes())
    slopes = synced(traitlets.Bytes())
    clock = synced(traitlets.Bytes())
    lit = synced(traitlets.Bytes())
    points = synced(traitlets.Bytes())
    fit = synced(traitlets.Bytes())
    fit_is_logistic = synced(traitlets.Bool(False))
    fan_positions = synced(traitlets.Bytes())

    learning_rate_index = synced(traitlets.Int(0))
    batch_size_index = synced(traitlets.Int(0))
    step = synced(traitlets.Int(0))
    playing = synced(traitlets.Bool(False))
    speed = synced(traitlets.Float(1.0, min=0.01))
    loop = synced(traitlets.Bool(False))
    x_axis = synced(traitlets.Enum(("step", "epoch", "samples_seen", "seconds"), "step"))
    pinned = synced(traitlets.List(traitlets.Int()))
    show_batch_loss = synced(traitlets.Bool(False))
    show_fan = synced(traitlets.Bool(False))
    start = synced(traitlets.List(traitlets.Float()))
    seed = synced(traitlets.Int(0, min=0))
    theme = synced(traitlets.Enum(("auto", "light", "dark"), "auto"))

    live = synced(traitlets.Bool(True))
    asked = synced(traitlets.Int(0))
    answered = synced(traitlets.Int(0))
    asked_theme = synced(traitlets.Unicode(""))
    message = synced(traitlets.Unicode(""))

    def __repr__(self):
        n_runs = len(self.learning_rates) * len(self.batch_sizes)
        return f"{type(self).__name__}({n_runs} run{'s' if n_runs != 1 else ''})"

    @traitlets.validate("learning_rate_index", "batch_size_index")
    def _check_index(self, proposal):
        values = {"learning_rate_index": self.learning_rates, "batch_size_index": self.batch_sizes}
        name, index = proposal.trait.name, proposal.value
        if not 0 <= index < max(1, len(values[name])):
            raise ValueError(f"{name} must be between 0 and {len(values[name]) - 1}. Got {index}.")
        return index

    @traitlets.validate("pinned")
    def _check_pinned(self, proposal):
        if len(proposal.value) not in (0, 2):
            raise ValueError(f"pinned must be [] or a pair of indices. Got {proposal.value}.")
        return proposal.value
