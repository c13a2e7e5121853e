"""The rule book: every delay, its words, and the purity of the rules."""

import ast
import sys
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from apps.rules import book
from apps.rules.book import DEADLINE_RULES, RULES, Rule, rule

FOLDER = Path(book.__file__).parent


def test_every_delay_of_the_regulation():
    assert {code: (each.amount, each.unit, each.kind) for code, each in RULES.items()} == {
        "ans_review": (60, "days", "commitment"),
        "general_review_ceiling": (6, "months", "legal"),
        "return_answer": (14, "days", "internal"),
        "cnda_expected_return": (None, "", "estimate"),
        "cnda_recheck": (14, "days", "internal"),
        "dsr_milestone": (None, "", "legal"),
        "proof_freshness": (1, "years", "commitment"),
        "proof_too_old": (None, "", "commitment"),
        "certificate_validity": (3, "years", "commitment"),
        "certificate_end": (None, "", "commitment"),
        "certificate_renewal": (60, "days", "commitment"),
        "change_notification": (15, "days", "commitment"),
        "change_assessment": (5, "days", "internal"),
        "new_application": (1, "months", "commitment"),
        "formal_notice": (6, "months", "legal"),
        "award_control": (None, "", "legal"),
        "recertification": (None, "", "legal"),
        "conformity_audit": (None, "", "commitment"),
        "order_form": (120, "days", "commitment"),
        "proof_target": (None, "", "internal"),
        "closed_in_calendars": (30, "days", "internal"),
    }


def test_the_kinds_of_the_register_of_deadlines():
    assert {each.code for each in DEADLINE_RULES} == {
        "ans_review",
        "return_answer",
        "cnda_expected_return",
        "cnda_recheck",
        "dsr_milestone",
        "proof_too_old",
        "certificate_end",
        "certificate_renewal",
        "change_notification",
        "change_assessment",
        "new_application",
        "formal_notice",
        "award_control",
        "recertification",
        "conformity_audit",
        "order_form",
        "proof_target",
    }


def test_every_constant_is_in_the_book_once():
    constants = [value for value in vars(book).values() if isinstance(value, Rule)]
    assert sorted(each.code for each in constants) == sorted(RULES)
    assert {rule(each.code) for each in constants} == set(constants)


def test_every_rule_says_what_it_is_in_words():
    for each in RULES.values():
        assert each.label
        assert each.starts
        assert each.source
        assert not any(sign.isdigit() for sign in each.label), each.code


@pytest.mark.parametrize(
    ("named", "phrase"),
    [
        (book.REVIEW_PERIOD, "60 jours calendaires"),
        (book.CHANGE_NOTIFICATION, "15 jours calendaires"),
        (book.NEW_APPLICATION, "1 mois"),
        (book.FORMAL_NOTICE_MAXIMUM, "6 mois"),
        (book.PROOF_FRESHNESS, "1 an"),
        (book.CERTIFICATE_VALIDITY, "3 ans"),
        (book.CERTIFICATE_END, ""),
        (Rule("one", "x", 1, "days", "x", "x", "internal"), "1 jour calendaire"),
    ],
)
def test_the_delay_in_french_words(named, phrase):
    assert named.phrase == phrase


def test_an_unknown_code_is_a_key_error():
    with pytest.raises(KeyError, match="unheard_of"):
        rule("unheard_of")


def test_the_book_cannot_be_changed_while_running():
    with pytest.raises(FrozenInstanceError):
        book.REVIEW_PERIOD.amount = 90
    with pytest.raises(TypeError):
        RULES["ans_review"] = book.CHANGE_NOTIFICATION


@pytest.mark.parametrize(
    ("amount", "unit"), [(None, "days"), (5, ""), (0, "days"), (-1, "months"), (5, "weeks")]
)
def test_a_rule_has_an_amount_and_a_unit_or_neither(amount, unit):
    with pytest.raises(ValueError, match="amount and unit"):
        Rule("odd", "x", amount, unit, "x", "x", "internal")


def _imported(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module


def test_the_rules_import_neither_django_nor_another_app_nor_read_the_clock():
    modules = list(FOLDER.glob("*.py"))
    assert len(modules) >= 6
    for path in modules:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for name in _imported(tree):
            root = name.split(".")[0]
            allowed = root in sys.stdlib_module_names or root == "holidays"
            assert allowed or name.startswith("apps.rules."), f"{path.name} imports {name}"
        read = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        assert not read & {"today", "now", "utcnow", "localdate"}, path.name
