"""A sweep in pieces: workers run them, and the grid is put together again."""

import itertools

import numpy as np

from gdviz.descent.loop import progress_bar
from gdviz.words import N_, _

PIECES_PER_WORKER = 4  # so that one with a long piece does not keep the others waiting
MOST_TRIES = 5
PATIENCE = 60.0  # seconds without any worker


def farmed(client, walk, grid, progress):
    """Let the workers of a client walk the pieces of a grid.

    The grid is cut by batch size, then by learning rate, then by seed, until there are a few
    pieces for each worker. Each is walked as a whole grid is in one process, so its runs are the
    same, to rounding.

    Parameters
    ----------
    client : dask.distributed.Client
        As `gdviz.distributed.local` returns it.
    walk : callable
        `gdviz.descent.sweep.walk`.
    grid : gdviz.descent.sweep.Grid
    progress : bool
        Count the pieces in a progress bar.

    Returns
    -------
    paths, losses : list of ndarray, one per batch size
        As ``walk`` returns them; NaN where an interrupted sweep has nothing.
    is_whole, is_measured : bool

    Raises
    ------
    RuntimeError
        If there is no worker left, or a piece ends its worker again and again.

    Notes
    -----
    Farming pays where one run takes seconds and cannot be vectorised: a network with an optimizer
    of your own. Least squares and softmax are faster in one process, all runs together.
    """
    n_workers = len(client.scheduler_info(n_workers=-1)["workers"])
    pieces = cut(*grid.shape, at_least=PIECES_PER_WORKER * max(1, n_workers))
    paths, losses = grid.blank()
    ticks = iter(progress_bar(range(len(pieces)), len(pieces), progress))
    is_whole = True
    try:
        for (rates, j, seeds), (path, loss) in answers(client, walk, grid, pieces):
            paths[j][rates, seeds], losses[j][rates, seeds] = path, loss
            next(ticks, None)
    except KeyboardInterrupt:
        is_whole = False
    next(ticks, None)  # the bar ends
    return paths, losses, is_whole, grid.is_measured


def cut(n_rates, n_sizes, n_seeds, *, at_least):
    """Return pieces (rates, batch size, seeds) of a grid: ``at_least`` so many, if it has them.

    Examples
    --------
    >>> cut(2, 1, 5, at_least=2)
    [(slice(0, 1, None), 0, slice(0, 5, None)), (slice(1, 2, None), 0, slice(0, 5, None))]
    """
    k_rates = min(n_rates, -(-at_least // n_sizes))
    k_seeds = min(n_seeds, -(-at_least // (n_sizes * k_rates)))
    axes = slices(n_rates, k_rates), range(n_sizes), slices(n_seeds, k_seeds)
    return list(itertools.product(*axes))


def slices(n, k):
    """Return k slices that cover range(n), as equal as they can be."""
    ends = np.linspace(0, n, k + 1).round().astype(int).tolist()
    return [slice(a, b) for a, b in itertools.pairwise(ends)]


def answers(client, walk, grid, pieces):
    """Yield (piece, (path, loss)) as workers finish; a lost piece is given to another worker."""
    import distributed as dask  # who has a client has it

    left = dict(enumerate(pieces))
    for _attempt in range(MOST_TRIES):
        for k, answer in one_try(dask, client, (walk, grid), dict(left)):
            yield left.pop(k), answer
        if not left:
            return
    raise RuntimeError(
        _("{n_left} pieces of the sweep lost their worker {MOST_TRIES} times.").format(
            n_left=len(left), MOST_TRIES=MOST_TRIES
        )
    )


def one_try(dask, client, job, pieces):
    """Yield (number, answer) of the pieces whose workers live to the end."""
    try:
        client.wait_for_workers(1, timeout=PATIENCE)  # a dead one may be replaced
    except (TimeoutError, dask.TimeoutError):
        raise RuntimeError(_(NOBODY)) from None
    shared = client.scatter(job, broadcast=True, hash=False)  # once to each worker
    futures = {client.submit(run, shared, piece, pure=False): k for k, piece in pieces.items()}
    try:
        for future in as_they_end(dask, client, futures):
            if future.status == "finished":
                yield futures[future], future.result()
            elif future.status == "error" and not is_lost(dask, error := future.exception()):
                raise error
    finally:
        client.cancel(list(futures))


def run(job, piece):
    """Walk one piece; this is what a worker does."""
    (walk, grid), (rates, j, seeds) = job, piece
    (path,), (loss,), *_ = walk(grid.part(rates, j, seeds))
    return path, loss


def is_lost(dask, error):
    """Whether a piece failed because its worker did."""
    return isinstance(error, (dask.scheduler.KilledWorker, dask.client.FutureCancelledError))


def as_they_end(dask, client, futures):
    """Yield futures that have ended; do not wait for a cluster without workers."""
    waiting = set(futures)
    while waiting:
        try:
            done, waiting = dask.wait(waiting, timeout=PATIENCE, return_when="FIRST_COMPLETED")
            yield from done
        except (TimeoutError, dask.TimeoutError):
            if client.status != "running" or not client.scheduler_info(n_workers=-1)["workers"]:
                raise RuntimeError(_(NOBODY)) from None


NOBODY = N_("there is no worker left for the sweep.")
