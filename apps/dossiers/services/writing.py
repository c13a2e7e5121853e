"""Answer expected proofs in words: a text, a link, the number of a test run; write them again."""

from datetime import date

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from apps.core.refusals import Conflict, Invalid
from apps.dossiers.models import ExpectedProof, ProofAnswer
from apps.dossiers.services.laying import lay, locked_proofs
from apps.dossiers.words import check_words
from apps.evidence.states import EvidenceKind
from apps.rules.wording import french_day


def answer_with_words(
    proof_pks, *, nature: str, words: str, by, on: date, today: date
) -> list[ExpectedProof]:
    """Answer expected proofs of the product with the same words; all of them or none.

    They stand beside the files of a proof, but take off what the ANS found KO. `Invalid` for words
    that do not fit their nature, or for a proof whose document counts by its date.
    """
    words = check_words(nature, words)
    with transaction.atomic():
        proofs = locked_proofs(proof_pks, by=by, on=on, today=today)
        _refuse_dated(proofs)
        _refuse_twin(proofs, nature, words)
        _lay(proofs, nature, words, replaces=lambda held: False, by=by, on=on, today=today)
    return proofs


def rewrite_words(
    answer_pk: int, *, nature: str, words: str, by, on: date, today: date
) -> ExpectedProof:
    """Replace a written answer: the former is taken off and stays in the history.

    `Conflict` when it was taken off meanwhile; the same words change nothing.
    """
    words = check_words(nature, words)
    seen = get_object_or_404(ProofAnswer.objects.visible_to(by), pk=answer_pk)
    with transaction.atomic():
        proofs = locked_proofs([seen.proof_id], by=by, on=on, today=today)
        answer = ProofAnswer.objects.get(pk=answer_pk)
        if answer.removed_on or answer.version_id:
            raise Conflict(_("Cette réponse n’est plus posée : rechargez la page."))
        if (answer.nature, answer.words) == (nature, words):
            return proofs[0]
        if on < answer.laid_on:
            raise Invalid(
                _("Cette réponse n’est posée que depuis le %(day)s.")
                % {"day": french_day(answer.laid_on)},
                field="on",
            )
        _refuse_twin(proofs, nature, words)
        _lay(proofs, nature, words, replaces=lambda h: h.pk == answer.pk, by=by, on=on, today=today)
    return proofs[0]


def _lay(proofs, nature: str, words: str, *, replaces, by, on: date, today: date) -> None:
    answer = {"nature": nature, "words": words}
    lay(proofs, answer, "answer_with_words", replaces=replaces, by=by, on=on, today=today)


def _refuse_dated(proofs: list[ExpectedProof]) -> None:
    """The age of a PASSI form is judged at the deposit (E19): words have none."""
    for proof in proofs:
        if proof.kind == EvidenceKind.PASSI_FORM:
            raise Invalid(
                _("La preuve %(proof)s attend un formulaire PASSI daté : déposez le fichier.")
                % {"proof": proof},
                field="proofs",
            )


def _refuse_twin(proofs: list[ExpectedProof], nature: str, words: str) -> None:
    same = ProofAnswer.objects.live().filter(proof__in=proofs, nature=nature, words=words)
    twin = same.select_related("proof").first()
    if twin is not None:
        raise Conflict(
            _("Cette réponse est déjà posée sur la preuve %(proof)s.") % {"proof": twin.proof}
        )
