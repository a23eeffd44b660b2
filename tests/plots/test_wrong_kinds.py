"""Every function of `gdviz.plots` × arguments of a wrong kind: a sentence, never an accident."""

import re

import numpy as np
import pytest
from matplotlib.figure import Figure

import gdviz as gd
from gdviz import plots
from gdviz.plots import LIGHT

X, Y = gd.datasets.line(40)
LINE = gd.LeastSquares(gd.add_bias(X), Y)
RUN = gd.gradient_descent(LINE, [0.0, 0.0], learning_rate=0.3, max_steps=4)
PARABOLA = gd.objectives.parabola()
SLIDE = gd.gradient_descent(PARABOLA, [2.0], learning_rate=0.2, max_steps=4)
FEATURES = np.array([[0.0, 1.0], [1.0, 0.0], [2.0, 2.0], [-1.0, 0.5]])
NET = gd.objectives.MLP(FEATURES, [0, 1, 1, 0], n_hidden=2)
TRAINED = gd.gradient_descent(NET, NET.initial_params(), learning_rate=0.1, max_steps=3)
PLANE = gd.objectives.Slice(NET, TRAINED.params[-1], np.eye(NET.n_params)[:2])


def flat():
    return Figure().add_subplot()


def spatial():
    return Figure().add_subplot(projection="3d")


# What each function is called with, all of it right.
CALLS = {
    "animate": {"objective": LINE, "trajectory": RUN},
    "compare": {"runs": {"one": RUN}},
    "confusion_matrix": {"counts": [[3, 1], [0, 2]]},
    "contour": {"objective": LINE},
    "curve": {"objective": PARABOLA},
    "data_with_fit": {"objective": LINE, "params": [1.0, 2.0]},
    "decision_boundary": {"objective": NET, "params": TRAINED.params[-1]},
    "gradient_arrows": {"objective": LINE, "params": [1.0, 2.0]},
    "gradient_cloud": {"objective": LINE, "params": [1.0, 2.0], "batch_size": 4},
    "image_grid": {"images": np.ones((2, 4))},
    "landscape": {"plane": PLANE},
    "legend": {"ax": flat()},
    "loss_curve": {"trajectory": RUN},
    "mark_minima": {"objective": LINE},
    "next_step": {"objective": PARABOLA, "params": 1.0, "learning_rate": 0.1},
    "path": {"trajectory": RUN},
    "save": {"animation": None, "path": "run.gif"},
    "shadow": {"plane": PLANE, "trajectory": TRAINED},
    "snapshot": {"objective": LINE, "trajectory": RUN},
    "surface3d": {"objective": LINE},
    "tangent": {"objective": PARABOLA, "params": 1.0},
    "title": {"ax": flat(), "text": "A run"},
    "two_curves": {"trajectory": RUN, "training": LINE, "validation": LINE},
    "walk": {"objective": PARABOLA, "trajectory": SLIDE},
    "window_around": {"objective": LINE},
}
NO_FUNCTIONS = {"DARK", "LIGHT", "Palette", "Theme"}

NO_NUMBER = [None, "2", [1.0, 2.0], float("nan"), float("inf"), True]
NO_COUNT = [None, "2", 2.5, 0, -3]
NO_RUN = [None, "run", 5, {"a": 1}, RUN.loss, [RUN], gd.gradient_descent, PARABOLA]
NO_PATH = [None, "run", 5, {"a": 1}, RUN.loss, np.ones((3, 7)), [["a", "b"]], [RUN]]
NO_OBJECTIVE = [None, "line", 5, RUN, np.ones(2), gd.LeastSquares]
NO_WINDOW = ["wide", 5, (0, 1), ((1, 0), (0, 1)), ((0, np.nan), (0, 1)), [[0, 1, 2]], {}]
NO_PARAMS = ["a", {}, [1.0, 2.0, 3.0, 4.0, 5.0], [[np.nan, 1.0]], [["a", "b"]], RUN]
NO_ROWS = [[40], [-1], [0.5], ["a"], [], [[0, 1]], "all"]
NO_AXES = ["ax", 5, Figure(), [flat(), flat()], np.array([flat(), flat()], dtype=object)]
NO_THEME = [None, "dark", "LIGHT", 5, {}, LIGHT.own]
NO_TIME = [None, "time", 5, ["step"], {}]

# What is wrong for an argument, whatever the function it belongs to.
WRONG = {
    "animation": [None, "film", RUN],
    "ax": [*NO_AXES, spatial()],
    "batch_size": [*NO_COUNT, 41],
    "best": NO_NUMBER[1:],
    "captions": [5, ["one"]],
    "color": ["no color", 5, RUN],
    "counts": [None, "a", [[1, 2]], [[-1, 0], [0, 1]], [["a", "b"], ["c", "d"]], [[np.nan]]],
    "fps": [0, -1, "20", float("nan"), [20]],
    "images": [None, "a", 5, np.ones((2, 5)), [["a"]], []],
    "labels": [5, ["one"], ["a", "b", "c"]],
    "learning_rate": [-1.0, "0.1", float("nan"), [0.1, 0.2]],
    "levels": ["a", 5, [1.0], [2.0, 1.0], [[0.0, 1.0]], [0.0, np.nan]],
    "n_arrows": ["2", 2.5, -1, None],
    "n_batches": [*NO_COUNT, 1],
    "n_columns": NO_COUNT,
    "n_frames": [*NO_COUNT, 1],
    "n_points": [*NO_COUNT, 1],
    "next_rows": [5, "a", [None], [[99]] * 5],
    "objective": NO_OBJECTIVE,
    "params": NO_PARAMS,
    "plane": [None, "plane", LINE, np.eye(2)],
    "record": [5, -6, 99, 1.5, "last", None],
    "rows": NO_ROWS,
    "runs": [None, {}, "runs", 5, RUN, [RUN], [RUN, RUN], {"a": []}, {"a": 5}, {"a": [RUN, 5]}],
    "seconds": [0, -1, "8", float("nan"), [8]],
    "shares": [5, "ab", [0.5], [0.1, 0.2, 0.3], [np.nan, 0.1]],
    "text": [None, 5, ["a"]],
    "theme": NO_THEME,
    "training": NO_OBJECTIVE,
    "trajectories": [5, "runs", [None], [SLIDE], [RUN, 5]],
    "trajectory": NO_RUN,
    "validation": [*NO_OBJECTIVE, PARABOLA],
    "width": [*NO_COUNT, 100, 10**6],
    "window": NO_WINDOW,
    "x": NO_TIME,
}
# Where a function takes more, or less, than the others do.
ELSEWHERE = {
    ("surface3d", "ax"): [*NO_AXES, flat()],
    ("path", "ax"): NO_AXES,
    ("title", "ax"): [None, *NO_AXES],
    ("legend", "ax"): [None, *NO_AXES],
    ("path", "trajectory"): [*NO_PATH, SLIDE],
    ("walk", "trajectory"): [*NO_PATH, RUN],
    ("landscape", "trajectory"): [*NO_PATH[1:], RUN],
    ("animate", "trajectory"): [*NO_RUN, SLIDE],
    ("snapshot", "trajectory"): [*NO_RUN, SLIDE],
    ("shadow", "trajectory"): [*NO_RUN, RUN],
    ("two_curves", "trajectory"): [*NO_RUN, SLIDE],
    ("next_step", "learning_rate"): [None, *WRONG["learning_rate"]],
    ("tangent", "objective"): [*NO_OBJECTIVE, LINE],
    ("next_step", "objective"): [*NO_OBJECTIVE, LINE],
    ("walk", "objective"): [*NO_OBJECTIVE, LINE],
    ("curve", "objective"): [*NO_OBJECTIVE, LINE],
    ("contour", "objective"): [*NO_OBJECTIVE, PARABOLA, NET],
    ("surface3d", "objective"): [*NO_OBJECTIVE, PARABOLA, NET],
    ("gradient_arrows", "objective"): [*NO_OBJECTIVE, PARABOLA],
    ("gradient_cloud", "objective"): [*NO_OBJECTIVE, PARABOLA],
    ("gradient_cloud", "params"): [None, *NO_PARAMS],
    ("decision_boundary", "objective"): [*NO_OBJECTIVE, LINE, PARABOLA],
    ("decision_boundary", "params"): [None, *NO_PARAMS],
    ("save", "path"): [None, 5, "run.txt", "run", "no such folder/run.gif", b"run.gif"],
}
# What takes anything that matplotlib takes, or is only true or false.
FREE = {"label", "linestyle", "place", "replace", "seed", "signed"}


def arguments_of(name):
    """The arguments of a function, but those that are free."""
    code = getattr(plots, name).__code__
    return set(code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]) - FREE


def cases():
    for name in CALLS:
        for argument in sorted(arguments_of(name)):
            values = ELSEWHERE.get((name, argument), WRONG.get(argument, ()))
            for k, value in enumerate(values):
                yield pytest.param(name, argument, value, id=f"{name}-{argument}-{k}")


def test_the_table_knows_every_function_and_argument():
    assert set(CALLS) == set(plots.__all__) - NO_FUNCTIONS
    asked = {(name, argument) for name in CALLS for argument in arguments_of(name)}
    unknown = {pair for pair in asked if pair not in ELSEWHERE and pair[1] not in WRONG}
    assert not unknown


@pytest.mark.parametrize("name", sorted(set(CALLS) - {"save"}))
def test_the_right_call_is_accepted(name):
    getattr(plots, name)(**CALLS[name])


@pytest.mark.parametrize(("name", "argument", "value"), list(cases()))
def test_a_wrong_kind_is_refused_in_words(name, argument, value):
    with pytest.raises((ValueError, TypeError)) as caught:
        getattr(plots, name)(**(CALLS[name] | {argument: value}))
    message = str(caught.value)
    assert re.search(r"must|needs", message), message
    assert re.search(r"Got|needs", message), message
    assert "0x" not in message


def test_a_loss_alone_is_enough_for_its_surface():
    class LossAlone:
        n_params = 2

        def loss(self, params):
            return float(params @ params)

    plots.contour(LossAlone(), window=((-1, 1), (-1, 1)), n_points=5)
    with pytest.raises(ValueError, match=r"objective must have.*without n_samples and grad"):
        plots.gradient_arrows(LossAlone(), [1.0, 1.0])
