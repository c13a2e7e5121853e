"""Names inside a deposit bundle: `{N° preuve}_{nom du fichier}`, safe on every system."""

import re
from collections.abc import Iterable

from apps.evidence.names import clean_name

NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')
LONGEST = 240  # bytes: file systems stop at 255
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def archive_names(items: Iterable) -> list[str]:
    """Return the name of each line of a manifest (`reference`, `filename`), none of them twice.

    Slashes become dashes, as Convergence expects. Two names that differ by their case alone are
    one on some systems, so the second gets a number.
    """
    taken: set[str] = set()
    names = []
    for item in items:
        name = _name(item.reference, item.filename)
        number = 1
        while name.casefold() in taken:
            number += 1
            name = _name(item.reference, item.filename, f" ({number})")
        taken.add(name.casefold())
        names.append(name)
    return names


def safe_name(raw: str) -> str:
    """Return `raw` without what some system refuses in a name, or reads as a path or an option."""
    flat = clean_name(raw.replace("/", "-").replace("\\", "-")) if raw else ""
    return NOT_IN_NAMES.sub("-", flat).lstrip(".- ")


def no_formula(cell: str) -> str:
    """Return a cell that a spreadsheet reads as text."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _name(reference: str, filename: str, mark: str = "") -> str:
    stem, dot, extension = safe_name(filename).rpartition(".")
    if not dot:
        stem, extension = extension, ""
    room = LONGEST - len(f"{mark}{dot}{extension}".encode())
    full = f"{safe_name(reference) or 'preuve'}_{stem}"
    short = full.encode()[:room].decode(errors="ignore").rstrip(" .")
    return f"{short}{mark}{dot}{extension}"
