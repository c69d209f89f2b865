"""`python -m worker`: one worker for one device, until SIGTERM (which gives the run at work back to the queue)."""

from __future__ import annotations

import argparse
import logging
import sys
import warnings
from threading import Event

from celery.platforms import SecurityWarning

from app.settings import Settings
from worker.celery_app import make_worker_celery
from worker.device import check, detect, environment_for
from worker.fork_server import ForkServer
from worker.presence import Identity
from worker.recovery import Recovery
from worker.services import Services


def main(arguments: list[str] | None = None) -> None:
    """Parse the command line and work."""
    parser = argparse.ArgumentParser(prog="python -m worker", description=__doc__)
    parser.add_argument("--device", help="cpu or cuda:N; default: the first GPU, else the CPU")
    parser.add_argument("--name", help="unique on this host; default: device and process number")
    options = parser.parse_args(arguments)
    device = options.device or detect()[0]
    if refusal := check(device):
        parser.error(f"--device {device}: {refusal}")
    logging.basicConfig(level=logging.INFO, stream=sys.stdout, format="%(levelname)s %(name)s: %(message)s")
    work(Settings(), Identity.of_this_process(device, options.name))


def work(settings: Settings, identity: Identity) -> None:
    """Serve the queue until SIGTERM."""
    # Celery warns because pickled messages from strangers would run as root; ours are JSON
    warnings.simplefilter("ignore", SecurityWarning)
    services = Services.connect(settings, identity)
    fork_server = ForkServer()
    stopping = Event()
    recovery = Recovery(services)
    celery = make_worker_celery(services, fork_server, recovery, stopping)
    fork_server.start(environment_for(identity.device))
    try:
        worker = celery.Worker(
            hostname=identity.name,
            pool="threads",
            concurrency=1,
            loglevel="INFO",
            without_heartbeat=True,
            without_gossip=True,
            without_mingle=True,
            quiet=True,
        )
        worker.start()
    finally:
        recovery.stop()
        fork_server.close()
        services.presence.leave()
        services.close()
    sys.exit(worker.exitcode)
