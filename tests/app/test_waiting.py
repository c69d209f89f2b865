"""Runs that wait for the mean rates of another run, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from app.errors import Conflict, Unprocessable
from app.query.parser import parse
from app.runs.schemas import RunError, Status
from app.store.runs import NewRun, RunRepository, Settled
from mtl.config import RandomDrop
from tests.app.conftest import claim, create, running
from tests.records import make_config

RATES = {"digit": 2 / 5, "parity": 3 / 5, "closed-loop": 2 / 5}
"""Of five epochs of `make_epoch`: a task is off when place + epoch is odd."""
FAILED = RunError(type="X", message="x")


def wait_for_rates_of(runs: RunRepository, source: int) -> int:
    config = make_config(schedule={"kind": "random", "rates_of": source})
    return runs.create([NewRun(config, "waits")])[0]


def rates(runs: RunRepository, run_id: int) -> dict[str, float]:
    config = runs.get(run_id).config
    assert isinstance(make_config(schedule=config["schedule"]).schedule, RandomDrop)
    found: dict[str, float] = config["schedule"]["rates"]
    return found


def succeed(runs: RunRepository, run_id: int, attempt: int) -> None:
    assert runs.finish(run_id, attempt, Status.SUCCEEDED)


def test_the_rates_of_a_run_that_has_ended_are_there_at_once(runs: RunRepository) -> None:
    source, attempt = running(runs, epochs=5)
    succeed(runs, source, attempt)
    run_id = wait_for_rates_of(runs, source)
    run = runs.get(run_id)
    assert (run.status, run.waits_for) == (Status.QUEUED, None)
    assert runs.list(condition=parse(f"config.schedule.rates.digit = {RATES['digit']}")).total == 1
    assert rates(runs, run_id) == RATES
    assert run.config["schedule"]["rates_of"] == source
    assert runs.settle_waiting() == []
    assert claim(runs, run_id) == 1


def test_a_run_waits_until_its_source_has_ended(runs: RunRepository) -> None:
    source, attempt = running(runs, epochs=5)
    run_id = wait_for_rates_of(runs, source)
    before = runs.get(run_id)
    assert (before.status, before.waits_for, rates(runs, run_id)) == (Status.QUEUED, source, {})
    assert runs.claim(run_id, worker="w", device="cpu", lease_seconds=60) is None
    assert runs.queued_ids(0) == []
    assert runs.settle_waiting() == []
    succeed(runs, source, attempt)
    assert runs.settle_waiting() == [Settled(run_id, Status.QUEUED)]
    after = runs.get(run_id)
    assert (after.waits_for, rates(runs, run_id)) == (None, RATES)
    condition = parse(f"config.schedule.rates.digit = {RATES['digit']} config.schedule.rates_of = {source}")
    assert [run.id for run in runs.list(condition=condition).items] == [run_id]
    assert after.revision == before.revision + 1
    assert runs.queued_ids(0) == [run_id]
    assert runs.settle_waiting() == []


def test_a_matched_run_of_the_same_submit_waits_for_the_run_before_it(runs: RunRepository) -> None:
    matched = make_config(schedule={"kind": "random"})
    source, run_id = runs.create([NewRun(make_config(), "dst"), NewRun(matched, "matched", matches=0)])
    run = runs.get(run_id)
    assert (run.waits_for, run.config["schedule"]["rates_of"]) == (source, source)


@pytest.mark.parametrize("end", [Status.FAILED, Status.CANCELLED])
def test_a_source_that_ends_badly_fails_what_waits_and_resuming_both_waits_again(
    runs: RunRepository, end: Status
) -> None:
    source, attempt = running(runs, epochs=5)
    run_id = wait_for_rates_of(runs, source)
    runs.finish(source, attempt, end, FAILED)
    assert runs.settle_waiting() == [Settled(run_id, Status.FAILED)]
    run = runs.get(run_id)
    assert run.error is not None
    assert (run.error.type, run.waits_for, run.can_resume) == ("RatesUnknown", None, True)
    assert f"Resume run {source}, then resume this run" in run.error.message
    with pytest.raises(Conflict, match=f"Resume run {source}"):
        runs.resume(run_id)
    assert runs.get(run_id).status is Status.FAILED
    runs.resume(source)
    runs.resume(run_id)
    run = runs.get(run_id)
    assert (run.status, run.waits_for, run.error) == (Status.QUEUED, source, None)
    succeed(runs, source, claim(runs, source))
    assert runs.settle_waiting() == [Settled(run_id, Status.QUEUED)]


def test_a_run_resumed_after_its_source_has_ended_gets_the_rates_at_once(runs: RunRepository) -> None:
    source, attempt = running(runs, epochs=5)
    run_id = wait_for_rates_of(runs, source)
    assert runs.request_cancel(run_id) is Status.CANCELLED
    assert runs.get(run_id).waits_for is None
    succeed(runs, source, attempt)
    assert runs.settle_waiting() == []
    runs.resume(run_id)
    assert (runs.get(run_id).waits_for, rates(runs, run_id)) == (None, RATES)


def test_rates_that_are_known_stay_when_the_run_is_resumed_without_its_source(runs: RunRepository) -> None:
    source, attempt = running(runs, epochs=5)
    succeed(runs, source, attempt)
    run_id = wait_for_rates_of(runs, source)
    runs.delete(source)
    runs.finish(run_id, claim(runs, run_id), Status.FAILED, FAILED)
    runs.resume(run_id)
    assert (runs.get(run_id).status, rates(runs, run_id)) == (Status.QUEUED, RATES)


def test_a_deleted_source_fails_what_waits(runs: RunRepository) -> None:
    source = create(runs)
    run_id = wait_for_rates_of(runs, source)
    runs.delete(source)
    assert runs.settle_waiting() == [Settled(run_id, Status.FAILED)]
    error = runs.get(run_id).error
    assert error is not None
    assert "which was deleted. Clone this run" in error.message
    with pytest.raises(Conflict, match="deleted"):
        runs.resume(run_id)


def test_what_waits_for_a_run_that_waits_itself_follows_it(runs: RunRepository) -> None:
    source = create(runs)
    first = wait_for_rates_of(runs, source)
    second = wait_for_rates_of(runs, first)
    runs.request_cancel(source)
    assert runs.settle_waiting() == [Settled(first, Status.FAILED), Settled(second, Status.FAILED)]


def test_of_many_that_settle_at_once_one_counts(runs: RunRepository) -> None:
    source, attempt = running(runs, epochs=5)
    waiting = [wait_for_rates_of(runs, source) for _ in range(3)]
    revisions = runs.revisions(waiting)
    succeed(runs, source, attempt)
    with ThreadPoolExecutor(8) as pool:
        settled = [each for found in pool.map(lambda _: runs.settle_waiting(), range(8)) for each in found]
    assert sorted(each.run_id for each in settled) == waiting
    assert runs.revisions(waiting) == {run_id: revision + 1 for run_id, revision in revisions.items()}


def test_a_submit_and_an_end_at_once_leave_nothing_waiting_for_ever(runs: RunRepository) -> None:
    source, attempt = running(runs, epochs=5)

    def end() -> list[Settled]:
        succeed(runs, source, attempt)
        return runs.settle_waiting()

    with ThreadPoolExecutor(2) as pool:
        submitted, _ = pool.submit(wait_for_rates_of, runs, source), pool.submit(end).result()
    run_id = submitted.result()
    runs.settle_waiting()  # as recovery does: where the submit saw the run before its end and was stored after it
    assert (runs.get(run_id).waits_for, rates(runs, run_id)) == (None, RATES)


def test_rates_that_cannot_be_had_are_refused(runs: RunRepository) -> None:
    other = create(runs, tasks=("digit", "parity"))
    cancelled, failed = create(runs), create(runs)
    runs.request_cancel(cancelled)
    runs.finish(failed, claim(runs, failed), Status.FAILED, FAILED)
    before = runs.counts()
    for source, says in ((999, "no run 999"), (other, "closed-loop"), (cancelled, "was cancelled"), (failed, "failed")):
        with pytest.raises(Unprocessable, match=says) as caught:
            wait_for_rates_of(runs, source)
        assert caught.value.errors[0].field == "config.schedule.rates_of"
    assert runs.counts() == before


def test_one_mistake_leaves_nothing_of_a_submit(runs: RunRepository) -> None:
    config = make_config(schedule={"kind": "random", "rates_of": 999})
    with pytest.raises(Unprocessable):
        runs.create([NewRun(make_config(), "first"), NewRun(config, "second")])
    assert sum(runs.counts().values()) == 0
