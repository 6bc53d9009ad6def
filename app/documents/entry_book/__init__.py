"""The entry workbook: one ward's form as an Excel file, filled in away from the network.

``entry_book_xlsx`` writes it with what stands in the draft, ``read_book`` gives back
what was typed, cell by cell, and ``marked_book`` writes remarks into the very file
that came. Each cell is compared with what it held when the file was made, so that
only what a person changed counts as said.
"""

from app.documents.entry_book.marking import Mark, marked_book
from app.documents.entry_book.models import (
    SUFFIX,
    EntryBook,
    FilledBook,
    FilledCell,
    Past,
    Ticket,
    fingerprint,
)
from app.documents.entry_book.opening import is_entry_book
from app.documents.entry_book.reading import read_book
from app.documents.entry_book.understanding import quote_of, said, text_of, understood
from app.documents.entry_book.writing import entry_book_xlsx

__all__ = [
    "SUFFIX",
    "EntryBook",
    "FilledBook",
    "FilledCell",
    "Mark",
    "Past",
    "Ticket",
    "entry_book_xlsx",
    "fingerprint",
    "is_entry_book",
    "marked_book",
    "quote_of",
    "read_book",
    "said",
    "text_of",
    "understood",
]
