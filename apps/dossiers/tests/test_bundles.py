"""The deposit bundle: unzipped and verified, hostile names, same bytes twice, all or nothing."""

import csv
import hashlib
import io
import json
import tracemalloc
import zipfile
from datetime import date, datetime
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils.translation import override
from pypdf import PdfReader

from apps.core.refusals import Conflict
from apps.dossiers import services
from apps.dossiers.bundle import BrokenBundle, Bundle, Entry
from apps.dossiers.bundle_names import LONGEST, archive_names
from apps.dossiers.models import Round, RoundItem
from apps.dossiers.states import DossierState, Nature
from apps.dossiers.tests.builders import COMPLETE, SUBMITTED, make_case_at
from apps.evidence.models import Blob, Download
from apps.evidence.services import store_file
from apps.evidence.states import ScanState
from apps.evidence.store import path_of
from apps.evidence.tests.builders import close, make_upload
from apps.products.journal import events_of
from apps.rules.counting import PARIS

pytestmark = pytest.mark.django_db

TODAY = date(2026, 1, 12)
NOW = datetime(2026, 1, 12, 9, tzinfo=PARIS)
CONTENTS = [b"%%PDF-1.7\n1 0 obj\n<< /N %d >>\nendobj\n%%%%EOF\n" % number for number in range(3)]


def deposited(*names) -> Round:
    """Return the round of a dossier whose proofs hold real files of the vault, of these names."""
    case = make_case_at(DossierState.PREUVES)
    proofs = list(case.dossier.proofs.applicable())
    names = names or ("Rapport été.pdf", "=cmd.pdf", "Rapport été.pdf")
    for rank, proof in enumerate(proofs):
        case.act("lay_version", SUBMITTED, [proof.pk], real_file(case, names, rank))
    case.submit_chapters()
    case.act("declare_complete", COMPLETE)
    return case.dossier.rounds.last()


def real_file(case, names, rank):
    return store_file(
        case.team.product,
        make_upload(CONTENTS[rank % 3], names[rank % len(names)]),
        by=case.team.alice,
        kind="document",
        document_on=date(2025, 12, 1),
        today=SUBMITTED,
    )


def export(made: Round, by=None) -> bytes:
    bundle = services.export_round(made.pk, by=by or made.recorded_by, on=TODAY, now=NOW)
    return b"".join(bundle.stream())


def opened(content: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(content))


def refusal(made: Round) -> list[str]:
    with pytest.raises(Conflict) as refused:
        services.export_round(made.pk, by=made.recorded_by, on=TODAY, now=NOW)
    return [blocker.code for blocker in refused.value.blockers]


def test_everything_in_it_has_the_sum_it_says():
    made = deposited()
    archive = opened(export(made))

    sums = dict(
        reversed(line.split("  ", 1)) for line in archive.read("SHA256SUMS").decode().splitlines()
    )

    assert archive.testzip() is None
    assert set(sums) == set(archive.namelist()) - {"SHA256SUMS"}
    for name, wanted in sums.items():
        assert hashlib.sha256(archive.read(name)).hexdigest() == wanted
    assert sums["manifest.json"] == made.digest


def test_files_are_named_by_their_proof():
    made = deposited()
    names = opened(export(made)).namelist()

    assert names[:6] == [
        "SHA256SUMS",
        "manifest.csv",
        "manifest.json",
        "resume.pdf",
        "resume.html",
        "resume.css",
    ]
    assert names[6:] == [
        "INS-va1.06.01.01_Rapport été.pdf",
        "INS-va1.06.01.02_=cmd.pdf",
        "SSI-GEN.18.01.01_Rapport été.pdf",
        "SSI-GEN.20.01.01_Rapport été.pdf",
        "MSS-CONF.02.01.01_=cmd.pdf",
    ]


def test_the_manifests_say_the_same():
    made = deposited()
    archive = opened(export(made))
    table = list(
        csv.DictReader(io.StringIO(archive.read("manifest.csv").decode("utf-8-sig")), delimiter=";")
    )
    content = json.loads(archive.read("manifest.json"))

    assert [row["SHA-256"] for row in table] == [line["sha256"] for line in content["files"]]
    assert [row["Fichier"] for row in table] == archive.namelist()[6:]
    assert table[1]["Nom d’origine"] == "'=cmd.pdf"
    assert (content["number"], content["deposited_on"]) == (made.number, "2026-01-05")
    assert content["facts"]["kind"] == "complete"


def test_the_summary_is_french_whoever_asks(client, settings):
    made = deposited()
    client.force_login(made.recorded_by)
    with override("fr"):  # what the request chose ends with it
        answer = client.post(
            reverse("dossiers:round_bundle", args=[made.pk]), headers={"accept-language": "en"}
        )
    page = opened(b"".join(answer.streaming_content)).read("resume.html").decode()
    close(answer)

    assert "Horloge de l’ANS au jour du dépôt" in page
    assert "lundi 5 janvier 2026" in page
    assert made.digest in page


def test_two_exports_are_the_same_bytes_even_after_the_names_changed():
    made = deposited()
    first = export(made)
    product = made.dossier.product
    product.name = "Tout autre nom"
    product.save()
    Blob.objects.update(scan_state=ScanState.CLEAN)

    assert export(Round.objects.get(pk=made.pk)) == first


def test_taking_it_is_written_in_the_journal():
    made = deposited()
    export(made)

    event = events_of(made.dossier).filter(verb="export_round").get()
    assert event.sentence == f"Dossier de dépôt du tour {made.number} téléchargé"
    assert (event.occurred_on, event.recorded_by) == (TODAY, made.recorded_by)


def test_each_file_taken_with_it_is_a_line():
    made = deposited()
    export(made)

    lines = Download.objects.all()
    assert {line.version_id for line in lines} == {item.version_id for item in made.items.all()}
    assert {(line.person, line.within, line.way, line.at) for line in lines} == {
        (made.recorded_by, "MediCab 8.1, tour 3", "emporté dans un dépôt", NOW)
    }


def test_a_written_answer_is_taken_without_a_line():
    case = make_case_at(DossierState.PREUVES)
    proofs = list(case.dossier.proofs.applicable())
    for rank, proof in enumerate(proofs[1:]):
        version = real_file(case, ("Rapport.pdf",), rank)
        case.act("lay_version", SUBMITTED, [proof.pk], version)
    words = "Nous nous y engageons."
    case.act("answer_with_words", SUBMITTED, [proofs[0].pk], nature=Nature.TEXT, words=words)
    case.submit_chapters()
    case.act("declare_complete", COMPLETE)
    made = case.dossier.rounds.last()

    paper = PdfReader(io.BytesIO(opened(export(made)).read("resume.pdf")))
    assert words in " ".join(page.extract_text() for page in paper.pages)
    assert Download.objects.count() == made.items.count() - 1


def test_hostile_names_stay_in_the_folder():
    names = ["../../etc/passwd.pdf", "a:b*?.pdf", "COM1.pdf", ".caché.pdf", "-rf.pdf", "x" * 300]
    items = [SimpleNamespace(reference="../SC/x", filename=f"{name}.pdf") for name in names]
    items += [SimpleNamespace(reference="P\\1", filename="é" * 200 + ".pdf")]

    found = archive_names(items)

    for name in found:
        assert not set(name) & set('/\\:*?"<>|\n\r\t')
        assert not name.startswith((".", "-"))
        assert len(name.encode()) <= LONGEST
        assert name.endswith(".pdf")


def test_names_that_differ_by_case_alone_are_told_apart():
    items = [SimpleNamespace(reference="P1", filename=name) for name in ("a.pdf", "A.pdf", "a.pdf")]

    assert archive_names(items) == ["P1_a.pdf", "P1_A (2).pdf", "P1_a (3).pdf"]


@pytest.mark.parametrize(
    ("reference", "wanted"), [("SC.SSI/GEN.18", "SC.SSI-GEN.18_a"), ("", "preuve_a")]
)
def test_a_name_without_extension_or_number(reference, wanted):
    assert archive_names([SimpleNamespace(reference=reference, filename="a")]) == [wanted]


def test_a_missing_file_delivers_nothing():
    made = deposited()
    path_of(made.items.first().sha256).unlink()

    assert refusal(made) == ["missing"]
    assert not events_of(made.dossier).filter(verb="export_round").exists()


def test_an_altered_file_delivers_nothing():
    made = deposited()
    path = path_of(made.items.first().sha256)
    path.chmod(0o640)
    path.write_bytes(b"autre")

    assert refusal(made) == ["altered"]


def test_an_infected_file_delivers_nothing():
    made = deposited()
    Blob.objects.filter(sha256=made.items.first().sha256).update(scan_state=ScanState.INFECTED)

    assert refusal(made) == ["infected"]


def test_an_altered_manifest_delivers_nothing():
    made = deposited()
    Round.objects.filter(pk=made.pk).update(number=77)

    assert refusal(Round.objects.get(pk=made.pk)) == ["manifest_altered"]


def test_a_round_without_a_file_delivers_nothing():
    made = deposited()
    empty = Round.objects.create(
        dossier=made.dossier, number=9, deposited_on=COMPLETE, recorded_by=made.recorded_by
    )

    assert set(refusal(empty)) == {"manifest_altered", "no_file"}


def test_the_page_says_what_stands_in_the_way(client):
    made = deposited()
    path_of(made.items.first().sha256).unlink()
    client.force_login(made.recorded_by)

    answer = client.post(reverse("dossiers:round_bundle", args=[made.pk]))

    assert answer.status_code == 409
    assert not answer.streaming
    assert "manque dans le coffre" in answer.content.decode()


def test_the_answer_is_a_file_to_keep(client):
    made = deposited()
    client.force_login(made.recorded_by)
    answer = client.post(reverse("dossiers:round_bundle", args=[made.pk]))
    b"".join(answer.streaming_content)
    close(answer)

    assert answer["Content-Type"] == "application/zip"
    assert answer["Content-Disposition"] == 'attachment; filename="MediCab 8.1 tour 3.zip"'
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_file_that_changes_on_the_way_leaves_a_zip_that_does_not_open():
    made = deposited()
    bundle = services.export_round(made.pk, by=made.recorded_by, on=TODAY, now=NOW)
    item = RoundItem.objects.filter(round=made).last()
    path = path_of(item.sha256)
    path.chmod(0o640)
    path.write_bytes(b"autre")
    got = []

    with pytest.raises(BrokenBundle):
        got.extend(bundle.stream())

    with pytest.raises(zipfile.BadZipFile):
        opened(b"".join(got))


def test_a_large_bundle_needs_little_memory(settings):
    made = deposited()
    path = path_of("ab" * 32)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as large:
        large.truncate(100 * 1024 * 1024)
    with path.open("rb") as large:
        digest = hashlib.file_digest(large, "sha256").hexdigest()
    path_of(digest).parent.mkdir(parents=True, exist_ok=True)
    path.rename(path_of(digest))
    bundle = Bundle("x.zip", made.deposited_on, [Entry("x.bin", digest, 100 * 1024 * 1024)])

    tracemalloc.start()
    size = sum(len(piece) for piece in bundle.stream())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert size > 100 * 1024 * 1024
    assert peak < 8 * 1024 * 1024
