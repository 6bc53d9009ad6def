"""A report's story as a file for an inspection: for its ward, and for the Department."""

from __future__ import annotations

import io
from uuid import UUID

from flask import Blueprint, send_file
from werkzeug.wrappers import Response

from app.actions import chronicling
from app.domain.permissions import Permission
from app.web.access import actor, needs, scope

blueprint = Blueprint("stories", __name__)


@blueprint.get("/ward/submissions/<uuid:submission_id>/story.pdf")
@needs(Permission.SEE_DRAFT)
def own(submission_id: UUID) -> Response:
    return _letter(submission_id)


@blueprint.get("/review/submissions/<uuid:submission_id>/story.pdf")
@needs(Permission.SEE_CITY)
def departments(submission_id: UUID) -> Response:
    return _letter(submission_id)


def _letter(submission_id: UUID) -> Response:
    content = chronicling.story_bytes(scope(), actor(), submission_id)
    return send_file(
        io.BytesIO(content),
        mimetype="application/pdf",
        as_attachment=True,
        download_name="dien-bien-bao-cao.pdf",
    )
