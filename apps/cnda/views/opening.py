"""Open a request for a version, declare a montage, withdraw it."""

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.cnda import forms, services
from apps.cnda.guards import withdrawal_blockers
from apps.cnda.models import CndaCoverage
from apps.core.acts import act
from apps.products.access import access
from apps.products.models import ProductVersion
from apps.products.states import Action

FORM = ("GET", "HEAD", "POST")


@access(Action.LEAD, model=ProductVersion, methods=FORM)
def create(request, version):
    """Open a request for a version of a product."""
    today = timezone.localdate()
    initial = {
        "homologation": request.GET.get("homologation"),
        "responsible": version.product.responsible_id,
    }
    return act(
        request,
        forms.OpenForm,
        do=lambda data: services.open_cnda_request(
            version.pk, by=request.user, today=today, **_without_revision(data)
        ),
        title=_("Ouvrir une demande CNDA – %(version)s") % {"version": version},
        submit=_("Ouvrir la demande"),
        back=version.product.get_absolute_url(),
        done=_("La demande est ouverte, à Initialisation."),
        form_kwargs={"product": version.product, "initial": initial},
    )


@access(Action.LEAD, model=ProductVersion, methods=FORM)
def montage_create(request, version):
    """Declare a montage for a version of a product."""
    today = timezone.localdate()
    return act(
        request,
        forms.MontageForm,
        do=lambda data: services.deposit_montage(
            version.pk, by=request.user, today=today, **_without_revision(data)
        ),
        title=_("Déclarer un montage – %(version)s") % {"version": version},
        submit=_("Déclarer le montage"),
        back=version.product.get_absolute_url(),
        done=_("Le montage est déclaré."),
        intro=_("L’homologation est détenue par la solution d’un tiers, intégrée à la vôtre."),
        template="evidence/_upload_form.html",
        form_kwargs={
            "product": version.product,
            "initial": {"homologation": request.GET.get("homologation")},
        },
    )


@access(Action.LEAD, model=CndaCoverage, methods=FORM)
def montage_withdraw(request, coverage):
    """End a montage."""
    today = timezone.localdate()
    return act(
        request,
        forms.ReasonForm,
        do=lambda data: services.withdraw_montage(
            coverage.pk, by=request.user, today=today, **data
        ),
        title=_("Retirer le montage"),
        submit=_("Retirer le montage"),
        back=coverage.get_absolute_url(),
        blockers=withdrawal_blockers(coverage),
        danger=True,
        form_kwargs={"initial": {"revision": coverage.revision}},
    )


def _without_revision(data: dict) -> dict:
    return {name: value for name, value in data.items() if name != "revision"}
