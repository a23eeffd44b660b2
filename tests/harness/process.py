"""Programs that a test starts, and ends by their own number."""

import subprocess
from contextlib import contextmanager

import psutil

from tests.harness.patience import PATIENCE, poll


@contextmanager
def running(command, log, **options):
    """Start a program that writes into the file `log`; end it and its children afterwards."""
    with log.open("w") as out:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, **options
        )
    try:
        yield process
    finally:
        end(process)


def end(process):
    """Ask a program and those it has started to end; those that do not are killed."""
    family = [psutil.Process(process.pid)] if psutil.pid_exists(process.pid) else []
    family += [child for one in family for child in one.children(recursive=True)]
    process.terminate()
    _, alive = psutil.wait_procs(family, timeout=PATIENCE / 10)
    for one in alive:
        one.kill()
    process.wait(PATIENCE)


def port_of(process, log):
    """Return the loopback port on which a program listens that chose it by itself."""

    def listening():
        if process.poll() is not None:
            raise RuntimeError(f"{process.args[0]} has ended:\n{log.read_text()[-2000:]}")
        connections = psutil.Process(process.pid).net_connections()
        return [one.laddr.port for one in connections if one.status == psutil.CONN_LISTEN]

    return poll(listening, f"{process.args[0]} to listen", log.read_text)[0]
