"""`Player`: a still picture, the runs that move over it, and the controls.

Its traits are the whole interface between Python and the page. The runs travel once, packed by
codec.py; from then on sliders and playback need no kernel.
"""

import difflib
import functools
import json
import re
from pathlib import Path

import anywidget
import numpy as np
import traitlets

from gdviz.checks import check_integer, check_number, finite_array, kind_of
from gdviz.widgets.facts import FACTS
from gdviz.words import _

PAGE = Path(__file__).parent / "page"
STYLES = ("player.css", "folds.css")
BASE = (
    "numbers",
    "codec",
    "theme",
    "panel",
    "batch",
    "axes",
    "arrows",
    "camera",
    "seeds",
    "paint",
    "templates",
    "words",
    "room",
    "inputs",
    "controls",
)
BASE = tuple(f"{name}.js" for name in (*BASE, "playback", "view"))
APART = ("host.js", "lecture.js", "player.js", "predict.js")
COUNTS = ("step", "epoch", "samples_seen", "seconds")


def read(*names):
    """Return the text of files of page/, one after the other."""
    return "\n".join((PAGE / name).read_text(encoding="utf-8") for name in names)


def script():
    """Return the widget's module: the facts, the scripts of all interactives, and what starts them.

    An interactive's own script is whatever lies in page/ beside the others.
    """
    own = sorted(path.name for path in PAGE.glob("*.js") if path.name not in BASE + APART)
    facts = f"const FACTS = {json.dumps(FACTS)};\n"
    return facts + read(*BASE, *own, "player.js")


def synced(trait):
    """Mark the trait as shared with the page."""
    return trait.tag(sync=True)


class Refused(traitlets.TraitError, ValueError):
    """A value that an interactive does not take.

    traitlets takes back everything that was set together with it, and `Player` tells the page.
    """


def refusing(check):
    """Let what the function raises as ValueError be `Refused`."""

    @functools.wraps(check)
    def checked(*args):
        try:
            return check(*args)
        except ValueError as error:
            raise Refused(str(error)) from None

    return checked


class Checked(traitlets.TraitType):
    """A trait shared with the page, whose values go through a check.

    Parameters
    ----------
    default : object
        Its value at first.
    check : callable
        ``check(name, value, **limits)`` returns the value, or raises ValueError with a sentence.
    """

    def __init__(self, default, check, **limits):
        super().__init__(default)
        self.check = refusing(functools.partial(check, **limits))
        self.tag(sync=True)

    def validate(self, player, value):
        """Return the value as it is stored."""
        return self.check(self.name, value)


def check_flag(name, value):
    """Return ``value``, if it is True or False."""
    if not isinstance(value, bool):
        raise ValueError(
            _("{name} must be True or False. Got {given}.").format(name=name, given=kind_of(value))
        )
    return value


def check_choice(name, value, *, of):
    """Return ``value``, if it is one of some words."""
    if not (isinstance(value, str) and value in of):
        raise ValueError(
            _("{name} must be one of {choices}. Got {value!r:.80}.").format(
                name=name, choices=", ".join(filter(None, of)), value=value
            )
        )
    return value


def check_vector(name, value):
    """Return ``value``, an array or a bare number, as a list of finite numbers."""
    return finite_array("params", np.atleast_1d(value)).tolist()


def check_pair(name, value):
    """Return ``value`` as [] or as a list of two indices."""
    pair = list(value) if isinstance(value, (list, tuple)) else [None]
    if len(pair) not in (0, 2):
        raise ValueError(
            _("{name} must be [] or a pair of indices. Got {value!r:.80}.").format(
                name=name, value=value
            )
        )
    return [check_integer(name, index, low=0) for index in pair]


def check_index(player, proposal):
    """Return the index, if it is that of one of the slider's values."""
    of = player.traits()[proposal.trait.name].metadata["of"]
    last = max(1, len(getattr(player, of))) - 1
    return check_integer(proposal.trait.name, proposal.value, low=0, high=last)


def index_of(values):
    """Return a trait: the position of a slider in the values that another trait holds."""
    return Checked(0, check_integer, low=0).tag(of=values)


def own_names(kind):
    """Return the public names of the class that come from here, not from ipywidgets."""
    ours = [base for base in kind.__mro__ if base.__module__.startswith("gdviz")]
    return [name for base in ours for name in vars(base) if not name.startswith("_")]


INTERNAL = {"draw_all_stages", "open", "set_state", "tell_words"}
DOCUMENTED = re.compile(r"^    ([a-z][\w, ]*)(?: : .*)?$", re.MULTILINE)


def offered_names(kind):
    """Return the names that a person needs: what the docstrings name, the sliders, the methods."""
    ours = [base for base in kind.__mro__ if base.__module__.startswith("gdviz")]
    named = {
        name
        for base in ours
        for line in DOCUMENTED.findall(base.__doc__ or "")
        for name in line.split(", ")
    }
    members = {name: value for base in reversed(ours) for name, value in vars(base).items()}
    methods = {name for name, value in members.items() if callable(value)} - INTERNAL
    knobs = {name for name, value in members.items() if hasattr(value, "values")}
    return sorted(n for n in (named & members.keys()) | methods | knobs if not n.startswith("_"))


class Player(anywidget.AnyWidget):
    """Runs of gradient descent that play in the page over a still picture.

    A value that it does not take is refused with a sentence, wherever it comes from, and nothing
    changes. So is a name that it does not have.

    Attributes
    ----------
    learning_rate_index, batch_size_index : int
        The run on the screen: positions in ``learning_rates`` and ``batch_sizes``.
    step : int
        The update on the screen; of a thinned run, the last recorded one before it.
    playing, loop : bool
    speed : float
        1 plays a long run in eight seconds.
    show_future : bool
        Whether what comes after the update on the screen is seen: the rest of the loss curve.
    x_axis : str
        What the loss curve counts: one of ``counts``.
    pinned : list
        [learning_rate_index, batch_size_index] of the run kept as a ghost; empty for none.
    start : list of float
        θ₀ of all runs. Setting it computes new ones, as does setting ``seed``.
    seed : int
        Source of the random order of the samples.
    theme : str
        "light", "dark", or "auto" for that of the page.
    """

    _esm = script()
    _css = read(*STYLES)

    title = synced(traitlets.Unicode("Gradient descent"))
    stage_light = synced(traitlets.Bytes())
    stage_dark = synced(traitlets.Bytes())
    stage_size = synced(traitlets.List(traitlets.Int(), [1, 1]))
    panels = synced(traitlets.List(traitlets.Dict()))
    palettes = synced(traitlets.Dict())
    key = synced(traitlets.List())

    kind = synced(traitlets.Unicode("descent"))
    knobs = synced(traitlets.List(traitlets.Dict()))
    words = synced(traitlets.Dict())
    counts = synced(traitlets.List(traitlets.Unicode(), ["step"]))
    can_pin = synced(traitlets.Bool(True))
    is_random = synced(traitlets.Bool(False))
    racers = synced(traitlets.List(traitlets.Unicode()))

    learning_rates = synced(traitlets.List(traitlets.Float()))
    batch_sizes = synced(traitlets.List(traitlets.Int()))
    learning_rate_limit = synced(traitlets.Float(None, allow_none=True))
    n_samples = synced(traitlets.Int(1))
    param_names = synced(traitlets.List(traitlets.Unicode()))
    seconds_per_update = synced(traitlets.List(traitlets.Float()))

    packing = synced(traitlets.Dict())
    positions = synced(traitlets.Bytes())
    losses = synced(traitlets.Bytes())
    arrows = synced(traitlets.Bytes())
    tips = synced(traitlets.Bytes())
    far = synced(traitlets.Bytes())
    lowest = synced(traitlets.Float(None, allow_none=True))
    clock = synced(traitlets.Bytes())
    points = synced(traitlets.Bytes())

    learning_rate_index = index_of("learning_rates")
    batch_size_index = index_of("batch_sizes")
    step = Checked(0, check_integer, low=0)
    playing = Checked(False, check_flag)
    speed = Checked(1.0, check_number, low=0.01)
    loop = Checked(False, check_flag)
    show_future = Checked(True, check_flag)
    x_axis = Checked("step", check_choice, of=COUNTS)
    pinned = Checked([], check_pair)
    start = Checked([], check_vector)
    seed = Checked(0, check_integer, low=0)
    theme = Checked("auto", check_choice, of=("auto", "light", "dark"))

    live = synced(traitlets.Bool(True))
    asked = Checked(0, check_integer, low=0)
    answered = synced(traitlets.Int(0))
    asked_theme = Checked("", check_choice, of=("", "light", "dark"))
    message = synced(traitlets.Unicode(""))
    first = synced(traitlets.Dict())

    bank = property(lambda self: self.packing, doc="``packing`` by the name it had before.")

    _hears = False  # whether it is the page that sets a trait

    def __repr__(self):
        n_runs = len(self.learning_rates) * len(self.batch_sizes)
        return f"{type(self).__name__}({n_runs} run{'s' if n_runs != 1 else ''})"

    def __dir__(self):
        """Return what a person needs, for completion; the rest is there as well."""
        return offered_names(type(self))

    def __setattr__(self, name, value):
        """Set an attribute that exists: a mistyped one would change nothing, and say nothing."""
        if not (name.startswith("_") or hasattr(type(self), name)):
            near = difflib.get_close_matches(name, own_names(type(self)), 1)
            hint = _(" Did you mean {name!r}?").format(name=near[0]) if near else ""
            raise AttributeError(
                _("{kind} has no attribute {name!r}.{hint}").format(
                    kind=type(self).__name__, name=name, hint=hint
                )
            )
        super().__setattr__(name, value)

    def set_state(self, sync_data):
        """Take what the page sends. Of what is refused nothing stays, and the page is told why."""
        self._hears = True
        try:
            super().set_state(sync_data)
        except traitlets.TraitError as refusal:
            self._say(str(refusal), sync_data)
        except Exception as error:
            self._say(f"{type(error).__name__}: {error}", sync_data)
            raise
        finally:
            self._hears = False

    def _say(self, sentence, sync_data):
        """Answer the page with a sentence, and with the values that stay."""
        asked = sync_data.get("asked")
        answered = max(self.answered + 1, asked if isinstance(asked, int) else 0)
        with self.hold_sync():
            for name, value in {
                "asked": answered,
                "answered": answered,
                "message": sentence,
            }.items():
                self.set_trait(name, value)
        self.send_state([name for name in sync_data if self.has_trait(name)])

    _check_index = traitlets.validate("learning_rate_index", "batch_size_index")(
        refusing(check_index)
    )

    @traitlets.validate("step")
    @refusing
    def _check_step(self, proposal):
        return check_integer("step", proposal.value, low=0, high=self._last_step())

    @traitlets.validate("x_axis")
    @refusing
    def _check_x_axis(self, proposal):
        return check_choice("x_axis", proposal.value, of=self.counts)

    @traitlets.validate("pinned")
    @refusing
    def _check_pinned(self, proposal):
        if proposal.value and not self.can_pin:
            kind = type(self).__name__
            raise ValueError(
                _("pinned must be []: {kind} keeps no ghost. Got {given}.").format(
                    kind=kind, given=proposal.value
                )
            )
        for index, n in zip(proposal.value, self._grid()):
            check_integer("pinned", index, low=0, high=n - 1)
        return proposal.value

    def _grid(self):
        """Return how many learning rates and batch sizes there are to choose from."""
        return max(1, len(self.learning_rates)), max(1, len(self.batch_sizes))

    def _last_step(self):
        """Return the last update of the run on the screen; None where it is not known yet."""
        return None
