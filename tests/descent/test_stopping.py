"""Each stop condition at its border: what just stops, and what just goes on."""

import numpy as np
import pytest

import gdviz as gd
from gdviz.descent.stopping import Progress


def asked(condition, losses, params=None, objective=None):
    return condition(Progress(objective, params, losses))


@pytest.mark.parametrize(("loss", "stops"), [(0.49, True), (0.5, False), (0.51, False)])
def test_a_loss_at_the_threshold_is_not_below_it(loss, stops):
    answer = asked(gd.stopping.loss_below(0.5), [0.1, loss])
    assert answer == ("loss_below" if stops else None)


@pytest.mark.parametrize(("size", "stops"), [(0.99, True), (1.0, False), (1.01, False)])
def test_the_norm_is_that_of_the_whole_gradient(size, stops):
    bowl = gd.objectives.bowl()
    scale = size / np.linalg.norm(bowl.grad(np.array([3.0, -4.0])))
    place = scale * np.array([3.0, -4.0])  # the gradient is linear: its norm is the size
    answer = asked(gd.stopping.grad_norm_below(1.0), [], place, bowl)
    assert answer == ("grad_norm_below" if stops else None)


@pytest.mark.parametrize(
    ("losses", "tol", "stops"),
    [
        ([4, 3], 0, False),  # nothing to compare with before the last two
        ([3, 4, 5], 0, True),
        ([3, 4, 3], 0, True),  # as low as before is no improvement
        ([3, 4, 2.9], 0, False),
        ([3, 2.9, 4], 0, False),
        ([2, 3, 2.5, 2.5], 0, True),  # the best before is not the latest
        ([3, 2, 2], 1, True),
        ([3, 2, 1.9], 1, False),
    ],
)
def test_the_last_two_epochs_have_to_be_better_by_more_than_tol(losses, tol, stops):
    answer = asked(gd.stopping.no_improvement(2, tol=tol), losses)
    assert answer == ("no_improvement" if stops else None)


@pytest.mark.parametrize(
    "make",
    [
        lambda: gd.stopping.loss_below(np.nan),
        lambda: gd.stopping.grad_norm_below(0),
        lambda: gd.stopping.no_improvement(0),
        lambda: gd.stopping.no_improvement(1.5),
        lambda: gd.stopping.no_improvement(1, tol=-0.1),
    ],
)
def test_numbers_that_can_never_stop_a_run_are_refused(make):
    with pytest.raises(ValueError, match="must be"):
        make()
