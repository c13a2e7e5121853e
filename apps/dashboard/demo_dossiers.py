"""The dossiers and changes of the demonstration, step by step through the services."""

from apps.changes import services as changes
from apps.dashboard.demo_files import pdf
from apps.dossiers import services as dossiers
from apps.dossiers.models import Dossier, ExpectedProof
from apps.dossiers.states import TO_MEND, Nature, ProofState
from apps.evidence.services import store_file
from apps.evidence.states import EvidenceKind
from apps.frameworks.models import Dsr, Profile, Requirement
from apps.rules.counting import days_before

PASSI_AGE = 120
WRITTEN = {
    EvidenceKind.TEST_RUN_ID: (Nature.RUN, "EXEC-2024-{:04}"),
    EvidenceKind.GAZELLE_PERMALINK: (Nature.LINK, "https://gazelle.example/permalien/{}"),
}
"""The kinds that the demonstration answers in words."""
FILES_SHARED_BY = 20


def lay_dossier(stage, product, version, row: dict) -> None:
    """Open one dossier and play its steps, each on its day."""
    by = product.responsible
    planned = row.get("planned_deposit")
    dossier = dossiers.open_dossier(
        version.pk,
        by=by,
        on=stage.day(row["opened"]),
        today=stage.today,
        dsr=Dsr.objects.get(code=row["dsr"]),
        catalog=stage.catalog,
        profiles=list(
            Profile.objects.filter(version=stage.catalog, name__in=row.get("profiles", []))
        ),
        responsible=stage.people[row["responsible"]],
        planned_deposit_on=stage.day(planned) if planned is not None else None,
        dmn_track=row.get("dmn_track", ""),
    )
    for verb, offset, *options in row["steps"]:
        context = {"by": by, "on": stage.day(offset), "today": stage.today}
        PLAY.get(verb, _move)(dossier, verb, context, **(options[0] if options else {}))
    for change in row.get("changes", []):
        _lay_change(stage, dossier, change)


def _move(dossier, verb, context, **facts) -> None:
    service = {"refuse": "refuse_dossier", "abandon": "abandon_dossier"}.get(verb, verb)
    if verb == "open_proofs":
        facts["charter_accepted_on"] = context["on"]
    getattr(dossiers, service)(dossier.pk, **facts, **context)


def _answer(dossier, verb, context, *, share=100, passi_age=PASSI_AGE) -> None:
    """Answer `share` percent of the applicable proofs, a few files answering many of them, and
    submit the chapters that are whole."""
    proofs = list(
        ExpectedProof.objects.filter(dossier=dossier, state=ProofState.ATTENDUE).order_by("order")
    )
    proofs = proofs[: len(proofs) * share // 100]
    for kind in sorted({proof.kind for proof in proofs}):
        same = [proof.pk for proof in proofs if proof.kind == kind]
        if kind in WRITTEN:
            _write(kind, same, context)
            continue
        size = len(same) if kind == EvidenceKind.PASSI_FORM else FILES_SHARED_BY
        for start in range(0, len(same), size):
            _lay_new_file(dossier, kind, same[start : start + size], start, context, passi_age)
    for chapter in dossier.chapters.all():
        waiting = chapter.proofs.filter(state=ProofState.ATTENDUE, blocking=True)
        if not waiting.exists():
            dossiers.submit_chapter(chapter.pk, **context)


def _write(kind, proof_pks, context) -> None:
    nature, words = WRITTEN[kind]
    for number, pk in enumerate(proof_pks, start=1):
        dossiers.answer_with_words([pk], nature=nature, words=words.format(number), **context)


def _lay_new_file(dossier, kind, proof_pks, number, context, passi_age) -> None:
    label = EvidenceKind(kind).label
    title = f"{label} {number // FILES_SHARED_BY + 1}"
    dated = days_before(context["on"], passi_age if kind == EvidenceKind.PASSI_FORM else 1)
    version = store_file(
        dossier.product,
        pdf(f"{kind}-{number // FILES_SHARED_BY + 1}.pdf", f"{title}, {dossier}"),
        by=context["by"],
        kind=kind,
        title=title,
        document_on=dated,
        today=context["today"],
    )
    dossiers.lay_version(proof_pks, version, **context)


def _accept(dossier, verb, context, *, but="") -> None:
    """Note that the ANS found every deposited proof conforme, except in the chapter `but`."""
    proofs = dossier.proofs.filter(state=ProofState.DEPOSEE).exclude(chapter__name=but)
    verdicts = [(pk, ProofState.CONFORME, "") for pk in proofs.values_list("pk", flat=True)]
    dossiers.record_verdicts(dossier.pk, verdicts, **context)


def _return(dossier, verb, context, *, chapter, ko, incomplete) -> None:
    part = dossier.chapters.get(name=chapter)
    pks = list(
        part.proofs.filter(state=ProofState.DEPOSEE, blocking=True).values_list("pk", flat=True)
    )
    verdicts = [(pk, ProofState.KO, "Le matricule est masqué sur la copie.") for pk in pks[:ko]]
    verdicts += [
        (pk, ProofState.INCOMPLETE, "La durée de conservation manque.")
        for pk in pks[ko : ko + incomplete]
    ]
    dossiers.return_for_correction(dossier.pk, chapter=part, verdicts=verdicts, **context)


def _mend(dossier, verb, context) -> None:
    """Lay a new file on what the ANS sent back."""
    pks = list(dossier.proofs.filter(state__in=TO_MEND).values_list("pk", flat=True))
    version = store_file(
        dossier.product,
        pdf("reprise.pdf", f"Reprise, {dossier}"),
        by=context["by"],
        kind=EvidenceKind.DOCUMENT,
        title="Preuves reprises après le retour de l’ANS",
        document_on=context["on"],
        today=context["today"],
    )
    dossiers.lay_version(pks, version, **context)


def _redeposit(dossier, verb, context, *, chapter) -> None:
    part = dossier.chapters.get(name=chapter)
    dossiers.redeposit(dossier.pk, chapter=part, **context)


PLAY = {
    "answer": _answer,
    "accept": _accept,
    "return": _return,
    "mend": _mend,
    "redeposit": _redeposit,
}


def _lay_change(stage, dossier: Dossier, row: dict) -> None:
    by, today = dossier.product.responsible, stage.today
    change = changes.record_change(
        dossier.pk,
        by=by,
        on=stage.day(row["day"]),
        today=today,
        title=row["title"],
        new_version=row["new_version"],
        responsible=stage.people[row["responsible"]],
        nature=row.get("nature", ""),
    )
    if "dismiss" in row:
        changes.dismiss_change(
            change.pk,
            by=by,
            on=stage.day(row["dismiss"]),
            today=today,
            justification=row["justification"],
        )
    elif "establish" in row:
        changes.establish_impact(change.pk, by=by, on=stage.day(row["establish"]), today=today)
        touched = Requirement.objects.filter(version=dossier.catalog)[:2]
        changes.update_change(change.pk, by=by, today=today, requirements=list(touched))
