"""Differences word by word: what is shown, what never counts, and how long it may take."""

import pytest

from apps.frameworks.words import IN, MOST_PAIRS, OUT, SAME, Piece, difference, words


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Le système DOIT  tracer.", "Le système\nDOIT tracer. "),
        ("Exemple\u00a0: un", "Exemple : un"),
        ("Exemple: un", "Exemple\u202f: un"),
        ("mot\u200b composé", "mot composé"),
        ("e\u0301diteur", "éditeur"),
        ("", " \n "),
    ],
)
def test_white_space_is_no_difference(old, new):
    assert words(old) == words(new)
    assert {piece.kind for piece in difference(old, new)} <= {SAME}


@pytest.mark.parametrize(
    ("old", "new"),
    [("DOIT", "doit"), ("un an", "un, an"), ("5 jours", "6 jours"), ("ab", "a b"), ("", "a")],
)
def test_a_word_a_sign_or_a_capital_is_one(old, new):
    assert words(old) != words(new)
    assert {piece.kind for piece in difference(old, new)} & {OUT, IN}


def test_the_pieces_are_in_reading_order():
    assert difference(
        "Le logiciel PEUT tracer les accès.", "Le logiciel DOIT tracer les accès !"
    ) == [
        Piece(SAME, "Le logiciel"),
        Piece(OUT, " PEUT"),
        Piece(IN, " DOIT"),
        Piece(SAME, " tracer les accès"),
        Piece(OUT, "."),
        Piece(IN, " !"),
    ]


def test_a_lone_word_between_two_changes_is_part_of_them():
    assert difference("garder un mois de traces", "effacer un an de traces") == [
        Piece(OUT, "garder un mois"),
        Piece(IN, "effacer un an"),
        Piece(SAME, " de traces"),
    ]


def test_both_texts_come_back_whole():
    old = "a b c d e f\ng h"
    new = "a x c d y f\ng h i"
    pieces = difference(old, new)
    assert "".join(piece.text for piece in pieces if piece.kind != IN) == old
    assert "".join(piece.text for piece in pieces if piece.kind != OUT) == new


def test_two_endless_texts_are_shown_one_after_the_other():
    count = int(MOST_PAIRS**0.5) + 1
    old, new = "a " * count, "b " + "a " * count
    assert [piece.kind for piece in difference(old, new)] == [OUT, IN]
    assert [piece.kind for piece in difference(old, old)] == [SAME]
