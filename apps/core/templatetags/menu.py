"""The main menu: which entries a person sees, and which one is the page's."""

from dataclasses import dataclass

from django import template
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

register = template.Library()

ENTRIES = (
    ("dashboard:home", _("Aujourd’hui"), False),
    ("dashboard:portfolio", _("Portefeuille"), False),
    ("products:list", _("Produits"), False),
    ("changes:list", _("Modifications"), False),
    ("frameworks:list", _("Catalogues"), False),
    ("reminders:sent", _("Messages"), True),
)
SECTIONS = {"dossiers": "dashboard:portfolio", "cnda": "dashboard:portfolio"}


@dataclass(frozen=True)
class Entry:
    """One link: `current` when the page is in its part of the site, `exact` when it is the page."""

    url: str
    label: str
    current: bool
    exact: bool


@register.simple_tag(takes_context=True)
def site_menu(context) -> list[Entry]:
    """Return the entries for the person of this request; the last ones are administrators'."""
    request = context["request"]
    match = request.resolver_match
    here = match.view_name if match else ""
    section = match.namespace if match else ""
    entries = []
    for name, label, administrators in ENTRIES:
        if administrators and not request.user.is_administrator:
            continue
        exact = here == name
        namespace = name.partition(":")[0]
        inside = namespace not in ("dashboard", "") and section == namespace
        current = exact or inside or SECTIONS.get(section) == name
        entries.append(Entry(reverse(name), label, current, exact))
    return entries
