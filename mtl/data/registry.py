"""All data sets by name. To add one: write its file, list it here, and add its name to `DataConfig.dataset`."""

from __future__ import annotations

from mtl.data.base import Dataset
from mtl.data.digits import DIGITS
from mtl.data.fashion_mnist import FASHION_MNIST

DATASETS: dict[str, Dataset] = {dataset.name: dataset for dataset in (DIGITS, FASHION_MNIST)}
