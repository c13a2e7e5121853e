"""A component that several products share: note its change once, see its modifications together."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.changes import services
from apps.changes.forms.triage import ComponentChangeForm
from apps.changes.models import ChangeRecord
from apps.changes.reach import awards_with
from apps.changes.views.simple import FORM
from apps.core.acts import act
from apps.products.access import access
from apps.products.models import Component
from apps.products.states import Action


@access(Action.CONTRIBUTE, model=Component, methods=FORM)
def create(request, component):
    """Record one modification for each award that holds the component."""
    today = timezone.localdate()

    def do(data):
        data.pop("revision")
        family = services.record_component_change(
            component.pk, by=request.user, today=today, **data
        )
        return Landing(family)

    return act(
        request,
        ComponentChangeForm,
        do=do,
        title=_("Nouvelle version de %(component)s") % {"component": component},
        submit=_("Enregistrer les modifications"),
        back=component.product.get_absolute_url(),
        done=_("Les modifications sont enregistrées : chacune a son délai."),
        template="changes/_component_form.html",
        extra={"reach": awards_with(component, by=request.user)},
    )


class Landing:
    """Where one goes once the modifications of a component are recorded."""

    def __init__(self, family):
        self.change = family.changes.order_by("pk").first()

    def get_absolute_url(self) -> str:
        """Return the page of the family."""
        return reverse("changes:family", args=[self.change.pk])


@access(Action.VIEW, model=ChangeRecord, rows="for_display")
def family(request, change):
    """Show the modifications of one component's change that the person may see."""
    if change.component_change is None:
        raise Http404
    rows = ChangeRecord.objects.visible_to(request.user).for_display().with_next_due()
    rows = rows.filter(component_change=change.component_change).order_by("product__name", "pk")
    context = {
        "change": change,
        "family": change.component_change,
        "rows": list(rows),
        "today": timezone.localdate(),
    }
    return render(request, "changes/change_family.html", context)
