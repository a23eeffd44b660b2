"""Workers may take as long as they need to start and to answer: a busy machine is no dead one."""

import pytest

from tests.harness.patience import PATIENCE


@pytest.fixture(scope="session", autouse=True)
def _patient_workers():
    dask = pytest.importorskip("dask")
    waits = {f"distributed.comm.timeouts.{kind}": f"{PATIENCE}s" for kind in ("connect", "tcp")}
    with dask.config.set(waits):
        yield
