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
        "files": [_line(item) for item in items],
        "deposited_on": round_.deposited_on.isoformat(),
        "number": round_.number,
    }
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)
    return f"{text}\n".encode()


def words_as_file(words: str) -> bytes:
    """Return the text file that carries a written answer in a bundle; a line has its SHA-256."""
    return f"{words}\n".encode()


def _line(item) -> dict:
    """Return one line. Those of documents have no words, and are as they were before there were
    written answers: the digests of the rounds of that time still hold."""
    line = {name: getattr(item, name) for name in LINE}
    words = getattr(item, "words", "")
    return line | {"nature": item.nature, "words": words} if words else line


def digest_of(round_, items) -> str:
    """Return the SHA-256 of the manifest, in hexadecimal."""
    return hashlib.sha256(manifest_of(round_, items)).hexdigest()
