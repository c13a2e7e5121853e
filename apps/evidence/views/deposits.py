"""Deposit a document, or the next version of one."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core.acts import act
from apps.evidence import services
from apps.evidence.forms import UploadForm, VersionForm
from apps.evidence.models import Evidence
from apps.products.access import access
from apps.products.models import Product
from apps.products.states import Action


@access(Action.CONTRIBUTE, model=Product, methods=("GET", "POST"))
def upload(request, product):
    """Deposit a new document."""
    today = timezone.localdate()

    def deposit(data):
        data.pop("revision")
        version = services.store_file(
            product, data.pop("upload"), by=request.user, today=today, **data
        )
        return version.evidence

    return act(
        request,
        UploadForm,
        do=deposit,
        title=_("Déposer un document"),
        submit=_("Déposer"),
        back=reverse("evidence:list", args=[product.pk]),
        done=_("Le document est déposé."),
        template="evidence/_upload_form.html",
    )


@access(Action.CONTRIBUTE, model=Evidence, methods=("GET", "POST"))
def add_version(request, evidence):
    """Deposit the next version of a document."""
    today = timezone.localdate()

    def deposit(data):
        data.pop("revision")
        version = services.add_version(
            evidence.pk, data.pop("upload"), by=request.user, today=today, **data
        )
        return version.evidence

    return act(
        request,
        VersionForm,
        do=deposit,
        title=_("Nouvelle version de « %(title)s »") % {"title": evidence.title},
        submit=_("Déposer"),
        back=evidence.get_absolute_url(),
        done=_("La nouvelle version est déposée."),
        template="evidence/_upload_form.html",
    )
