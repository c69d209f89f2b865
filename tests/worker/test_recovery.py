"""Runs and messages that were lost are found again."""

from __future__ import annotations

import re
import signal

import psutil
import pytest

from app.runs.schemas import Status
from app.store.runs import Claim
from tests.records import make_config, make_epoch
from tests.waiting import PATIENCE_SECONDS, wait_for
from tests.worker.workplace import Workplace
from worker.recovery import recover

LEASE_SECONDS = 8.0  # short enough to wait for, long enough to be renewed on a busy machine


@pytest.fixture(autouse=True)
def nothing_left(workplace: Workplace) -> None:
    """Each test begins with no run queued and no message waiting."""
    for run_id in workplace.services.runs.queued_ids(0):
        workplace.services.runs.request_cancel(run_id)
    while workplace.services.queue.depth():
        take_message(workplace)


def take_message(workplace: Workplace) -> None:
    """Lose one message."""
    workplace.services.queue._redis.lpop("runs")


def lose(workplace: Workplace, run_id: int) -> Claim:
    """Claim a run as a worker that falls silent at once."""
    claim = workplace.services.runs.claim(run_id, worker="silent", device="cpu", lease_seconds=0.001)
    assert claim is not None
    wait_for(lambda: run_id in [run.run_id for run in workplace.services.runs.expired()])
    return claim


def test_a_run_whose_worker_fell_silent_is_queued_again_with_a_message_and_a_note(workplace: Workplace) -> None:
    run_id = workplace.create(make_config())
    lose(workplace, run_id)
    recover(workplace.services, patience=60)
    assert workplace.get(run_id).status is Status.QUEUED
    assert workplace.services.queue.depth() == 1
    assert workplace.log(run_id) == ["Worker silent fell silent during attempt 1: queued again."]


def test_a_run_that_should_be_cancelled_is_cancelled_instead(workplace: Workplace) -> None:
    run_id = workplace.create(make_config())
    lose(workplace, run_id)
    workplace.services.runs.request_cancel(run_id)
    recover(workplace.services, patience=60)
    assert workplace.get(run_id).status is Status.CANCELLED
    assert workplace.services.queue.depth() == 0


def test_attempts_are_bounded(workplace: Workplace) -> None:
    run_id = workplace.create(make_config())
    for _attempt in range(workplace.settings.max_attempts):
        lose(workplace, run_id)
        recover(workplace.services, patience=60)
    run = workplace.get(run_id)
    assert run.status is Status.FAILED
    assert run.error is not None
    assert run.error.type == "WorkerLost"


def test_a_run_that_is_executed_is_left_alone(workplace: Workplace) -> None:
    run_id = workplace.create(make_config())
    claim = workplace.services.runs.claim(run_id, worker="busy", device="cpu", lease_seconds=60)
    assert claim is not None
    recover(workplace.services, patience=0)
    assert workplace.get(run_id).status is Status.RUNNING
    assert workplace.services.queue.depth() == 0
    assert workplace.services.runs.finish(run_id, claim.attempt, Status.CANCELLED)


def test_a_lost_message_is_sent_again_once(workplace: Workplace) -> None:
    for _run in range(3):
        workplace.submit(make_config())
    take_message(workplace)
    for _look in range(3):
        recover(workplace.services, patience=0)
    assert workplace.services.queue.depth() == 2 + 3  # nobody knows which was lost; after that there are enough


def test_a_run_whose_wait_was_forgotten_goes_on(workplace: Workplace) -> None:
    runs = workplace.services.runs
    source = workplace.create(make_config())
    waiting = workplace.create(make_config(schedule={"kind": "random", "rates_of": source}))
    claim = runs.claim(source, worker="w", device="cpu", lease_seconds=60)
    assert claim is not None
    runs.append_epoch(source, claim.attempt, make_epoch(1))
    recover(workplace.services, patience=0)
    assert workplace.services.queue.depth() == 0  # what waits for another run needs no message
    runs.finish(source, claim.attempt, Status.SUCCEEDED)  # and its worker died before it looked for who waits
    for _look in range(2):
        recover(workplace.services, patience=60)
    assert workplace.get(waiting).waits_for is None
    assert workplace.services.queue.depth() == 1


def test_no_message_is_sent_for_a_run_that_was_queued_a_moment_ago(workplace: Workplace) -> None:
    workplace.create(make_config())  # its server is about to send the message
    recover(workplace.services, patience=60)
    assert workplace.services.queue.depth() == 0


def test_a_run_survives_its_killed_worker(workplace: Workplace) -> None:
    lease = {"SWITCHBOARD_LEASE_SECONDS": LEASE_SECONDS}
    with workplace.worker("one", **lease) as one, workplace.worker("two", **lease) as two:
        run_id = workplace.create(make_config(epochs=20, batch_size=16))  # without a message: they look after it
        workplace.wait_epoch(run_id, 2)
        victim, heir = (one, two) if workplace.get(run_id).worker == one.name else (two, one)
        family = [victim.trainer(), *victim.family()]
        victim.process.send_signal(signal.SIGKILL)
        psutil.wait_procs(family, timeout=PATIENCE_SECONDS)
        assert not any(process.is_running() for process in family)
        kept = workplace.services.runs.epochs(run_id)

        run = workplace.wait_status(run_id, Status.SUCCEEDED)
        assert (run.worker, run.attempt) == (heir.name, 2)
        assert heir.stop() == 0
        assert heir.name not in workplace.present()
    assert workplace.epochs(run_id) == list(range(1, 21))
    resumed_after = len(kept) if workplace.services.runs.epochs(run_id)[: len(kept)] == kept else len(kept) - 1
    assert workplace.services.runs.epochs(run_id)[:resumed_after] == kept[:resumed_after]
    log = workplace.log(run_id)
    assert f"Worker {victim.name} fell silent during attempt 1: queued again." in log
    # Lines that the killed worker had read but not yet stored died with it; the heir's are all there, each once.
    continued = log[log.index(f"Continuing after epoch {resumed_after}, from the checkpoint.") :]
    told = [int(match[1]) for line in continued if (match := re.match(r"epoch (\d+)/20 ", line))]
    assert told == list(range(resumed_after + 1, 21))
