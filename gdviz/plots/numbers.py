"""Numbers as people write them: 0.001, 0.1 and 300,000; a power of ten only where it must be."""

import math

PLAIN_FROM, SHORT_BELOW, PLAIN_BELOW = 1e-4, 1e6, 1e7  # sizes of numbers that are written out


def format_number(value):
    """Write a number out, without an exponent where that is short enough.

    Examples
    --------
    >>> [format_number(value) for value in (0, 0.25, -1.5, 36000, 300000, 2e-7)]
    ['0', '0.25', '−1.5', '36,000', '300,000', '$2\\\\times10^{-7}$']
    """
    if not is_plain(value, below=PLAIN_BELOW):
        return power_of_ten(value)
    return grouped(float(f"{value:.10g}"), ".10g")


def format_short(value):
    """Write three digits of a number: plain where that is short, else with a power of ten.

    Examples
    --------
    >>> [format_short(value) for value in (0.04738, -0.3054, 2e-7)]
    ['0.0474', '−0.305', '$2\\\\times10^{-7}$']
    """
    rounded = float(f"{value:.3g}")
    return grouped(rounded, ".10g") if is_plain(rounded, below=SHORT_BELOW) else power_of_ten(value)


def power_of_ten(value, digits=3):
    """Write ``value`` as a multiple of a power of ten, in math text, rounded to ``digits`` digits.

    Examples
    --------
    >>> power_of_ten(1e-5), power_of_ten(2e6), power_of_ten(9.9996e6)
    ('$10^{-5}$', '$2\\\\times10^{6}$', '$10^{7}$')
    """
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else "∞" if value > 0 else "−∞"
    factor, _, exponent = f"{value:.{digits - 1}e}".partition("e")  # rounded before it is split
    factor = factor.rstrip("0").rstrip(".") if "." in factor else factor
    power = f"10^{{{int(exponent)}}}"
    if factor.strip("-") == "0":
        return "0"
    sign_or_factor = {"1": "", "-1": "-"}.get(factor, rf"{factor}\times")
    return f"${sign_or_factor}{power}$"


def is_plain(value, *, below):
    """Whether a number is written out: it is 0, or its size is from 1e-4 on and ``below`` that."""
    return value == 0 or PLAIN_FROM <= abs(value) < below


def grouped(value, spec):
    """Format a number with a comma between thousands and a true minus sign; 0 has none."""
    return f"{value + 0.0:,{spec}}".replace("-", "−")
