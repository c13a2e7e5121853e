"""The dossier of a new application: it starts from the first one's files, and deposits nothing."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from apps.changes import services
from apps.changes.models import ChangeRecord
from apps.changes.states import ChangeState as S
from apps.changes.tests.builders import Case, complete
from apps.core.refusals import Conflict, Invalid
from apps.dossiers.models import Dossier, ProofAnswer, ReviewEvent, Round
from apps.dossiers.states import DossierState, ProofState
from apps.dossiers.tests.builders import make_case_at
from apps.evidence.models import Blob
from apps.evidence.states import ScanState
from apps.frameworks.models import CatalogProof
from apps.frameworks.tests.builders import make_catalog
from apps.products.tests.builders import make_product, make_version

pytestmark = pytest.mark.django_db
KNOWN = date(2026, 2, 23)
TODAY = date(2026, 3, 2)


@pytest.fixture
def case(db):
    awarded = make_case_at(DossierState.REFERENCE)
    return Case(awarded.team, awarded.dossier, list(awarded.dossier.catalog.requirements.all()))


@pytest.fixture
def change(case):
    row = services.record_change(
        case.dossier.pk,
        by=case.team.alice,
        on=KNOWN,
        today=TODAY,
        title="Nouveau serveur d’identité",
        responsible=case.team.alice,
    )
    act = {"by": case.team.alice, "on": TODAY, "today": TODAY}
    services.establish_impact(row.pk, **act)
    complete(case, row)
    services.notify_ans(row.pk, **act)
    services.require_new_request(row.pk, **act)
    return ChangeRecord.objects.get(pk=row.pk)


def application(case, change, **facts):
    facts = {
        "by": case.team.alice,
        "on": TODAY,
        "today": TODAY,
        "version": make_version(case.team.product, label=f"9.{Dossier.objects.count()}"),
        "catalog": case.dossier.catalog,
        "responsible": case.team.alice,
    } | facts
    return services.open_application(change.pk, **facts)


def answered(dossier):
    rows = ProofAnswer.objects.live().filter(proof__dossier=dossier)
    return {(row.proof.reference, row.version_id) for row in rows.select_related("proof")}


def test_it_starts_from_the_files_of_the_first_and_deposits_nothing(case, change):
    child = application(case, change)
    assert (child.state, child.dsr, child.catalog) == (
        DossierState.BROUILLON,
        case.dossier.dsr,
        case.dossier.catalog,
    )
    applicable = set(child.proofs.applicable().values_list("reference", flat=True))
    assert answered(child) == {each for each in answered(case.dossier) if each[0] in applicable}
    assert answered(child)
    rows = ProofAnswer.objects.filter(proof__dossier=child)
    assert all(row.carried_from.proof.dossier == case.dossier for row in rows)
    assert all(row.reworded_from is None for row in rows)
    carried = child.proofs.filter(answers__isnull=False)
    assert {proof.state for proof in carried} == {ProofState.DEPOSEE}
    assert not ReviewEvent.objects.filter(dossier=child).exists()
    assert not Round.objects.filter(dossier=child).exists()
    assert set(child.profiles.values_list("name", flat=True)) == set(
        case.dossier.profiles.values_list("name", flat=True)
    )


def test_the_modification_knows_its_dossier_and_keeps_it_when_filed(case, change):
    child = application(case, change)
    row = ChangeRecord.objects.get(pk=change.pk)
    assert (row.state, row.new_dossier) == (S.NOUVELLE_DEMANDE, child)
    with pytest.raises(Conflict) as refusal:
        application(case, change)
    assert [each.code for each in refusal.value.blockers] == ["already_open"]
    services.file_new_request(change.pk, by=case.team.alice, on=TODAY, today=TODAY)
    row = ChangeRecord.objects.get(pk=change.pk)
    assert (row.state, row.new_dossier) == (S.DEMANDE_DEPOSEE, child)


def test_a_file_is_in_doubt_where_another_catalogue_says_it_otherwise(case, change):
    newer = make_catalog(label="2.0")
    row = CatalogProof.objects.filter(version=newer, text__gt="").order_by("order").first()
    CatalogProof.objects.filter(pk=row.pk).update(text="Des mots nouveaux")
    child = application(case, change, catalog=newer)
    doubts = ProofAnswer.objects.doubtful().filter(proof__dossier=child)
    assert {answer.proof.catalog_proof_id for answer in doubts} == {row.pk}


def test_words_are_carried_over_too(case, change):
    waiting = case.dossier.proofs.applicable().filter(answers__isnull=False).first()
    ProofAnswer.objects.filter(proof=waiting).update(
        version=None, nature="text", words="Un essai par an"
    )
    child = application(case, change)
    rows = ProofAnswer.objects.filter(proof__dossier=child, version=None)
    assert {(row.proof.reference, row.words) for row in rows} == {
        (waiting.reference, "Un essai par an")
    }


def test_infected_files_stay_behind(case, change):
    Blob.objects.update(scan_state=ScanState.INFECTED)
    assert answered(application(case, change)) == set()


@pytest.mark.parametrize("what", ["version", "catalog"])
def test_what_does_not_go_with_the_product_is_refused_whole(case, change, what):
    facts = {"version": make_version(make_product("Autre", nil="9", responsible=case.team.alice))}
    if what == "catalog":
        empty = make_catalog(label="3.0")
        CatalogProof.objects.filter(version=empty).delete()
        facts = {"catalog": empty}
    with pytest.raises(Invalid) as refusal:
        application(case, change, **facts)
    assert refusal.value.field == what
    assert Dossier.objects.count() == 1
    assert ChangeRecord.objects.get().new_dossier is None


@time_machine.travel("2026-03-02 09:00:00+01:00", tick=False)
def test_from_the_page_to_the_proofs_that_say_they_are_carried_over(client, case, change):
    client.force_login(case.team.alice)
    version = make_version(case.team.product, label="9.0")
    url = reverse("changes:open_application", args=[change.pk])
    assert url in client.get(change.get_absolute_url()).content.decode()
    assert "Rien n’est déposé" in client.get(url).content.decode()
    answer = client.post(
        url,
        {
            "version": version.pk,
            "catalog": case.dossier.catalog_id,
            "responsible": case.team.alice.pk,
            "on": "2026-03-02",
            "revision": change.revision,
        },
    )
    child = Dossier.objects.get(product_version=version)
    assert answer.url == child.get_absolute_url()
    chapter = ProofAnswer.objects.filter(proof__dossier=child).first().proof.chapter
    page = client.get(reverse("dossiers:chapter", args=[chapter.pk])).content.decode()
    assert "reprise du dossier précédent" in page
    filing = client.get(reverse("changes:file_new_request", args=[change.pk]))
    assert f'value="{child.pk}" selected' in filing.content.decode()
