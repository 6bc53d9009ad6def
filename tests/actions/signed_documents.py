"""Keys and certificates of a made-up Department, and what a signed PDF holds."""

from __future__ import annotations

import datetime as dt
import io
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pypdfium2
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

SIGNER = "Sở Nội vụ thành phố Thử"

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


def rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def certified(
    key: PrivateKey,
    by: tuple[PrivateKey, x509.Certificate] | None = None,
    name: str = SIGNER,
    days: int = 9,
) -> x509.Certificate:
    """A certificate from yesterday on, for some days; ``by`` itself where nobody else vouches."""
    issuer_key, issuer = by or (key, None)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    today = dt.datetime.now(dt.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(min(today, today + dt.timedelta(days=days)) - dt.timedelta(days=1))
        .not_valid_after(today + dt.timedelta(days=days))
        .add_extension(
            x509.KeyUsage(True, True, *[False] * 3, issuer is None, *[False] * 3), critical=True
        )
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
        .sign(issuer_key, hashes.SHA256())
    )


def validated(pdf: bytes, trusted: x509.Certificate) -> Any:
    """pyHanko's own verdict, for somebody who trusts this certificate alone."""
    pem = trusted.public_bytes(serialization.Encoding.PEM)
    context = ValidationContext(trust_roots=list(load_certs_from_pemder_data(pem)))
    signature = PdfFileReader(io.BytesIO(pdf)).embedded_signatures[0]
    # A browser's event loop may be running in this thread, and pyHanko runs its own.
    with ThreadPoolExecutor(1) as alone:
        return alone.submit(validate_pdf_signature, signature, context).result()


def page_with_signature(pdf: bytes) -> tuple[str, str]:
    """The text of the page that shows the signature, and what is in its frame."""
    document = pypdfium2.PdfDocument(pdf)
    for number, page in enumerate(PdfReader(io.BytesIO(pdf)).pages):
        for annotation in page.get("/Annots", ()):
            frame = annotation.get_object()
            if frame.get("/FT") == "/Sig":
                return document[number].get_textpage().get_text_range(), words_in(frame)
    raise LookupError("no page shows a signature")


def words_in(frame: DictionaryObject) -> str:
    """The appearance put onto an empty page, and read from there."""
    writer = PdfWriter()
    page = writer.add_blank_page(400, 200)
    look = frame["/AP"]["/N"].clone(writer)
    content = DecodedStreamObject()
    content.set_data(b"/Look Do")
    page[NameObject("/Contents")] = writer._add_object(content)
    resources = DictionaryObject({NameObject("/Look"): look.indirect_reference})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): resources})
    out = io.BytesIO()
    writer.write(out)
    return pypdfium2.PdfDocument(out.getvalue())[0].get_textpage().get_text_range()
