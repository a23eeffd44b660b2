import itertools
import re

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from matplotlib import pyplot
from matplotlib.ticker import AutoLocator

from gdviz.plots import LIGHT, style
from gdviz.plots.numbers import format_number, format_short, power_of_ten
from gdviz.plots.ticks import LinearTickFormatter, LogTickFormatter, LogTicks


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0.008, 12, [0.01, 0.1, 1, 10]),
        (0.04, 3, [0.05, 0.1, 0.2, 0.5, 1, 2]),
        (1e-9, 1, [1e-8, 1e-6, 1e-4, 1e-2, 1]),
    ],
)
def test_ticks_are_decades_or_one_two_five(low, high, ticks):
    np.testing.assert_allclose(LogTicks().tick_values(low, high), ticks)


def test_range_within_one_decade_has_round_ticks():
    ticks = LogTicks().tick_values(0.36, 0.72)
    np.testing.assert_allclose(ticks[(ticks > 0.36) & (ticks < 0.72)], [0.4, 0.5, 0.6, 0.7])


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        ([0.01, 0.1, 1], ["0.01", "0.1", "1"]),
        ([100, 1000], ["100", "1,000"]),
        ([1e-4, 1], ["$10^{-4}$", "$10^{0}$"]),
        ([2e5], [r"$2\times10^{5}$"]),
        ([], []),
    ],
)
def test_log_ticks_are_plain_while_they_are_short(values, texts):
    assert LogTickFormatter().format_ticks(values) == texts


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        ([0, 0.5, 1], ["0.0", "0.5", "1.0"]),
        ([-200000, 0], ["−200,000", "0"]),
        ([0, 0.1 + 0.2], ["0.0", "0.3"]),
        ([-2.7e-17, 0.1], ["0.0", "0.1"]),
        ([-0.0175, 0], ["−0.0175", "0.0000"]),
        ([0, 1_000_000], ["0", "1,000,000"]),
        ([], []),
    ],
)
def test_linear_ticks_share_their_decimals(values, texts):
    formatter = LinearTickFormatter()
    assert formatter.format_ticks(values) == texts
    assert formatter.get_offset() == ""


@pytest.mark.parametrize(
    ("values", "texts", "offset"),
    [
        ([0, 2e-7], ["0", "2"], r"$\times10^{-7}$"),
        ([-1e12, 2.5e12], ["−1.0", "2.5"], r"$\times10^{12}$"),
        ([1.7e9, 1.7e9 + 60], ["0", "60"], "+1,700,000,000"),
        ([-1e9, 1 - 1e9], ["0", "1"], "−1,000,000,000"),
        ([1e9 + 0.25, 1e9 + 0.5], ["0.25", "0.50"], "+1,000,000,000"),
        ([0.12345671, 0.12345673], ["−2.9", "−2.7"], r"$\times10^{-7}$ +0.123457"),
        ([999_999_999, 1e9, 1_000_000_001], ["−1", "0", "1"], "+1,000,000,000"),
        ([2e15, 2e15 + 4], ["0", "4"], r"+$2\times10^{15}$"),
    ],
)
def test_long_numbers_say_once_what_they_share(values, texts, offset):
    formatter = LinearTickFormatter()
    assert formatter.format_ticks(values) == texts
    assert formatter.get_offset() == offset


def in_words(text):
    """The number that a text shows."""
    return float(
        re.sub(r"\$-?10\^", lambda m: m[0].replace("10^", r"1\times10^"), text)
        .replace(r"\times10^{", "e")
        .translate(str.maketrans({"−": "-", ",": "", "$": "", "}": ""}))
    )


def half_a_unit(text):
    """Half a unit in the last digit that a text shows."""
    digits = re.match(r"[−$-]*([\d,]*)(\.\d+)?", text)
    power = int(match[1]) if (match := re.search(r"10\^\{(-?\d+)\}", text)) else 0
    return 0.5 * 10.0 ** (power - max(0, len(digits[2] or "") - 1))


PLAIN = r"−?\d{1,3}(,\d{3})*(\.\d+)?"
POWER = r"\$-?([1-9](\.\d*[1-9])?\\times)?10\^\{-?\d+\}\$"  # never 10 × 10⁶ nor 1.00 × 10³
NUMBERS = st.floats(allow_nan=False, allow_infinity=False, min_value=-1e300, max_value=1e300)
NEAR_A_POWER = st.builds(
    lambda sign, power, off: sign * 10.0**power * (1 + off),
    st.sampled_from([-1, 1]),
    st.integers(-290, 290),
    st.floats(-6e-3, 6e-3),
)


@given(NUMBERS | NEAR_A_POWER)
def test_three_digits_are_the_right_ones(value):
    text = format_short(value)
    shown = in_words(text)
    exact = float(f"{value:.2e}")
    assert shown == pytest.approx(exact, rel=1e-12)
    assert re.fullmatch(PLAIN + "|" + POWER, text)


@given(NUMBERS | NEAR_A_POWER, st.sampled_from([format_number, power_of_ten]))
def test_what_is_shown_is_within_half_a_unit_of_its_last_digit(value, write):
    text = write(value)
    assert abs(in_words(text) - value) <= half_a_unit(text) * (1 + 1e-9)
    assert re.fullmatch(PLAIN + "|" + POWER, text)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (9.9996e6, "$10^{7}$"),
        (-9.9996e6, "$-10^{7}$"),
        (999_600, "$10^{6}$"),
        (999.6, "1,000"),
        (-999.7, "−1,000"),
        (99.96, "100"),
        (9.9996e-5, "0.0001"),
        (-3e9, r"$-3\times10^{9}$"),
        (0.0, "0"),
        (-0.0, "0"),
        (np.inf, "∞"),
        (-np.inf, "−∞"),
        (np.nan, "NaN"),
    ],
)
def test_short_numbers_are_rounded_before_their_power_is_taken(value, text):
    assert format_short(value) == text


WINDOWS = st.tuples(
    st.floats(-1e12, 1e12, allow_subnormal=False), st.floats(-9, 12).map(lambda x: 10.0**x)
)


@given(WINDOWS)
@settings(max_examples=300)
def test_ticks_of_a_linear_axis_are_true_short_and_told_apart(window):
    low, span = window
    assume(span > 1e-9 * abs(low))
    ticks = AutoLocator().tick_values(low, low + span)
    formatter = LinearTickFormatter()
    texts = formatter.format_ticks(ticks)
    shown = np.array([in_words(text) for text in texts])
    assert len(set(texts)) == len(ticks)
    assert max(map(len, texts)) <= 9
    values = formatter.origin + shown * 10.0**formatter.exponent
    assert np.abs(values - ticks).max() <= 2e-3 * np.diff(ticks).min() + 1e-14 * abs(low)


@given(st.floats(-250, 250), st.floats(-7, 2.5).map(lambda x: 10.0**x))
@settings(max_examples=300)
def test_ticks_of_a_log_axis_are_true_and_told_apart(power, decades):
    assume(power + decades < 250)
    low, high = 10.0**power, 10.0 ** (power + decades)
    ticks = LogTicks().tick_values(low, high)
    formatter = LogTickFormatter()
    texts = formatter.format_ticks(ticks)
    shown = np.array([in_words(text) for text in texts])
    assert len(set(texts)) == len(ticks)
    values = formatter.origin + shown * 10.0**formatter.exponent
    np.testing.assert_allclose(values, ticks, rtol=2e-3 * np.expm1(np.diff(np.log(ticks)).min()))


@pytest.mark.parametrize("span", [0.05, 0.3, 0.9, 1.5, 3, 12, 40, 250])
@pytest.mark.parametrize("low", [3e-21, 0.47, 3.0])
def test_numbers_of_a_log_axis_never_touch(low, span):
    figure = pyplot.figure(figsize=(4, 4), dpi=100)
    ax = style.dress(figure.add_subplot(), LIGHT)
    style.log_ticks(ax.yaxis)
    ax.set_ylim(low, low * 10**span)
    figure.canvas.draw()
    boxes = [label.get_window_extent() for label in ax.get_yticklabels() if label.get_text()]
    inside = sorted(
        (b for b in boxes if ax.bbox.y0 <= b.y0 + b.height / 2 <= ax.bbox.y1), key=lambda b: b.y0
    )
    assert 2 <= len(inside) <= 12
    assert all(below.y1 <= above.y0 for below, above in itertools.pairwise(inside))


@pytest.mark.parametrize("end", [1, 60, 60_000, 3e6, 1e-3])
@pytest.mark.parametrize("inches", [1.6, 2.4, 4, 9])
def test_numbers_of_an_x_axis_never_touch(inches, end):
    figure = pyplot.figure(figsize=(inches, 3), dpi=100)
    ax = style.dress(figure.add_subplot(), LIGHT)
    ax.set_xlim(-0.02 * end, end)
    figure.canvas.draw()
    shown = [t for t in ax.get_xticklabels() if -0.02 * end <= t.get_position()[0] <= end]
    boxes = [t.get_window_extent() for t in shown]
    assert len(boxes) >= 2
    assert all(left.x1 < right.x0 for left, right in itertools.pairwise(boxes))
