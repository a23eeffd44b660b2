"""The sliders: their values, checked or by default, and where they stand."""

import numpy as np

from gdviz.checks import check_integer, check_number, check_params
from gdviz.descent.batches import check_batch_size
from gdviz.plots.numbers import format_short
from gdviz.widgets.player import check_choice, check_flag
from gdviz.words import N_, _

MOST_SIZES = 11
DEFAULT_STEPS, MAP_STEPS = 200, 300
FARTHEST = 100  # widths of the picture from which a start is still shown


class Knob:
    """A slider as an attribute of an interactive: the value it stands at.

    Setting it moves the slider to that value, which some interactives add to the others; the rest
    take the nearest value there is.

    Parameters
    ----------
    values, index : str
        The traits that hold the slider's values, and its position among them.
    doc : str
        What the attribute is.
    label, short : str
        What stands beside the slider, and its value in a sentence: "b = {value}".
    """

    def __init__(self, values, index, doc, *, label, short):
        self.values, self.index, self.__doc__ = values, index, doc
        self.label, self.short = label, short

    def __set_name__(self, owner, name):
        self.name = name

    def __get__(self, interactive, owner=None):
        if interactive is None:
            return self
        return getattr(interactive, self.values)[getattr(interactive, self.index)]

    def __set__(self, interactive, value):
        index = nearest(self.name, getattr(interactive, self.values), value)
        interactive._choose(self, index, value)

    def written(self, value):
        """Return a value as a sentence has it."""
        return format_short(value)

    def texts(self, values):
        """Return what the page writes for the values; of numbers it knows by itself."""
        return []


class Switch(Knob):
    """A knob whose values are words; setting it chooses one of them."""

    def __set__(self, interactive, value):
        words = getattr(interactive, self.values)
        setattr(interactive, self.index, words.index(check_choice(self.name, value, of=words)))

    def written(self, value):
        """Return the word in the reader's language."""
        return _(value)

    def texts(self, values):
        """Return all words in the reader's language."""
        return list(map(self.written, values))


LEARNING_RATE = Knob(
    "learning_rates",
    "learning_rate_index",
    "η of the run on the screen.",
    label=N_("learning rate η"),
    short=N_("η = {value}"),
)
BATCH_SIZE = Knob(
    "batch_sizes",
    "batch_size_index",
    "b of the run on the screen.",
    label=N_("batch size b"),
    short=N_("b = {value}"),
)


def knobs_of(kind):
    """Return the sliders of a class, in the order in which it names them."""
    named = {name: one for base in reversed(kind.__mro__) for name, one in vars(base).items()}
    return [one for one in named.values() if isinstance(one, Knob)]


def nearest(name, values, wanted):
    """Return the index of the value nearest to ``wanted``, which must lie in their range.

    Values that are all above 0 stand evenly by ratio on their slider, so there it decides.
    """
    wanted = check_number(name, wanted)
    if values[0] > 0 >= wanted:
        raise ValueError(
            _("learning_rate and batch_size must be above 0. Got {wanted} for {name}.").format(
                wanted=wanted, name=name
            )
        )
    if not values[0] <= wanted <= values[-1]:
        raise ValueError(
            _("{name} must be between {low} and {high}. Got {wanted:.6g}.").format(
                name=name, low=values[0], high=values[-1], wanted=wanted
            )
        )
    return closest(values, wanted)


def closest(values, wanted):
    """Return the index of the value closest to ``wanted``, wherever that lies."""
    values = np.array(values, dtype=float)
    distances = np.log(values / wanted) if min(values[0], wanted) > 0 else values - wanted
    return int(np.abs(distances).argmin())


def initial(name, values, wanted, default):
    """Return where a slider stands at first: at what is wanted, or as close to the default."""
    return closest(values, default) if wanted is None else nearest(name, values, wanted)


def with_value(name, values, wanted):
    """Return the values with one more, if it is within their range and not among them.

    Examples
    --------
    >>> with_value("batch_size", [1, 16, 64], 24)
    [1, 16, 24, 64]
    """
    if wanted is None or values[nearest(name, values, wanted)] == wanted:
        return values
    return sorted([*values, wanted])


def rate_slider(given, wanted, usual, *, limit, enters=False):
    """Return the traits of the η slider: its values, and where it stands.

    ``usual()`` makes the values if none are given. By default it stands at a quarter of the limit.
    With ``enters``, what is wanted is one of the values: in place of a usual one, or beside those
    that were given.
    """
    rates = check_rates(usual() if given is None else given)
    if enters and wanted is not None:
        wanted = check_number("learning_rate", wanted)
        if given is None:  # none of the usual ones was asked for: the nearest gives way
            rates[nearest("learning_rate", rates, wanted)] = wanted
        rates = with_value("learning_rate", rates, wanted)
    default = limit / 4 if limit else rates[-1] / 25
    index = initial("learning_rate", rates, wanted, default)
    return {"learning_rates": rates, "learning_rate_index": index}


def size_slider(n_samples, given, wanted, *, default=8, usual=None, enters=False):
    """Return the traits of the b slider; its ``usual`` values are 1, 2, 4 … N."""
    if given is None:
        given = usual or default_sizes(n_samples)
    sizes = check_sizes(given, n_samples)
    if enters and wanted is not None:
        nearest("batch_size", sizes, wanted)
        wanted = check_batch_size(wanted, n_samples)
        sizes = with_value("batch_size", sizes, wanted)
    index = initial("batch_size", sizes, wanted, default)
    return {"batch_sizes": sizes, "batch_size_index": index}


def start_of(objective, params, *, seed=0):
    """Return the start as a list: what was given, or the default; of a network random weights."""
    if params is not None:
        return check_start(objective, params)
    if hasattr(objective, "initial_params"):
        return objective.initial_params(check_integer("seed", seed, low=0)).tolist()
    return default_start(objective)


def check_start(objective, params):
    """Return the start as a list, if it is params of a finite loss; one parameter may be bare."""
    is_bare = isinstance(params, (int, float, np.number))
    params = check_params(objective, [params] if is_bare else params)
    with np.errstate(over="ignore", invalid="ignore"):
        loss = objective.loss(params)
    if not np.isfinite(loss):
        raise ValueError(
            _("params must have a finite loss. Got {loss} at {params}.").format(
                loss=loss, params=params
            )
        )
    return params.tolist()


def check_near(start, window, names):
    """Refuse a start from which nothing of the window could be seen."""
    for value, (low, high), name in zip(start, window, names):
        reach = FARTHEST * (high - low)
        if not low - reach <= value <= high + reach:
            said = _("{name} must be between {low} and {high}: beyond, the picture is a dot.")
            limits = {"low": f"{low - reach:.4g}", "high": f"{high + reach:.4g}"}
            got = _("Got {given}.").format(given=f"{value:.6g}")
            raise ValueError(f"{said.format(name=name, **limits)} {got}")


def check_betas(betas):
    """Return the momenta as a list of increasing floats in [0, 1)."""
    betas = listed("betas", betas)
    if not betas or betas[0] < 0 or not betas[-1] < 1 or (np.diff(betas) <= 0).any():
        raise ValueError(
            _("betas must be increasing, from 0 to below 1. Got {betas}.").format(betas=betas)
        )
    return betas


def listed(name, values):
    """Return a number, or several, as a list of finite floats."""
    return [check_number(name, value) for value in np.atleast_1d(np.asarray(values, dtype=object))]


def check_flags(**flags):
    """Return the flags as a dict, if each is True or False."""
    return {name: check_flag(name, value) for name, value in flags.items()}


def budget(default, **limits):
    """Return the one budget that was given, by default so many updates."""
    given = {
        name: check_integer(name, limit, low=1)
        for name, limit in limits.items()
        if limit is not None
    }
    if len(given) > 1:
        raise ValueError(
            _("at most one of {names} may be given. Got {given}.").format(
                names=", ".join(limits), given=given
            )
        )
    return given or {"n_steps": default}


def default_start(objective):
    """Return a place with something to see: high on the left of a surface, else zeros."""
    window = getattr(objective, "window", None)
    if window is None:
        return [0.0] * objective.n_params
    shares = (0.12, 0.82)
    return [low + share * (high - low) for share, (low, high) in zip(shares, window)]


def default_sizes(n_samples):
    """Return 1, 2, 4 … N; of very many samples powers of a larger base, and N."""
    for base in range(2, 100):
        powers = [base**k for k in range(64) if base**k < n_samples]
        if len(powers) <= MOST_SIZES - 1:
            return [*powers, n_samples]
    raise ValueError(
        _("n_samples must be below 10**20. Got {n_samples}.").format(n_samples=n_samples)
    )


def check_rates(rates):
    """Return the learning rates as a list, increasing and above 0."""
    values = listed("learning_rates", rates)
    if not values or values[0] <= 0 or (np.diff(values) <= 0).any():
        raise ValueError(
            _("learning_rates must be increasing, finite and above 0. Got {rates}.").format(
                rates=rates
            )
        )
    return values


def check_sizes(sizes, n_samples):
    """Return the batch sizes as a list of increasing ints in 1 … N."""
    sizes = np.atleast_1d(np.asarray(sizes, dtype=object))
    sizes = [check_batch_size(b, n_samples, name="batch_sizes") for b in sizes]
    if not sizes or (np.diff(sizes) <= 0).any():
        raise ValueError(_("batch_sizes must be increasing. Got {sizes}.").format(sizes=sizes))
    return sizes
