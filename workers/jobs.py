"""Each job: ids in, open the scope, one action. Safe to run twice."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from uuid import UUID

from app.actions import (
    attaching,
    batching,
    consolidating,
    delivering,
    detecting,
    intake,
    jobs,
    theming,
)
from app.actions.bundles import making as bundle_making
from app.actions.editions import making
from app.domain.errors import DomainError
from app.domain.permissions import SYSTEM
from app.store.jobs import MAX_TRIES
from app.store.scope import Scope

log = logging.getLogger(__name__)

Arguments = Mapping[str, str]


def consolidate(scope: Scope, arguments: Arguments) -> None:
    consolidating.refresh(scope, SYSTEM, UUID(arguments["period_id"]))


def gather_themes(scope: Scope, arguments: Arguments) -> None:
    theming.gather_themes(scope, UUID(arguments["period_id"]))


def detect(scope: Scope, arguments: Arguments) -> None:
    detecting.detect(scope, SYSTEM, UUID(arguments["period_id"]))


def build_edition(scope: Scope, arguments: Arguments) -> None:
    making.build_edition(scope, UUID(arguments["edition_id"]))


def build_bundle(scope: Scope, arguments: Arguments) -> None:
    bundle_making.build_bundle(scope, UUID(arguments["bundle_id"]))


def read_upload(scope: Scope, arguments: Arguments) -> None:
    by = arguments.get("by", "None")
    intake.read_upload(scope, UUID(arguments["upload_id"]), None if by == "None" else UUID(by))


def open_batch(scope: Scope, arguments: Arguments) -> None:
    batching.open_batch(scope, UUID(arguments["batch_id"]))


def read_batch_file(scope: Scope, arguments: Arguments) -> None:
    batching.read_file(scope, UUID(arguments["file_id"]))


def preview_attachment(scope: Scope, arguments: Arguments) -> None:
    attaching.make_preview(scope, UUID(arguments["attachment_id"]))


def deliver_notices(scope: Scope, arguments: Arguments) -> None:
    delivering.deliver(scope)


# The kinds of work, by the name in the job row. A house test resolves each.
KINDS: dict[str, Callable[[Scope, Arguments], None]] = {
    "consolidate": consolidate,
    "gather_themes": gather_themes,
    "detect": detect,
    "build_edition": build_edition,
    "build_bundle": build_bundle,
    "read_upload": read_upload,
    "open_batch": open_batch,
    "read_batch_file": read_batch_file,
    "preview_attachment": preview_attachment,
    "deliver_notices": deliver_notices,
}

# What to tell people when a job of this kind failed; the last argument is whether it goes
# on by itself.
ON_FAILURE: dict[str, Callable[[Scope, Arguments, str, bool], None]] = {
    "build_edition": lambda scope, a, s, _: making.fail_edition(scope, UUID(a["edition_id"]), s),
    "build_bundle": lambda scope, a, s, _: bundle_making.fail_bundle(
        scope, UUID(a["bundle_id"]), s
    ),
    "open_batch": lambda scope, a, s, goes_on: batching.fail_opening(
        scope, UUID(a["batch_id"]), s, goes_on=goes_on
    ),
    "read_batch_file": lambda scope, a, s, goes_on: batching.settle(
        scope, UUID(a["file_id"]), batching.WAITING if goes_on else batching.FAILED, s
    ),
    "read_upload": lambda scope, a, s, goes_on: intake.fail_upload(
        scope, UUID(a["upload_id"]), s, goes_on=goes_on
    ),
    "preview_attachment": lambda scope, a, s, goes_on: attaching.fail_preview(
        scope, UUID(a["attachment_id"]), s, goes_on=goes_on
    ),
}


def perform(job_id: str) -> str:
    """What RQ calls: claim the row, do the work, finish with the fence."""
    job = jobs.claim(UUID(job_id))
    if job is None:
        return "nothing to do"
    scope = Scope.department(job.city_id)
    try:
        with jobs.kept(job):
            KINDS[job.kind](scope, job.arguments)
    except Exception as error:
        # The row keeps the reason and the next try; people see the sentence.
        log.exception("job %s (%s) failed on try %s", job.id, job.kind, job.fence)
        jobs.fail(job, f"{type(error).__name__}: {error}")
        _tell(scope, job, error)
        return "failed"
    return "done" if jobs.finish(job) else "overtaken"


def _tell(scope: Scope, job: jobs.Claimed, error: Exception) -> None:
    tell = ON_FAILURE.get(job.kind)
    if tell is not None:
        known = isinstance(error, DomainError)
        goes_on = job.fence < MAX_TRIES
        unknown = jobs.TRIES_AGAIN if goes_on else jobs.GIVEN_UP
        tell(scope, job.arguments, str(error) if known else unknown, goes_on)
