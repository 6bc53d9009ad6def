"""Where the reading of a kept file stands: its job's own state, never a guess."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from flask_babel import format_time
from flask_babel import gettext as _

from app.store import jobs
from app.store.reading import reading
from app.store.scope import LOBBY
from app.web.report_parts import View


def progress_of(upload_id: UUID) -> View:
    """{words, step}: step 1 waits for its turn, 2 is being read."""
    with reading(LOBBY) as session:
        job = jobs.unfinished_for(session, "read_upload", "upload_id", upload_id)
        if job is None or job.status == jobs.PARKED:
            return {"step": 1, "words": _("Chờ đến lượt")}
        if job.status == jobs.RUNNING:
            return {"step": 2, "words": _("Đang đọc văn bản và tìm số liệu")}
        ahead = jobs.ahead_of(session, job)
    if job.fence and job.run_after > dt.datetime.now(dt.UTC):
        again = format_time(job.run_after, "HH:mm:ss")
        words = _("Lần đọc vừa rồi bị gián đoạn, hệ thống tự đọc lại lúc %(time)s", time=again)
    elif ahead:
        words = _("Chờ đến lượt, trước đó còn %(n)s việc", n=ahead)
    else:
        words = _("Chờ đến lượt, sắp đọc")
    return {"step": 1, "words": words}
