"""Every optimizer against torch.optim, live. Runs where PyTorch is installed: `make oracles`."""

import numpy as np
import pytest

from tests.oracles.cases import OPTIMIZERS, TABLE, gdviz_path
from tests.oracles.torch_paths import torch_path

pytest.importorskip("torch", reason="PyTorch is not installed; `make oracles` compares with it")


@pytest.mark.parametrize("problem", ["line", "rosenbrock"])
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_gdviz_takes_the_steps_that_torch_takes(problem, name):
    live = torch_path(problem, name)
    assert np.abs(gdviz_path(problem, name) - live).max() < 1e-12
    with np.load(TABLE) as table:
        assert np.abs(table[f"{problem}/{name}"] - live).max() < 1e-12
