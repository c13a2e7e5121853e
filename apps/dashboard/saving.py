"""Save the whole site in a folder and bring it back: the database first, the files after.

A file is in the vault before its row exists, and stays: a copy of the files that is made after the
copy of the database has them all, while people go on working. The way back is the other way round.
`manifest.json` is written last: a folder without one is no backup.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

from django.db import connection
from django.db.backends.postgresql.client import DatabaseClient
from django.utils.translation import gettext as _

from apps.core.refusals import Conflict
from apps.evidence.copies import Damaged, check_copies, copy_in, copy_out
from apps.products.models import Product

FORMAT = 1
DATABASE, EVIDENCE, MANIFEST = "database", "evidence", "manifest.json"
Progress = Callable[[int], None]


def backup(folder: Path, *, at: datetime, progress: Progress) -> dict:
    """Save everything in `folder` and return the manifest; raise `Conflict` with what is wrong."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MANIFEST).unlink(missing_ok=True)
    dump = folder / DATABASE
    _dump(dump)
    try:
        evidence = copy_out(folder / EVIDENCE, progress)
    except Damaged as error:
        raise Conflict(
            _("Le fichier %(sha256)s manque ou est altéré : lancez verify_evidence.")
            % {"sha256": error}
        ) from error
    manifest = {
        "format": FORMAT,
        "made_at": at.isoformat(),
        "engine": connection.vendor,
        "database": {"bytes": dump.stat().st_size, "sha256": _digest(dump)},
        "evidence": evidence,
    }
    written = folder / f"{MANIFEST}.new"
    written.write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    written.replace(folder / MANIFEST)
    return manifest


def check(folder: Path, progress: Progress) -> dict:
    """Return the manifest of a backup that is whole and fits here; raise `Conflict` otherwise."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        database = manifest["database"]["sha256"]
        count, engine = manifest["evidence"]["count"], manifest["engine"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Conflict(_("Ce dossier n’est pas une sauvegarde menée à son terme.")) from error
    if manifest.get("format") != FORMAT or engine != connection.vendor:
        raise Conflict(
            _("Cette sauvegarde vient de %(engine)s : elle ne se restaure pas dans %(here)s.")
            % {"engine": engine, "here": connection.vendor}
        )
    dump = folder / DATABASE
    if not dump.is_file() or _digest(dump) != database:
        raise Conflict(_("La copie de la base est abîmée : prenez une autre sauvegarde."))
    try:
        found = check_copies(folder / EVIDENCE, progress)
    except Damaged as error:
        raise Conflict(
            _("La copie du fichier %(sha256)s est abîmée : prenez une autre sauvegarde.")
            % {"sha256": error}
        ) from error
    if found < count:
        raise Conflict(_("Il manque des fichiers à cette sauvegarde : prenez-en une autre."))
    return manifest


def refuse_occupied() -> None:
    """Raise `Conflict` if the database already holds products."""
    if Product.objects.exists():
        raise Conflict(_("La base contient déjà des produits : ajoutez --yes pour tout remplacer."))


def bring_back(folder: Path, progress: Progress) -> None:
    """Put the files of a checked backup back, then its database."""
    copy_in(folder / EVIDENCE, progress)
    _load(folder / DATABASE)


def _dump(path: Path) -> None:
    path.unlink(missing_ok=True)
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(path)) as copy:
            connection.connection.backup(copy)
    else:
        _run("pg_dump", "--format=custom", "--no-owner", f"--file={path}")


def _load(path: Path) -> None:
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(path)) as copy:
            copy.backup(connection.connection)
        return
    connection.close()
    options = ("--clean", "--if-exists", "--no-owner", "--single-transaction")
    _run("pg_restore", *options, str(path))


def _run(program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs on our database; raise `Conflict` with what it says."""
    found = shutil.which(program)
    if found is None:
        raise Conflict(_("Le programme %(program)s manque.") % {"program": program})
    client, secrets = DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, [])
    where = [*client[1:-1], f"--dbname={client[-1]}"]
    done = subprocess.run(  # noqa: S603 - the programs of PostgreSQL, with our own settings
        [found, *where, *arguments],
        env=os.environ | (secrets or {}),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Conflict(f"{program}: {done.stderr.strip()[:500]}")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
