"""Sealed reports signed by a key that stays on its token, and what is said where it cannot be."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from flask import Flask
from pkcs11 import TokenFlag

from app.actions.editions import comparing, sealing
from app.cli.signing import check_signing
from app.documents.pdf.signature_place import appearance
from app.domain.errors import Conflict
from app.outbound import signatures, signing_token
from app.outbound.signatures import Seen
from config import SigningSettings, TokenSettings
from tests import worlds
from tests.actions.signed_documents import (
    SIGNER,
    certified,
    page_with_signature,
    rsa_key,
    validated,
)
from tests.actions.test_sealing import edition, enter, file_of
from tests.actions.test_sealing import made as edition_made
from tests.outbound import soft_tokens
from tests.outbound.soft_tokens import PIN, SoftToken
from tests.worlds import Town, World

NAME = "So Noi vu"
LABEL = "Chung thu 2026"


@pytest.fixture
def token(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SoftToken]:
    """An empty token, the only one there is."""
    module = soft_tokens.module()
    if module is None:
        pytest.skip("no token to try: apt-get install softhsm2")
    monkeypatch.setenv("SOFTHSM2_CONF", str(soft_tokens.configured(tmp_path)))
    yield soft_tokens.made(module, NAME)
    signatures.init(app, None)


def sealed(app: Flask, town: Town, settings: SigningSettings) -> bytes:
    """The PDF of an edition that was sealed with this key."""
    signatures.init(app, settings)
    enter(town, town.place, "41")
    edition_id = edition_made(town, "pdf")
    sealing.seal(town.scope, town.head, edition_id)
    _, content = comparing.download(town.scope, town.reviewer, file_of(town, edition_id, "pdf").id)
    return content


def refusal(app: Flask, settings: SigningSettings) -> str:
    """What is said where this key is to sign; ``check-signing`` says the same."""
    signatures.init(app, settings)
    return refused_again(app)


def refused_again(app: Flask) -> str:
    result = app.test_cli_runner().invoke(check_signing)
    assert (result.exit_code, result.stdout) == (2, "")
    return result.stderr


def test_a_sealed_report_is_signed_by_the_key_on_the_token(
    app: Flask, world: World, token: SoftToken
) -> None:
    root_key, key = rsa_key(), rsa_key()
    root = certified(root_key, name="Cơ quan chứng thực Thử")
    own = certified(key, by=(root_key, root))
    token.hold(key, own, LABEL, 1)
    token.hold(None, root, "Goc", 2)
    content = sealed(app, world.here, token.settings(token=NAME, label=LABEL))
    status = validated(content, root)
    assert (status.intact, status.valid, status.trusted) == (True, True, True)
    assert status.coverage.name == "ENTIRE_FILE"
    around, seen = page_with_signature(content)
    assert (SIGNER in seen, "Nơi nhận:" in around) == (True, True)
    assert not validated(content.replace(b"/Title", b"/Titel", 1), root).intact


def test_a_token_that_does_not_hash_signs_what_was_hashed_for_it(
    app: Flask, world: World, token: SoftToken
) -> None:
    """Of elliptic curves SoftHSM knows the bare signature alone, as many USB devices do of all."""
    key = ec.generate_private_key(ec.SECP256R1())
    own = certified(key)
    token.hold(key, own, LABEL, 1)
    status = validated(sealed(app, world.here, token.settings()), own)
    assert (status.intact, status.valid, status.trusted) == (True, True, True)


def test_the_seal_does_not_stand_without_the_signature(
    app: Flask, world: World, token: SoftToken
) -> None:
    town = world.here
    enter(town, town.place, "41")
    edition_id = edition_made(town, "pdf")
    signatures.init(app, token.settings())
    with pytest.raises(Conflict, match="không có chứng thư số nào"):
        sealing.seal(town.scope, town.head, edition_id)
    assert edition(town, edition_id).sealed_at is None


def test_a_wrong_pin_is_tried_once(app: Flask, token: SoftToken) -> None:
    key = rsa_key()
    token.hold(key, certified(key), LABEL, 1)
    assert "Mã PIN của thiết bị ký số không đúng" in refusal(app, token.settings(pin="00000000"))
    # It would be the right one by now: whoever presses again and again does not lock the token.
    token.take_pin(PIN, "00000000")
    assert "Mã PIN của thiết bị ký số không đúng" in refused_again(app)
    signatures.init(app, token.settings(pin="00000000"))
    assert app.test_cli_runner().invoke(check_signing).exit_code == 0


def test_a_token_whose_pin_is_about_to_be_locked_is_left_alone(
    app: Flask, token: SoftToken, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SoftHSM never locks; it does say that the last PIN was wrong, which stands for it here."""
    monkeypatch.setattr(signing_token, "_ALMOST_LOCKED", TokenFlag.USER_PIN_COUNT_LOW)
    key = rsa_key()
    token.hold(key, certified(key), LABEL, 1)
    assert "không đúng" in refusal(app, token.settings(pin="00000000"))
    assert "chỉ còn một lần thử" in refusal(app, token.settings())


def test_which_token_and_which_certificate_is_said_where_there_are_several(
    app: Flask, token: SoftToken
) -> None:
    key, other = rsa_key(), rsa_key()
    token.hold(key, certified(key), LABEL, 1)
    assert "Không thấy thiết bị ký số" in refusal(app, token.settings(token="So khac"))
    assert "SIGNING_LABEL" in refusal(app, token.settings(label="Chung thu 2025"))
    token.hold(other, certified(other, name="Sở khác"), "Chung thu khac", 2)
    assert "nhiều chứng thư số" in refusal(app, token.settings())
    soft_tokens.made(token.module, "So khac")
    assert "nhiều thiết bị ký số" in refusal(app, token.settings(label=LABEL))
    signatures.init(app, token.settings(token=NAME, label=LABEL))
    result = app.test_cli_runner().invoke(check_signing)
    said = json.loads(result.stdout)
    assert (said["signer"], said["issuer"], result.stderr) == (SIGNER, SIGNER, "")


def test_a_key_that_is_not_its_certificates_signs_nothing(app: Flask, token: SoftToken) -> None:
    token.hold(rsa_key(), certified(rsa_key()), LABEL, 1)
    assert "không khớp với chứng thư số" in refusal(app, token.settings())


def test_a_certificate_that_ran_out_signs_nothing(app: Flask, token: SoftToken) -> None:
    key = rsa_key()
    token.hold(key, certified(key, days=-3), LABEL, 1)
    assert "đã hết hạn" in refusal(app, token.settings())


def test_a_token_that_was_plugged_in_later_is_seen(app: Flask, token: SoftToken) -> None:
    later = token.settings(token="Cam sau")
    assert "Không thấy thiết bị ký số" in refusal(app, later)
    plugged, key = soft_tokens.made(token.module, "Cam sau"), rsa_key()
    plugged.hold(key, certified(key), LABEL, 1)
    assert app.test_cli_runner().invoke(check_signing).exit_code == 0


def test_who_signs_at_the_same_moment_waits_for_the_other(app: Flask, token: SoftToken) -> None:
    key = rsa_key()
    own = certified(key)
    token.hold(key, own, LABEL, 1)
    signatures.init(app, token.settings())
    signing, page = app.extensions["signing_key"], appearance("", dt.datetime.now(dt.UTC))

    def signed() -> bytes:
        return signing.sign(page, lambda _: Seen(0, (0, 0, 100, 50), page), "Thử").pdf

    for pdf in worlds.at_once(app, [signed] * 4):
        assert isinstance(pdf, bytes), pdf
        assert validated(pdf, own).valid


def test_a_module_that_is_none_is_named(app: Flask, tmp_path: Path) -> None:
    broken = tmp_path / "thiet-bi.so"
    for content in (b"", b"khong phai thu vien"):
        broken.write_bytes(content)
        given = SigningSettings(None, PIN, TokenSettings(broken, None, None))
        assert "SIGNING_PKCS11" in refusal(app, given)
    signatures.init(app, None)
