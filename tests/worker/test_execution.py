"""Runs executed by one real worker: how they end, and what is left behind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from PIL import Image

from app.runs.schemas import Status
from app.store.runs import NewRun
from mtl.config import RunConfig
from tests.records import TASKS, make_config
from tests.waiting import wait_for
from tests.worker.workplace import Worker, Workplace

GRACE_SECONDS = 8.0  # who heeds SIGTERM must not need them, however busy the machine


@pytest.fixture(scope="module")
def worker(workplace: Workplace) -> Iterator[Worker]:
    with workplace.worker("executor", SWITCHBOARD_CANCEL_GRACE_SECONDS=GRACE_SECONDS) as worker:
        yield worker


def endless() -> RunConfig:
    """Training that goes on for as long as a test could want, and reports several times a second."""
    return make_config(epochs=10_000, batch_size=16)


def test_a_matched_run_drops_each_task_as_often_as_its_source(workplace: Workplace, worker: Worker) -> None:
    matched = make_config(epochs=4, schedule={"kind": "random"})
    runs = workplace.services.runs
    source, run_id = runs.create([NewRun(make_config(epochs=4), "dst"), NewRun(matched, "matched", matches=0)])
    workplace.services.queue.enqueue(run_id)  # a message that comes too early claims nothing
    workplace.services.queue.enqueue(source)
    workplace.wait_status(source, Status.SUCCEEDED)
    run = workplace.wait_status(run_id, Status.SUCCEEDED)
    trained = dict.fromkeys(TASKS, 0)
    for epoch in runs.epochs(source):
        for each in epoch.tasks:
            trained[each.task] += each.active
    assert run.config["schedule"]["rates"] == {task: count / 4 for task, count in trained.items()}
    for epoch in runs.epochs(run_id):
        assert {each.task: each.P for each in epoch.tasks} == run.config["schedule"]["rates"]


def test_a_run_waits_in_the_queue_and_is_trained_to_its_end_and_its_log_tells_the_story(
    workplace: Workplace, worker: Worker
) -> None:
    before = workplace.submit(endless())
    workplace.wait_epoch(before, 1)
    trainer = worker.trainer()
    gone = 999_999
    workplace.services.queue.enqueue(gone)
    run_id = workplace.submit(make_config(epochs=3))
    workplace.services.queue.enqueue(run_id)
    workplace.wait_epoch(before, 2)
    assert workplace.services.queue.depth() == 3  # another worker could take them

    assert workplace.services.runs.finish(before, 1, Status.CANCELLED)  # as if someone else had settled it
    wait_for(lambda: not trainer.is_running())
    run = workplace.wait_status(run_id, Status.SUCCEEDED)
    assert workplace.get(before).status is Status.CANCELLED
    assert workplace.epochs(run_id) == [1, 2, 3]
    assert (run.epochs_done, run.attempt, run.worker, run.device) == (3, 1, worker.name, "cpu")
    assert run.plan is not None
    assert run.test is not None
    assert run.test.epoch == 3

    stdout = workplace.log(run_id, "stdout")
    assert stdout[0].startswith("3 tasks: digit (d=")
    told = [line.split(" | ")[0] for line in stdout if " | " in line]
    assert told == ["epoch 1/3", "epoch 2/3", "epoch 3/3", "test after epoch 3"]
    assert workplace.log(run_id, "supervisor") == [f"Attempt 1 starts on {worker.name}."]
    assert workplace.log(run_id, "stderr") == []
    numbers = [line.number for line in workplace.services.logs.after(run_id)]
    assert numbers == list(range(1, len(numbers) + 1))

    # a message about a run that is gone, and one that came twice, have claimed nothing
    wait_for(lambda: f"Run {run_id} is not queued" in worker.log.read_text())
    assert f"Run {gone} is not queued" in worker.log.read_text()
    assert workplace.get(run_id).attempt == 1


def _photographs(workplace: Workplace, count: int) -> str:
    """A manifest below the data root; returns its path."""
    folder = workplace.settings.data_root / "photographs"
    folder.mkdir(parents=True)
    lines = ["path,kind,striped"]
    for number in range(count):
        Image.new("RGB", (20, 16), (8 * (number % 32), 0, 0)).save(folder / f"{number}.png")
        lines.append(f"{number}.png,{'cat' if number % 2 else 'dog'},{number % 3 % 2}")
    (folder / "labels.csv").write_text("\n".join(lines))
    return "photographs/labels.csv"


def test_images_are_read_once_and_their_run_is_measured_in_full(workplace: Workplace, worker: Worker) -> None:
    data = {"dataset": "manifest", "path": _photographs(workplace, 60), "image_size": 16}
    config = make_config(("kind", "striped"), data=data, trunk={"kind": "mlp"}, epochs=2, test_each_epoch=True)
    first, second = workplace.submit(config), workplace.submit(config)
    run = workplace.wait_status(first, Status.SUCCEEDED)
    workplace.wait_status(second, Status.SUCCEEDED)
    reading = "Reading 60 images into the cache"
    assert [any(reading in line for line in workplace.log(run_id)) for run_id in (first, second)] == [True, False]
    assert run.plan is not None
    assert run.plan.image_shape == (3, 16, 16)
    found = {(item.task, item.which): item for item in workplace.services.runs.confusions(first)}
    assert found.keys() == {(task, which) for task in ("kind", "striped") for which in ("best", "final", "test")}
    tested = sum(map(sum, found["kind", "test"].matrix))
    assert tested == run.plan.test_samples
    last = workplace.services.runs.epochs(first)[-1]
    assert run.test is not None
    for task, measured in zip(last.tasks, run.test.tasks, strict=True):
        assert task.test is not None
        assert task.test.accuracy == measured.accuracy


def test_a_run_that_reaches_its_target_stops_early_and_has_succeeded(workplace: Workplace, worker: Worker) -> None:
    run_id = workplace.submit(make_config(epochs=50, stopping={"kind": "target_loss", "loss": 100.0}))
    run = workplace.wait_status(run_id, Status.SUCCEEDED)
    assert (run.epochs_done, run.epochs_total) == (1, 50)
    assert run.test is not None
    assert (run.test.stopped_early, run.test.epoch) == (True, 1)
    assert any(line.startswith("stopped early | test after epoch 1 | ") for line in workplace.log(run_id, "stdout"))


def test_a_cancelled_run_stops_quickly_and_keeps_its_epochs(workplace: Workplace, worker: Worker) -> None:
    run_id = workplace.submit(endless())
    workplace.wait_epoch(run_id, 2)
    assert workplace.services.runs.request_cancel(run_id) is Status.CANCELLING
    run = workplace.wait_status(run_id, Status.CANCELLED)
    assert run.error is None
    assert workplace.epochs(run_id) == list(range(1, run.epochs_done + 1))
    assert "The trainer did not leave in time and is killed." not in workplace.log(run_id)


def test_a_trainer_that_does_not_heed_sigterm_is_killed_after_the_grace_time(
    workplace: Workplace, worker: Worker
) -> None:
    run_id = workplace.submit(endless())
    workplace.wait_epoch(run_id, 1)
    trainer = worker.trainer()
    trainer.suspend()  # a stopped process acts on no signal but SIGKILL
    workplace.services.runs.request_cancel(run_id)
    run = workplace.wait_status(run_id, Status.CANCELLED)
    assert run.error is None
    assert not trainer.is_running()
    asked, killed = [line for line in workplace.services.logs.after(run_id) if line.stream == "supervisor"][-2:]
    assert asked.line == f"Cancelling: the trainer gets {GRACE_SECONDS:g} s to leave."
    assert killed.line == "The trainer did not leave in time and is killed."
    assert killed.at - asked.at >= timedelta(seconds=GRACE_SECONDS)


def test_a_trainer_killed_by_the_system_is_a_failure_that_says_so(workplace: Workplace, worker: Worker) -> None:
    run_id = workplace.submit(endless())
    workplace.wait_epoch(run_id, 1)
    worker.trainer().kill()
    run = workplace.wait_status(run_id, Status.FAILED)
    assert run.error is not None
    assert run.error.type == "TrainerKilled"
    assert "SIGKILL" in run.error.message
    assert "memory" in run.error.message
    assert workplace.log(run_id)[-1] == f"Failed: {run.error.message}"


def test_an_error_inside_training_fails_the_run_with_message_traceback_and_epochs(
    workplace: Workplace, worker: Worker
) -> None:
    run_id = workplace.create(make_config(epochs=5))
    run_dir = workplace.settings.run_dir(run_id)
    run_dir.parent.mkdir(exist_ok=True)
    run_dir.write_text("a file, so that no checkpoint can be saved below it")
    workplace.services.queue.enqueue(run_id)
    run = workplace.wait_status(run_id, Status.FAILED)
    assert run.error is not None
    assert run.error.type in ("NotADirectoryError", "FileExistsError")
    assert str(run_dir) in run.error.message
    assert workplace.epochs(run_id) == [1]
    traceback = workplace.log(run_id, "stderr")
    assert traceback[0] == "Traceback (most recent call last):"
    assert any("mtl/checkpoint.py" in line for line in traceback)


def test_a_loss_that_becomes_nan_fails_the_run_and_names_epoch_and_task(workplace: Workplace, worker: Worker) -> None:
    run_id = workplace.submit(make_config(epochs=50, optimizer={"kind": "sgd", "learning_rate": 100.0}))
    run = workplace.wait_status(run_id, Status.FAILED)
    epochs = workplace.services.runs.epochs(run_id)
    assert run.error is not None
    assert run.error.type == "NonFiniteLoss"
    assert run.error.epoch == epochs[-1].epoch < 50
    assert [task.task for task in epochs[-1].tasks if task.nonfinite].count(str(run.error.task)) == 1
    told = [line for line in workplace.log(run_id) if run.error.message in line]
    assert told == [f"Failed: {run.error.message}"]
