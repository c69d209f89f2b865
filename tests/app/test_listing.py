"""Creating runs once, listing them in pages, changing and deleting them; on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from app.errors import Conflict, RunNotFound, Unprocessable
from app.query.parser import parse
from app.runs.schemas import Status
from app.store.database import Database
from app.store.models import RunSetting
from app.store.runs import NewRun, RunRepository, SubmitKey
from tests.app.conftest import claim, create, running
from tests.records import make_config, make_epoch, make_test

SORTS = [
    "id", "name", "experiment", "dataset", "trunk", "schedule", "seed", "status", "epochs_done", "epochs_total",
    "progress", "test_accuracy", "created_at", "started_at", "finished_at", "task.digit.accuracy", "test.DIGIT.f1",
    "task.parity.drop_rate",
]  # fmt: skip


def test_twins_know_each_other(runs: RunRepository) -> None:
    config = make_config()
    ids = runs.create([NewRun(config, "a"), NewRun(config, "a'", twin_of=0), NewRun(config, "b")])
    assert [runs.get(run_id).twin_of for run_id in ids] == [None, ids[0], None]
    assert [runs.get(run_id).twins for run_id in ids] == [[ids[1]], [ids[0]], []]
    runs.delete(ids[0])
    assert runs.get(ids[1]).twin_of is None
    assert runs.get(ids[1]).twins == []


def test_a_key_creates_once(runs: RunRepository) -> None:
    new = [NewRun(make_config(), "a"), NewRun(make_config(), "b")]
    first = runs.create(new, SubmitKey("k", "same"))
    assert runs.create(new, SubmitKey("k", "same")) == first
    assert runs.create(new, SubmitKey("other", "same")) != first
    assert runs.list().total == 4
    with pytest.raises(Unprocessable, match="Idempotency-Key"):
        runs.create(new, SubmitKey("k", "different"))


def test_a_key_used_by_many_at_once_creates_once(runs: RunRepository) -> None:
    new = [NewRun(make_config(), "a"), NewRun(make_config(), "b")]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: runs.create(new, SubmitKey("k", "same")), range(8)))
    assert all(ids == found[0] for ids in found)
    assert runs.list().total == 2


def test_a_key_whose_runs_are_deleted_says_so(runs: RunRepository) -> None:
    new = [NewRun(make_config(), "a")]
    [run_id] = runs.create(new, SubmitKey("k", "same"))
    runs.delete(run_id)
    with pytest.raises(Conflict, match="deleted"):
        runs.create(new, SubmitKey("k", "same"))


def test_a_submit_creates_all_runs_or_none(runs: RunRepository) -> None:
    with pytest.raises(IndexError):
        runs.create([NewRun(make_config(), "a"), NewRun(make_config(), "b", twin_of=7)])
    assert runs.list().total == 0


def test_the_number_of_a_deleted_run_is_not_given_again(runs: RunRepository) -> None:
    last = create(runs)
    runs.delete(last)
    assert create(runs) > last


def test_strips_hold_bits_and_newest_figures(runs: RunRepository) -> None:
    run_id, _ = running(runs, epochs=3)
    [digit, parity, loop] = runs.list().items[0].tasks
    assert (digit.task, digit.bits) == ("digit", "010")
    assert (parity.task, parity.bits) == ("parity", "101")
    newest = runs.epochs(run_id)[-1].tasks[2]
    assert (loop.accuracy, loop.majority) == (newest.validation_accuracy, newest.validation_majority)
    assert (loop.balanced_accuracy, loop.samples) == (newest.validation_balanced_accuracy, newest.validation_samples)


def test_the_list_takes_as_many_statements_for_many_runs_as_for_one(runs: RunRepository, database: Database) -> None:
    def statements() -> int:
        count = 0

        def note(*_: object) -> None:
            nonlocal count
            count += 1

        sa.event.listen(sa.Engine, "after_cursor_execute", note)
        runs.list()
        sa.event.remove(sa.Engine, "after_cursor_execute", note)
        return count

    running(runs, epochs=1)
    few = statements()
    for _ in range(5):
        running(runs, epochs=1)
    assert statements() == few


@pytest.fixture
def many(runs: RunRepository) -> RunRepository:
    """Twelve runs with equal and absent values among them."""
    for number in range(12):
        [run_id] = runs.create(
            [
                NewRun(
                    make_config(epochs=2 + number % 3, seeds={"draws": number % 4}),
                    name="Äpfel" if number % 2 else f"run {number}",
                    experiment=None if number % 3 == 0 else f"experiment {number % 2}",
                    tags=("ÉTÉ", "50%_off") if number == 7 else (),
                    notes="look at this" if number == 5 else "",
                )
            ]
        )
        if number % 3 == 1:
            attempt = claim(runs, run_id)
            runs.append_epoch(run_id, attempt, make_epoch(1))
            if number > 5:
                runs.append_epoch(run_id, attempt, make_epoch(2))
            if number % 2:
                runs.record_test(run_id, attempt, make_test(1))
                runs.finish(run_id, attempt, Status.SUCCEEDED)
    return runs


def test_pages_join_to_the_whole_list(many: RunRepository) -> None:
    for sort in [*SORTS, *(f"-{sort}" for sort in SORTS)]:
        whole = [run.id for run in many.list(sort=sort).items]
        assert sorted(whole) == list(range(min(whole), max(whole) + 1))
        assert len(whole) == 12
        cursor, paged = None, []
        for _ in range(3):
            page = many.list(sort=sort, limit=5, cursor=cursor)
            paged += [run.id for run in page.items]
            assert page.total == 12
            cursor = page.next
        assert cursor is None
        assert paged == whole, sort


def test_pages_hold_still_while_runs_are_added(many: RunRepository) -> None:
    first = many.list(limit=5)
    create(many)
    second = many.list(limit=50, cursor=first.next)
    assert [run.id for run in first.items + second.items] == [run.id for run in many.list().items][1:]


def test_descending_is_the_reverse_of_ascending(many: RunRepository) -> None:
    for sort in SORTS:
        ascending = [run.id for run in many.list(sort=sort).items]
        assert [run.id for run in many.list(sort=f"-{sort}").items] == ascending[::-1], sort


def test_runs_sort_by_figures_and_those_without_come_last(many: RunRepository) -> None:
    def figures(sort: str) -> list[float | None]:
        return [run.tasks[0].accuracy for run in many.list(sort=sort).items]

    descending = figures("-task.digit.accuracy")
    known = [figure for figure in descending if figure is not None]
    assert len(set(known)) == 2
    assert descending == [*sorted(known, reverse=True), *[None] * 8]
    tested = [run.test is not None for run in many.get_all([i.id for i in many.list(sort="-test_accuracy").items[:2]])]
    assert tested == [True, True]


@pytest.mark.parametrize(
    ("sort", "message"),
    [
        ("colour", "choose from id, name"),
        ("task.digit", "say which task and which metric"),
        ("-task.digit.acuracy", "did you mean accuracy"),
        ("test.digit.drop_rate", "the metrics are accuracy"),
        ("task.any.f1", "name one task"),
    ],
)
def test_an_order_that_there_is_not_is_explained(runs: RunRepository, sort: str, message: str) -> None:
    with pytest.raises(Unprocessable) as caught:
        runs.list(sort=sort)
    [error] = caught.value.errors
    assert error.field == "sort"
    assert message in error.message


def test_search_looks_everywhere_and_needs_every_word(many: RunRepository) -> None:
    def found(q: str) -> int:
        return many.list(condition=parse(q)).total

    assert found("äPFEL") == 6
    assert found("été") == 1
    assert found("50%_") == 1
    assert found("%") == 1
    assert found("look this") == 1
    assert found("look nowhere") == 0
    assert found("DIGITS dst") == 12
    assert found("experiment") == 8
    assert found("") == found("  ") == 12


def test_statuses_filter(many: RunRepository) -> None:
    assert many.list(statuses=[Status.SUCCEEDED]).total == 2
    assert many.list(statuses=[Status.SUCCEEDED, Status.RUNNING]).total == 4
    assert {run.status for run in many.list(statuses=[Status.QUEUED]).items} == {Status.QUEUED}


@pytest.mark.parametrize("cursor", ["", "x", "!!!", "bnVsbA", "WzFd", "W10", "WyJpZCIsIngiLDFd", "é", "a" * 1999])
def test_a_cursor_that_is_not_ours_is_refused(runs: RunRepository, cursor: str) -> None:
    with pytest.raises(Unprocessable) as caught:
        runs.list(cursor=cursor, sort="id")
    assert caught.value.errors[0].field == "cursor"


def test_a_cursor_belongs_to_its_order(many: RunRepository) -> None:
    cursor = many.list(limit=1, sort="name").next
    with pytest.raises(Unprocessable, match="another order"):
        many.list(cursor=cursor, sort="experiment")
    with pytest.raises(Unprocessable) as caught:
        many.list(sort="config")
    assert caught.value.errors[0].field == "sort"


def test_what_people_wrote_can_be_changed(runs: RunRepository) -> None:
    run_id = create(runs)
    before = runs.get(run_id).revision
    runs.change(run_id, {"name": "New", "tags": ["x", "y"], "notes": "Note"})
    run = runs.get(run_id)
    assert (run.name, run.experiment, run.tags, run.notes, run.revision) == (
        "New",
        None,
        ["x", "y"],
        "Note",
        before + 1,
    )
    assert runs.list(condition=parse("new y note")).total == 1
    assert runs.list(condition=parse("run")).total == 0
    runs.change(run_id, {})
    assert runs.get(run_id).revision == before + 1
    with pytest.raises(RunNotFound):
        runs.change(999, {"name": "x"})


def test_settings_go_with_their_run(runs: RunRepository, database: Database) -> None:
    run_id = create(runs)
    kept = create(runs)
    runs.delete(run_id)
    with database.snapshot() as session:
        assert session.scalars(sa.select(RunSetting.run_id).distinct()).all() == [kept]


def test_a_run_at_work_cannot_be_deleted(runs: RunRepository) -> None:
    run_id, attempt = running(runs)
    with pytest.raises(Conflict):
        runs.delete(run_id)
    runs.request_cancel(run_id)
    with pytest.raises(Conflict):
        runs.delete(run_id)
    runs.finish(run_id, attempt, Status.CANCELLED)
    runs.delete(run_id)
    with pytest.raises(RunNotFound):
        runs.delete(run_id)
    with pytest.raises(RunNotFound):
        runs.get(run_id)


def test_revisions_tell_what_exists(runs: RunRepository) -> None:
    first, second = create(runs), create(runs)
    assert runs.revisions() == {first: 1, second: 1}
    assert runs.revisions([second, 999]) == {second: 1}
    runs.change(first, {"name": "x"})
    assert runs.last_changed(1) == [first]
    runs.require(first)
    with pytest.raises(RunNotFound):
        runs.require(999)
