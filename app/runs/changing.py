"""Changes that people make to one run or to many."""

from __future__ import annotations

from typing import Any

from app.errors import RunNotFound, Unprocessable
from app.runs.schemas import ChangeRun, ChangeRuns, RunSummary
from app.services import Services

_MOST_TAGS = 20
_NEEDED = {
    "name": "A run needs a name; leave the field out to keep it.",
    "pinned": "Say true or false; leave the field out to keep it.",
    "archived": "Say true or false; leave the field out to keep it.",
}
_CLEARED: dict[str, Any] = {"tags": [], "notes": ""}


def change_one(parts: Services, run_id: int, body: ChangeRun) -> None:
    """Absent fields stay, null clears.

    Raises:
        Unprocessable: the field cannot be cleared.
        RunNotFound: there is no such run.
        Conflict: another run of the experiment was pinned at the same moment.
    """
    given = body.model_dump(exclude_unset=True)
    for field, remedy in _NEEDED.items():
        if field in given and given[field] is None:
            raise Unprocessable(field, remedy)
    values = {field: _CLEARED.get(field) if value is None else value for field, value in given.items()}
    _ring(parts, parts.runs.change(run_id, values))


def change_many(parts: Services, body: ChangeRuns) -> list[RunSummary]:
    """Change all of the runs, or none of them.

    Raises:
        Unprocessable: nothing is asked for, there is no such run, or one would have too many tags.
    """
    given = body.model_dump(exclude_unset=True, include={"archived", "experiment"})
    if given.get("archived", False) is None:
        raise Unprocessable("archived", _NEEDED["archived"])
    if not (given or body.tags_add or body.tags_remove):
        raise Unprocessable("body", "Say what to change: tags_add, tags_remove, archived or experiment.")

    def tagged(tags: list[str]) -> dict[str, Any]:
        kept = [tag for tag in tags if tag not in body.tags_remove]
        new = list(dict.fromkeys([*kept, *body.tags_add]))
        if len(new) > _MOST_TAGS:
            raise Unprocessable("tags_add", f"A run would have {len(new)} tags; {_MOST_TAGS} are the most.")
        return given | {"tags": new}

    try:
        _ring(parts, parts.runs.change_all(body.ids, tagged))
    except RunNotFound as error:
        raise Unprocessable(f"ids.{body.ids.index(error.run_id)}", error.detail) from error
    return parts.runs.summaries(body.ids)


def _ring(parts: Services, run_ids: list[int]) -> None:
    for run_id in run_ids:
        parts.doorbell.ring(run_id)
