"""Export a round as a deposit bundle: everything is checked before the first byte leaves."""

import csv
import io
from datetime import date, datetime

from django.contrib.staticfiles import finders
from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import override

from apps.core.refusals import Blocker, Conflict
from apps.dossiers.bundle import Bundle, Entry
from apps.dossiers.bundle_names import archive_names, no_formula, safe_name
from apps.dossiers.bundle_pdf import pdf_summary
from apps.dossiers.bundle_summary import html_summary, summary_of
from apps.dossiers.models import Round, RoundItem
from apps.dossiers.models.manifest import manifest_of, words_as_file
from apps.evidence.states import ScanState
from apps.evidence.store import verify
from apps.evidence.taken import note_bundle
from apps.products.journal import record
from apps.products.policy import require
from apps.products.states import Action

FRENCH = "fr"
SUMMARY = "resume"
COLUMNS = (
    "N° preuve",
    "Exigence",
    "Fichier",
    "Nom d’origine",
    "Version",
    "Taille (octets)",
    "SHA-256",
)


def export_round(round_pk: int, *, by, on: date, now: datetime) -> Bundle:
    """Return the bundle of a round, ready to be sent; note it in the journal and file by file.

    `Conflict` with one blocker per file that is missing, altered or infected: each file is read
    whole before anything is sent, so a bundle is delivered whole or not at all. Files that no
    antivirus examined are delivered; the page of the round says so.
    """
    made = get_object_or_404(Round.objects.visible_to(by).select_related("dossier"), pk=round_pk)
    require(by, Action.VIEW, made)
    items = list(made.items.select_related("version__blob"))
    found = _obstacles(made, items)
    if found:
        raise Conflict(_("Ce dépôt ne peut pas être remis entier : rien n’est envoyé."), found)
    with transaction.atomic():
        sentence = _("Dossier de dépôt du tour %(number)d téléchargé") % {"number": made.number}
        record(made.dossier, "export_round", sentence, by=by, on=on)
        within = _("%(version)s, tour %(number)d") % {
            "version": made.facts["version"],
            "number": made.number,
        }
        files = [item.version for item in items if item.version_id]
        note_bundle(files, by=by, within=within, now=now)
    return make_bundle(made, items)


def make_bundle(made: Round, items: list[RoundItem]) -> Bundle:
    """Return the bundle of these lines: its papers, then the files. Its words are French."""
    names = archive_names(items)
    files = [_entry(name, item) for name, item in zip(names, items, strict=True)]
    manifest = manifest_of(made, items)
    with override(FRENCH):
        summary = summary_of(made, items, names, manifest)
        papers = [
            Entry.of("manifest.csv", _csv(items, names)),
            Entry.of("manifest.json", manifest),
            Entry.of(f"{SUMMARY}.pdf", pdf_summary(summary)),
            Entry.of(f"{SUMMARY}.html", html_summary(summary)),
            Entry.of(f"{SUMMARY}.css", _style()),
        ]
    entries = [*papers, *files]
    sums = "".join(f"{entry.sha256}  {entry.name}\n" for entry in entries)
    return Bundle(
        filename=safe_name(f"{made.facts['version']} tour {made.number}.zip"),
        on=made.deposited_on,
        entries=[Entry.of("SHA256SUMS", sums.encode()), *entries],
    )


def _entry(name: str, item: RoundItem) -> Entry:
    """Return the document of a line, or the small text file of a written answer."""
    if item.words:
        return Entry.of(name, words_as_file(item.words))
    return Entry(name, item.sha256, item.size)


def _obstacles(made: Round, items: list[RoundItem]) -> list[Blocker]:
    found = []
    if not made.is_intact:
        label = _("Le manifeste de ce tour a été altéré : prévenez l’administrateur du site.")
        found.append(Blocker(label, code="manifest_altered"))
    if not items:
        label = _("Ce tour ne porte aucun fichier : il n’y a rien à télécharger.")
        found.append(Blocker(label, code="no_file"))
    for item in {item.sha256: item for item in items}.values():
        code, label = _complaint(item)
        if code:
            facts = {"name": item.filename, "proof": item.reference}
            found.append(Blocker(label % facts, url=item.version.get_absolute_url(), code=code))
    return found


def _complaint(item: RoundItem) -> tuple[str, str]:
    """Return what is wrong with the content of a line, as (code, sentence); blank if nothing."""
    if item.words:
        return "", ""
    if item.version.blob.scan_state == ScanState.INFECTED:
        return "infected", _("« %(name)s », preuve %(proof)s, est signalé comme infecté.")
    try:
        intact = verify(item.sha256)
    except FileNotFoundError:
        return "missing", _("« %(name)s », preuve %(proof)s, manque dans le coffre.")
    if not intact:
        return "altered", _("« %(name)s », preuve %(proof)s, est altéré dans le coffre.")
    return "", ""


def _csv(items: list[RoundItem], names: list[str]) -> bytes:
    """Return the manifest for a spreadsheet in French: semicolons, and no cell is a formula."""
    text = io.StringIO()
    lines = csv.writer(text, delimiter=";", lineterminator="\r\n")
    lines.writerow(COLUMNS)
    for item, name in zip(items, names, strict=True):
        words = (item.reference, item.requirement, name, item.filename)
        figures = (item.version_number, item.size, item.sha256)
        lines.writerow([*map(no_formula, words), *figures])
    return text.getvalue().encode("utf-8-sig")


def _style() -> bytes:
    with open(finders.find("css/bundle.css"), "rb") as style:
        return style.read()
