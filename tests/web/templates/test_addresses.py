"""The application serves every address that the templates link to."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from config import Settings

from .addresses import ADDRESSES


@pytest.fixture(scope="module")
def application(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    folder: Path = tmp_path_factory.mktemp("instance")
    return create_app(Settings.from_env({"INSTANCE_DIR": str(folder)}), serving=False)


@pytest.mark.parametrize(("endpoint", "rule", "method"), ADDRESSES)
def test_the_application_serves_it(
    application: Flask, endpoint: str, rule: str, method: str
) -> None:
    served = [r for r in application.url_map.iter_rules() if r.endpoint == endpoint]
    arguments = set(re.findall(r"<(\w+)>", rule))
    assert [r for r in served if r.arguments == arguments and method in (r.methods or ())] != []
