"""fixtures/rem-demo.xlsx: large enough to show the product, and exactly what the builder writes."""

from dataclasses import replace
from pathlib import Path

from apps.frameworks.rem import PUBLISHED, Counts, read_workbook
from apps.frameworks.tests.rem_builders import PRECONISATION, demo_workbook

DEMO = Path(__file__).resolve().parents[3] / "fixtures" / "rem-demo.xlsx"


def test_the_demo_workbook_is_what_the_builder_writes(tmp_path):
    written = read_workbook(demo_workbook(tmp_path / "again.xlsx"))
    assert replace(written, filename="rem-demo.xlsx") == read_workbook(DEMO)


def test_the_demo_workbook_has_its_size():
    demo = read_workbook(DEMO)
    assert demo.layout == PUBLISHED
    assert demo.header_row == 3
    assert demo.counts == Counts(
        rows=88, requirements=77, scenarios=84, proofs=130, chapters=12, profiles=12
    )
    assert sum(one.kind == PRECONISATION for one in demo.requirements) == 11


def test_the_nature_of_the_demo_agrees_with_its_statements():
    for one in read_workbook(DEMO).requirements:
        assert (" PEUT " in one.statement) == (one.kind == PRECONISATION), one.reference


def test_its_only_oddities_are_optional_requirements_without_a_scenario():
    demo = read_workbook(DEMO)
    assert {oddity.code for oddity in demo.oddities} == {"requirement_without_scenario"}
    assert len(demo.oddities) == 4
