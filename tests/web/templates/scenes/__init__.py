"""Made-up but representative views for every template: long names, 114 rows, empty states."""

from __future__ import annotations

from .account import ACCOUNT
from .admin import ADMIN
from .batches import BATCHES
from .city import CITY
from .desk import DESK
from .faults import FAULTS
from .notices import NOTICES
from .reading import READING
from .review import REVIEW
from .rules import RULES
from .scene import Scene
from .sheets import SHEETS
from .themes import THEMES
from .ward import WARD

SCENES: dict[str, Scene] = {
    scene.name: scene
    for scene in (
        *ACCOUNT,
        *WARD,
        *SHEETS,
        *READING,
        *REVIEW,
        *DESK,
        *CITY,
        *THEMES,
        *ADMIN,
        *RULES,
        *BATCHES,
        *NOTICES,
        *FAULTS,
    )
}

__all__ = ["SCENES", "Scene"]
