"""Record a modification, complete its file, change who follows it."""

from datetime import date

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from apps.changes.guards import (
    blockers,
    component_blockers,
    recording_blockers,
    same_version_blockers,
)
from apps.changes.models import ChangeRecord, ComponentChange
from apps.changes.services.door import acting, follow_up
from apps.core.refusals import Invalid
from apps.dossiers.models import Dossier
from apps.evidence.checks import check_file
from apps.evidence.services import store_file
from apps.evidence.states import EvidenceKind
from apps.products.checks import ask_text, check_responsible, refuse_before, refuse_if
from apps.products.door import locked, refuse_future
from apps.products.journal import record
from apps.products.policy import require
from apps.products.states import Action

EDITABLE = ("title", "new_version", "released_on", "nature")


def record_change(
    dossier_pk: int,
    *,
    by,
    on: date,
    today: date,
    title: str,
    responsible,
    new_version: str = "",
    released_on: date | None = None,
    nature: str = "",
    family: ComponentChange | None = None,
    component_release: str = "",
) -> ChangeRecord:
    """Record a modification of the product of an awarded dossier, known since the day `on`.

    `released_on`, the day the modified version is put in service, may be planned. `Conflict` on
    a dossier without award, or when this version already has an open modification. `family` and
    `component_release`: given by the change of a component that several dossiers share.
    """
    with locked(Dossier, dossier_pk, by=by, action=Action.CONTRIBUTE) as dossier:
        new_version = new_version.strip()
        refuse_if(recording_blockers(dossier, new_version))
        refuse_if(component_blockers(dossier, component_release))
        refuse_future(on, today)
        refuse_before(on, dossier.decided_on, _("La décision de l’ANS est du %(day)s."))
        check_responsible(responsible, dossier.product)
        change = ChangeRecord.objects.create(
            product=dossier.product,
            dossier=dossier,
            title=_title(title),
            new_version=new_version,
            state_on=on,
            discovered_on=on,
            released_on=released_on,
            nature=nature.strip(),
            component_change=family,
            component_release=component_release,
            responsible=responsible,
        )
        record(
            change,
            "record_change",
            _("Modification enregistrée : %(change)s") % {"change": change},
            by=by,
            on=on,
            after=change.state,
        )
        follow_up(change, today)
    return change


def update_change(
    pk: int, *, by, today: date, on: date | None = None, revision=None, **facts
) -> ChangeRecord:
    """Complete or correct a modification before its notice.

    `facts`: any of `title`, `new_version`, `nature`, `released_on` (None when unknown) and
    `requirements` (rows of the dossier's own catalogue). A corrected release moves the day from
    which the delay counts (E12). `on`: day of the fact, today when left out.
    """
    with acting(
        "update",
        pk,
        by=by,
        on=on or today,
        today=today,
        action=Action.CONTRIBUTE,
        revision=revision,
    ) as change:
        requirements = facts.pop("requirements", None)
        changed = _take(change, facts)
        if requirements is not None:
            take_requirements(change, requirements)
            changed.append(ChangeRecord._meta.get_field("requirements").verbose_name)
        record(
            change,
            "update_change",
            _("Modification complétée : %(change)s") % {"change": change},
            by=by,
            on=on or today,
            note=", ".join(str(name) for name in changed),
        )
    return change


def assign_change(pk: int, *, by, today: date, responsible, revision=None) -> ChangeRecord:
    """Give a modification, and its due dates, to another person."""
    with acting(
        "assign", pk, by=by, on=today, today=today, action=Action.LEAD, revision=revision
    ) as change:
        check_responsible(responsible, change.product)
        change.responsible = responsible
        sentence = _("Modification confiée à %(person)s") % {"person": responsible}
        record(change, "assign_change", sentence, by=by, on=today)
    return change


def attach_file(pk: int, version, *, by, on: date, today: date, revision=None) -> ChangeRecord:
    """Attach a file of the product to a modification."""
    with acting(
        "attach", pk, by=by, on=on, today=today, action=Action.CONTRIBUTE, revision=revision
    ) as change:
        check_file(version, change.product)
        change.attachments.add(version)
        sentence = _("Pièce jointe : %(file)s") % {"file": version}
        record(change, "attach_file", sentence, by=by, on=on)
    return change


def deposit_file(
    pk: int,
    upload,
    *,
    by,
    on: date,
    today: date,
    title: str = "",
    document_on: date | None = None,
    comment: str = "",
    revision=None,
) -> ChangeRecord:
    """Store `upload` and attach it in one go; nothing is attached if either is refused.

    `document_on`: the date that the file carries, if any; `on`: the day it is attached.
    """
    visible = ChangeRecord.objects.visible_to(by).select_related("product")
    change = get_object_or_404(visible, pk=pk)
    require(by, Action.CONTRIBUTE, change)
    refuse_if(blockers(change, "attach"))
    refuse_future(on, today)
    with transaction.atomic():
        version = store_file(
            change.product,
            upload,
            by=by,
            kind=EvidenceKind.CHANGE_FILE,
            title=title,
            document_on=document_on,
            comment=comment,
            today=today,
        )
        return attach_file(pk, version, by=by, on=on, today=today, revision=revision)


def detach_file(pk: int, version, *, by, on: date, today: date, revision=None) -> ChangeRecord:
    """Take a file off a modification before its notice; the file itself stays in the vault."""
    with acting(
        "detach", pk, by=by, on=on, today=today, action=Action.CONTRIBUTE, revision=revision
    ) as change:
        if not change.attachments.filter(pk=version.pk).exists():
            raise Invalid(_("Cette pièce n’est pas jointe à la modification."), field="version")
        change.attachments.remove(version)
        sentence = _("Pièce retirée : %(file)s") % {"file": version}
        record(change, "detach_file", sentence, by=by, on=on)
    return change


def _title(title: str) -> str:
    return ask_text(title, "title", _("Donnez un intitulé à la modification."))


def _take(change, facts: dict) -> list:
    """Put the facts on the row; return the names of those that changed."""
    if unknown := set(facts) - set(EDITABLE):
        raise TypeError(f"update_change() does not know {', '.join(sorted(unknown))}")
    facts = {
        key: value.strip() if isinstance(value, str) else value for key, value in facts.items()
    }
    if "title" in facts:
        facts["title"] = _title(facts["title"])
    new_version = facts.get("new_version", "")
    refuse_if(same_version_blockers(change.dossier, new_version, but=change.pk))
    changed = [name for name, value in facts.items() if getattr(change, name) != value]
    for name in changed:
        setattr(change, name, facts[name])
    change.count_again()
    return [ChangeRecord._meta.get_field(name).verbose_name for name in changed]


def take_requirements(change, requirements) -> None:
    """Set the touched requirements; refuse one that the dossier's catalogue does not hold."""
    requirements = list(requirements)
    if any(each.version_id != change.dossier.catalog_id for each in requirements):
        raise Invalid(
            _("Choisissez les exigences dans le catalogue du dossier."), field="requirements"
        )
    change.requirements.set(requirements)
