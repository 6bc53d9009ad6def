"""Repeated rows found in a report, by the tables of the form."""

from app.domain.reading.rows.documents import documents_of
from app.domain.reading.rows.listed import listed_rows

__all__ = ["documents_of", "listed_rows"]
