"""Where the workers are: processes of this machine, or a scheduler that runs already."""

import logging
from importlib.util import find_spec

from gdviz.checks import check_integer
from gdviz.words import _


def local(n_workers=2, *, address=None):
    """Start worker processes on this machine, or join a scheduler; use it in a ``with``.

    Parameters
    ----------
    n_workers : int
        Processes of one thread each. Of no effect with ``address``.
    address : str, optional
        A running scheduler's, such as ``"tcp://127.0.0.1:8786"``.

    Returns
    -------
    dask.distributed.Client
        Leaving the ``with`` ends the workers that were started here, and no others. The address
        of Dask's dashboard is printed where there is one (it needs bokeh).

    Raises
    ------
    ImportError
        If Dask is not installed.
    ValueError
        If ``n_workers`` is not an integer of 1 or more.
    ConnectionError
        If no scheduler answers at ``address``.
    """
    check_integer("n_workers", n_workers)
    dask = needed()
    if address is not None:
        client = join(dask, address)
    else:
        client = dask.Client(
            n_workers=n_workers,
            threads_per_worker=1,
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",
            silence_logs=logging.CRITICAL,  # a worker that dies is told of by us, and once
        )
    if client.dashboard_link and find_spec("bokeh"):
        print(f"Dashboard: {client.dashboard_link}")
    return client


def needed():
    """Return `dask.distributed`, or say what to install."""
    try:
        import distributed
    except ImportError as error:
        raise ImportError(_('this needs Dask: pip install "gdviz[distributed]"')) from error
    return distributed


def join(dask, address):
    """Return a client of the scheduler at an address."""
    try:
        return dask.Client(address, timeout=5)
    except (OSError, ValueError) as error:
        raise ConnectionError(
            _(
                "address must be that of a running scheduler, such as 'tcp://127.0.0.1:8786'. "
                "Nothing answers at {address!r}."
            ).format(address=address)
        ) from error


def n_workers(client):
    """Return how many workers the client has, at least 1."""
    return max(1, len(client.scheduler_info(n_workers=-1)["workers"]))
