"""Recognise private keys and key stores before anything else looks at a file."""

import warnings

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import load_der_private_key

KEY_EXTENSIONS = {"p12", "pfx", "jks", "jceks", "keystore", "bks", "key", "pvk", "ppk", "p8"}
KEY_MARKS = (b"PRIVATE KEY-----", b"PuTTY-User-Key-File", b"OPENSSH PRIVATE KEY")
KEY_STORES = (b"\xfe\xed\xfe\xed", b"\xce\xce\xce\xce", b"\x1e\xf1\xb5\xb0")
PKCS12_VERSION = b"\x02\x01\x03\x30"
PKCS12_DATA = (b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01", b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02")
LOOKED_AT = 64
UTF16 = ("utf-16-le", "utf-16-be")


def holds_private_key(name: str, data: bytes) -> bool:
    """Return whether a file is, or holds, a private key or a store of keys.

    Judged by its name and by its content, so that a renamed file is caught as well: PEM blocks,
    PKCS#12, Java key stores, PuTTY keys, and bare keys in DER, ciphered or not.
    """
    extension = name.rpartition(".")[2].lower()
    if extension in KEY_EXTENSIONS or data.startswith(KEY_STORES):
        return True
    if any(mark in data for mark in KEY_MARKS):
        return True
    if any(mark.decode().encode(form) in data for mark in KEY_MARKS[:1] for form in UTF16):
        return True
    return data.startswith(b"\x30") and (_is_pkcs12(data) or _is_der_key(data))


def _is_pkcs12(data: bytes) -> bool:
    head = data[:LOOKED_AT]
    return PKCS12_VERSION in head[:10] and any(each in head for each in PKCS12_DATA)


def _is_der_key(data: bytes) -> bool:
    """A ciphered key raises TypeError: it asks for its password."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            load_der_private_key(data, password=None)
        except (TypeError, UnsupportedAlgorithm):
            return True
        except ValueError:
            return False
    return True
