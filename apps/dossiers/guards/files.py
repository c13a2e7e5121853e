"""What the guards ask of the files laid on proofs: young enough, and not infected."""

from datetime import date

from django.utils.translation import gettext as _

from apps.core.refusals import Blocker
from apps.dossiers.guards.grounds import FRESHNESS, HEALTHY, blocker, chapter_url
from apps.dossiers.models import Dossier, DossierChapter, ProofAnswer
from apps.dossiers.passi import not_deposited
from apps.dossiers.states import SENT, UNDER_REVIEW, ProofState
from apps.evidence.states import ScanState
from apps.rules.counting import is_fresh
from apps.rules.wording import french_day


def infected(dossier: Dossier, chapter: DossierChapter | None = None) -> list[Blocker]:
    """Return a blocker per proof and file that the antivirus condemned after it was laid.

    Those of préconisations count too: they would go to the ANS with the others. What is conforme,
    or at the ANS under review, has gone already and cannot be replaced before it comes back.
    """
    answers = (
        ProofAnswer.objects.live()
        .filter(proof__dossier=dossier, version__blob__scan_state=ScanState.INFECTED)
        .exclude(proof__state__in=[ProofState.NON_APPLICABLE, ProofState.CONFORME])
        .select_related("version__evidence", "proof")
        .order_by("proof__chapter__order", "proof__order", "pk")
    )
    if chapter is not None:
        answers = answers.filter(proof__chapter=chapter)
    if dossier.state in UNDER_REVIEW:
        answers = answers.exclude(proof__state=ProofState.DEPOSEE, proof__chapter__state__in=SENT)
    return [
        blocker(
            "file_infected",
            _("Remplacez « %(title)s », preuve %(proof)s : l’antivirus le dit infecté.")
            % {"title": answer.title, "proof": answer.proof},
            HEALTHY,
            f"{chapter_url(answer.proof.chapter_id)}#preuve-{answer.proof_id}",
        )
        for answer in answers
    ]


def too_old(
    dossier: Dossier, *, on: date | None, chapter: DossierChapter | None = None
) -> list[Blocker]:
    """Return a blocker per PASSI form that may not be deposited on the day `on`.

    A form that a deposit already holds keeps the day of that deposit (E20). Nothing is judged
    without a day.
    """
    day = on or dossier.planned_deposit_on
    if day is None:
        return []
    found = []
    for version, answers in not_deposited(dossier, chapter).items():
        label = _complaint(version, day)
        if label:
            url = chapter_url(answers[0].proof.chapter_id)
            found.append(blocker("proof_too_old", label, FRESHNESS, url))
    return found


def _complaint(version, day: date) -> str:
    facts = {"title": version.evidence.title, "day": french_day(day)}
    if version.document_on is None:
        return _("Saisissez la date que porte « %(title)s ».") % facts
    facts["dated"] = french_day(version.document_on)
    if version.document_on > day:
        return (
            _("« %(title)s » est daté du %(dated)s, après le dépôt du %(day)s : corrigez la date.")
            % facts
        )
    if not is_fresh(version.document_on, day):
        return (
            _(
                "Remplacez « %(title)s », daté du %(dated)s : il est trop ancien pour "
                "un dépôt le %(day)s."
            )
            % facts
        )
    return ""
