"""A new version of a shared component: one modification for each award that it touches."""

from datetime import date

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from apps.changes.guards import component_blockers
from apps.changes.models import ComponentChange
from apps.changes.reach import awards_with, release_key
from apps.changes.services.facts import record_change
from apps.core.refusals import Conflict, Invalid
from apps.products.checks import ask_text, refuse_if
from apps.products.models import Component
from apps.products.policy import can, require
from apps.products.states import Action


@transaction.atomic
def record_component_change(
    component_pk: int,
    *,
    by,
    on: date,
    today: date,
    title: str,
    version: str,
    released_on: date | None = None,
    nature: str = "",
) -> ComponentChange:
    """Record one modification for each award whose product holds this component, or none at all.

    Awards on products where `by` may not contribute are left out. Each modification has its own
    clock and goes to the person responsible for its dossier. `Conflict` when nothing is awarded,
    or when one of the dossiers already follows this version of the component.
    """
    component = get_object_or_404(Component.objects.visible_to(by), pk=component_pk)
    require(by, Action.CONTRIBUTE, component)
    version = ask_text(version, "version", _("Donnez la version du composant."))
    dossiers = awards_with(component, by=by).writable
    if not dossiers:
        raise Conflict(
            _("Aucun dossier référencé ou certifié n’utilise ce composant : rien n’est à évaluer.")
        )
    key = release_key(component, version)
    refuse_if([each for dossier in dossiers for each in component_blockers(dossier, key)])
    family = ComponentChange.objects.create(
        component=component.name,
        vendor=component.vendor,
        nil=component.nil,
        version=version,
        title=ask_text(title, "title", _("Donnez un intitulé à la modification.")),
        discovered_on=on,
        recorded_by=by,
    )
    for dossier in dossiers:
        _record_one(family, key, dossier, by, on, today, released_on, nature)
    return family


def _record_one(family, key: str, dossier, by, on, today, released_on, nature) -> None:
    held = can(dossier.responsible, Action.CONTRIBUTE, dossier)
    try:
        record_change(
            dossier.pk,
            by=by,
            on=on,
            today=today,
            title=family.title,
            responsible=dossier.responsible if held else by,
            released_on=released_on,
            nature=nature,
            family=family,
            component_release=key,
        )
    except Invalid as refusal:
        message = _("%(dossier)s : %(why)s") % {"dossier": dossier, "why": refusal.message}
        raise Invalid(message, field=refusal.field) from refusal
