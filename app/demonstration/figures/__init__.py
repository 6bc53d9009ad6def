"""Figures of a made-up ward: plausible, and consistent with one another by construction."""

from app.demonstration.figures.periods import figures_of

__all__ = ["figures_of"]
