"""The tray: files that come in the vault first, and are laid once it is known on which proofs."""

from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from apps.core.refusals import Conflict, Invalid, Refusal
from apps.dossiers.matching import proofs_named_by
from apps.dossiers.models import Dossier, ExpectedProof, ProofAnswer, Round, RoundItem, TrayFile
from apps.dossiers.services.laying import locked_proofs
from apps.dossiers.services.proofs import lay_version, take_off
from apps.dossiers.services.tray_plan import Plan, obstacle, plan_of, with_files, with_plans
from apps.dossiers.states import OPEN, OnConflict, ProofState, Settled
from apps.evidence.models import Blob, EvidenceVersion
from apps.evidence.quota import claim_room
from apps.evidence.services import Received, add_blob_version, store_blob, take_in
from apps.evidence.states import EvidenceKind
from apps.products.door import refuse_future
from apps.products.policy import require
from apps.products.states import Action


@dataclass
class Outcome:
    """What became of the files that were ready: `refused` holds (file, sentence) pairs."""

    laid: list[TrayFile] = field(default_factory=list)
    refused: list[tuple[TrayFile, str]] = field(default_factory=list)


def receive_file(dossier_pk: int, upload, *, by) -> tuple[TrayFile, bool]:
    """Put a file in the tray of a dossier; return its row, and whether it is a new one.

    The content that waits there already is not doubled; what waits takes the product's room. The
    proofs whose number begins the name are proposed. Errors of `take_in`, `Conflict` for a closed
    dossier.
    """
    dossier = _open_dossier(dossier_pk, by=by)
    received = take_in(dossier.product, upload, by=by)
    asked = dossier.proofs.applicable().select_related(
        "catalog_proof__scenario", "catalog_proof__requirement"
    )
    proofs = proofs_named_by(received.name, asked.order_by("pk"))
    kinds = {proof.kind for proof in proofs} - {EvidenceKind.OTHER}
    with transaction.atomic():
        _claim(dossier, received.blob)
        row, is_new = TrayFile.objects.get_or_create(
            dossier=dossier,
            blob=received.blob,
            settled=Settled.WAITING,
            defaults={
                "filename": received.name,
                "kind": kinds.pop() if len(kinds) == 1 else EvidenceKind.DOCUMENT,
                "received_by": by,
            },
        )
        if is_new:
            row.proofs.set(proofs)
    return row, is_new


def choices_of(product):
    """Return the proofs that a file of a tray may answer: of every open dossier of `product`."""
    return ExpectedProof.objects.applicable().filter(
        dossier__product=product, dossier__state__in=OPEN
    )


def update_tray_file(pk: int, *, by, today: date, proofs, **facts) -> TrayFile:
    """Say which `proofs` a waiting file answers and, by `facts`, what document it becomes."""
    with _waiting(pk, by=by) as row:
        chosen = {proof.pk for proof in proofs}
        if choices_of(row.dossier.product).filter(pk__in=chosen).count() != len(chosen):
            raise Invalid(
                _("Une des preuves n’est plus attendue : rechargez la page, puis reprenez."),
                field="proofs",
            )
        document_on = facts.get("document_on")
        if document_on and document_on > today:
            raise Invalid(
                _("La date du document est dans le futur : saisissez celle qu’il porte."),
                field="document_on",
            )
        for name in ("title", "kind", "document_on", "on_conflict", "ans_told"):
            setattr(row, name, facts[name])
        row.refusal = ""
        row.save()
        row.proofs.set(chosen)
    return row


def lay_tray(dossier_pk: int, *, by, on: date, today: date) -> Outcome:
    """Lay every file of the tray that nothing holds back, each by itself.

    One that is refused stays in the tray, with the reason. `Conflict` for a closed dossier,
    `Invalid` for a day to come.
    """
    dossier = _open_dossier(dossier_pk, by=by)
    refuse_future(on, today)
    outcome = Outcome()
    for plan in with_plans(dossier.tray.waiting().order_by("pk")):
        if obstacle(plan, on=on):
            continue
        try:
            outcome.laid.append(lay_tray_file(plan.file.pk, by=by, on=on, today=today))
        except Refusal as refusal:
            TrayFile.objects.filter(pk=plan.file.pk).update(refusal=refusal.message)
            outcome.refused.append((plan.file, refusal.message))
    return outcome


def lay_tray_file(pk: int, *, by, on: date, today: date) -> TrayFile:
    """Make a document, or a version of one, of a waiting file and lay it on its proofs."""
    with _waiting(pk, by=by) as row:
        wanted = list(row.proofs.values_list("pk", flat=True))
        locked_proofs(wanted, by=by, on=on, today=today)
        plan = plan_of(row, with_files(ExpectedProof.objects.filter(pk__in=wanted)))
        reason = obstacle(plan, on=on)
        if reason:
            raise Conflict(reason)
        if plan.targets:
            _lay(plan, by=by, on=on, today=today)
        _settle(row, Settled.LAID if plan.targets else Settled.SKIPPED, by=by, today=today)
    return row


def remove_tray_file(pk: int, *, by, today: date) -> TrayFile:
    """Take a waiting file off the list; its content stays in the vault."""
    with _waiting(pk, by=by) as row:
        _settle(row, Settled.REMOVED, by=by, today=today)
    return row


def undo_tray_file(pk: int, *, by, today: date) -> TrayFile:
    """Put a file back in the list: taken off its proofs, whose former drafts come back.

    What `take_off` refuses is refused: a file that is at the ANS stays there.
    """
    with _locked(pk, by=by) as row:
        twin = row.dossier.tray.waiting().filter(blob=row.blob_id)
        if row.settled == Settled.WAITING or twin.exists():
            raise Conflict(_("« %(name)s » est déjà dans la liste.") % {"name": row.filename})
        if row.settled == Settled.LAID:
            _take_back(row, by=by, today=today)
        _claim(row.dossier, row.blob)
        row.settled, row.settled_on, row.settled_by = Settled.WAITING, None, None
        row.save()
    return row


def _lay(plan: Plan, *, by, on: date, today: date) -> None:
    row = plan.file
    drafts = [a.pk for a in plan.held if _proof_of(plan, a).state == ProofState.DEPOSEE]
    if row.on_conflict == OnConflict.REPLACE:
        for answer in _not_sent(plan.held):
            take_off(answer.pk, by=by, on=on, today=today)
    row.version = _version_of(plan, by=by, today=today)
    pks = [proof.pk for proof in plan.targets]
    lay_version(pks, row.version, by=by, on=on, today=today, ans_told=row.ans_told)
    row.replaced.set(ProofAnswer.objects.filter(pk__in=drafts, removed_on__isnull=False))


def _version_of(plan: Plan, *, by, today: date) -> EvidenceVersion:
    row, facts = plan.file, {"by": by, "document_on": plan.file.document_on, "today": today}
    if row.version is not None:
        return row.version
    received = Received(row.filename, row.blob)
    if plan.document:
        return add_blob_version(plan.document.pk, received, **facts)
    return store_blob(row.dossier.product, received, kind=row.kind, title=row.title, **facts)


def _proof_of(plan: Plan, answer: ProofAnswer) -> ExpectedProof:
    return next(proof for proof in plan.targets if proof.pk == answer.proof_id)


def _not_sent(answers: list[ProofAnswer]) -> list[ProofAnswer]:
    """Return those that no deposit to the ANS holds: drafts."""
    sent = RoundItem.objects.filter(
        round__in=Round.objects.live(), proof__in=[answer.proof_id for answer in answers]
    ).values_list("proof_id", "version_id")
    held = set(sent)
    return [answer for answer in answers if (answer.proof_id, answer.version_id) not in held]


def _take_back(row: TrayFile, *, by, today: date) -> None:
    proofs = locked_proofs(row.proofs.values_list("pk", flat=True), by=by, on=today, today=today)
    mine = ProofAnswer.objects.live().filter(version=row.version, proof__in=proofs)
    for answer in mine.order_by("pk"):
        take_off(answer.pk, by=by, on=today, today=today)
    former = row.replaced.select_related("version__evidence", "version__blob")
    for _pk, answers in groupby(former.order_by("version", "proof"), key=lambda a: a.version_id):
        answers = list(answers)
        pks = [answer.proof_id for answer in answers]
        lay_version(pks, answers[0].version, by=by, on=today, today=today)
    row.replaced.clear()


def _claim(dossier: Dossier, blob: Blob) -> None:
    """Refuse a content that does not fit in the room of the product, others waiting meanwhile."""
    claim_room(dossier.product, sha256=blob.sha256, size=blob.size)


def _settle(row: TrayFile, settled: Settled, *, by, today: date) -> None:
    row.settled, row.settled_on, row.settled_by, row.refusal = settled, today, by, ""
    row.save()


def _open_dossier(pk: int, *, by) -> Dossier:
    dossier = get_object_or_404(Dossier.objects.visible_to(by).select_related("product"), pk=pk)
    require(by, Action.CONTRIBUTE, dossier)
    if dossier.state not in OPEN:
        raise Conflict(_("Ce dossier est clos : ses preuves ne changent plus."))
    return dossier


@contextmanager
def _locked(pk: int, *, by):
    """Yield a row of the tray, locked before any dossier: the one order of all these verbs."""
    with transaction.atomic():
        rows = TrayFile.objects.visible_to(by).select_for_update(of=("self",))
        row = get_object_or_404(rows, pk=pk)
        require(by, Action.CONTRIBUTE, row)
        yield row


@contextmanager
def _waiting(pk: int, *, by):
    with _locked(pk, by=by) as row:
        if row.settled != Settled.WAITING:
            raise Conflict(
                _("« %(name)s » est déjà traité : rechargez la page.") % {"name": row.filename}
            )
        yield row
