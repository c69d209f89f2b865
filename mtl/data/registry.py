"""All data sets by name. To add one: write its file, list it here, and give it a class in `mtl.config.data`."""

from __future__ import annotations

from mtl.data.base import Dataset
from mtl.data.celeba import CELEBA
from mtl.data.cifar_100 import CIFAR_100
from mtl.data.digits import DIGITS
from mtl.data.fashion_mnist import FASHION_MNIST
from mtl.data.manifest import MANIFEST
from mtl.data.mnist import MNIST

DATASETS: dict[str, Dataset] = {
    dataset.name: dataset for dataset in (DIGITS, MNIST, FASHION_MNIST, CIFAR_100, CELEBA, MANIFEST)
}
