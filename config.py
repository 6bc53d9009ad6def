"""Settings: everything the environment decides, read once into one frozen value.

Without ``DATABASE_URL`` the application is *embedded*: it brings its own PostgreSQL and Valkey, and
every address and password follows from ``INSTANCE_DIR`` alone, so that programs started at
different times agree without speaking to each other. With ``DATABASE_URL`` it is in production:
nothing secret has a default there, and what is missing is named in one sentence.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

PROJECT = Path(__file__).resolve().parent

DATABASE = "tonghop"
OWNER_ROLE = "tonghop_owner"
APPLICATION_ROLE = "tonghop_app"
WORKER_ROLE = "tonghop_worker"
BACKUP_ROLE = "tonghop_backup"

# A Unix socket's path may have 107 bytes, so it cannot stand in a folder of the user's choice. This
# is not ``tempfile.gettempdir()``: programs with a different TMPDIR must find the same servers. The
# folder made in it has a name nobody can guess, and its owner is checked before it is used.
SOCKETS = Path("/tmp")  # noqa: S108
POSTGRES_PORT = 5432

# Without these, a network that swallows packets holds a request for minutes (seconds; the second in
# milliseconds).
_POSTGRES_LIMITS = {
    "connect_timeout": "5",
    "tcp_user_timeout": "10000",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
}
_REDIS_LIMITS = {"socket_connect_timeout": "2"}
_OTHER_ADDRESSES = (
    "REDIS_URL",
    "DATABASE_OWNER_URL",
    "WORKER_DATABASE_URL",
    "BACKUP_DATABASE_URL",
)
_UPLOAD_BYTES = 32 * 1024 * 1024
# Evidence: one file, and all the files of one report.
_ATTACHMENT_BYTES = 10 * 1024 * 1024
_EVIDENCE_BYTES = 100 * 1024 * 1024
_SESSION_HOURS = 12
# Of one token for programs: ten a second is no person, a thousand is a loop.
_API_REQUESTS = 600


class ConfigError(Exception):
    """The environment does not make sense; ``str()`` is the one sentence to show."""


@dataclass(frozen=True, slots=True)
class MailSettings:
    """The city's own mail server (SMTP). ``tls`` is ``starttls``, ``implicit`` or ``none``."""

    host: str
    port: int
    sender: str
    username: str | None
    password: str | None = field(repr=False)
    tls: str = "starttls"


@dataclass(frozen=True, slots=True)
class TokenSettings:
    """A token of a PKCS#11 module; names only where there is more than one to choose from."""

    module: Path
    token: str | None
    label: str | None


@dataclass(frozen=True, slots=True)
class SigningSettings:
    """The key that signs sealed PDFs: a PKCS#12 file, or a token; ``password`` opens either."""

    pkcs12: Path | None
    password: str | None = field(repr=False)
    token: TokenSettings | None = None


@dataclass(frozen=True, slots=True)
class Instance:
    """The folder of one installation, with the places and passwords of its embedded servers."""

    directory: Path
    secret_key: str = field(repr=False)
    servers_key: str = field(repr=False)

    @classmethod
    def at(cls, directory: Path) -> Instance:
        """Open the folder, making it and its secrets the first time.

        Raises ``ConfigError`` when the folder cannot be made or its secrets cannot be read.
        """
        directory = directory.expanduser().resolve()
        try:
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            kept = _kept_secrets(directory / "secrets.json")
            return cls(directory, kept["secret_key"], kept["servers_key"])
        except OSError as error:
            raise ConfigError(
                f"Không dùng được thư mục {directory}: {error.strerror}. "
                "Hãy đặt INSTANCE_DIR là thư mục ghi được, hoặc chạy bằng người dùng đã tạo ra nó."
            ) from error
        except (ValueError, KeyError, TypeError) as error:
            raise ConfigError(
                f"Tệp {directory / 'secrets.json'} bị hỏng: hãy khôi phục từ bản sao lưu."
            ) from error

    @property
    def socket_dir(self) -> Path:
        """Short, the same each time, and not to be guessed by another account of the machine."""
        seed = f"{self.directory}\0{self.servers_key}".encode()
        return SOCKETS / f"tonghop-{hashlib.sha256(seed).hexdigest()[:12]}"

    def password(self, account: str) -> str:
        """The password of a database role or server: derived, so a new role needs no new secret."""
        digest = hmac.digest(self.servers_key.encode(), account.encode(), "sha256")
        return base64.urlsafe_b64encode(digest[:24]).decode()

    def database_url(self, role: str) -> str:
        """The address for a role, readable by psycopg, SQLAlchemy and pg_dump alike.

        The port is named because the environment's PGPORT would otherwise be taken.
        """
        place = f"host={self.socket_dir}&port={POSTGRES_PORT}"
        url = f"postgresql://{role}:{self.password(role)}@/{DATABASE}?{place}"
        return _with_limits(url, {"connect_timeout": _POSTGRES_LIMITS["connect_timeout"]})

    @property
    def redis_url(self) -> str:
        """The address of the embedded Valkey, as redis-py reads it."""
        url = f"unix://:{self.password('valkey')}@{self.socket_dir / 'valkey.sock'}?db=0"
        return _with_limits(url, _REDIS_LIMITS)


@dataclass(frozen=True, slots=True)
class Settings:
    """What the environment decided. Addresses and keys stay out of ``repr``, and so out of logs."""

    instance_dir: Path
    host: str
    port: int
    database_url: str = field(repr=False)
    worker_database_url: str = field(repr=False)
    database_owner_url: str | None = field(repr=False)
    backup_database_url: str | None = field(repr=False)
    redis_url: str = field(repr=False)
    secret_key: str = field(repr=False)
    backup_key: str = field(repr=False)
    signing: SigningSettings | None
    is_embedded: bool
    reports_dir: Path
    trusted_hosts: tuple[str, ...]
    max_upload_bytes: int
    max_attachment_bytes: int
    max_evidence_bytes: int
    public_url: str
    mail: MailSettings | None
    webhook_private_hosts: tuple[str, ...]
    session_hours: int
    api_requests_per_minute: int

    @property
    def is_production(self) -> bool:
        """Whether the servers are the city's own."""
        return not self.is_embedded

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ) -> Settings:
        """Read the environment; start nothing. Raises ``ConfigError`` with one sentence."""
        directory = Path(_text(environ, "INSTANCE_DIR") or PROJECT / "instance")
        directory = directory.expanduser().resolve()
        servers = _servers(environ, directory)
        host = _text(environ, "HOST") or "127.0.0.1"
        port = _number(environ, "PORT", 5000, 1, 65535)
        public_url = _public_url(environ, host, port)
        return cls(
            instance_dir=directory,
            host=host,
            port=port,
            database_url=servers.application,
            worker_database_url=servers.worker,
            database_owner_url=servers.owner,
            backup_database_url=servers.backup,
            redis_url=servers.redis,
            secret_key=servers.secret_key,
            backup_key=_text(environ, "BACKUP_KEY") or servers.secret_key,
            signing=_signing(environ),
            is_embedded=servers.is_embedded,
            reports_dir=Path(_text(environ, "REPORTS_DIR") or PROJECT.parent / "shared"),
            trusted_hosts=_trusted_hosts(environ, host, public_url),
            max_upload_bytes=_number(environ, "MAX_UPLOAD_BYTES", _UPLOAD_BYTES, 1024, 2**31),
            max_attachment_bytes=_number(
                environ, "MAX_ATTACHMENT_BYTES", _ATTACHMENT_BYTES, 1024, 2**30
            ),
            max_evidence_bytes=_number(environ, "MAX_EVIDENCE_BYTES", _EVIDENCE_BYTES, 1024, 2**34),
            public_url=public_url,
            mail=_mail(environ),
            webhook_private_hosts=_names(environ, "WEBHOOK_PRIVATE_HOSTS"),
            session_hours=_number(environ, "SESSION_HOURS", _SESSION_HOURS, 1, 24 * 30),
            api_requests_per_minute=_number(
                environ, "API_REQUESTS_PER_MINUTE", _API_REQUESTS, 1, 10**9
            ),
        )


@dataclass(frozen=True, slots=True)
class _Servers:
    """Where the servers are, and the key that signs: all from the environment, or all our own."""

    application: str
    worker: str
    owner: str | None
    backup: str | None
    redis: str
    secret_key: str
    is_embedded: bool


def _servers(environ: Mapping[str, str], directory: Path) -> _Servers:
    return (
        _own_servers(environ, directory)
        if not _text(environ, "DATABASE_URL")
        else _named_servers(environ)
    )


def _own_servers(environ: Mapping[str, str], directory: Path) -> _Servers:
    stray = [name for name in _OTHER_ADDRESSES if _text(environ, name)]
    if stray:
        raise ConfigError(
            f"Có {', '.join(stray)} nhưng thiếu DATABASE_URL: hãy đặt DATABASE_URL, REDIS_URL và "
            "SECRET_KEY cùng nhau, hoặc bỏ cả để dùng máy chủ dữ liệu đi kèm."
        )
    instance = Instance.at(directory)
    return _Servers(
        application=instance.database_url(APPLICATION_ROLE),
        worker=instance.database_url(WORKER_ROLE),
        owner=instance.database_url(OWNER_ROLE),
        backup=instance.database_url(BACKUP_ROLE),
        redis=instance.redis_url,
        secret_key=_text(environ, "SECRET_KEY") or instance.secret_key,
        is_embedded=True,
    )


def _named_servers(environ: Mapping[str, str]) -> _Servers:
    missing = [name for name in ("REDIS_URL", "SECRET_KEY") if not _text(environ, name)]
    if missing:
        raise ConfigError(
            f"Đã đặt DATABASE_URL thì phải đặt cả {' và '.join(missing)}: "
            "khi dùng máy chủ của thành phố, không khóa nào có giá trị mặc định."
        )
    application = _postgres(environ, "DATABASE_URL") or ""
    return _Servers(
        application=application,
        worker=_postgres(environ, "WORKER_DATABASE_URL") or application,
        owner=_postgres(environ, "DATABASE_OWNER_URL"),
        backup=_postgres(environ, "BACKUP_DATABASE_URL"),
        redis=_redis(environ),
        secret_key=environ["SECRET_KEY"].strip(),
        is_embedded=False,
    )


def _postgres(environ: Mapping[str, str], name: str) -> str | None:
    """A PostgreSQL address under the one scheme that psycopg, SQLAlchemy and pg_dump all accept."""
    given = _text(environ, name)
    if given is None:
        return None
    parts = _split(name, given)
    if parts.scheme not in {"postgresql", "postgres", "postgresql+psycopg"} or not parts.path[1:]:
        raise ConfigError(
            f"{name} phải có dạng postgresql://người_dùng:mật_khẩu@máy_chủ/cơ_sở_dữ_liệu."
        )
    return _with_limits("postgresql://" + given.partition("://")[2], _POSTGRES_LIMITS)


def _redis(environ: Mapping[str, str]) -> str:
    given = _text(environ, "REDIS_URL") or ""
    if _split("REDIS_URL", given).scheme not in {"redis", "rediss", "unix"}:
        raise ConfigError(
            "REDIS_URL phải có dạng redis://máy_chủ:6379/0 hoặc unix:///đường/dẫn.sock."
        )
    return _with_limits(given, _REDIS_LIMITS)


def _with_limits(url: str, limits: Mapping[str, str]) -> str:
    """Add the time limits that the address does not already set."""
    query = url.partition("?")[2]
    added = "&".join(f"{key}={value}" for key, value in limits.items() if f"{key}=" not in query)
    return url if not added else f"{url}{'&' if query else '?'}{added}"


def _public_url(environ: Mapping[str, str], host: str, port: int) -> str:
    """The address people type, without a final slash; it is printed in mail and on documents."""
    given = _text(environ, "PUBLIC_URL")
    if given is None:
        shown = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104
        return f"http://{f'[{shown}]' if ':' in shown else shown}:{port}"
    parts = _split("PUBLIC_URL", given)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ConfigError("PUBLIC_URL phải có dạng https://tên.miền.")
    return given.rstrip("/")


def _trusted_hosts(environ: Mapping[str, str], host: str, public_url: str) -> tuple[str, ...]:
    """The names this application answers to; another Host header is refused."""
    given = [name.strip() for name in (_text(environ, "TRUSTED_HOSTS") or "").split(",")]
    public = urlsplit(public_url).hostname or ""
    names = [*given, public, host, "127.0.0.1", "localhost", "[::1]"]
    return tuple(dict.fromkeys(name for name in names if name))


def _mail(environ: Mapping[str, str]) -> MailSettings | None:
    """The mail server of ``MAIL_URL``, or nothing: then letters are noted and not sent."""
    given = _text(environ, "MAIL_URL")
    if given is None:
        return None
    parts = _split("MAIL_URL", given)
    tls = _mail_tls(parts)
    sender = _text(environ, "MAIL_FROM")
    if sender is None or "@" not in sender or not sender.isascii():
        raise ConfigError("Đã đặt MAIL_URL thì phải đặt MAIL_FROM là địa chỉ thư gửi đi.")
    username, password = unquote(parts.username or ""), unquote(parts.password or "")
    if not (username + password).isascii():
        raise ConfigError("MAIL_URL: người dùng và mật khẩu thư chỉ được gồm chữ không dấu.")
    port = parts.port or (465 if tls == "implicit" else 587)
    return MailSettings(parts.hostname or "", port, sender, username or None, password or None, tls)


def _mail_tls(parts: SplitResult) -> str:
    """How the connection is encrypted. A password never goes in clear by an oversight."""
    asked = parse_qs(parts.query).get(
        "tls", ["implicit" if parts.scheme == "smtps" else "starttls"]
    )
    known = {"smtp": {"starttls", "none"}, "smtps": {"implicit"}}.get(parts.scheme, set())
    if not parts.hostname or parts.path not in {"", "/"} or asked[-1] not in known:
        raise ConfigError(
            "MAIL_URL phải có dạng smtp://người_dùng:mật_khẩu@máy_chủ:587, thêm ?tls=none nếu máy "
            "chủ thư không mã hóa, hoặc smtps://người_dùng:mật_khẩu@máy_chủ:465."
        )
    return asked[-1]


def _names(environ: Mapping[str, str], name: str) -> tuple[str, ...]:
    given = (part.strip().lower() for part in (_text(environ, name) or "").split(","))
    return tuple(part for part in given if part)


def _signing(environ: Mapping[str, str]) -> SigningSettings | None:
    """The key for digital signatures, or nothing: then sealed PDFs are not signed."""
    token, password = _token(environ), _text(environ, "SIGNING_PASSWORD")
    path = _file(environ, "SIGNING_PKCS12", "tệp khóa (.p12 hoặc .pfx)")
    if path and token:
        raise ConfigError("Chỉ đặt một trong hai: SIGNING_PKCS12 hoặc SIGNING_PKCS11.")
    return SigningSettings(path, password, token) if path or token else None


def _token(environ: Mapping[str, str]) -> TokenSettings | None:
    module = _file(environ, "SIGNING_PKCS11", "thư viện PKCS#11 (.so) của thiết bị ký số")
    token, label = _text(environ, "SIGNING_TOKEN"), _text(environ, "SIGNING_LABEL")
    if module is None:
        if token or label:
            raise ConfigError("SIGNING_TOKEN và SIGNING_LABEL cần có SIGNING_PKCS11.")
        return None
    if not _text(environ, "SIGNING_PASSWORD"):
        raise ConfigError("Đã đặt SIGNING_PKCS11 thì phải đặt mã PIN ở SIGNING_PASSWORD.")
    return TokenSettings(module, token, label)


def _file(environ: Mapping[str, str], name: str, what: str) -> Path | None:
    """Where a file is that must be there. A module's name is kept: it may look for its own."""
    given = _text(environ, name)
    if given is None:
        return None
    path = Path(given).expanduser().absolute()
    if not path.is_file():
        raise ConfigError(f"{name} phải là {what}: không thấy {path}.")
    return path


def _text(environ: Mapping[str, str], name: str) -> str | None:
    """A variable's text; one set to nothing counts as unset, as service files often leave it."""
    return environ.get(name, "").strip() or None


def _number(environ: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    given = _text(environ, name)
    if given is None:
        return default
    if not (given.isascii() and given.isdigit() and least <= int(given) <= most):
        raise ConfigError(f"{name} phải là số nguyên từ {least} đến {most}, không phải «{given}».")
    return int(given)


def _split(name: str, url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port  # read lazily, and refused only then
    except ValueError as error:
        raise ConfigError(f"{name} không phải là một địa chỉ đúng.") from error
    return parts


def _kept_secrets(path: Path) -> dict[str, str]:
    """The secrets of an instance, made at most once however many programs ask at one moment."""
    names = ("secret_key", "servers_key")
    if not path.exists():
        _keep(path, {name: secrets.token_urlsafe(48) for name in names})
    kept = json.loads(path.read_text("utf-8"))
    return {name: str(kept[name]) for name in names}


def _keep(path: Path, made: Mapping[str, str]) -> None:
    """Write a whole file, readable by its owner only; the second to come finds the first's."""
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".secrets-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(made, file, indent=2)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        os.unlink(draft)
