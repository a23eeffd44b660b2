"""The record of one run."""

import contextlib
import os
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np

from gdviz.checks import MOST_ROWS, check_integer, check_objective, finite_array, kind_of
from gdviz.descent.divergence import has_diverged
from gdviz.objectives.stacks import loss_many
from gdviz.words import _

COUNTED = ("params", "loss", "step", "epoch", "samples_seen", "seconds", "learning_rate")


@dataclass(frozen=True, eq=False, repr=False)
class Trajectory:
    """What a run left behind. Record 0 is the start; every other one follows an update.

    Its arrays are read-only: a run stays what it was. `from_params` makes one of a run from
    elsewhere.

    Attributes
    ----------
    params : ndarray of shape (n_records, n_params)
        θ along the path.
    loss : ndarray of shape (n_records,)
        J(θ) over all data; NaN where it was not measured.
    step : ndarray of int
        Updates made so far.
    epoch : ndarray
        Passes over the data so far, in fractions: 2.5 is half way through the third.
    samples_seen : ndarray of int
        Rows read so far, counted as often as they were read.
    seconds : ndarray
        Time since the start, in seconds.
    learning_rate, batch_size : ndarray
        η and b of the update that led to the record; NaN and 0 at the start.
    rows : tuple of (ndarray or None), or None
        The mini-batch of that update, where it was asked for.
    stop_reason : str
        "n_epochs", "max_steps", "diverged", "callback", "interrupted", or the name that a stop
        condition returned. A diverged run ends with its last finite params and loss, or after all
        its updates far above its start, see `gdviz.descent.divergence`.
    n_samples : int
        N, the number of rows in the data.
    """

    params: np.ndarray
    loss: np.ndarray
    step: np.ndarray
    epoch: np.ndarray
    samples_seen: np.ndarray
    seconds: np.ndarray
    learning_rate: np.ndarray
    batch_size: np.ndarray
    rows: tuple | None
    stop_reason: str
    n_samples: int

    def __post_init__(self):
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, np.ndarray):
                object.__setattr__(self, field.name, frozen(value))
        if self.rows is not None:
            rows = tuple(None if batch is None else frozen(batch) for batch in self.rows)
            object.__setattr__(self, "rows", rows)

    def __reduce__(self):
        # Unpickled arrays are writable; the constructor takes care of that.
        return type(self), tuple(getattr(self, field.name) for field in fields(self))

    def __len__(self):
        return len(self.step)

    def __repr__(self):
        return (
            f"Trajectory({self.step[-1]} updates, loss {self._in_words()}, "
            f"stopped by {self.stop_reason!r})"
        )

    def _in_words(self):
        """The last loss that was measured, and the first if the run ended above it."""
        measured = self.loss[~np.isnan(self.loss)]
        if not measured.size:
            return "not measured"
        start, end = f"{self.loss[0]:.4g}", f"{measured[-1]:.4g}"
        return f"{end}, above {start} at the start" if float(end) > float(start) else end

    @classmethod
    def from_params(
        cls, params, objective=None, *, steps=None, loss=None, batch_size=None, n_samples=None
    ):
        """Return the record of a run that another library made.

        Parameters
        ----------
        params : array_like of shape (n_records, n_params)
            θ at the start and later on, such as a list of vectors.
        objective : object, optional
            Its loss is measured at every record, and it tells ``n_samples``.
        steps : array_like of int, shape (n_records,), optional
            Updates made before each record, increasing. Default: 0, 1, 2, …
        loss : array_like of shape (n_records,), optional
            J where you know it already, NaN where you do not.
        batch_size : int, optional
            b: then ``samples_seen`` and ``epoch`` are known as well, else they are NaN.
        n_samples : int, optional
            N, without an objective.

        Returns
        -------
        Trajectory
            For `gdviz.plots`: ``path``, ``loss_curve``, ``compare``, ``landscape``. Times and
            learning rates are NaN; ``stop_reason`` is "elsewhere", or "diverged".

        Raises
        ------
        ValueError
            If the shapes do not fit together, or ``params`` are not finite.

        Examples
        --------
        scikit-learn, one row an update:

        >>> from sklearn.linear_model import SGDRegressor
        >>> import gdviz as gd
        >>> X, y = gd.datasets.line(50)
        >>> model = SGDRegressor(penalty=None, learning_rate="constant", eta0=0.1)
        >>> path = [[0.0, 0.0]]
        >>> for row in range(50):
        ...     _ = model.partial_fit(X[[row]], y[[row]])
        ...     path.append([*model.intercept_, *model.coef_])
        >>> objective = gd.LeastSquares(gd.add_bias(X), y)
        >>> run = gd.Trajectory.from_params(path, objective, batch_size=1)
        >>> float(run.epoch[-1])
        1.0
        """
        params = _check_path(params, objective)
        n = len(params)
        if objective is not None:
            n_samples = objective.n_samples
        if loss is None and objective is not None:
            with np.errstate(all="ignore"):
                loss = loss_many(objective, params)
        loss = _column("loss", np.full(n, np.nan) if loss is None else loss, n)
        steps = _check_steps(np.arange(n) if steps is None else steps, n)
        most = MOST_ROWS if n_samples is None else n_samples
        b = np.nan if batch_size is None else check_integer("batch_size", batch_size, high=most)
        n_samples = check_integer("n_samples", n_samples or 1, high=MOST_ROWS)
        has_left = objective is not None and has_diverged(objective, loss)
        return cls(
            params=params,
            loss=loss,
            step=steps,
            epoch=steps * b / n_samples,
            samples_seen=steps * b,
            seconds=np.full(n, np.nan),
            learning_rate=np.full(n, np.nan),
            batch_size=np.where(np.arange(n) > 0, batch_size or 0, 0),
            rows=None,
            stop_reason="diverged" if has_left else "elsewhere",
            n_samples=n_samples,
        )

    def save(self, path):
        """Write the run to a NumPy .npz file.

        Parameters
        ----------
        path : str or Path
            The suffix .npz is added when it is missing.

        Raises
        ------
        OSError
            If the file cannot be written.
        """
        arrays = {field.name: getattr(self, field.name) for field in fields(self)}
        rows = arrays.pop("rows")
        if rows is not None:
            arrays["row_counts"] = [len(batch) for batch in rows[1:]]
            arrays["row_numbers"] = np.concatenate([np.empty(0, np.intp), *rows[1:]])
        np.savez_compressed(_with_suffix(path), **arrays)

    @classmethod
    def load(cls, path):
        """Read a run that `save` wrote.

        Parameters
        ----------
        path : str or Path
            As it was given to `save`, with or without the suffix.

        Returns
        -------
        Trajectory

        Raises
        ------
        FileNotFoundError
            If there is no such file.
        ValueError
            If the file is damaged, or no run.
        """
        file = _with_suffix(path)
        if isinstance(file, Path) and not file.exists():
            file = Path(path)  # a run that was renamed
            if not file.exists():
                raise FileNotFoundError(
                    _("there is no file {path}.").format(path=_with_suffix(path))
                )
        # NumPy would leave a damaged file open.
        stream = file.open("rb") if isinstance(file, Path) else contextlib.nullcontext(file)
        try:
            with stream as opened, np.load(opened, allow_pickle=False) as stored:
                return cls(**_unpacked(dict(stored)))
        except Exception as error:  # zip, zlib, NumPy and the unpacking have each their own
            raise ValueError(
                _(
                    "path must be a file that Trajectory.save wrote, undamaged. Got {path}, whose "
                    "reading ends with {kind}: {error}"
                ).format(path=path, kind=type(error).__name__, error=error)
            ) from error


def frozen(array):
    """Return the array read-only, as a copy if anybody else could still write to it."""
    owner = array
    while isinstance(owner.base, np.ndarray):
        owner = owner.base
    if array.flags.writeable or owner.flags.writeable or owner.base is not None:
        array = array.copy()
        array.setflags(write=False)
    return array


def _check_path(params, objective):
    """Return params as an array of shape (n_records, n_params), if they fit the objective."""
    params = finite_array("params", params)
    if params.ndim != 2:
        hint = _(": pass params[:, None] for a single parameter") if params.ndim == 1 else ""
        raise ValueError(
            _("params must have shape (n_records, n_params). Got {given}{hint}.").format(
                given=params.shape, hint=hint
            )
        )
    if objective is not None and params.shape[1] != check_objective(objective).n_params:
        n_params = objective.n_params
        raise ValueError(
            _(
                "params must have shape (n_records, {n_params}), as the objective has "
                "{n_params} parameters. Got {given}."
            ).format(n_params=n_params, given=params.shape)
        )
    return params


def _column(name, values, n):
    try:
        array = np.array(values, dtype=float)
    except (TypeError, ValueError, OverflowError):
        raise ValueError(
            _("{name} must be an array of numbers. Got {given}.").format(
                name=name, given=kind_of(values)
            )
        ) from None
    if array.shape != (n,):
        raise ValueError(
            _("{name} must have shape ({n},), as params do. Got {given}.").format(
                name=name, n=n, given=array.shape
            )
        )
    return array


def _check_steps(steps, n):
    steps = np.array(steps)
    if steps.dtype.kind not in "iu" or steps.shape != (n,):
        raise ValueError(
            _(
                "steps must be {n} integers, one for each record of params. Got dtype {dtype}, "
                "shape {shape}."
            ).format(n=n, dtype=steps.dtype, shape=steps.shape)
        )
    if steps[0] < 0 or (np.diff(steps.astype(np.int64)) <= 0).any():
        raise ValueError(_("steps must be increasing, from 0 on. Got {steps}.").format(steps=steps))
    return steps.astype(np.int64)


def _with_suffix(path):
    """Return the path as `save` writes it; a file that is open already is left as it is."""
    if hasattr(path, "read") or hasattr(path, "write"):
        return path
    path = Path(os.fspath(path))
    return path if path.name.endswith(".npz") else path.with_name(path.name + ".npz")


def _unpacked(arrays):
    """Return the arguments of a `Trajectory` from the arrays of a file."""
    counts, rows = arrays.pop("row_counts", None), arrays.pop("row_numbers", None)
    if rows is not None:
        rows = (None, *np.split(rows, np.cumsum(counts)[:-1])) if len(counts) else (None,)
    lengths = {len(arrays[name]) for name in (*COUNTED, "batch_size")}
    if len(lengths) != 1 or (rows is not None and {len(rows)} != lengths):
        raise ValueError(_("its arrays have {lengths} records.").format(lengths=sorted(lengths)))
    reason, n_samples = str(arrays.pop("stop_reason")), int(arrays.pop("n_samples"))
    return {**arrays, "rows": rows, "stop_reason": reason, "n_samples": n_samples}
