"""Open a dossier, edit its facts, choose its profiles."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core.acts import NOT_VALID, act
from apps.core.refusals import Refusal
from apps.dossiers import services
from apps.dossiers.forms.opening import (
    FactsForm,
    FrameForm,
    OpenForm,
    ProfilesForm,
    catalogs_for,
    dsrs_for,
)
from apps.dossiers.models import Dossier
from apps.dossiers.views.moves import BOTH
from apps.products.access import SIGNED_IN, access
from apps.products.models import ProductVersion
from apps.products.policy import can, products_for
from apps.products.states import Action


@access(SIGNED_IN)
def choose_version(request):
    """Say for which version a dossier is opened: those of the products that the person leads."""
    led = products_for(request.user, Action.LEAD).values("pk")
    versions = ProductVersion.objects.filter(product__in=led).select_related("product__publisher")
    versions = versions.order_by("product__name", "product_id", "-pk")
    return render(request, "dossiers/dossier_choose_version.html", {"versions": versions})


@access(Action.LEAD, model=ProductVersion, methods=BOTH)
def create(request, version):
    """Open a dossier: the DSR and the catalogue are in the address, the rest is the form."""
    today = timezone.localdate()
    dsr = _picked(request, "dsr", dsrs_for(version.product))
    catalogs = catalogs_for(dsr)
    catalog = _picked(request, "catalog", catalogs) or _only(catalogs)
    form, status = None, 200
    if dsr and catalog:
        form = OpenForm(
            request.POST or None,
            product=version.product,
            dsr=dsr,
            catalog=catalog,
            initial={"responsible": request.user.pk},
        )
    if request.method == "POST":
        status = NOT_VALID
        if form and form.is_valid():
            data = form.cleaned_data | {"dsr": dsr, "catalog": catalog}
            dossier, status = _open(form, version.pk, data, by=request.user, today=today)
            if dossier:
                messages.success(request, _("Le dossier est ouvert."))
                return redirect(dossier)
    frame = FrameForm(
        initial={"dsr": dsr, "catalog": catalog}, product=version.product, catalogs=catalogs
    )
    context = {
        "version": version,
        "product": version.product,
        "frame": frame,
        "dsr": dsr,
        "catalog": catalog,
        "form": form,
    }
    template = "dossiers/_create.html" if request.htmx else "dossiers/dossier_form.html"
    return render(request, template, context, status=status)


def _picked(request, name: str, rows):
    """Return the row that the address names, None when it names none of `rows`."""
    pk = request.GET.get(name, "")
    return rows.filter(pk=int(pk)).first() if pk.isdecimal() else None


def _only(rows):
    """Return the only row, None when there is a choice to make or nothing to choose."""
    first = list(rows[:2])
    return first[0] if len(first) == 1 else None


def _open(form, version_pk: int, data: dict, *, by, today):
    """Return (the dossier, 200), or (None, status) with the refusal written in the form."""
    data = {"profiles": [], **data}
    data.pop("revision", None)
    try:
        return services.open_dossier(version_pk, by=by, today=today, **data), 200
    except Refusal as refusal:
        field = getattr(refusal, "field", "")
        form.add_error(field if field in form.fields else None, refusal.message)
        return None, refusal.status


@access(Action.CONTRIBUTE, model=Dossier, methods=BOTH)
def update(request, dossier):
    """Edit the facts that no transition writes."""
    today = timezone.localdate()
    initial = {
        "revision": dossier.revision,
        "responsible": dossier.responsible_id,
        "ans_contact": dossier.ans_contact,
        "planned_deposit_on": dossier.planned_deposit_on,
        "charter_accepted_on": dossier.charter_accepted_on,
        "dmn_track": dossier.dmn_track,
        "track_reason": dossier.track_reason,
    }
    return act(
        request,
        FactsForm,
        do=lambda data: services.update_dossier(dossier.pk, by=request.user, today=today, **data),
        title=_("Modifier la fiche du dossier"),
        submit=_("Enregistrer"),
        back=dossier.get_absolute_url(),
        form_kwargs={
            "initial": initial,
            "dossier": dossier,
            "may_lead": can(request.user, Action.LEAD, dossier),
        },
    )


@access(Action.LEAD, model=Dossier, methods=BOTH)
def choose_profiles(request, dossier):
    """Choose which conditional profiles apply; proofs follow."""
    today = timezone.localdate()
    initial = {
        "revision": dossier.revision,
        "profiles": list(dossier.profiles.values_list("pk", flat=True)),
    }
    return act(
        request,
        ProfilesForm,
        do=lambda data: services.choose_profiles(dossier.pk, by=request.user, today=today, **data),
        title=_("Choisir les profils"),
        submit=_("Enregistrer les profils"),
        back=dossier.get_absolute_url(),
        form_kwargs={"initial": initial, "catalog": dossier.catalog},
    )
