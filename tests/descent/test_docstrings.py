"""What a function takes, returns and raises stands in its docstring."""

import inspect

import pytest

import gdviz as gd

SELF = {"self", "cls"}
NAMES = [name for name in gd.descent.__all__ if inspect.isfunction(getattr(gd.descent, name))]
FUNCTIONS = {name: getattr(gd.descent, name) for name in NAMES}
for module in (gd.schedules, gd.stopping):
    for made in module.FACTORIES:
        FUNCTIONS[f"{module.__name__.rsplit('.', 1)[-1]}.{made.__name__}"] = made
FUNCTIONS |= {
    "schedules.follow": gd.schedules.follow,
    "Sweep.trajectory": gd.Sweep.trajectory,
    "Trajectory.save": gd.Trajectory.save,
    "Trajectory.load": gd.Trajectory.load.__func__,
    "Trajectory.from_params": gd.Trajectory.from_params.__func__,
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_parameter_is_described_and_every_error_announced(name):
    text = inspect.getdoc(FUNCTIONS[name])
    parameters = [p for p in inspect.signature(FUNCTIONS[name]).parameters if p not in SELF]
    if parameters:
        described = text.split("Parameters\n----------\n")[1].split("\n\n")[0]
        heads = [line for line in described.splitlines() if not line.startswith(" ")]
        assert [n for head in heads for n in head.split(" :")[0].split(", ")] == parameters
        assert "Raises\n------\n" in text
    if name.startswith(("schedules", "stopping")) or name in gd.descent.__all__:
        assert "Returns\n-------\n" in text
