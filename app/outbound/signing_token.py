"""A key that never leaves its token: a USB device or a security module, through PKCS#11."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

import pkcs11
from asn1crypto import x509
from pkcs11 import Attribute, Mechanism, ObjectClass, TokenFlag
from pyhanko.sign.pkcs11 import PKCS11Signer

if TYPE_CHECKING:
    from config import TokenSettings

log = logging.getLogger(__name__)

# A module keeps one state for the whole process, who is signed in with it included.
_ONE_AT_A_TIME: Final = Lock()

_ALMOST_LOCKED: Final = TokenFlag.USER_PIN_LOCKED | TokenFlag.USER_PIN_FINAL_TRY

_HASHING: Final = {
    "rsa": {Mechanism.SHA256_RSA_PKCS, Mechanism.SHA384_RSA_PKCS, Mechanism.SHA512_RSA_PKCS},
    "ec": {Mechanism.ECDSA_SHA256, Mechanism.ECDSA_SHA384, Mechanism.ECDSA_SHA512},
}

_NO_MODULE: Final = "Không nạp được chương trình điều khiển của thiết bị ký số (SIGNING_PKCS11)."
_NOT_THERE: Final = (
    "Không thấy thiết bị ký số. Hãy cắm thiết bị vào máy chủ, hoặc xem lại tên ở SIGNING_TOKEN."
)
_MANY_THERE: Final = "Máy chủ có nhiều thiết bị ký số: hãy ghi tên một thiết bị vào SIGNING_TOKEN."
_NO_CERTIFICATE: Final = "Trên thiết bị ký số không có chứng thư số nào kèm khóa ký."
_NOT_LABELLED: Final = (
    "Trên thiết bị ký số không có chứng thư số kèm khóa ký nào mang nhãn ở SIGNING_LABEL."
)
_MANY_CERTIFICATES: Final = (
    "Thiết bị ký số có nhiều chứng thư số: hãy ghi nhãn của một chứng thư vào SIGNING_LABEL."
)
_WRONG_PIN: Final = (
    "Mã PIN của thiết bị ký số không đúng. Hãy báo người quản trị máy chủ sửa SIGNING_PASSWORD "
    "rồi khởi động lại chương trình; đừng thử lại nhiều lần, thiết bị có thể bị khóa."
)
_LOCKED: Final = (
    "Thiết bị ký số đã khóa mã PIN hoặc chỉ còn một lần thử. Hãy mở khóa bằng công cụ của "
    "nhà cung cấp thiết bị."
)
_REFUSED: Final = (
    "Thiết bị ký số không ký được. Hãy thử lại; nếu vẫn không được, báo người quản trị máy chủ."
)


class NotSigned(Exception):
    """The key cannot be used; the sentence says what to do."""


class SigningToken:
    """One token's key. Its PIN is tried once: three or so wrong ones lock a token for good."""

    def __init__(self, settings: TokenSettings, pin: str) -> None:
        self._settings = settings
        self._pin = pin
        self._is_pin_wrong = False

    @contextmanager
    def opened(self) -> Iterator[PKCS11Signer]:
        """The token's signer, for this process alone. Raises ``NotSigned``."""
        with _ONE_AT_A_TIME, _loaded(str(self._settings.module)) as module:
            try:
                yield self._signer(module)
            except pkcs11.PKCS11Error as error:
                log.warning("the token refused: %s %s", type(error).__name__, error)
                raise NotSigned(_REFUSED) from error

    def _signer(self, module: Any) -> PKCS11Signer:
        token = _token(module, self._settings.token)
        return _signer(self._session(token), token, self._settings.label)

    def _session(self, token: Any) -> Any:
        if self._is_pin_wrong:
            raise NotSigned(_WRONG_PIN)
        if token.flags & _ALMOST_LOCKED:
            raise NotSigned(_LOCKED)
        try:
            return token.open(user_pin=self._pin)
        except (pkcs11.PinIncorrect, pkcs11.PinInvalid, pkcs11.PinLenRange) as error:
            self._is_pin_wrong = True
            raise NotSigned(_WRONG_PIN) from error
        except pkcs11.PinLocked as error:
            raise NotSigned(_LOCKED) from error


@contextmanager
def _loaded(path: str) -> Iterator[Any]:
    """The module, begun anew: so a token that was plugged in since is seen, and what a failed
    sign-in leaves open is closed."""
    try:
        module = pkcs11.lib(path)
    except pkcs11.PKCS11Error as error:
        log.warning("the module %s cannot be loaded: %s", path, error)
        raise NotSigned(_NO_MODULE) from error
    try:
        yield module
    finally:
        module.finalize()


def _token(module: Any, name: str | None) -> Any:
    here = [
        token
        for token in (slot.get_token() for slot in module.get_slots(token_present=True))
        if token.flags & TokenFlag.TOKEN_INITIALIZED
    ]
    found = [token for token in here if name in (None, token.label)]
    if not found:
        log.warning("no token %s; there are: %s", name, [token.label for token in here])
    return _only(found, _NOT_THERE, _MANY_THERE)


def _only(found: Sequence[Any], none: str, many: str) -> Any:
    if len(found) != 1:
        raise NotSigned(many if found else none)
    return found[0]


def _signer(session: Any, token: Any, label: str | None) -> PKCS11Signer:
    held = list(session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE}))
    chosen = _with_key(session, held, label)
    certificates = [x509.Certificate.load(one[Attribute.VALUE]) for one in held]
    certificate = x509.Certificate.load(chosen[Attribute.VALUE])
    hashing = _HASHING.get(certificate.public_key.algorithm, set())
    return PKCS11Signer(
        session,
        signing_cert=certificate,
        ca_chain=_issuers(certificate, certificates),
        key_id=chosen[Attribute.ID],
        # What the token does not hash itself is hashed before it gets it.
        use_raw_mechanism=not hashing <= set(token.slot.get_mechanisms()),
    )


def _with_key(session: Any, held: Sequence[Any], label: str | None) -> Any:
    """The certificate with this label that has a key: what belongs together has one id."""
    signing = {Attribute.CLASS: ObjectClass.PRIVATE_KEY, Attribute.SIGN: True}
    keys = {key[Attribute.ID] for key in session.get_objects(signing)}
    with_key = [one for one in held if one[Attribute.ID] in keys]
    found = [one for one in with_key if label in (None, one[Attribute.LABEL])]
    if not found:
        labels = [one[Attribute.LABEL] for one in with_key]
        log.warning("no certificate %s with a key; there are: %s", label, labels)
    return _only(found, _NOT_LABELLED if label else _NO_CERTIFICATE, _MANY_CERTIFICATES)


def _issuers(
    certificate: x509.Certificate, held: Sequence[x509.Certificate]
) -> list[x509.Certificate]:
    """Who vouches for it, as far as the token knows, nearest first."""
    by_name = {one.subject.dump(): one for one in held}
    chain = [certificate]
    while (issuer := by_name.get(chain[-1].issuer.dump())) and issuer not in chain:
        chain.append(issuer)
    return chain[1:]
