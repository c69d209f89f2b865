"""The heavy part of the trainer process: importing this module imports torch."""

from __future__ import annotations

import signal
from types import FrameType

from app.doorbell import Doorbell
from app.settings import Settings
from app.store.database import Database
from app.store.runs import Claim, RunRepository
from mtl.checkpoint import saved_epoch
from mtl.records import BatchProgress
from mtl.training import train
from worker.outcome import ExitCode
from worker.recorder import Recorder


class StopFlag:
    """Remembers that SIGTERM has arrived."""

    def __init__(self) -> None:
        self.asked = False
        signal.signal(signal.SIGTERM, self._ask)

    def _ask(self, _number: int, _frame: FrameType | None) -> None:
        self.asked = True


def carry_out(claim: Claim, settings: Settings, stop: StopFlag) -> int:
    """Train the run, from its checkpoint if it has one, and store what comes; returns an `ExitCode`.

    Raises:
        LeaseLost: another attempt took over.
        Exception: whatever training raises.
    """
    database = Database(settings.database_url)
    doorbell = Doorbell(settings.redis_url)
    config = claim.config
    recorder = Recorder(
        RunRepository(database),
        doorbell,
        claim.run_id,
        claim.attempt,
        epochs=config.epochs,
        patience=settings.lease_seconds,
    )
    checkpoint = settings.run_dir(claim.run_id) / "checkpoint.pt"
    try:
        recorder.rewind(saved_epoch(checkpoint, config))
        for event in train(config, settings.data_root, cache_dir=settings.cache_dir, checkpoint=checkpoint):
            recorder.record(event)
            # the checkpoint of an epoch is written when the event after it is asked for
            if stop.asked and isinstance(event, BatchProgress):
                return ExitCode.STOPPED
        return ExitCode.DONE
    finally:
        doorbell.close()
        database.dispose()
