"""Digital signatures on PDFs (PAdES, ETSI EN 319 142) with the city's own key, if one is named."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from flask import Flask, current_app
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.stamp import StaticStampStyle

if TYPE_CHECKING:
    from config import SigningSettings

_FIELD: Final = "ChuKySo"


class NotSigned(Exception):
    """The key cannot be used; the sentence says what to do."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Where on which page the signature is seen, and as what: a page of a PDF."""

    page: int
    box: tuple[int, int, int, int]
    appearance: bytes


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A key with its certificate from a PKCS#12 file."""

    settings: SigningSettings

    def sign(self, pdf: bytes, place: Callable[[str], Seen], reason: str) -> bytes:
        """The PDF with a signature over all of it. ``place`` is told who signs.

        Raises ``NotSigned``.
        """
        signer = self._signer()
        seen = place(_name_of(signer))
        with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
            file.write(seen.appearance)
            file.flush()
            style = StaticStampStyle.from_pdf_file(file.name, border_width=0)
            writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
            pdf_signer = signers.PdfSigner(
                signers.PdfSignatureMetadata(
                    field_name=_FIELD, reason=reason, subfilter=fields.SigSeedSubFilter.PADES
                ),
                signer,
                stamp_style=style,
                new_field_spec=fields.SigFieldSpec(_FIELD, on_page=seen.page, box=seen.box),
            )
            # pyHanko runs an event loop; in a thread of its own no other one can be in its way.
            with ThreadPoolExecutor(1) as alone:
                out: io.BytesIO = alone.submit(pdf_signer.sign_pdf, writer).result()
        return out.getvalue()

    def _signer(self) -> Any:
        path = Path(self.settings.pkcs12)
        if not path.is_file():
            raise NotSigned(f"Không đọc được tệp khóa ký số SIGNING_PKCS12 ({path.name}).")
        password = self.settings.password.encode() if self.settings.password else None
        signer = signers.SimpleSigner.load_pkcs12(str(path), passphrase=password)
        if signer is None:
            raise NotSigned("Không mở được khóa ký số: hãy xem lại SIGNING_PASSWORD.")
        return signer


def _name_of(signer: Any) -> str:
    subject = signer.signing_cert.subject.native
    return str(subject.get("common_name") or subject.get("organization_name") or "")


def init(app: Flask, settings: SigningSettings | None) -> None:
    app.extensions["signing_key"] = SigningKey(settings) if settings else None


def signing_key() -> SigningKey | None:
    """None while no key is named: then documents are sealed without a signature."""
    found: SigningKey | None = current_app.extensions["signing_key"]
    return found
