"""The main menu, and which of its entries is the page's."""

from dataclasses import dataclass

from django import template
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

register = template.Library()

ENTRIES = (
    ("dashboard:home", _("Aujourd’hui")),
    ("dashboard:portfolio", _("Portefeuille")),
    ("deadlines:list", _("Échéances")),
    ("products:list", _("Produits")),
    ("changes:list", _("Modifications")),
    ("certificates:list", _("Certificats")),
    ("frameworks:list", _("Catalogues")),
    ("reminders:sent", _("Messages")),
)
SECTIONS = {
    "dossiers": "dashboard:portfolio",
    "cnda": "dashboard:portfolio",
    "calendar": "deadlines:list",
}


@dataclass(frozen=True)
class Entry:
    """One link: `current` when the page is in its part of the site, `exact` when it is the page."""

    url: str
    label: str
    current: bool
    exact: bool


@register.simple_tag(takes_context=True)
def site_menu(context) -> list[Entry]:
    """Return the entries of the menu, for the page of this request."""
    request = context["request"]
    match = request.resolver_match
    here = match.view_name if match else ""
    section = match.namespace if match else ""
    entries = []
    for name, label in ENTRIES:
        exact = here == name
        namespace = name.partition(":")[0]
        inside = namespace not in ("dashboard", "") and section == namespace
        current = exact or inside or SECTIONS.get(section) == name
        entries.append(Entry(reverse(name), label, current, exact))
    return entries
