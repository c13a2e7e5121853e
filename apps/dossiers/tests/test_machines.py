"""Every machine as a literal set of (verb, from, to); the database refuses the rest by itself."""

import pytest
from django.db import IntegrityError, transaction

from apps.dossiers.models import Dossier, DossierChapter, ExpectedProof
from apps.dossiers.tests.builders import COMPLETE, make_case, make_case_at

DOSSIER = {
    ("submit_eligibility", "brouillon", "eligibilite"),
    ("submit_admissibility", "brouillon", "recevabilite"),
    ("open_proofs", "eligibilite", "preuves"),
    ("open_proofs", "recevabilite", "preuves"),
    ("start_early_instruction", "preuves", "instruction"),
    ("declare_complete", "preuves", "instruction"),
    ("declare_complete", "instruction", "instruction"),
    ("return_for_correction", "instruction", "a_corriger"),
    ("return_for_correction", "a_corriger", "a_corriger"),
    ("redeposit_part", "a_corriger", "a_corriger"),
    ("redeposit", "a_corriger", "instruction"),
    ("award_referencing", "instruction", "reference"),
    ("award_certificate", "instruction", "certifie"),
    ("refuse", "instruction", "refuse"),
    ("refuse", "a_corriger", "refuse"),
    ("abandon", "brouillon", "abandonne"),
    ("abandon", "eligibilite", "abandonne"),
    ("abandon", "recevabilite", "abandonne"),
    ("abandon", "preuves", "abandonne"),
    ("abandon", "instruction", "abandonne"),
    ("abandon", "a_corriger", "abandonne"),
    ("suspend", "reference", "suspendu"),
    ("suspend", "certifie", "suspendu"),
    ("reinstate_referencing", "suspendu", "reference"),
    ("reinstate_certificate", "suspendu", "certifie"),
    ("withdraw", "suspendu", "retire"),
    ("reopen_proofs", "instruction", "preuves"),
    ("resume_instruction", "a_corriger", "instruction"),
    ("reopen_correction", "instruction", "a_corriger"),
    ("reopen_instruction", "reference", "instruction"),
    ("reopen_instruction", "certifie", "instruction"),
    ("reopen_instruction", "refuse", "instruction"),
}
CHAPTER = {
    ("submit", "en_preparation", "soumis"),
    ("submit", "a_modifier", "soumis"),
    ("validate", "soumis", "valide"),
    ("request_changes", "soumis", "a_modifier"),
    ("request_changes", "valide", "a_modifier"),
    ("take_back", "soumis", "en_preparation"),
    ("resume", "a_modifier", "soumis"),
}
PROOF = {
    ("deposit", "attendue", "deposee"),
    ("deposit", "deposee", "deposee"),
    ("deposit", "ko", "deposee"),
    ("deposit", "incomplete", "deposee"),
    ("clear", "deposee", "attendue"),
    ("accept", "deposee", "conforme"),
    ("reject", "deposee", "ko"),
    ("find_incomplete", "deposee", "incomplete"),
    ("forget_verdict", "conforme", "deposee"),
    ("forget_verdict", "ko", "deposee"),
    ("forget_verdict", "incomplete", "deposee"),
    ("set_aside", "attendue", "non_applicable"),
    ("set_aside", "deposee", "non_applicable"),
    ("expect", "non_applicable", "attendue"),
}


def machine_of(model) -> set[tuple[str, str, str]]:
    """Read the machine back from the code."""
    field = model._meta.get_field("state")
    return {
        (each.name, str(each.source.value), str(each.target.value))
        for each in field.get_all_transitions(model)
    }


@pytest.mark.parametrize(
    ("model", "wanted"),
    [(Dossier, DOSSIER), (DossierChapter, CHAPTER), (ExpectedProof, PROOF)],
)
def test_the_machine_is_this_set_and_nothing_else(model, wanted):
    assert machine_of(model) == wanted


def test_each_track_has_its_own_words():
    conditions = {
        each.name: [condition.__name__ for condition in each.conditions]
        for each in Dossier._meta.get_field("state").get_all_transitions(Dossier)
        if each.conditions
    }
    assert conditions == {
        "submit_eligibility": ["on_segur_track"],
        "submit_admissibility": ["on_dmn_track"],
        "start_early_instruction": ["on_segur_track"],
        "declare_complete": ["is_not_complete"],
        "award_referencing": ["on_segur_track"],
        "award_certificate": ["on_dmn_track"],
        "reinstate_referencing": ["on_segur_track"],
        "reinstate_certificate": ["on_dmn_track"],
    }


@pytest.mark.django_db
@pytest.mark.parametrize("model", [Dossier, DossierChapter, ExpectedProof])
def test_the_database_refuses_a_state_that_does_not_exist(model):
    make_case()
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.update(state="approuve")
    assert not model.objects.filter(state="approuve").exists()


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["reference", "certifie", "refuse", "suspendu", "retire"])
def test_the_database_refuses_a_decided_state_without_its_day(state):
    case = make_case()
    with pytest.raises(IntegrityError), transaction.atomic():
        Dossier.objects.filter(pk=case.dossier.pk).update(state=state)
    assert case.reload().state == "brouillon"


@pytest.mark.django_db
@pytest.mark.parametrize("column", ["eligibility_on", "proofs_on", "instruction_on"])
def test_the_database_refuses_a_state_without_the_day_that_led_to_it(column):
    case = make_case_at("instruction")
    with pytest.raises(IntegrityError), transaction.atomic():
        Dossier.objects.filter(pk=case.dossier.pk).update(**{column: None})
    assert case.reload().instruction_on == COMPLETE


@pytest.mark.django_db
def test_a_state_is_not_assigned():
    case = make_case()
    with pytest.raises(AttributeError):
        case.dossier.state = "reference"
