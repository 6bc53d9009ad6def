"""Files that prove what a report says: what kind they are, and a picture of them."""

from app.documents.evidence.kinds import NotEvidence, kind_of
from app.documents.evidence.pictures import first_sight

__all__ = ["NotEvidence", "first_sight", "kind_of"]
