"""Pages by their last row, against the plain order of the whole table; counts that stop."""

import json
from datetime import date

import pytest
from django.core.signing import b64_encode

from apps.dashboard.bounded import Count, count_up_to, keyset_page
from apps.dashboard.tests.builders import lay_dossier
from apps.dossiers.models import Dossier
from apps.products.tests.builders import make_team, make_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def dossiers():
    """Seven dossiers: two share a day, two have none."""
    version = make_team().version
    days = [(3, 6), None, (3, 1), (3, 6), None, (4, 2), (2, 9)]
    return [
        lay_dossier(
            make_version(version.product, f"v{number}"),
            clock_due_on=date(2026, *day) if day else None,
        )
        for number, day in enumerate(days)
    ]


def walk(descending: bool) -> list[list]:
    """Return the pages forward to the end."""
    pages, after = [], ""
    while True:
        page = keyset_page(
            Dossier.objects.all(), "clock_due_on", descending=descending, size=2, after=after
        )
        pages.append(page)
        if not page.next:
            return pages
        after = page.next


@pytest.mark.parametrize("descending", [False, True])
def test_pages_hold_every_row_once_in_order(dossiers, descending):
    dated = [each for each in dossiers if each.clock_due_on]
    sign = -1 if descending else 1
    dated.sort(key=lambda each: (sign * each.clock_due_on.toordinal(), each.pk))
    undated = sorted((each for each in dossiers if not each.clock_due_on), key=lambda e: e.pk)
    pages = walk(descending)
    assert [row for page in pages for row in page.rows] == dated + undated
    assert [len(page.rows) for page in pages] == [2, 2, 2, 1]
    assert pages[0].previous == ""


@pytest.mark.parametrize("descending", [False, True])
def test_the_way_back_shows_the_same_pages(dossiers, descending):
    pages = walk(descending)
    before = pages[-1].previous
    for expected in reversed(pages[:-1]):
        page = keyset_page(
            Dossier.objects.all(), "clock_due_on", descending=descending, size=2, before=before
        )
        assert page.rows == expected.rows
        before = page.previous


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "%",
        b64_encode(b"[]").decode(),
        b64_encode(b'["2026-03-06", "un"]').decode(),
        b64_encode(b'["pas une date", 3]').decode(),
        b64_encode(b"[[1], 3]").decode(),
    ],
)
def test_unreadable_cursor_gives_the_first_page(dossiers, cursor):
    page = keyset_page(
        Dossier.objects.all(), "clock_due_on", descending=False, size=2, after=cursor
    )
    assert page.previous == ""
    assert len(page.rows) == 2


def test_cursor_beyond_the_integers_is_no_error(dossiers):
    cursor = b64_encode(json.dumps(["2026-03-06", 10**30]).encode()).decode()
    page = keyset_page(
        Dossier.objects.all(), "clock_due_on", descending=False, size=9, after=cursor
    )
    assert page.rows == [dossiers[5], dossiers[1], dossiers[4]]


def test_count_stops_at_its_cap(dossiers):
    assert str(count_up_to(Dossier.objects.all(), 8)) == "7"
    assert str(count_up_to(Dossier.objects.all(), 7)) == "6+"
    assert not Count(0, 100)
