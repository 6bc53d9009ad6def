"""The demonstration: made-up cities that behave like real ones, from a seed alone.

Nothing here reads or writes anything but its own phrases. Figures follow from
each ward's size and habits and are consistent by construction; the exceptions
are planted, and every planted one is named in a list of truths.
"""

from app.demonstration.cities import (
    DemonstrationCity,
    WardReport,
    make_city,
    make_second_city,
)
from app.demonstration.headers import NOTICE
from app.demonstration.people import DemonstrationPerson
from app.demonstration.profiles import select_units
from app.demonstration.progress import Progress
from app.demonstration.reports import Planted
from app.demonstration.returns import Returned

__all__ = [
    "NOTICE",
    "DemonstrationCity",
    "DemonstrationPerson",
    "Planted",
    "Progress",
    "Returned",
    "WardReport",
    "make_city",
    "make_second_city",
    "select_units",
]
