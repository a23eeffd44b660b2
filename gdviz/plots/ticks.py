"""Tick marks that learners can read: 0.001, 0.1 and 300,000; powers only where they must be."""

import numpy as np
from matplotlib.ticker import AutoLocator, Formatter, Locator, MaxNLocator

LETTER = 0.6  # width of a digit, in units of the letters' size


def format_number(value):
    """Write a number out, without an exponent where that is short enough.

    Examples
    --------
    >>> [format_number(value) for value in (0, 0.25, -1.5, 36000, 300000)]
    ['0', '0.25', '−1.5', '36,000', '300,000']
    """
    plain = 1e-4 <= abs(value) < 1e7 or value == 0
    text = f"{value:,.10g}" if plain else f"{value:.3g}"
    return text.replace("-", "−")


def format_short(value):
    """Write three digits of a number: plain where that is short, else with a power of ten.

    Examples
    --------
    >>> [format_short(value) for value in (0.04738, -0.3054, 2e-7)]
    ['0.0474', '−0.305', '$2\\\\times10^{-7}$']
    """
    if not np.isfinite(value):
        return "∞"
    if value <= 0 or 1e-4 <= value < 1e6:
        return format_number(float(f"{value:.3g}"))
    return power_of_ten(value)


class LinearTickFormatter(Formatter):
    """Numbers written out, all with the same number of decimals."""

    def __call__(self, value, position=None):
        """Return the text of one tick, or of the cursor's place."""
        return format_number(float(f"{value:.4g}"))

    def format_ticks(self, values):
        """Return the texts of all ticks."""
        texts = [format_number(float(f"{value:.10g}")) for value in values]
        if any("e" in text for text in texts):
            return texts
        decimals = max((len(text.partition(".")[2]) for text in texts), default=0)
        return [f"{value:,.{decimals}f}".replace("-", "−") for value in values]


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
            fewer = MaxNLocator(n_bins, steps=(1, 2, 5, 10)).tick_values(low, high)
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
        ticks = MaxNLocator(5, steps=(1, 2, 5, 10)).tick_values(low, high)
        return ticks[(ticks >= low) & (ticks <= high)]  # the locator adds one below, perhaps 0


class LogTickFormatter(Formatter):
    """Plain numbers while all of them are short, else all of them powers of ten."""

    def __call__(self, value, position=None):
        """Return the text of one tick."""
        return self.format_ticks([value])[0]

    def format_ticks(self, values):
        """Return the texts of all ticks."""
        values = np.asarray(values)
        if all(1e-3 * 0.999 <= value <= 1e4 * 1.001 for value in values):
            return [format_number(float(f"{value:.3g}")) for value in values]
        return [power_of_ten(value) for value in values]


def power_of_ten(value):
    """Write ``value`` as a multiple of a power of ten, in math text.

    Examples
    --------
    >>> power_of_ten(1e-5), power_of_ten(2e6)
    ('$10^{-5}$', '$2\\\\times10^{6}$')
    """
    exponent = int(np.floor(np.log10(value) + 1e-9))
    factor = f"{value / 10.0**exponent:.3g}"
    return f"$10^{{{exponent}}}$" if factor == "1" else f"${factor}\\times10^{{{exponent}}}$"
