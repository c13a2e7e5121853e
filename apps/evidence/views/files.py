"""The bytes of a version: the file itself, its preview, the pictures of its pages."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import get_conditional_response

from apps.core.refusals import Refusal
from apps.evidence.download import SANDBOX, file_response
from apps.evidence.models import EvidenceVersion
from apps.evidence.previewing import Page, draw_page
from apps.evidence.states import Origin
from apps.evidence.taken import note_download
from apps.evidence.withheld import refuse_infected
from apps.products.access import access
from apps.products.states import Action

MOST_PAGES = 99_999


@access(Action.VIEW, model=EvidenceVersion)
def download(request, version):
    """Send one version of a document to a person who may see its product, and note it."""
    response = file_response(version, inline="inline" in request.GET)
    if request.method == "GET":
        shown = "inline" in request.GET and version.blob.shows_inline
        note_download(version, by=request.user, inline=shown, now=timezone.now())
    return response


@access(Action.VIEW, model=EvidenceVersion, rows="for_display")
def preview(request, version):
    """Show a picture, or one page of a PDF; to htmx the panel alone. Note who saw it."""
    page, refusal = None, None
    try:
        page = _seen(version, request.GET.get("page", ""))
    except Refusal as reason:
        refusal = reason
    else:
        _note_seen(request, version)
    context = {
        "version": version,
        "document": version.evidence,
        "product": version.evidence.product,
        "page": page,
        "refusal": refusal,
        "actions": request.actions,
    }
    name = "evidence/_preview_panel.html" if request.htmx else "evidence/preview.html"
    return render(request, name, context)


@access(Action.VIEW, model=EvidenceVersion, rows="for_display")
def page_picture(request, version, number):
    """Send the drawing of one page of a PDF, or a picture; note who saw it."""
    if version.blob.is_picture:
        _note_seen(request, version)
        return file_response(version, inline=True)
    page = draw_page(version.blob, number)
    _note_seen(request, version)
    response = HttpResponse(page.picture, content_type="image/png")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SANDBOX
    response["Cache-Control"] = "private, no-cache"
    etag = f'"{version.blob.receipt}-{page.number}"'
    response["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response)


def _note_seen(request, version: EvidenceVersion) -> None:
    if request.method == "GET":
        facts = {"inline": True, "now": timezone.now(), "origin": Origin.PREVIEW}
        note_download(version, by=request.user, **facts)


def _seen(version: EvidenceVersion, wanted: str) -> Page | None:
    """Return the page that the address asks for, None for a picture; raise `Refusal`."""
    if version.blob.is_picture:
        return None
    refuse_infected(version.blob)
    number = int(wanted) if wanted.isdecimal() and len(wanted) <= len(str(MOST_PAGES)) else 1
    return draw_page(version.blob, max(number, 1))
