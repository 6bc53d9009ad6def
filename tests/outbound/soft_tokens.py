"""A token made of software (SoftHSM), with the keys and certificates that a test puts on it."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

import pkcs11
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pkcs11 import Attribute
from pkcs11.util.ec import decode_ec_private_key
from pkcs11.util.rsa import decode_rsa_private_key
from pkcs11.util.x509 import decode_x509_certificate

from config import SigningSettings, TokenSettings
from tests.actions.signed_documents import PrivateKey

PIN = "12345678"
SO_PIN = "87654321"
MODULES = (
    Path("/usr/lib/softhsm/libsofthsm2.so"),
    *Path("/usr").glob("lib*/**/softhsm/libsofthsm2.so"),
    Path("/usr/lib64/libsofthsm2.so"),
)


def module() -> Path | None:
    return next((path for path in MODULES if path.exists()), None)


@dataclass(frozen=True)
class SoftToken:
    module: Path
    label: str

    def settings(
        self, pin: str = PIN, token: str | None = None, label: str | None = None
    ) -> SigningSettings:
        return SigningSettings(None, pin, TokenSettings(self.module, token, label))

    def hold(
        self, key: PrivateKey | None, certificate: x509.Certificate, label: str, number: int
    ) -> None:
        """Put a certificate there, with a key unless it is somebody else's."""
        kept = {Attribute.ID: bytes([number]), Attribute.LABEL: label, Attribute.TOKEN: True}
        lib = pkcs11.lib(str(self.module))
        try:
            session = lib.get_token(token_label=self.label).open(rw=True, user_pin=PIN)
            session.create_object(
                decode_x509_certificate(certificate.public_bytes(Encoding.DER)) | kept
            )
            if key is not None:
                session.create_object(decoded(key) | kept | {Attribute.SIGN: True})
        finally:
            lib.finalize()

    def take_pin(self, old: str, new: str) -> None:
        """Give the token another PIN."""
        lib = pkcs11.lib(str(self.module))
        try:
            lib.get_token(token_label=self.label).open(rw=True, user_pin=old).set_pin(old, new)
        finally:
            lib.finalize()


def decoded(key: PrivateKey) -> dict[Attribute, object]:
    plain = NoEncryption()
    if isinstance(key, rsa.RSAPrivateKey):
        der = key.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, plain)
        return decode_rsa_private_key(der)
    return decode_ec_private_key(
        key.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, plain)
    )


def configured(folder: Path) -> Path:
    """The file that tells the module where its tokens are: in this folder, none yet."""
    (folder / "tokens").mkdir()
    file = folder / "softhsm2.conf"
    file.write_text(f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\n")
    return file


def made(module: Path, label: str) -> SoftToken:
    """A new token of the module, empty."""
    say = ["--init-token", "--free", "--label", label, "--pin", PIN, "--so-pin", SO_PIN]
    subprocess.run(["softhsm2-util", "--module", module, *say], check=True, capture_output=True)
    return SoftToken(module, label)
