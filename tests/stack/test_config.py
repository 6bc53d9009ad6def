"""Settings: what follows from a folder alone, and one sentence for whatever is missing."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from config import PROJECT, ConfigError, Instance, Settings, TokenSettings

NAMED = {
    "DATABASE_URL": "postgresql://nguoi:mk@db.thanhpho:5432/tonghop",
    "REDIS_URL": "redis://hangdoi:6379/0",
    "SECRET_KEY": "khoa",
}


def read(folder: Path, **environ: str) -> Settings:
    return Settings.from_env({"INSTANCE_DIR": str(folder), **environ})


def test_an_instance_gives_the_same_settings_each_time_and_starts_nothing(tmp_path: Path) -> None:
    first = read(tmp_path / "i")
    assert read(tmp_path / "i") == first
    assert first.is_embedded
    assert not first.is_production
    assert [path.name for path in (tmp_path / "i").iterdir()] == ["secrets.json"]


def test_two_folders_share_neither_password_nor_socket(tmp_path: Path) -> None:
    one, other = Instance.at(tmp_path / "a"), Instance.at(tmp_path / "b")
    assert one.socket_dir != other.socket_dir
    assert one.password("tonghop_app") != other.password("tonghop_app")
    assert one.password("tonghop_app") != one.password("tonghop_owner")


def test_programs_that_start_at_one_moment_agree_on_the_secrets(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        seen = list(pool.map(lambda _: read(tmp_path / "i"), range(64)))
    assert len({settings.secret_key for settings in seen}) == 1
    assert len({settings.database_url for settings in seen}) == 1
    assert [path.name for path in (tmp_path / "i").iterdir()] == ["secrets.json"]


def test_secrets_are_readable_by_their_owner_only_and_not_printed(tmp_path: Path) -> None:
    settings = read(tmp_path / "i")
    kept = tmp_path / "i" / "secrets.json"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.parent.stat().st_mode) & 0o007 == 0
    instance = Instance.at(tmp_path / "i")
    shown = f"{settings!r} {instance!r}"
    assert settings.secret_key not in shown
    assert instance.password("tonghop_app") not in shown


def test_sockets_fit_however_long_the_path_of_the_instance(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["thư mục rất dài" * 3] * 3)
    assert len(str(deep)) > 107
    socket = Instance.at(deep).socket_dir / ".s.PGSQL.5432"
    assert len(os.fsencode(socket)) < 107


def test_a_secret_key_of_the_environment_is_used(tmp_path: Path) -> None:
    assert read(tmp_path, SECRET_KEY="khoa-rieng").secret_key == "khoa-rieng"


@pytest.mark.parametrize("missing", ["REDIS_URL", "SECRET_KEY"])
def test_named_servers_need_every_secret(tmp_path: Path, missing: str) -> None:
    environ = {name: value for name, value in NAMED.items() if name != missing}
    with pytest.raises(ConfigError, match=missing):
        read(tmp_path, **environ)
    with pytest.raises(ConfigError, match=missing):
        read(tmp_path, **environ, **{missing: "  "})


def test_named_servers_get_time_limits_but_keep_their_own(tmp_path: Path) -> None:
    settings = read(
        tmp_path, **NAMED | {"DATABASE_OWNER_URL": "postgres://o:p@db/tonghop?connect_timeout=1"}
    )
    assert settings.is_production
    assert settings.database_url.startswith("postgresql://nguoi:mk@db.thanhpho:5432/tonghop?")
    assert "connect_timeout=5" in settings.database_url
    assert "tcp_user_timeout=10000" in settings.database_url
    assert settings.worker_database_url == settings.database_url
    assert settings.database_owner_url is not None
    assert settings.database_owner_url.startswith("postgresql://o:p@db/tonghop?connect_timeout=1&")
    assert "connect_timeout=5" not in settings.database_owner_url
    assert settings.redis_url == "redis://hangdoi:6379/0?socket_connect_timeout=2"
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("environ", "named"),
    [
        ({"REDIS_URL": "redis://x"}, "DATABASE_URL"),
        (NAMED | {"DATABASE_URL": "sqlite:///x.db"}, "DATABASE_URL"),
        (NAMED | {"DATABASE_URL": "postgresql://may_chu"}, "DATABASE_URL"),
        (NAMED | {"DATABASE_URL": "postgresql://[::1/x"}, "DATABASE_URL"),
        (NAMED | {"REDIS_URL": "http://x"}, "REDIS_URL"),
        ({"PORT": "5000a"}, "PORT"),
        ({"PORT": "0"}, "PORT"),
        ({"PORT": "٥٠٠٠"}, "PORT"),
        ({"MAX_UPLOAD_BYTES": "-1"}, "MAX_UPLOAD_BYTES"),
        ({"PUBLIC_URL": "baocao.example.vn"}, "PUBLIC_URL"),
        ({"MAIL_URL": "smtp://thu.example.vn"}, "MAIL_FROM"),
        ({"MAIL_URL": "smtp://thu.example.vn", "MAIL_FROM": "bc"}, "MAIL_FROM"),
        ({"MAIL_URL": "thu.example.vn:587"}, "MAIL_URL"),
        ({"MAIL_URL": "smtp://thu.example.vn?tls=khong"}, "MAIL_URL"),
        ({"MAIL_URL": "smtps://thu.example.vn?tls=none"}, "MAIL_URL"),
        ({"MAIL_URL": "smtp://thu.example.vn:99999"}, "MAIL_URL"),
        (
            {"MAIL_URL": "smtp://a:kh%E1%BA%A9u@thu.vn", "MAIL_FROM": "bc@example.vn"},
            "không dấu",
        ),
    ],
)
def test_what_makes_no_sense_is_named(tmp_path: Path, environ: dict[str, str], named: str) -> None:
    with pytest.raises(ConfigError, match=named) as caught:
        read(tmp_path, **environ)
    assert "\n" not in str(caught.value)


def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "tep").write_text("x")
    with pytest.raises(ConfigError, match="INSTANCE_DIR"):
        read(tmp_path / "tep" / "i")
    (tmp_path / "secrets.json").write_text("{")
    with pytest.raises(ConfigError, match=r"secrets\.json"):
        read(tmp_path)


def test_the_application_answers_to_its_names_only(tmp_path: Path) -> None:
    settings = read(
        tmp_path, PUBLIC_URL="https://baocao.example.vn/", TRUSTED_HOSTS="noibo, baocao.local"
    )
    assert settings.public_url == "https://baocao.example.vn"
    assert {"baocao.example.vn", "noibo", "baocao.local", "localhost"} <= set(
        settings.trusted_hosts
    )
    assert read(tmp_path, HOST="0.0.0.0", PORT="8080").public_url == "http://127.0.0.1:8080"
    assert read(tmp_path, HOST="::1", PORT="8080").public_url == "http://[::1]:8080"


def test_letters_are_sent_once_a_mail_server_is_named(tmp_path: Path) -> None:
    assert read(tmp_path).mail is None
    mail = read(tmp_path, MAIL_URL="smtp://thu.example.vn", MAIL_FROM="bc@example.vn").mail
    assert mail is not None
    assert (mail.port, mail.tls, mail.username, mail.password) == (587, "starttls", None, None)
    url = "smtps://bao.cao:m%40t%2Fkhau@thu.example.vn"
    mail = read(tmp_path, MAIL_URL=url, MAIL_FROM="bc@example.vn").mail
    assert mail is not None
    assert (mail.port, mail.tls, mail.username) == (465, "implicit", "bao.cao")
    assert mail.password == "m@t/khau"
    assert "khau" not in repr(mail)
    url = "smtp://thu.noibo:2525?tls=none"
    mail = read(tmp_path, MAIL_URL=url, MAIL_FROM="bc@example.vn").mail
    assert mail is not None
    assert (mail.port, mail.tls) == (2525, "none")


def test_the_web_server_says_what_is_missing_in_one_line(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", "wsgi:app"]
    environ = {
        "PATH": os.defpath,
        "INSTANCE_DIR": str(tmp_path),
        "DATABASE_URL": "postgresql://x/y",
    }
    done = subprocess.run(
        command, cwd=PROJECT, env=environ, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode != 0
    assert "SECRET_KEY" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_the_key_that_signs_is_a_file_or_a_token_and_there(tmp_path: Path) -> None:
    file = tmp_path / "khoa.p12"
    file.touch()
    found = read(tmp_path / "i", SIGNING_PKCS12=str(file)).signing
    assert found is not None
    assert (found.pkcs12, found.token) == (file, None)
    pin = {"SIGNING_PKCS11": str(file), "SIGNING_PASSWORD": "12345678"}
    found = read(tmp_path / "i", **pin, SIGNING_TOKEN="So", SIGNING_LABEL="2026").signing
    assert found is not None
    assert (found.pkcs12, found.token) == (None, TokenSettings(file, "So", "2026"))
    assert "12345678" not in repr(found)


@pytest.mark.parametrize(
    ("environ", "named"),
    [
        ({"SIGNING_PKCS12": "/khong/co.p12"}, "SIGNING_PKCS12 phải là tệp khóa"),
        ({"SIGNING_PKCS11": "/khong/co.so"}, "SIGNING_PKCS11 phải là thư viện"),
        ({"SIGNING_PKCS11": __file__}, "mã PIN ở SIGNING_PASSWORD"),
        ({"SIGNING_LABEL": "2026"}, "cần có SIGNING_PKCS11"),
        (
            {"SIGNING_PKCS12": __file__, "SIGNING_PKCS11": __file__, "SIGNING_PASSWORD": "1"},
            "một trong hai",
        ),
    ],
)
def test_a_key_that_is_half_named_is_refused(
    tmp_path: Path, environ: dict[str, str], named: str
) -> None:
    with pytest.raises(ConfigError, match=named):
        read(tmp_path / "i", **environ)
