"""Claims, leases, cancelling and recovery, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from app.errors import Conflict, LeaseLost, RunNotFound
from app.runs.schemas import RunError, Status
from app.store.database import Database
from app.store.runs import RunRepository
from tests.app.conftest import claim, create, running
from tests.records import make_config, make_epoch, make_plan, make_test

LATER = timedelta(hours=1)


def test_a_claim_carries_the_configuration_and_the_attempt(runs: RunRepository) -> None:
    run_id = create(runs, epochs=7)
    found = runs.claim(run_id, worker="w", device="cuda:1", lease_seconds=60)
    assert found is not None
    assert (found.run_id, found.attempt, found.config) == (run_id, 1, make_config(epochs=7))
    run = runs.get(run_id)
    assert (run.status, run.worker, run.device, run.attempt) == (Status.RUNNING, "w", "cuda:1", 1)
    assert run.started_at is not None


def test_of_many_claims_one_succeeds(runs: RunRepository) -> None:
    run_id = create(runs)
    with ThreadPoolExecutor(8) as pool:
        claims = list(pool.map(lambda n: runs.claim(run_id, worker=f"w{n}", device="cpu", lease_seconds=60), range(16)))
    won = [claim for claim in claims if claim is not None]
    assert len(won) == 1
    assert runs.get(run_id).attempt == 1


def test_what_is_not_queued_cannot_be_claimed(runs: RunRepository) -> None:
    run_id, _ = running(runs)
    assert runs.claim(run_id, worker="w", device="cpu", lease_seconds=60) is None
    assert runs.claim(999, worker="w", device="cpu", lease_seconds=60) is None


def test_renewing_a_lease_tells_the_status_and_leaves_the_revision(runs: RunRepository) -> None:
    run_id, attempt = running(runs)
    before = runs.get(run_id).revision
    assert runs.renew_lease(run_id, attempt, 60) == Status.RUNNING
    assert runs.get(run_id).revision == before
    runs.request_cancel(run_id)
    assert runs.renew_lease(run_id, attempt, 60) == Status.CANCELLING
    assert runs.renew_lease(run_id, attempt + 1, 60) is None
    assert runs.renew_lease(999, 1, 60) is None


def test_an_old_attempt_can_write_nothing(runs: RunRepository) -> None:
    run_id, old = running(runs, epochs=1)
    assert runs.release(run_id, old)
    new = claim(runs, run_id)
    assert new == old + 1
    before = runs.get(run_id)
    with pytest.raises(LeaseLost):
        runs.record_plan(run_id, old, make_plan())
    with pytest.raises(LeaseLost):
        runs.append_epoch(run_id, old, make_epoch(2))
    with pytest.raises(LeaseLost):
        runs.record_test(run_id, old, make_test(2))
    with pytest.raises(LeaseLost):
        runs.forget_epochs_after(run_id, old, 0)
    assert runs.renew_lease(run_id, old, 60) is None
    assert not runs.finish(run_id, old, Status.SUCCEEDED)
    assert not runs.release(run_id, old)
    assert runs.get(run_id) == before


def test_a_run_that_has_ended_takes_no_records(runs: RunRepository) -> None:
    run_id, attempt = running(runs)
    runs.finish(run_id, attempt, Status.SUCCEEDED)
    with pytest.raises(LeaseLost):
        runs.record_plan(run_id, attempt, make_plan())
    with pytest.raises(LeaseLost):
        runs.append_epoch(run_id, attempt, make_epoch(1))
    with pytest.raises(LeaseLost):
        runs.record_test(run_id, attempt, make_test(1))


def test_finishing_keeps_the_error(runs: RunRepository) -> None:
    run_id, attempt = running(runs)
    error = RunError(type="NonFiniteLoss", message="It became nan.", epoch=3, task="digit")
    assert runs.finish(run_id, attempt, Status.FAILED, error)
    run = runs.get(run_id)
    assert (run.status, run.error, run.can_resume) == (Status.FAILED, error, True)
    assert run.finished_at is not None
    assert not runs.finish(run_id, attempt, Status.SUCCEEDED)


def test_cancelling_a_queued_run_is_immediate(runs: RunRepository) -> None:
    run_id = create(runs)
    assert runs.request_cancel(run_id) == Status.CANCELLED
    assert runs.request_cancel(run_id) == Status.CANCELLED
    assert runs.get(run_id).finished_at is not None
    assert runs.claim(run_id, worker="w", device="cpu", lease_seconds=60) is None


def test_cancelling_a_running_run_asks_and_then_waits(runs: RunRepository) -> None:
    run_id, attempt = running(runs)
    assert runs.request_cancel(run_id) == Status.CANCELLING
    revision = runs.get(run_id).revision
    assert runs.request_cancel(run_id) == Status.CANCELLING
    assert runs.get(run_id).revision == revision
    runs.append_epoch(run_id, attempt, make_epoch(1))  # the epoch that was under way still counts
    assert runs.finish(run_id, attempt, Status.CANCELLED)


def test_what_has_ended_cannot_be_cancelled(runs: RunRepository) -> None:
    run_id, attempt = running(runs)
    runs.finish(run_id, attempt, Status.SUCCEEDED)
    with pytest.raises(Conflict, match="succeeded already"):
        runs.request_cancel(run_id)
    with pytest.raises(RunNotFound):
        runs.request_cancel(999)


def test_resuming_keeps_the_epochs_and_counts_attempts_anew(runs: RunRepository) -> None:
    run_id, attempt = running(runs, epochs=2)
    runs.finish(run_id, attempt, Status.FAILED, RunError(type="X", message="x"))
    runs.resume(run_id)
    run = runs.get(run_id)
    assert (run.status, run.epochs_done, run.error, run.finished_at) == (Status.QUEUED, 2, None, None)
    second = claim(runs, run_id, lease_seconds=-1)
    assert second == attempt + 1
    assert runs.requeue_expired(run_id, second, max_attempts=2) == Status.QUEUED


@pytest.mark.parametrize("end", [None, Status.SUCCEEDED], ids=["running", "succeeded"])
def test_only_cancelled_and_failed_runs_can_be_resumed(runs: RunRepository, end: Status | None) -> None:
    run_id, attempt = running(runs)
    if end is not None:
        runs.finish(run_id, attempt, end)
    with pytest.raises(Conflict):
        runs.resume(run_id)
    with pytest.raises(RunNotFound):
        runs.resume(999)


def test_releasing_does_not_count_the_attempt(runs: RunRepository) -> None:
    run_id = create(runs)
    for _ in range(5):
        assert runs.release(run_id, claim(runs, run_id))
    run = runs.get(run_id)
    assert (run.status, run.worker, run.attempt) == (Status.QUEUED, None, 5)
    assert runs.requeue_expired(run_id, claim(runs, run_id, lease_seconds=-1), max_attempts=2) == Status.QUEUED


def test_expired_leases_are_found(runs: RunRepository) -> None:
    lost = create(runs)
    attempt = claim(runs, lost, lease_seconds=-1)
    running(runs)
    create(runs)
    assert [(run.run_id, run.attempt, run.status, run.worker) for run in runs.expired()] == [
        (lost, attempt, Status.RUNNING, "worker-1")
    ]
    assert len(runs.expired(datetime.now(UTC) + LATER)) == 2


def test_a_lost_run_is_queued_again_until_its_attempts_are_used_up(runs: RunRepository) -> None:
    run_id = create(runs)
    for expected in (Status.QUEUED, Status.QUEUED, Status.FAILED):
        attempt = claim(runs, run_id, lease_seconds=-1)
        assert runs.requeue_expired(run_id, attempt, max_attempts=3) == expected
    run = runs.get(run_id)
    assert run.error is not None
    assert run.error.type == "WorkerLost"
    assert "3 times" in run.error.message
    assert runs.requeue_expired(run_id, attempt, max_attempts=3) == Status.FAILED


def test_a_lost_run_that_was_to_be_cancelled_is_cancelled(runs: RunRepository) -> None:
    run_id = create(runs)
    attempt = claim(runs, run_id, lease_seconds=-1)
    runs.request_cancel(run_id)
    assert runs.requeue_expired(run_id, attempt, max_attempts=3) == Status.CANCELLED
    assert runs.get(run_id).finished_at is not None


def test_a_lease_that_was_renewed_in_time_is_left_alone(runs: RunRepository) -> None:
    run_id = create(runs)
    attempt = claim(runs, run_id, lease_seconds=-1)
    runs.renew_lease(run_id, attempt, 60)
    assert runs.requeue_expired(run_id, attempt, max_attempts=3) == Status.RUNNING
    with pytest.raises(RunNotFound):
        runs.requeue_expired(999, 1, 3)


def test_of_many_recoveries_one_counts(runs: RunRepository) -> None:
    run_id = create(runs)
    attempt = claim(runs, run_id, lease_seconds=-1)
    revision = runs.get(run_id).revision
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: runs.requeue_expired(run_id, attempt, 3), range(8)))
    assert set(found) == {Status.QUEUED}
    assert runs.get(run_id).revision == revision + 1


def test_queued_runs_are_found_the_oldest_first(runs: RunRepository) -> None:
    first, second = create(runs), create(runs)
    running(runs)
    assert runs.queued_ids(0) == [first, second]
    assert runs.queued_ids(60) == []
    runs.request_cancel(first)
    runs.resume(first)
    assert runs.queued_ids(0) == [second, first]


def test_a_run_deleted_while_it_waits_is_nobodys(runs: RunRepository, database: Database) -> None:
    run_id = create(runs)
    runs.delete(run_id)
    assert runs.claim(run_id, worker="w", device="cpu", lease_seconds=60) is None
