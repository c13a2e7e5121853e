"""A pasted table: separators, headings, words and numbers as people write them."""

import pytest

from apps.dossiers.pasting import folded_number, read_table
from apps.dossiers.states import ProofState


def cells(text: str) -> list[tuple]:
    return [(each.line, each.number, each.verdict, each.ground) for each in read_table(text)]


@pytest.mark.parametrize("mark", ["\t", ";"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_both_separators_and_all_line_ends(mark, end):
    text = end.join([mark.join(["P1", "KO", "Illisible"]), mark.join(["P2", "conforme"])])

    assert cells(text) == [(1, "P1", "KO", "Illisible"), (2, "P2", "conforme", "")]


def test_a_ground_keeps_its_semicolons_between_tabs():
    assert cells("P1\tKO\tFlou ; à refaire") == [(1, "P1", "KO", "Flou ; à refaire")]


def test_blank_lines_count_in_the_numbers_only():
    assert cells("\n\nP1;KO;Flou\n;;\n  \nP2;OK") == [
        (3, "P1", "KO", "Flou"),
        (6, "P2", "OK", ""),
    ]


def test_a_cell_in_quotes_spans_lines():
    text = 'P1\tKO\t"Flou.\nÀ refaire."\nP2\tOK\t'

    assert cells(text) == [(1, "P1", "KO", "Flou.\nÀ refaire."), (3, "P2", "OK", "")]


def test_a_lonely_quote_swallows_nothing():
    assert cells('P1;KO;"Flou\nP2;OK;') == [(1, "P1", "KO", '"Flou'), (2, "P2", "OK", "")]


def test_a_heading_orders_the_columns():
    text = "Motif\tN° Preuve\tÉtat\tRéférent\nFlou\tP1\tKO\tM. X"

    assert cells(text) == [(2, "P1", "KO", "Flou")]


def test_a_heading_is_not_needed_and_columns_may_lack():
    assert cells("P1") == [(1, "P1", "", "")]
    assert cells("") == []


@pytest.mark.parametrize(
    ("word", "wanted"),
    [
        ("conforme", ProofState.CONFORME),
        ("CONFORME", ProofState.CONFORME),
        ("Ok.", ProofState.CONFORME),
        ("Validée", ProofState.CONFORME),
        ("ko", ProofState.KO),
        ("Non conforme", ProofState.KO),
        ("non-conforme", ProofState.KO),
        ("NON\xa0CONFORME", ProofState.KO),
        ("Incomplète", ProofState.INCOMPLETE),
        ("incomplet", ProofState.INCOMPLETE),
        ("À compléter", ProofState.INCOMPLETE),
        ("peut-être", None),
        ("", None),
    ],
)
def test_the_words_of_a_verdict(word, wanted):
    assert read_table(f"P1\t{word}\tx")[0].outcome == wanted


@pytest.mark.parametrize(
    "number", ["SC.SSI/GEN.18", "sc.ssi-gen.18", "SC.SSI_GEN.18 ", "SC.SSI / GEN.18"]
)
def test_one_number_however_it_is_written(number):
    assert folded_number(number) == "sc.ssi-gen.18"
