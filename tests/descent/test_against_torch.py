"""Every optimizer against the table of PyTorch's paths that `make oracles` writes."""

import numpy as np
import pytest

from tests.oracles.cases import N_STEPS, OPTIMIZERS, TABLE, gdviz_path


@pytest.mark.parametrize("problem", ["line", "rosenbrock"])
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_gdviz_takes_the_steps_that_torch_took(problem, name):
    with np.load(TABLE) as table:
        expected = table[f"{problem}/{name}"]
    assert expected.shape == (N_STEPS + 1, 2)
    assert np.ptp(expected, axis=0).min() > 0  # the run went somewhere
    assert np.abs(gdviz_path(problem, name) - expected).max() < 1e-12
