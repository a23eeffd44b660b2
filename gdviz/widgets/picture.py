"""Draws a `Screen` over the still panels, as the page does: one moment, or a film.

What moves is drawn part by part; on_surface.py and on_curves.py have the parts.
"""

from dataclasses import replace

import numpy as np

from gdviz.plots import style
from gdviz.plots.animation import WIDTH, Film, freeze, scale_to_slide, show_all, timed
from gdviz.plots.stage import DPI
from gdviz.widgets import on_curves, on_surface


def moment(figure, screen, theme):
    """Draw the screen over the panels of a figure, and return the figure."""
    for place in ("still", "moving"):
        for move in parts(place, figure, screen, theme):
            move(screen.record)
    return figure


def film(figure, screen, theme, *, width=WIDTH, **clock):
    """Return the run on the screen, from its start to its end, as a matplotlib animation.

    ``width`` and ``clock`` are those of `gdviz.plots.animate`.
    """
    clock = timed(len(screen.longest), **clock)
    scale_to_slide(figure, width)
    last = int(screen.longest.step[-1])
    parts("still", figure, replace(screen, step=last), theme)  # the axes hold the whole run
    freeze(figure)
    show_all([legend for ax in figure.axes if (legend := ax.get_legend())], False)
    show_all(figure.texts, False)
    moves = parts("moving", figure, screen, theme)

    def show(record):
        return [artist for move in moves for artist in move(record)]

    return Film(figure, show, clock)


def parts(place, figure, screen, theme):
    """Draw the still or the moving parts of all panels; return the functions that move them."""
    is_curve = screen.objective.n_params == 1
    known = {
        "still": {
            "params": [
                on_surface.ghost_hops if is_curve else on_surface.ghost_path,
                on_surface.starts,
            ],
            "data": [on_curves.ghost_fit],
            "loss": [*on_curves.STILL, caption],
        },
        "moving": {
            "params": on_surface.ON_CURVE if is_curve else on_surface.MOVING,
            "data": [on_curves.fan_fits, on_curves.fit],
            "loss": on_curves.MOVING,
        },
    }[place]
    known["excess"] = known["loss"]
    for name, more in screen.more.get(place, {}).items():
        known[name] = [*known.get(name, []), *more]
    drawn = [
        part(ax, screen, theme) for ax in figure.axes for part in known.get(ax.get_label(), ())
    ]
    return [move for move in drawn if move is not None]


def caption(ax, screen, theme):
    """Write what the sliders stand at, and what is said of other seeds."""
    write_below(ax.figure, screen.caption, theme)
    if screen.remark:
        write_below(ax.figure, screen.remark, theme, y=4, fontsize=style.TICK - 4)


def write_below(figure, text, theme, *, y=20, fontsize=style.TICK - 1):
    """Write a line below the picture, between the names of the first two axes that end there."""
    boxes = [one.get_position() for one in figure.axes]
    lowest = min(box.y0 for box in boxes)
    middles = [box.x0 + box.width / 2 for box in boxes if box.y0 < lowest + 0.02]
    place = {"x": np.mean(middles[:2]), "y": y / (figure.get_figheight() * DPI), "ha": "center"}
    figure.text(s=text, color=theme.text, fontsize=fontsize, **place)


def with_room(figure, share=0.83):
    """Widen the figure to the right for a legend: its axes then take up this share of it."""
    width, height = figure.get_size_inches()
    figure.set_size_inches(width / share, height)
    for ax in figure.axes:
        left, bottom, wide, high = ax.get_position().bounds
        ax.set_position([left * share, bottom, wide * share, high])
    return figure


def with_line_below(figure, text, theme, inches=0.32):
    """Lengthen the figure downwards by a line of text."""
    width, height = figure.get_size_inches()
    share = height / (height + inches)
    figure.set_size_inches(width, height + inches)
    for ax in figure.axes:
        left, bottom, wide, high = ax.get_position().bounds
        ax.set_position([left, 1 - (1 - bottom) * share, wide, high * share])
    for one in figure.texts:
        one.set_y(1 - (1 - one.get_position()[1]) * share)
    place = {"x": 0.5, "y": 0.35 * (1 - share), "ha": "center", "va": "bottom"}
    figure.text(s=text, color=theme.text, fontsize=style.TICK, **place)
    return figure
