"""What many wards say: points gathered by likeness, and an editor's work upon them.

``likeness`` gathers (it alone needs scikit-learn and scipy); ``board`` lays what was
gathered, what was filed since and what an editor keeps upon each other; ``curating`` has the
steps of the editor. Nothing that a ward said is ever lost on the way.
"""

from app.domain.themes.board import Board, Theme, board_of
from app.domain.themes.curating import STEPS, Step, taken
from app.domain.themes.keeping import Curation, Gathered, Kept

__all__ = [
    "STEPS",
    "Board",
    "Curation",
    "Gathered",
    "Kept",
    "Step",
    "Theme",
    "board_of",
    "taken",
]
