"""Pages of a long list without counting it: one row more than the page says if another follows."""

from dataclasses import dataclass
from urllib.parse import urlencode

PER_PAGE = 50
LAST_PAGE = 200  # further than that, one filters: a deep page costs all the rows before it


@dataclass(frozen=True)
class Page:
    """One page of rows; the addresses keep the filters, "" where there is no such page."""

    rows: list
    number: int
    previous_url: str
    next_url: str


def page_of(queryset, request, *, per_page: int = PER_PAGE) -> Page:
    """Return the page that the request's `page` names; anything odd there means the first."""
    number = _number(request.GET.get("page", ""))
    start = (number - 1) * per_page
    rows = list(queryset[start : start + per_page + 1])
    more = len(rows) > per_page and number < LAST_PAGE
    return Page(
        rows=rows[:per_page],
        number=number,
        previous_url=_url(request, number - 1) if number > 1 else "",
        next_url=_url(request, number + 1) if more else "",
    )


def _number(text: str) -> int:
    """Return a page number between 1 and `LAST_PAGE`.

    >>> [_number(text) for text in ("3", "0", "-2", "x", "", "99999")]
    [3, 1, 1, 1, 1, 200]
    """
    return min(max(int(text), 1), LAST_PAGE) if text.isdecimal() and len(text) < 10 else 1


def query_with(request, **changes: str) -> str:
    """Return the request's query with some values changed, "?a=1&b=2"; an empty one goes away."""
    query = request.GET.copy()
    for name, value in changes.items():
        query[name] = value
    pairs = [pair for pair in _pairs(query) if pair[0] not in changes or pair[1]]
    return "?" + urlencode(pairs)


def _url(request, number: int) -> str:
    return query_with(request, page=str(number))


def _pairs(query):
    for key, values in query.lists():
        for value in values:
            yield key, value
