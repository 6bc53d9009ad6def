"""Digital signatures on PDFs (PAdES, ETSI EN 319 142) with the city's own key, if one is named."""

from __future__ import annotations

import datetime as dt
import io
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from flask import Flask, current_app
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator import ValidationContext

from app.outbound.signing_token import NotSigned, SigningToken

if TYPE_CHECKING:
    from config import SigningSettings

_FIELD: Final = "ChuKySo"

Result = TypeVar("Result")

__all__ = ["Certificate", "NotSigned", "Seen", "Signed", "SigningKey", "init", "signing_key"]


@dataclass(frozen=True, slots=True)
class Seen:
    """Where on which page the signature is seen, and as what: a page of a PDF."""

    page: int
    box: tuple[int, int, int, int]
    appearance: bytes


@dataclass(frozen=True, slots=True)
class Certificate:
    """In whose name the key signs, who vouches for that, and until when."""

    signer: str
    issuer: str
    valid_until: dt.datetime


@dataclass(frozen=True, slots=True)
class Signed:
    pdf: bytes
    by: Certificate


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A key with its certificate, for as long as ``opened`` holds it."""

    opened: Callable[[], AbstractContextManager[Any]]

    def sign(self, pdf: bytes, place: Callable[[Certificate], Seen], reason: str) -> Signed:
        """Sign over all of the PDF. ``place`` is told who signs.

        Raises ``NotSigned``: the key cannot be used, or its signature would not hold.
        """
        with self.opened() as signer:
            by = _certificate_of(signer)
            _require_valid_now(signer)
            signed = _signed(pdf, signer, place(by), reason)
        if not _holds(signed):
            raise NotSigned("Khóa ký số không khớp với chứng thư số nên chữ ký không có giá trị.")
        return Signed(signed, by)


def _signed(pdf: bytes, signer: Any, seen: Seen, reason: str) -> bytes:
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(seen.appearance)
        file.flush()
        style = StaticStampStyle.from_pdf_file(file.name, border_width=0)
        pdf_signer = signers.PdfSigner(
            signers.PdfSignatureMetadata(
                field_name=_FIELD, reason=reason, subfilter=fields.SigSeedSubFilter.PADES
            ),
            signer,
            stamp_style=style,
            new_field_spec=fields.SigFieldSpec(_FIELD, on_page=seen.page, box=seen.box),
        )
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        out: io.BytesIO = _alone(lambda: pdf_signer.sign_pdf(writer))
    return out.getvalue()


def _holds(pdf: bytes) -> bool:
    """Whether the signature is the certificate's own. Who trusts that is the readers' affair."""
    signature = PdfFileReader(io.BytesIO(pdf)).embedded_signatures[-1]
    itself = ValidationContext(trust_roots=[signature.signer_cert])
    status = _alone(lambda: validate_pdf_signature(signature, itself))
    return bool(status.intact and status.valid)


def _alone(work: Callable[[], Result]) -> Result:
    """pyHanko runs an event loop; in a thread of its own no other one can be in its way."""
    with ThreadPoolExecutor(1) as alone:
        return alone.submit(work).result()


def _certificate_of(signer: Any) -> Certificate:
    found = signer.signing_cert
    return Certificate(_name(found.subject), _name(found.issuer), found.not_valid_after)


def _name(name: Any) -> str:
    words = name.native
    return str(words.get("common_name") or words.get("organization_name") or "")


def _require_valid_now(signer: Any) -> None:
    """A signature made outside this time is refused by whoever checks it, for ever."""
    found = signer.signing_cert
    if not found.not_valid_before <= dt.datetime.now(dt.UTC) <= found.not_valid_after:
        raise NotSigned("Chứng thư số đã hết hạn hoặc chưa có hiệu lực nên không ký được.")


@contextmanager
def _opened_file(path: Path, password: str | None) -> Iterator[Any]:
    """The signer of a PKCS#12 file."""
    if not path.is_file():
        raise NotSigned("Không đọc được tệp khóa ký số (SIGNING_PKCS12).")
    passphrase = password.encode() if password else None
    signer = signers.SimpleSigner.load_pkcs12(str(path), passphrase=passphrase)
    if signer is None:
        raise NotSigned("Không mở được khóa ký số: hãy xem lại SIGNING_PASSWORD.")
    yield signer


def init(app: Flask, settings: SigningSettings | None) -> None:
    app.extensions["signing_key"] = SigningKey(_door(settings)) if settings else None


def _door(settings: SigningSettings) -> Callable[[], AbstractContextManager[Any]]:
    if settings.pkcs12 is not None:
        return partial(_opened_file, settings.pkcs12, settings.password)
    assert settings.token is not None, "a file or a token"
    return SigningToken(settings.token, settings.password or "").opened


def signing_key() -> SigningKey | None:
    """None while no key is named: then documents are sealed without a signature."""
    found: SigningKey | None = current_app.extensions["signing_key"]
    return found
