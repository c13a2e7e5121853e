"""Texts of the guide: delays from the rule book, safe HTML, folded words, excerpts."""

import pytest

from apps.guide.wording import (
    excerpt,
    fold,
    marked,
    to_html,
    to_plain,
    unknown_delays,
    with_delays,
)
from apps.rules.book import CHANGE_NOTIFICATION


def test_a_delay_is_that_of_the_rule_book():
    said = with_delays("sous [[change_notification]], pas plus")
    assert said == f"sous {CHANGE_NOTIFICATION.phrase}, pas plus"


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("[[ans_review]]", []),
        ("[[ans_revue]]", ["ans_revue"]),
        ("[[dsr_milestone]]", ["dsr_milestone"]),  # it has no amount to print
    ],
)
def test_unknown_delays_are_named(text, unknown):
    assert unknown_delays(text) == unknown


def test_markdown_gives_paragraphs_lists_and_emphasis():
    text = "Deux **choses** :\n\n- un\n- deux"
    assert to_html(text) == (
        "<p>Deux <strong>choses</strong> :</p>\n<ul>\n<li>un</li>\n<li>deux</li>\n</ul>\n"
    )
    assert to_plain(text) == "Deux choses : un deux"


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "<javascript:alert(1)>",
        "![x](https://example.org/x.png)",
    ],
)
def test_no_text_becomes_a_script_or_an_image(text):
    html = to_html(text)
    assert "<script" not in html
    assert "<img" not in html
    assert 'href="javascript' not in html
    assert 'href="data' not in html


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("L’Éligibilité", "l eligibilite"),
        ("SC.SSI/GEN.18", "sc ssi gen 18"),
        ("  à\u00a0nouveau ", "a nouveau"),
        ("e\u0301te\u0301", "ete"),
        ("?!", ""),
    ],
)
def test_words_are_folded(text, folded):
    assert fold(text) == folded


def test_found_words_are_marked_whatever_their_accents_and_nothing_is_html():
    assert marked("<b>Échéance</b> échue", ["eche"]) == (
        "&lt;b&gt;<mark>Échéance</mark>&lt;/b&gt; échue"
    )
    assert marked("Rien ici", []) == "Rien ici"


def test_an_excerpt_stands_around_the_first_word_found():
    text = " ".join(f"mot{rank}" for rank in range(100))
    assert excerpt(text, []).startswith("mot0 mot1 ")
    assert excerpt(text, []).endswith("mot31 …")
    assert excerpt(text, ["mot50"]).startswith("… mot42 ")
    assert excerpt(text, ["mot99"]).startswith("… mot68 ")
    assert excerpt(text, ["mot99"]).endswith(" mot99")
    assert excerpt("court", ["court"]) == "court"
