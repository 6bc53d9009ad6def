"""What only the text of a report can show: findings of the wording rules."""

from app.domain.reading.remarks.collected import remarks_on

__all__ = ["remarks_on"]
