"""Reading big tables in bounded time: counts that stop, and pages found by their last row."""

import json
from binascii import Error as BadBase64
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.core.signing import b64_decode, b64_encode
from django.db.models import F, Q, QuerySet

COUNTER_CAP = 100
LIST_CAP = 1000


@dataclass(frozen=True)
class Count:
    """A number that was counted no further than `cap`."""

    value: int
    cap: int

    @property
    def is_capped(self) -> bool:
        """Return whether there may be more."""
        return self.value >= self.cap

    @property
    def grammatical(self) -> int:
        """Return the number that its noun agrees with: French writes "0 dossier"."""
        return max(1, self.value)

    def __str__(self) -> str:
        return f"{self.cap - 1}+" if self.is_capped else str(self.value)

    def __bool__(self) -> bool:
        return self.value > 0


def count_up_to(rows: QuerySet, cap: int) -> Count:
    """Count `rows`, stopping at `cap`: the cost does not follow the size of the table."""
    return Count(rows.order_by()[:cap].count(), cap)


@dataclass(frozen=True)
class Page:
    """Some rows in order, and the cursors of the pages around them ("" where there is none)."""

    rows: list
    previous: str
    next: str


def keyset_page(rows: QuerySet, field: str, *, descending: bool, size: int, after="", before=""):
    """Return the `Page` of `rows` in the order of `field`, then pk; rows without a value come last.

    `after` and `before` are cursors of a page seen before; one that cannot be read gives the first
    page. No OFFSET and no COUNT: the page starts where the last one ended. The order is found on
    keys alone, without what `rows` loads beside them; only the rows of the page are then read.
    """
    keys, has_previous, has_next = _keys(rows, field, descending, size, after, before)
    found = rows.in_bulk([pk for _value, pk in keys])
    return Page(
        [found[pk] for _value, pk in keys if pk in found],
        previous=_encode(*keys[0]) if has_previous else "",
        next=_encode(*keys[-1]) if has_next else "",
    )


def _keys(rows: QuerySet, field: str, descending: bool, size: int, after="", before="") -> tuple:
    """Return the (value, pk) of a page, and whether there is a page before it and after it."""
    backwards = bool(before) and not after
    cursor = _decode(before if backwards else after)
    keys = rows.values_list(field, "pk")
    if not cursor:
        first = list(keys.order_by(*_order(field, descending, False))[: size + 1])
        return first[:size], False, len(first) > size
    try:
        beyond = keys.filter(_beyond(field, *cursor, descending, backwards))
        found = list(beyond.order_by(*_order(field, descending, backwards))[: size + 1])
    except (ValidationError, ValueError, TypeError, OverflowError):
        return _keys(rows, field, descending, size)
    more, found = len(found) > size, found[:size]
    if not backwards:
        return found, bool(found), more
    if not more:
        return _keys(rows, field, descending, size)
    return found[::-1], True, True


def _order(field: str, descending: bool, backwards: bool):
    by = F(field)
    if backwards:
        by = by.asc(nulls_first=True) if descending else by.desc(nulls_first=True)
        return by, "-pk"
    return (by.desc(nulls_last=True) if descending else by.asc(nulls_last=True)), "pk"


def _beyond(field: str, value, pk: int, descending: bool, backwards: bool) -> Q:
    """Return the rows after (value, pk) in the order; before it when `backwards`."""
    pk_side = "pk__lt" if backwards else "pk__gt"
    empty = Q(**{f"{field}__isnull": True})
    if value is None:
        same = empty & Q(**{pk_side: pk})
        return same | Q(**{f"{field}__isnull": False}) if backwards else same
    side = "lt" if descending != backwards else "gt"
    further = Q(**{f"{field}__{side}": value}) | Q(**{field: value, pk_side: pk})
    return further if backwards else further | empty


def _encode(value, pk: int) -> str:
    value = value.isoformat() if isinstance(value, date) else value
    return b64_encode(json.dumps([value, pk]).encode()).decode()


def _decode(cursor: str) -> tuple | None:
    try:
        value, pk = json.loads(b64_decode(cursor.encode()))
    except (BadBase64, ValueError, TypeError):
        return None
    return (value, pk) if isinstance(pk, int) and isinstance(value, str | int | None) else None
