"""What the tags print, letter by letter."""

from datetime import date

import pytest
from django.template import Context, Template
from django.utils.translation import override

from apps.core.refusals import Blocker
from apps.core.templatetags.segurtrack import brief_day, day, human_bytes, short_day
from apps.dossiers.states import DossierState


def rendered(source: str, **context) -> str:
    return Template(source).render(Context(context))


def test_badge_has_tone_icon_and_word():
    assert rendered("{% badge state %}", state=DossierState.A_CORRIGER) == (
        '<span class="pill pill--amber">'
        '<i class="bi bi-arrow-counterclockwise" aria-hidden="true"></i>À corriger</span>'
    )


def test_tone_icon_says_its_word_to_screen_readers():
    assert rendered("{% tone_icon state %}", state=DossierState.REFERENCE) == (
        '<span class="tone-icon tone-icon--green">'
        '<i class="bi bi-patch-check" aria-hidden="true"></i>'
        '<span class="visually-hidden">Référencé</span></span>'
    )


def test_badge_escapes_its_label():
    html = rendered("{% badge state label %}", state=DossierState.REFERENCE, label="<b>")
    assert "<b>" not in html
    assert "&lt;b&gt;" in html


def test_an_unknown_tone_is_refused():
    with pytest.raises(ValueError, match="mauve"):
        rendered('{% pill "mauve" "x" "y" %}')


@pytest.mark.parametrize(
    ("value", "today", "expected"),
    [
        (date(2026, 3, 6), None, "vendredi 6 mars 2026"),
        (date(2026, 3, 6), date(2026, 1, 1), "vendredi 6 mars"),
        (date(2027, 1, 1), date(2026, 12, 31), "vendredi 1er janvier 2027"),
        (date(2026, 2, 1), None, "dimanche 1er février 2026"),
        (None, None, ""),
    ],
)
def test_day(value, today, expected):
    assert day(value, today) == expected


def test_short_and_brief_days():
    assert short_day(date(2026, 3, 6)) == "6 mars"
    assert short_day(date(2027, 3, 1), date(2026, 3, 1)) == "1er mars 2027"
    assert brief_day(date(2026, 12, 14), date(2026, 3, 1)) == "14 déc."


def test_english_days_have_no_french_ordinal():
    with override("en"):
        assert day(date(2026, 3, 1)) == "Sunday 1 March 2026"


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        (0, "0 octet"),
        (1, "1 octet"),
        (1023, "1023 octets"),
        (1024, "1,0 Kio"),
        (4300, "4,2 Kio"),
        (1024 * 1024 - 1, "1,0 Mio"),
        (200 * 1024 * 1024, "200 Mio"),
    ],
)
def test_bytes(size, expected):
    assert human_bytes(size) == expected


def test_blockers_name_rule_source_and_place():
    items = [Blocker("Déposez la lettre.", "Homologation obtenue", "FAQ ANS", "/cnda/3/")]
    html = rendered('{% blockers items "Ce qui manque" %}', items=items)
    for words in ("Déposez la lettre.", "Homologation obtenue · FAQ ANS", 'href="/cnda/3/"'):
        assert words in html


def test_no_blocker_draws_nothing():
    assert rendered("{% blockers items %}", items=[]).strip() == ""


def test_meter_parts_follow_each_other():
    html = rendered('{% meter 60 "20 sur 60" blue=20 amber=10 %}')
    assert 'aria-label="20 sur 60"' in html
    assert 'meter-fill--blue" x="0.00%" width="33.33%"' in html
    assert 'meter-fill--amber" x="33.33%" width="16.67%"' in html


def test_meter_never_overflows_and_bears_zero():
    assert 'width="100.00%"' in rendered('{% meter 60 "trop" blue=90 %}')
    assert "meter-fill" not in rendered('{% meter 0 "rien" blue=0 %}')


def test_words_lead_to_what_the_guide_says_of_a_field_or_of_a_rule():
    assert rendered('{% explained "NIL" field="nil" %}') == (
        '<a class="explained" href="/guide/champs/nil/">NIL</a>'
    )
    assert rendered('{% explained words rule="ans_review" %}', words="<b>") == (
        '<a class="explained" href="/guide/regles/ans_review/">&lt;b&gt;</a>'
    )


def test_a_blocker_leads_to_the_guide_when_it_has_a_code():
    shown = rendered(
        "{% blockers items %}", items=[Blocker("Renseignez le NIL.", code="nil_missing")]
    )
    assert 'href="/guide/blocages/nil_missing/"' in shown
    assert "Comprendre" not in rendered("{% blockers items %}", items=[Blocker("Autre.")])
