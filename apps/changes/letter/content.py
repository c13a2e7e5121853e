"""What the letter says, whatever it is written with. Always French: the ANS reads it."""

import re
from dataclasses import dataclass
from datetime import date

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.changes.models import ChangeRecord
from apps.rules.wording import french_day

UNPRINTABLE = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
UNKNOWN = "–"


@dataclass(frozen=True)
class Section:
    """A titled part: facts (label, value), paragraphs, then a list; any may be empty."""

    title: str
    facts: tuple[tuple[str, str], ...] = ()
    paragraphs: tuple[str, ...] = ()
    items: tuple[str, ...] = ()


@dataclass(frozen=True)
class Letter:
    """A letter ready to be written down: plain French text, in reading order."""

    sender: tuple[str, ...]
    recipient: str
    dated: date
    subject: str
    opening: str
    sections: tuple[Section, ...]
    closing: tuple[str, ...]


def letter_of(change: ChangeRecord, *, on: date) -> Letter:
    """Return the letter about a modification, dated the day it was notified, else `on`.

    The same facts and the same day give the same letter. Characters that no document can hold are
    left out.
    """
    with translation.override("fr"):
        dossier, publisher = change.dossier, change.product.publisher
        return Letter(
            sender=_clean(
                publisher.name,
                _("NIE : %(nie)s") % {"nie": publisher.nie or UNKNOWN},
                _("SIREN : %(siren)s") % {"siren": publisher.siren or UNKNOWN},
            ),
            recipient=_("Agence du numérique en santé"),
            dated=change.notified_on or on,
            subject=_one(
                _("Notification d’une modification de %(product)s") % {"product": change.product}
            ),
            opening=_one(_opening(change, dossier)),
            sections=(
                _software(change, dossier),
                _change(change),
                _touched(change),
                _joined(change),
            ),
            closing=_clean(
                _("Nous restons à votre disposition pour tout complément."),
                change.responsible.get_full_name() or str(change.responsible),
                change.responsible.email,
            ),
        )


def _opening(change, dossier) -> str:
    facts = {"version": dossier.product_version, "day": french_day(dossier.decided_on)}
    if dossier.is_segur:
        sentence = _("Nous vous informons d’une modification de %(version)s, référencé le %(day)s.")
    else:
        sentence = _("Nous vous informons d’une modification de %(version)s, certifié le %(day)s.")
    return sentence % facts


def _software(change, dossier) -> Section:
    number = _("Numéro du référencement") if dossier.is_segur else _("Numéro du certificat")
    return Section(
        _("Le logiciel"),
        facts=_pairs(
            (_("Produit"), str(change.product)),
            (_("NIL"), change.product.nil or UNKNOWN),
            (_("Version attribuée"), dossier.product_version.label),
            (number, dossier.award_reference or UNKNOWN),
            (_("Référentiel"), str(dossier.dsr)),
        ),
    )


def _change(change) -> Section:
    release = french_day(change.released_on) if change.released_on else _("non fixée")
    return Section(
        _("La modification"),
        facts=_pairs(
            (_("Intitulé"), change.title),
            (_("Version modifiée"), change.new_version or UNKNOWN),
            (_("Connue depuis le"), french_day(change.discovered_on)),
            (_("Impact établi le"), french_day(change.impact_established_on)),
            (_("Mise à disposition"), release),
        ),
        paragraphs=_clean(*change.nature.split("\n")),
    )


def _touched(change) -> Section:
    rows = list(change.requirements.select_related("chapter").order_by("reference", "pk"))
    return Section(
        ngettext("L’exigence touchée", "Les %(n)d exigences touchées", len(rows))
        % {"n": len(rows)},
        items=_clean(*(f"{row.reference} – {row.chapter.name}" for row in rows)),
    )


def _joined(change) -> Section:
    rows = change.attachments.select_related("evidence", "blob").order_by("evidence__title", "pk")
    rows = list(rows)
    return Section(
        ngettext("La pièce jointe", "Les %(n)d pièces jointes", len(rows)) % {"n": len(rows)},
        items=_clean(
            *(
                _("%(title)s (%(file)s), SHA-256 %(sum)s")
                % {"title": row.evidence.title, "file": row.filename, "sum": row.blob.sha256}
                for row in rows
            )
        ),
    )


def _pairs(*pairs) -> tuple[tuple[str, str], ...]:
    return tuple((_one(label), _one(value)) for label, value in pairs)


def _clean(*lines) -> tuple[str, ...]:
    kept = (_one(line) for line in lines)
    return tuple(line for line in kept if line)


def _one(text: str) -> str:
    return UNPRINTABLE.sub("", str(text)).strip()
