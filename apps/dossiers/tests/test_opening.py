"""Opening a dossier: what is copied, what is refused, and at what cost."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from apps.core.refusals import Conflict, Invalid
from apps.dossiers import services
from apps.dossiers.kinds import guess_kind
from apps.dossiers.models import Dossier, ExpectedProof
from apps.dossiers.states import ProofState
from apps.dossiers.tests.builders import OPENED, make_case, make_case_at
from apps.evidence.states import EvidenceKind as K
from apps.frameworks.tests.builders import make_catalog, make_dsr, make_pathway
from apps.products.tests.builders import make_team

pytestmark = pytest.mark.django_db


def opening(team, dsr, catalog, *, by=None, on=OPENED, today=OPENED, **facts):
    facts = {"profiles": [], "responsible": team.alice} | facts
    return services.open_dossier(
        team.version.pk, by=by or team.alice, on=on, today=today, dsr=dsr, catalog=catalog, **facts
    )


def test_a_dossier_copies_the_catalogue_and_freezes_it():
    case = make_case()
    dossier = case.dossier

    assert [each.name for each in dossier.chapters.all()] == ["INS", "SSI"]
    proofs = {each.reference: each for each in dossier.proofs.all()}
    assert len(proofs) == 6
    assert proofs["INS/va1.42.01.01"].state == ProofState.NON_APPLICABLE
    assert proofs["INS/va1.06.01.01"].state == ProofState.ATTENDUE
    assert not proofs["MSS/CONF.02.01.01"].blocking
    assert proofs["SSI/GEN.18.01.01"].kind == K.PASSI_FORM
    assert dossier.proofs_blocking == 4
    case.catalog.refresh_from_db()
    assert case.catalog.frozen_at is not None


def test_profiles_are_chosen_at_the_opening_and_later():
    case = make_case(profiles=["Stockage de copies"])
    assert case.dossier.proofs_blocking == 5
    kept = case.proof("va1.42.01.01")
    case.act("lay_version", OPENED, [kept.pk], case.file())
    case.act("choose_profiles", OPENED, profiles=[])
    assert case.proof("va1.42.01.01").state == ProofState.NON_APPLICABLE
    assert case.dossier.proofs_blocking == 4
    case.act("choose_profiles", OPENED, profiles=case.catalog.profiles.all())
    assert case.proof("va1.42.01.01").state == ProofState.DEPOSEE
    assert [each.name for each in case.dossier.profiles.all()] == ["Stockage de copies"]


def test_profiles_stay_once_the_review_begins():
    case = make_case_at("instruction")
    with pytest.raises(Conflict):
        case.act("choose_profiles", date(2026, 2, 1), profiles=[])


def test_only_a_lead_opens_a_dossier():
    team, dsr, catalog = make_team(), make_dsr(), make_catalog()
    for person, error in (
        (team.bob, PermissionDenied),
        (team.rita, PermissionDenied),
        (team.charlie, Http404),
    ):
        with pytest.raises(error):
            opening(team, dsr, catalog, by=person)
    assert not Dossier.objects.exists()
    assert opening(team, dsr, catalog, by=team.admin).responsible == team.alice


def refused(field, team, dsr, catalog, **facts):
    before = Dossier.objects.count()
    with pytest.raises(Invalid) as refusal:
        opening(team, dsr, catalog, **facts)
    assert refusal.value.field == field
    assert Dossier.objects.count() == before


def test_what_does_not_fit_is_refused_with_its_field():
    team, dsr, catalog = make_team(), make_dsr(), make_catalog()
    other = make_dsr("DSR-HOP-DPI-Va2")
    refused("on", team, dsr, catalog, on=date(2025, 11, 4))
    refused("planned_deposit_on", team, dsr, catalog, planned_deposit_on=date(2025, 11, 2))
    refused("responsible", team, dsr, catalog, responsible=team.rita)
    refused("dmn_track", team, dsr, catalog, dmn_track="marque")
    foreign = make_catalog(code="autre", label="1.0").profiles.all()
    refused("profiles", team, dsr, catalog, profiles=foreign)
    catalog.catalog.dsr = other
    catalog.catalog.save()
    refused("catalog", team, dsr, catalog)
    opening(team, other, catalog)
    refused("dsr", team, other, catalog)


def test_a_dmn_follows_one_track_unless_it_says_why():
    plain, dsr = make_team(), make_dsr("DMN", pathway=make_pathway("DMN"), homologations=())
    catalog = make_catalog()
    refused("dsr", plain, dsr, catalog, dmn_track="marque")
    plain.product.is_dmn = True
    plain.product.save()
    refused("dmn_track", plain, dsr, catalog)
    opening(plain, dsr, catalog, dmn_track="generique")
    refused("dsr", plain, dsr, catalog, dmn_track="generique")
    refused("track_reason", plain, dsr, catalog, dmn_track="marque")
    second = opening(
        plain, dsr, catalog, dmn_track="marque", track_reason="Deux pathologies suivies."
    )
    assert second.track_reason == "Deux pathologies suivies."


def queries_of(count):
    lines = [
        (f"C{rank % 8}", "Général", f"EX.{count}.{rank}", "exigence", ["Vidéo"])
        for rank in range(count)
    ]
    catalog = make_catalog(lines, code=f"rem-{count}")
    team_dsr = make_dsr(f"DSR-{count}", homologations=())
    return catalog, team_dsr


def test_opening_costs_the_same_number_of_queries_whatever_the_catalogue():
    team = make_team()
    costs = {}
    for count in (8, 400):
        catalog, dsr = queries_of(count)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            dossier = opening(team, dsr, catalog)
        assert dossier.proofs.count() == count
        costs[count] = len(seen)
    columns = len(ExpectedProof._meta.concrete_fields)
    batches = 400 * columns // 900 + 1  # SQLite takes some 999 values in a statement
    assert costs[400] <= costs[8] + batches
    assert costs[400] <= 45


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Formulaire du test d’intrusion signé par un organisme PASSI", K.PASSI_FORM),
        ("FORMULAIRE DU TEST D'INTRUSION", K.PASSI_FORM),
        ("Justificatif de l’homologation CNDA pour le DMP", K.CNDA_LETTER),
        ("Capture d’écran de l’espace CNDA", K.CNDA_SCREENSHOT),
        ("Attestation de conformité remise par le CNDA", K.CNDA_ATTESTATION),
        ("Attestation sur l’honneur signée", K.ATTESTATION_HONNEUR),
        ("Démonstration (vidéo ou copies d’écran)", K.VIDEO_OR_SCREENSHOT),
        ("Copies d'écran de la séquence", K.VIDEO_OR_SCREENSHOT),
        ("Vidéo du scénario", K.VIDEO),
        ("Identifiant de l’exécution du cas de test", K.TEST_RUN_ID),
        ("Lien permanent Gazelle du rapport", K.GAZELLE_PERMALINK),
        ("Certification HDS de l’hébergeur", K.HDS_CERTIFICATE),
        ("Matrice des flux du produit", K.FLOW_MATRIX),
        ("Procédure de sauvegarde et de restauration", K.BACKUP_PROCEDURE),
        ("Engagement écrit du candidat", K.WRITTEN_COMMITMENT),
        ("Extrait de configuration TLS", K.CONFIG_EXTRACT),
        ("Logs de connexion", K.LOGS),
        ("La source SMTP du message émis", K.MESSAGE_SOURCE),
        ("Déclaration du candidat", K.DECLARATION),
        ("Documentation du produit", K.DOCUMENT),
        ("", K.OTHER),
    ],
)
def test_the_kind_of_a_proof_is_read_from_its_words(text, kind):
    assert guess_kind(text) == kind
