"""Which images, and how they are split. One class per data set; the test part never enters a choice."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from mtl.config.base import ADVANCED, Frozen, Seed, error_in

ImageSize = Annotated[int, Field(ge=8, le=512, title="Image size", json_schema_extra={"unit": "px"})]
TestFraction = Annotated[float, Field(gt=0, lt=1, title="Test", json_schema_extra={"step": 0.05})]


class _Data(Frozen):
    validation_fraction: float = Field(0.1, gt=0, lt=1, title="Validation", json_schema_extra={"step": 0.05})
    """Share of the training images held out for validation, drawn at random with every class in its share."""
    split_seed: Seed = Field(0, title="Split seed", json_schema_extra=ADVANCED)
    """Seed of every random split and of the labels kept; the same for all seeds of an experiment."""


class Digits(_Data):
    """scikit-learn's 1,797 digits of 8x8 pixels: always there."""

    dataset: Literal["digits"] = "digits"


class Mnist(_Data):
    """MNIST (LeCun et al. 1998): 70,000 digits, 28x28 grey."""

    dataset: Literal["mnist"] = "mnist"
    digits: tuple[Annotated[int, Field(ge=0, le=9)], ...] = Field(
        (), title="Digits kept", json_schema_extra={"widget": "choices"}
    )
    """Only images of these digits; none named means all ten. With two, the task `digit` is binary."""

    @model_validator(mode="after")
    def _some_digits(self) -> Self:
        if len(set(self.digits)) != len(self.digits):
            raise error_in("data.digits", "a digit is listed twice; list each digit once")
        if len(self.digits) == 1:
            raise error_in("data.digits", "one digit leaves nothing to tell apart; name at least two, or none for all")
        return self


GroupName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]


class FashionGroups(Frozen):
    """The group of each item, which the task `group` learns.

    The report behind A-FASHION-LAMBDA names its three groups but not their members; this mapping is ours.
    """

    t_shirt: GroupName = Field("unisex", title="T-shirt")
    trouser: GroupName = Field("unisex", title="Trouser")
    pullover: GroupName = Field("unisex", title="Pullover")
    dress: GroupName = Field("gendered", title="Dress")
    coat: GroupName = Field("unisex", title="Coat")
    sandal: GroupName = Field("shoes", title="Sandal")
    shirt: GroupName = Field("gendered", title="Shirt")
    sneaker: GroupName = Field("shoes", title="Sneaker")
    bag: GroupName = Field("gendered", title="Bag")
    ankle_boot: GroupName = Field("shoes", title="Ankle boot")

    @model_validator(mode="after")
    def _more_than_one(self) -> Self:
        if len(set(self.as_tuple())) == 1:
            raise error_in("data.groups", "all items are in one group, so there is nothing to tell apart; name another")
        return self

    def as_tuple(self) -> tuple[str, ...]:
        """The group of items 0 to 9."""
        return tuple(getattr(self, item) for item in type(self).model_fields)

    def names(self) -> tuple[str, ...]:
        """The groups, in the order in which they first appear among the shoes, gendered, unisex of the report."""
        found = dict.fromkeys(self.as_tuple())
        reported = [name for name in ("shoes", "gendered", "unisex") if name in found]
        return tuple(dict.fromkeys([*reported, *found]))


class FashionMnist(_Data):
    """Fashion-MNIST (Xiao, Rasul, Vollgraf 2017): 70,000 articles of clothing, 28x28 grey."""

    dataset: Literal["fashion-mnist"] = "fashion-mnist"
    groups: FashionGroups = Field(FashionGroups(), title="Groups", json_schema_extra=ADVANCED)


class Cifar100(_Data):
    """CIFAR-100 (Krizhevsky 2009): 60,000 photographs, 32x32 RGB, 100 fine classes in 20 coarse ones."""

    dataset: Literal["cifar-100"] = "cifar-100"


class _Photographs(_Data):
    image_size: ImageSize = 64
    """Side of the square that every image is brought to, once, before training."""
    fit: Literal["stretch", "crop"] = Field("stretch", title="Fit")
    """stretch: resize to the square; crop: resize the short side, then cut the square out of the middle."""
    crop_share: float = Field(1.0, gt=0.25, le=1, title="Crop share", json_schema_extra=ADVANCED | {"step": 0.05})
    """With crop: side of the square as a share of the short side; 0.875 is torchvision's 256 to 224 pixels."""
    test_fraction: TestFraction = 0.3
    """Share of the images drawn at random for the test part, where the data names none."""


class CelebA(_Photographs):
    """CelebA (Liu et al. 2015): faces with 40 binary attributes, each a task."""

    dataset: Literal["celeba"] = "celeba"
    partition: Literal["official", "random"] = Field("official", title="Partition")
    """official: the data set's own parts, no person in two of them; random: parts drawn at random by share."""


ColumnName = Annotated[str, StringConstraints(min_length=1, max_length=100)]


class Manifest(_Photographs):
    """Images of your own: a CSV file with the columns path, split (optional) and one per task."""

    dataset: Literal["manifest"] = "manifest"
    path: str = Field("", max_length=500, title="Manifest", json_schema_extra={"widget": "manifest"})
    """The CSV file, relative to the data root. Its paths are relative to the folder it lies in."""
    multi_label: dict[ColumnName, tuple[ColumnName, ...]] = Field(
        {}, title="Multi-label tasks", json_schema_extra=ADVANCED | {"widget": "multi_label"}
    )
    """Task name to the binary columns that it joins into one task with several answers."""
    skip_bad_rows: bool = Field(False, title="Skip bad rows", json_schema_extra=ADVANCED)
    """Leave out rows that cannot be used, and say which, instead of refusing the file."""

    @model_validator(mode="after")
    def _below_the_data_root(self) -> Self:
        path = PurePosixPath(self.path)
        if path.is_absolute() or ".." in path.parts or "\\" in self.path or "\0" in self.path:
            raise error_in("data.path", "give a path below the data root, with / between folders and without ..")
        for task, columns in self.multi_label.items():
            if len(columns) < 2 or len(set(columns)) != len(columns):
                raise error_in(f"data.multi_label.{task}", "name at least two columns, each once")
        return self


DataConfig = Annotated[Digits | Mnist | FashionMnist | Cifar100 | CelebA | Manifest, Field(discriminator="dataset")]
