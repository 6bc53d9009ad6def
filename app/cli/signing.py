"""``flask check-signing``: whether the key can sign, known before a report is sealed."""

from __future__ import annotations

import datetime as dt

import click
from flask.cli import with_appcontext

from app.cli.running import fail, say
from app.documents.pdf.signature_place import appearance
from app.outbound.signatures import NotSigned, Seen, signing_key


@click.command("check-signing")
@with_appcontext
def check_signing() -> None:
    """Sign a page that nobody keeps, and say in whose name and until when that can be done."""
    key = signing_key()
    if key is None:
        fail("Chưa đặt khóa ký số: hãy đặt SIGNING_PKCS12 hoặc SIGNING_PKCS11.")
        return
    page = appearance("", dt.datetime.now(dt.UTC))
    try:
        by = key.sign(page, lambda _: Seen(0, (0, 0, 100, 50), page), reason="Thử khóa").by
    except NotSigned as error:
        fail(str(error))
    else:
        say({"signer": by.signer, "issuer": by.issuer, "valid_until": by.valid_until.isoformat()})


COMMANDS = (check_signing,)
