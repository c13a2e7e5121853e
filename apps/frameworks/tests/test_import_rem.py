"""The command `import_rem`: what it prints, and how it stops."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from apps.frameworks.models import CatalogVersion
from apps.frameworks.services import freeze_version
from apps.frameworks.tests.builders import make_dsr, rows_by_table
from apps.frameworks.tests.rem_builders import write_workbook
from apps.frameworks.tests.test_services import AT, NOTHING

pytestmark = pytest.mark.django_db


def run(path, **options) -> str:
    out = StringIO()
    defaults = {"framework": "rem-lgc-va2", "label": "1.0", "stdout": out}
    call_command("import_rem", str(path), **defaults | options)
    return out.getvalue().replace("\u00a0", " ")


def test_it_prints_the_counts_then_the_oddities_by_kind(tmp_path):
    def odd(rows):
        rows[0]["ID"] = "SC.SSI/GEN.18 "
        rows[6]["Chapitre"] = ""

    text = run(write_workbook(tmp_path / "rem.xlsx", edit=odd), name="REM", dsr=make_dsr().code)

    assert text.splitlines() == [
        "rem.xlsx : REM publié, feuille « Exigences »",
        "8 lignes, 6 exigences, 7 scénarios, 10 preuves, 5 chapitres, 2 profils",
        "2 particularités :",
        "  Blancs retirés d’un identifiant (1)",
        "    ligne 2 : Espaces superflus ou insécables retirés de l’identifiant « SC.SSI/GEN.18 » "
        "(colonne « ID »).",
        "  Exigence sans scénario (1)",
        "    ligne 9 : L’exigence PORT/va1.01 n’a aucun scénario.",
        "Importé : rem-lgc-va2, version 1.0.",
    ]
    version = CatalogVersion.objects.get()
    assert (version.catalog.name, version.catalog.dsr.code) == ("REM", "DSR-MDV-LGC-Va2")
    assert version.imported_by is None


def test_a_dry_run_writes_nothing_and_says_so(tmp_path):
    text = run(write_workbook(tmp_path / "rem.xlsx"), dry_run=True)
    assert "8 lignes, 6 exigences" in text
    assert text.endswith("Essai à blanc : rien n’a été écrit.\n")
    assert rows_by_table() == NOTHING


def test_the_same_file_again_is_said(tmp_path):
    path = write_workbook(tmp_path / "rem.xlsx")
    run(path)
    assert "Attention : la version « 1.0 » vient du même fichier." in run(path, label="1.1")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Ce fichier est vide"),
        (b"%PDF-1.7 notice", "n’est pas un classeur Excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 xls", "ancien format d’Excel"),
        (b"PK\x03\x04 cut short", "abîmé ou incomplet"),
    ],
)
def test_a_wrong_file_stops_with_one_sentence_and_nothing_written(tmp_path, content, sentence):
    path = tmp_path / "wrong.xlsx"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=sentence) as stopped:
        run(path)
    assert stopped.value.returncode == 1
    assert "\n" not in str(stopped.value)
    assert rows_by_table() == NOTHING


def test_a_missing_file_stops_with_one_sentence():
    with pytest.raises(CommandError, match="introuvable ou illisible"):
        run("/nowhere/rem.xlsx")


def test_a_workbook_of_something_else_is_refused(tmp_path):
    path = write_workbook(tmp_path / "rem.xlsx", drop=("ID", "Exigence"))
    with pytest.raises(CommandError, match="Colonnes indispensables absentes"):
        run(path)
    assert rows_by_table() == NOTHING


def test_a_taken_label_and_an_unknown_dsr_are_refused(tmp_path):
    path = write_workbook(tmp_path / "rem.xlsx")
    with pytest.raises(CommandError, match="DSR-INCONNU"):
        run(path, dsr="DSR-INCONNU")
    assert rows_by_table() == NOTHING
    run(path)
    with pytest.raises(CommandError, match="choisissez un autre nom de version"):
        run(path)
    freeze_version(CatalogVersion.objects.get(), at=AT)
    with pytest.raises(CommandError, match="figée parce qu’un dossier l’utilise"):
        run(path)
    assert CatalogVersion.objects.count() == 1
