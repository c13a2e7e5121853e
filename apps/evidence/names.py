"""The name of a file as people will read it: display data, never a path."""

import unicodedata

from django.utils.translation import gettext as _

LONGEST = 150
LONGEST_EXTENSION = 10


def clean_name(raw: str) -> str:
    """Return `raw` without folders, control or invisible characters, at most 150 characters.

    The extension survives the cut; a name of nothing but dots and spaces becomes "document".

    >>> clean_name("../../etc/rapport\\x00 final.pdf")
    'rapport final.pdf'
    """
    last = unicodedata.normalize("NFC", raw).replace("\\", "/").rsplit("/", 1)[-1]
    visible = "".join(" " if char.isspace() else char for char in last if _is_visible(char))
    name = " ".join(visible.split())
    stem, dot, extension = name.rpartition(".")
    if not dot or len(extension) > LONGEST_EXTENSION:
        stem, dot, extension = name, "", ""
    stem = stem.strip(" .") or _("document")
    return f"{stem[: LONGEST - len(dot) - len(extension)]}{dot}{extension}"


def extension_of(name: str) -> str:
    """Return the extension in lower case, without its dot; empty when there is none."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def _is_visible(char: str) -> bool:
    """Refuse control, format (writing direction, zero width), private and unassigned characters."""
    return char.isspace() or not unicodedata.category(char).startswith("C")
