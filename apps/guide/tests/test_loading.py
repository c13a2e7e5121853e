"""The reference guide: whole, sourced, loaded again without harm; what it must explain."""

import ast
import re
from datetime import date

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError

from apps.guide.loading import load_guide, read_guide
from apps.guide.models import Anchor, Entry, Term, Topic
from apps.guide.states import AnchorKind, Certainty
from apps.rules.book import RULES
from tests.house import modules, templates, tree
from tests.test_dates import DELAY

FIELD_LINK = re.compile(r"""\{% explained [^%]*field="(\w+)""")
FOLDER = settings.BASE_DIR / "fixtures" / "guide"


@pytest.fixture(scope="module")
def guide() -> dict:
    """Return the content of the files."""
    return read_guide(FOLDER)


def blocker_codes() -> set[str]:
    """Return the code of every blocker that the sources write, in a call or in a table of them."""
    found = set()
    for path in modules():
        for node in ast.walk(tree(path)):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "id", "")
            if name == "Blocker":
                values = [each.value for each in node.keywords if each.arg == "code"]
            elif name == "blocker":
                values = node.args[:1]
            else:
                continue
            found |= {each.value for each in values if isinstance(each, ast.Constant)}
    return found


def test_every_entry_is_sourced_filed_and_dated(guide):
    assert len(guide["entries"]) >= 100
    assert len({row["slug"] for row in guide["entries"]}) == len(guide["entries"])
    assert len({row["title"] for row in guide["entries"]}) == len(guide["entries"])
    for row in guide["entries"]:
        assert row["body"], row["slug"]
        assert row["source"], row["slug"]
        assert row["topics"], row["slug"]
        assert row["updated_on"] >= date(2026, 11, 22), row["slug"]


def test_no_entry_types_a_delay_that_the_rule_book_holds(guide):
    typed = [
        f"{row['slug']}: {found.group()}"
        for row in guide["entries"]
        for field in ("title", "body", "in_segurtrack")
        for found in DELAY.finditer(row.get(field, ""))
    ]
    assert not typed


def test_signs_of_french_are_kept_on_the_line_of_their_word(guide):
    texts = [str(value) for row in guide["entries"] for value in row.values()]
    texts += [row["meaning"] for row in guide["terms"]]
    loose = [
        text for text in texts for sign in (" ;", " ?", " !", " :", "« ", " »") if sign in text
    ]
    assert not loose
    assert not [text for text in texts if "'" in text and not text.startswith("[")]


@pytest.mark.django_db
def test_every_rule_of_the_book_has_its_entry(guide):
    load_guide(guide)
    explained = set(Anchor.objects.filter(kind=AnchorKind.RULE).values_list("code", flat=True))
    assert set(RULES) <= explained


@pytest.mark.django_db
def test_every_blocker_has_its_entry(guide):
    load_guide(guide)
    explained = Anchor.objects.filter(kind=AnchorKind.BLOCKER).values_list("code", flat=True)
    written = blocker_codes()
    assert {"nil_missing", "own_name_only", "not_awarded"} <= written
    assert written <= set(explained)


@pytest.mark.django_db
def test_loading_twice_changes_nothing(guide, django_assert_max_num_queries):
    counts = load_guide(guide)
    assert counts["guide entries"] == Entry.objects.count()
    assert counts["guide terms"] == Term.objects.count()
    before = list(Entry.objects.values_list("pk", "search_text", "updated_on"))
    history = Entry.history.count()
    assert load_guide(guide) == counts
    assert list(Entry.objects.values_list("pk", "search_text", "updated_on")) == before
    assert Entry.history.count() == history


@pytest.mark.django_db
def test_every_field_that_a_page_links_to_has_its_entry(guide):
    load_guide(guide)
    explained = Anchor.objects.filter(kind=AnchorKind.FIELD).values_list("code", flat=True)
    linked = {
        code
        for path in templates()
        for code in FIELD_LINK.findall(path.read_text(encoding="utf-8"))
    }
    assert {"nie", "nil", "dmn_track"} <= linked
    assert linked <= set(explained)


ROW = {
    "slug": "montage",
    "title": "Qu’est-ce qu’un montage ?",
    "body": "L’emploi d’une solution tierce.",
    "source": "FAQ ANS",
    "topics": ["theme:montage"],
    "explains": ["blocages:montage"],
    "updated_on": date(2026, 1, 5),
}
SMALL = {
    "topics": [{"facet": "theme", "code": "montage", "name": "Montage"}],
    "entries": [ROW],
    "terms": [{"slug": "nil", "name": "NIL", "meaning": "Un numéro.", "entries": ["montage"]}],
}


@pytest.mark.django_db
def test_an_entry_as_it_was_loaded_follows_the_file():
    load_guide(SMALL)
    newer = ROW | {"body": "Autrement dit.", "updated_on": date(2026, 2, 5), "explains": []}
    load_guide(SMALL | {"entries": [newer]})
    entry = Entry.objects.get()
    assert entry.body == "Autrement dit."
    assert entry.updated_on == date(2026, 2, 5)
    assert entry.certainty == Certainty.OFFICIAL
    assert not entry.anchors.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("what", ["body", "topics", "anchors"])
def test_an_entry_that_an_administrator_changed_stays(what):
    load_guide(SMALL)
    entry = Entry.objects.get()
    if what == "body":
        entry.body = "Relu par nous."
        entry.save()
    elif what == "topics":
        entry.topics.add(Topic.objects.create(facet="theme", code="autre", name="Autre"))
    else:
        entry.anchors.all().delete()
    newer = ROW | {"title": "Un autre titre"}
    load_guide(SMALL | {"entries": [newer]})
    entry.refresh_from_db()
    assert entry.title == ROW["title"]


@pytest.mark.django_db
def test_an_entry_taken_off_stays_off():
    load_guide(SMALL)
    Entry.objects.update(is_published=False)
    load_guide(SMALL | {"entries": [ROW | {"body": "Autrement dit."}]})
    entry = Entry.objects.get()
    assert entry.body == "Autrement dit."
    assert not entry.is_published


@pytest.mark.django_db
def test_a_word_that_an_administrator_changed_stays():
    load_guide(SMALL)
    Term.objects.update(meaning="Relu par nous.")
    term = SMALL["terms"][0]
    load_guide(SMALL | {"terms": [term | {"meaning": "Autrement dit."}]})
    assert Term.objects.get().meaning == "Relu par nous."
    Term.objects.update(meaning=term["meaning"])
    load_guide(SMALL | {"terms": [term | {"meaning": "Autrement dit."}]})
    assert Term.objects.get().meaning == "Autrement dit."
    assert list(Term.objects.get().entries.all()) == [Entry.objects.get()]


@pytest.mark.django_db
def test_a_file_with_an_unknown_delay_is_refused_whole():
    wrong = ROW | {"slug": "autre", "body": "sous [[jamais]]"}
    with pytest.raises(ValidationError, match="jamais"):
        load_guide(SMALL | {"entries": [ROW, wrong]})
    assert not Entry.objects.exists()
