"""Tổng Hợp: city-wide collection and consolidation of the wards' reports."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask

from app.outbound import files, post_office, queue, signatures
from app.outbound.post_office import PostOffice
from app.store import boot, liveness
from app.store.database import db
from app.web import register, spoken

if TYPE_CHECKING:
    from config import Settings

ROOT = Path(__file__).parent.parent
STATIC = Path(__file__).parent / "web" / "static"


def create_app(settings: Settings, *, serving: bool = True) -> Flask:
    """Wire database, queue, files and pages.

    ``serving`` is for processes that answer people or jobs: they refuse to start
    on a database whose wall does not stand. Commands that touch no database
    pass False. Raises ``app.store.boot.NotServable``.
    """
    app = Flask(
        __name__,
        template_folder=str(ROOT / "templates"),
        static_folder="web/static",
        static_url_path=f"/static/{fingerprint(STATIC)}",
    )
    app.config.update(flask_config(settings))
    spoken.init(app)
    db.init_app(app)
    with app.app_context():
        liveness.watch(db.engine)
    queue.init(app, settings.redis_url)
    files.init(app, settings.instance_dir / "files")
    hosts = settings.webhook_private_hosts
    signatures.init(app, settings.signing)
    post_office.init(app, PostOffice(settings.mail, settings.public_url, hosts))
    register(app)
    if serving:
        with app.app_context():
            boot.check_database()
    return app


def fingerprint(folder: Path) -> str:
    """Names the present contents: browsers may keep each file for ever under it."""
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def flask_config(settings: Settings) -> dict[str, object]:
    """Settings in the words of Flask and its extensions."""
    return {
        "SECRET_KEY": settings.secret_key,
        "SETTINGS": settings,
        "OWNER_URL": settings.database_owner_url,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": {
            "pool_size": 10,
            "max_overflow": 10,
            "pool_timeout": 10,
            "connect_args": {
                "connect_timeout": 5,
                "application_name": "tonghop",
                # A constant statement is planned once a connection, often while its tables are
                # nearly empty: a plan to read them whole would stay when they have grown.
                "options": "-c statement_timeout=30000 -c lock_timeout=10000"
                " -c idle_in_transaction_session_timeout=60000"
                " -c enable_seqscan=off -c jit=off",
            },
        },
        "MAX_CONTENT_LENGTH": settings.max_upload_bytes,
        "TRUSTED_HOSTS": list(settings.trusted_hosts) or None,
        "SEND_FILE_MAX_AGE_DEFAULT": 365 * 86400,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.public_url.startswith("https://"),
        "PERMANENT_SESSION_LIFETIME": settings.session_hours * 3600,
        "BABEL_DEFAULT_LOCALE": "vi",
        "BABEL_DEFAULT_TIMEZONE": "Asia/Ho_Chi_Minh",
        "WTF_CSRF_TIME_LIMIT": None,
    }
