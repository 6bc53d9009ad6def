"""A second reader: what a figure is by its likeness to figures read before.

The cues know what an office must mean; this knows how offices have put it. It is a
linear model over the words around a figure (multinomial logistic regression, Cox 1966;
fitted by AdaGrad, Duchi et al. 2011), learned from reports with their truth beside
them. It makes no value certain by itself: it proposes where the cues are silent, and casts
doubt where they read what no report has ever put that way.
"""

from app.domain.reading.likeness.learning import Example, learn
from app.domain.reading.likeness.model import Likeness
from app.domain.reading.likeness.opinion import judge, second_opinion, without_unlikely

__all__ = ["Example", "Likeness", "judge", "learn", "second_opinion", "without_unlikely"]
