"""The units that report: phường, xã and đặc khu."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit. ``code`` is the key: names repeat and slugs collide.

    ``unit_type`` is ``phuong``, ``xa`` or ``dac_khu``; ``area_km2`` in km²;
    ``lat`` and ``lon`` in degrees; ``established_on`` the first day it existed.
    """

    code: str
    name: str
    unit_type: str
    short_name: str
    slug: str
    lat: float
    lon: float
    area_km2: float
    established_on: dt.date
