"""What the API answers, as shapes: the named ones stand in the OpenAPI document."""

from __future__ import annotations

from app.domain.answers import ValueState
from app.domain.answers.text import CELL_MAX, REASON_MAX, ROWS_MAX, ROWS_TEXT_MAX
from app.domain.lifecycle import State
from app.domain.signing import Signing
from app.web.api.shapes import (
    ANYTHING,
    DAY,
    DOCUMENT,
    ID,
    MOMENT,
    TEXT,
    TRUTH,
    WHOLE,
    Shape,
    listed,
    named,
    nullable,
    number,
    one_of,
    record,
    text,
)

CODE: Shape = text(80, 1, pattern="^[a-z][a-z0-9_]*$")
PERIOD: Shape = text(9, 6, pattern="^[0-9]{4}-(H1|H2|Y|9M|Q[1-4]|M(0[1-9]|1[0-2]))$")
REVISION: Shape = number(0, 2**31 - 1)
NUMBER: Shape = number(1, 2**31 - 1)
STATES = one_of("not_started", *(state.value for state in State))
SEVERITY = one_of("error", "warning", "info")
SENT_STATES = ("value", "not_applicable", "not_known")

PROBLEM = named(
    "Problem",
    record(
        {"type": TEXT, "title": TEXT, "status": WHOLE, "detail": TEXT, "instance": TEXT},
        {
            "reference": TEXT,
            "errors": listed(
                record({"message": TEXT}, {"pointer": TEXT, "rule": TEXT, "fields": listed(TEXT)})
            ),
        },
    ),
)
TOKEN = named(
    "Token",
    record(
        {
            "name": TEXT,
            "scopes": listed(TEXT),
            "expires_at": MOMENT,
            "person": TEXT,
            "roles": listed(TEXT),
            "ward": nullable(record({"code": TEXT, "name": TEXT})),
        }
    ),
)
FORM = named(
    "Form",
    record(
        {
            "id": ID,
            "number": WHOLE,
            "sha256": TEXT,
            "definition": DOCUMENT,
            "rules": DOCUMENT,
        }
    ),
)
PERIODS = named(
    "Periods",
    listed(
        record(
            {
                "code": TEXT,
                "kind": TEXT,
                "form_id": ID,
                "data_from": DAY,
                "data_to": DAY,
                "opens_at": MOMENT,
                "ward_due_at": MOMENT,
                "department_due_at": MOMENT,
                "begins_until": nullable(MOMENT),
                "edits_until": nullable(MOMENT),
                "closed_at": nullable(MOMENT),
            }
        )
    ),
)
_REPORT = {
    "id": ID,
    "ward_code": TEXT,
    "period": TEXT,
    "form_id": ID,
    "state": STATES,
    "due_at": MOMENT,
    "version": WHOLE,
    "unlocked_sections": nullable(listed(TEXT)),
}
REPORTS = named("Reports", listed(record(_REPORT)))
ANSWER = named(
    "Answer",
    record(
        {
            "code": TEXT,
            "state": one_of(*(state.value for state in ValueState)),
            "value": ANYTHING,
        },
        {
            "typed": TEXT,
            "reason": TEXT,
            "problem": TEXT,
            "revision": WHOLE,
            "confirmed": TRUTH,
            "updated_at": MOMENT,
            "updated_by": TEXT,
        },
    ),
)
_EXPLANATION = record({"text": TEXT, "by": TEXT, "at": MOMENT})
FLAG = named(
    "Flag",
    record(
        {
            "key": TEXT,
            "rule": TEXT,
            "severity": SEVERITY,
            "is_hard": TRUTH,
            "is_open": TRUTH,
            "fields": listed(TEXT),
            "message": TEXT,
            "explanation": nullable(_EXPLANATION),
        }
    ),
)
_REMARK = record(
    {
        "section": TEXT,
        "code": TEXT,
        "text": TEXT,
        "at": MOMENT,
        "answer": TEXT,
        "is_closed": TRUTH,
    }
)
_BLOCK = record({"rule": TEXT, "fields": listed(TEXT), "message": TEXT})
REPORT = named(
    "Report",
    record(
        {
            **_REPORT,
            "is_editable": TRUTH,
            "draft_sha256": TEXT,
            "answers": listed(ANSWER),
            "problems": listed(_BLOCK),
            "flags": listed(FLAG),
            "remarks": listed(_REMARK),
        }
    ),
)
_ROW: Shape = {
    "type": "object",
    "additionalProperties": {"anyOf": [text(CELL_MAX), number(0, 10**15)]},
}
_SENT = record(
    {"code": CODE, "revision": REVISION},
    {
        "value": {
            "anyOf": [
                text(ROWS_TEXT_MAX),
                number(-(10**15), 10**15),
                {"type": "number", "minimum": -1e15, "maximum": 1e15},
                TRUTH,
                listed(_ROW, maxItems=ROWS_MAX),
            ]
        },
        "state": one_of(*SENT_STATES),
        "reason": text(REASON_MAX),
    },
)
SENT_ANSWERS = named("AnswersToSave", record({"answers": listed(_SENT, minItems=1, maxItems=300)}))
_THEIRS = record({"typed": TEXT, "state": TEXT, "revision": WHOLE, "by": TEXT, "at": MOMENT})
SAVED = named(
    "Saved",
    record(
        {
            "saved": WHOLE,
            "refused": WHOLE,
            "results": listed(
                record(
                    {"code": TEXT, "status": WHOLE},
                    {
                        "revision": WHOLE,
                        "answer": nullable(ANSWER),
                        "detail": TEXT,
                        "theirs": _THEIRS,
                    },
                )
            ),
        }
    ),
)
SIGNING = named(
    "Signing",
    record(
        {},
        {
            "signing": one_of(*(signing.value for signing in Signing if signing.value)),
            "seen": text(64, 64, pattern="^[0-9a-f]{64}$"),
        },
    ),
)
RECEIPT = named(
    "Receipt",
    record({"receipt": TEXT, "number": WHOLE, "sha256": TEXT, "submitted_at": MOMENT}),
)
_VERSION = {
    "receipt": TEXT,
    "number": WHOLE,
    "sha256": TEXT,
    "submitted_at": MOMENT,
    "submitted_by": TEXT,
    "on_behalf": TRUTH,
}
VERSIONS = named("Versions", listed(record(_VERSION)))
VERSION = named("Version", record({**_VERSION, "content": DOCUMENT}))
COVERAGE = named(
    "Coverage",
    record(
        {
            "expected": WHOLE,
            "submitted": WHOLE,
            "approved": WHOLE,
            "late": listed(TEXT),
            "missing": listed(TEXT),
        }
    ),
)
FIGURES = named(
    "Figures",
    record(
        {
            "city": TEXT,
            "period": TEXT,
            "revision": WHOLE,
            "computed_at": MOMENT,
            "coverage": COVERAGE,
            "included": listed(TEXT),
            "indicators": DOCUMENT,
        }
    ),
)


def page_of(item: Shape) -> Shape:
    """A page of a longer list."""
    return record({"items": listed(item), "total": WHOLE, "page": WHOLE, "per_page": WHOLE})


FINDINGS = named(
    "Findings",
    page_of(
        record(
            {
                "ward": TEXT,
                "submission_id": ID,
                "rule": TEXT,
                "severity": SEVERITY,
                "fields": listed(TEXT),
                "message": TEXT,
                "score": {"type": "number"},
                "status": TEXT,
                "others": listed(TEXT),
            }
        )
    ),
)
SUBMISSIONS = named(
    "Submissions",
    page_of(
        record(
            {
                "id": ID,
                "ward_code": TEXT,
                "ward_name": TEXT,
                "state": STATES,
                "version": WHOLE,
                "submitted_at": nullable(MOMENT),
                "due_at": MOMENT,
                "is_overdue": TRUTH,
                "errors": WHOLE,
                "warnings": WHOLE,
            }
        )
    ),
)
SUBMISSION = named(
    "Submission",
    record(
        {
            "id": ID,
            "ward_code": TEXT,
            "ward_name": TEXT,
            "period": TEXT,
            "form_id": ID,
            "state": STATES,
            "version": WHOLE,
            "receipt": TEXT,
            "sha256": TEXT,
            "answers": listed(ANSWER),
        }
    ),
)
