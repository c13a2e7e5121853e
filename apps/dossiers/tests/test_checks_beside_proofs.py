"""The check-list of a file shows beside the proof that it answers."""

import pytest
from django.urls import reverse

from apps.dossiers.states import DossierState
from apps.dossiers.tests.builders import SUBMITTED, make_case_at
from apps.evidence.facts import tick_items
from apps.evidence.states import EvidenceKind
from apps.evidence.tests.builders import make_evidence_version

pytestmark = pytest.mark.django_db


def test_a_proof_says_how_far_its_file_is_checked(client):
    case = make_case_at(DossierState.PREUVES)
    proof = case.dossier.proofs.applicable().first()
    version = make_evidence_version(
        case.team.product, by=case.team.bob, kind=EvidenceKind.BACKUP_PROCEDURE, today=SUBMITTED
    )
    case.act("lay_version", SUBMITTED, [proof.pk], version)
    tick_items(version.pk, {"actors", "plan"}, by=case.team.bob, on=SUBMITTED)
    client.force_login(case.team.rita)

    page = client.get(reverse("dossiers:chapter", args=[proof.chapter_id])).content.decode()

    assert "Contrôle : 2 sur 8" in page.replace("\u00a0", " ")
    assert f"{reverse('evidence:detail', args=[version.evidence_id])}#controle-{version.pk}" in page
