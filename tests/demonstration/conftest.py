"""A made-up city small enough to be quick, made once for all of these tests."""

from __future__ import annotations

import pytest

from app.demonstration import DemonstrationCity, make_city, select_units
from app.domain.forms import FormDefinition
from app.standard import standard_form, standard_units

SEED = 41
WARDS = 26


@pytest.fixture(scope="session")
def form() -> FormDefinition:
    return standard_form()


@pytest.fixture(scope="session")
def city(form: FormDefinition) -> DemonstrationCity:
    return make_city(SEED, select_units(standard_units(), WARDS, SEED), form)
