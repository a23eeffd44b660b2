"""The marks of a legend, drawn as what they name looks on the screen.

A mark is a list of paths in a box of 26 × 14 pixels; colors are roles of the palette.
"""

from gdviz.plots import LIGHT
from gdviz.widgets.facts import FACTS, GHOST_DASH


def line(role, width=3, *, d="M1 7H25", dash=()):
    """Return a line."""
    return {"d": d, "stroke": role, "width": width, "dash": dash}


def area(role, d, *, opacity=1):
    """Return a filled shape."""
    return {"d": d, "fill": role, "opacity": opacity}


def disk(role, middle=13, *, edge=None):
    """Return a round dot, with or without an edge."""
    d = f"M{middle - 5} 7a5 5 0 1 0 10 0a5 5 0 1 0 -10 0Z"
    return {"d": d, "fill": role, "stroke": edge, "width": 1.4}


def arrow(role):
    """Return a thick arrow."""
    return [line(role, 5, d="M1 7H16"), area(role, "M14 0L26 7L14 14Z")]


def racer(k):
    """Return the line of the k-th run of a race; colors and dashes begin anew, each for itself."""
    dashes = FACTS["dashes"]
    return [line(f"series-{k % len(LIGHT.series)}", dash=dashes[k % len(dashes)])]


BOX = "M1 1H25V13H1Z"

PATH = [line("path"), disk("path", 19)]
BATCH = [
    *arrow("edge"),
    line("batch", d="M2 7H17"),
    area("batch", "M15.5 2.5L23.5 7L15.5 11.5Z"),
]
ALL = arrow("data")
STEP = arrow("path")
ROWS = [disk("batch", edge="edge")]
CROSS = [line("panel", 7, d="M8 7H18M13 2V12"), line("minimum", 4, d="M8 7H18M13 2V12")]
GHOST = [line("ghost", dash=GHOST_DASH)]
FAN = [area("ghost", BOX, opacity=0.22), area("ghost", "M1 4H25V10H1Z", opacity=0.4)]
OWN_LOSS = [line("edge", 4), line("batch", 2.4, dash=GHOST_DASH)]
TANGENT = [line("limit", d="M1 12L25 2", dash=(7, 4))]
ELLIPSE = [line("limit", 2.5, d="M2 7a11 5.5 0 1 0 22 0a11 5.5 0 1 0 -22 0Z")]
LAW = [line("text", 2.5, dash=(6, 4))]
GONE = [area("limit", BOX, opacity=0.3), line("limit", 2, d="M2 13L12 1M12 13L22 1")]
NEVER = [line("text", 1, d=BOX)]
FEW = [
    area("surface-0", BOX),
    line("text", 1, d=BOX),
    area("surface-2", "M9 1H17V13H9Z"),
    area("surface-4", "M17 1H25V13H17Z"),
]
FRAME = [line("edge", 4, d=BOX), line("batch", 2.4, d=BOX)]
RAMP = [area(f"ramp-{7 * k}", f"M{6 * k + 1} 1H{6 * k + 7}V13H{6 * k + 1}Z") for k in range(4)]
BEST = [line("text", 2, dash=(6, 4)), line("minimum", 3, d="M8 7H18M13 2V12")]
TRUTH = [
    line("text", 2, dash=(2, 3)),
    {**area("panel", "M13 2L18 7L13 12L8 7Z"), "stroke": "text", "width": 2},
]
