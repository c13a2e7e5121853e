"""Filters in force as chips, each with the address of the list without it."""

from dataclasses import dataclass

from django.http import QueryDict

PLACE = ("apres", "avant", "page")
"""Where one is in a list: forgotten when the list changes."""


@dataclass(frozen=True)
class Chip:
    """A filter in force, and the query string without it."""

    label: str
    value: str
    query: str


def chips_of(filterset) -> list[Chip]:
    """Return the filters in force, in the order of the form."""
    chips = []
    for name, field in filterset.form.fields.items():
        value = filterset.form.cleaned_data.get(name)
        if not value:
            continue
        query = changed_query(filterset.data, **{name: None})
        chips.append(Chip(str(field.label), _words(field, value), query))
    return chips


def changed_query(query: QueryDict, **changes) -> str:
    """Return the query string with these changes, without empty values and back on page one."""
    kept = query.copy()
    for name in (*PLACE, *changes):
        kept.pop(name, None)
    for name, value in changes.items():
        if value is not None:
            kept[name] = value
    return clean_query(kept)


def clean_query(query: QueryDict) -> str:
    """Return the query string without its empty values, for the address bar."""
    kept = query.copy()
    for name in [name for name in kept if not kept[name]]:
        del kept[name]
    return kept.urlencode()


def _words(field, value) -> str:
    """Return what a chip says after the name of its filter; a ticked box says nothing more."""
    if value is True:
        return ""
    if hasattr(field, "queryset") or not hasattr(field, "choices"):
        return str(value)
    return str(dict(field.choices)[value])
