"""The model's output over the data, as the page draws it: as it is, whatever model it is."""

import numpy as np

from gdviz.objectives import LeastSquares
from gdviz.plots.data import fitted_line, has_bias, is_drawable

N_ALONG_X, N_PLACES = 81, 33
MOST_SHOWN = 1000  # samples that the page has all of
PROBES = ((1.0, 1.0), (-0.7, 0.4), (0.3, -1.9), (2.1, 0.6))


def shows_data(objective):
    """Whether samples and fit can be drawn: one feature, and a predict that answers in numbers.

    Classes of more than a yes and a no have no height to be drawn at.
    """
    if hasattr(objective, "n_classes") or not callable(getattr(objective, "predict", None)):
        return False
    if not is_drawable(objective):
        return False
    try:
        with np.errstate(all="ignore"):
            x, answer = fitted_line(objective, np.zeros(objective.n_params), 3)
            return np.asarray(answer, dtype=float).shape == x.shape
    except (TypeError, ValueError):
        return False


def batch_loss_factor(objective, replace):
    """Return b · scale(b) if the page can compute J_B of a line from the samples it has, or None.

    It needs every row, each batch without repetition, and a mean of squares.
    """
    is_line = isinstance(objective, LeastSquares) and objective.n_params == 2
    is_known = shows_data(objective) and objective.n_samples <= MOST_SHOWN
    if not (is_line and is_known) or replace:
        return None
    factor = objective.scale(1)
    return float(factor) if objective.scale(2) == factor / 2 else None


def pack_fit(objective, window):
    """Return trait and layout that let the page draw the model's output for params at a place.

    A line is sent as x and the features there, and so is logistic regression, which the page puts
    through the sigmoid. Any other model is asked along x at 33 places in each direction of the
    window; in between the page interpolates.
    """
    if not shows_data(objective):
        return {"fit": b""}, {}
    kind = kind_of_fit(objective)
    if kind == "table":
        return pack_table(objective, window)
    x, _ = fitted_line(objective, np.zeros(objective.n_params), 2 if kind == "line" else N_ALONG_X)
    columns = [x, np.ones_like(x), x] if has_bias(objective.X) else [x, x]
    return {"fit": packed(np.stack(columns, axis=1))}, {"fit": {"kind": kind}}


def kind_of_fit(objective):
    """Return "line" or "logistic", if the model puts out Xθ or its sigmoid; else "table"."""
    links = {"line": lambda z: z, "logistic": lambda z: 1 / (1 + np.exp(-z))}
    probes = [np.array(probe[: objective.n_params]) for probe in PROBES]
    rows = np.asarray(objective.X)[:9]
    if rows.shape[1] != objective.n_params:
        return "table"
    with np.errstate(all="ignore"):
        outputs = [objective.predict(params, rows) for params in probes]
        for kind, link in links.items():
            if all(np.allclose(out, link(rows @ p)) for out, p in zip(outputs, probes)):
                return kind
    return "table"


def pack_table(objective, window):
    """Return the model's output along x, at places all over the window."""
    axes = [np.linspace(low, high, N_PLACES) for low, high in window]
    places = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, len(axes))
    with np.errstate(all="ignore"):
        fits = [fitted_line(objective, place, N_PLACES) for place in places]
    layout = {"kind": "table", "n": N_PLACES, "window": window, "x": fits[0][0].tolist()}
    return {"fit": packed(np.array([y for _, y in fits]))}, {"fit": layout}


def packed(values):
    """Return the values as bytes, 32 bits each; those that do not fit are not numbers there."""
    values = np.asarray(values, dtype=float)
    return np.where(np.abs(values) < 1e38, values, np.nan).astype("<f4").tobytes()
