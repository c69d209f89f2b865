"""Images of your own: a CSV file with the columns `path`, `split` (optional) and one per task."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from posixpath import normpath
from typing import TYPE_CHECKING

from mtl.data.base import Dataset, Source
from mtl.data.decoding import Cut
from mtl.data.image_files import Below, ImageFiles, is_file
from mtl.data.reasons import by_reason
from mtl.data.stamps import stamp
from mtl.errors import DatasetInvalid, DatasetUnavailable

if TYPE_CHECKING:
    from mtl.config import Manifest
    from mtl.data.base import Rows
    from mtl.data.manifest_table import Table
    from mtl.tasks import TaskSpec

_NAME = "manifest"
_FIELD = "data.path"


def _tasks(_config: Manifest) -> tuple[TaskSpec, ...] | None:
    return None  # its columns


def _missing(config: Manifest, data_root: Path) -> str | None:
    if not config.path:
        return "Name the CSV file of your images: it lies below the data root and has a column path and one per task."
    path = data_root / config.path
    if not Below(data_root).holds(path):
        return f"{config.path} is a link that leads out of the data root: copy the file instead."
    if not is_file(path):
        return f"There is no file {config.path} below the data root: put it there, or correct its name."
    return None


def _open(config: Manifest, data_root: Path) -> Source:
    remedy = _missing(config, data_root)
    if remedy is not None:
        raise DatasetUnavailable(_NAME, data_root, remedy, _FIELD)

    import numpy as np

    from mtl.data.manifest_tasks import find_tasks
    from mtl.data.open_cache import open_images

    table = _table(config, data_root)
    folder = (data_root / config.path).parent
    rows, bad = _usable(table, folder, data_root)
    notes = _without_bad(config, data_root, bad)
    tasks = find_tasks(table.columns, np.array(rows, dtype=np.int64), config.multi_label)
    if not tasks.specs:
        raise _invalid(config, data_root, f"has no column that can be a task. {' '.join(tasks.refused.values())}")
    train, validation, test, drawn = _parts(config, data_root, table, rows)
    names, lines = [table.paths[row] for row in rows], [table.lines[row] for row in rows]
    files = ImageFiles(
        dataset=_NAME,
        data_root=data_root,
        folder=folder,
        names=names,
        cut=Cut(config.image_size, config.fit, config.crop_share),
        place=lambda row: f"line {lines[row]} ({names[row]})",
        skip_damaged=config.skip_bad_rows,
        field=_FIELD,
        remedy="Replace these files, or switch on Skip bad rows (data.skip_bad_rows).",
    )
    return Source(
        tasks=tasks.specs,
        image_shape=(3, config.image_size, config.image_size),
        labels=tasks.labels,
        train=train,
        validation=validation,
        test=test,
        notes=(*notes, *drawn, *tasks.refused.values(), *tasks.doubts),
        images=partial(open_images, files),
        refused={**tasks.refused, **tasks.joined},
        files=files,
    )


def _table(config: Manifest, data_root: Path) -> Table:
    from mtl.data.manifest_table import Unreadable, read_table

    path = data_root / config.path
    try:
        return read_table(path, stamp(path))
    except Unreadable as error:
        raise _invalid(config, data_root, f"cannot be read: {error}.") from error
    except OSError as error:
        raise _invalid(config, data_root, f"cannot be read: {error.strerror}.") from error


def _invalid(config: Manifest, data_root: Path, what: str) -> DatasetInvalid:
    return DatasetInvalid(_NAME, data_root, f"{config.path} {what}", _FIELD)


def _usable(table: Table, folder: Path, data_root: Path) -> tuple[list[int], list[tuple[int, str]]]:
    """The rows whose image file is there, and line and reason of every other."""
    below, seen = Below(data_root), dict[str, int]()
    rows, bad = [], list(table.bad)
    for row, path in enumerate(table.paths):
        problem = below.problem(folder, path)
        if problem is None:
            first = seen.setdefault(normpath(path), row)
            if first == row:
                rows.append(row)
                continue
            problem = f"the same image {path!r} as line {table.lines[first]}"
        bad.append((table.lines[row], problem))
    return rows, sorted(bad)


def _without_bad(config: Manifest, data_root: Path, bad: Sequence[tuple[int, str]]) -> list[str]:
    """What to say of rows that are left out; raises unless they may be."""
    if not bad:
        return []
    told = by_reason(((str(line), reason) for line, reason in bad), "line ", "lines ")
    rows = "1 row" if len(bad) == 1 else f"{len(bad):,} rows"
    if config.skip_bad_rows:
        return [f"{rows} of {config.path} left out: {told}."]
    remedy = "Correct the file, or switch on Skip bad rows (data.skip_bad_rows)."
    raise _invalid(config, data_root, f"has {rows} that cannot be used: {told}. {remedy}")


def _parts(
    config: Manifest, data_root: Path, table: Table, rows: Sequence[int]
) -> tuple[Rows, Rows | None, Rows, list[str]]:
    """Training, validation and test rows, numbered as the usable rows are, and what is to be said about them."""
    import numpy as np

    from mtl.data.splits import random_test

    if len(rows) < 3:
        raise _invalid(config, data_root, f"has {len(rows)} usable rows: training, validation and test need 3.")
    if not table.has_split:
        train, test = random_test(len(rows), config.test_fraction, config.split_seed)
        return train, None, test, _perhaps_split(table)
    splits = np.frombuffer(table.splits, dtype=np.int8)[np.array(rows)]
    train, validation, test = (np.flatnonzero(splits == split) for split in range(3))
    if not len(train):
        raise _invalid(config, data_root, "has no row with the split train: name some, or remove the column split.")
    if len(test):
        return train, validation if len(validation) else None, test, []
    if len(train) < 3:
        raise _invalid(config, data_root, "has no row with the split test: name some, or remove the column split.")
    kept, drawn = random_test(len(train), config.test_fraction, config.split_seed)
    note = f"{config.path} has no row with the split test: {len(drawn):,} training images were drawn for it at random."
    return train[kept], validation if len(validation) else None, train[drawn], [note]


def _perhaps_split(table: Table) -> list[str]:
    """A word on columns that look like the split, but are not called so."""
    from mtl.data.manifest_table import SPLITS

    return [
        f"The column {column.name!r} holds {', '.join(column.values)} and counts as a task: if it says which part an "
        "image belongs to, call it split. The test part was drawn at random."
        for column in table.columns
        if len(column.values) > 1 and all(value.lower() in SPLITS for value in column.values)
    ]


MANIFEST = Dataset(
    name=_NAME,
    title="Your own images",
    description="A CSV file of image paths with one column of labels per task, and the images that it names.",
    source="your own",
    tasks=_tasks,
    missing=_missing,
    open=_open,
)
