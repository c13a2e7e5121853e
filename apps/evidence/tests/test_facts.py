"""What people say of a version: language, signature, check-list; and what a PDF says itself."""

import io
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, TextStringObject

from apps.core.refusals import Conflict, Invalid
from apps.evidence.facts import describe_version, tick_items
from apps.evidence.models import CheckTick, EvidenceVersion
from apps.evidence.states import EvidenceKind
from apps.evidence.tests.builders import TODAY, make_evidence_version, make_pdf
from apps.evidence.wording import CHECKLISTS
from apps.products.journal import events_of
from apps.products.tests.builders import make_team

LATER = date(2026, 3, 5)


@pytest.fixture
def team(db):
    return make_team()


def deposit(team, kind=EvidenceKind.PASSI_FORM, **facts):
    facts = {"kind": kind, "document_on": TODAY} | facts
    return make_evidence_version(team.product, by=team.bob, **facts)


def signed_pdf() -> bytes:
    """Return a PDF with one signed field and one still empty."""
    writer, out = PdfWriter(clone_from=PdfReader(io.BytesIO(make_pdf("Signé")))), io.BytesIO()
    value = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Sig"),
            NameObject("/ByteRange"): ArrayObject(NumberObject(n) for n in (0, 1, 2, 3)),
        }
    )
    fields = ArrayObject()
    for name, signature in (("Prestataire", value), ("Client", None)):
        field = DictionaryObject(
            {
                NameObject("/FT"): NameObject("/Sig"),
                NameObject("/T"): TextStringObject(name),
            }
        )
        if signature:
            field[NameObject("/V")] = writer._add_object(signature)
        fields.append(writer._add_object(field))
    form = DictionaryObject({NameObject("/Fields"): fields})
    writer._root_object[NameObject("/AcroForm")] = writer._add_object(form)
    writer.write(out)
    return out.getvalue()


def page_of(client, version) -> str:
    url = reverse("evidence:detail", args=[version.evidence_id])
    return client.get(url).content.decode()


def test_a_description_is_kept_and_written_in_the_journal(team):
    version = deposit(team)
    describe_version(
        version.pk, by=team.bob, on=LATER, language="en", signed=True, tsp="  Tiers   Sûr "
    )

    version.refresh_from_db()
    assert (version.language, version.signed, version.tsp) == ("en", True, "Tiers Sûr")
    event = events_of(version.evidence).first()
    assert event.sentence == "Langue et signature de « preuve » v1"
    assert event.note == "anglais · signé électroniquement · Tiers Sûr"
    assert (event.occurred_on, event.recorded_by) == (LATER, team.bob)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"language": "de"}, "language"),
        ({"tsp": "Tiers"}, "tsp"),
        ({"signed": False, "tsp": "Tiers"}, "tsp"),
        ({"signed": True, "tsp": "x" * 121}, "tsp"),
    ],
)
def test_an_impossible_description_changes_nothing(team, facts, field):
    version = deposit(team)
    with pytest.raises(Invalid) as refused:
        describe_version(version.pk, by=team.bob, on=LATER, **facts)
    assert refused.value.field == field
    assert EvidenceVersion.objects.get() == version
    assert EvidenceVersion.objects.get().revision == 0


@pytest.mark.parametrize(
    "do", [describe_version, lambda pk, **facts: tick_items(pk, set(), **facts)]
)
def test_who_may_say_it(team, do):
    version = deposit(team)
    do(version.pk, by=team.alice, on=LATER)
    with pytest.raises(PermissionDenied):
        do(version.pk, by=team.rita, on=LATER)
    with pytest.raises(Http404):
        do(version.pk, by=team.charlie, on=LATER)


def test_a_stale_page_is_refused(team):
    version = deposit(team)
    describe_version(version.pk, by=team.bob, on=LATER, signed=True, revision=0)
    with pytest.raises(Conflict):
        describe_version(version.pk, by=team.alice, on=LATER, signed=False, revision=0)
    with pytest.raises(Conflict):
        tick_items(version.pk, {"dated"}, by=team.alice, on=LATER, revision=0)
    assert EvidenceVersion.objects.get().signed is True


@pytest.mark.parametrize(
    ("kind", "signed", "tsp", "words"),
    [
        (EvidenceKind.PASSI_FORM, None, "", "Dites si"),
        (EvidenceKind.PASSI_FORM, False, "", "doit être signé électroniquement"),
        (EvidenceKind.PASSI_FORM, True, "", "Nommez le prestataire"),
        (EvidenceKind.PASSI_FORM, True, "Tiers", ""),
        (EvidenceKind.WRITTEN_COMMITMENT, None, "", "Dites si"),
        (EvidenceKind.ATTESTATION_HONNEUR, False, "", ""),
        (EvidenceKind.DOCUMENT, None, "", ""),
    ],
)
def test_what_is_still_to_be_said(team, kind, signed, tsp, words):
    version = deposit(team, kind)
    version.signed, version.tsp = signed, tsp
    assert words in " ".join(map(str, version.doubts))
    assert bool(version.doubts) == bool(words)


def test_the_form_asks_for_a_signature_where_the_kind_does(client, team):
    client.force_login(team.bob)
    asked = client.get(reverse("evidence:describe", args=[deposit(team).pk])).content.decode()
    plain = deposit(team, EvidenceKind.DOCUMENT)
    page = client.get(reverse("evidence:describe", args=[plain.pk])).content.decode()
    assert 'name="tsp"' in asked
    assert 'name="language"' in page
    assert 'name="tsp"' not in page


def test_the_form_keeps_what_it_does_not_ask(client, team):
    version = deposit(team, EvidenceKind.DOCUMENT)
    describe_version(version.pk, by=team.bob, on=LATER, signed=True, tsp="Tiers")
    client.force_login(team.bob)
    url = reverse("evidence:describe", args=[version.pk])
    response = client.post(url, {"language": "fr", "revision": 1}, follow=True)
    version.refresh_from_db()
    assert (version.language, version.signed, version.tsp) == ("fr", True, "Tiers")
    assert "La description est enregistrée" in response.content.decode()


def test_the_whole_way_of_a_description(client, team):
    version = deposit(team)
    client.force_login(team.bob)
    url = reverse("evidence:describe", args=[version.pk])
    wrong = client.post(url, {"signed": "non", "tsp": "Tiers", "revision": 0})
    assert wrong.status_code == 422
    assert 'value="Tiers"' in wrong.content.decode()
    client.post(url, {"language": "fr", "signed": "oui", "tsp": "Tiers", "revision": 0})
    page = page_of(client, version)
    assert "signé électroniquement, Tiers" in page
    client.force_login(team.rita)
    assert client.get(url).status_code == 403
    assert url not in page_of(client, version)


def test_ticks_keep_who_found_a_point_first(team):
    version = deposit(team, EvidenceKind.CNDA_SCREENSHOT)
    tick_items(version.pk, {"software"}, by=team.bob, on=LATER)
    tick_items(version.pk, {"software", "status"}, by=team.alice, on=LATER)

    progress = EvidenceVersion.objects.get().checks
    assert (progress.done, progress.total) == (2, 3)
    assert progress.ticks["software"].ticked_by == team.bob
    assert progress.ticks["status"].ticked_by == team.alice
    event = events_of(version.evidence).first()
    assert event.sentence == "Contrôle de « preuve » v1 : 2 points sur 3"
    assert event.note == "+ Le statut se lit : Pré-examen (« En cours actif ») ou plus loin."

    tick_items(version.pk, {"status"}, by=team.bob, on=LATER)
    assert set(EvidenceVersion.objects.get().checks.ticks) == {"status"}
    assert events_of(version.evidence).first().note.startswith("− Le logiciel")


def test_ticking_nothing_new_is_no_event(team):
    version = deposit(team, EvidenceKind.CNDA_SCREENSHOT)
    tick_items(version.pk, {"software"}, by=team.bob, on=LATER)
    count = events_of(version.evidence).count()
    tick_items(version.pk, {"software"}, by=team.alice, on=LATER)
    assert events_of(version.evidence).count() == count


def test_a_point_of_another_list_is_refused(team):
    version = deposit(team, EvidenceKind.CNDA_SCREENSHOT)
    with pytest.raises(Invalid):
        tick_items(version.pk, {"software", "tests"}, by=team.bob, on=LATER)
    assert not CheckTick.objects.exists()


def test_the_lists_of_the_rules():
    sizes = {kind: len(items) for kind, items in CHECKLISTS.items()}
    assert sizes == {
        EvidenceKind.CNDA_SCREENSHOT: 3,
        EvidenceKind.BACKUP_PROCEDURE: 8,
        EvidenceKind.PASSI_FORM: 7,
        EvidenceKind.DATA_EXPORT: 7,
    }
    for items in CHECKLISTS.values():
        assert len({item.code for item in items}) == len(items)


def test_the_whole_way_of_a_check(client, team):
    version = deposit(team, EvidenceKind.CNDA_SCREENSHOT)
    client.force_login(team.bob)
    url = reverse("evidence:check", args=[version.pk])
    assert "La date de retour prévisionnelle se lit." in client.get(url).content.decode()
    assert client.post(url, {"codes": ["autre"], "revision": 0}).status_code == 422
    client.post(url, {"codes": ["software", "return"], "revision": 0})
    page = page_of(client, version)
    assert "Contrôle : 2 sur 3" in page.replace("\u00a0", " ")
    assert "Bob, le " in page
    listed = client.get(reverse("evidence:list", args=[team.product.pk])).content.decode()
    assert "Contrôle : 2 sur 3" in listed.replace("\u00a0", " ")


def test_a_kind_without_a_list_says_so(client, team):
    version = deposit(team, EvidenceKind.DOCUMENT)
    client.force_login(team.bob)
    assert client.get(reverse("evidence:check", args=[version.pk])).status_code == 409
    assert "Contrôle" not in page_of(client, version)


def test_a_signature_is_found_and_not_judged(client, team):
    signed = deposit(team, content=signed_pdf(), name="signé.pdf")
    plain = deposit(team, content=make_pdf("Nu"), name="nu.pdf")
    assert (signed.blob.signatures, plain.blob.signatures) == (1, 0)
    client.force_login(team.rita)
    assert "signature trouvée dans le PDF, validité non vérifiée" in page_of(client, signed)
    assert "signature trouvée" not in page_of(client, plain)


def test_a_signature_that_cannot_be_read_is_unknown(team):
    version = deposit(team, content=b"%PDF-1.7\n/ByteRange [0 1 2 3]\n%%EOF\n", name="abime.pdf")
    assert version.blob.signatures is None


def test_the_register_has_a_line_per_version_and_no_formula(client, team):
    version = deposit(team, EvidenceKind.PASSI_FORM, title="=1+1", name="passi.pdf")
    describe_version(version.pk, by=team.bob, on=LATER, language="fr", signed=True, tsp="Tiers")
    tick_items(version.pk, {"dated", "signed"}, by=team.bob, on=LATER)
    client.force_login(team.rita)
    response = client.get(reverse("evidence:export", args=[team.product.pk]))
    lines = response.content.decode("utf-8-sig").splitlines()

    assert response["Content-Disposition"] == 'attachment; filename="Documents de MediCab.csv"'
    assert len(lines) == 2
    assert lines[1].startswith("'=1+1;Formulaire PASSI;1;passi.pdf;2026-03-04;")
    assert ";Bob;français;oui;Tiers;0;2/7;" in lines[1]
    assert lines[1].endswith(version.blob.sha256)


def test_lists_cost_as_many_questions_for_many_rows(client, team, django_assert_max_num_queries):
    client.force_login(team.rita)
    client.get(reverse("evidence:list", args=[team.product.pk]))
    counts = []
    for number in (1, 8):
        while EvidenceVersion.objects.count() < number:
            version = deposit(team, EvidenceKind.CNDA_SCREENSHOT)
            tick_items(version.pk, {"software"}, by=team.bob, on=LATER)
        for name in ("evidence:list", "evidence:export"):
            with django_assert_max_num_queries(40) as asked:
                client.get(reverse(name, args=[team.product.pk]))
            counts.append(len(asked))
    assert counts[:2] == counts[2:]
