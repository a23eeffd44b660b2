"""`ShardedObjective`: the four names of an objective, its sums made by workers."""

import warnings

import numpy as np

from gdviz.checks import check_number
from gdviz.distributed.cluster import needed
from gdviz.distributed.worker import Part
from gdviz.words import _

MOST_TRIES = 5


class ShardedObjective:
    """J(θ) = Σₖ (nₖ/N) Jₖ(θ), where worker k knows Jₖ: a mean over its nₖ rows.

    Made by `Shards.objective`. Parts are added in the order of the shards, not in that of their
    answers, so a run that is repeated is equal to the last bit. When a worker dies, its shards are
    loaded again on another one and its part of the present sum is asked for again.

    Attributes
    ----------
    n_samples, n_params : int
        N, over all shards, and p.
    sizes : list of int
        Rows of each shard.
    patience : float
        Seconds to wait for one answer of a worker.

    Raises
    ------
    RuntimeError
        Where a shard cannot be loaded or computed, or no worker answers in time: the message says
        which shard, and what happened.
    """

    def __init__(self, client, sources, make, *, patience):
        self._dask, self._client = needed(), client
        self._sources, self._make = sources, make
        self.patience = check_number("patience", patience, above=0)
        self._parts = [self._placed(k) for k in range(len(sources))]
        self._actors = {}
        facts = self._ask("facts", dict.fromkeys(range(len(sources)), ()))
        self.sizes = [facts[k][0] for k in sorted(facts)]
        self.n_samples = sum(self.sizes)
        if not self.n_samples:
            raise ValueError(
                _("at least one of {n_sources} shards must have rows. Got none.").format(
                    n_sources=len(sources)
                )
            )
        self.n_params = self._common_n_params([facts[k][1] for k in sorted(facts)])
        self._ends = np.cumsum(self.sizes)

    def __repr__(self):
        return f"ShardedObjective({self.n_samples} samples in {len(self.sizes)} shards)"

    def loss(self, params, rows=None):
        """J(θ) over the rows, a float."""
        return float(self._mean("loss", params, rows))

    def grad(self, params, rows=None):
        """∇J(θ) over the rows, shape (n_params,)."""
        return self._mean("grad", params, rows)

    def loss_many(self, params):
        """J for a stack of parameters in one round trip: (..., n_params) -> (...)."""
        return self._mean("loss_many", params, None)

    def grad_many(self, params, rows=None):
        """∇J for a stack of parameters, (runs, n_params) -> the same; over all rows in one trip."""
        if rows is None:
            return self._mean("grad_many", params, None)
        return np.array([self.grad(p, batch) for p, batch in zip(params, rows, strict=True)])

    def close(self):
        """Let go of the shards; the workers stay."""
        self._parts, self._actors = [], {}

    def _mean(self, name, params, rows):
        """Return the mean over rows of what the parts answer, weighted by their rows."""
        params = np.asarray(params, dtype=float)
        share = self._whole() if rows is None else self._split(np.asarray(rows))
        total = sum(n for n, _ in share.values())
        if not total:
            raise ValueError(_("rows must hold at least one row number. Got none."))
        answers = self._ask(name, {k: (params, local) for k, (_, local) in share.items()})
        return sum((share[k][0] / total) * answers[k] for k in sorted(answers))

    def _whole(self):
        return {k: (n, None) for k, n in enumerate(self.sizes) if n}

    def _split(self, rows):
        """Return, shard by shard, how many of the rows it holds, and their numbers in it."""
        if rows.size and not (rows.min() >= 0 and rows.max() < self.n_samples):
            raise ValueError(
                _("rows must be between 0 and {last}. Got {low} to {high}.").format(
                    last=self.n_samples - 1, low=rows.min(), high=rows.max()
                )
            )
        shard = np.searchsorted(self._ends, rows, side="right")
        begins = self._ends - self.sizes
        held = ((k, rows[shard == k]) for k in np.unique(shard).tolist())
        return {k: (len(part), part - begins[k]) for k, part in held}

    def _placed(self, k):
        """Return shard k on a worker: the future of an actor."""
        if self._client.status != "running":
            self._fail(k, _("the client is closed"))
        try:
            self._client.wait_for_workers(1, timeout=self.patience)  # a dead one may be replaced
        except (TimeoutError, self._dask.TimeoutError):
            self._fail(k, _("there is no worker left to load it"))
        workers = sorted(self._client.scheduler_info(n_workers=-1)["workers"])
        where = workers[k % len(workers)]
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Sending large graph")  # a shard goes out once
            return self._client.submit(
                Part,
                self._sources[k],
                self._make,
                actor=True,
                pure=False,
                workers=[where],
                allow_other_workers=True,  # this one may be dead, and its scheduler not know yet
            )

    def _ask(self, name, arguments):
        """Return {k: answer} of a method of several parts; a lost part is loaded and asked again.

        All are asked before the first answer is waited for.
        """
        answers = {}
        for _attempt in range(MOST_TRIES):
            waiting = {k: self._called(k, name, args) for k, args in arguments.items()}
            for k, call in waiting.items():
                answers[k] = call and self._answer(k, call)
            lost = [k for k in waiting if answers[k] is LOST or answers[k] is None]
            if not lost:
                return answers
            for k in lost:
                self._parts[k] = self._placed(k)
                self._actors.pop(k, None)
            arguments = {k: arguments[k] for k in lost}
        self._fail(lost[0], _("its worker was lost {n} times").format(n=MOST_TRIES))

    def _called(self, k, name, args):
        """Ask part k; return its future answer, or None if it is lost."""
        if k not in self._actors:
            actor = self._answer(k, self._parts[k])
            if actor is LOST:
                return None
            self._actors[k] = actor  # to ask for the actor itself costs a round trip
        try:
            return getattr(self._actors[k], name)(*args)
        except (ValueError, RuntimeError) as error:  # Dask knows that it is gone
            if not is_loss(self._dask, error):
                raise
            return None

    def _answer(self, k, future):
        """Return the result of a future, or LOST where the worker that had it is gone."""
        try:
            return future.result(timeout=self.patience)
        except (TimeoutError, self._dask.TimeoutError):
            sentence = _("its worker did not answer within {seconds:g} s")
            self._fail(k, sentence.format(seconds=self.patience))
        except Exception as error:
            if is_loss(self._dask, error):
                return LOST
            self._fail(k, str(error), error)

    def _fail(self, k, why, error=None):
        name = self._sources[k].name
        raise RuntimeError(
            _("shard {k} of {n__sources} ({name}): {why}").format(
                k=k, n__sources=len(self._sources), name=name, why=why
            )
        ) from error

    def _common_n_params(self, counts):
        known = {count for count in counts if count is not None}
        if len(known) > 1:
            raise ValueError(
                _("all shards must have equally many parameters. Got {counts}.").format(
                    counts=counts
                )
            )
        return known.pop()


LOST = object()


def is_loss(dask, error):
    """Whether an error says that a worker is gone, not that the shard is at fault."""
    gone = (
        dask.client.FutureCancelledError,
        dask.scheduler.KilledWorker,
        dask.comm.CommClosedError,
    )
    told = ("Worker holding Actor was lost", "Unable to contact Actor's worker")
    return isinstance(error, gone) or any(words in str(error) for words in told)
