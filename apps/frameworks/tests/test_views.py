"""Pages of the catalogues: everyone signed in reads, administrators import."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from apps.accounts.tests.builders import make_user
from apps.frameworks.models import CatalogVersion
from apps.frameworks.services import freeze_version, import_workbook
from apps.frameworks.tests.builders import make_catalog, make_dsr, rows_by_table
from apps.frameworks.tests.rem_builders import SAAS, requirement, write_workbook
from apps.frameworks.tests.test_services import AT, NOTHING

pytestmark = pytest.mark.django_db

READING = ["detail", "chapters", "oddities", "rows"]


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path


@pytest.fixture
def ada(client):
    user = make_user("ada", is_superuser=True)
    client.force_login(user)
    return user


@pytest.fixture
def bob(client):
    user = make_user("bob")
    client.force_login(user)
    return user


@pytest.fixture
def workbook(tmp_path):
    return write_workbook(tmp_path / "rem.xlsx")


@pytest.fixture
def version(workbook):
    return import_workbook(workbook, by=None, code="rem", label="1.0", at=AT).version


def url(name, *args):
    return reverse(f"frameworks:{name}", args=args)


def body(response) -> str:
    return response.content.decode().replace("\u00a0", " ")


def references(response) -> list[str]:
    return [one.reference for one in response.context["page"]]


def send(client, content, **fields):
    upload = SimpleUploadedFile("rem.xlsx", content)
    defaults = {"code": "rem-lgc", "label": "1.0", "upload": upload}
    return client.post(url("import"), defaults | fields)


def ticket_of(response) -> str:
    return re.search(r'name="ticket" value="([^"]+)"', response.content.decode())[1]


# --- Reading


def test_nobody_is_sent_to_sign_in(client, version):
    for name in ("list", "import"):
        assert client.get(url(name)).status_code == 302
    for name in READING:
        assert client.get(url(name, version.pk)).status_code == 302
    assert client.post(url("confirm")).status_code == 302


def test_everyone_signed_in_reads_and_only_administrators_import(client, bob, version):
    for name in READING:
        assert client.get(url(name, version.pk)).status_code == 200
    page = client.get(url("list"))
    assert page.status_code == 200
    assert url("import") not in body(page)
    for name, args in (("import", []), ("delete", [version.pk])):
        assert client.get(url(name, *args)).status_code == 403
        assert client.post(url(name, *args)).status_code == 403
    assert client.post(url("confirm")).status_code == 403
    assert CatalogVersion.objects.count() == 1


def test_the_empty_list_says_how_to_begin(client, ada):
    page = body(client.get(url("list")))
    assert "Aucun catalogue pour l’instant" in page
    assert url("import") in page


def test_the_empty_list_of_others_says_who_begins(client, bob):
    page = body(client.get(url("list")))
    assert "Un administrateur du site importe ici" in page
    assert url("import") not in page


def test_the_list_tells_each_version(client, ada, version):
    freeze_version(make_catalog(code="autre"), at=AT)
    page = body(client.get(url("list")))
    assert "6 exigences · 10 preuves · 5 chapitres" in page
    assert "1 particularité" in page
    assert page.count("Pas encore utilisée") == 1
    assert page.count("Figée") == 1
    assert "en ligne de commande" in page


def test_the_list_costs_the_same_queries_for_many(client, bob, django_assert_num_queries):
    make_catalog(code="c0")
    client.get(url("list"))
    with django_assert_num_queries(4):
        client.get(url("list"))
    for n in range(1, 6):
        make_catalog(code=f"c{n}")
        make_catalog(code=f"c{n}", label="2.0")
    with django_assert_num_queries(4):
        client.get(url("list"))


def test_a_requirement_unfolds_to_its_scenarios_and_proofs(client, bob, version):
    page = body(client.get(url("detail", version.pk)))
    assert "Signaler à l’ouverture." in page
    assert "DMP/UX.15.01.01" in page
    assert "Aucun scénario : rien n’est attendu pour cette exigence." in page
    assert url("row", version.pk, 4) in page


def test_the_detail_costs_the_same_queries_for_many(
    client, bob, tmp_path, version, django_assert_num_queries
):
    many = [
        requirement(f"SC.X.{n:02}", f"C{n}", "Le système DOIT.", (f"Voir {n}.", "Vidéo", "Photo"))
        for n in range(60)
    ]
    path = write_workbook(tmp_path / "many.xlsx", "published", many)
    large = import_workbook(path, by=None, code="rem", label="2.0", at=AT).version
    client.get(url("detail", version.pk))  # the bell is counted once for many pages
    for one in (version, large):
        with django_assert_num_queries(10):
            client.get(url("detail", one.pk))
    page = client.get(url("detail", large.pk))
    assert len(references(page)) == 25
    assert references(client.get(url("detail", large.pk), {"page": 3})) == [
        f"SC.X.{n}" for n in range(50, 60)
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "TELE"}, []),
        ({"q": "nouveaux DOCUMENTS"}, ["SC.DMP/UX.15"]),
        ({"q": "psc.01.02.01"}, ["SC.PSC.01"]),
        ({"kind": "preconisation"}, ["SC.MSS/CONF.02"]),
        ({"chapter": "DMP"}, ["SC.DMP/UX.15"]),
        ({"profile": SAAS}, ["SC.SSI/GEN.06", "SC.DMP/UX.15"]),
        ({"profile": SAAS, "q": "ouverture"}, ["SC.DMP/UX.15"]),
    ],
)
def test_the_requirements_are_filtered(client, bob, tmp_path, query, found):
    def one_proof_for_saas(rows):
        rows[3]["Profil"] = SAAS

    path = write_workbook(tmp_path / "rem.xlsx", edit=one_proof_for_saas)
    version = import_workbook(path, by=None, code="rem", label="1.0", at=AT).version
    for name, rows in (("chapter", version.chapters), ("profile", version.profiles)):
        if name in query:
            query = query | {name: rows.get(name=query[name]).pk}
    assert references(client.get(url("detail", version.pk), query)) == found


def test_a_filter_that_makes_no_sense_is_ignored(client, bob, version):
    other = make_catalog(code="autre").chapters.first()
    for query in (
        {"chapter": other.pk},
        {"chapter": "x"},
        {"kind": "x"},
        {"page": "x"},
        {"q": "\x00"},
        {"profile": "9" * 30},
    ):
        assert len(references(client.get(url("detail", version.pk), query))) == 6


def test_htmx_gets_the_list_alone_and_the_back_button_the_page(client, bob, version):
    part = client.get(url("detail", version.pk), {"q": "psc"}, headers={"HX-Request": "true"})
    assert "<html" not in body(part)
    assert references(part) == ["SC.PSC.01"]
    assert "HX-Request" in part["Vary"]
    restored = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    assert "<html" in body(client.get(url("detail", version.pk), headers=restored))


def test_nothing_found_offers_everything(client, bob, version):
    page = body(client.get(url("detail", version.pk), {"q": "introuvable"}))
    assert "Aucune exigence ne correspond" in page
    assert "Tout afficher" in page


def test_chapters_and_profiles_have_their_sizes(client, bob, version):
    context = client.get(url("chapters", version.pk)).context
    assert [(c.name, c.requirement_count, c.proof_count) for c in context["chapters"]] == [
        ("Sécurité", 2, 3),
        ("DMP", 1, 2),
        ("MSSanté", 1, 2),
        ("Pro Santé Connect", 1, 3),
        ("Portabilité", 1, 0),
    ]
    assert [(p.name, p.requirement_count, p.proof_count) for p in context["profiles"]] == [
        ("Général", 5, 9),
        (SAAS, 1, 1),
    ]


def test_oddities_are_listed_by_kind_and_lead_to_their_row(client, bob, version):
    page = body(client.get(url("oddities", version.pk)))
    assert "L’exigence PORT/va1.01 n’a aucun scénario." in page
    assert url("row", version.pk, 9) in page
    one = client.get(url("oddities", version.pk), {"nature": "requirement_without_scenario"})
    assert len(one.context["page"]) == 1
    assert len(client.get(url("oddities", version.pk), {"nature": "x"}).context["page"]) == 0


def test_an_oddity_of_the_title_line_has_no_row_to_lead_to(client, bob, tmp_path):
    statements = [requirement("SC.X.1", "C", "Le système DOIT.")]
    path = write_workbook(tmp_path / "rem.xlsx", "published", statements)
    version = import_workbook(path, by=None, code="rem", label="1.0", at=AT).version
    page = body(client.get(url("oddities", version.pk)))
    assert "ne donne que des énoncés" in page
    assert url("row", version.pk, 1) not in page


def test_no_oddity_is_good_news(client, bob):
    assert "Aucune particularité" in body(client.get(url("oddities", make_catalog().pk)))


def test_a_row_is_shown_cell_by_cell(client, bob, version):
    page = client.get(url("row", version.pk, 9))
    assert "PORT/va1.01" in body(page)
    assert [one.reference for one in page.context["requirements"]] == ["PORT/va1.01"]
    assert (page.context["previous"].number, page.context["following"]) == (8, None)
    assert "n’a aucun scénario" in body(page)


@pytest.mark.parametrize("number", [1, 99, 10**30])
def test_a_row_that_is_not_there_is_a_404(client, bob, version, number):
    assert client.get(url("row", version.pk, number)).status_code == 404


def test_a_version_that_is_not_there_is_a_404(client, ada):
    for name in [*READING, "delete"]:
        assert client.get(url(name, 10**30)).status_code == 404


def test_texts_of_a_workbook_are_never_markup(client, ada, tmp_path):
    evil = "<script>alert(1)</script>"
    many = [requirement(evil, evil, evil, (evil, evil), profile=evil, comment=evil)]
    path = write_workbook(tmp_path / "rem.xlsx", "published", many, sheet="Exigences")
    version = import_workbook(
        path, by=None, code="rem", label=evil, name=evil, filename=evil, at=AT
    ).version
    pages = [url(name, version.pk) for name in READING] + [url("row", version.pk, 2), url("list")]
    for page in pages:
        assert evil not in body(client.get(page)), page
    assert evil not in body(send(client, path.read_bytes(), label=evil))


# --- Importing


def test_the_preview_counts_and_writes_nothing(client, ada, workbook):
    page = send(client, workbook.read_bytes(), name="REM", dsr=make_dsr().pk)
    assert page.status_code == 200
    assert page.context["figures"] == [
        "8 lignes", "6 exigences", "7 scénarios", "10 preuves", "5 chapitres", "2 profils"
    ]  # fmt: skip
    text = body(page)
    assert "REM publié" in text
    assert "« Exigences », titres en ligne 1" in text
    assert "Exigence sans scénario (1)" in text
    assert SAAS.replace("'", "&#x27;") in text
    assert "Un nouveau catalogue « rem-lgc » sera créé, avec la version « 1.0 »." in text
    assert rows_by_table() == NOTHING


def test_confirming_imports_what_was_seen_once(client, ada, workbook, tmp_path):
    ticket = ticket_of(send(client, workbook.read_bytes(), name="REM", dsr=make_dsr().pk))
    done = client.post(url("confirm"), {"ticket": ticket})
    version = CatalogVersion.objects.get()
    assert done["Location"] == version.get_absolute_url()
    assert [str(m) for m in get_messages(done.wsgi_request)] == [
        "La version «\u00a01.0\u00a0» est importée\u00a0: 6 exigences."
    ]
    assert (version.imported_by, version.source_name) == (ada, "rem.xlsx")
    assert (version.catalog.name, version.catalog.dsr.code) == ("REM", "DSR-MDV-LGC-Va2")
    assert list((tmp_path / "imports").iterdir()) == []
    again = client.post(url("confirm"), {"ticket": ticket})
    assert again.status_code == 409
    assert "n’attend plus sa confirmation" in body(again)
    assert CatalogVersion.objects.count() == 1


def test_a_new_version_of_a_known_catalogue(client, ada, workbook, version):
    page = client.get(url("import"), {"catalogue": version.catalog.pk})
    assert f'<option value="{version.catalog.pk}" selected>' in body(page)
    page = send(client, workbook.read_bytes(), catalog=version.catalog.pk, code="", label="1.1")
    assert "aura une version de plus, « 1.1 »" in body(page)
    assert "La version « 1.0 » de ce catalogue vient exactement du même fichier." in body(page)
    client.post(url("confirm"), {"ticket": ticket_of(page)})
    assert [one.label for one in version.catalog.versions.order_by("pk")] == ["1.0", "1.1"]


def test_a_taken_label_is_refused_at_the_preview(client, ada, workbook, version):
    page = send(client, workbook.read_bytes(), catalog=version.catalog.pk, code="")
    assert page.status_code == 409
    assert "choisissez un autre nom de version" in body(page)


def test_a_label_taken_meanwhile_is_refused_at_the_confirmation(client, ada, workbook):
    ticket = ticket_of(send(client, workbook.read_bytes()))
    import_workbook(workbook, by=None, code="rem-lgc", label="1.0", at=AT)
    page = client.post(url("confirm"), {"ticket": ticket})
    assert page.status_code == 409
    assert "choisissez un autre nom de version" in body(page)
    assert CatalogVersion.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "vide"),
        (b"%PDF-1.7", "n’est pas un classeur Excel"),
        (b"PK\x03\x04", "abîmé ou incomplet"),
    ],
)
def test_a_wrong_file_is_said_on_its_field(client, ada, tmp_path, content, sentence):
    page = send(client, content)
    assert page.status_code == 422
    assert sentence in str(page.context["form"].errors["upload"])
    assert rows_by_table() == NOTHING
    assert not (tmp_path / "imports").exists()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"code": ""}, "code"),
        ({"code": "rem lgc"}, "code"),
        ({"label": ""}, "label"),
        ({"label": "x" * 61}, "label"),
        ({"dsr": 999}, "dsr"),
        ({"catalog": 999}, "catalog"),
        ({"upload": ""}, "upload"),
    ],
)
def test_a_wrong_field_is_said_beside_it(client, ada, workbook, fields, field):
    page = send(client, workbook.read_bytes(), **fields)
    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]
    assert rows_by_table() == NOTHING


def test_a_catalogue_and_another_code_are_refused(client, ada, workbook, version):
    page = send(client, workbook.read_bytes(), catalog=version.catalog.pk, code="autre", label="2")
    assert list(page.context["form"].errors) == ["code"]


def test_a_file_that_the_server_could_not_receive_says_why(client, ada, settings):
    settings.EVIDENCE_MAX_BYTES = 10
    page = send(client, b"PK" + b"x" * 100)
    assert page.status_code >= 400
    assert rows_by_table() == NOTHING
    assert page.context["form"].errors


@pytest.mark.parametrize("ticket", ["", "x", "a:b:c"])
def test_a_forged_ticket_is_refused(client, ada, ticket):
    page = client.post(url("confirm"), {"ticket": ticket})
    assert page.status_code == 409
    assert "choisissez-le de nouveau" in body(page)


def test_a_ticket_is_for_one_person(client, ada, workbook):
    ticket = ticket_of(send(client, workbook.read_bytes()))
    client.force_login(make_user("eve", is_superuser=True))
    assert client.post(url("confirm"), {"ticket": ticket}).status_code == 409
    assert rows_by_table() == NOTHING


def test_a_ticket_lasts_an_hour_and_its_file_is_swept_away(client, ada, workbook, tmp_path):
    with time_machine.travel(AT, tick=False) as clock:
        ticket = ticket_of(send(client, workbook.read_bytes()))
        kept = list((tmp_path / "imports").iterdir())
        assert [path.stat().st_mode & 0o777 for path in kept] == [0o600]
        assert (tmp_path / "imports").stat().st_mode & 0o777 == 0o700
        clock.shift(timedelta(seconds=3601))
        client.force_login(ada)
        assert client.post(url("confirm"), {"ticket": ticket}).status_code == 409
    assert rows_by_table() == NOTHING


# --- Deleting


def test_a_free_version_is_deleted_from_its_page(client, ada, version):
    page = client.get(url("delete", version.pk))
    assert "Supprimer la version « 1.0 »" in body(page)
    done = client.post(url("delete", version.pk), {"revision": ""})
    assert done["Location"] == url("list")
    assert rows_by_table() == NOTHING | {"RequirementCatalog": 1}
    assert "Aucune version" in body(client.get(url("list")))


def test_a_frozen_version_is_not(client, ada, version):
    freeze_version(version, at=AT)
    assert url("delete", version.pk) not in body(client.get(url("detail", version.pk)))
    page = client.post(url("delete", version.pk), {"revision": ""})
    assert page.status_code == 409
    assert "est figée parce qu’un dossier l’utilise" in body(page)
    assert CatalogVersion.objects.count() == 1
