"""Importing, freezing and deleting catalogue versions: literal counts, all or nothing."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from django.db.models import ProtectedError
from django.http import Http404

from apps.accounts.tests.builders import make_user
from apps.core.refusals import Conflict, Invalid
from apps.frameworks.models import (
    CatalogProof,
    CatalogVersion,
    Requirement,
    RequirementCatalog,
)
from apps.frameworks.services import delete_version, freeze_version, import_workbook
from apps.frameworks.states import Layout, RequirementKind
from apps.frameworks.tests.builders import make_catalog, make_dsr, rows_by_table
from apps.frameworks.tests.rem_builders import SAAS, requirement, write_workbook

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 6, 9, 30, tzinfo=UTC)
LATER = datetime(2026, 4, 1, 8, 0, tzinfo=UTC)
NOTHING = dict.fromkeys(
    (
        "RequirementCatalog",
        "CatalogVersion",
        "CatalogRow",
        "CatalogChapter",
        "Profile",
        "Requirement",
        "ConformityScenario",
        "CatalogProof",
    ),
    0,
)


def bring_in(path, **facts):
    defaults = {"by": None, "code": "rem-lgc-va2", "label": "1.0", "at": AT}
    return import_workbook(path, **defaults | facts)


@pytest.fixture
def workbook(tmp_path):
    return write_workbook(tmp_path / "rem.xlsx")


@pytest.mark.parametrize(("layout", "rows"), [("published", 8), ("convergence", 11), ("older", 8)])
def test_each_layout_becomes_rows(tmp_path, layout, rows):
    report = bring_in(write_workbook(tmp_path / "rem.xlsx", layout))

    assert rows_by_table() == {
        "RequirementCatalog": 1,
        "CatalogVersion": 1,
        "CatalogRow": rows,
        "CatalogChapter": 5,
        "Profile": 2,
        "Requirement": 6,
        "ConformityScenario": 7,
        "CatalogProof": 10,
    }
    version = CatalogVersion.objects.get()
    assert report.version == version
    assert report.new_catalog is True
    assert version.layout == report.layout == Layout(layout)
    assert (version.label, version.sheet, version.source_name) == ("1.0", "Exigences", "rem.xlsx")
    assert (version.imported_at, version.imported_by, version.frozen_at) == (AT, None, None)
    assert version.counts == {
        "rows": rows,
        "requirements": 6,
        "scenarios": 7,
        "proofs": 10,
        "chapters": 5,
        "profiles": 2,
        "oddities": 1,
    }
    assert [one["code"] for one in version.oddities] == ["requirement_without_scenario"]
    assert [name for name, _, _ in report.chapters] == [
        "Sécurité", "DMP", "MSSanté", "Pro Santé Connect", "Portabilité"
    ]  # fmt: skip
    assert report.chapters[0] == ("Sécurité", 2, 3)
    assert report.profiles == ("Général", SAAS)


def test_every_field_is_where_it_belongs(workbook):
    version = bring_in(workbook, name="REM des cabinets", dsr=make_dsr()).version

    assert version.catalog.name == "REM des cabinets"
    assert version.catalog.dsr.code == "DSR-MDV-LGC-Va2"
    one = version.requirements.get(reference="SC.DMP/UX.15")
    assert one.statement == (
        "Le système DOIT signaler les nouveaux documents.\n- à l’ouverture\n- en continu"
    )
    assert (one.chapter.name, one.profile.name, one.profile.always) == ("DMP", "Général", True)
    assert (one.function, one.comment) == ("Fonction principale", "Voir le guide d’intégration.")
    assert (one.perimeter, one.criticality) == ("Vague 2", "Majeure")
    assert one.publication_status == "Nouvelle exigence"
    assert (one.order, one.row_number, one.conditional) == (3, 4, False)
    assert [scenario.reference for scenario in one.scenarios.all()] == [
        "DMP/UX.15.01",
        "DMP/UX.15.02",
    ]
    assert [(p.scenario.reference, p.reference, p.text) for p in one.proofs.all()] == [
        ("DMP/UX.15.01", "DMP/UX.15.01.01", "Vidéo ou captures d’écran"),
        ("DMP/UX.15.02", "DMP/UX.15.02.01", "Vidéo ou captures d’écran"),
    ]
    assert version.requirements.get(reference="SC.MSS/CONF.02").kind == (
        RequirementKind.PRECONISATION
    )
    saas = version.requirements.get(reference="SC.SSI/GEN.06")
    assert (saas.profile.name, saas.profile.always, saas.conditional) == (SAAS, False, True)
    assert version.requirements.get(reference="SC.SSI/GEN.18").previous_wave_reference == (
        "SSI/va1.18"
    )


def test_rows_keep_the_order_of_their_columns(workbook):
    cells = bring_in(workbook).version.rows.get(number=2).cells

    assert [title for title, _ in cells] == [
        "Périmètre", "ID", "Chapitre", "Fonction", "Exigence", "Nature de l'exigence", "Profil",
        "N° scénario", "Scénario de conformité", "N° preuve 1", "Preuve 1", "N° preuve 2",
        "Preuve 2", "Statut publication", "VA N-1", "Criticité", "Ordre",
    ]  # fmt: skip
    assert cells[1] == ["ID", "SC.SSI/GEN.18"]


def test_a_proof_keeps_the_profile_of_its_own_row(tmp_path):
    def second_scenario_for_saas(rows):
        rows[3]["Profil"] = SAAS  # SC.DMP/UX.15, second scenario

    version = bring_in(write_workbook(tmp_path / "rem.xlsx", edit=second_scenario_for_saas)).version

    one = version.requirements.get(reference="SC.DMP/UX.15")
    assert one.profile.name == "Général"
    assert [proof.profile.name for proof in one.proofs.all()] == ["Général", SAAS]


def test_two_scenarios_without_a_number_are_told_apart_by_their_text(tmp_path):
    def no_numbers(rows):
        for row in rows:
            row["N° scénario"] = ""

    version = bring_in(write_workbook(tmp_path / "rem.xlsx", edit=no_numbers)).version

    found = {
        proof.reference: proof.scenario.text
        for proof in version.proofs.filter(requirement__reference="SC.DMP/UX.15")
    }
    assert found == {
        "DMP/UX.15.01.01": "Signaler à l’ouverture.",
        "DMP/UX.15.02.01": "Signaler en continu.",
    }


def test_a_number_used_by_two_scenarios_gives_two_proofs(tmp_path):
    def same_number(rows):
        rows[3]["N° preuve 1"] = "DMP/UX.15.01.01"

    version = bring_in(write_workbook(tmp_path / "rem.xlsx", edit=same_number)).version

    twins = version.proofs.filter(reference="DMP/UX.15.01.01")
    assert {proof.scenario.reference for proof in twins} == {"DMP/UX.15.01", "DMP/UX.15.02"}
    assert version.counts["proofs"] == 10


def test_a_requirement_without_a_chapter_gets_one(tmp_path):
    def no_chapter(rows):
        rows[-1]["Chapitre"] = ""

    report = bring_in(write_workbook(tmp_path / "rem.xlsx", edit=no_chapter))

    one = report.version.requirements.get(reference="PORT/va1.01")
    assert one.chapter.name == "Sans chapitre"
    assert report.counts.chapters == 4
    assert report.version.chapters.count() == 5


def test_a_file_object_is_read_under_the_name_given(workbook):
    report = bring_in(BytesIO(workbook.read_bytes()), filename="envoi.xlsx")
    assert report.version.source_name == "envoi.xlsx"
    assert len(report.sha256) == 64
    assert report.version.source_sha256 == report.sha256


def test_a_dry_run_tells_the_same_and_writes_nothing(workbook):
    dry = bring_in(workbook, dry_run=True, dsr=make_dsr())

    assert rows_by_table() == NOTHING
    assert dry.version is None
    real = bring_in(workbook)
    for fact in ("counts", "oddities", "chapters", "profiles", "layout", "sheet", "sha256"):
        assert getattr(dry, fact) == getattr(real, fact), fact


def test_a_dry_run_leaves_a_known_catalogue_alone(workbook):
    make_catalog()
    before = rows_by_table()
    report = bring_in(workbook, label="2.0", name="Un autre nom", dry_run=True)
    assert report.new_catalog is False
    assert rows_by_table() == before
    assert RequirementCatalog.objects.get().name == "rem-lgc-va2"


def test_the_same_label_twice_is_refused(workbook):
    bring_in(workbook)
    before = rows_by_table()
    with pytest.raises(Conflict, match="a déjà une version .*1.0.*: choisissez un autre nom"):
        bring_in(workbook, code="REM-LGC-VA2", label=" 1.0 ")
    assert rows_by_table() == before


def test_the_label_of_a_frozen_version_says_why(workbook):
    freeze_version(bring_in(workbook).version, at=AT)
    with pytest.raises(Conflict, match="figée parce qu’un dossier l’utilise"):
        bring_in(workbook, dry_run=True)


def test_the_same_file_under_another_label_is_imported_with_a_warning(workbook, tmp_path):
    bring_in(workbook)
    again = bring_in(workbook, label="1.1")
    assert again.same_content == ("1.0",)
    assert again.version.catalog.versions.count() == 2
    other = write_workbook(tmp_path / "other.xlsx", "convergence")
    assert bring_in(other, label="1.2").same_content == ()


def test_the_name_and_dsr_of_a_catalogue_change_only_when_given(workbook):
    dsr = make_dsr()
    bring_in(workbook, name="Premier nom", dsr=dsr)
    bring_in(workbook, label="1.1")
    catalog = RequirementCatalog.objects.get()
    assert (catalog.name, catalog.dsr) == ("Premier nom", dsr)
    bring_in(workbook, label="1.2", name="Second nom")
    catalog.refresh_from_db()
    assert (catalog.name, catalog.dsr) == ("Second nom", dsr)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"code": "rem lgc"}, "code"),
        ({"code": "référentiel"}, "code"),
        ({"code": ""}, "code"),
        ({"code": "x" * 61}, "code"),
        ({"label": " \x00 "}, "label"),
        ({"label": "1" * 61}, "label"),
        ({"name": "n" * 161}, "name"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_written(workbook, facts, field):
    with pytest.raises(Invalid) as refused:
        bring_in(workbook, **facts)
    assert refused.value.field == field
    assert rows_by_table() == NOTHING


@pytest.mark.parametrize("content", [b"", b"pas un classeur", b"PK\x03\x04 cut"])
def test_a_wrong_file_is_one_sentence_and_nothing_is_written(tmp_path, content):
    path = tmp_path / "wrong.xlsx"
    path.write_bytes(content)
    with pytest.raises(Invalid) as refused:
        bring_in(path)
    assert refused.value.field == "upload"
    assert refused.value.message.endswith(".")
    assert rows_by_table() == NOTHING


def test_a_path_that_cannot_be_is_refused():
    for path in ("/nowhere/rem.xlsx", "rem\x00.xlsx"):
        with pytest.raises(Invalid, match="introuvable ou illisible"):
            bring_in(path)


def test_only_administrators_import(workbook):
    with pytest.raises(PermissionDenied):
        bring_in(workbook, by=make_user("bob"))
    assert rows_by_table() == NOTHING
    ada = make_user("ada", is_superuser=True)
    assert bring_in(workbook, by=ada).version.imported_by == ada


def test_freezing_twice_keeps_the_first_moment():
    version = make_catalog()
    freeze_version(version, at=AT)
    freeze_version(version, at=LATER)
    version.refresh_from_db()
    assert version.frozen_at == AT
    assert version.is_frozen


def test_freezing_a_version_that_went_away_is_refused():
    version = make_catalog()
    copy = CatalogVersion.objects.get(pk=version.pk)
    version.delete()
    with pytest.raises(Conflict, match="vient d’être supprimée"):
        freeze_version(copy, at=AT)


def test_a_free_version_goes_with_all_that_was_read_from_it(workbook):
    ada = make_user("ada", is_superuser=True)
    delete_version(bring_in(workbook).version.pk, by=ada)
    assert rows_by_table() == NOTHING | {"RequirementCatalog": 1}
    assert bring_in(workbook).version.label == "1.0"


def test_a_frozen_version_stays(workbook):
    ada = make_user("ada", is_superuser=True)
    version = bring_in(workbook).version
    freeze_version(version, at=AT)
    before = rows_by_table()
    with pytest.raises(Conflict, match="est figée"):
        delete_version(version.pk, by=ada)
    assert rows_by_table() == before


def test_only_administrators_delete(workbook):
    version = bring_in(workbook).version
    with pytest.raises(PermissionDenied):
        delete_version(version.pk, by=make_user("bob"))
    with pytest.raises(Http404):
        delete_version(version.pk + 1, by=make_user("ada", is_superuser=True))
    assert CatalogVersion.objects.count() == 1


def test_a_chapter_or_profile_in_use_cannot_go_alone(workbook):
    version = bring_in(workbook).version
    with pytest.raises(ProtectedError):
        version.catalog.delete()
    assert Requirement.objects.count() == 6
    assert CatalogProof.objects.count() == 10


def test_the_search_ignores_accents_and_capitals(workbook):
    requirements = bring_in(workbook).version.requirements
    for text, found in (
        ("sc.dmp/ux", ["SC.DMP/UX.15"]),
        ("DÉFAILLANCE", []),
        ("SYSTEME doit NOUVEAUX", ["SC.DMP/UX.15"]),
        ("ux.15.02.01", ["SC.DMP/UX.15"]),
        ("certificat hds", ["SC.SSI/GEN.06"]),
        ("%", []),
    ):
        assert [one.reference for one in requirements.search(text)] == found, text


def test_the_outline_gives_each_scenario_its_proofs(workbook):
    version = bring_in(workbook).version
    one = version.requirements.with_whole().get(reference="SC.PSC.01")
    assert [
        (scenario.reference, [proof.reference for proof in proofs])
        for scenario, proofs in one.outline
    ] == [
        ("PSC.01.01", ["PSC.01.01.01", "PSC.01.01.02"]),
        ("PSC.01.02", ["PSC.01.02.01"]),
    ]
    loose = version.proofs.get(reference="PSC.01.02.01")
    loose.scenario = None
    loose.save()
    one = version.requirements.with_whole().get(reference="SC.PSC.01")
    assert one.outline[-1] == (None, [loose])


LONG = "a" * 90


@pytest.mark.parametrize(
    ("column", "value", "where", "limit"),
    [
        ("ID", "SC." + LONG, "reference", 60),
        ("Périmètre", "p" * 130, "perimeter", 120),
        ("Criticité", "c" * 41, "criticality", 40),
        ("Statut publication", "s" * 121, "publication_status", 120),
        ("VA N-1", "v" * 256, "previous_wave_reference", 255),
    ],
)
def test_what_is_longer_than_its_column_is_cut_and_said(tmp_path, column, value, where, limit):
    def lengthen(rows):
        rows[0][column] = value

    one = requirement("SC.PSC.01", "PSC", "Le système DOIT ouvrir.", ("Ouvrir.", "Vidéo"))
    version = bring_in(
        write_workbook(tmp_path / "rem.xlsx", "published", [one], edit=lengthen)
    ).version

    assert getattr(version.requirements.get(), where) == value[:limit]
    cut = [row for row in version.oddities if row["code"] == "text_cut"]
    assert [row["row"] for row in cut] == [2]
    assert f"coupé à {limit}" in cut[0]["message"]
    assert [column, value] in version.rows.get().cells


def test_long_names_of_chapters_profiles_scenarios_and_proofs_are_cut(tmp_path):
    def lengthen(rows):
        rows[0] |= {
            "Chapitre": "h" * 256,
            "Profil": "é" * 5000,
            "N° scénario": "n" * 61,
            "N° preuve 1": "m" * 61,
        }

    one = requirement("SC.PSC.01", "PSC", "Le système DOIT ouvrir.", ("Ouvrir.", "Vidéo"))
    version = bring_in(
        write_workbook(tmp_path / "rem.xlsx", "published", [one], edit=lengthen)
    ).version

    proof = version.proofs.select_related("scenario", "profile").get()
    assert version.chapters.get().name == "h" * 255
    assert proof.profile.name == "é" * 500
    assert proof.scenario.reference == "n" * 60
    assert proof.reference == "m" * 60
    cut = [row["message"] for row in version.oddities if row["code"] == "text_cut"]
    assert len(cut) == 4


def test_references_that_differ_beyond_their_column_are_refused(tmp_path):
    twins = [
        requirement("S" * 60 + end, "PSC", "Le système DOIT ouvrir.", ("Ouvrir.", "Vidéo"))
        for end in ("1", "2")
    ]
    path = write_workbook(tmp_path / "rem.xlsx", "published", twins)
    with pytest.raises(Invalid, match="lignes 2 et 3 ne diffèrent qu’après leur 60e caractère"):
        bring_in(path)
    assert rows_by_table() == NOTHING


def test_characters_that_a_database_refuses_are_left_out(tmp_path):
    def nul(rows):
        rows[0]["Commentaire"] = "avant_x0000_après"

    path = write_workbook(tmp_path / "rem.xlsx", edit=nul)
    version = bring_in(path, label="1\x00.0", filename="nul\x00\ud800.xlsx").version
    version.refresh_from_db()
    assert (version.label, version.source_name) == ("1.0", "nul.xlsx")
    texts = [text for row in version.rows.all() for cell in row.cells for text in cell]
    assert not any("\x00" in text for text in texts)


def test_an_import_costs_few_queries_whatever_its_size(tmp_path, django_assert_max_num_queries):
    many = [
        requirement(f"SC.X.{n}", f"Chapitre {n % 9}", "Le système DOIT.", (f"Voir {n}.", "Vidéo"))
        for n in range(300)
    ]
    path = write_workbook(tmp_path / "large.xlsx", "published", many)
    # Each table in one query on PostgreSQL; SQLite takes 999 values a query, some 50 requirements.
    with django_assert_max_num_queries(30):
        bring_in(path)
    assert rows_by_table()["CatalogProof"] == 300
