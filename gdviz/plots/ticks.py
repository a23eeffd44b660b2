"""Tick marks that learners can read, and that are told apart whatever the range.

Numbers are written out where that is short. Else a power of ten that all of them share, and what
all of them begin with, stand once at the end of the axis: ×10⁹, +1,700,000,000.
"""

import numpy as np
from matplotlib.ticker import AutoLocator, Formatter, Locator, MaxNLocator

from gdviz.plots.numbers import format_number, grouped, is_plain, power_of_ten

LETTER = 0.6  # width of a digit, in units of the letters' size
LONGEST = 9  # letters of a number that is written out: 1,000,000
MOST_DECIMALS = 12
STEPS = (1, 2, 5, 10)


class LinearTickFormatter(Formatter):
    """Numbers written out, all with the same number of decimals.

    Where they would be long, the axis shows (value − ``origin``) / 10^``exponent`` and says so.
    """

    origin, exponent = 0.0, 0

    def __call__(self, value, position=None):
        """Return the text of one number: the cursor's place."""
        return format_number(float(f"{value:.4g}"))

    def format_ticks(self, values):
        """Return the texts of all ticks."""
        values = np.asarray(values, dtype=float)
        self.origin, self.exponent = 0.0, 0
        if not is_short(values):
            self.origin = shared_part(values)
        if not is_short(values - self.origin):
            self.exponent = decade(np.abs(values - self.origin).max())
        return written_out((values - self.origin) / 10.0**self.exponent)

    def get_offset(self):
        """Return what stands at the end of the axis."""
        factor = rf"$\times10^{{{self.exponent}}}$" if self.exponent else ""
        sign = "−" if self.origin < 0 else "+" if self.origin else ""
        return " ".join(filter(None, (factor, sign and sign + in_full(abs(self.origin)))))


def written_out(values):
    """Return the texts of numbers, with as few decimals as tell all of them exactly."""
    decimals = n_decimals(values)
    return [grouped(round(float(value), decimals), f".{decimals}f") for value in values]


def n_decimals(values):
    """Return how many decimals the numbers have, up to a thousandth of their least distance."""
    tolerance = 1e-3 * spacing(values)
    for decimals in range(MOST_DECIMALS):
        if np.all(np.abs(np.round(values, decimals) - values) <= tolerance):
            return decimals
    return MOST_DECIMALS


def spacing(values):
    """Return the least distance of two numbers; of a single one its size."""
    gaps = np.diff(np.unique(values))
    return gaps.min() if gaps.size else np.abs(values).max(initial=0.0)


def is_short(values):
    """Whether the numbers can be written out: in few letters, and not all of them next to 0."""
    longest = max(map(len, written_out(values)), default=0)
    return longest <= LONGEST and is_plain(np.abs(values).max(initial=0.0), below=1e7)


def shared_part(values):
    """Return the roundest number next to all of them; 0 where their first four digits differ."""
    near = spacing(values)
    if np.abs(values).max() < 1e4 * near:
        return 0.0
    units = 10.0 ** np.arange(decade(np.abs(values).max()) + 1, decade(near), -1)
    origins = np.round(values.mean() / units) * units
    is_near = np.abs(values - origins[:, None]).max(axis=1) <= max(100 * near, np.ptp(values))
    return float(origins[is_near][0]) if is_near.any() else float(values[0])


def decade(size):
    """Return the exponent of the power of ten at or below a size; 0 for 0."""
    return int(f"{size:e}".partition("e")[2]) if size > 0 else 0


def in_full(value):
    """Return all digits of a number that is not negative."""
    plain = grouped(value, ".15g")
    return plain if "e" not in plain and len(plain) <= 13 else power_of_ten(value, 15)


class LinearTicks(AutoLocator):
    """The usual ticks of an x axis; fewer where their numbers would touch."""

    def __call__(self):
        """Return the ticks of the current view."""
        low, high = sorted(self.axis.get_view_interval())
        ticks = [tick for tick in super().__call__() if low <= tick <= high]
        most = self.most(max(map(len, LinearTickFormatter().format_ticks(ticks)), default=0))
        for n_bins in range(most, 0, -1):
            if len(ticks) <= max(2, most):
                break
            fewer = MaxNLocator(n_bins, steps=STEPS).tick_values(low, high)
            ticks = [tick for tick in fewer if low <= tick <= high]
        return ticks

    def most(self, n_letters):
        """Return how many numbers of so many letters there is space for."""
        size = self.axis.get_tick_space() * 3  # letters as high as wide, says matplotlib
        return int(size / (LETTER * n_letters + 1))


class LogTicks(Locator):
    """Decades over a long range, 1-2-5 over a short one, round numbers within one decade."""

    def __init__(self, n_ticks=7):
        self.n_ticks = n_ticks

    def __call__(self):
        """Return the ticks of the current view, no more than there is space for."""
        ticks = self.tick_values(*sorted(self.axis.get_view_interval()))
        return ticks[:: -(-len(ticks) // max(2, self.axis.get_tick_space()))]

    def tick_values(self, low, high):
        """Return the ticks between ``low`` and ``high``, both positive."""
        first, last = np.floor(np.log10(low)), np.ceil(np.log10(high))
        stride = max(1, int(np.ceil((last - first) / self.n_ticks)))
        decades = 10.0 ** np.arange(stride * np.floor(first / stride), last + 1, stride)
        for ticks in (decades, np.outer(decades, (1, 2, 5)).ravel()):
            inside = ticks[(ticks >= low * 0.999) & (ticks <= high * 1.001)]
            if len(inside) >= 3:
                return inside
        ticks = MaxNLocator(5, steps=STEPS).tick_values(low, high)
        return ticks[(ticks >= low) & (ticks <= high)]  # the locator adds one below, perhaps 0


class LogTickFormatter(LinearTickFormatter):
    """Plain numbers while all of them are short, else all of them powers of ten.

    Ticks of more than three digits lie within one decade: they are written as on a linear axis.
    """

    def __call__(self, value, position=None):
        """Return the text of one tick."""
        return self.format_ticks([value])[0]

    def format_ticks(self, values):
        """Return the texts of all ticks."""
        values = np.asarray(values, dtype=float)
        rounded = [float(f"{value:.3g}") for value in values]
        least_ratio = np.exp(np.diff(np.log(np.sort(values)))).min(initial=2.0)
        if not np.allclose(rounded, values, rtol=1e-3 * (least_ratio - 1), atol=0):
            return super().format_ticks(values)
        self.origin, self.exponent = 0.0, 0
        if all(1e-3 <= value <= 1e4 for value in rounded):
            return [format_number(value) for value in rounded]
        return [power_of_ten(value) for value in rounded]
