"""Reads one code of an arrow, as arrows.js does."""

import numpy as np


def decoded(code):
    """Return −η∇J in widths of the window, shape (2,), and the direction of the step in radians.

    Either is None where there is none. 13 bits of length, 11 of angle, 8 of direction.
    """
    length, turn, toward = code % 2**13, code // 2**13 % 2**11, code // 2**24
    size = 1e-9 * 1e12 ** ((length - 1) / 8190)
    angle = turn / 2**11 * 2 * np.pi
    whole = size * np.array([np.cos(angle), np.sin(angle)]) if length else None
    return whole, (toward - 1) / 255 * 2 * np.pi if toward else None
