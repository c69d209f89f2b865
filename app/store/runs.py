"""All that is done with runs, each in a short transaction of its own."""

from __future__ import annotations

from app.errors import LeaseLost, RunNotFound
from app.store.comparing import Candidate, Comparing, Curve, History
from app.store.editing import Editing
from app.store.experiments import Experiments, StoredExperiment
from app.store.lifecycle import Claim, ExpiredRun, Lifecycle
from app.store.listing import Listing
from app.store.recording import Recording
from app.store.submitting import NewRun, SubmitKey, Submitting
from app.store.waiting import Settled, Waiting

__all__ = [
    "Candidate",
    "Claim",
    "Curve",
    "ExpiredRun",
    "History",
    "LeaseLost",
    "NewRun",
    "RunNotFound",
    "RunRepository",
    "Settled",
    "StoredExperiment",
    "SubmitKey",
]


class RunRepository(Submitting, Listing, Comparing, Editing, Lifecycle, Waiting, Experiments, Recording):
    """Runs, from submit to deletion. Safe to share between threads; one concept per base class."""
