"""The summary on paper: PDF/A-3b as far as a test sees, the facts of the round, the same bytes."""

import hashlib
import io
from datetime import date

import pytest
from defusedxml import ElementTree
from pypdf import PdfReader

from apps.dossiers import services
from apps.dossiers.bundle_pdf import Paper
from apps.dossiers.models import Round
from apps.dossiers.tests.test_bundles import deposited, export, opened

pytestmark = pytest.mark.django_db
AID = "{http://www.aiim.org/pdfa/ns/id/}"


def summary_of(made: Round) -> bytes:
    return opened(export(made)).read("resume.pdf")


def read(content: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(content), strict=True)


def words_of(reader: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def objects_of(reader: PdfReader) -> list:
    return [reader.get_object(number) for number in range(1, int(reader.trailer["/Size"]))]


def test_it_declares_what_it_is():
    root = read(summary_of(deposited())).trailer["/Root"]
    metadata = ElementTree.fromstring(root["/Metadata"].get_data().decode().strip("\ufeff"))
    intent = root["/OutputIntents"][0]

    assert metadata.find(f".//{AID}part").text == "3"
    assert metadata.find(f".//{AID}conformance").text == "B"
    assert intent["/S"] == "/GTS_PDFA1"
    assert len(intent["/DestOutputProfile"].get_object().get_data()) > 1000
    assert root["/Lang"] == "fr-FR"


def test_it_needs_nothing_of_the_outside():
    reader = read(summary_of(deposited()))
    objects = [each for each in objects_of(reader) if hasattr(each, "keys")]
    descriptors = [each for each in objects if each.get("/Type") == "/FontDescriptor"]

    assert not reader.is_encrypted
    assert reader.trailer["/ID"]
    assert len(descriptors) == 2
    assert all("/FontFile2" in each for each in descriptors)
    assert not [each for each in objects if "/JS" in each or each.get("/S") == "/JavaScript"]
    assert not [each for each in objects if "/URI" in each or each.get("/Subtype") == "/Link"]


def test_it_says_what_the_round_froze():
    made = deposited()
    words = words_of(read(summary_of(made)))

    for said in (
        "MediCab 8.1, tour 3",
        made.facts["publisher"],
        made.facts["dsr"],
        made.digest,
        "Pourquoi cette date",
        "lundi 5 janvier 2026",
        "page 1 sur",
        *set(made.facts["chapters"].values()),
        *(item.reference for item in made.items.all()),
    ):
        assert said in words
    whole = words.replace(" ", "")
    assert all(item.sha256 in whole for item in made.items.all())


def test_the_manifest_travels_in_it():
    made = deposited()
    reader = read(summary_of(made))

    content = reader.attachments["manifest.json"][0]
    assert hashlib.sha256(content).hexdigest() == made.digest
    [associated] = reader.trailer["/Root"]["/AF"]
    assert associated.get_object()["/AFRelationship"] == "/Source"


def test_the_same_round_gives_the_same_bytes_another_day(time_machine):
    made = deposited()
    time_machine.move_to("2026-02-01 09:00:00+01:00")
    first = summary_of(made)
    time_machine.move_to("2031-07-14 23:00:00+02:00")
    assert summary_of(Round.objects.get(pk=made.pk)) == first


def test_a_round_of_before_the_trace_has_a_summary_too():
    made = deposited()
    facts = {key: value for key, value in made.facts.items() if key not in {"clock", "chapters"}}
    items = list(made.items.select_related("version__blob"))
    made.facts = facts
    bundle = services.bundles.make_bundle(made, items)
    content = next(entry.data for entry in bundle.entries if entry.name == "resume.pdf")
    assert "noté avant que la trace" in words_of(read(content))


def test_letters_that_the_fonts_lack_become_a_mark():
    paper = Paper("Essai", date(2026, 1, 5))
    assert paper.clean("é’« œ\u00a0\u202f≥ 漢 🙂") == "é’« œ\u00a0\u202f≥ ? ?"
    assert paper.clean("a\x07b\u200bc\nd") == "a b c\nd"
    paper.written()
