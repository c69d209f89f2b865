"""Images that were decoded and are kept on disk."""

from __future__ import annotations

from pathlib import Path

from app.catalog.schemas import CachedImages
from app.errors import Conflict, NotFound
from mtl.data.cache import list_caches, list_unfinished, remove_cache
from mtl.errors import CacheBusy


def entries(cache_dir: Path) -> list[CachedImages]:
    """All of them, whole or not, the last used first."""
    together = [*list_caches(cache_dir), *list_unfinished(cache_dir)]
    found = [CachedImages.model_validate(entry, from_attributes=True) for entry in together]
    return sorted(found, key=lambda entry: entry.last_used_at, reverse=True)


def remove(cache_dir: Path, key: str) -> None:
    """Remove one.

    Raises:
        NotFound: there is none with this key.
        Conflict: it is being built.
    """
    try:
        removed = remove_cache(cache_dir, key)
    except CacheBusy as error:
        raise Conflict(str(error)) from None
    if not removed:
        raise NotFound(f"There are no decoded images {key!r}; GET /api/cache lists those that exist.")
