"""Files to text, the mechanical half of intake.

``read_text`` gives the text of one file, ``unpack`` the files of a ZIP. Text is
NFC without invisible characters, so that the reader's positions are positions in
it. What cannot be read raises ``Unreadable`` with a sentence for a person.
"""

from app.documents.parsing.archives import unpack
from app.documents.parsing.faults import Unreadable
from app.documents.parsing.opening import parse_file, read_text
from app.documents.parsing.parsed import Parsed

__all__ = ["Parsed", "Unreadable", "parse_file", "read_text", "unpack"]
