"""Repeated rows found in a report: documents, dialogues, models, proposals, targets…"""

from app.domain.reading.rows.documents import documents_of
from app.domain.reading.rows.listed import listed_rows

__all__ = ["documents_of", "listed_rows"]
