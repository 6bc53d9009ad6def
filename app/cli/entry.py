"""What FLASK_APP names: the application without serving, with its commands."""

from __future__ import annotations

import sys

from flask import Flask

from app import create_app
from app.cli import answers, backup, city, documents, intake, operations, signing
from config import ConfigError, Settings


def create() -> Flask:
    """Built without a look at the database: some commands touch none."""
    try:
        app = create_app(Settings.from_env(), serving=False)
    except ConfigError as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(2) from error
    for module in (answers, backup, city, documents, intake, operations, signing):
        for command in module.COMMANDS:
            app.cli.add_command(command)
    return app
