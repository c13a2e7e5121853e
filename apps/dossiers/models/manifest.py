"""The manifest of a round as bytes: the same for ever, so that its SHA-256 proves it.

`Round.digest` is the SHA-256 of these very bytes, which the deposit bundle carries as
`manifest.json`: `sha256sum manifest.json` gives the digest that the page of the round shows.
"""

import hashlib
import json

LINE = ("reference", "requirement", "filename", "version_number", "sha256", "size")


def manifest_of(round_, items) -> bytes:
    """Return the manifest of a round and of its lines, in their order, as JSON.

    `facts` may come back from the database with its keys in another order: they are sorted.
    """
    content = {
        "facts": round_.facts,
        "files": [{name: getattr(item, name) for name in LINE} for item in items],
        "deposited_on": round_.deposited_on.isoformat(),
        "number": round_.number,
    }
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)
    return f"{text}\n".encode()


def digest_of(round_, items) -> str:
    """Return the SHA-256 of the manifest, in hexadecimal."""
    return hashlib.sha256(manifest_of(round_, items)).hexdigest()
