"""The columns of the workbook: what each one says of a proof, and which ones are read back."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.dossiers.models import ExpectedProof


@dataclass(frozen=True)
class Column:
    """One column. `value` reads it from a proof loaded by `table_proofs`; `field`: the field of
    the proof that it changes when it is read back, "" when it is only there to be read."""

    title: str | Promise
    width: int
    value: Callable[[ExpectedProof], object]
    field: str = ""


def _answers(proof: ExpectedProof) -> str:
    return "\n".join(
        f"{answer.version.filename} (v{answer.version.number})" if answer.version else answer.words
        for answer in proof.files
    )


def _aside(proof: ExpectedProof) -> str:
    if proof.aside_on is None:
        return _("Autre cas choisi") if proof.case_kept is False else ""
    return f"{proof.aside_reason} ({proof.aside_by}, {proof.aside_on:%d/%m/%Y})"


def _scenario(proof: ExpectedProof) -> str:
    scenario = proof.catalog_proof.scenario
    return scenario.reference if scenario else ""


KEY = Column(gettext_lazy("Clé"), 8, lambda proof: proof.pk)
COLUMNS = (
    Column(gettext_lazy("Chapitre"), 24, lambda proof: proof.chapter.name),
    Column(gettext_lazy("Exigence"), 16, lambda proof: proof.catalog_proof.requirement.reference),
    Column(gettext_lazy("Énoncé"), 50, lambda proof: proof.catalog_proof.requirement.statement),
    Column(gettext_lazy("Profil"), 16, lambda proof: proof.catalog_proof.profile.name),
    Column(gettext_lazy("N° scénario"), 16, _scenario),
    Column(gettext_lazy("N° preuve"), 18, lambda proof: proof.reference),
    Column(gettext_lazy("Preuve attendue"), 50, lambda proof: proof.catalog_proof.text),
    Column(gettext_lazy("Bloquante"), 11, lambda proof: _("oui") if proof.blocking else _("non")),
    Column(gettext_lazy("État"), 14, lambda proof: str(proof.badge.label)),
    Column(gettext_lazy("Depuis le"), 12, lambda proof: proof.state_on),
    Column(gettext_lazy("Motif de l’ANS"), 30, lambda proof: proof.ground),
    Column(gettext_lazy("Écartée par décision"), 30, _aside),
    Column(gettext_lazy("Réponses"), 30, _answers),
    Column(
        gettext_lazy("Confiée à (adresse)"),
        28,
        lambda proof: proof.responsible.email if proof.responsible else "",
        field="responsible",
    ),
    Column(gettext_lazy("Objectif interne"), 15, lambda proof: proof.target_on, field="target_on"),
    Column(gettext_lazy("Commentaire"), 40, lambda proof: proof.comment, field="comment"),
    KEY,
)
EDITABLE = tuple(column for column in COLUMNS if column.field)
