"""The ravine lab: its valley has the curvature and the angle that the sliders say."""

import numpy as np
import pytest

import gdviz as gd
from gdviz.widgets import ravine_lab
from gdviz.widgets.ravine_lab import ANGLES, CONDITION_NUMBERS


@pytest.fixture(scope="module")
def lab():
    return ravine_lab(n_steps=40)


@pytest.mark.parametrize("kappa", CONDITION_NUMBERS)
@pytest.mark.parametrize("angle", ANGLES)
def test_the_run_is_the_closed_form(lab, kappa, angle):
    """Along each axis of the valley an update multiplies by 1 − ηλ."""
    lab.condition_number, lab.angle, lab.learning_rate = kappa, angle, 1.3 / kappa
    turn = np.radians(angle)
    axes = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    factors = 1 - lab.learning_rate * np.array([1.0, kappa])
    powers = factors ** np.arange(41)[:, None]
    expected = (powers * (axes.T @ lab.start)) @ axes.T
    np.testing.assert_allclose(lab.run().params, expected, atol=1e-12)


def test_the_page_gets_every_run_in_the_order_of_the_sliders(lab):
    lab.condition_number, lab.angle, lab.learning_rate = 10, 45, 0.1
    j = lab.condition_index * len(ANGLES) + lab.angle_index
    records = np.array(lab.packing["n_records"])
    first = records[:j].sum() * len(lab.learning_rates) + lab.learning_rate_index * records[j]
    low, high = lab.packing["range"][0]
    codes = np.frombuffer(lab.positions, "<u2").reshape(-1, 2)[first : first + records[j]]
    found = low + codes[:, 0] / 65534 * (high - low)
    np.testing.assert_allclose(found, lab.run().params[:, 0], atol=1e-3)


def test_the_limit_depends_on_the_condition_number_alone(lab):
    for kappa, limit in zip(CONDITION_NUMBERS, lab.limits):
        for angle in ANGLES:
            surface = gd.objectives.ravine(kappa, angle=np.radians(angle))
            assert gd.objectives.max_learning_rate(surface) == pytest.approx(limit)


def test_a_start_far_away_is_in_the_picture(lab):
    other = ravine_lab([8.0, -5.0], n_steps=5)
    assert all(low < value < high for value, (low, high) in zip([8, -5], other.window))
    assert other.loss_window[1][1] > other.run().loss[0]


ARGUMENTS = [
    ({"condition_number": 1000}, "condition_number must be between 1.0 and 100.0. Got 1000"),
    ({"angle": 91}, "angle must be between 0.0 and 90.0. Got 91"),
    ({"learning_rate": 3}, "learning_rate must be between"),
    ({"n_steps": 101}, "n_steps must be between 1 and 100"),
    ({"n_steps": 0}, "n_steps must be between 1 and 100"),
    ({"params": [1.0]}, "params must"),
]


@pytest.mark.parametrize(("arguments", "sentence"), ARGUMENTS)
def test_arguments_are_refused_in_words(arguments, sentence):
    with pytest.raises(ValueError, match=sentence):
        ravine_lab(**arguments)
