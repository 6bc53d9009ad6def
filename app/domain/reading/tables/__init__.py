"""Tables: which cells are this period's figures, and each figure with its labels.

A cell is read like a clause whose words are its row's label, its column's head and
its unit. Columns of last year, of changes, plans and shares of the total are told
apart by their heads and left out.
"""

from app.domain.reading.tables.cells import table_sentences

__all__ = ["table_sentences"]
