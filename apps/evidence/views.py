"""The documents of a product: list, deposit, new version, private download."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core.acts import act
from apps.evidence import services
from apps.evidence.download import file_response
from apps.evidence.filters import EvidenceFilter
from apps.evidence.forms import UploadForm, VersionForm
from apps.evidence.models import Download, Evidence, EvidenceVersion
from apps.evidence.quota import room_of
from apps.evidence.taken import downloads_of, note_download
from apps.products.access import access
from apps.products.models import Product
from apps.products.states import Action

PER_PAGE = 25


@access(Action.VIEW, model=Product)
def evidence_list(request, product):
    """Show the documents of a product with all their versions."""
    documents = Evidence.objects.filter(product=product).with_versions()
    chosen = EvidenceFilter(request.GET, queryset=documents)
    context = {
        "product": product,
        "filter": chosen,
        "page": Paginator(chosen.qs, PER_PAGE).get_page(request.GET.get("page")),
        "actions": request.actions,
        "room": room_of(product),
    }
    return render(request, "evidence/evidence_list.html", context)


@access(Action.VIEW, model=Evidence)
def evidence_detail(request, document):
    """Show a document, a picture of it, and to those who lead who took it."""
    versions = Evidence.objects.with_versions().get(pk=document.pk).versions.all()
    latest = next(iter(versions), None)
    taken = downloads_of(document) if Action.LEAD in request.actions else Download.objects.none()
    context = {
        "product": document.product,
        "document": document,
        "versions": versions,
        "picture": latest if latest is not None and latest.blob.is_picture else None,
        "page": Paginator(taken, PER_PAGE).get_page(request.GET.get("page")),
        "actions": request.actions,
    }
    return render(request, "evidence/evidence_detail.html", context)


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


@access(Action.VIEW, model=EvidenceVersion)
def download(request, version):
    """Send one version of a document to a person who may see its product, and note it."""
    response = file_response(version, inline="inline" in request.GET)
    if request.method == "GET":
        shown = "inline" in request.GET and version.blob.shows_inline
        note_download(version, by=request.user, inline=shown, now=timezone.now())
    return response
