"""Reading a ward's report: text in, indicators with their phrases out. Pure."""

from app.domain.reading.cues import Cues, compile_cues
from app.domain.reading.doubt import with_doubts
from app.domain.reading.model import DocumentHead, Mention, Read, Reading, Status
from app.domain.reading.report import read_report

__all__ = [
    "Cues",
    "DocumentHead",
    "Mention",
    "Read",
    "Reading",
    "Status",
    "compile_cues",
    "read_report",
    "with_doubts",
]
