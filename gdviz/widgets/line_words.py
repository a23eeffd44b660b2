"""What the line lab says and what its legend names."""

from gdviz.widgets import marks
from gdviz.words import N_, _

KEY = [
    (marks.ROWS, N_("next mini-batch")),
    (marks.PATH, N_("path of θ, its line")),
    (marks.BATCH, N_("next step −η∇J of the mini-batch")),
    (marks.ALL, N_("−η∇J of all points")),
    (marks.BEST, N_("θ*, the lowest loss")),
    (marks.TRUTH, N_("truth")),
]


def words():
    """Return what only this interactive says."""
    return {
        "needs_python": _("Other random orders of the rows need Python behind the page."),
        "needs_python_here": _(
            "Other random orders of the rows need Python behind the page. {binder}."
        ),
        "facts": [
            _("points N"),
            _("condition number κ"),
            _("limit of η, all rows"),
            _("limit of η, b = {b}"),
            _("J(θ*), the lowest"),
            _("J(truth)"),
        ],
        "noise_fitted": _(
            "The truth has loss {truth}, θ* has {best}: θ* fits the noise of these points too, "
            "so it can lie below."
        ),
        "no_noise": _("Truth and θ* are the same here: there is no noise to fit."),
        "no_truth": _("Nobody knows the truth behind these points; θ* is the line that fits best."),
        "outlier_does": _(
            "One point of {n} lies at x = {x}. All rows together bear η < {all}, one row alone "
            "only η < {limit}: whenever it is drawn, θ leaps."
        ),
        "another": _("Another sample"),
        "another_hint": _("draw the noise and the x anew"),
        "one_outlier": _("One outlier"),
        "one_outlier_hint": _("49 points in [−1, 1] and one at 12, b = 1"),
        "add": _("Add point"),
        "add_hint": _("in the middle of the data; a click on an empty place adds one there"),
        "remove": _("Remove point"),
        "remove_hint": _("the chosen one (Delete)"),
        "undo": _("Undo"),
        "undo_hint": _("bring back the points from before"),
        "fit_view": _("Fit axes"),
        "fit_view_hint": _("let the axes show all points, start and θ*"),
        "own_data": _("Own data"),
        "own_data_label": _("two columns, x and y"),
        "own_data_example": _("0.5, 1.2\n1, 3.4\n1.5, 3.9"),
        "use": _("Use these points"),
        "file": _("or a CSV file:"),
        "edit_points": _(
            "points: Tab chooses the next, arrow keys move it, Delete removes it, Escape leaves"
        ),
        "edit_start": _("start: a click or the arrow keys move it"),
        "chosen": _("point {k} of {n}: x {x}, y {y}"),
        "bad_line": _("Line {line} must be two numbers. Got {given}."),
        "bad_count": _("There must be between 2 and {most} points. Got {n}."),
        "bad_size": _("Numbers must lie within ±{most}. Got {given} in line {line}."),
        "taken": _("{n} points taken."),
    }
