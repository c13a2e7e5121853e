"""Delays live in the rule book, date arithmetic in `apps/rules`, the clock is read at the edge."""

import ast
import re

import pytest

from tests.house import (
    APPS,
    app_of,
    imports_of,
    modules,
    said,
    templates,
    text_constants,
    tree,
    where,
)

ELSEWHERE = [path for path in modules() if path.parent != APPS and app_of(path) != "rules"]
CLOCK_READERS = {
    "views",
    "tasks",
    "management",
    "admin",
    "forms",
    "context_processors",
    "middleware",
    "templatetags",
}
SHORT = {"seconds", "minutes", "hours", "milliseconds", "microseconds"}
LONG = {"days", "weeks", "months", "years"}
NUMBER = (
    r"\d+|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|douze|quinze|vingt|trente|quarante"
    r"|soixante|soixante-quinze|quatre-vingt-dix|cent vingt"
)
DELAY = re.compile(
    rf"\b({NUMBER})(\s| |&nbsp;)*"
    r"(jours?|mois|ans?|années?|semaines?|days?|months?|years?|weeks?)\b",
    re.IGNORECASE,
)
QUOTED = re.compile(r'"[^"]*"')
"""Examples that a docstring quotes."""


def _written_amounts(path):
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Name | ast.Attribute | ast.alias):
            name = getattr(node, "attr", getattr(node, "id", getattr(node, "name", "")))
            if name == "relativedelta":
                yield where(path, getattr(node, "lineno", 0), "uses relativedelta")
        if not isinstance(node, ast.Call):
            continue
        called = getattr(node.func, "attr", getattr(node.func, "id", ""))
        keywords = {each.arg for each in node.keywords}
        if called == "timedelta" and (node.args or keywords - SHORT):
            yield where(path, node.lineno, "counts days with timedelta")
        for keyword in node.keywords:
            literal = isinstance(keyword.value, ast.Constant)
            if keyword.arg in LONG and literal and isinstance(keyword.value.value, int):
                yield where(path, node.lineno, f"writes {keyword.arg}={keyword.value.value}")


def _subtractions(path):
    for node in ast.walk(tree(path)):
        days = isinstance(node, ast.Attribute) and node.attr == "days"
        if days and isinstance(node.value, ast.BinOp):
            yield where(path, node.lineno, "subtracts dates: use rules.counting")


def test_no_delay_is_written_in_python():
    wrong = [each for path in ELSEWHERE for each in _written_amounts(path)]
    assert not wrong, said(wrong)


def test_days_are_counted_in_the_rules_only():
    wrong = [each for path in ELSEWHERE for each in _subtractions(path)]
    assert not wrong, said(wrong)


def test_no_delay_is_written_in_a_sentence():
    wrong = [
        where(path, line, f"says « {match.group()} »")
        for path in ELSEWHERE
        for line, text in text_constants(path)
        for match in DELAY.finditer(QUOTED.sub("", text))
    ]
    assert not wrong, said(wrong)


def test_no_delay_is_written_in_a_template():
    wrong = [
        where(path, number, f"says « {match.group()} »")
        for path in templates()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        for match in DELAY.finditer(line)
    ]
    assert not wrong, said(wrong)


@pytest.mark.parametrize("text", ["sous 60 jours", "15&nbsp;jours", "1 mois", "Soixante jours"])
def test_a_written_delay_is_seen(text):
    assert DELAY.search(text)


@pytest.mark.parametrize("text", ["{{ days }} jours", "le 5 janvier", "J-60", "un mois donné"])
def test_a_computed_one_is_not(text):
    assert not DELAY.search(text)


def _clock_readings(path):
    """Yield (line, what, whether it is wrong everywhere) of what reads the system's clock.

    Called on a moment, `localdate` and `localtime` only convert it; a model may stamp a moment.
    """
    converted = {
        id(node.func) for node in ast.walk(tree(path)) if isinstance(node, ast.Call) and node.args
    }
    for node in ast.walk(tree(path)):
        if not isinstance(node, ast.Attribute) or id(node) in converted:
            continue
        owner = getattr(node.value, "id", getattr(node.value, "attr", ""))
        if (owner, node.attr) in {("date", "today"), ("datetime", "now"), ("datetime", "today")}:
            yield node.lineno, f"reads {owner}.{node.attr}: use timezone.localdate()", True
        elif node.attr in {"utcnow", "utcfromtimestamp"}:
            yield node.lineno, f"reads {node.attr}", True
        elif owner == "timezone" and node.attr in {"localdate", "localtime"}:
            yield node.lineno, f"reads timezone.{node.attr}", False
        elif owner == "timezone" and node.attr == "now" and _room(path) != "models":
            yield node.lineno, "reads timezone.now", False


def _room(path) -> str:
    return path.relative_to(APPS / app_of(path)).with_suffix("").parts[0]


def _is_a_view(path) -> bool:
    return any(each.name == "apps.products.access.access" for each in imports_of(path))


def test_the_clock_is_read_at_the_edge():
    wrong = [
        where(path, line, what)
        for path in modules()
        if path.parent != APPS
        for line, what, always in _clock_readings(path)
        if always or not (_room(path) in CLOCK_READERS or _is_a_view(path))
    ]
    assert not wrong, said(wrong)


def test_the_paris_day_is_never_taken_from_utc():
    wrong = []
    for path in modules():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "date":
                inner = node.func.value
                if isinstance(inner, ast.Call) and getattr(inner.func, "attr", "") == "now":
                    wrong.append(where(path, node.lineno, "takes the UTC date"))
    assert not wrong, said(wrong)
