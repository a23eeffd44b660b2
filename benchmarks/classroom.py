"""Rows for a class: what one student takes of the memory of a server.

Kernels on one machine share the pages of the libraries that they have loaded, so resident memory
counts those once for each kernel. A kernel's share is its own pages, and its part of the others.
"""

import json
import statistics
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.request import Request, urlopen

import nbformat
import psutil
from jupyter_client import BlockingKernelClient

from benchmarks.table import Row, attempt
from tests.harness.lab import ROOT, jupyterlab
from tests.harness.patience import PATIENCE

N_KERNELS = 8
MB, GB = 1e6, 1e9


class Memory(NamedTuple):
    """Bytes of a process: resident, its share of them, and what nobody else has."""

    resident: int
    share: int
    own: int


def classroom_rows():
    """Yield the memory of kernels, of the server, and how many kernels fit beside it."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "notebooks").mkdir()
        with jupyterlab(Path(folder)) as server:
            for number, goal in {"00": 150, "04": 200, "09": 350}.items():
                yield from attempt(f"kernel, {number} run", row_of_one, server, number, goal)
            yield from attempt(f"{N_KERNELS} kernels", rows_of_many, server)


def row_of_one(server, number, goal):
    (alone,), _ = memory_after(server, number, n_kernels=1)
    yield Row(f"kernel, {number} run: MB resident", alone.resident / MB, goal)


def rows_of_many(server):
    kernels, lab = memory_after(server, "04", n_kernels=N_KERNELS)
    name, share = f"kernel, one of {len(kernels)} with 04 run", mean_of(kernels, "share")
    yield Row(f"{name}: MB, its share", share / MB, 170)
    yield Row(f"{name}: MB that no other has", mean_of(kernels, "own") / MB)
    yield Row(
        f"JupyterLab's server with {len(kernels)} kernels: MB, its share", lab.share / MB, 120
    )
    for size in (1, 24):
        yield Row(f"students at 04 in {size} GB, one server", (size * GB - lab.share) // share)
        yield Row(f"students at 04 in {size} GB, a server each", size * GB // (share + lab.share))


def mean_of(kernels, part):
    return statistics.mean(getattr(kernel, part) for kernel in kernels)


def memory_after(server, number, *, n_kernels):
    """Run a notebook in so many kernels at once; return their `Memory`, and the server's."""
    (path,) = ROOT.glob(f"notebooks/{number}_*.ipynb")
    cells = [cell.source for cell in nbformat.read(path, 4).cells if cell.cell_type == "code"]
    with ExitStack() as stack:
        clients = [stack.enter_context(kernel(server)) for _ in range(n_kernels)]
        with ThreadPoolExecutor(n_kernels) as pool:
            processes = list(pool.map(lambda client: run(client, cells), clients))
        return [memory(process) for process in processes], memory(processes[0].parent())


@contextmanager
def kernel(server):
    """Have JupyterLab start a kernel; end it afterwards."""
    name = ask(server, "POST", "api/kernels")["id"]
    client = BlockingKernelClient()
    client.load_connection_file(str(server.notebooks.parent / "runtime" / f"kernel-{name}.json"))
    client.start_channels(hb=False)  # a busy machine's late heartbeat would count as a death
    try:
        client.wait_for_ready(timeout=PATIENCE)
        yield client
    finally:
        client.stop_channels()
        ask(server, "DELETE", f"api/kernels/{name}")


def ask(server, method, path):
    headers = {"Authorization": f"token {server.token}"}
    with urlopen(Request(server.url + path, method=method, headers=headers)) as answer:
        text = answer.read()
    return json.loads(text) if text else None


def run(client, cells):
    """Run the cells, whatever they raise; return the kernel's process."""
    for cell in cells:
        client.execute(cell, stop_on_error=False, reply=True, timeout=PATIENCE)
    ask_pid = {"pid": "__import__('os').getpid()"}
    reply = client.execute("", user_expressions=ask_pid, reply=True, timeout=PATIENCE)
    return psutil.Process(int(reply["content"]["user_expressions"]["pid"]["data"]["text/plain"]))


def memory(process):
    """Return a process's `Memory`; only Linux counts shares, elsewhere they are what it owns."""
    info = process.memory_full_info()
    return Memory(info.rss, getattr(info, "pss", info.uss), info.uss)
