"""Exercises of notebook 08, softmax regression on digits."""

import numpy as np

from gdviz.exercises import judges


def log_softmax(Z, *, axis=-1):
    """log(e^zₖ / Σⱼ e^zⱼ) along an axis."""
    Z = Z - Z.max(axis=axis, keepdims=True)
    return Z - np.log(np.exp(Z).sum(axis=axis, keepdims=True))


def softmax(Z, *, axis=-1):
    """e^zₖ / Σⱼ e^zⱼ, for each row of Z."""
    return np.exp(log_softmax(Z, axis=axis))


def cross_entropy(Z, y, *, log_p=log_softmax):
    """−1/N Σᵢ log p(yᵢ | xᵢ), for scores Z of shape (N, K) and integer labels."""
    return -log_p(Z)[np.arange(len(y)), y].mean()


def image_gradient(W, x, label, *, p=softmax):
    """∇ₓℓ = W (p − y), y one-hot; shape (d,)."""
    return W @ (p(x @ W) - np.eye(W.shape[1])[label])


def in_turn(*judged):
    """Return a judge that asks one judge after the other, until one has a hint."""
    return lambda answer: next(filter(None, (judge(answer) for judge in judged)), None)


def survives(case, hint):
    """Return a judge that only asks whether the answer to ``case`` is finite."""

    def judge(answer):
        if not callable(answer):
            return None
        try:
            with np.errstate(all="ignore"):
                given = answer(*(value.copy() for value in case))
                is_finite = given is None or np.isfinite(np.asarray(given, dtype=float)).all()
        except OverflowError:
            return hint
        except Exception:  # the next judge says what it is
            return None
        return None if is_finite else hint

    return judge


def _scores():
    """Tables of scores (Z,) of several shapes."""
    rng = np.random.default_rng(8)
    return [(rng.normal(size=shape),) for shape in ((4, 3), (3, 3), (1, 5), (6, 2))]


def _labeled():
    """Scores and labels (Z, y)."""
    rng = np.random.default_rng(9)
    return [(Z, rng.integers(Z.shape[1], size=len(Z))) for (Z,) in _scores()]


def _pictures():
    """(W, x, label) of several sizes."""
    rng = np.random.default_rng(10)
    for n_features, n_classes in ((5, 3), (3, 3), (2, 4)):
        W, x = rng.normal(size=(n_features, n_classes)), rng.normal(size=n_features)
        for label in (n_classes - 1, 1):
            yield W, x, label


HUGE = np.array([[1000.0, 1001.0, 1002.0]])
FAR = np.array([[1500.0, -1500.0, -1500.0]])
BEHIND = np.array([[0.0, -1000.0], [1.0, 2.0]]), np.array([1, 0])

EXERCISES = {
    "08.1": in_turn(
        survives(
            (HUGE,),
            "scores near 1000 give NaN or an overflow, as e^1000 is infinite. "
            "Subtract the largest score of each row first.",
        ),
        survives(
            (np.vstack([HUGE, [[0.0, 1.0, 2.0]]]),),
            "a row far below the others gives NaN: its exponentials are all 0. Subtract the "
            "largest score of that row, not of the table or of a column.",
        ),
        survives(
            (FAR,),
            "scores of 1500, −1500 and −1500 give NaN or an overflow. Subtract the largest score "
            "of the row, not its mean: then no exponent is above 0.",
        ),
        judges.function(
            softmax,
            _scores(),
            otherwise="in each row: subtract the largest score, take exponentials, "
            "divide by their sum (axis=1, keepdims=True).",
            mistakes=[
                (
                    "your columns add up to 1, but a picture is a row: sum over axis=1.",
                    lambda Z: softmax(Z, axis=0),
                ),
                (
                    "all probabilities together add up to 1, but each row should: "
                    "sum over axis=1 with keepdims=True.",
                    lambda Z: np.exp(Z) / np.exp(Z).sum(),
                ),
                ("these are the logarithms: take the exponential.", log_softmax),
                (
                    "the rows do not add up to 1: divide by the sum of the exponentials.",
                    lambda Z: np.exp(Z - Z.max(axis=1, keepdims=True)),
                ),
                (
                    "the rows do not add up to 1: divide by the sum of the exponentials.",
                    lambda Z: np.exp(Z - Z.max()),
                ),
                (
                    "the sign is flipped: the largest score must get the largest probability.",
                    lambda Z: softmax(-Z),
                ),
                (
                    "this is the sigmoid of each score. The classes must compete: "
                    "divide by the sum of the row.",
                    lambda Z: 1 / (1 + np.exp(-Z)),
                ),
                (
                    "the exponential is missing: scores may be negative, probabilities may not.",
                    lambda Z: Z / Z.sum(axis=1, keepdims=True),
                ),
                (
                    "this gives everything to the largest score. "
                    "Softmax is soft: the others keep a share.",
                    lambda Z: np.eye(Z.shape[1])[Z.argmax(axis=1)],
                ),
            ],
        ),
        judges.function(
            softmax,
            [(HUGE,)],
            otherwise="right for ordinary scores, but those of 1000, 1001, 1002 are 0.09, 0.245, "
            "0.665. Clipped scores hide the difference: subtract the largest one instead.",
        ),
    ),
    "08.2": judges.number(
        np.log(100),
        tol=2e-3,
        otherwise="with all scores 0, every class gets the same probability. "
        "The loss is −log of what the right one gets.",
        mistakes=[
            ("that is for 10 classes. Here there are 100.", np.log(10)),
            ("take the natural logarithm, not that to base 10.", 2.0),
            ("take the natural logarithm, not that to base 2.", np.log2(100)),
            (
                "the sign is flipped: log of a probability is negative, the loss is not.",
                -np.log(100),
            ),
            ("that is the probability of the right class. The loss is −log of it.", 0.01),
            ("that is the share of wrong guesses. The loss is −log p.", 0.99),
            ("a loss of 0 needs certainty, and nothing is known yet.", 0.0),
            (
                "only the right class counts: its −log p, not the sum over all classes.",
                100 * np.log(100),
            ),
        ],
    ),
    "08.3": in_turn(
        survives(
            BEHIND,
            "a score 1000 behind gives an infinite loss or NaN: e^−1000 is rounded to 0. The loss "
            "is 1000. Use log p = z − log Σ e^z, and never the logarithm of p.",
        ),
        judges.function(
            cross_entropy,
            _labeled(),
            otherwise="for each row: log Σₖ e^zₖ minus the score of the right class. Then the mean "
            "over the rows.",
            mistakes=[
                (
                    "the sign is flipped: log p is negative, the loss is not.",
                    lambda Z, y: -cross_entropy(Z, y),
                ),
                (
                    "this is the sum over the rows: divide by their number.",
                    lambda Z, y: len(y) * cross_entropy(Z, y),
                ),
                (
                    "you also divide by the number of classes: "
                    "a mean over Y · log P counts its zeros.",
                    lambda Z, y: cross_entropy(Z, y) / Z.shape[1],
                ),
                (
                    "take the natural logarithm, not that to base 2.",
                    lambda Z, y: cross_entropy(Z, y) / np.log(2),
                ),
                (
                    "take the natural logarithm, not that to base 10.",
                    lambda Z, y: cross_entropy(Z, y) / np.log(10),
                ),
                (
                    "this asks for the class with the largest score. "
                    "The loss asks for the right one.",
                    lambda Z, y: cross_entropy(Z, Z.argmax(axis=1)),
                ),
                (
                    "log_P[:, y] is a table of every row with every label. "
                    "Pair them: log_P[np.arange(len(y)), y].",
                    lambda Z, y: -log_softmax(Z)[:, y].mean(),
                ),
                (
                    "log_P[:, y] is a table of every row with every label. "
                    "Pair them: log_P[np.arange(len(y)), y].",
                    lambda Z, y: -log_softmax(Z)[:, y].sum() / len(y),
                ),
                (
                    "the softmax runs along the columns. A picture is a row: axis=1.",
                    lambda Z, y: cross_entropy(Z, y, log_p=lambda Z: log_softmax(Z, axis=0)),
                ),
                (
                    "log Σ e^z is missing: scores are no logarithms of probabilities yet.",
                    lambda Z, y: cross_entropy(Z, y, log_p=lambda Z: Z),
                ),
                (
                    "the logarithm is missing: this is how much probability went elsewhere.",
                    lambda Z, y: 1 + cross_entropy(Z, y, log_p=softmax),
                ),
                (
                    "the logarithm is missing: this is the mean probability of the right class.",
                    lambda Z, y: -cross_entropy(Z, y, log_p=softmax),
                ),
                (
                    "this is a squared error. The cross-entropy is −log p of the right class.",
                    lambda Z, y: ((softmax(Z) - np.eye(Z.shape[1])[y]) ** 2).sum(axis=1).mean(),
                ),
            ],
        ),
        judges.function(
            cross_entropy,
            [BEHIND],
            otherwise="right for ordinary scores, but a score 1000 behind costs 1000. A small "
            "number added to p before the logarithm, or a clipped p, hides that.",
        ),
    ),
    "08.4": judges.function(
        image_gradient,
        list(_pictures()),
        otherwise="zⱼ = Σᵢ Wᵢⱼ xᵢ, so ∂ℓ/∂xᵢ = Σⱼ Wᵢⱼ ∂ℓ/∂zⱼ, and you know ∂ℓ/∂zⱼ.",
        mistakes=[
            (
                "the sign is flipped: prediction minus label, p − y.",
                lambda *a: -image_gradient(*a),
            ),
            (
                "the label is missing: subtract the one-hot y from p.",
                lambda W, x, label: W @ softmax(x @ W),
            ),
            (
                "subtract the one-hot label, not the number.",
                lambda W, x, label: W @ (softmax(x @ W) - label),
            ),
            (
                "this is only the pull toward the right class: the others push, each with its p.",
                lambda W, x, label: -W[:, label],
            ),
            (
                "scores are no probabilities yet: put them through the softmax.",
                lambda *a: image_gradient(*a, p=lambda z: z),
            ),
            (
                "each score went through a sigmoid. With K classes it is the softmax.",
                lambda *a: image_gradient(*a, p=lambda z: 1 / (1 + np.exp(-z))),
            ),
            (
                "subtract the label that is given, not the class that wins.",
                lambda W, x, label: image_gradient(W, x, np.argmax(x @ W)),
            ),
            (
                "this is its sign only: leave the sizes in.",
                lambda *a: np.sign(image_gradient(*a)),
            ),
            (
                "the sum over the classes is asked for, not the mean.",
                lambda *a: image_gradient(*a) / a[0].shape[1],
            ),
        ],
    ),
}
