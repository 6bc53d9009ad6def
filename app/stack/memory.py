"""How a process that serves or works looks after its memory."""

from __future__ import annotations

import gc
from typing import Final

#: New objects before Python looks for rings among them, and how often that leads to the older ones.
#: Requests leave hardly any behind; a city's table is hundreds of thousands of objects. Looked
#: through every 700, as is the default, they cost a tenth of a submit and a third of a table.
THRESHOLDS: Final = (50_000, 20, 20)


def settle() -> None:
    """After everything is loaded, before the first fork: what stands now stays, so nobody looks
    through it again and forks go on sharing its pages."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
