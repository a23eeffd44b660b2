"""Loss against time, whatever time is counted in: updates, epochs, samples or seconds."""

import itertools
from typing import NamedTuple

import numpy as np
from matplotlib.lines import Line2D

from gdviz.checks import check_number, kind_of
from gdviz.plots import style
from gdviz.plots.arguments import check_color, check_run
from gdviz.plots.theme import LIGHT
from gdviz.words import N_, _

X_LABELS = {
    "step": N_("updates"),
    "epoch": N_("epochs"),
    "samples_seen": N_("samples seen"),
    "seconds": N_("seconds"),
}

# Runs that diverge pass this on their way to infinity; margins above it would overflow.
HIGHEST = 1e250

LONG = 300


class Comparison(NamedTuple):
    """The artists of `compare`: for each label its median line, and the faint line of each seed."""

    medians: dict[str, Line2D]
    seeds: dict[str, list[Line2D]]


def loss_curve(trajectory, *, ax=None, x="step", best=None, theme=LIGHT, color=None, label=None):
    """Draw the loss over all data along one run.

    Parameters
    ----------
    trajectory : Trajectory
        Records whose loss was not measured are skipped.
    ax : matplotlib Axes, optional
        Where to draw; by default on a new figure.
    x : str
        What the x axis counts, an attribute of the trajectory: "step", "epoch", "samples_seen" or
        "seconds".
    best : float, optional
        Best known loss J*. Then the excess J − J* is drawn.
    theme : Theme
        `LIGHT` or `DARK`.
    color : matplotlib color, optional
        For several runs in one picture; `compare` does that for you.
    label : str, optional
        Text for the legend.

    Returns
    -------
    matplotlib.lines.Line2D

    Raises
    ------
    ValueError
        If ``x`` is none of the four, the run was never measured, or an argument is of a wrong kind.

    Notes
    -----
    The y axis is logarithmic if all losses are positive.
    """
    check_x(x)
    check_measured(trajectory)
    best = None if best is None else check_number("best", best)
    check_color(color)
    ax = style.prepare(ax, theme)
    height = trajectory.loss if best is None else trajectory.loss - best
    line = draw_curve(ax, getattr(trajectory, x), height, color=color or theme.path, label=label)
    label_axes(ax, x, best)
    return line


def compare(runs, *, ax=None, x="step", best=None, theme=LIGHT):
    """Draw the loss of several runs, told apart by color and line style.

    Parameters
    ----------
    runs : dict of str to Trajectory or list of Trajectory
        Label and run. A list of runs of the same kind (other seeds) becomes a fan of faint lines
        with their median, drawn at 300 records or fewer. In the median a diverged run counts as
        infinitely bad from its end on, any other run that ended early keeps its last loss.
    ax, x, best, theme
        As in `loss_curve`.

    Returns
    -------
    Comparison
        The lines by label; `seeds` is empty where there is one run.

    Raises
    ------
    ValueError
        If ``runs`` is not a dict of runs with at least one run under each label, or as in
        `loss_curve`.
    """
    check_x(x)
    groups = groups_of(runs)
    best = None if best is None else check_number("best", best)
    ax = style.prepare(ax, theme)
    medians, seeds = {}, {}
    for index, (label, group) in enumerate(groups.items()):
        looks = style.style_of(index, theme)
        seeds[label] = draw_fan(ax, group, x, best, looks["color"]) if len(group) > 1 else []
        medians[label] = draw_median(ax, group, x, best, theme, label=label, **looks)
    label_axes(ax, x, best)
    style.legend(ax, theme)
    return Comparison(medians, seeds)


def groups_of(runs):
    """Return runs as a dict of label to a list of runs that were measured."""
    if not isinstance(runs, dict):
        raise ValueError(
            _(
                "runs must be a dict of label to run, such as {{'b = 16': run}}. Got {given}."
            ).format(given=kind_of(runs))
        )
    groups = {
        label: list(group) if isinstance(group, (list, tuple)) else [group]
        for label, group in runs.items()
    }
    if not groups or not all(groups.values()):
        names = [
            _(" under {name!r}").format(name=name) for name, runs in groups.items() if not runs
        ]
        sentence = _("runs must hold at least one run. Got none{place}.")
        raise ValueError(sentence.format(place="".join(names[:1])))
    for run in itertools.chain.from_iterable(groups.values()):
        check_measured(run)
    return groups


def draw_fan(ax, runs, x, best, color):
    """Draw one faint line for each run of a seed fan."""
    alpha = 0.3 if len(runs[0]) <= LONG else 0.12
    looks = {"color": color, "linewidth": 1, "alpha": alpha, "zorder": 2, "marker": ""}
    return [draw_curve(ax, getattr(run, x), run.loss - (best or 0), **looks) for run in runs]


def draw_median(ax, runs, x, best, theme, **looks):
    """Draw the median of a fan at `LONG` records, or a single run at all of its records."""
    time, loss = median_curve(runs, x, best)
    shown = thinned(len(time), LONG if len(runs) > 1 else len(time))
    looks |= {"zorder": 4}
    if len(shown) > LONG:  # so many noisy points are a band: dashes and halos would clog it
        looks |= {"linestyle": "-", "linewidth": 1.2, "alpha": 0.8, "zorder": 3}
    else:
        looks |= {"path_effects": style.halo(theme, width=1)}
    return draw_curve(ax, time[shown], loss[shown], **looks)


def thinned(n_records, n_shown):
    """Return at most ``n_shown`` record numbers, evenly spread from the first to the last."""
    return np.unique(np.linspace(0, n_records - 1, min(n_records, n_shown)).round().astype(int))


def median_curve(runs, x, best):
    """Return x and the median loss of the runs at each record, each of shape (n_records,)."""
    runs = [measured(run, x) for run in runs]
    n_records = max(len(loss) for _, loss, _ in runs)
    times = [np.append(time, np.full(n_records - len(time), np.nan)) for time, _, _ in runs]
    heights = [np.append(loss, np.full(n_records - len(loss), last)) for _, loss, last in runs]
    return np.nanmedian(times, axis=0), np.median(heights, axis=0) - (best or 0)


def measured(run, x):
    """Return the x and the loss where it was measured, and the loss that stands for later ones."""
    known = np.isfinite(run.loss)
    loss = run.loss[known]
    return getattr(run, x)[known], loss, np.inf if run.stop_reason == "diverged" else loss[-1]


def draw_curve(ax, x, loss, **looks):
    """Draw a loss curve where it was measured; dots too where that is only a few points."""
    x, loss = np.asarray(x, dtype=float), np.asarray(loss, dtype=float)
    known = np.abs(loss) < HIGHEST
    looks = {
        "linewidth": style.LINE,
        "zorder": 3,
        "marker": "o" if known.sum() < 30 else "",
    } | looks
    return ax.plot(x[known], loss[known], markersize=5, **looks)[0]


def check_x(x):
    """Refuse an ``x`` that is not a way to count time."""
    if not isinstance(x, str) or x not in X_LABELS:
        raise ValueError(
            _("x must be one of {names}. Got {x!r}.").format(names=", ".join(X_LABELS), x=x)
        )


def check_measured(run):
    """Refuse what is no run, and a run without any loss to draw."""
    check_run(run)
    if not np.isfinite(run.loss).any():
        raise ValueError(_("the loss of a run must be measured (record_loss=True). Got only NaN."))


def label_axes(ax, x, best):
    """Name both axes, and make y logarithmic if everything on it is positive."""
    ax.set(xlabel=_(X_LABELS[x]), ylabel="J(θ)" if best is None else "J(θ) − J*")
    heights = np.concatenate([line.get_ydata() for line in ax.lines])
    if heights.size and (heights > 0).all():
        style.log_ticks(ax.yaxis)
