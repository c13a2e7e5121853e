"""The workbook of an import that waits to be confirmed: a private file and a signed ticket.

The file lies in `SEGURTRACK_VAR/imports`, readable by the site alone, under a name that nobody can
guess; the ticket that the page carries names it with the fields of the form, signed for one person
and for an hour.
"""

import os
import secrets
import shutil
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.core import signing
from django.utils.translation import gettext as _

from apps.core.refusals import Conflict, OutOfSpace

SALT = "frameworks.pending"
KEPT_SECONDS = 3600


def keep(upload, fields: dict, *, by, now: float) -> str:
    """Copy an open file and return the ticket that gives it back with `fields` (JSON values).

    `now`: seconds since the epoch; older files are swept away on the way. Raises OutOfSpace.
    """
    folder = _folder()
    _sweep(folder, before=now - KEPT_SECONDS)
    name = secrets.token_hex(16)
    upload.seek(0)
    try:
        with open(folder / name, "xb", opener=_private) as file:
            shutil.copyfileobj(upload, file)
    except OSError as error:
        (folder / name).unlink(missing_ok=True)
        raise OutOfSpace(
            _("Le serveur manque de place pour garder ce fichier : prévenez son administrateur.")
        ) from error
    return signing.dumps({"file": name, "by": by.pk, "fields": fields}, salt=SALT, compress=True)


def recall(ticket: str, *, by) -> tuple[Path, dict]:
    """Return the file and the fields of a ticket; Conflict when it is forged, old or used."""
    try:
        held = signing.loads(ticket, salt=SALT, max_age=KEPT_SECONDS)
    except signing.BadSignature as error:
        raise _gone() from error
    path = _folder() / held["file"]
    if held["by"] != by.pk or not path.is_file():
        raise _gone()
    return path, held["fields"]


def _folder() -> Path:
    folder = settings.VAR_DIR / "imports"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _private(path, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _sweep(folder: Path, *, before: float) -> None:
    for path in folder.iterdir():
        with suppress(FileNotFoundError):  # Another process sweeps too.
            if path.stat().st_mtime < before:
                path.unlink()


def _gone() -> Conflict:
    return Conflict(
        _(
            "Ce classeur n’attend plus sa confirmation (il est gardé une heure, pour une seule "
            "importation) : choisissez-le de nouveau."
        )
    )
