"""An e-santé label stands apart: it never answers for a référencement Ségur (FAQ ANS, labels)."""

import pytest

from apps.cnda.models import CndaRequest
from apps.dossiers.guards import blockers
from apps.dossiers.models import Dossier
from apps.dossiers.states import DossierState
from apps.dossiers.tests.builders import DECIDED, ELIGIBLE, OPENED, PROOFS, make_case
from apps.frameworks.tests.builders import make_dsr, make_pathway

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("verb", ["submit_eligibility", "declare_complete", "award"])
def test_a_label_obtained_lifts_nothing_of_a_referencement(verb):
    case = make_case()
    CndaRequest.objects.all().delete()
    before = {each.code for each in blockers(case.dossier, verb)}
    assert before
    label = make_pathway("LABEL_ESANTE", name="Label e-santé")
    Dossier.objects.create(
        product=case.team.product,
        product_version=case.dossier.product_version,
        pathway=label,
        dsr=make_dsr("LABEL-MSP", pathway=label),
        catalog=case.dossier.catalog,
        state=DossierState.REFERENCE,
        state_on=DECIDED,
        opened_on=OPENED,
        eligibility_on=ELIGIBLE,
        proofs_on=PROOFS,
        instruction_on=PROOFS,
        decided_on=DECIDED,
        responsible=case.team.alice,
    )
    assert {each.code for each in blockers(case.dossier, verb)} == before
